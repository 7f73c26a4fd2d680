"""A small municipality brought into a real NetBox beside whatever is there, a second run that changes nothing, and gone again."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from netbox_sync.client import NetBox
from netbox_sync.desired import Origin, Prune, Wanted, apply, compare
from netbox_sync.desired.kinds import ENDPOINTS, KINDS

REAL = bool(os.environ.get("NETBOX_URL") and os.environ.get("NETBOX_TOKEN"))
pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not REAL, reason="no real NetBox: set NETBOX_URL and NETBOX_TOKEN (a superuser's)"),
]


@pytest.fixture
def netbox() -> Iterator[NetBox]:
    with NetBox(os.environ["NETBOX_URL"], os.environ["NETBOX_TOKEN"], timeout_s=300) as one:
        yield one


@pytest.fixture
def prefix(netbox: NetBox) -> Iterator[str]:
    """Of every name; what has it is deleted afterwards, what was made last first."""
    name = f"alt-d{secrets.token_hex(3)}"
    yield name
    for endpoint in ("dcim/cables", "ipam/ip-addresses", "dcim/devices", "ipam/vlans", "ipam/vlan-groups", "ipam/vrfs"):
        _clear(netbox, endpoint, name)
    for endpoint in ("dcim/device-types", "dcim/manufacturers", "dcim/device-roles", "dcim/sites", "dcim/regions"):
        _clear(netbox, endpoint, name)
    for endpoint in ("extras/custom-fields", "extras/tags"):
        _clear(netbox, endpoint, name)


def _clear(netbox: NetBox, endpoint: str, name: str) -> None:
    _, rows = netbox.page(endpoint, {"q": name, "limit": 200, "ordering": "-id"})
    for row in rows:
        if name in str([row.get(field) for field in ("name", "slug", "label", "description")]):
            netbox.delete(endpoint, row["id"])


def network(name: str) -> list[Wanted]:
    def one(endpoint: str, key: dict[str, Any], **body: Any) -> Wanted:
        return Wanted(endpoint=endpoint, key=key, body=body, origin=Origin(file=name))

    site, role, maker, tag = ({"slug": f"{name}-{kind}"} for kind in ("s", "r", "m", "t"))
    group, vrf = {"slug": f"{name}-g"}, {"name": name}
    vlan = {"group": group, "vid": 10}
    field = f"{name}_f".replace("-", "_")
    region = {"slug": f"{name}-o"}
    inner = {"slug": f"{name}-i"}
    found = [
        one("extras/tags", tag, name=f"{name} Kritik"),
        one("extras/custom-fields", {"name": field}, type="date", object_types=["dcim.device"], description=name),
        one("dcim/regions", inner, name=f"{name} İç", parent=region),
        one("dcim/regions", region, name=f"{name} Dış"),
        one("dcim/sites", site, name=f"{name} Şahinkaya", region=inner, latitude=41.0082, time_zone="Europe/Istanbul"),
        one("dcim/manufacturers", maker, name=f"{name} üretici"),
        one("dcim/device-types", {"manufacturer": maker, "slug": f"{name}-dt"}, model=f"{name} 24", u_height=1),
        one("dcim/device-roles", role, name=f"{name} Erişim", color="aa1409"),
        one("ipam/vrfs", vrf, description="Işıklı", enforce_unique=True),
        one("ipam/vlan-groups", group, name=f"{name} VLAN", scope_type="dcim.site", scope_id=site),
        one("ipam/vlans", vlan, name=f"{name} YÖNETİM", site=site),
    ]
    for number in (1, 2):
        device = {"name": f"{name}-sw{number}"}
        address = {"vrf": vrf, "address": f"198.18.9.{number}/24"}
        found += [
            one(
                "dcim/devices", device, site=site, role=role, device_type={"slug": f"{name}-dt"}, serial=f"{name}{number}",
                tags=[tag], custom_fields={field: "2026-04-20"}, primary_ip4=address, comments=" ğüşıöç ",
            ),
            one("dcim/interfaces", {"device": device, "name": "Po1"}, type="lag", mode="tagged", tagged_vlans=[vlan]),
            one("dcim/interfaces", {"device": device, "name": "Gi0/1"}, type="1000base-t", lag={"device": device, "name": "Po1"}),
            one("dcim/interfaces", {"device": device, "name": "Vlan10"}, type="virtual", vrf=vrf),
            one(
                "ipam/ip-addresses", address, description=name, dns_name=f"{name}-sw{number}.Ornek.Example",
                assigned_object_type="dcim.interface", assigned_object_id={"device": device, "name": "Vlan10"},
            ),
        ]  # fmt: skip
    ends = [
        [{"object_type": "dcim.interface", "object_id": {"device": {"name": f"{name}-sw{number}"}, "name": "Gi0/1"}}]
        for number in (1, 2)
    ]
    cable = {"a_terminations": ends[0], "b_terminations": ends[1]}
    return [*found, one("dcim/cables", cable, label=f"{name}-k1", type="cat6", length=2.5, length_unit="m")]


def test_a_second_run_changes_nothing(netbox: NetBox, prefix: str, tmp_path: Path) -> None:
    wanted = network(prefix)
    outcome = apply(netbox, compare(netbox, wanted), journal=tmp_path / "journal", message="E-1")
    assert (outcome.refusals, outcome.stopped) == ((), None)
    assert sum(outcome.created.values()) == len(wanted)
    again = compare(netbox, wanted)
    assert [(one.label, one.changes) for one in again.operations] == []
    assert again.count("unchanged") == len(wanted)
    turned = wanted[-1].model_copy(
        update={"key": dict(zip(wanted[-1].key, [*wanted[-1].key.values()][::-1], strict=True))}
    )
    assert compare(netbox, [turned]).empty
    _, changes = netbox.page("core/object-changes", {"q": prefix, "limit": 100})
    ours = [
        one for one in changes if one["changed_object_type"] != "dcim.cabletermination"
    ]  # NetBox's own, with a cable
    assert ours
    assert all(outcome.run in change["message"] for change in ours)


def test_interfaces_that_a_device_type_brings_are_taken_over(netbox: NetBox, prefix: str, tmp_path: Path) -> None:
    wanted = network(prefix)
    ground = [one for one in wanted if one.endpoint not in {"dcim/devices", "dcim/interfaces", "ipam/ip-addresses"}][
        :-1
    ]
    assert apply(netbox, compare(netbox, ground), journal=tmp_path / "journal").whole
    _, (kind,) = netbox.page("dcim/device-types", {"slug": f"{prefix}-dt"})
    for name in ("Gi0/1", "Vlan10", "Gi0/2"):
        row = {"device_type": kind["id"], "name": name, "type": "10gbase-t", "mgmt_only": name == "Vlan10"}
        netbox.create("dcim/interface-templates", row)
    outcome = apply(netbox, compare(netbox, wanted), journal=tmp_path / "journal")
    assert (outcome.refusals, outcome.stopped) == ((), None)
    _, rows = netbox.page("dcim/interfaces", {"device": f"{prefix}-sw1", "ordering": "id"})
    types = {row["name"]: row["type"]["value"] for row in rows}
    assert types == {"Gi0/1": "1000base-t", "Vlan10": "virtual", "Gi0/2": "10gbase-t", "Po1": "lag"}
    assert compare(netbox, wanted).empty


def test_what_is_pruned_is_gone_with_its_cable_and_nothing_else_is(netbox: NetBox, prefix: str, tmp_path: Path) -> None:
    wanted = network(prefix)
    assert apply(netbox, compare(netbox, wanted), journal=tmp_path / "journal").whole
    totals = {one.endpoint: netbox.page(one.endpoint, {"limit": 1})[0] for one in wanted}
    fewer = [
        one for one in wanted if f"{prefix}-sw2" not in f"{one.key} {one.body}" and "198.18.9.2" not in str(one.key)
    ]
    difference = compare(netbox, fewer, prune=Prune())
    assert not difference.operations
    assert [(one.endpoint, one.label, one.takes) for one in difference.removals] == [
        ("dcim/cables", f"{prefix}-k1", {}),
        ("dcim/devices", f"{prefix}-sw2", {"dcim/interfaces": 3, "ipam/ip-addresses": 1}),
    ]
    outcome = apply(netbox, difference, journal=tmp_path / "journal", message="hurda", document="E-1")
    assert (outcome.whole, outcome.deleted) == (True, {"dcim/cables": 1, "dcim/devices": 1})
    gone = {"dcim/cables": 1, "dcim/devices": 1, "dcim/interfaces": 3, "ipam/ip-addresses": 1}
    left = {one.endpoint: netbox.page(one.endpoint, {"limit": 1})[0] for one in wanted}
    assert {name: totals[name] - left[name] for name in totals if totals[name] != left[name]} == gone
    assert compare(netbox, fewer, prune=Prune()).empty
    _, (port,) = netbox.page("dcim/interfaces", {"device": f"{prefix}-sw1", "name": "Gi0/1"})
    assert (port["cable"], port["_occupied"]) == (None, False)
    _, changes = netbox.page(
        "core/object-changes", {"changed_object_type": "dcim.device", "action": "delete", "q": prefix}
    )
    assert [f"hurda (E-1); altyapi {outcome.run}" in change["message"] for change in changes] == [True]


def test_the_table_s_types_are_netbox_s_own(netbox: NetBox) -> None:
    known: dict[str, str] = {}
    offset = 0
    while True:
        count, rows = netbox.page("core/object-types", {"limit": 100, "offset": offset, "ordering": "id"})
        for row in rows:
            if row.get("rest_api_endpoint"):
                known[f"{row['app_label']}.{row['model']}"] = (
                    str(row["rest_api_endpoint"]).strip("/").removeprefix("api/")
                )
        offset += len(rows)
        if not rows or offset >= count:
            break
    assert {kind.object_type: kind.endpoint for kind in KINDS.values()}.items() <= known.items()
    assert ENDPOINTS.items() <= known.items()
