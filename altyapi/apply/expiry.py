"""Changes for a time: what of them still stands, and since when it is due to be taken back. Read from the runs' folders alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from altyapi.apply import run as runs
from altyapi.apply.run import Run
from altyapi.errors import ToolkitError
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
    """Every change for a time of which something stands, the first that is due first."""
    folder = runs.runs_folder(state_dir)
    found: list[Timed] = []
    for name in runs.known(folder):
        try:
            if MARK not in (folder / name / "plan.json").read_bytes().replace(b" ", b""):
                continue
            run = Run(folder / name)
        except OSError as error:
            yield Unreadable(run=name, problem=error.strerror or str(error), code="APL-014")
            continue
        except ToolkitError as error:
            yield Unreadable(run=name, problem=str(error), code=error.code)
            continue
        devices = tuple(fate.device for fate in run.fates() if fate.state in STANDING)
        if run.plan.until and run.head.direction == "forward" and devices:
            found.append(_timed(run, devices, state_dir))
    yield from sorted(found, key=lambda one: (datetime.fromisoformat(one.until), one.run))


def _timed(run: Run, devices: tuple[str, ...], state_dir: Path) -> Timed:
    plan = run.plan
    return Timed(
        run=run.head.run,
        plan_id=plan.id,
        until=plan.until,
        reason=plan.reason,
        evrak=plan.evrak,
        exception=plan.exception,
        author=plan.author,
        devices=devices,
        hindered=tuple(_hindered(run, devices, state_dir)),
    )


def _hindered(run: Run, devices: tuple[str, ...], state_dir: Path) -> Iterator[str]:
    """Why devices are not back, by the last rollback of the run."""
    folder = runs.runs_folder(state_dir)
    for name in reversed(runs.known(folder)):
        if not name.endswith("-back"):
            continue
        back = Run(folder / name)
        if back.head.reverses == run.head.run:
            for fate in back.fates():
                if fate.device in devices and fate.why:
                    yield f"{fate.device}: {fate.why}"
            return
