"""The plan of a wave: which computers on which day, within the windows, the freezes and what people can look after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, islice

from altyapi.audit.registers import Wave
from altyapi.endpoint.calendar import WEEKEND, Computer
from altyapi.endpoint.policy import PardusPolicy
from altyapi.plan.calendar import Verdict
from netbox_sync.model import Device
from netbox_sync.text import sort_key

RISK = "high"
"""Of a migration, where a window asks for the risk of a change: a computer gets another system."""


@dataclass(frozen=True)
class Subject:
    """A computer as windows and freezes look at it."""

    device: Device

    @property
    def site(self) -> str:
        return self.device.site

    @property
    def role(self) -> str:
        return self.device.role

    @property
    def tags(self) -> tuple[str, ...]:
        return self.device.tags

    @property
    def risk(self) -> str:
        return RISK


@dataclass(frozen=True)
class Past:
    """What earlier runs tell. `silent` are the names of those that did not answer when it was last their turn; `went` who was
    worked on in them, and when."""

    silent: frozenset[str] = frozenset()
    went: tuple[tuple[str, datetime], ...] = ()


NOTHING_YET = Past()


@dataclass(frozen=True)
class Batch:
    """What is done in one opening. `opens` and `closes` are moments of the policy's zone."""

    number: int
    opens: datetime
    closes: datetime | None
    window: str
    computers: tuple[Computer, ...]


@dataclass(frozen=True)
class WavePlan:
    """`over` are computers for which the wave has no opening left; `fits` says whether there are none."""

    wave: Wave
    batches: tuple[Batch, ...]
    over: tuple[Computer, ...]

    @property
    def fits(self) -> bool:
        return not self.over


def plan(
    wave: Wave,
    computers: Iterable[Computer],
    rules: PardusPolicy,
    now: datetime,
    evrak: str = "",
    past: Past = NOTHING_YET,
) -> WavePlan:
    """Who is left in the wave, the canary first, then site by site, over the openings from now (or the wave's first day) to its
    last day. A wave that is late is planned from now on as if it had no end: it is to be done, not given up. A canary that did not answer
    when it was its turn holds nobody up; whoever was worked on in an opening counts in it, whichever run it was."""
    waiting = sorted((one for one in computers if one.left), key=lambda one: _order(one, past.silent))
    late = now.astimezone(rules.calendar.zone).date() > wave.end
    batches: list[Batch] = []
    for day in _days(wave, rules, now, late=late):
        if not waiting:
            break
        room = rules.steps.canary if not batches and _nobody_done(computers) else rules.steps.per_window
        left = {one.device.name for one in waiting}
        taken: list[tuple[Computer, Verdict]] = []
        for one in waiting:
            verdict = _opening(one, day, rules, now, evrak, batches[-1].opens if batches else None)
            if verdict is None or (taken and verdict.opens != taken[0][1].opens):
                continue
            if not taken:
                room -= len(
                    {name for name, at in past.went if name not in left and _same(one, verdict, at, rules, evrak)}
                )
            if len(taken) >= room:
                break
            taken.append((one, verdict))
        if not taken:
            continue
        chosen = {id(one) for one, _ in taken}
        waiting = [one for one in waiting if id(one) not in chosen]
        first = taken[0][1]
        opens = first.opens or now
        batches.append(Batch(len(batches) + 1, opens, first.closes, first.window, tuple(one for one, _ in taken)))
    return WavePlan(wave, tuple(batches), tuple(waiting))


def _nobody_done(computers: Iterable[Computer]) -> bool:
    return all(one.state != "done" for one in computers)


def _days(wave: Wave, rules: PardusPolicy, now: datetime, *, late: bool) -> Iterator[date]:
    today = now.astimezone(rules.calendar.zone).date()
    day = max(today, wave.start)
    last = day + timedelta(days=365) if late else wave.end
    while day <= last:
        yield day
        day += timedelta(days=1)


def _opening(
    one: Computer, day: date, rules: PardusPolicy, now: datetime, evrak: str, last: datetime | None
) -> Verdict | None:
    """The opening for that computer that begins on that day, or before it and was nobody's turn yet: the batch at `last` had its own,
    which may go on over midnight. Without windows, the working day."""
    calendar = rules.calendar
    subject = Subject(one.device)
    if calendar.window(subject, evrak) is None and day.weekday() >= WEEKEND:
        return None
    begin = max(datetime.combine(day, time(), calendar.zone), now)
    verdict = calendar.verdict(subject, evrak, begin)
    if last is not None and verdict.open and verdict.closes is not None and _same(one, verdict, last, rules, evrak):
        verdict = calendar.verdict(subject, evrak, verdict.closes)
    if verdict.opens is None or verdict.opens.astimezone(calendar.zone).date() != day:
        return None
    return verdict


def _same(one: Computer, verdict: Verdict, moment: datetime, rules: PardusPolicy, evrak: str) -> bool:
    """Whether that moment was in the same opening; where no window ends it, on the same day."""
    calendar = rules.calendar
    subject = Subject(one.device)
    if verdict.opens is None or moment > verdict.opens:
        return False
    if calendar.judge(calendar.window(subject, evrak), (), verdict.opens, 0).closes is None:
        return moment.astimezone(calendar.zone).date() == verdict.opens.astimezone(calendar.zone).date()
    then = calendar.verdict(subject, evrak, moment)
    return then.open and then.closes == verdict.closes


def _order(one: Computer, silent: frozenset[str]) -> tuple[object, ...]:
    """Who failed before, or did not answer, comes last; then site by site, so that people need not travel."""
    later = one.state in ("failed", "rolled-back") or one.device.name in silent
    return later, one.device.site, sort_key(one.device.name)


def sizes(rules: PardusPolicy, count: int, proven: int = 0) -> Iterator[int]:
    """How many computers a run takes at once: the canary, then the batches of the policy; `proven` of these came through before."""
    left = count
    for size in islice(chain((rules.steps.canary,), _repeated(rules.steps.sizes)), proven, None):
        if left <= 0:
            return
        yield min(size, left)
        left -= size


def _repeated(values: Sequence[int]) -> Iterator[int]:
    yield from values
    while True:
        yield values[-1]
