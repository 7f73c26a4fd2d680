"""A plan's schedule: when each wave can be done and, where the change is for a time, when it can be taken back.

What stands in a plan is what its reviewer sees. Binding is the policy as it is when a device is about to be changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

from altyapi.plan.calendar import Calendar, InFreeze, OutsideWindow, Verdict
from altyapi.plan.model import DevicePlan, Slot

NOT_NOW = frozenset({OutsideWindow.code, InFreeze.code})
"""The codes of a device's refusal for the time alone: no failure of it."""
NAMES_TOLD = 4


def key(entry: DevicePlan, evrak: str, calendar: Calendar) -> tuple[str, ...]:
    """What decides when the device may be changed; devices of one wave share it."""
    window = calendar.window(entry, evrak)
    return (window.name if window else "", *(freeze.name for freeze in calendar.frozen(entry, evrak)))


def slots(devices: Iterable[DevicePlan], evrak: str, calendar: Calendar, now: datetime) -> tuple[Slot, ...]:
    """When each wave can be done, from now on; a wave not before the one that it follows."""
    return _slots(devices, evrak, calendar, now, backwards=False)


def undoing(devices: Iterable[DevicePlan], evrak: str, calendar: Calendar, until: datetime) -> tuple[Slot, ...]:
    """When each wave can be taken back, from that moment on, the last wave first."""
    return _slots(devices, evrak, calendar, until, backwards=True)


def _slots(
    devices: Iterable[DevicePlan], evrak: str, calendar: Calendar, start: datetime, *, backwards: bool
) -> tuple[Slot, ...]:
    ordered = sorted(devices, key=lambda entry: entry.wave, reverse=backwards)
    made: list[Slot] = []
    reached: datetime | None = start
    for wave, entries in groupby(ordered, key=lambda entry: entry.wave):
        first = next(entries)
        if reached is None:
            made.append(Slot(wave=wave))
            continue
        verdict = calendar.verdict(first, evrak, reached, first.revert_minutes)
        told = calendar.verdict(first, evrak, start, first.revert_minutes)
        made.append(
            Slot(
                wave=wave,
                window=verdict.window,
                freeze=told.freeze,
                opens=moment(verdict.opens),
                closes=moment(verdict.closes),
            )
        )
        reached = verdict.opens
    return tuple(made)


def moment(when: datetime | None) -> str:
    """ISO 8601 with offset, to the second; empty for none."""
    return "" if when is None else when.isoformat(timespec="seconds")


def require_open(entries: Sequence[DevicePlan], evrak: str, calendar: Calendar, now: datetime, file: Path) -> None:
    """Whether these devices, of one wave, may be changed now. Raises OutsideWindow or InFreeze with the next opening."""
    for entry in entries:
        verdict = calendar.verdict(entry, evrak, now, entry.revert_minutes)
        if not verdict.open:
            raise not_now(verdict, [one.device for one in entries], evrak, file)


def not_now(verdict: Verdict, devices: Sequence[str], evrak: str, file: Path) -> OutsideWindow | InFreeze:
    """The refusal for that verdict."""
    more = len(devices) - NAMES_TOLD
    names = ", ".join(devices[:NAMES_TOLD]) + (f" … (+{more})" if more > 0 else "")
    said = {"devices": names, "opens": moment(verdict.opens) or "-", "file": file}
    if verdict.freeze:
        return InFreeze(freeze=verdict.freeze, evrak=evrak or "-", **said)
    return OutsideWindow(window=verdict.window, **said)
