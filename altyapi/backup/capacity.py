"""How full the places are, how fast they fill, and on which day they are full. Pure.

Growth is the slope of the line of least squares through a place's readings of the last 90 days; it is told from two days of
readings on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from altyapi.backup.register import Result
from netbox_sync.model import Frozen

WINDOW = timedelta(days=90)
LEAST = timedelta(days=2)
MONTH_DAYS = 365.25 / 12
FARTHEST_DAYS = 36500


class Reading(Frozen):
    time: str  # ISO 8601 with offset
    used: int  # bytes
    total: int

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.time)


class Forecast(Frozen):
    """One place. `total` is 0 where the place does not say how much it holds."""

    place: str
    readings: tuple[Reading, ...]  # by time
    used: int
    total: int
    percent: int | None = None
    percent_max: int
    growth_month: int | None = None  # bytes; none: too few readings
    full_on: date | None = None
    notice_on: date | None = None  # when it passes percent_max

    @property
    def too_full(self) -> bool:
        return self.percent is not None and self.percent > self.percent_max


def readings(results: Iterable[Result], now: datetime) -> dict[str, list[Reading]]:
    """Of each place, by time and in the zone of `now`; those of a clock that was ahead are left out."""
    found: dict[str, list[Reading]] = {}
    for result in results:
        if result.job == "capacity" and result.ok and now - WINDOW <= result.moment <= now:
            time = result.moment.astimezone(now.tzinfo).isoformat()
            reading = Reading(time=time, used=result.used_bytes, total=result.total_bytes)
            found.setdefault(result.system, []).append(reading)
    return {place: sorted(every, key=lambda one: one.moment) for place, every in found.items()}


def forecast(place: str, found: Sequence[Reading], percent_max: int) -> Forecast:
    """From one reading on."""
    newest = found[-1]
    made = Forecast(
        place=place, readings=tuple(found), used=newest.used, total=newest.total, percent_max=percent_max,
        percent=100 * newest.used // newest.total if newest.total else None,
    )  # fmt: skip
    slope = _slope(found)
    if slope is None:
        return made
    growth = {"growth_month": round(slope * MONTH_DAYS)}
    days = {
        "full_on": _day(newest, newest.total, slope),
        "notice_on": _day(newest, newest.total * percent_max / 100, slope),
    }
    return made.model_copy(update={**growth, **(days if newest.total else {})})


def _slope(found: Sequence[Reading]) -> float | None:
    """Bytes a day; none where the readings do not reach over two days."""
    if found[-1].moment - found[0].moment < LEAST:
        return None
    xs = [(one.moment - found[0].moment) / timedelta(days=1) for one in found]
    ys = [float(one.used) for one in found]
    middle_x, middle_y = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - middle_x) ** 2 for x in xs)
    return sum((x - middle_x) * (y - middle_y) for x, y in zip(xs, ys, strict=True)) / spread


def _day(newest: Reading, limit: float, slope: float) -> date | None:
    """The day on which that many bytes are reached; none where it never is, or not in a hundred years."""
    if newest.used >= limit:
        return newest.moment.date()
    if slope <= 0:
        return None
    days = (limit - newest.used) / slope
    return (newest.moment + timedelta(days=days)).date() if days < FARTHEST_DAYS else None
