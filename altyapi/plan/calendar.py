"""When a device may be changed: maintenance windows and change freezes, as data of the change policy.

The windows are a list of which the first one that fits a device holds for it; a device that none fits may be changed at any
time. Of the freezes, each that fits holds. All times are wall-clock times of the policy's zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal, Protocol, get_args
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, model_validator

from altyapi.errors import EngineError
from netbox_sync.model import Frozen
from netbox_sync.policyfile import TimeZone

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
Risk = Literal["low", "medium", "high"]
RISKS: tuple[Risk, ...] = get_args(Risk)
DAY = 24 * 60
HORIZON = 400
"""Days in which the next opening is looked for: a whole year of yearly freezes and a month."""


class OutsideWindow(EngineError):
    code = "PLN-017"
    en = "Outside the maintenance window: {devices}: {window}; next opening {opens}."
    tr = "Bakım penceresi dışında: {devices}: {window}; sonraki açılış: {opens}."
    en_remedy = "Nothing was sent. At that time: ./inv config.apply {file}   (--wait waits for it)"
    tr_remedy = "Hiçbir şey gönderilmedi. Zamanı gelince: ./inv config.apply {file}   (--wait bekler)"


class InFreeze(EngineError):
    code = "PLN-018"
    en = "Changes are frozen: {devices}: {freeze}; next opening {opens}."
    tr = "Değişiklik yasağı sürüyor: {devices}: {freeze}; sonraki açılış: {opens}."
    en_remedy = (
        "Nothing was sent. At that time: ./inv config.apply {file}   "
        "(or have document {evrak} entered in the freeze's `exceptions`)"
    )
    tr_remedy = (
        "Hiçbir şey gönderilmedi. Zamanı gelince: ./inv config.apply {file}   "
        "(ya da {evrak} evrakı yasağın `exceptions` listesine girilmeli)"
    )


class Subject(Protocol):
    """What a window or a freeze looks at: a device's part of a plan."""

    @property
    def site(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def tags(self) -> tuple[str, ...]: ...
    @property
    def risk(self) -> str: ...


def _minutes(value: object) -> object:
    """`20:00` as minutes since midnight; what YAML made of it unquoted (a number to the base of 60) is the same. A number
    below 60 can't have come that way: it was typed, and nobody means minutes by it."""
    found = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", value) if isinstance(value, str) else None
    if found and int(found[2]) < 60:
        return int(found[1]) * 60 + int(found[2])
    if isinstance(value, str) or (isinstance(value, int) and value < 60):
        raise ValueError(
            f'a time of the day is needed: "20:00"; found {value} | saat gerekli: "20:00"; bulunan {value}'
        )
    return value


def _day(value: object) -> object:
    """A day of one year (2026-12-28), or of every year (12-28)."""
    if isinstance(value, date):
        return value
    yearly = re.fullmatch(r"[0-9]{2}-[0-9]{2}", str(value))
    try:
        day = date.fromisoformat(f"2024-{value}" if yearly else str(value))  # a leap year: every day there is
    except ValueError:
        raise ValueError(
            f"a day is needed: 2026-12-28, or 12-28 for every year; found {value}"
            f" | gün gerekli: 2026-12-28 ya da her yıl için 12-28; bulunan {value}"
        ) from None
    return value if yearly else day


Minutes = Annotated[int, BeforeValidator(_minutes), Field(ge=0, le=DAY)]
Day = Annotated[date | str, BeforeValidator(_day)]


class Span(Frozen):
    """Hours of certain weekdays. One that ends at or before its beginning ends on the following day."""

    days: tuple[Weekday, ...] = Field(WEEKDAYS, min_length=1)
    start: Minutes = Field(alias="from")
    end: Minutes = Field(alias="to")

    @property
    def length(self) -> int:
        return self.end - self.start if self.end > self.start else self.end + DAY - self.start


class Scope(Frozen):
    """The devices that it is about: of one of the sites, and one of the roles, …; an empty list names all. `exceptions` are
    the numbers of documents that allow a change all the same."""

    name: str = Field(min_length=1)
    sites: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    risks: tuple[Risk, ...] = ()
    exceptions: tuple[str, ...] = ()

    def fits(self, subject: Subject) -> bool:
        return (
            (not self.sites or subject.site in self.sites)
            and (not self.roles or subject.role in self.roles)
            and (not self.tags or not set(self.tags).isdisjoint(subject.tags))
            and (not self.risks or subject.risk in self.risks)
        )


class Window(Scope):
    open: tuple[Span, ...] = Field(min_length=1)


class Freeze(Scope):
    """From the beginning of its first day to the end of its last one."""

    start: Day = Field(alias="from")
    end: Day = Field(alias="to")

    @model_validator(mode="after")
    def _alike(self) -> Freeze:
        if isinstance(self.start, str) != isinstance(self.end, str):
            raise ValueError(
                "both days with their year, or both without | iki gün de yıllı ya da ikisi de yılsız olmalı"
            )
        if isinstance(self.start, date) and isinstance(self.end, date) and self.end < self.start:
            raise ValueError(f"it ends before it begins: {self.end} | başlamadan bitiyor: {self.end}")
        return self

    def between(self, day: date) -> Iterator[tuple[date, date]]:
        """First and last day of each time that can hold the day or come soon after it."""
        if isinstance(self.start, date) and isinstance(self.end, date):
            yield self.start, self.end
            return
        for year in (day.year - 1, day.year, day.year + 1):
            last = year + 1 if str(self.end) < str(self.start) else year
            yield _in_year(str(self.start), year), _in_year(str(self.end), last)


def _in_year(day: str, year: int) -> date:
    try:
        return date.fromisoformat(f"{year}-{day}")
    except ValueError:  # 29 February
        return date(year, 2, 28)


class Verdict(Frozen):
    """Whether a device may be changed at a moment, and if not, when next. Names are those of the policy."""

    open: bool
    window: str = ""
    freeze: str = ""  # the one that forbids it at that moment
    opens: datetime | None = None  # that moment where it is open, else the next one; None: none within the horizon
    closes: datetime | None = None  # when what is open at `opens` closes; None: not before the horizon


class Calendar(Frozen):
    timezone: TimeZone = "Europe/Istanbul"
    windows: tuple[Window, ...] = ()
    freezes: tuple[Freeze, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def window(self, subject: Subject, evrak: str = "") -> Window | None:
        """The window that holds for it; none where it may be changed at any time."""
        found = next((window for window in self.windows if window.fits(subject)), None)
        return None if found is None or (evrak and evrak in found.exceptions) else found

    def frozen(self, subject: Subject, evrak: str = "") -> tuple[Freeze, ...]:
        """The freezes that hold for it, whenever they are."""
        return tuple(
            freeze for freeze in self.freezes if freeze.fits(subject) and not (evrak and evrak in freeze.exceptions)
        )

    def verdict(self, subject: Subject, evrak: str, now: datetime, minutes: int = 0) -> Verdict:
        """Whether it may be changed now; a change that needs `minutes` must end before it closes."""
        return self.judge(self.window(subject, evrak), self.frozen(subject, evrak), now, minutes)

    def judge(self, window: Window | None, freezes: Sequence[Freeze], now: datetime, minutes: int) -> Verdict:
        now = now.astimezone(UTC)
        name = window.name if window else ""
        forbids = self._frozen_at(freezes, now)
        for moment in self._candidates(window, freezes, now):
            closes = self._closes(window, freezes, moment)
            if closes is not None and closes - moment >= timedelta(minutes=max(minutes, 1)):
                last = None if closes - now >= timedelta(days=HORIZON) else closes.astimezone(self.zone)
                return Verdict(
                    open=moment == now, window=name, freeze=forbids, opens=moment.astimezone(self.zone), closes=last
                )
        return Verdict(open=False, window=name, freeze=forbids)

    def _candidates(self, window: Window | None, freezes: Sequence[Freeze], now: datetime) -> Iterator[datetime]:
        """Now, and each later moment at which something may begin to be open, in order."""
        yield now
        moments: set[datetime] = set()
        if window is not None:
            moments.update(start for start, _ in self._spans(window, self._day(now), HORIZON))
        for freeze in freezes:
            moments.update(self._at(last + timedelta(days=1)) for _, last in freeze.between(self._day(now)))
        yield from sorted(moment for moment in moments if moment > now)

    def _closes(self, window: Window | None, freezes: Sequence[Freeze], moment: datetime) -> datetime | None:
        """When what is open at that moment closes; None where it is closed."""
        if self._frozen_at(freezes, moment):
            return None
        end = moment + timedelta(days=HORIZON)
        if window is not None:
            spans = sorted(self._spans(window, self._day(moment) - timedelta(days=1), 9))
            reached: datetime | None = None
            for start, stop in spans:  # spans that touch are one
                if start <= (reached or moment) and stop > (reached or moment):
                    reached = stop
            if reached is None:
                return None
            if reached - moment < timedelta(days=7):
                end = reached
        coming = [
            self._at(first)
            for freeze in freezes
            for first, _ in freeze.between(self._day(moment))
            if self._at(first) > moment
        ]
        return min([end, *coming])

    def _frozen_at(self, freezes: Sequence[Freeze], moment: datetime) -> str:
        for freeze in freezes:
            if any(
                self._at(first) <= moment < self._at(last + timedelta(days=1))
                for first, last in freeze.between(self._day(moment))
            ):
                return freeze.name
        return ""

    def _spans(self, window: Window, first: date, days: int) -> Iterator[tuple[datetime, datetime]]:
        for number in range(days):
            day = first + timedelta(days=number)
            for span in window.open:
                if WEEKDAYS[day.weekday()] in span.days:
                    yield self._at(day, span.start), self._at(day, span.start + span.length)

    def _at(self, day: date, minutes: int = 0) -> datetime:
        """That wall-clock time of the zone, in UTC: between two times of one zone Python counts no change of its offset."""
        more, rest = divmod(minutes, DAY)
        return datetime.combine(day + timedelta(days=more), time(rest // 60, rest % 60), self.zone).astimezone(UTC)

    def _day(self, moment: datetime) -> date:
        """The day in the zone."""
        return moment.astimezone(self.zone).date()
