"""Which backup points are kept: grandfather, father, son, down to the half-year, for whatever a point is a copy of.

Pure. A generation is a row of calendar slots (hours, days, ISO weeks, months, quarters, half-years) of the institution's own
zone; the last point of a slot stands for it, and the newest N slots that hold one are kept. Slots are counted by what is there,
not from today: where backups have stopped, nothing is forgotten. A point that is kept at the end was kept at every moment
before, so that pruning every hour and pruning once give the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from altyapi.backup.point import Point
from netbox_sync.model import Frozen

Generation = Literal["hourly", "daily", "weekly", "monthly", "quarterly", "half_yearly"]
GENERATIONS: tuple[Generation, ...] = get_args(Generation)
"""From the shortest to the longest."""


class Keep(Frozen):
    """How many slots of each generation, and for how many days every point."""

    hourly: int = Field(0, ge=0)
    daily: int = Field(0, ge=0)
    weekly: int = Field(0, ge=0)
    monthly: int = Field(0, ge=0)
    quarterly: int = Field(0, ge=0)
    half_yearly: int = Field(0, ge=0)
    days: int = Field(0, ge=0)  # every point so many days before the newest good one

    @model_validator(mode="after")
    def _something(self) -> Keep:
        if not self.days and not any(self.of(one) for one in GENERATIONS):
            raise ValueError("it keeps nothing | hiçbir şey saklamıyor")
        return self

    def of(self, generation: Generation) -> int:
        count: int = getattr(self, generation)
        return count

    def only(self, generations: Iterable[Generation]) -> Keep:
        """The same without the other generations: what a second place keeps. `days` goes with them."""
        return Keep(**{one: self.of(one) for one in generations})


class Hold(Frozen):
    """A document forbids that points of a system are forgotten; both days are counted in, and none means open."""

    systems: tuple[str, ...] = Field(min_length=1)  # names in NetBox, or `*`
    first: date | None = None
    last: date | None = None
    evrak: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    released: date | None = None  # from that day on it holds no more, once a point of the system is as new

    @model_validator(mode="after")
    def _in_order(self) -> Hold:
        if self.first and self.last and self.last < self.first:
            raise ValueError(f"it ends before it starts: {self.last} | başlangıcından önce bitiyor: {self.last}")
        return self

    def holds(self, system: str, day: date, today: date) -> bool:
        """Whether it keeps a point that was taken on that day."""
        if self.released is not None and self.released <= today:
            return False
        in_time = (self.first is None or self.first <= day) and (self.last is None or day <= self.last)
        return in_time and ("*" in self.systems or system in self.systems)


Rule = Literal[
    "hourly", "daily", "weekly", "monthly", "quarterly", "half_yearly", "days", "last-good", "hold", "future", "astray"
]


class Reason(Frozen):
    """Why a point is kept. `detail`: the slot as people write it, the hold's document number, or nothing."""

    rule: Rule
    detail: str = ""
    number: int = 0  # of the slot in its generation, the newest is 1


class Verdict(Frozen):
    """What becomes of one point; it is forgotten where there is no reason to keep it."""

    point: Point
    reasons: tuple[Reason, ...] = ()

    @property
    def kept(self) -> bool:
        return bool(self.reasons)


def select(
    points: Iterable[Point], keep: Keep, *, zone: ZoneInfo, now: datetime, holds: Sequence[Hold] = ()
) -> tuple[Verdict, ...]:
    """What is kept of one system's points in one place, the newest first. Each job of it counts for itself: files never stand for
    the database of the same hour.

    Points that are known to be bad stand for no slot. One whose time can't be (`astray`) is kept and stands for none; one that came
    late stands for its slot where none does that came in time. One that lies after `now` was dated by a clock that was wrong: it is
    kept, and displaces nothing. The newest good point of the past is always kept.
    """
    ordered = sorted(points, key=lambda one: (one.moment, one.id), reverse=True)
    reasons: dict[int, list[Reason]] = {id(one): [] for one in ordered}
    by_task: dict[str, list[Point]] = {}
    for one in ordered:
        if one.good and one.moment <= now and one.dated != "astray":
            by_task.setdefault(one.task, []).append(one)
    for past in by_task.values():
        for generation in GENERATIONS:
            for number, (slot, point) in enumerate(_slots(past, generation, zone)[: keep.of(generation)], start=1):
                reasons[id(point)].append(Reason(rule=generation, detail=slot, number=number))
        if keep.days:
            since = past[0].moment - timedelta(days=keep.days)
            for point in past:
                if point.moment >= since:
                    reasons[id(point)].append(Reason(rule="days", detail=str(keep.days)))
        reasons[id(past[0])].append(Reason(rule="last-good"))
    today = certain_day(ordered, now, zone)
    for point in ordered:
        if point.moment > now:
            reasons[id(point)].append(Reason(rule="future"))
        if point.dated == "astray":
            reasons[id(point)].append(Reason(rule="astray"))
        day = point.moment.astimezone(zone).date()
        reasons[id(point)] += [
            Reason(rule="hold", detail=hold.evrak) for hold in holds if hold.holds(point.system, day, today)
        ]
    return tuple(Verdict(point=point, reasons=tuple(reasons[id(point)])) for point in ordered)


def certain_day(points: Iterable[Point], now: datetime, zone: ZoneInfo) -> date:
    """The day up to which holds may be released: that of the newest point, as a clock that is ahead has none beside it. The first day
    there is where no point can tell."""
    moments = [one.moment for one in points if one.good and one.moment <= now and one.dated != "astray"]
    return max(moments).astimezone(zone).date() if moments else date.min


def slot(moment: datetime, generation: Generation, zone: ZoneInfo) -> str:
    """The calendar slot of a moment, as people write it. The two hours of the night in which clocks go back are two."""
    return _SLOTS[generation](moment.astimezone(zone))


def _slots(newest_first: Sequence[Point], generation: Generation, zone: ZoneInfo) -> list[tuple[str, Point]]:
    """Each slot with the point that stands for it, its last one that came in time; newest slot first."""
    found: dict[str, Point] = {}
    for point in newest_first:
        name = slot(point.moment, generation, zone)
        if name not in found or (found[name].dated == "late" and point.dated == "in-time"):
            found[name] = point
    return list(found.items())


def _week(local: datetime) -> str:
    year, week, _ = local.isocalendar()
    return f"{year}-W{week:02}"


_SLOTS: dict[Generation, Callable[[datetime], str]] = {
    "hourly": lambda local: f"{local:%Y-%m-%dT%H%z}",
    "daily": lambda local: f"{local:%Y-%m-%d}",
    "weekly": _week,
    "monthly": lambda local: f"{local:%Y-%m}",
    "quarterly": lambda local: f"{local.year}-Q{(local.month + 2) // 3}",
    "half_yearly": lambda local: f"{local.year}-H{(local.month + 5) // 6}",
}
