"""A plan's flags raise its bar, so they are computed again: before anything is sent, by the config that the device has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from altyapi import platforms
from altyapi.apply import runs
from altyapi.apply.work import PlanMisstated, Services, Work
from altyapi.connection import Connection
from altyapi.plan import build, model
from altyapi.plan.admission import PlanTooLax, admit, risk
from altyapi.plan.model import DevicePlan, Flag, Plan
from altyapi.plan.policy import Approvals, ChangePolicy, Evrak, RiskRule, RiskRules
from altyapi.remediation import ManagementPath
from altyapi.secrets import SecretLedger, SecretStore
from altyapi.settings import Settings
from netbox_sync.model import Device, Snapshot, Source, Tables

NOW = datetime.fromisoformat("2026-04-20T09:00:00+03:00")
HOST = "10.64.0.11"
POLICY = ChangePolicy(
    evrak=Evrak(required=False),
    risk=RiskRules(high=RiskRule(flags=("management",)), medium=RiskRule(flags=("traffic", "deletion"))),
    approvals=Approvals(low=1, medium=1, high=2),
)
IOS = """\
hostname sw1
archive
 path flash:altyapi
!
vlan 10
!
interface GigabitEthernet1/0/1
 switchport access vlan 10
!
interface Vlan10
 ip address 10.64.0.11 255.255.255.0
!
interface Vlan20
 ip address 10.65.0.1 255.255.255.0
!
"""
JUNOS = """\
set version 21.4R3-S5.4
set system host-name sw1
set system services ssh
set interfaces ge-0/0/1 unit 0 family ethernet-switching vlan members 10
set interfaces irb unit 10 family inet address 10.64.0.11/24
set interfaces irb unit 20 family inet address 10.65.0.1/24
set vlans YONETIM vlan-id 10
"""
GATEWAY = """\
hostname sw1
interface vlan10
 ip address 10.64.0.11/24
exit
interface wan
 ip address 198.51.100.1/24
exit
"""
# what moves the way in, without a word that would tell so to whoever doesn't know the device's config
CASES = {
    "cisco_ios": (IOS, "switchport access vlan 10", "switchport access vlan 20"),
    "juniper_junos": (JUNOS, "irb unit 10 family inet", "irb unit 10 mtu 1400\nset interfaces irb unit 10 family inet"),
    "linux_gateway": (GATEWAY, " ip address 10.64.0.11/24", " description yonetim\n ip address 10.64.0.11/24"),
}
Forge = Callable[[DevicePlan], tuple[Flag, ...]]


def planned(platform: str, running: str, intended: str, ledger: SecretLedger) -> Plan:
    """As the planner makes it, of a device whose management path NetBox does not tell."""
    device = Device(
        id=1, name="sw1", status="active", site="mrk-ahb01", role="access-switch", platform=platform,
        device_type="c9200l", manufacturer="cisco",
    )  # fmt: skip
    tables = Tables(devices=(device,))
    source = Source(url="http://127.0.0.1:1", version="4.4.10", taken=NOW.isoformat(), duration_ms=1)
    candidate = build.Candidate(
        device=device, platform=platforms.load(platform), connection=Connection(host=HOST),
        management=ManagementPath(address=HOST), intended=intended, running=running,
    )  # fmt: skip
    material = build.Material(
        snapshot=Snapshot(source=source, digest="0" * 64, tables=tables), policy=POLICY, store=STORE, ledger=ledger,
        templates_digest="1" * 64,
    )  # fmt: skip
    order = build.Order(author="planlayan", reason="test", evrak="", limit="all", strict=True)
    made = build.build(order, [candidate], [], material, NOW)
    assert made.devices, made.refused
    return made


STORE = SecretStore(environment={"ALTYAPI_SECRET_ALTYAPI_DIGEST_KEY": "an-example-key-of-the-lab"})


def forged(made: Plan, **changes: object) -> Plan:
    """With an editor: the plan's id is that of its new content."""
    entry = made.devices[0].model_copy(update=changes)
    return Plan.model_validate({**made.model_dump(), "devices": (entry,), "approvals_needed": 1})


def read(made: Plan, running: str, folder: Path, ledger: SecretLedger) -> None:
    """What applying does where it has read the device's config and sent nothing yet."""
    model.save(made, folder / "plan.json")
    run = runs.begin(folder, folder / "plan.json", operator="kul0001", reason="-", evrak="", now=NOW)
    services = Services(
        settings=Settings(root=folder, state_dir=folder), store=STORE, ledger=ledger, operator="kul0001", policy=POLICY
    )
    Work(run, run.entry("sw1"), services).as_told(running)


@pytest.mark.parametrize("platform", CASES)
def test_a_change_on_the_way_in_that_is_not_flagged_is_refused_where_the_config_is_read(
    platform: str, tmp_path: Path
) -> None:
    running, here, there = CASES[platform]
    ledger = SecretLedger(tmp_path / "ledger.json")
    made = planned(platform, running, running.replace(here, there, 1), ledger)
    assert risk(made, POLICY) == "high"
    read(made, running, tmp_path / "honest", ledger)
    kept = tuple(flag for flag in made.devices[0].flags if flag.kind != "management")
    calm = forged(made, flags=kept, risk="low", risk_reasons=())
    admit(calm, POLICY, NOW)  # nobody can tell without the device
    with pytest.raises(PlanMisstated, match="not flagged as management") as refused:
        read(calm, running, tmp_path / "forged", ledger)
    assert refused.value.code == "APL-035"


@pytest.mark.parametrize("platform", CASES)
def test_a_flag_under_another_line_or_kind_is_none(platform: str, tmp_path: Path) -> None:
    running, here, there = CASES[platform]
    ledger = SecretLedger(tmp_path / "ledger.json")
    made = planned(platform, running, running.replace(here, there, 1), ledger)
    other = tuple(flag.model_copy(update={"line": "description x"}) for flag in made.devices[0].flags)
    with pytest.raises(PlanMisstated, match="not flagged as"):
        read(forged(made, flags=other), running, tmp_path, ledger)


def test_what_the_commands_alone_tell_is_asked_for_without_the_device(tmp_path: Path) -> None:
    ledger = SecretLedger(tmp_path / "ledger.json")
    made = planned("cisco_ios", IOS, f"{IOS}ip ssh version 2\n", ledger)
    assert {flag.kind for flag in made.devices[0].flags} == {"management"}
    bare = forged(made, flags=(), risk="low")
    assert risk(bare, POLICY) == "high"
    with pytest.raises(PlanTooLax, match="sw1: it does not say of its commands: management"):
        admit(bare, POLICY, NOW)


def test_what_takes_away_a_secret_that_the_device_does_not_show_is_flagged_too(tmp_path: Path) -> None:
    ledger = SecretLedger(tmp_path / "ledger.json")
    ledger.record("sw1", "snmp-server user izleme OKUMA v3 auth sha eski", STORE)
    made = planned("cisco_ios", IOS, IOS, ledger)
    assert made.devices[0].commands == ("no snmp-server user izleme OKUMA v3",)
    assert {flag.kind for flag in made.devices[0].flags} == {"deletion"}
    admit(made, POLICY, NOW)
    read(made, IOS, tmp_path, ledger)
