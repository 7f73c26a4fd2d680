"""Changes for a time: what of them still stands, and since when it is due to be taken back. Read from the runs' folders alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from altyapi.apply import runs
from altyapi.apply.fate import Fate
from altyapi.apply.head import head_of, known
from altyapi.apply.run import Run
from altyapi.errors import ToolkitError
from netbox_sync.canonical import sha256
from netbox_sync.model import Frozen

STANDING = ("applied", "unsaved", "in-flight", "pending-revert", "diverged")
"""States of a device that may still hold the change."""
MARK = b'"until":"'


class Timed(Frozen):
    """A run whose plan is for a time, and the devices that still hold it."""

    run: str
    plan_id: str
    until: str  # ISO 8601 with offset
    reason: str
    evrak: str
    exception: str
    author: str
    devices: tuple[str, ...]
    hindered: tuple[str, ...] = ()  # `device: why`, of those that could not be taken back when it was tried last

    def due(self, now: datetime) -> bool:
        return now >= datetime.fromisoformat(self.until)


class Unreadable(Frozen):
    """A run that can't be read: nobody knows whether something of it is due."""

    run: str
    problem: str
    code: str


def timed(state_dir: Path) -> Iterator[Timed | Unreadable]:
    """Every change for a time of which something stands, the first that is due first; what can't be read hides no other."""
    folder = runs.runs_folder(state_dir)
    found: list[Timed] = []
    for name in known(folder):
        if name.endswith(runs.BACK):
            continue
        try:
            content = (folder / name / "plan.json").read_bytes()
            if MARK not in content.replace(b" ", b"") and sha256(content) == head_of(folder / name).plan_id:
                continue  # for good, and whole
            one = _timed(Run(folder / name), state_dir)
        except OSError as error:
            yield Unreadable(run=name, problem=error.strerror or str(error), code="APL-014")
        except ToolkitError as error:
            yield Unreadable(run=name, problem=str(error), code=error.code)
        else:
            found += [one] if one is not None else []
    yield from sorted(found, key=lambda one: (datetime.fromisoformat(one.until), one.run))


def rollbacks(state_dir: Path) -> Iterator[Run]:
    """The rollbacks that were begun because they were due; what can't be read is told by `timed`."""
    folder = runs.runs_folder(state_dir)
    for name in known(folder):
        if name.endswith(runs.BACK):
            with suppress(ToolkitError, OSError):
                if head_of(folder / name).due:
                    yield Run(folder / name)


def _timed(run: Run, state_dir: Path) -> Timed | None:
    plan = run.plan
    standing = tuple(fate for fate in run.fates() if fate.state in STANDING)
    if not plan.until or not standing:
        return None
    return Timed(
        run=run.head.run,
        plan_id=plan.id,
        until=plan.until,
        reason=plan.reason,
        evrak=plan.evrak,
        exception=plan.exception,
        author=plan.author,
        devices=tuple(fate.device for fate in standing),
        hindered=tuple(_hindered(run, standing, state_dir)),
    )


def _hindered(run: Run, standing: Iterable[Fate], state_dir: Path) -> Iterator[str]:
    states = {fate.device: fate.state for fate in standing if fate.state != "applied"}
    for device, fate in hindrances(run, state_dir).items():
        yield ": ".join(part for part in (device, states.get(device, ""), fate.why) if part)


def hindrances(run: Run, state_dir: Path) -> dict[str, Fate]:
    """Why devices are not back, by device: what the run itself left open, and what the last rollback met."""
    standing = {fate.device: fate for fate in run.fates() if fate.state in STANDING}
    found = {device: fate for device, fate in standing.items() if fate.state != "applied"}
    last = next(reversed(tuple(runs.rollbacks(state_dir, run))), None)
    for fate in last.fates() if last else ():
        if fate.why and fate.device in standing and fate.device not in found:
            found[fate.device] = fate
    return found
