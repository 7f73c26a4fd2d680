"""A plan's own words about its bar are not believed: it meets the policy of whoever applies it, or is refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altyapi.plan import approval, build, model
from altyapi.plan.admission import PlanTooLax, admit, approvals_needed, risk
from altyapi.plan.model import Check, DevicePlan, Flag, Plan
from altyapi.plan.outcome import checks, turned_round
from altyapi.plan.policy import Approvals, ChangePolicy, PlanLimits, RiskRule, RiskRules, Waves
from altyapi.platforms import load
from tests.support.plans import APPROVER, AUTHOR, NOW, People, entry, people, plan

POLICY = ChangePolicy(
    plan=PlanLimits(expires_hours=72, devices_max=8, devices_per_site_max=6),
    waves=Waves(canary=1, sizes=(2, 3), per_site_max=2, failure_budget=0),
    risk=RiskRules(high=RiskRule(roles=("core-switch",), flags=("management",)), medium=RiskRule(flags=("vlan",))),
    approvals=Approvals(low=1, medium=1, high=2),
)


def device(number: int = 1, **changes: object) -> DevicePlan:
    """As the planner makes it: with the checks of its commands."""
    made = entry(f"sw{number}", **changes)
    return (
        made if "checks" in changes else made.model_copy(update={"checks": checks(made.commands, load(made.platform))})
    )


def honest(*devices: DevicePlan, **changes: object) -> Plan:
    return plan(*(devices or (device(),)), **changes)


def refused(made: Plan, policy: ChangePolicy = POLICY, now: datetime = NOW) -> str:
    with pytest.raises(PlanTooLax) as error:
        admit(made, policy, now)
    return str(error.value)


def test_a_plan_made_under_the_policy_is_admitted() -> None:
    waves = [device(1, wave=0), device(2, wave=1), device(3, wave=1), device(4, wave=2), device(5, wave=2)]
    admit(honest(*waves), POLICY, NOW)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"expires": (NOW + timedelta(hours=72, seconds=1)).isoformat()}, "valid for longer than 72 h"),
        ({"expires": "9999-12-31T23:59:59+03:00"}, "valid for longer than 72 h"),
        ({"created": (NOW + timedelta(minutes=6)).isoformat()}, "made in the future"),
        ({"failure_budget": 1}, "failure budget 1, allowed 0"),
    ],
)
def test_a_laxer_number_in_a_plan_is_refused_by_name(changes: dict[str, object], said: str) -> None:
    assert said in refused(honest(**changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"checks": ()}, "sw1: its checks are not those of its commands"),
        ({"checks": (Check(kind="login", expected="a new login is accepted"),)}, "its checks are not those"),
        (
            {"checks": checks(("interface Vlan10", " shutdown"), load("cisco_ios"))},
            "its checks are not those of its commands",
        ),
        ({"revert_method": "none"}, "sw1: no timed revert (none)"),
        ({"revert_method": ""}, "sw1: no timed revert"),
        ({"commands": ("do write erase",)}, "sw1: it does something beside the config: do write erase"),
        ({"rollback": ("interface Vlan10", " DO reload")}, "sw1: it does something beside the config: DO reload"),
        ({"commands": ("NO ntp server 10.9.9.9",), "flags": ()}, "sw1: it does not say of its commands: deletion"),
        ({"commands": ("int Gi1/0/1", " shut"), "flags": ()}, "sw1: it does not say of its commands: management"),
        ({"commands": ("defau interface Gi1/0/1",), "flags": ()}, "it does not say of its commands: management"),
        ({"revert_minutes": 6}, "sw1: goes back after 6 min only, allowed 5"),
    ],
)
def test_a_device_without_its_safeguards_is_refused_by_name(changes: dict[str, object], said: str) -> None:
    assert said in refused(honest(device(1, **changes)))


@pytest.mark.parametrize(
    ("platform", "commands", "told"),
    [
        ("cisco_ios", ("ntp server 10.64.0.5", "end", "write erase"), "end"),
        ("cisco_ios", ("ntp server 10.64.0.5", " exit", "write erase"), "exit"),
        ("cisco_ios", ("interface Vlan10", "exit", "write erase"), "exit"),
        ("cisco_ios", ("no interface Vlan10", " exit", "write erase"), "exit"),
        ("cisco_ios", ("interface Vlan10", " exit", " exit", "write erase"), "exit"),
        ("cisco_ios", ("interface Vlan10", " End", "write erase"), "End"),
        ("huawei_vrp", ("interface Vlanif10", " return", "reset saved-configuration"), "return"),
        ("huawei_vrp", ("run save",), "run save"),
        ("arista_eos", ("reload now",), "reload now"),
        ("fortinet_fortios", ("execute factoryreset",), "execute factoryreset"),
        ("fortinet_fortios", ("config system ntp", "end", "end"), "end"),
        ("fortinet_fortios", ("config system ntp", "next", "end"), "next"),
        ("fortinet_fortios", ("config firewall policy", " purge", "end"), "purge"),
        (
            "juniper_junos",
            ("set system ntp server 10.64.0.5", "run request system reboot"),
            "run request system reboot",
        ),
    ],
)
def test_a_command_of_the_devices_own_prompt_is_refused_and_so_is_a_way_there(
    platform: str, commands: tuple[str, ...], told: str
) -> None:
    for way in ({"commands": commands}, {"rollback": commands}):
        made = honest(device(1, platform=platform, **way))
        assert f"sw1: it does something beside the config: {told}" in refused(made)


@pytest.mark.parametrize(
    ("waves", "said"),
    [
        ([0, 0], "wave 1 has 2 devices, allowed 1"),
        ([3, 3], "wave 1 has 2 devices, allowed 1"),  # whatever number it gives its first wave
        ([0, 1, 1, 1], "wave 2 has 3 devices, allowed 2"),
        ([0, 1, 1, 1], "wave 2 has 3 devices at mrk-ahb01, allowed 2"),
        ([0, 1, 2, 3, 3, 3, 3], "wave 4 has 4 devices, allowed 3"),  # the last size holds from there on
        ([0, 1, 1, 2, 2, 3, 3], "7 devices at mrk-ahb01, allowed 6"),
    ],
)
def test_waves_larger_than_the_policys_are_refused(waves: list[int], said: str) -> None:
    made = honest(*(device(number, wave=wave) for number, wave in enumerate(waves)))
    assert said in refused(made)


def test_more_devices_than_the_policy_allows_are_refused() -> None:
    made = honest(*(device(number, wave=number, site=f"site{number}") for number in range(9)))
    assert "9 devices, allowed 8" in refused(made)


def test_everything_that_is_too_lax_is_told_at_once() -> None:
    said = refused(honest(device(1, checks=()), device(2, revert_method="none"), failure_budget=9))
    for part in ("failure budget 9", "wave 1 has 2", "sw1: its checks", "sw2: no timed revert"):
        assert part in said


def test_a_role_counts_as_risky_whatever_the_plan_calls_it() -> None:
    made = honest(device(role="core-switch", risk="low"), approvals_needed=1)
    assert risk(made, POLICY) == "high"
    assert approvals_needed(made, POLICY) == 2


def test_a_flag_counts_as_risky_whatever_the_plan_calls_it() -> None:
    made = honest(device(flags=(Flag(kind="vlan", line="no vlan 30", reason="-"),), risk="low"))
    assert risk(made, POLICY) == "medium"


def test_a_plan_may_be_stricter_than_the_policy() -> None:
    assert approvals_needed(honest(approvals_needed=3), POLICY) == 3
    assert approvals_needed(honest(device(risk="high")), POLICY) == 2


@pytest.fixture(scope="module")
def signers(tmp_path_factory: pytest.TempPathFactory) -> People:
    return people(tmp_path_factory.mktemp("people"))


def test_an_author_written_by_somebody_else_is_found_out_though_the_plan_says_no_signature_is_needed(
    tmp_path: Path, signers: People
) -> None:
    """One person plans under another's name and approves it with the own key."""
    made = honest(author="baskan@orneksehir.example", author_signature_needed=False)
    file = tmp_path / "plan.json"
    model.save(made, file)
    approval.sign(made, file, signers.keys[AUTHOR], signers.allowed_signers, "approver", NOW)
    with pytest.raises(approval.AuthorUnproven, match="baskan"):
        approval.require(made, file, signers.allowed_signers, POLICY)


