"""A plan's schedule, its kinds of change with their scores, and what is checked after them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from altyapi.plan import build, schedule
from altyapi.plan.admission import PlanTooLax, admit
from altyapi.plan.calendar import Calendar, InFreeze, OutsideWindow
from altyapi.plan.model import Plan, Slot
from altyapi.plan.outcome import checks, post_checks
from altyapi.plan.policy import ChangePolicy, Levels, PostChecks, RiskRules, Waves
from altyapi.platforms import load
from altyapi.platforms.changes import changes_of
from tests.support.plans import NOW, entry, plan

NIGHT = {"name": "gece", "roles": ["core-switch"], "open": [{"from": "20:00", "to": "06:00"}]}
CALENDAR = Calendar.model_validate({"windows": [NIGHT]})
VLANS = ("interface GigabitEthernet1/0/2", " switchport access vlan 50", " exit", "vlan 50", " name KAMERA", " exit")
ROUTE = ("ip route 10.0.0.0 255.0.0.0 10.64.0.1", "username acil privilege 15")


def test_a_wave_holds_only_devices_that_may_be_changed_at_the_same_times() -> None:
    devices = [entry(f"sw{n}", role="core-switch" if n % 2 else "access-switch") for n in range(4)]
    placed = build.in_waves(
        devices,
        "",
        ChangePolicy(waves=Waves(canary=1, sizes=(5,), role_order=("access-switch", "core-switch")), calendar=CALENDAR),
    )
    assert [(one.wave, one.role) for one in placed] == [
        (0, "access-switch"),
        (1, "access-switch"),
        (2, "core-switch"),
        (2, "core-switch"),
    ]


def test_a_wave_is_never_before_the_one_that_it_follows() -> None:
    devices = [entry("a", role="core-switch", wave=0), entry("b", role="access-switch", wave=1)]
    found = schedule.slots(devices, "", CALENDAR, NOW)
    assert [(slot.window, slot.opens) for slot in found] == [
        ("gece", "2026-04-20T20:00:00+03:00"),
        ("", "2026-04-20T20:00:00+03:00"),
    ]
    back = schedule.undoing(devices, "", CALENDAR, NOW + timedelta(days=1))
    assert [(slot.wave, slot.opens[:16]) for slot in back] == [(1, "2026-04-21T09:00"), (0, "2026-04-21T20:00")]


def test_a_device_outside_its_window_or_in_a_freeze_is_refused_with_the_next_opening(tmp_path: Path) -> None:
    core = entry("omr01", role="core-switch")
    with pytest.raises(OutsideWindow, match="omr01: gece; next opening 2026-04-20T20:00"):
        schedule.require_open([core], "", CALENDAR, NOW, tmp_path)
    frozen = Calendar.model_validate({"freezes": [{"name": "bayram", "from": "04-19", "to": "04-21"}]})
    with pytest.raises(InFreeze, match="omr01: bayram; next opening 2026-04-22T00:00"):
        schedule.require_open([core], "", frozen, NOW, tmp_path)
    schedule.require_open([entry("ers01")], "", CALENDAR, NOW, tmp_path)


def test_a_plan_without_the_newer_fields_keeps_its_bytes() -> None:
    content = json.loads(plan().content)
    assert not {"schedule", "until", "exception", "undo"} & content.keys()
    assert not {"tags", "kinds", "score"} & content["devices"][0].keys()
    assert "subjects" not in content["devices"][0]["checks"][0]
    assert Plan.model_validate(content).content == plan().content
    timed = plan(until=NOW.isoformat(), schedule=(Slot(wave=0),))
    assert Plan.model_validate_json(timed.content) == timed
    assert timed.id != plan().id


def test_kinds_of_change_and_their_ports_are_read_from_the_commands() -> None:
    data = changes_of("cisco_ios")
    assert data.of(VLANS) == ("vlan", "port-vlan")
    assert data.ports(VLANS, ["port-vlan"]) == ("GigabitEthernet1/0/2",)
    assert data.of(ROUTE) == ("routing", "aaa")


@pytest.mark.parametrize(
    ("platform", "commands", "kinds"),
    [
        ("huawei_vrp", ("interface GigabitEthernet0/0/2", " port default vlan 50", " quit"), ("port-vlan",)),
        ("huawei_vrp", ("undo ip route-static 0.0.0.0 0.0.0.0 10.0.0.1",), ("routing",)),
        ("hpe_comware", ("interface GigabitEthernet1/0/2", " port access vlan 50"), ("port-vlan",)),
        ("hpe_comware", ("local-user acil class manage",), ("aaa",)),
        ("aruba_aoscx", ("interface 1/1/2", " vlan access 50"), ("port-vlan",)),
        ("aruba_aoscx", ("ip route 0.0.0.0/0 10.0.0.1",), ("routing",)),
        ("fortinet_fortios", ("config firewall policy", " edit 3", "  set action deny"), ("policy",)),
        ("fortinet_fortios", ("config system admin", " edit acil"), ("aaa",)),
    ],
)
def test_every_platform_knows_its_kinds(platform: str, commands: tuple[str, ...], kinds: tuple[str, ...]) -> None:
    assert changes_of(platform).of(commands) == kinds


def test_scores_add_up_to_a_risk_that_is_told_with_its_reason() -> None:
    rules = RiskRules(scores={"vlan": 1, "port-vlan": 2, "routing": 5}, levels=Levels(medium=3, high=6))
    assert rules.of("access-switch", frozenset(), ("vlan",)) == ("low", ())
    assert rules.of("access-switch", frozenset(), ("vlan", "port-vlan")) == (
        "medium",
        ("score 3 (vlan 1, port-vlan 2)",),
    )
    assert rules.of("access-switch", frozenset(), ("vlan", "routing"))[0] == "high"


def test_a_plan_that_lacks_the_checks_of_its_kinds_of_change_is_refused() -> None:
    wanted = PostChecks(
        by_kind={"port-vlan": ("ports",), "aaa": ("second-account",), "routing": ("default-route",)},
        second_account="acil",
    )
    base = checks(VLANS, load("cisco_ios"))
    more = post_checks(VLANS, "cisco_ios", wanted)
    assert [(check.kind, check.subjects) for check in more] == [("ports", ("GigabitEthernet1/0/2",))]
    assert [check.kind for check in post_checks(ROUTE, "cisco_ios", wanted)] == ["probe", "second-account"]
    policy = ChangePolicy(post_checks=wanted)
    admit(plan(entry(commands=VLANS, checks=(*base, *more))), policy, NOW)
    with pytest.raises(PlanTooLax, match="its checks are not those of its commands"):
        admit(plan(entry(commands=VLANS, checks=base)), policy, NOW)
    admit(plan(entry(commands=VLANS, checks=(*base, *more))), ChangePolicy(), NOW)  # stricter than asked for


def test_a_change_may_not_stand_for_longer_than_the_policy_allows() -> None:
    device = entry(checks=checks(entry().commands, load("cisco_ios")))
    until = (datetime.fromisoformat(plan().created) + timedelta(days=92)).isoformat()
    with pytest.raises(PlanTooLax, match="allowed 90 days"):
        admit(plan(device, until=until), ChangePolicy(), NOW)
