"""A device's config: the full copy is opened, an empty device of the same platform has to accept it and show the same.

The device is one that stands apart for drills, real or emulated, told by its role in NetBox. It is brought back to what it held
before, so that the next drill finds it empty again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from altyapi import platforms
from altyapi.backup.drill.faults import TargetNotEmpty
from altyapi.backup.drill.proof import Proof, check
from altyapi.backup.point import Point
from altyapi.device import Session, Target, connect
from altyapi.errors import ToolkitError
from altyapi.platforms import Platform
from altyapi.remediation import remediate, same_config
from altyapi.secrets import SecretStore, mask
from altyapi.verify.result import Result

SHOWN = 3
"""Lines that a failed comparison names."""
ROUNDS = 3
"""How often the device is brought back at most."""


def prove(full: str, platform_name: str, point: Point, target: Target, store: SecretStore | None = None) -> Proof:
    """Load the config `full` into the drill's device. Raises TargetNotEmpty and the errors of altyapi.device.errors.

    What the checks show of it is masked: they go into the register and onto paper.
    """
    platform = platforms.load(platform_name)
    wanted = platform.normalise(full)
    checks: list[Result] = [check("complete", "complete", "complete" if platform.complete(full) else "incomplete")]
    with connect(target) as session:
        empty = platform.normalise(session.running_config())
        try:
            forward = remediate(empty, wanted, platform, strict=True)
            if not forward.commands:
                raise TargetNotEmpty(device=target.name)
            _push(session, forward.commands)
            held = platform.normalise(session.running_config())
            checks.append(check("accepted", f"{len(forward.commands)} lines", f"{len(forward.commands)} lines"))
            checks.append(_same(wanted, held, platform, store))
        except BaseException:
            with suppress(ToolkitError):  # what went wrong first is what is told
                _back(session, empty, platform)
            raise
        left = _back(session, empty, platform)
    if left:  # nothing against the copy: the next drill on this device starts with less than an empty one
        checks.append(
            Result(kind="left behind", expected="-", observed=masked_lines(left, platform, store), passed=True)
        )
    size = len(full.encode())
    return Proof(point.model_copy(update={"bytes": size}), f"{target.name} ({platform.name})", tuple(checks))


def _same(wanted: str, held: str, platform: Platform, store: SecretStore | None) -> Result:
    if same_config(wanted, held, platform):
        return check("shows the same", "the same config", "the same config")
    shown = mask(wanted, platform, store), mask(held, platform, store)
    missing, besides = _lines_missing(wanted, held), _lines_missing(held, wanted)
    if missing:
        return check("shows the same", "the same config", not_there(len(missing), _lines_missing(*shown)))
    return check("shows the same", "the same config", too_many(len(besides), _lines_missing(*reversed(shown))))


def not_there(count: int, shown: Sequence[str]) -> str:
    return f"{count} lines are not there{_some(shown)}"


def too_many(count: int, shown: Sequence[str]) -> str:
    return f"{count} lines too many{_some(shown)}"


def _some(shown: Sequence[str]) -> str:
    """Nothing where a secret alone differs."""
    return f": {'; '.join(shown[:SHOWN])}" if shown else ""


def _lines_missing(wanted: str, held: str) -> list[str]:
    there = set(held.splitlines())
    return [line.strip() for line in wanted.splitlines() if line not in there]


def _back(session: Session, empty: str, platform: Platform) -> tuple[str, ...]:
    """As it was before, for the next drill; the lines that stay for all that. What a line leaves behind where it goes (a default that
    is shown from then on, an empty block) shows only when the device is read again."""
    for _ in range(ROUNDS):
        held = platform.normalise(session.running_config())
        back = remediate(held, empty, platform, strict=True)
        if not back.commands:
            break
        _push(session, back.commands)
    held = platform.normalise(session.running_config())
    return () if same_config(empty, held, platform) else tuple(_lines_missing(held, empty))


def masked_lines(lines: Sequence[str], platform: Platform, store: SecretStore | None) -> str:
    """How many, and the first of them."""
    shown = mask("\n".join(lines), platform, store).splitlines()[:SHOWN]
    return f"{len(lines)} lines: {'; '.join(shown)}"


def _push(session: Session, commands: tuple[str, ...], sent: Callable[[int, str], None] = lambda *_: None) -> None:
    if commands:
        session.push(commands, sent)