def test_a_risky_device_called_low_needs_the_approvals_of_its_risk(tmp_path: Path, signers: People) -> None:
    made = honest(device(role="core-switch", risk="low"))
    file = tmp_path / "plan.json"
    model.save(made, file)
    approval.sign(made, file, signers.keys[AUTHOR], signers.allowed_signers, "author", NOW)
    approval.sign(made, file, signers.keys[APPROVER], signers.allowed_signers, "approver", NOW)
    with pytest.raises(approval.NotApproved, match="1 of 2"):
        approval.require(made, file, signers.allowed_signers, POLICY)


def test_only_what_the_commands_take_down_themselves_is_excepted_from_the_checks() -> None:
    commands = ("interface Vlan30", " shutdown", " exit", "interface Vlan40", " shutdown", " no shutdown", " exit",
                "no interface Vlan50", "ip http server", " shutdown")  # fmt: skip
    assert load("cisco_ios").down_after(commands) == ("Vlan30", "Vlan50")


def test_a_difference_turned_round_twice_is_as_it_was() -> None:
    diff = " interface Vlan10\n- description old\n+ description new\n  !\n-ntp server 10.9.9.9"
    assert turned_round(diff) == " interface Vlan10\n+ description old\n- description new\n  !\n+ntp server 10.9.9.9"
    assert turned_round(turned_round(diff)) == diff


