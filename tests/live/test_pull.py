"""The same small network planted in a real NetBox and in the lab's stand-in: the bridge sees and writes the same in both."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from lab.netbox import running
from netbox_sync import snapshot
from netbox_sync.client import NetBox, Parameters, Row
from netbox_sync.pull import cabling, feed, graph, names, reader, template, tiers
from netbox_sync.pull.columns import QUERIES
from netbox_sync.pull.refresh import refresh
from netbox_sync.writeback import journal
from netbox_sync.writeback.journal import JournalEntry
from netbox_sync.writeback.outbox import Outbox
from netbox_sync.writeback.writer import deliver

REAL = bool(os.environ.get("NETBOX_URL") and os.environ.get("NETBOX_TOKEN"))
WITHOUT = "no real NetBox: set NETBOX_URL and NETBOX_TOKEN (a superuser's) to compare the lab's with it"
pytestmark = [pytest.mark.live, pytest.mark.skipif(not REAL, reason=WITHOUT)]


class Network:
    """Two switches with a LAG, VLANs, addresses and a cable, under one prefix in one NetBox."""

    def __init__(self, netbox: NetBox, name: str) -> None:
        self.netbox = netbox
        self.name = name
        self.made: list[tuple[str, int]] = []

    def make(self, path: str, **fields: object) -> int:
        made = self.netbox.create(path, fields)
        self.made.append((path, made["id"]))
        return int(made["id"])

    def plant(self) -> None:
        named = {"name": self.name, "slug": self.name}
        tag = self.make("extras/tags", **named)
        outer = self.make("dcim/regions", **named)
        inner = self.make("dcim/regions", name=f"{self.name}-i", slug=f"{self.name}-i", parent=outer)
        group = self.make("tenancy/tenant-groups", **named)
        tenant = self.make("tenancy/tenants", **named, group=group)
        site = self.make("dcim/sites", **named, region=inner, tenant=tenant, time_zone="Europe/Istanbul", tags=[tag])
        maker = self.make("dcim/manufacturers", **named)
        platform = self.make("dcim/platforms", **named, manufacturer=maker)
        role = self.make("dcim/device-roles", **named)
        kind = self.make("dcim/device-types", manufacturer=maker, model=self.name, slug=self.name, part_number="C1")
        data = {"ntp": {"servers": ["10.64.0.5"]}, "stp": {"mode": "rapid-pvst", "priority": 32768}}
        self.make("extras/config-contexts", name=self.name, data=data, sites=[site])
        heavy = {"stp": {"priority": 8192}}
        self.make("extras/config-contexts", name=f"{self.name}-h", data=heavy, weight=2000, roles=[role], sites=[site])
        vrf = self.make("ipam/vrfs", name=self.name, enforce_unique=True)
        vlans = [self.make("ipam/vlans", vid=vid, name=f"{self.name}-{vid}", site=site) for vid in (10, 30)]
        here = {"scope_type": "dcim.site", "scope_id": site}
        self.make("ipam/prefixes", prefix="10.64.0.0/24", vrf=vrf, vlan=vlans[0], **here)
        ports = []
        for number in (1, 2):
            device = self.make(
                "dcim/devices",
                name=f"{self.name}-sw{number:02}",
                site=site,
                role=role,
                device_type=kind,
                platform=platform,
                tenant=tenant,
                serial=f"S{number}",
                tags=[tag],
                local_context_data={"own": number},
            )
            bundle = self.make("dcim/interfaces", device=device, name="Po1", type="lag", mode="tagged")
            trunk = {"lag": bundle, "mode": "tagged", "untagged_vlan": vlans[0], "tagged_vlans": vlans[1:]}
            ports.append(self.make("dcim/interfaces", device=device, name="Gi1/0/1", type="1000base-t", **trunk))
            access = {"mode": "access", "untagged_vlan": vlans[1], "poe_mode": "pse", "mtu": 1500, "enabled": False}
            self.make("dcim/interfaces", device=device, name="Gi1/0/2", type="1000base-t", **access)
            svi = self.make("dcim/interfaces", device=device, name="Vlan10", type="virtual", description="yönetim")
            at = {
                "assigned_object_type": "dcim.interface",
                "assigned_object_id": svi,
                "dns_name": f"sw{number}.example",
            }
            address = self.make("ipam/ip-addresses", address=f"10.64.0.{number}/24", vrf=vrf, **at)
            self.netbox.update("dcim/devices", device, {"primary_ip4": address})
        ends = [[{"object_type": "dcim.interface", "object_id": port}] for port in ports]
        self.make("dcim/cables", a_terminations=ends[0], b_terminations=ends[1])
        between = self.make("vpn/tunnel-groups", **named)
        kind_ = {"status": "active", "encapsulation": "wireguard", "tunnel_id": 7}
        tunnel = self.make("vpn/tunnels", name=self.name, group=between, tenant=tenant, tags=[tag], **kind_)
        place = {"termination_type": "dcim.interface", "termination_id": ports[0]}
        self.make("vpn/tunnel-terminations", tunnel=tunnel, role="hub", outside_ip=address, **place)

    def clear(self) -> None:
        for path, number in reversed(self.made):
            self.netbox.delete(path, number)

    def seen(self) -> dict[str, list[dict[str, Any]]]:
        """What a pull shows of this network: without ids, VLANs by their number, what others planted left out."""
        tables = snapshot.pull(self.netbox).tables.model_dump()
        vids = {vlan["id"]: vlan["vid"] for vlan in tables["vlans"]}
        own: dict[str, list[dict[str, Any]]] = {}
        for table, rows in tables.items():
            kept = [row for row in rows if self.name in f"{row}"]
            own[table] = [
                {key: _named(key, value, vids) for key, value in row.items() if key not in VOLATILE} for row in kept
            ]
            for row in own[table]:
                row.pop("custom_fields", None)  # a NetBox in use has its own
        return own


VOLATILE = {"id", "interface_id", "cable", "tunnel"}


def _named(key: str, value: Any, vids: dict[int, int]) -> Any:
    """A reference to a VLAN by its number instead of its id."""
    if key in {"untagged_vlan", "vlan"} and value is not None:
        return vids[value]
    if key == "tagged_vlans":
        return sorted(vids[one] for one in value)
    return value


@contextmanager
def planted(netbox: NetBox, name: str) -> Iterator[Network]:
    network = Network(netbox, name)
    try:
        network.plant()
        yield network
    finally:
        network.clear()


@pytest.fixture(scope="module")
def networks() -> Iterator[tuple[Network, Network]]:
    name = f"lv{secrets.token_hex(4)}"
    with ExitStack() as stack:
        stand_in = stack.enter_context(running())
        real = stack.enter_context(NetBox(os.environ["NETBOX_URL"], os.environ["NETBOX_TOKEN"]))
        lab = stack.enter_context(NetBox(stand_in.url, stand_in.token))
        yield stack.enter_context(planted(real, name)), stack.enter_context(planted(lab, name))


def test_a_pull_sees_the_same_in_a_real_netbox_and_in_the_stand_in(networks: tuple[Network, Network]) -> None:
    real, lab = (network.seen() for network in networks)
    assert {table: len(rows) for table, rows in real.items() if rows} == {
        "regions": 2,
        "sites": 1,
        "tenants": 1,
        "tenant_groups": 1,
        "manufacturers": 1,
        "vrfs": 1,
        "roles": 1,
        "platforms": 1,
        "device_types": 1,
        "devices": 2,
        "interfaces": 8,
        "vlans": 2,
        "prefixes": 1,
        "ip_addresses": 2,
        "tunnel_groups": 1,
        "tunnels": 1,
        "tunnel_terminations": 1,
    }
    for table, rows in real.items():
        assert lab[table] == rows, table
    assert real["devices"][0]["config_context"] == {
        "ntp": {"servers": ["10.64.0.5"]},
        "stp": {"mode": "rapid-pvst", "priority": 8192},
        "own": 1,
    }


@pytest.mark.parametrize("at", [0, 1], ids=["real", "stand-in"])
def test_a_journal_entry_is_delivered_once(networks: tuple[Network, Network], at: int, tmp_path: Path) -> None:
    network = networks[at]
    device = next(number for path, number in network.made if path == "dcim/devices")
    entry = JournalEntry(
        key=f"altyapi:{network.name}:sw01",
        device_id=device,
        device=f"{network.name}-sw01",
        level="success",
        comments="**Uygulandı**: çıkış değişmedi",
    )
    first, again = (Outbox(tmp_path / name) for name in ("first.jsonl", "again.jsonl"))
    assert first.put(entry) == 1
    assert deliver(network.netbox, first).delivered == (entry,)
    assert deliver(network.netbox, first).delivered == ()
    # an outbox that lost its memory after the request had left: the entry is found by its key
    again.put(entry)
    again.tried(entry.key)
    assert deliver(network.netbox, again, grace_s=0).delivered == (entry,)
    query: Parameters = {"assigned_object_type": "dcim.device", "assigned_object_id": device}
    count, [row] = network.netbox.page(journal.PATH, query)
    assert (count, row["kind"]["value"], row["comments"]) == (1, "success", entry.text)


def test_what_has_changed_and_what_is_read_whole_agree(networks: tuple[Network, Network], tmp_path: Path) -> None:
    real, _ = networks
    path = tmp_path / "snapshot.json"
    refresh(real.netbox, path)
    device = next(number for place, number in real.made if place == "dcim/devices")
    real.netbox.update("dcim/devices", device, {"serial": "changed"})
    done = refresh(real.netbox, path)
    assert snapshot.load(path).digest == done.digest
    # others may be writing there: what is ours must agree
    whole, held = snapshot.pull(real.netbox).tables, snapshot.load(path).tables
    for name in ("devices", "interfaces", "vlans", "prefixes", "ip_addresses", "sites"):
        ours = [[row for row in getattr(one, name) if real.name in f"{row}"] for one in (whole, held)]
        assert ours[0] == ours[1]
        assert ours[0]


def test_what_follows_from_a_change_is_read_again_too(networks: tuple[Network, Network], tmp_path: Path) -> None:
    real, _ = networks
    path = tmp_path / "snapshot.json"

    def made(where: str, at: int = 0) -> int:
        return [number for place, number in real.made if place == where][at]

    def change(where: str, number: int, **fields: object) -> Callable[[], object]:
        return lambda: real.netbox.update(where, number, fields)

    site, role, device = made("dcim/sites"), made("dcim/device-roles"), made("dcim/devices")
    port = real.make("dcim/interfaces", device=device, name="Gi1/0/9", type="1000base-t")
    mac = real.netbox.create(
        "dcim/mac-addresses",
        {"mac_address": "02:00:00:00:09:09", "assigned_object_type": "dcim.interface", "assigned_object_id": port},
    )["id"]
    real.netbox.update("dcim/interfaces", port, {"primary_mac_address": mac})
    elsewhere = real.make("dcim/sites", name=f"{real.name}-e", slug=f"{real.name}-e")
    rack = real.make("dcim/racks", name=real.name, site=elsewhere)
    kind = made("dcim/device-types")
    real.make("dcim/devices", name=f"{real.name}-rk", site=elsewhere, role=role, rack=rack, device_type=kind)
    deeds: dict[str, Callable[[], object]] = {
        "a site's name in devices": change("dcim/sites", site, slug=f"{real.name}-n"),
        "a device's name at the far end": change("dcim/devices", device, name=f"{real.name}-nn"),
        "a context's data": change("extras/config-contexts", made("extras/config-contexts"), data={"ntp": {}}),
        "a context's assignment": change("extras/config-contexts", made("extras/config-contexts", 1), roles=[]),
        "a region that contexts reach": change("dcim/sites", site, region=None),
        "a rack's site in its devices": change("dcim/racks", rack, site=site),
        "a cable's label": change("dcim/cables", made("dcim/cables"), label="K1"),
        "a MAC address": lambda: real.netbox.delete("dcim/mac-addresses", mac),
    }
    refresh(real.netbox, path)
    try:
        for what, deed in deeds.items():
            deed()
            done = refresh(real.netbox, path)
            assert done.source.tier == "changes", (what, [str(note) for note in done.notes])
            whole, held = snapshot.pull(real.netbox).tables, snapshot.load(path).tables
            for name in type(whole).model_fields:
                ours = [[row for row in getattr(one, name) if real.name in f"{row}"] for one in (whole, held)]
                assert ours[0] == ours[1], what
    finally:
        real.netbox.update("dcim/racks", rack, {"site": elsewhere})


def lay_odd_cables(network: Network) -> None:
    """A trunk of two, a planned cable, one through a patch panel, a wireless link."""
    near, far = [number for path, number in network.made if path == "dcim/devices"][:2]

    def port(device: int, name: str, kind: str = "1000base-t") -> int:
        return network.make("dcim/interfaces", device=device, name=name, type=kind)

    def cable(one: list[tuple[str, int]], other: list[tuple[str, int]], status: str = "connected") -> None:
        ends = [[{"object_type": kind, "object_id": number} for kind, number in side] for side in (one, other)]
        network.make("dcim/cables", a_terminations=ends[0], b_terminations=ends[1], status=status)

    pairs = {name: (port(near, name), port(far, name)) for name in ("T1", "T2", "P1", "F1")}
    interfaces = {name: [("dcim.interface", number) for number in pair] for name, pair in pairs.items()}
    trunk = [[interfaces[name][side] for name in ("T1", "T2")] for side in (0, 1)]
    cable(trunk[0], trunk[1])
    cable(interfaces["P1"][:1], interfaces["P1"][1:], status="planned")
    panels = []
    for device, end in zip((near, far), interfaces["F1"], strict=True):
        rear = network.make("dcim/rear-ports", device=device, name="R1", type="8p8c", positions=1)
        at = {"rear_port": rear, "rear_port_position": 1}
        front = network.make("dcim/front-ports", device=device, name="F1", type="8p8c", **at)
        cable([end], [("dcim.frontport", front)])
        panels.append([("dcim.rearport", rear)])
    cable(panels[0], panels[1])
    radios = [port(device, "W1", "ieee802.11ac") for device in (near, far)]
    network.make("wireless/wireless-links", interface_a=radios[0], interface_b=radios[1])


def test_every_way_reads_the_same(networks: tuple[Network, Network]) -> None:
    real, _ = networks
    lay_odd_cables(real)
    made: list[tuple[str, int]] = []
    _, standing = real.netbox.page(template.ENDPOINT, {"limit": 1000, "fields": "id,name"})
    names = {row["name"] for row in standing}
    try:
        made.extend(
            (each.endpoint, real.netbox.create(each.endpoint, {**each.key, **each.body})["id"])
            for each in feed.templates()
            if each.key["name"] not in names
        )
        taken = [snapshot.pull(real.netbox, tier=tier).tables for tier in tiers.ORDER]
        for name in type(taken[0]).model_fields:
            first, *others = [[row for row in getattr(one, name) if real.name in f"{row}"] for one in taken]
            assert all(other == first for other in others), name
        ports = [each for each in taken[0].interfaces if each.device.startswith(real.name)]
        with_far_end = {each.name for each in ports if each.connected is not None}
        assert with_far_end == {"Gi1/0/1", "T1", "T2", "P1", "F1", "W1"}
    finally:
        for path, number in made:
            real.netbox.delete(path, number)


def test_graphql_gives_interfaces_as_rest_does(networks: tuple[Network, Network]) -> None:
    real, _ = networks
    if feed.custom_fields_of(real.netbox).get("dcim.interface"):
        pytest.skip("this NetBox has custom fields of interfaces, with which they are read by REST")
    told = graph.interfaces(real.netbox)
    assert told is not None
    read = reader.read(real.netbox, {"interfaces": cabling.LEAN})["interfaces"]
    own = {number for path, number in real.made if path == "dcim/interfaces"}
    assert own
    assert [_timed(row) for row in told if row["id"] in own] == [_timed(row) for row in read if row["id"] in own]


@pytest.mark.parametrize("hidden", ["ipam.vlan", "ipam.vrf", "extras.tag", "dcim.macaddress"])
def test_what_a_token_may_not_see_is_not_taken_for_nothing(networks: tuple[Network, Network], hidden: str) -> None:
    """GraphQL leaves such an object out without a word, REST tells its id."""
    real, _ = networks
    name = f"{real.name}-{hidden.partition('.')[2]}"
    device, site = (
        next(number for path, number in real.made if path == kind) for kind in ("dcim/devices", "dcim/sites")
    )
    port = real.make("dcim/interfaces", device=device, name=name, type="1000base-t", mode="access")
    given: dict[str, dict[str, object]] = {
        "ipam.vlan": {"untagged_vlan": real.make("ipam/vlans", vid=777, name=name, site=site)},
        "ipam.vrf": {"vrf": real.make("ipam/vrfs", name=name)},
        "extras.tag": {"tags": [real.make("extras/tags", name=name, slug=name)]},
        "dcim.macaddress": {},
    }
    on = {"assigned_object_type": "dcim.interface", "assigned_object_id": port}
    if hidden == "dcim.macaddress":
        given[hidden] = {"primary_mac_address": real.make("dcim/mac-addresses", mac_address="02:00:00:00:07:07", **on)}
    real.netbox.update("dcim/interfaces", port, given[hidden])
    with NetBox(real.netbox.url, _blind_to(real, hidden, name)) as limited:
        told = graph.interfaces(limited)
        [read] = [row for row in reader.read(limited, {"interfaces": cabling.LEAN})["interfaces"] if row["id"] == port]
        assert told is None or _timed(next(row for row in told if row["id"] == port)) == _timed(read)
        assert read["untagged_vlan"] or read["vrf"] or read["tags"] or read["mac_address"]


def test_graphql_gives_devices_as_rest_does(networks: tuple[Network, Network]) -> None:
    real, _ = networks
    told = graph.devices(real.netbox)
    assert told is not None
    read = reader.read(real.netbox, {"devices": QUERIES["devices"]})["devices"]
    own = {number for path, number in real.made if path == "dcim/devices"}
    assert own
    assert [_timed(row) for row in told if row["id"] in own] == [_timed(row) for row in read if row["id"] in own]


@pytest.mark.parametrize("hidden", ["dcim.platform", "tenancy.tenant", "extras.tag"])
def test_a_device_has_all_that_the_token_may_not_see(networks: tuple[Network, Network], hidden: str) -> None:
    real, _ = networks
    name = f"{real.name}-d-{hidden.partition('.')[2]}"
    kind, column = {
        "dcim.platform": ("dcim/platforms", "platform"),
        "tenancy.tenant": ("tenancy/tenants", "tenant"),
        "extras.tag": ("extras/tags", "tags"),
    }[hidden]
    made = real.make(kind, name=name, slug=name)
    device = next(number for path, number in real.made if path == "dcim/devices")
    before = next(row for row in graph.devices(real.netbox) or () if row["id"] == device)
    real.netbox.update("dcim/devices", device, {column: [made] if column == "tags" else made})
    try:
        with NetBox(real.netbox.url, _blind_to(real, hidden, name)) as limited:
            told = graph.devices(limited)
            assert told is None or next(row for row in told if row["id"] == device)[column] in (made, [made])
    finally:
        real.netbox.update("dcim/devices", device, {column: before[column]})


def test_short_lists_in_one_request_are_as_rest_has_them(networks: tuple[Network, Network]) -> None:
    real, _ = networks
    counts = {table: reader.stamp(real.netbox, query.path).count for table, query in QUERIES.items()}
    tables = names.some(QUERIES, counts)
    assert tables
    told = names.read(real.netbox, tables, counts)
    assert told.keys() == {*tables}
    read = reader.read(real.netbox, {table: QUERIES[table] for table in tables})
    for table in tables:
        assert [_timed(row) for row in told[table]] == [_timed(row) for row in read[table]], table


def test_a_short_list_of_which_something_may_be_hidden_is_not_taken(networks: tuple[Network, Network]) -> None:
    real, _ = networks
    counts = {table: reader.stamp(real.netbox, query.path).count for table, query in QUERIES.items()}
    name = f"{real.name}-names"
    with NetBox(real.netbox.url, _blind_to(real, "dcim.manufacturer", name)) as limited:
        told = names.read(limited, ["regions", "platforms", "manufacturers"], counts)
    assert told.keys() == {"regions"}


def _blind_to(real: Network, hidden: str, name: str) -> str:
    """The token of one who sees everything but objects of this kind, which it may list."""
    _, types = real.netbox.page("core/object-types", {"limit": 1000})
    kinds = {f"{each['app_label']}.{each['model']}" for each in types if each["app_label"] != "users"}
    user = real.make("users/users", username=name, password=f"Aa1-{secrets.token_hex(12)}")
    may = {"actions": ["view"], "users": [user]}
    real.make("users/permissions", name=name, object_types=sorted(kinds - {hidden}), **may)
    real.make("users/permissions", name=f"{name}-none", object_types=[hidden], constraints={"id": 0}, **may)
    key = secrets.token_hex(20)
    real.make("users/tokens", user=user, key=key, write_enabled=False)
    return key


def _timed(row: Row) -> Row:
    return {**row, "last_updated": reader.moment(row["last_updated"])}
