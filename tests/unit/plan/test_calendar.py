"""Maintenance windows and freezes: whether a device may be changed at a moment, and if not, when next."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altyapi.plan import policy
from altyapi.plan.calendar import Calendar, Verdict
from altyapi.plan.model import DevicePlan
from netbox_sync.policyfile import PolicyFileInvalid
from tests.support.plans import entry

POLICY = """
calendar:
  windows:
    - {name: omurga, roles: [core-switch], open: [{days: [sun], from: "01:00", to: "05:00"}]}
    - {name: gece, risks: [medium, high], open: [{days: [mon, tue, wed, thu, fri], from: 20:00, to: 06:00}], exceptions: [ACIL-1]}
  freezes:
    - {name: yıl sonu, from: 12-25, to: 01-05, exceptions: [ACIL-1]}
    - {name: seçim, from: 2029-03-30, to: 2029-04-02, sites: [mrk-ahb01]}
"""
CORE: dict[str, Any] = {"role": "core-switch"}
BUSY: dict[str, Any] = {"risk": "high"}
CALM: dict[str, Any] = {"risk": "low"}


@pytest.fixture(scope="module")
def calendar(tmp_path_factory: pytest.TempPathFactory) -> Calendar:
    folder = tmp_path_factory.mktemp("policy")
    (folder / "change.yml").write_text(POLICY, "utf-8")
    return policy.load(folder).calendar


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+03:00")


def said(verdict: Verdict) -> str:
    opens = "never" if verdict.opens is None else f"{verdict.opens:%Y-%m-%dT%H:%M}"
    closes = "stays" if verdict.closes is None else f"{verdict.closes:%Y-%m-%dT%H:%M}"
    return f"{'open' if verdict.open else 'closed'} {opens} {closes}"


@pytest.mark.parametrize(
    ("device", "moment", "evrak", "wanted"),
    [
        (CALM, "2026-11-22T12:00", "", "open 2026-11-22T12:00 2026-12-25T00:00"),  # no window fits it
        (CORE, "2026-11-22T04:00", "", "open 2026-11-22T04:00 2026-11-22T05:00"),
        (
            CORE,
            "2026-11-22T04:58",
            "",
            "closed 2026-11-29T01:00 2026-11-29T05:00",
        ),  # its timed revert would fire too late
        (CORE, "2026-12-24T12:00", "", "closed 2027-01-10T01:00 2027-01-10T05:00"),  # the first Sunday after the freeze
        (BUSY, "2026-11-23T12:00", "", "closed 2026-11-23T20:00 2026-11-24T06:00"),
        (BUSY, "2026-11-24T03:00", "", "open 2026-11-24T03:00 2026-11-24T06:00"),  # Monday's night
        (BUSY, "2026-11-28T12:00", "", "closed 2026-11-30T20:00 2026-12-01T06:00"),  # no window at the weekend
        (BUSY, "2026-12-24T22:00", "", "open 2026-12-24T22:00 2026-12-25T00:00"),  # the freeze closes it
        (BUSY, "2026-12-31T22:00", "", "closed 2027-01-06T00:00 2027-01-06T06:00"),  # in Tuesday's night, once thawed
        (BUSY, "2026-12-31T12:00", "ACIL-1", "open 2026-12-31T12:00 stays"),
        (CORE, "2026-12-27T02:00", "ACIL-1", "open 2026-12-27T02:00 2026-12-27T05:00"),  # excepted of the freeze alone
        ({**CALM, "site": "sah-ot01"}, "2029-03-31T12:00", "", "open 2029-03-31T12:00 2029-12-25T00:00"),
        (CALM, "2029-03-31T12:00", "", "closed 2029-04-03T00:00 2029-12-25T00:00"),
    ],
)
def test_a_device_may_be_changed_when_its_window_is_open_and_nothing_is_frozen(
    calendar: Calendar, device: dict[str, Any], moment: str, evrak: str, wanted: str
) -> None:
    assert said(calendar.verdict(entry(**device), evrak, at(moment), minutes=5)) == wanted


@given(hours=st.integers(0, 24 * 400), device=st.sampled_from([CORE, BUSY, CALM]))
def test_the_next_opening_is_open_and_nothing_before_it_is(
    calendar: Calendar, hours: int, device: dict[str, Any]
) -> None:
    one: DevicePlan = entry(**device)
    moment = at("2026-11-01T00:30") + timedelta(hours=hours)
    verdict = calendar.verdict(one, "", moment, 5)
    assert verdict.opens is not None
    assert calendar.verdict(one, "", verdict.opens, 5).open
    assert verdict.open == (verdict.opens == moment)
    if not verdict.open:
        between = moment + (verdict.opens - moment) / 2
        assert not calendar.verdict(one, "", between, 5).open
        assert not calendar.verdict(one, "", verdict.opens - timedelta(minutes=1), 5).open


def test_a_window_that_is_too_short_for_the_change_never_opens() -> None:
    short = Calendar.model_validate({"windows": [{"name": "kısa", "open": [{"from": "01:00", "to": "01:05"}]}]})
    assert said(short.verdict(entry(), "", at("2026-11-22T00:00"), minutes=10)) == "closed never stays"


def test_a_night_in_which_the_clock_changes_is_as_long_as_it_is() -> None:
    night = {"name": "gece", "open": [{"from": "00:00", "to": "04:00"}]}
    calendar = Calendar.model_validate({"timezone": "Europe/Berlin", "windows": [night]})
    spring, autumn = (
        "2027-03-28T00:30:00+01:00",
        "2026-10-25T00:30:00+02:00",
    )  # three hours are left of one, five of the other
    verdicts = {
        (text, minutes): calendar.verdict(entry(), "", datetime.fromisoformat(text), minutes).open
        for text in (spring, autumn)
        for minutes in (150, 151, 270, 271)
    }
    assert [minutes for (text, minutes), is_open in verdicts.items() if is_open and text == spring] == [150]
    assert [minutes for (text, minutes), is_open in verdicts.items() if is_open and text == autumn] == [150, 151, 270]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("calendar: {timezone: Europe/Ankara}", "no such time zone"),
        ("calendar: {freezes: [{name: a, from: 2026-12-25, to: 01-05}]}", "both days with their year, or both without"),
        ("calendar: {freezes: [{name: a, from: 2026-12-25, to: 2026-12-24}]}", "it ends before it begins"),
        ("calendar: {windows: [{name: a, open: []}]}", "calendar.windows[1].open"),
        ("calendar: {windows: [{name: a, open: [{days: [pazar], from: '01:00', to: '02:00'}]}]}", "days[1]"),
        ("calendar: {windows: [{name: a, open: [{from: '01:75', to: '02:00'}]}]}", "open[1].from"),
        (
            "calendar: {windows: [{name: a, open: [{from: 8, to: 17}]}]}",
            'a time of the day is needed: "20:00"; found 8',
        ),
        ("calendar: {windows: [{name: a, risks: [hgih], open: [{from: '01:00', to: '02:00'}]}]}", "risks[1]"),
        ("calendar: {freezes: [{name: a, from: 25.12, to: 31.12}]}", "a day is needed"),
        (
            "calendar:\n  freezes: [{name: a, from: 12-25, to: 01-05}]\n  freezes: []\n",
            "line 3: calendar.freezes: also on line 2",
        ),
        ("evrak: {pattern: '('}", "not a regular expression"),
        ("waves: {canary: 0}\nrevert: {minuets: 5}\n", "line 2: revert.minuets: no such key; near: minutes"),
    ],
)
def test_a_fault_in_the_policy_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "change.yml").write_text(text, "utf-8")
    with pytest.raises(PolicyFileInvalid) as error:
        policy.load(tmp_path)
    assert told in str(error.value)
