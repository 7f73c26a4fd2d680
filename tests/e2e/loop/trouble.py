"""What goes wrong around a change: the process dies, somebody else works on the device, the way back is half a way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from altyapi.apply import runs
from altyapi.apply.device import apply_device
from altyapi.apply.journal import Event, Journal
from altyapi.apply.run import Run
from altyapi.apply.work import Work
from altyapi.device import connect
from altyapi.device.contract import Session
from lab.devices.ios.device import IosDevice
from tests.e2e.loop.ground import Ground
from tests.support.plans import NOW

QUIET = {"minute_s": 60.0}
"""Knobs of a switch whose timers don't fire during a test, however slow the machine."""
NO_ROOM = {"pattern": "^write memory", "answer": "% Error opening nvram:/startup-config (No space left on device)"}


class Killed(BaseException):
    """The process has died here: nothing after it was done."""


def kill_at(place: Ground, run: Run, device: str, step: str, times: int = 1) -> Run:
    """Apply the run on a device in a process that dies once the journal has the step so often; gives the run as the next
    process finds it."""
    append, seen = Journal.append, 0

    def dying(self: Journal, name: str, device: str = "", **detail: Any) -> Event:
        nonlocal seen
        event = append(self, name, device, **detail)
        if name == step and self.file == run.journal.file:
            seen += 1
            if seen == times:
                raise Killed
        return event

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Journal, "append", dying)
        with pytest.raises(Killed):
            apply_device(run, device, place.services)
    return Run(run.folder)


@contextmanager
def at_steps(run: Run, then: Mapping[str, Callable[[str], None]]) -> Iterator[None]:
    """While this lasts, each of these is called with the device's name once the journal has the step of its name."""
    append = Journal.append

    def noticing(self: Journal, name: str, device: str = "", **detail: Any) -> Event:
        event = append(self, name, device, **detail)
        if name in then and self.file == run.journal.file:
            then[name](device)
        return event

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Journal, "append", noticing)
        yield


@contextmanager
def session(place: Ground, run: Run, device: str) -> Iterator[Session]:
    """Somebody's own login."""
    with connect(Work(run, run.entry(device), place.services).target()) as opened:
        yield opened


def by_hand(place: Ground, run: Run, device: str, *lines: str) -> None:
    """Somebody types these lines."""
    with session(place, run, device) as typing:
        typing.push(lines, lambda _index, _line: None)


def ios(place: Ground, device: str = "sw1") -> IosDevice:
    """The emulation behind a switch."""
    emulated = place.devices[device]._host.device
    assert isinstance(emulated, IosDevice)
    return emulated


def fire(place: Ground, device: str = "sw1") -> None:
    """The pending timed rollback happens now, as when its time is over."""
    place.devices[device]._call(ios(place, device).revert_now)


def back(place: Ground, run: Run) -> Run:
    """A rollback of the run, begun."""
    return runs.begin(
        place.settings.state_dir, run.plan_file, operator="kul0001", reason="test", evrak="", now=NOW,
        direction="back", reverses=run.head.run,
    )  # fmt: skip


def changes(lines: Sequence[str]) -> list[str]:
    """Of the lines that a device was sent, those that are more than looking."""
    return [line for line in lines if not line.startswith(("show ", "terminal "))]


def steps(run: Run, device: str) -> list[str]:
    return [event.name for event in run.journal.events(device) if event.name != "line"]
