"""The Pardus calendar on one day: what each wave was to do, and what it did.

The register waves.yml says when a wave is; the custom field `goc_dalga` says which computers are in it, `goc_durum` and
`goc_tarihi` how far each is. Hosts' own reports (`migration`) are laid over these before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from altyapi.audit.estate import Estate, day_of, device, field
from altyapi.audit.registers import Exemption, Wave
from altyapi.audit.thing import Scope
from altyapi.audit.views.lifecycle import EXEMPT
from altyapi.endpoint.migration import OF_NETBOX, State
from altyapi.plan.calendar import WEEKDAYS, Calendar
from altyapi.plan.calendar import Scope as CalendarScope
from netbox_sync.model import Device

Progress = Literal["planned", "running", "late", "done", "empty"]
WEEKEND = 5
EVERYTHING = Scope()


@dataclass(frozen=True)
class Computer:
    device: Device
    wave: str
    state: State
    migrated: date | None

    @property
    def left(self) -> bool:
        return self.state not in ("done", "exempt")


@dataclass(frozen=True)
class Standing:
    """One wave on that day. `expected` is how many should be done by then, spread evenly over the wave's open days."""

    wave: Wave
    day: date
    computers: tuple[Computer, ...]
    open_days: tuple[date, ...]

    @property
    def counts(self) -> Mapping[State, int]:
        return Counter(one.state for one in self.computers)

    @property
    def target(self) -> int:
        """As decided, else as many as are in it; who is exempt is no target."""
        if self.wave.target is not None:
            return self.wave.target
        return sum(one.state != "exempt" for one in self.computers)

    @property
    def missing(self) -> int:
        """How many more computers the decision names than NetBox has in the wave; below nothing: fewer."""
        return self.target - sum(one.state != "exempt" for one in self.computers)

    @property
    def done(self) -> int:
        return self.counts.get("done", 0)

    @property
    def left(self) -> int:
        return max(0, self.target - self.done)

    @property
    def percent(self) -> float:
        return 100.0 if not self.target else 100.0 * self.done / self.target

    @property
    def expected(self) -> int:
        gone = sum(one <= self.day for one in self.open_days)
        if self.day >= self.wave.end:
            return self.target
        return self.target * gone // len(self.open_days) if self.open_days else 0

    @property
    def late_days(self) -> int | None:
        """Days since the wave's last day while something is left of it."""
        return (self.day - self.wave.end).days if self.left and self.wave.end < self.day else None

    @property
    def progress(self) -> Progress:
        if self.late_days is not None:
            return "late"
        if not self.left and (self.target or self.wave.end < self.day):
            return "done" if self.target else "empty"
        return "planned" if self.day < self.wave.start else "running"

    @property
    def actual(self) -> tuple[date, date] | None:
        """The first and the last day on which a computer of it was done."""
        days = [one.migrated for one in self.computers if one.state == "done" and one.migrated]
        return (min(days), max(days)) if days else None


def computers(estate: Estate, today: date | None = None) -> Iterator[Computer]:
    """Computers in service that stand in a wave, or are exempt from all of them. On a day before it was done one was waiting; from
    `today` on it is done whatever its day: a clock or an entry that is ahead brings nobody's turn again."""
    past = today is None or estate.day < today
    for one in estate.in_roles(estate.policy.roles.computers):
        wave = field(one, "goc_dalga")
        if wave is None:
            continue
        state = OF_NETBOX.get(str(field(one, "goc_durum") or ""), "waiting")
        migrated = day_of(one, "goc_tarihi")
        if past and state == "done" and migrated is not None and migrated > estate.day:
            state, migrated = "waiting", None
        yield Computer(one, str(wave), "exempt" if wave == EXEMPT else state, migrated)


def told_later(estate: Estate) -> date | None:
    """The day that the snapshot is of, where that is after the day asked for: but for who was done since, states are those of then."""
    taken = estate.day_at(datetime.fromisoformat(estate.snapshot.source.taken))
    return taken if taken > estate.day else None


def unplanned(estate: Estate) -> tuple[Device, ...]:
    """Computers in service that stand in no wave of the register and are not exempt."""
    known = {one.id for one in estate.registers.waves} | {EXEMPT}
    return tuple(
        one for one in estate.in_roles(estate.policy.roles.computers) if str(field(one, "goc_dalga") or "") not in known
    )


def standings(
    estate: Estate, calendar: Calendar, scope: Scope = EVERYTHING, today: date | None = None
) -> tuple[Standing, ...]:
    """Every wave of the register, in the order of its beginning. Of a part of the estate the target is what NetBox has there,
    whatever was decided for the whole. `today` as for `computers`."""
    by_wave: dict[str, list[Computer]] = {}
    for one in computers(estate, today):
        if scope.holds(device(one.device)):
            by_wave.setdefault(one.wave, []).append(one)
    waves = sorted(estate.registers.waves, key=lambda one: (one.start, one.id))
    if scope != EVERYTHING:
        waves = [one.model_copy(update={"target": None}) for one in waves]
    return tuple(
        Standing(one, estate.day, tuple(by_wave.get(one.id, ())), tuple(open_days(calendar, one.start, one.end)))
        for one in waves
    )


def open_days(calendar: Calendar, first: date, last: date) -> Iterator[date]:
    """The days on which computers in general can be migrated: not frozen, and a window opens, or without windows a weekday.
    Windows and freezes of certain sites, roles or tags are left out here; they hold for a computer (`schedule`)."""
    frozen = {day for name, start, end in freezes(calendar, first, last) for day in _days(start, end)}
    windows = [one for one in calendar.windows if not _scoped(one)]
    weekdays = {day for window in windows for span in window.open for day in span.days}
    for day in _days(first, last):
        usual = WEEKDAYS[day.weekday()] in weekdays if windows else day.weekday() < WEEKEND
        if usual and day not in frozen:
            yield day


def freezes(calendar: Calendar, first: date, last: date) -> list[tuple[str, date, date]]:
    """Name, first and last day of each freeze of everything that touches those days."""
    found: dict[tuple[str, date, date], None] = {}
    for freeze in calendar.freezes:
        if _scoped(freeze):
            continue
        for year in range(first.year, last.year + 1):
            for start, end in freeze.between(date(year, 6, 30)):
                if start <= last and end >= first:
                    found[freeze.name, start, end] = None
    return sorted(found, key=lambda one: one[1:])


def review_due(exemptions: Iterable[Exemption], until: date) -> tuple[Exemption, ...]:
    """Exemptions whose review falls due by that day and was not held."""
    return tuple(
        one for one in exemptions if one.review <= until and (one.reviewed is None or one.reviewed < one.review)
    )


def _scoped(one: CalendarScope) -> bool:
    return bool(one.sites or one.roles or one.tags)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
