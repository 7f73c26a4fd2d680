"""What a plan says of its devices is held against NetBox's last snapshot."""

from __future__ import annotations

from typing import Any

import pytest

from altyapi import connection
from altyapi.plan import identity
from altyapi.plan.identity import NotAsInNetBox
from altyapi.plan.model import DevicePlan, Flag
from netbox_sync import snapshot
from netbox_sync.model import Device, IPAddress, Snapshot, Source, Tables
from tests.support.plans import NOW, entry, plan

CORE = Device(
    id=7,
    name="mrk-omurga01",
    status="active",
    site="mrk-ahb01",
    role="core-switch",
    tags=("gece", "kritik"),
    device_type="c9500-24y4c",
    manufacturer="cisco",
    platform="cisco-ios-xe",
    primary_ip4="10.64.0.11/24",
)
TABLES = Tables(devices=(CORE,))
HELD = Snapshot(
    source=Source(url="http://127.0.0.1:1", version="4.4.10", taken=NOW.isoformat(), duration_ms=1),
    digest=snapshot.digest(TABLES),
    tables=TABLES,
)


def planned(**changes: Any) -> DevicePlan:
    own = {"site": CORE.site, "role": CORE.role, "tags": CORE.tags, "connection": connection.of(CORE)}
    return entry(CORE.name, **{**own, **changes})


def test_what_netbox_says_is_accepted_in_whatever_order_its_tags_come() -> None:
    identity.require(plan(planned()), HELD)
    identity.require(plan(planned(tags=("kritik", "gece"))), HELD)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"role": "access-switch"}, "role access-switch, there core-switch"),
        ({"site": "mrk-yok"}, "site mrk-yok, there mrk-ahb01"),
        ({"tags": ("gece",)}, "tags gece, there gece,kritik"),
        ({"platform": "huawei_vrp"}, "platform huawei_vrp, there cisco_ios"),
        ({"connection": {"host": "10.64.0.12"}}, "reached in another way"),
        ({"connection": {"host": "10.64.0.11", "credential": "cekirdek"}}, "reached in another way"),
        ({"connection": {"host": "10.64.0.11", "jump": "root@198.51.100.66"}}, "reached in another way"),
        ({"device": "mrk-omurga02"}, "mrk-omurga02: not there"),
    ],
)
def test_a_plan_that_says_otherwise_is_refused_by_name(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(NotAsInNetBox) as refused:
        identity.require(plan(planned(**changes)), HELD)
    assert said in str(refused.value)


def test_a_change_of_the_interface_that_netbox_manages_it_by_is_told_in_the_plan_however_it_is_reached() -> None:
    """The config tells no such interface: the plan's login is by another address, through a translation."""
    address = IPAddress(id=1, address="10.64.0.11/24", status="active", device=CORE.name, interface="Vlan99")
    held = Snapshot(source=HELD.source, digest=HELD.digest, tables=Tables(devices=(CORE,), ip_addresses=(address,)))
    commands = ("interface Vlan99", " ip helper-address 10.64.0.9")
    with pytest.raises(NotAsInNetBox, match="Vlan99 changes, which is its management interface there"):
        identity.require(plan(planned(commands=commands, flags=())), held)
    told = Flag(kind="management", line=" / ".join(commands), reason="on the management interface Vlan99")
    identity.require(plan(planned(commands=commands, flags=(told,))), held)
    identity.require(plan(planned(commands=("interface Vlan98", *commands[1:]), flags=())), held)
