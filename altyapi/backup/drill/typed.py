"""A config of a system that is only read: typed, line by line, into a device of that kind that stands apart for drills.

What the device held before stays beside it, as the address by which it is reached; it has to show every line of the copy, and no line
that is neither of the copy nor its own; rules of a firewall in the copy's order. Afterwards it is brought back by a restart.
"""

from __future__ import annotations

import re
from contextlib import suppress

from altyapi.backup.drill.config import SHOWN, masked_lines, not_there, too_many
from altyapi.backup.drill.faults import OnlyRead, TargetNotEmpty
from altyapi.backup.drill.proof import Proof, check
from altyapi.backup.point import Point
from altyapi.device import Target
from altyapi.errors import ToolkitError
from altyapi.platforms.readonly import ReadOnly
from altyapi.secrets import SecretStore, mask
from altyapi.verify.result import Result


def prove(full: str, system: ReadOnly, point: Point, target: Target, store: SecretStore | None = None) -> Proof:
    """As altyapi.backup.drill.config.prove. Raises OnlyRead where nothing is known of how the system takes a config in."""
    if system.trial is None:
        raise OnlyRead(system=point.system, platform=system.netmiko_type)
    from altyapi.device import reading, trying  # noqa: PLC0415  loading netmiko takes longer than any other drill

    wanted = _lines(full, system)
    checks: list[Result] = [check("complete", "complete", "complete" if system.complete(full) else "incomplete")]
    before = _lines(reading.fetch(target).text, system)
    lines = [line for line in wanted if line not in before]
    if not lines:
        raise TargetNotEmpty(device=target.name)
    with trying.trying(target) as session:
        session.keep()
        try:
            session.load(lines)
            held = _lines(reading.fetch(target).text, system)
        except BaseException:
            with suppress(ToolkitError):  # what went wrong first is what is told
                session.back()
                trying.returned(target)
            raise
        session.back()
    checks.append(check("accepted", f"{len(wanted)} lines", f"{len(wanted)} lines"))
    checks.append(_same(wanted, held, before, system, store))
    after = _lines(trying.returned(target).text, system)
    if left := [line for line in after if line not in before]:
        observed = masked_lines(left, system, store)
        checks.append(Result(kind="left behind", expected="-", observed=observed, passed=True))
    size = len(full.encode())
    return Proof(point.model_copy(update={"bytes": size}), f"{target.name} ({system.netmiko_type})", tuple(checks))


def _lines(text: str, system: ReadOnly) -> list[str]:
    return [line for line in system.normalise(text).splitlines() if line and not line.startswith(system.comment)]


def _same(wanted: list[str], held: list[str], before: list[str], system: ReadOnly, store: SecretStore | None) -> Result:
    there, known = set(held), {*wanted, *before}
    missing = [line for line in wanted if line not in there]
    strange = [line for line in held if line not in known]
    if not missing and not strange:
        own = frozenset(wanted)
        asked, shows = ([line for line in one if line in own and _ordered(line, system)] for one in (wanted, held))
        if asked != shows:  # a rule that is there once instead of twice, or behind another one, is another rule
            return check("shows the same", "the same config", "the rules in another order")
        return check("shows the same", "the same config", "the same config")
    shown = mask("\n".join((missing or strange)[:SHOWN]), system, store).splitlines()
    observed = not_there(len(missing), shown) if missing else too_many(len(strange), shown)
    return check("shows the same", "the same config", observed)


def _ordered(line: str, system: ReadOnly) -> bool:
    return system.trial is not None and re.search(system.trial.ordered, line) is not None