@given(
    places=st.lists(
        st.tuples(
            st.sampled_from(["mrk-ahb01", "mrk-ahb02", "snr-kut01"]),
            st.sampled_from(["cisco_ios", "huawei_vrp", "aruba_aoscx"]),
        ),
        min_size=1,
        max_size=40,
    ),
    canary=st.integers(1, 3),
    sizes=st.lists(st.integers(1, 7), min_size=1, max_size=3),
    per_site=st.integers(1, 4),
)
def test_waves_as_the_planner_makes_them_are_admitted_under_the_same_policy(
    places: list[tuple[str, str]], canary: int, sizes: list[int], per_site: int
) -> None:
    policy = ChangePolicy(waves=Waves(canary=canary, sizes=tuple(sizes), per_site_max=per_site))
    devices = [
        device(number, site=site, platform=platform, revert_method=load(platform).revert_methods[0].name)
        for number, (site, platform) in enumerate(places)
    ]
    placed = build.in_waves(devices, "", policy)
    admit(honest(*placed), policy, NOW)
    assert sorted(entry.device for entry in placed) == sorted(entry.device for entry in devices)


def test_a_platform_that_no_wave_has_tried_gets_a_canary_of_its_own() -> None:
    others = [device(number, platform="huawei_vrp", revert_method="scheduled-reboot") for number in range(2, 7)]
    made = build.in_waves([device(1), *others], "", ChangePolicy(waves=Waves(canary=1, sizes=(5,))))
    assert [[entry.platform for entry in wave] for wave in honest(*made).waves] == [
        ["cisco_ios"], ["huawei_vrp"], ["huawei_vrp"] * 4,
    ]  # fmt: skip
    hurried = [entry.model_copy(update={"wave": min(entry.wave, 1)}) for entry in made]
    assert "devices of huawei_vrp, tried in none before" in refused(
        honest(*hurried), POLICY.model_copy(update={"waves": Waves(canary=1, sizes=(5,))})
    )
