"""What is read of each table of NetBox, and how its rows become the snapshot's types.

Relations are joined by NetBox's ids among the rows that were read, never by the names nested in them: so a site that is
renamed while we read can't leave a device pointing to a name that the snapshot does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from netbox_sync import faults
from netbox_sync.client import OBJECT_TYPES, Row
from netbox_sync.model import (
    Device,
    DeviceType,
    Endpoint,
    Frozen,
    Interface,
    IPAddress,
    Platform,
    Prefix,
    Region,
    Role,
    Site,
    Tables,
    Tenant,
    Vlan,
)
from netbox_sync.reader import Query

# The slow tables first, so that the short ones fill the gaps at the end.
QUERIES: Final[Mapping[str, Query]] = {
    "devices": Query(
        "dcim/devices",
        (
            *("name", "status", "site", "role", "device_type", "platform", "tenant", "location", "rack", "serial"),
            *("asset_tag", "primary_ip4", "primary_ip6", "virtual_chassis", "vc_position", "tags", "custom_fields"),
            *("config_context", "local_context_data", "interface_count", "oob_ip", "description", "cluster"),
        ),
        guards=("extras/config-contexts",),
    ),
    "interfaces": Query(
        "dcim/interfaces",
        (
            *("device", "name", "type", "enabled", "mgmt_only", "description", "label", "mtu", "mac_address", "speed"),
            *("lag", "parent", "mode", "untagged_vlan", "tagged_vlans", "poe_mode", "poe_type", "vrf", "tags"),
            *("mark_connected", "cable", "connected_endpoints", "connected_endpoints_type", "custom_fields"),
            *("duplex", "bridge", "cable_end"),
        ),
        guards=("dcim/cables",),
    ),
    "ip_addresses": Query(
        "ipam/ip-addresses",
        (
            *("address", "status", "role", "vrf", "assigned_object_type", "assigned_object_id", "dns_name"),
            *("description", "tags"),
        ),
    ),
    "vlans": Query("ipam/vlans", ("vid", "name", "status", "site", "group", "role", "description", "tags")),
    "prefixes": Query(
        "ipam/prefixes",
        (*("prefix", "status", "scope_type", "scope_id", "vlan", "vrf", "role", "is_pool", "description", "tags"),),
    ),
    "sites": Query(
        "dcim/sites",
        (
            *("name", "slug", "status", "region", "group", "tenant", "time_zone", "facility", "tags", "custom_fields"),
            *("device_count", "vlan_count"),
        ),
    ),
    "regions": Query("dcim/regions", ("name", "slug", "parent")),
    "tenants": Query("tenancy/tenants", ("name", "slug", "group")),
    "roles": Query("dcim/device-roles", ("name", "slug")),
    "platforms": Query("dcim/platforms", ("name", "slug", "manufacturer")),
    "device_types": Query("dcim/device-types", ("model", "slug", "manufacturer", "part_number")),
}

Entry = TypeVar("Entry", bound=Frozen)


class _Joined:
    """The rows of all tables by id; a reference to a row that was not read means that it may not be seen."""

    def __init__(self, rows: Mapping[str, list[Row]]) -> None:
        self.by_id = {name: {row["id"]: row for row in table} for name, table in rows.items()}

    def row(self, table: str, nested: Row | int) -> Row:
        object_id = nested if isinstance(nested, int) else nested["id"]
        try:
            return self.by_id[table][object_id]
        except KeyError:
            object_type = OBJECT_TYPES[QUERIES[table].path]
            seen = len(self.by_id[table])
            where = f"referred to, not shown: id {object_id}"
            raise faults.PartialView(object_type=object_type, seen=seen, counted=f">{seen}", where=where) from None

    def slug(self, table: str, nested: Row | None) -> str | None:
        return None if nested is None else str(self.row(table, nested)["slug"])

    def slug_of(self, table: str, nested: Row) -> str:
        return str(self.row(table, nested)["slug"])


def build(rows: Mapping[str, list[Row]]) -> tuple[Tables, tuple[int, ...]]:
    """The snapshot's tables, and the ids of devices without a name, which (with their interfaces) are left out.

    Raises PartialView where a row refers to one that was not shown or NetBox counts more than it showed, and
    AmbiguousNames with every name that stands for more than one object.
    """
    _refuse_gaps(rows)
    _refuse_ambiguity(rows)
    joined = _Joined(rows)
    unnamed = tuple(row["id"] for row in rows["devices"] if not row["name"])
    hidden = frozenset(unnamed)
    interfaces = [row for row in rows["interfaces"] if row["device"]["id"] not in hidden]
    known_interfaces = {row["id"] for row in interfaces}
    tables = Tables(
        regions=_each(rows["regions"], lambda row: _region(row, joined)),
        sites=_each(rows["sites"], lambda row: _site(row, joined)),
        tenants=_each(rows["tenants"], _tenant),
        roles=_each(rows["roles"], lambda row: Role(id=row["id"], name=row["name"], slug=row["slug"])),
        platforms=_each(rows["platforms"], _platform),
        device_types=_each(rows["device_types"], _device_type),
        devices=_each([row for row in rows["devices"] if row["id"] not in hidden], lambda row: _device(row, joined)),
        interfaces=_each(interfaces, lambda row: _interface(row, joined, known_interfaces)),
        vlans=_each(rows["vlans"], lambda row: _vlan(row, joined)),
        prefixes=_each(rows["prefixes"], lambda row: _prefix(row, joined)),
        ip_addresses=_each(rows["ip_addresses"], lambda row: _address(row, joined, known_interfaces)),
    )
    return tables, unnamed


def _each(rows: Sequence[Row], build_one: Callable[[Row], Entry]) -> tuple[Entry, ...]:
    return tuple(build_one(row) for row in rows)


def _slug(nested: Row | None) -> str | None:
    """The slug of something that has no table of its own in the snapshot."""
    return None if nested is None else str(nested["slug"])


def _name(nested: Row | None) -> str | None:
    return None if nested is None else str(nested["name"])


def _value(choice: Row | str | None) -> str | None:
    """A choice is `{value, label}`; an empty one is None."""
    chosen = choice["value"] if isinstance(choice, dict) else choice
    return str(chosen) if chosen else None


def _tags(row: Row) -> tuple[str, ...]:
    return tuple(sorted(str(tag["slug"]) for tag in row["tags"]))


def _region(row: Row, joined: _Joined) -> Region:
    return Region(id=row["id"], name=row["name"], slug=row["slug"], parent=joined.slug("regions", row["parent"]))


def _site(row: Row, joined: _Joined) -> Site:
    return Site(
        id=row["id"],
        name=row["name"],
        slug=row["slug"],
        status=_value(row["status"]) or "",
        region=joined.slug("regions", row["region"]),
        group=_slug(row["group"]),
        tenant=joined.slug("tenants", row["tenant"]),
        time_zone=row["time_zone"],
        facility=row["facility"],
        tags=_tags(row),
        custom_fields=row["custom_fields"],
    )


def _tenant(row: Row) -> Tenant:
    return Tenant(id=row["id"], name=row["name"], slug=row["slug"], group=_slug(row["group"]))


def _platform(row: Row) -> Platform:
    return Platform(id=row["id"], name=row["name"], slug=row["slug"], manufacturer=_slug(row["manufacturer"]))


def _device_type(row: Row) -> DeviceType:
    return DeviceType(
        id=row["id"],
        model=row["model"],
        slug=row["slug"],
        manufacturer=str(row["manufacturer"]["slug"]),
        part_number=row["part_number"],
    )


def _device(row: Row, joined: _Joined) -> Device:
    device_type = joined.row("device_types", row["device_type"])
    primary4, primary6 = (
        None if nested is None else joined.row("ip_addresses", nested)
        for nested in (row["primary_ip4"], row["primary_ip6"])
    )
    chassis = row["virtual_chassis"]
    return Device(
        id=row["id"],
        name=row["name"],
        status=_value(row["status"]) or "",
        site=joined.slug_of("sites", row["site"]),
        role=joined.slug_of("roles", row["role"]),
        device_type=str(device_type["slug"]),
        manufacturer=str(device_type["manufacturer"]["slug"]),
        platform=joined.slug("platforms", row["platform"]),
        tenant=joined.slug("tenants", row["tenant"]),
        location=_slug(row["location"]),
        rack=_name(row["rack"]),
        serial=row["serial"],
        asset_tag=row["asset_tag"],
        primary_ip4=None if primary4 is None else primary4["address"],
        primary_ip6=None if primary6 is None else primary6["address"],
        dns_name=str((primary4 or {}).get("dns_name") or (primary6 or {}).get("dns_name") or ""),
        oob_ip=None if row["oob_ip"] is None else joined.row("ip_addresses", row["oob_ip"])["address"],
        description=row["description"],
        cluster=_name(row["cluster"]),
        virtual_chassis=_name(chassis),
        vc_master=None
        if chassis is None or chassis["master"] is None
        else joined.row("devices", chassis["master"])["name"],
        vc_position=row["vc_position"],
        tags=_tags(row),
        custom_fields=row["custom_fields"],
        config_context=row["config_context"],
        local_context_data=row["local_context_data"],
    )


def _interface(row: Row, joined: _Joined, known: set[int]) -> Interface:
    untagged = row["untagged_vlan"]
    return Interface(
        id=row["id"],
        device=str(joined.row("devices", row["device"])["name"]),
        name=row["name"],
        type=_value(row["type"]) or "",
        enabled=row["enabled"],
        mgmt_only=row["mgmt_only"],
        description=row["description"],
        label=row["label"],
        mtu=row["mtu"],
        mac_address=row["mac_address"],
        speed_kbps=row["speed"],
        duplex=_value(row["duplex"]),
        lag=None if row["lag"] is None else str(joined.row("interfaces", row["lag"])["name"]),
        parent=None if row["parent"] is None else str(joined.row("interfaces", row["parent"])["name"]),
        bridge=None if row["bridge"] is None else str(joined.row("interfaces", row["bridge"])["name"]),
        mode=_value(row["mode"]),
        untagged_vlan=None if untagged is None else joined.row("vlans", untagged)["id"],
        tagged_vlans=tuple(sorted(joined.row("vlans", vlan)["id"] for vlan in row["tagged_vlans"])),
        poe_mode=_value(row["poe_mode"]),
        poe_type=_value(row["poe_type"]),
        vrf=_name(row["vrf"]),
        mark_connected=row["mark_connected"],
        cabled=row["cable"] is not None,
        cable=None if row["cable"] is None else row["cable"]["id"],
        cable_label="" if row["cable"] is None else row["cable"]["label"],
        cable_end=row["cable_end"] or None,
        connected=_far_end(row, joined, known),
        tags=_tags(row),
        custom_fields=row["custom_fields"],
    )


def _far_end(row: Row, joined: _Joined, known: set[int]) -> Endpoint | None:
    """The first interface at the other end, through patch panels and circuits; other kinds of ports are none."""
    if row["connected_endpoints_type"] != "dcim.interface" or not row["connected_endpoints"]:
        return None
    first = min(int(endpoint["id"]) for endpoint in row["connected_endpoints"])
    far = joined.row("interfaces", first)
    if first not in known:  # of a device without a name
        return None
    return Endpoint(device=str(joined.row("devices", far["device"])["name"]), interface=far["name"])


def _vlan(row: Row, joined: _Joined) -> Vlan:
    return Vlan(
        id=row["id"],
        vid=row["vid"],
        name=row["name"],
        status=_value(row["status"]) or "",
        site=joined.slug("sites", row["site"]),
        group=_slug(row["group"]),
        role=_slug(row["role"]),
        description=row["description"],
        tags=_tags(row),
    )


def _prefix(row: Row, joined: _Joined) -> Prefix:
    return Prefix(
        id=row["id"],
        prefix=row["prefix"],
        status=_value(row["status"]) or "",
        site=joined.slug_of("sites", {"id": row["scope_id"]}) if row["scope_type"] == "dcim.site" else None,
        vlan=None if row["vlan"] is None else joined.row("vlans", row["vlan"])["id"],
        vrf=_name(row["vrf"]),
        role=_slug(row["role"]),
        is_pool=row["is_pool"],
        description=row["description"],
        tags=_tags(row),
    )


def _address(row: Row, joined: _Joined, known: set[int]) -> IPAddress:
    interface: Row | None = None
    if row["assigned_object_type"] == "dcim.interface" and row["assigned_object_id"] is not None:
        found = joined.row("interfaces", int(row["assigned_object_id"]))
        interface = found if found["id"] in known else None
    return IPAddress(
        id=row["id"],
        address=row["address"],
        status=_value(row["status"]) or "",
        role=_value(row["role"]),
        vrf=_name(row["vrf"]),
        device=None if interface is None else str(joined.row("devices", interface["device"])["name"]),
        interface=None if interface is None else str(interface["name"]),
        interface_id=None if interface is None else interface["id"],
        dns_name=row["dns_name"],
        description=row["description"],
        tags=_tags(row),
    )


def _refuse_gaps(rows: Mapping[str, list[Row]]) -> None:
    """NetBox counts a site's devices or a device's interfaces regardless of permissions: compare with what we see."""
    counted = (
        ("dcim.device", len(rows["devices"]), sum(row["device_count"] for row in rows["sites"]), "sites"),
        ("dcim.interface", len(rows["interfaces"]), sum(row["interface_count"] for row in rows["devices"]), "devices"),
        (
            "ipam.vlan",
            sum(1 for row in rows["vlans"] if row["site"] is not None),
            sum(row["vlan_count"] for row in rows["sites"]),
            "sites",
        ),
    )
    for object_type, seen, expected, where in counted:
        if seen < expected:
            raise faults.PartialView(object_type=object_type, seen=seen, counted=expected, where=where)


def _refuse_ambiguity(rows: Mapping[str, list[Row]]) -> None:
    clashes: list[str] = []
    named: dict[str, list[Row]] = {}
    for row in rows["devices"]:
        if row["name"]:
            named.setdefault(row["name"], []).append(row)
    for name, same in named.items():
        if len(same) > 1:
            places = ", ".join(f"id {row['id']} at {row['site']['slug']}" for row in same)
            clashes.append(f"device {name} ({places})")
    for table, kind in (
        ("regions", "region"),
        ("sites", "site"),
        ("tenants", "tenant"),
        ("roles", "role"),
        ("platforms", "platform"),
    ):
        slugs: dict[Any, list[Row]] = {}
        for row in rows[table]:
            slugs.setdefault(row["slug"], []).append(row)
        for slug, same in slugs.items():
            if len(same) > 1:
                places = ", ".join(f"id {row['id']} {row['name']}" for row in same)
                clashes.append(f"{kind} {slug} ({places})")
    if clashes:
        raise faults.AmbiguousNames(listing="; ".join(clashes))
