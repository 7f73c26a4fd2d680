"""The Pardus calendar: what was planned, what was done, what may begin, and the page that tells of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from defusedxml import ElementTree

from altyapi.audit import findings
from altyapi.audit.estate import Estate
from altyapi.audit.registers import Wave
from altyapi.audit.thing import Scope
from altyapi.audit.views.view import table
from altyapi.endpoint import calendar, gantt, gates, month, overlay, schedule, tables
from altyapi.endpoint.migration import NETBOX
from altyapi.endpoint.policy import PardusPolicy
from altyapi.plan.calendar import Calendar
from netbox_sync.views import declarations

ZONE = ZoneInfo("Europe/Istanbul")
NOON = datetime(2026, 4, 20, 12, tzinfo=ZONE)
RULES = PardusPolicy()


def with_freeze(first: str, last: str, **own: Any) -> Calendar:
    return Calendar.model_validate({"freezes": [{"name": "seçim", "from": first, "to": last, **own}]})


def standing(town: Estate, wave: str, rules: PardusPolicy = RULES) -> calendar.Standing:
    return next(one for one in calendar.standings(town, rules.calendar) if one.wave.id == wave)


def test_the_planted_wave_is_ten_days_late_and_no_other_is(town: Estate) -> None:
    found = calendar.standings(town, RULES.calendar)
    assert [(one.wave.id, one.late_days, one.left) for one in found if one.progress == "late"] == [("W2", 10, 16)]
    assert [one.target for one in found] == [40, 88, 80, 136, 280, 280, 210, 450, 200]


def test_late_computers_are_those_that_the_audit_s_rule_finds(town: Estate) -> None:
    found = calendar.standings(town, RULES.calendar)
    rows = table(tables.behind(found), town, scope=Scope())
    judged = {hit.thing.name for one in findings.find(town, kinds=("wave-late",)) for hit in one.hits}
    assert {row[0] for row in rows.rows} == judged
    assert len(judged) == 16


def test_the_register_and_netbox_agree_about_who_is_exempt(town: Estate) -> None:
    exempt = sum(one.state == "exempt" for one in calendar.computers(town))
    assert exempt == 362
    assert month.exempt_mismatch(town, exempt) is None
    assert month.exempt_mismatch(town, 361) == (362, 361)


def test_a_computer_that_nobody_planned_is_told(town: Estate) -> None:
    assert calendar.unplanned(town) == ()
    name = next(calendar.computers(town)).device.name
    assert [one.name for one in calendar.unplanned(overlay.laid_over(town, {name: {"goc_dalga": None}}))] == [name]


def test_a_decision_for_more_computers_than_netbox_has_is_left_over(town: Estate) -> None:
    waves = tuple(one.model_copy(update={"target": 90}) if one.id == "W1" else one for one in town.registers.waves)
    over = replace(town, registers=town.registers.model_copy(update={"waves": waves}))
    one = standing(over, "W1")
    assert (one.target, one.missing, one.left, one.progress) == (90, 2, 2, "late")


def test_a_wave_without_a_computer_is_empty_once_it_has_ended_and_not_done(town: Estate) -> None:
    (lone,) = (one.model_copy(update={"id": "W77", "target": None}) for one in town.registers.waves if one.id == "W1")
    over = replace(town, registers=town.registers.model_copy(update={"waves": (lone,)}))
    assert (standing(over, "W77").target, standing(over, "W77").progress) == (0, "empty")


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 4, 26), 0), (date(2026, 4, 27), 9), (date(2026, 5, 15), 136), (date(2027, 1, 1), 136)],
)
def test_what_is_expected_is_spread_over_the_wave_s_weekdays(town: Estate, day: date, expected: int) -> None:
    assert standing(replace(town, day=day), "W3").expected == expected


def test_frozen_days_and_closed_windows_are_no_days_of_a_wave() -> None:
    first, last = date(2026, 12, 21), date(2027, 1, 10)
    plain = list(calendar.open_days(Calendar(), first, last))
    assert len(plain) == 15
    frozen = list(calendar.open_days(with_freeze("12-25", "01-05"), first, last))
    assert [f"{day:%m-%d}" for day in frozen] == ["12-21", "12-22", "12-23", "12-24", "01-06", "01-07", "01-08"]
    of_a_site = with_freeze("12-25", "01-05", sites=["mrk-ahb01"])
    assert list(calendar.open_days(of_a_site, first, last)) == plain
    weekend = Calendar.model_validate(
        {"windows": [{"name": "x", "open": [{"days": ["sat"], "from": "00:00", "to": "24:00"}]}]}
    )
    saturdays = list(calendar.open_days(weekend, first, last))
    assert {day.weekday() for day in saturdays} == {5}


def test_a_wave_ahead_of_its_time_is_refused_with_every_closed_gate(town: Estate) -> None:
    found = calendar.standings(town, RULES.calendar)
    with pytest.raises(gates.GateClosed) as raised:
        gates.require(town, found, "W3", RULES, NOON)
    said = raised.value.message("tr")
    assert "27.04.2026" in said
    assert "0 / 136" in said
    assert {one.name for one in gates.gates(town, found, "W3", RULES, NOON) if not one.open} == {"start", "assessment"}


def test_a_wave_may_begin_once_its_computers_are_assessed_and_fit(town: Estate) -> None:
    day = date(2026, 4, 27)
    said = {
        one.device.name: {"goc_uygunluk": "uygun", "goc_uygunluk_tarihi": "2026-04-20"}
        for one in standing(town, "W3").computers
    }
    over = replace(overlay.laid_over(town, said), day=day)
    found = calendar.standings(over, RULES.calendar)
    moment = datetime(2026, 4, 27, 9, tzinfo=ZONE)
    assert {one.open for one in gates.require(over, found, "W3", RULES, moment)} == {True}
    unfit = overlay.laid_over(over, {next(iter(said)): {"goc_uygunluk": "uygun-degil"}})
    with pytest.raises(gates.GateClosed, match="not fit: 1"):
        gates.require(unfit, calendar.standings(unfit, RULES.calendar), "W3", RULES, moment)
    frozen = RULES.model_copy(update={"calendar": with_freeze("2026-04-27", "2026-04-28")})
    with pytest.raises(gates.GateClosed, match="seçim"):
        gates.require(over, calendar.standings(over, frozen.calendar), "W3", frozen, moment)


def test_the_document_that_excepts_from_a_freeze_opens_its_gate(town: Estate) -> None:
    frozen = RULES.model_copy(update={"calendar": with_freeze("2026-04-19", "2026-04-22", exceptions=["E-1"])})
    found = calendar.standings(town, frozen.calendar)

    def gate(evrak: str) -> bool:
        return next(one for one in gates.gates(town, found, "W2", frozen, NOON, evrak) if one.name == "freeze").open

    assert (gate(""), gate("E-2"), gate("E-1")) == (False, False, True)


def test_failures_beyond_the_wave_s_budget_let_no_further_computer_begin_but_are_tried_again(town: Estate) -> None:
    failed = [one.device.name for one in standing(town, "W2").computers if one.left][:2]
    over = overlay.laid_over(town, {name: {"goc_durum": "basarisiz"} for name in failed})
    found = calendar.standings(over, RULES.calendar)

    def closed(rules: PardusPolicy, *, again: bool = False) -> str:
        try:
            gates.require(over, found, "W2", rules, NOON, again=again)
        except gates.GateClosed as error:
            return error.message("en")
        return ""

    assert all(name in closed(RULES) for name in failed)
    assert "failures" not in closed(RULES, again=True)
    lenient = RULES.model_copy(update={"steps": RULES.steps.model_copy(update={"failure_budget": 2})})
    assert "failures" not in closed(lenient)


def test_a_pilot_that_failed_holds_every_later_wave(town: Estate) -> None:
    pilots = [one.device.name for one in standing(town, "W0").computers][:3]
    over = overlay.laid_over(town, {name: {"goc_durum": "basarisiz"} for name in pilots})
    found = calendar.standings(over, RULES.calendar)
    gate = next(one for one in gates.gates(over, found, "W4", RULES, NOON) if one.name == "pilot")
    assert not gate.open
    assert "92" in gate.observed.en


def test_a_wave_s_plan_begins_with_the_canary_and_keeps_out_of_freezes(town: Estate) -> None:
    rules = RULES.model_copy(update={"calendar": with_freeze("2026-05-01", "2026-05-04")})
    own = standing(town, "W3", rules)
    made = schedule.plan(own.wave, own.computers, rules, NOON)
    assert made.fits
    assert [len(one.computers) for one in made.batches] == [1, 20, 20, 20, 20, 20, 20, 15]
    days = [one.opens.astimezone(ZONE).date() for one in made.batches]
    assert days[0] == date(2026, 4, 27)
    assert not {date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 3), date(2026, 5, 4)} & set(days)
    assert all(day.weekday() < 5 for day in days)
    planned = [each.device.name for one in made.batches for each in one.computers]
    assert sorted(planned) == sorted(one.device.name for one in own.computers)


def test_computers_that_find_no_opening_are_told(town: Estate) -> None:
    rules = RULES.model_copy(update={"steps": RULES.steps.model_copy(update={"per_window": 5})})
    own = standing(town, "W3", rules)
    made = schedule.plan(own.wave, own.computers, rules, NOON)
    assert len(made.over) == 136 - 1 - 14 * 5
    assert not made.fits


def test_a_late_wave_is_planned_from_now_on(town: Estate) -> None:
    own = standing(town, "W2")
    made = schedule.plan(own.wave, own.computers, RULES, NOON)
    assert made.fits
    assert sum(len(one.computers) for one in made.batches) == 16
    assert made.batches[0].opens >= NOON


def night(*days: str, per_window: int = 10, **own: Any) -> PardusPolicy:
    """Windows from 22:00 to 04:00 in the nights after these days."""
    window = {"name": "gece", "open": [{"days": list(days), "from": "22:00", "to": "04:00"}]}
    steps = RULES.steps.model_copy(update={"per_window": per_window})
    return RULES.model_copy(update={"calendar": Calendar.model_validate({"windows": [window], **own}), "steps": steps})


def of_a_week(
    town: Estate, rules: PardusPolicy, left: int, now: datetime = NOON, past: schedule.Past = schedule.NOTHING_YET
) -> schedule.WavePlan:
    """The plan of Monday 20 to Sunday 26 April 2026 for so many computers, one more of the wave being done."""
    wave = Wave(id="W77", name="Gece", start=date(2026, 4, 20), end=date(2026, 4, 26))
    first, *others = sorted(town.in_roles(town.policy.roles.computers), key=lambda one: one.name)[: left + 1]
    done = calendar.Computer(first, "W77", "done", date(2026, 4, 19))
    waiting = [calendar.Computer(one, "W77", "waiting", None) for one in others]
    return schedule.plan(wave, [done, *waiting], rules, now, past=past)


def test_a_window_over_midnight_is_one_opening_of_the_plan(town: Estate) -> None:
    made = of_a_week(town, night("fri"), 19)
    assert [(f"{one.opens:%a %H:%M}", len(one.computers)) for one in made.batches] == [("Fri 22:00", 10)]
    assert (len(made.over), made.fits) == (9, False)


def test_every_night_of_several_is_an_opening_that_begins_in_its_evening(town: Estate) -> None:
    made = of_a_week(town, night("thu", "fri", "sat"), 25)
    assert [(f"{one.opens:%a %H:%M}", len(one.computers)) for one in made.batches] == [
        ("Thu 22:00", 10), ("Fri 22:00", 10), ("Sat 22:00", 5),
    ]  # fmt: skip


def test_what_is_left_of_a_night_when_the_plan_begins_is_an_opening(town: Estate) -> None:
    made = of_a_week(town, night("fri"), 12, datetime(2026, 4, 25, 1, tzinfo=ZONE))
    assert [(f"{one.opens:%a %H:%M}", len(one.computers)) for one in made.batches] == [("Sat 01:00", 10)]


def test_a_window_that_never_closes_has_an_opening_a_day_also_with_a_freeze_ahead(town: Estate) -> None:
    rules = RULES.model_copy(
        update={
            "calendar": Calendar.model_validate(
                {
                    "windows": [{"name": "her zaman", "open": [{"from": "00:00", "to": "24:00"}]}],
                    "freezes": [{"name": "seçim", "from": "2026-04-24", "to": "2026-04-25"}],
                }
            ),
            "steps": RULES.steps.model_copy(update={"per_window": 10}),
        }
    )
    made = of_a_week(town, rules, 45)
    assert [f"{one.opens:%a %H:%M}" for one in made.batches] == [
        "Mon 12:00", "Tue 00:00", "Wed 00:00", "Thu 00:00", "Sun 00:00",
    ]  # fmt: skip
    assert made.fits
    monday = schedule.Past(went=tuple((f"PC{number}", NOON) for number in range(10)))
    made = of_a_week(town, rules, 5, datetime(2026, 4, 21, 9, tzinfo=ZONE), monday)
    assert [f"{one.opens:%a %H:%M}" for one in made.batches] == ["Tue 09:00"], "Monday's run took nothing of Tuesday's"


def test_the_picture_is_well_formed_and_shows_the_late_wave_in_red(town: Estate) -> None:
    found = calendar.standings(town, RULES.calendar)
    text = gantt.picture(found, with_freeze("12-25", "01-05"), town.day, "tr")
    root = ElementTree.fromstring(text)
    space = "{http://www.w3.org/2000/svg}"
    late = [
        one for one in root.iter(f"{space}rect") if one.get("class") == "late" and float(one.get("width", "0")) != 16
    ]
    assert len(late) == 1
    assert "seçim" in text
    assert "+10 gün" in text
    assert gantt.picture((), Calendar(), town.day, "tr") == ""


def test_names_in_the_picture_are_text_and_nothing_else(town: Estate) -> None:
    waves = (town.registers.waves[0].model_copy(update={"name": "<script>&\u202e"}),)
    over = replace(town, registers=town.registers.model_copy(update={"waves": waves}))
    text = gantt.picture(calendar.standings(over, Calendar()), Calendar(), town.day, "en")
    assert "<script>" not in text
    ElementTree.fromstring(text)


def test_the_month_is_counted_from_the_days_on_which_computers_were_done(town: Estate) -> None:
    found = calendar.standings(town, RULES.calendar)
    april = month.month("2026-04")
    numbers = {str(row[0].en): row[1] for row in month.summary(found, april).rows}  # type: ignore[union-attr]
    assert numbers["Done in the month"] == 64
    assert numbers["Planned in the month"] == 100  # eight tenths of W2, four of W3's fifteen weekdays
    assert numbers["Computers late"] == 16
    departments = month.by_department(found, town, april)
    assert sum(int(str(row[1])) for row in departments.rows) == 64


def test_a_past_month_counts_what_was_done_later_as_left(town: Estate) -> None:
    names = [one.device.name for one in standing(town, "W3").computers]
    later = overlay.laid_over(town, {name: {"goc_durum": "tamam", "goc_tarihi": "2026-06-10"} for name in names})
    may = month.month("2026-05")

    def of_may(over: Estate) -> tuple[object, ...]:
        past = replace(over, day=may.day(date(2026, 6, 20)))
        found = calendar.standings(past, RULES.calendar, today=date(2026, 6, 20))
        one = next(each for each in found if each.wave.id == "W3")
        behind = table(tables.behind(found), past, scope=Scope()).rows
        return (
            month.summary(found, may).rows,
            month.by_department(found, past, may).rows,
            one.progress,
            one.actual,
            behind,
        )

    assert of_may(later) == of_may(town)
    of_june = calendar.standings(replace(later, day=date(2026, 6, 10)), RULES.calendar)
    assert next(one for one in of_june if one.wave.id == "W3").progress == "done", "on the day itself it is done"


def test_a_day_ahead_of_today_s_makes_nobody_wait_again(town: Estate) -> None:
    name = next(one.device.name for one in standing(town, "W2").computers if one.state == "done")
    ahead = overlay.laid_over(town, {name: {"goc_tarihi": "2026-04-21"}})
    state = {one.device.name: one.state for one in calendar.computers(ahead, today=town.day)}[name]
    assert state == "done"


def test_a_day_before_the_snapshot_s_is_told_to_be_known_in_part(town: Estate) -> None:
    source = town.snapshot.source.model_copy(update={"taken": "2026-06-20T21:30:00+00:00"})
    over = replace(town, snapshot=town.snapshot.model_copy(update={"source": source}), zone=ZONE)
    assert "2026-06-21" in tables.past(over, "en")
    assert "21.06.2026" in tables.past(over, "tr")
    assert tables.past(replace(over, day=date(2026, 6, 21)), "en") == ""


@pytest.mark.parametrize("text", ["2026-13", "13.2026", "nisan", "", "2026-04-01", "0001-01"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(month.MonthUnreadable):
        month.month(text)


def test_a_month_is_read_either_way() -> None:
    assert month.month("2026-04") == month.month("04.2026") == month.Month(date(2026, 4, 1))
    assert month.month("2024-02").last == date(2024, 2, 29)


def test_a_review_that_is_overdue_colours_its_row(town: Estate) -> None:
    assert month.exempt_levels(town, date(2026, 9, 1)) == ("", "", "")
    assert month.exempt_levels(town, date(2026, 9, 2)) == ("", "", "high")


def test_a_part_of_the_estate_has_its_own_targets(town: Estate) -> None:
    names = tuple(one.device.name for one in standing(town, "W2").computers[:7])
    found = calendar.standings(town, Calendar(), Scope.of(town.snapshot, names))
    assert {one.wave.id: one.target for one in found if one.target} == {"W2": 7}


def test_every_state_of_netbox_s_choices_is_known(town: Estate) -> None:
    declared = next(one for one in declarations.load().fields.choice_sets if one.name == "Pardus durumu")
    assert set(declared.choices) == set(NETBOX.values())


def test_css_of_the_picture_names_only_itself() -> None:
    rules = re.findall(r"(?<=[}>\n ])(\.[^{]+)\{", gantt.STYLE)
    assert {rule.strip()[:6] for rule in rules} == {".gantt"}
