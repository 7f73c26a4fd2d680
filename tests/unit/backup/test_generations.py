"""Grandfather, father, son over two simulated years of hourly points: what is kept, why, and what never is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from altyapi.backup.dating import Dating
from altyapi.backup.generations import GENERATIONS, Generation, Hold, Keep, Verdict, select, slot
from altyapi.backup.point import Point
from altyapi.backup.policy import CLASSES
from altyapi.backup.register import Result

ISTANBUL, BERLIN, LORD_HOWE = ZoneInfo("Europe/Istanbul"), ZoneInfo("Europe/Berlin"), ZoneInfo("Australia/Lord_Howe")
"""Without clock changes; with them; with ones of half an hour."""
FIRST = datetime(2023, 1, 1, tzinfo=UTC)
HOURS = 2 * 365 * 24 + 24
"""Two years, a leap day in the second."""
FULL = CLASSES["A"].keep


def at(hours: int, *, good: bool = True, zone: ZoneInfo = ISTANBUL, number: str = "") -> Point:
    moment = (FIRST + timedelta(hours=hours, minutes=5)).astimezone(zone)
    return Point(
        system="vt", time=moment.isoformat(), kind="database", id=number or f"{hours:05}", place="merkez", good=good
    )


@cache
def every_hour(zone: ZoneInfo) -> tuple[Point, ...]:
    return tuple(at(hours, zone=zone) for hours in range(HOURS))


def kept(verdicts: Sequence[Verdict]) -> list[Point]:
    return [one.point for one in verdicts if one.kept]


def by(verdicts: Sequence[Verdict], rule: str) -> list[Point]:
    return [one.point for one in verdicts if any(reason.rule == rule for reason in one.reasons)]


def calendar(point: Point, generation: Generation, zone: ZoneInfo) -> object:
    """The slot, told otherwise than the code tells it."""
    local = datetime.fromisoformat(point.time).astimezone(zone)
    day = local.date()
    return {
        "hourly": (day, local.hour, local.utcoffset()),
        "daily": day.toordinal(),
        "weekly": (day.toordinal() - 1) // 7,  # ordinal 1 was a Monday
        "monthly": day.year * 12 + day.month - 1,
        "quarterly": (day.year * 12 + day.month - 1) // 3,
        "half_yearly": (day.year * 12 + day.month - 1) // 6,
    }[generation]


@pytest.mark.parametrize("zone", [ISTANBUL, BERLIN, LORD_HOWE], ids=str)
def test_two_years_of_hourly_points_leave_the_last_of_each_slot(zone: ZoneInfo) -> None:
    points = every_hour(zone)
    now = FIRST + timedelta(hours=HOURS)
    found = select(points, FULL, zone=zone, now=now)
    for generation in GENERATIONS:
        last: dict[object, Point] = {calendar(point, generation, zone): point for point in points}
        expected = list(last.values())[::-1][: FULL.of(generation)]
        assert by(found, generation) == expected, generation
    assert len(found) == len(points)
    assert found[0].point == points[-1]


def test_the_half_years_of_two_years_are_the_ends_of_june_and_december() -> None:
    now = FIRST + timedelta(hours=HOURS)
    found = by(select(every_hour(ISTANBUL), Keep(half_yearly=10), zone=ISTANBUL, now=now), "half_yearly")
    days = [point.moment.astimezone(ISTANBUL).date() for point in found]
    # two hours of 2025 are there already: Istanbul is three hours ahead of UTC
    assert days == [date(2025, 1, 1), date(2024, 12, 31), date(2024, 6, 30), date(2023, 12, 31), date(2023, 6, 30)]


def test_a_leap_day_is_a_day_like_any_other() -> None:
    now = datetime(2024, 3, 1, 12, tzinfo=UTC)
    points = [point for point in every_hour(ISTANBUL) if point.moment <= now]
    days = [
        one.moment.astimezone(ISTANBUL).date()
        for one in by(select(points, Keep(daily=3), zone=ISTANBUL, now=now), "daily")
    ]
    assert days == [date(2024, 3, 1), date(2024, 2, 29), date(2024, 2, 28)]


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    twice = [datetime(2024, 10, 27, hour, 30, tzinfo=UTC) for hour in (0, 1)]  # 02:30 in Berlin, both
    assert len({one.astimezone(BERLIN).strftime("%H:%M") for one in twice}) == 1
    assert len({slot(one, "hourly", BERLIN) for one in twice}) == 2
    assert len({slot(one, "daily", BERLIN) for one in twice}) == 1


def test_the_day_with_the_hour_that_is_missing_has_its_points() -> None:
    now = datetime(2024, 4, 1, 12, tzinfo=UTC)
    points = [point for point in every_hour(BERLIN) if point.moment <= now]
    found = by(select(points, Keep(hourly=60), zone=BERLIN, now=now), "hourly")
    assert len(found) == 60
    assert found == points[::-1][:60]


@given(
    gaps=st.lists(st.integers(1, 400), min_size=1, max_size=60),
    counts=st.lists(st.integers(0, 6), min_size=6, max_size=6),
    days=st.integers(0, 40),
    zone=st.sampled_from([ISTANBUL, BERLIN, LORD_HOWE]),
    bad=st.sets(st.integers(0, 59)),
    every=st.integers(1, 15),
)
@settings(max_examples=150)
def test_pruning_at_every_step_and_pruning_once_keep_the_same(
    gaps: list[int], counts: list[int], days: int, zone: ZoneInfo, bad: set[int], every: int
) -> None:
    """And what is kept are the last points of the newest slots, whatever gaps there are, and never less than one good point."""
    keep = Keep(**dict(zip(GENERATIONS, counts, strict=True)), days=days if any(counts) else days + 1)
    points: list[Point] = []
    hours = 0
    held: list[Point] = []
    for number, gap in enumerate(gaps):
        hours += gap
        points.append(at(hours, good=number not in bad, zone=zone))
        held.append(points[-1])
        if number % every == 0:
            held = kept(select(held, keep, zone=zone, now=points[-1].moment))
    now = points[-1].moment
    once = select(points, keep, zone=zone, now=now)
    assert kept(select(held, keep, zone=zone, now=now)) == kept(once)
    good = [point for point in points if point.good]
    for generation in GENERATIONS:
        last: dict[object, Point] = {calendar(point, generation, zone): point for point in good}
        assert by(once, generation) == list(last.values())[::-1][: keep.of(generation)]
    if good:
        assert by(once, "last-good") == [good[-1]]
        since = good[-1].moment - timedelta(days=keep.days)
        assert by(once, "days") == ([one for one in good[::-1] if one.moment >= since] if keep.days else [])
    assert {id(one.point) for one in once} == set(map(id, points))


def test_nothing_is_forgotten_because_backups_have_stopped() -> None:
    points = [at(hours) for hours in range(0, 24 * 40, 24)]
    keep = Keep(daily=30, days=20)
    then = kept(select(points, keep, zone=ISTANBUL, now=points[-1].moment))
    years_later = kept(select(points, keep, zone=ISTANBUL, now=points[-1].moment + timedelta(days=3000)))
    assert years_later == then


def test_points_of_a_clock_that_was_ahead_displace_nothing_and_are_kept() -> None:
    true = [at(hours) for hours in range(0, 24 * 10, 24)]
    ahead = [at(24 * 365 * 8 + hours, number=f"f{hours}") for hours in range(5)]
    now = true[-1].moment
    keep = Keep(hourly=2, daily=3, monthly=1)
    alone, both = select(true, keep, zone=ISTANBUL, now=now), select([*true, *ahead], keep, zone=ISTANBUL, now=now)
    assert [one for one in both if one.point in true] == list(alone)
    assert by(both, "future") == ahead[::-1]


def test_with_a_clock_that_jumped_back_nothing_is_forgotten() -> None:
    points = [at(hours) for hours in range(24 * 300, 24 * 330)]
    assert len(kept(select(points, Keep(daily=1), zone=ISTANBUL, now=FIRST))) == len(points)


def test_the_last_good_point_stays_though_newer_ones_are_damaged() -> None:
    points = [at(0), at(30), *(at(hours, good=False) for hours in range(60, 200))]
    found = select(points, Keep(hourly=1), zone=ISTANBUL, now=points[-1].moment)
    assert kept(found) == [points[1]]


def test_a_hold_keeps_what_its_document_names_until_it_is_released() -> None:
    hold = Hold(systems=("vt",), first=date(2023, 1, 10), last=date(2023, 1, 12), evrak="E-1-640-7", reason="inceleme")
    points = [at(hours) for hours in range(0, 24 * 40, 24)]
    now = points[-1].moment

    def held(*holds: Hold) -> list[tuple[date, str]]:
        found = select(points, Keep(daily=1), zone=ISTANBUL, now=now, holds=holds)
        return [
            (one.point.moment.date(), reason.detail) for one in found for reason in one.reasons if reason.rule == "hold"
        ]

    assert held(hold) == [(date(2023, 1, day), "E-1-640-7") for day in (12, 11, 10)]
    assert held(hold.model_copy(update={"released": date(2023, 1, 20)})) == []
    assert held(hold.model_copy(update={"systems": ("baska",)})) == []
    assert len(held(hold.model_copy(update={"systems": ("*",), "first": None, "last": None}))) == len(points)


def test_a_keep_that_keeps_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="keeps nothing"):
        Keep()


def test_each_job_of_a_server_has_slots_of_its_own() -> None:
    database = [at(hours, number=f"d{hours}").model_copy(update={"task": "veritabani"}) for hours in (1, 25)]
    files = [at(hours, number=f"f{hours}").model_copy(update={"task": "dosyalar"}) for hours in (2, 26)]
    found = select([*database, *files], Keep(daily=1), zone=ISTANBUL, now=FIRST + timedelta(days=3))
    assert [point.id for point in kept(found)] == ["f26", "d25"]


def test_copies_that_a_client_dates_back_into_each_slot_displace_none_that_was_seen_before() -> None:
    now = FIRST + timedelta(days=10)

    def register(points: Sequence[Point], seen: datetime) -> list[Result]:
        return [
            Result(
                time=one.time, job="backup", system=one.system, ok=True, point=one, place="merkez", seen=seen.isoformat()
            )
            for one in points
        ]  # fmt: skip

    good = [at(24 * day + 1, number=f"good{day}") for day in range(10)]
    entered = [line for day, one in enumerate(good) for line in register([one], FIRST + timedelta(days=day, hours=2))]
    bogus = [at(24 * day + 23, number=f"bogus{day}") for day in range(9)]
    ahead = at(24 * 12, number="ahead")
    dating = Dating.of(entered, now)
    judged = [dating.judge(one) for one in (*good, *bogus, ahead)]
    assert [one.dated for one in judged] == ["in-time"] * 10 + ["astray"] * 8 + ["late", "astray"]
    keep = Keep(daily=10)
    assert by(select(judged, keep, zone=ISTANBUL, now=now), "daily") == good[::-1]
    # what was judged once stays so, also when the time that it bears has come
    again = Dating.of([*entered, *register(judged[10:], now)], now + timedelta(days=20))
    assert again.judge(ahead).dated == "astray"


def test_a_clock_that_is_ahead_releases_no_hold() -> None:
    points = [at(24 * day) for day in range(20)]
    hold = Hold(systems=("vt",), evrak="E-1-640-7", reason="dava", released=date(2023, 6, 1))
    found = select(points, Keep(daily=1), zone=ISTANBUL, now=FIRST + timedelta(days=4000), holds=[hold])
    assert len(by(found, "hold")) == len(points)
    later = [*points, at(24 * 151)]
    assert by(select(later, Keep(daily=1), zone=ISTANBUL, now=FIRST + timedelta(days=160), holds=[hold]), "hold") == []
