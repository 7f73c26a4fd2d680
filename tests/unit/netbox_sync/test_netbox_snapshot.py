"""A snapshot: what it holds, what makes a read trustworthy, and a file that is whole or refused."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from netbox_sync import faults, snapshot
from netbox_sync.client import OBJECT_TYPES, NetBox
from netbox_sync.model import Endpoint, Snapshot, Tables
from netbox_sync.pull import reader, tables
from tests.unit.netbox_sync.netbox_front import Front
from tests.unit.netbox_sync.netbox_ground import Ground, Yard

DEVICES = {"devices": tables.QUERIES["devices"]}


def ids(rows: list[dict[str, Any]]) -> list[int]:
    return [row["id"] for row in rows]


# --- what it holds


def test_relations_stand_by_name_and_slug(taken: Snapshot, ground: Ground) -> None:
    prefix = ground.yard.prefix
    device = taken.device_by_name[f"{prefix}-sw1"]
    assert device.model_dump(exclude={"id", "config_context"}, exclude_defaults=True) == {
        "name": f"{prefix}-sw1",
        "status": "active",
        "site": f"{prefix}-site",
        "role": f"{prefix}-access",
        "device_type": f"{prefix}-24",
        "manufacturer": f"{prefix}-maker",
        "platform": f"{prefix}-ios",
        "tenant": f"{prefix}-unit",
        "serial": "S1",
        "primary_ip4": "192.0.2.1/24",
        "dns_name": "sw1.example",
        "tags": (f"{prefix}-tag",),
    }
    assert device.config_context == {"ntp": {"servers": ["192.0.2.1"]}, "share": 0.5, "ad": "Çınarlı"}
    assert taken.site_by_slug[device.site].region == f"{prefix}-inner"
    regions = {region.slug: region.parent for region in taken.tables.regions}
    assert (regions[f"{prefix}-inner"], regions[f"{prefix}-outer"]) == (f"{prefix}-outer", None)


def test_interfaces_know_their_lag_vlans_and_far_end(taken: Snapshot, ground: Ground) -> None:
    first, second, third = ground.names()[:3]
    ports = {port.name: port for port in taken.interfaces_by_device[first]}
    vids = {vlan.id: vlan.vid for vlan in taken.tables.vlans}
    assert set(ports) == {"Po1", "Gi0/1", "Vlan10", "Gi0/2"}
    assert (ports["Gi0/1"].lag, ports["Gi0/1"].speed_kbps) == ("Po1", 1000000)
    assert ports["Gi0/1"].connected == Endpoint(device=second, interface="Gi0/1")
    assert (ports["Gi0/1"].cabled, ports["Gi0/2"].cabled) == (True, False)
    assert (ports["Gi0/2"].mode, ports["Gi0/2"].enabled, ports["Gi0/2"].connected) == ("tagged", False, None)
    assert [vids[each] for each in (ports["Gi0/2"].untagged_vlan, *ports["Gi0/2"].tagged_vlans) if each] == [30, 10, 30]
    assert not any(port.connected for port in taken.interfaces_by_device[third])
    (address,) = taken.addresses_by_device[first]
    assert (address.address, address.interface) == ("192.0.2.1/24", "Vlan10")
    (prefix,) = [each for each in taken.tables.prefixes if each.site == ground.site["slug"]]
    assert prefix.vlan is not None
    assert vids[prefix.vlan] == 10


def test_a_port_cabled_to_a_circuit_is_cabled_though_it_has_no_far_end(
    netbox: NetBox, ground: Ground, yard: Yard
) -> None:
    device = yard.make("dcim/devices", name=f"{yard.prefix}-wan", **ground.kind)
    ports = [
        yard.make("dcim/interfaces", device=device["id"], name=name, type="1000base-t") for name in ("Gi0/1", "Gi0/2")
    ]
    provider = yard.named("circuits/providers", "-carrier")
    kind = yard.named("circuits/circuit-types", "-metro")
    circuit = yard.make("circuits/circuits", cid=yard.prefix, provider=provider["id"], type=kind["id"])
    at_site = {"termination_type": "dcim.site", "termination_id": ground.site["id"]}
    end = yard.make("circuits/circuit-terminations", circuit=circuit["id"], term_side="A", **at_site)
    yard.make(
        "dcim/cables",
        a_terminations=[{"object_type": "dcim.interface", "object_id": ports[0]["id"]}],
        b_terminations=[{"object_type": "circuits.circuittermination", "object_id": end["id"]}],
    )
    rows = {row.name: row for row in snapshot.pull(netbox).interfaces_by_device[device["name"]]}
    assert (rows["Gi0/1"].cabled, rows["Gi0/1"].connected, rows["Gi0/1"].mark_connected) == (True, None, False)
    assert not rows["Gi0/2"].cabled


def test_the_wider_kinds_stand_by_name_too(taken: Snapshot, ground: Ground) -> None:
    prefix, tables = ground.yard.prefix, taken.tables
    building, room = tables.locations
    assert (building.slug, building.parent, room.parent) == (f"{prefix}-building", None, building.slug)
    (rack,) = tables.racks
    assert (rack.site, rack.location, rack.role, rack.u_height) == (
        ground.site["slug"],
        room.slug,
        f"{prefix}-wall",
        12,
    )
    (circuit,), (end,) = tables.circuits, tables.circuit_terminations
    assert (circuit.provider, circuit.type, circuit.tenant) == tuple(
        f"{prefix}-{each}" for each in ("carrier", "metro", "water")
    )
    assert (circuit.installed, circuit.terminated, circuit.commit_rate_kbps) == ("2026-01-05", None, 100000)
    assert (end.circuit, end.side, end.site, end.port_speed_kbps) == (circuit.id, "A", ground.site["slug"], 1000000)
    (machine,), (port,), (cluster,) = tables.virtual_machines, tables.vm_interfaces, tables.clusters
    assert (machine.cluster, machine.site, machine.vcpus, machine.memory_mb) == (
        cluster.name,
        ground.site["slug"],
        1.5,
        2048,
    )
    (address,) = [each for each in tables.ip_addresses if each.virtual_machine]
    assert (address.virtual_machine, address.interface, address.device) == (machine.name, port.name, None)
    (service,) = tables.services
    assert (service.device, service.ports, service.virtual_machine) == (ground.names()[0], (514, 1514), None)
    (contact,), (assignment,) = tables.contacts, tables.contact_assignments
    assert contact.groups == (f"{prefix}-people",)
    assert (assignment.object_type, assignment.object_id, assignment.contact, assignment.role, assignment.priority) == (
        *("dcim.site", ground.site["id"], contact.id, f"{prefix}-noc", "primary"),
    )


def test_a_tunnel_stands_with_its_ends_by_name(taken: Snapshot, ground: Ground) -> None:
    prefix, tables = ground.yard.prefix, taken.tables
    (tunnel,) = tables.tunnels
    assert (tunnel.encapsulation, tunnel.status, tunnel.group, tunnel.tunnel_id) == (
        *("wireguard", "active", f"{prefix}-backup", 7),
    )
    hub, spoke = tables.tunnel_terminations
    assert (hub.tunnel, hub.role, hub.device, hub.interface, hub.outside_ip) == (
        *(tunnel.id, "hub", ground.names()[0], "Vlan10", "192.0.2.99/24"),
    )
    assert (spoke.role, spoke.device, spoke.virtual_machine, spoke.interface) == (
        *("spoke", None, f"{prefix}-vm", "eth0"),
    )
    assert spoke.outside_ip is None


def test_says_where_and_when_it_was_taken(taken: Snapshot, netbox: NetBox) -> None:
    assert taken.source.version == netbox.status().version
    assert snapshot.age(taken, datetime.fromisoformat(taken.source.taken) + timedelta(hours=3)) == timedelta(hours=3)
    assert snapshot.age(taken, datetime(2000, 1, 1, tzinfo=UTC)) == timedelta(0)


def test_the_same_content_has_the_same_digest(netbox: NetBox, ground: Ground) -> None:
    first, second = snapshot.pull(netbox), snapshot.pull(netbox)
    assert first.tables == second.tables
    assert first.digest == second.digest


def test_a_changed_field_changes_the_digest(taken: Snapshot) -> None:
    for name in Tables.model_fields:
        rows = getattr(taken.tables, name)
        for field in type(rows[0]).model_fields:
            if isinstance(getattr(rows[0], field), str):
                other = rows[0].model_copy(update={field: f"{getattr(rows[0], field)}x"})
                changed = taken.tables.model_copy(update={name: (other, *rows[1:])})
                assert snapshot.digest(changed) != taken.digest, f"{name}.{field}"


def test_devices_without_a_name_are_left_out_and_told(netbox: NetBox, ground: Ground, yard: Yard) -> None:
    nameless = yard.make("dcim/devices", **ground.kind)
    port = yard.make("dcim/interfaces", device=nameless["id"], name="Gi0/1", type="1000base-t")
    assigned = {"assigned_object_type": "dcim.interface", "assigned_object_id": port["id"]}
    address = yard.make("ipam/ip-addresses", address="198.51.100.9/24", **assigned)
    pulled = snapshot.pull(netbox)
    assert pulled.source.unnamed_devices == (nameless["id"],)
    assert nameless["id"] not in ids([each.model_dump() for each in pulled.tables.devices])
    assert port["id"] not in ids([each.model_dump() for each in pulled.tables.interfaces])
    (kept,) = [each for each in pulled.tables.ip_addresses if each.id == address["id"]]
    assert (kept.device, kept.interface) == (None, None)


# --- what makes a read trustworthy


def test_names_that_stand_for_several_devices_are_all_told(netbox: NetBox, ground: Ground, yard: Yard) -> None:
    other = yard.named("dcim/sites", "-other")
    doubles = [
        yard.make("dcim/devices", name=name, **{**ground.kind, "site": other["id"]}) for name in ground.names()[:2]
    ]
    with pytest.raises(faults.AmbiguousNames) as caught:
        snapshot.pull(netbox)
    for row, double in zip(ground.devices, doubles, strict=False):
        places = f"id {row['id']} at {ground.site['slug']}, id {double['id']} at {other['slug']}"
        assert f"device {row['name']} ({places})" in str(caught.value)


@pytest.mark.parametrize("page_size", [2, 3, 5, 16])
def test_many_pages_give_what_one_page_gives(netbox: NetBox, ground: Ground, page_size: int) -> None:
    whole = reader.read(netbox, tables.QUERIES)
    assert len(whole["interfaces"]) >= 16
    assert reader.read(netbox, tables.QUERIES, page_size=page_size) == whole


def test_a_server_with_a_lower_page_limit_is_followed(netbox: NetBox, line: Front, ground: Ground) -> None:
    line.on("GET /api/dcim/interfaces", times=None, url=lambda url: url.replace("limit=1000", "limit=5"))
    assert len(reader.read(netbox, {"interfaces": tables.QUERIES["interfaces"]})["interfaces"]) >= 16


def test_rows_that_come_while_reading_are_in_it(netbox: NetBox, line: Front, ground: Ground, yard: Yard) -> None:
    made: list[int] = []
    line.on(
        "dcim/devices.*offset=2",
        before=lambda: made.append(yard.make("dcim/devices", name=f"{yard.prefix}-new", **ground.kind)["id"]),
    )
    rows = reader.read(netbox, DEVICES, page_size=3)["devices"]
    assert made[0] in ids(rows)
    assert ids(rows) == ids(reader.read(netbox, DEVICES)["devices"])


def test_rows_that_go_while_reading_hide_no_others(netbox: NetBox, line: Front, ground: Ground, yard: Yard) -> None:
    """The trap of offset paging: the row behind the seam moves to a page that was read already."""
    going = [yard.make("dcim/devices", name=f"{yard.prefix}-{number}", **ground.kind)["id"] for number in range(6)]
    gone, last = going[0], (len(reader.read(netbox, DEVICES)["devices"]) - 2) // 2

    def swap() -> None:
        # an earlier page loses a row and the end gets another, so the count stays as it was
        yard.drop("dcim/devices", gone)
        yard.make("dcim/devices", name=f"{yard.prefix}-swap", **ground.kind)

    line.on(rf"dcim/devices.*offset={2 * last}", before=swap)
    rows = reader.read(netbox, DEVICES, page_size=3)["devices"]
    assert gone not in ids(rows)
    assert set(going[1:]) <= set(ids(rows))
    assert ids(rows) == ids(reader.read(netbox, DEVICES)["devices"])


def test_a_row_that_changes_after_it_was_read_is_read_again(
    netbox: NetBox, line: Front, ground: Ground, yard: Yard
) -> None:
    device = yard.make("dcim/devices", name=f"{yard.prefix}-old", **ground.kind)
    new = {"name": f"{yard.prefix}-new"}
    line.on(
        "dcim/devices.*ordering=-last_updated", before=lambda: yard.netbox.update("dcim/devices", device["id"], new)
    )
    rows = reader.read(netbox, DEVICES)["devices"]
    assert new["name"] in [row["name"] for row in rows]
    assert line.count("dcim/devices.*ordering=id") == 2


def test_a_config_context_that_changes_meanwhile_is_in_it(
    netbox: NetBox, line: Front, ground: Ground, yard: Yard
) -> None:
    device = yard.make("dcim/devices", name=f"{yard.prefix}-ctx", **ground.kind)
    late = {"name": yard.prefix, "weight": 2000, "sites": [ground.site["id"]], "data": {"late": True}}
    line.on("extras/config-contexts", times=1, before=lambda: None)  # the look before reading
    line.on("extras/config-contexts", before=lambda: yard.make("extras/config-contexts", **late))
    assert snapshot.pull(netbox).device_by_name[device["name"]].config_context["late"] is True


def test_a_netbox_that_never_holds_still_is_an_error(netbox: NetBox, line: Front, ground: Ground, yard: Yard) -> None:
    numbers = iter(range(100))
    line.on(
        "dcim/devices.*ordering=-last_updated",
        times=None,
        before=lambda: yard.make("dcim/devices", name=f"{yard.prefix}-{next(numbers)}", **ground.kind),
    )
    with pytest.raises(faults.KeepsChanging, match="devices"):
        reader.read(netbox, DEVICES)


def test_a_pull_without_a_permission_is_an_error_not_an_empty_table(
    user: Callable[..., NetBox], ground: Ground
) -> None:
    permissions: dict[str, dict[str, Any]] = {kind: {} for kind in READABLE - {"ipam.vlan"}}
    with user(permissions) as netbox, pytest.raises(faults.PermissionMissing, match=r"view ipam\.vlan$"):
        snapshot.pull(netbox)


def test_a_reading_token_is_enough_for_a_pull(user: Callable[..., NetBox], ground: Ground, taken: Snapshot) -> None:
    with user({kind: {} for kind in READABLE}, write_enabled=False) as netbox:
        assert set(ground.names()) <= set(snapshot.pull(netbox).device_by_name)


@pytest.mark.parametrize(
    ("hidden", "constraint"),
    [
        ("dcim.device", {"serial": "S1"}),
        ("dcim.interface", {"name": "Gi0/1"}),
        ("ipam.vlan", {"vid": 10}),
        ("dcim.site", {"slug": "none"}),
        ("dcim.devicerole", {"slug": "none"}),
        ("dcim.region", {"name": "none"}),
        ("ipam.ipaddress", {"dns_name": "sw1.example"}),
    ],
)
def test_a_permission_that_shows_a_part_is_an_error(
    user: Callable[..., NetBox], ground: Ground, hidden: str, constraint: dict[str, Any]
) -> None:
    permissions: dict[str, dict[str, Any]] = {kind: {} for kind in READABLE}
    permissions[hidden] = {"constraints": constraint}
    with user(permissions) as netbox, pytest.raises(faults.PartialView):
        snapshot.pull(netbox)


READABLE = {OBJECT_TYPES[path] for query in tables.QUERIES.values() for path in (query.path, *query.guards)}


def test_a_table_that_is_suddenly_empty_is_an_error(
    netbox: NetBox, line: Front, ground: Ground, taken: Snapshot
) -> None:
    nothing = json.dumps({"count": 0, "next": None, "previous": None, "results": []}).encode()
    line.on("GET /api/ipam/prefixes/", times=None, after=lambda _: nothing)
    with pytest.raises(faults.SuddenlyEmpty, match="prefixes \\("):
        snapshot.pull(netbox, previous=taken)
    assert snapshot.pull(netbox).tables.prefixes == ()


# --- the file


def test_a_file_gives_back_what_was_saved(taken: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "snapshot.json"
    snapshot.save(taken, path)
    assert snapshot.load(path) == taken
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["snapshot.json"]


def test_the_digest_can_be_checked_by_hand(taken: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    snapshot.save(taken, path)
    command = f"tail -n 1 {path} | tr -d '\\n' | sha256sum"
    told = subprocess.run(command, shell=True, check=True, capture_output=True, text=True)  # noqa: S602  # the documented line
    assert told.stdout.split()[0] == taken.digest


def test_any_damage_is_found(taken: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    snapshot.save(taken, path)
    whole = path.read_bytes()
    content = whole.index(b"\n") + 1
    chosen = random.Random(1)  # the same bytes on every run
    for position in chosen.sample(range(content, len(whole)), 200):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        with pytest.raises(faults.SnapshotDamaged):
            snapshot.load(path)
    for length in (0, 1, content // 2, content, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(faults.SnapshotDamaged):
            snapshot.load(path)


def test_a_files_stamp_is_told_by_its_header_and_none_where_there_is_no_such(taken: Snapshot, tmp_path: Path) -> None:
    file = tmp_path / "snapshot.json"
    assert snapshot.taken(file) is None
    snapshot.save(taken, file)
    assert snapshot.taken(file) == datetime.fromisoformat(taken.source.taken)
    whole = file.read_text("utf-8")
    for damaged in (whole[:40], whole.replace(taken.source.taken, taken.source.taken[:19], 1)):  # cut off; no offset
        file.write_text(damaged, "utf-8")
        assert snapshot.taken(file) is None


def test_another_versions_file_is_refused_by_name(taken: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    snapshot.save(taken, path)
    path.write_bytes(path.read_bytes().replace(b'"schema_version":1', b'"schema_version":2', 1))
    with pytest.raises(faults.SnapshotForeign, match="schema 2"):
        snapshot.load(path)


def test_no_file_is_told_with_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(faults.SnapshotMissing) as caught:
        snapshot.load(tmp_path / "snapshot.json")
    assert "inv netbox.pull" in caught.value.remedy("en")
    with pytest.raises(faults.SnapshotDamaged):
        snapshot.load(tmp_path)


def test_what_no_longer_fits_its_digest_is_not_saved(taken: Snapshot, tmp_path: Path) -> None:
    taken.tables.devices[0].config_context["ntp"] = "changed behind the model's back"
    try:
        with pytest.raises(faults.SnapshotDamaged):
            snapshot.save(taken, tmp_path / "snapshot.json")
    finally:
        taken.tables.devices[0].config_context["ntp"] = {"servers": ["192.0.2.1"]}
    assert list(tmp_path.iterdir()) == []


def test_a_save_that_fails_leaves_the_old_file(taken: Snapshot, tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    path.mkdir()
    with pytest.raises(OSError, match="snapshot"):
        snapshot.save(taken, path)
    assert [each.name for each in tmp_path.iterdir()] == ["snapshot.json"]
