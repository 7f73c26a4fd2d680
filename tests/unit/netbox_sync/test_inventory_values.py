"""What the inventory tells of machines, stacks and lean hosts, and which options it refuses."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab.netbox import schema
from netbox_sync import faults, selection, snapshot
from netbox_sync.inventory import Options, build
from netbox_sync.inventory.labels import choice
from netbox_sync.model import (
    Cluster,
    Device,
    DeviceType,
    Location,
    Platform,
    Rack,
    Region,
    Role,
    Service,
    Site,
    Snapshot,
    Source,
    Tables,
    VirtualMachine,
)

WINTER = datetime(2026, 1, 15, tzinfo=UTC)
SUMMER = datetime(2026, 7, 15, tzinfo=UTC)
KIND: dict[str, Any] = {
    "status": "active",
    "site": "depo",
    "role": "sunucu",
    "device_type": "r750",
    "manufacturer": "dell",
}


def town(**more: Any) -> Snapshot:
    tables: dict[str, Any] = {
        "regions": (Region(id=1, name="Üçtepe", slug="uctepe"),),
        "sites": (Site(id=1, name="Depo", slug="depo", status="active", region="uctepe", time_zone="Europe/Paris"),),
        "roles": (Role(id=1, name="Sunucu", slug="sunucu"),),
        "platforms": (Platform(id=1, name="Debian", slug="debian"),),
        "device_types": (DeviceType(id=1, model="R750", slug="r750", manufacturer="dell"),),
        "devices": (Device(id=1, name="snc1", platform="debian", primary_ip4="192.0.2.1/24", **KIND),),
        **more,
    }
    content = Tables(**tables)
    source = Source(url="https://netbox.example", version="4.4.10", taken="2026-04-20T09:00:00+03:00", duration_ms=1)
    return Snapshot(source=source, digest=snapshot.digest(content), tables=content)


def machine(number: int, name: str, **fields: Any) -> VirtualMachine:
    return VirtualMachine(id=number, name=name, status="paused", **fields)


def test_a_machine_has_its_cluster_and_sizes_and_needs_no_site() -> None:
    clusters = (Cluster(id=1, name="küme 1", type="kvm", status="active", group="salon"),)
    vm = machine(7, "vm1", cluster="küme 1", device="snc1", vcpus=2.5, memory_mb=4096)
    made = build(
        town(clusters=clusters, virtual_machines=(vm,)),
        [],
        Options(group_by=("is_virtual", "cluster_group", "sites")),
        machines=[7],
    )
    variables = made.hosts["vm1"]
    assert (variables["vcpus"], variables["memory"], "disk" in variables) == (2.5, 4096, False)
    assert (variables["cluster"], variables["cluster_type"], variables["cluster_group"]) == ("küme 1", "kvm", "salon")
    assert variables["cluster_device"]["name"] == "snc1"
    assert (variables["status"]["label"], variables["is_virtual"], "sites" in variables) == ("Paused", True, False)
    assert made.members["is_virtual"] == made.members["cluster_group_salon"] == ["vm1"]


def test_a_name_that_several_hosts_would_have_is_refused_with_all_of_them() -> None:
    taken = town(virtual_machines=(machine(7, "snc1"), machine(8, "vm"), machine(9, "vm")))
    told = r"snc1 \(dcim\.device 1, virtualization\.virtualmachine 7\); vm \(.* 8, .* 9\)"
    with pytest.raises(faults.InventoryHostsClash, match=told):
        build(taken, ["snc1"], Options(), machines=[7, 8, 9])


def test_the_lean_profile_tells_little_and_what_a_platform_is_driven_by() -> None:
    options = Options(profile="lean", network_os={"debian": "linux"}, plurals=False, group_by=("region", "role"))
    made = build(town(), ["snc1"], options)
    assert made.hosts["snc1"] == {
        "ansible_host": "192.0.2.1",
        "site": "depo",
        "role": "sunucu",
        "platform": "debian",
        "status": {"value": "active", "label": "Active"},
        "ansible_network_os": "linux",
    }
    assert made.members["role_sunucu"] == ["snc1"]
    assert made.children["region_uctepe"] == ["site_depo"]


@pytest.mark.parametrize(("now", "offset"), [(WINTER, "plus_1"), (SUMMER, "plus_2")])
def test_a_utc_offset_is_that_of_the_day(now: datetime, offset: str) -> None:
    made = build(town(), ["snc1"], Options(group_by=("utc_offset",)), now=now)
    assert made.members == {f"utc_offset_{offset}": ["snc1"]}


def test_the_primary_address_is_ipv6_unless_ipv4_is_preferred() -> None:
    device = Device(id=1, name="a", primary_ip4="192.0.2.1/24", primary_ip6="2001:db8::1/64", **KIND)
    taken = town(devices=(device,))
    assert build(taken, ["a"], Options()).hosts["a"]["ansible_host"] == "2001:db8::1"
    assert build(taken, ["a"], Options(prefer_ipv4=True)).hosts["a"]["ansible_host"] == "192.0.2.1"


def test_locations_are_told_upwards_and_a_rack_is_known_by_its_place() -> None:
    locations = (
        Location(id=1, name="Kat", slug="kat", site="depo", status="active"),
        Location(id=2, name="Oda", slug="oda", site="depo", status="active", parent="kat"),
    )
    racks = (
        Rack(id=1, name="R1", site="depo", status="active", location="oda", role="ag"),
        Rack(id=2, name="R1", site="depo", status="active", location="kat", role="depolama"),
    )
    device = Device(id=1, name="a", location="oda", rack="R1", **KIND)
    made = build(town(locations=locations, racks=racks, devices=(device,)), ["a"], Options(group_by=("location",)))
    assert (made.hosts["a"]["locations"], made.hosts["a"]["rack_role"]) == (["oda", "kat"], "ag")
    assert made.children["location_kat"] == ["location_oda"]
    assert made.members["location_oda"] == ["a"]


def test_a_service_is_shown_with_its_ports_as_runs() -> None:
    services = (Service(id=1, name="web", protocol="tcp", ports=(8001, 443, 8000, 8002), device="snc1"),)
    made = build(town(services=services), ["snc1"], Options(group_by=("services",)))
    [service] = made.hosts["snc1"]["services"]
    assert service["display"] == "web (TCP/443, 8000-8002)"
    assert made.members["service_web"] == ["snc1"]


def test_names_may_come_from_a_custom_field_that_every_host_then_needs() -> None:
    device = Device(id=1, name="a", custom_fields={"ad": "b"}, **KIND)
    assert list(build(town(devices=(device,)), ["a"], Options(hostname_field="ad")).hosts) == ["b"]
    with pytest.raises(faults.InventoryMisconfigured, match="hostname_field: no text in ad: snc1"):
        build(town(), ["snc1"], Options(hostname_field="ad"))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"profile": "thin"}, "profile"),
        ({"group_by": ["racks"], "racks": False}, "group_by: racks"),
        ({"group_by": ["services"], "services": False}, "group_by: services"),
        ({"rename_variables": [{"pattern": "(", "repl": ""}]}, "not a regular expression"),
        ({"rename_variables": [{"pattern": "a"}]}, "rename_variables.0.repl"),
        ({"network_os": {"ios": 1}}, "network_os.ios"),
    ],
)
def test_options_that_can_t_be_followed_are_refused(given: dict[str, Any], told: str) -> None:
    with pytest.raises(faults.InventoryMisconfigured, match=told):
        Options.of(given)


def test_machines_are_selected_as_devices_are() -> None:
    clusters = (Cluster(id=1, name="k1", type="kvm", status="active"),)
    machines = (
        machine(7, "vm1", site="depo", cluster="k1", tags=("db",)),
        machine(8, "vm2", device="snc1"),
        machine(9, "vm1"),
    )
    taken = town(clusters=clusters, virtual_machines=machines)
    for expression, wanted in (
        ("all", {7, 8, 9}),
        ("vm1", {7, 9}),
        ("region:uctepe", {7}),
        ("cluster:k1&tag:db", {7}),
        ("status:paused,!device:snc1", {7, 9}),
    ):
        assert selection.select_machines(taken, expression) == wanted, expression
    with pytest.raises(faults.SelectionSyntax, match="cluster"):
        selection.select_machines(taken, "manufacturer:dell")
    with pytest.raises(faults.UnknownName, match=r"machine:vm3 \(≈ vm"):
        selection.select_machines(taken, "vm3")


def test_labels_are_those_that_netbox_shows() -> None:
    assert choice("interface_type", "1000base-t") == {"value": "1000base-t", "label": "1000BASE-T (1GE)"}
    assert choice("interface_type", "own-kind") == {"value": "own-kind", "label": "own-kind"}
    assert choice("interface_mode", "") is None


def test_every_interface_type_of_the_lab_s_netbox_has_its_label() -> None:
    content = yaml.safe_load((Path(schema.__file__).parent / "choices.yml").read_text("utf-8"))
    types = next(part for part in content.values() if isinstance(part, dict) and "1000base-t" in part)
    assert {value: (choice("interface_type", value) or {})["label"] for value in types} == types
