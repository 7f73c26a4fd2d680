"""What this toolkit did to a device itself: a run that left the very lines that differ is who made the difference."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from altyapi import platforms
from altyapi.apply import runs
from altyapi.apply.head import known
from altyapi.apply.run import Run
from altyapi.drift.model import DeviceDrift, Line, Who, flattened
from altyapi.errors import ToolkitError

_OTHER = {"+": "-", "-": "+"}


class Done(NamedTuple):
    """What one run did to one device. `left`: the lines by which the device then differs from one that wants them undone."""

    at: datetime
    device: str
    run: str
    back: bool  # it took an earlier run back
    operator: str
    left: frozenset[str]


def done(state_dir: Path, drifted: Sequence[DeviceDrift]) -> Iterator[Done]:
    """What the runs of this installation did to these devices since they were last known without the difference. A run that
    can't be read tells nothing here; `config.runs` tells that it can't."""
    wanted = frozenset(one.device for one in drifted)
    earliest = min((_earliest(one) for one in drifted), default=0.0)
    folder = runs.runs_folder(state_dir)
    for name in known(folder):
        with suppress(ToolkitError, OSError):
            if (folder / name / "journal.jsonl").stat().st_mtime >= earliest:
                yield from _of_run(Run(folder / name), wanted)


def attribute(drifted: Sequence[DeviceDrift], found: Iterable[Done]) -> tuple[DeviceDrift, ...]:
    """The same devices; where the last run that touched a differing line left it so, the run and who started it. Somebody who
    typed such a line after that goes before."""
    of_device: dict[str, list[Done]] = {}
    for each in found:
        of_device.setdefault(each.device, []).append(each)
    return tuple(_told(one, of_device.get(one.device, ())) for one in drifted)


def _of_run(run: Run, wanted: Collection[str]) -> Iterator[Done]:
    applied = {
        event.device: event for event in run.journal.events() if event.name == "applied" and event.device in wanted
    }
    for entry in run.entries if applied else ():
        event = applied.get(entry.device)
        if event is not None:
            brought = flattened(entry.diff, platforms.load(entry.platform))
            yield Done(
                at=datetime.fromisoformat(event.time), device=entry.device, run=run.head.run,
                back=run.head.direction == "back", operator=run.head.operator,
                left=frozenset(f"{_OTHER[line.sign]} {line.text}" for line in brought),
            )  # fmt: skip


def _told(one: DeviceDrift, found: Iterable[Done]) -> DeviceDrift:
    fitting = [each for each in found if any(line.key in each.left and _since(each.at, line) for line in one.managed)]
    last = max(fitting, key=lambda each: each.at, default=None)
    if last is None or (one.who.certainty == "typed" and datetime.fromisoformat(one.who.at) > last.at):
        return one
    certainty = "rollback" if last.back else "run"
    at = last.at.isoformat(timespec="seconds")
    who = Who.model_validate({"certainty": certainty, "users": (last.operator,), "at": at, "source": last.run})
    return one.model_copy(update={"who": who})


def _since(at: datetime, line: Line) -> bool:
    """Not before the last reading without the line, to the second. It may be after the first one with it: a run can have taken
    the line away meanwhile, and another brought it again."""
    return not line.after or at.replace(microsecond=0) >= datetime.fromisoformat(line.after)


def _earliest(one: DeviceDrift) -> float:
    return min(
        (datetime.fromisoformat(line.after).timestamp() if line.after else 0.0 for line in one.managed), default=0.0
    )
