"""Rules of address space and VLANs, in NetBox's words."""

from __future__ import annotations

import re

from lab.netbox import ipam
from lab.netbox.display import display, show, spans
from lab.netbox.errors import broken
from lab.netbox.schema import MODELS
from lab.netbox.store import Row, Store
from lab.netbox.values import interface, network

PARTS = {
    "dcim.device": ("dcim.interface", "device", "device"),
    "virtualization.virtualmachine": ("virtualization.vminterface", "virtual_machine", "VM"),
}
"""What holds addresses: the model of its interfaces, their field that names it, and its own short name."""


def vlan_group(_: Store, row: Row, __: Row | None) -> None:
    """A VLAN group: its scope and its ranges of ids."""
    if row["scope_type"] and not row["scope_id"]:
        raise broken("Cannot set scope_type without scope_id.")
    if row["scope_id"] and not row["scope_type"]:
        raise broken("Cannot set scope_id without scope_type.")
    last = 0
    for low, high in sorted(row["vid_ranges"]):
        if low < 1:
            raise broken(f"Starting VLAN ID in range ({low}) cannot be less than 1", "vid_ranges")
        if high > 4094:
            raise broken(f"Ending VLAN ID in range ({high}) cannot exceed 4094", "vid_ranges")
        if low > high:
            raise broken(
                f"Ending VLAN ID in range must be greater than or equal to the starting VLAN ID ({low}-{high})",
                "vid_ranges",
            )
        if low <= last:
            raise broken("Ranges cannot overlap.", "vid_ranges")
        last = high


def vlan(store: Store, row: Row, _: Row | None) -> None:
    """A VLAN: its group, its site and its id."""
    group = store.get("ipam.vlangroup", row["group"])
    if group is None:
        return
    if row["site"] and group["scope_type"] == "dcim.site" and group["scope_id"] != row["site"]:
        scope, site = show(store, "dcim.site", group["scope_id"]), show(store, "dcim.site", row["site"])
        raise broken(f"VLAN is assigned to group {group['name']} (scope: {scope}); cannot also assign to site {site}.")
    if not any(low <= row["vid"] <= high for low, high in group["vid_ranges"]):
        ranges = spans(vid for low, high in group["vid_ranges"] for vid in range(low, high + 1)).replace(", ", ",")
        raise broken(f"VID must be in ranges {ranges} for VLANs in group {group['name']}", "vid")


def _enforced(store: Store, vrf: int | None) -> bool:
    return vrf is None or store.rows["ipam.vrf"][vrf]["enforce_unique"]


def _table(store: Store, vrf: int | None) -> str:
    return f"VRF {show(store, 'ipam.vrf', vrf)}" if vrf else "global table"


def prefix(store: Store, row: Row, before: Row | None) -> None:
    """A prefix: its scope, and unique where its VRF wants that."""
    _scope(row)
    if network(row["prefix"]).prefixlen == 0:
        raise broken("Cannot create prefix with /0 mask.", "prefix")
    if _enforced(store, row["vrf"]):
        for each in sorted(store.having("ipam.prefix", "prefix", row["prefix"])):
            if store.rows["ipam.prefix"][each]["vrf"] == row["vrf"] and not (before and before["id"] == each):
                text = f"Duplicate prefix found in {_table(store, row['vrf'])}: {row['prefix']}"
                raise broken(text, "prefix")


def _scope(row: Row) -> None:
    if row["scope_type"] and not row["scope_id"]:
        raise broken(f"Please select a {MODELS[row['scope_type']].name}.", "scope")
    if row["scope_id"] and not row["scope_type"]:
        raise broken("Cannot set scope_id without scope_type.")


def ip_range(store: Store, row: Row, before: Row | None) -> None:
    """An IP range: its ends, and no other range in its way."""
    start, end = interface(row["start_address"]), interface(row["end_address"])
    if start.version != end.version:
        raise broken("Starting and ending IP address versions must match", "end_address")
    if start.network.prefixlen != end.network.prefixlen:
        raise broken("Starting and ending IP address masks must match", "end_address")
    if int(end.ip) <= int(start.ip):
        text = f"Ending address must be greater than the starting address ({row['start_address']})"
        raise broken(text, "end_address")
    span = ipam.range_span(row)
    for other in store.rows["ipam.iprange"].values():
        if other["vrf"] != row["vrf"] or (before and other["id"] == before["id"]):
            continue
        version, first, last = ipam.range_span(other)
        if version == span[0] and first <= span[2] and span[1] <= last:
            shown = display(store, "ipam.iprange", other)
            raise broken(f"Defined addresses overlap with range {shown} in VRF {show(store, 'ipam.vrf', row['vrf'])}")


def address(store: Store, row: Row, before: Row | None) -> None:
    """An IP address: assignable, unique where its VRF wants that, not torn from where it is primary."""
    parsed = interface(row["address"])
    mask, longest = parsed.network.prefixlen, parsed.max_prefixlen
    if mask == 0:
        raise broken("Cannot create IP address with /0 mask.", "address")
    if row["assigned_object_id"] is not None and mask < longest - 1:
        if parsed.ip == parsed.network.network_address:
            raise broken(f"{parsed.ip} is a network ID, which may not be assigned to an interface.")
        if parsed.version == 4 and parsed.ip == parsed.network.broadcast_address:
            raise broken(f"{parsed.ip} is a broadcast address, which may not be assigned to an interface.")
    if _enforced(store, row["vrf"]):
        found = ipam.duplicates(store, row, but=before["id"] if before else None)
        loose = ipam.NON_UNIQUE_ROLES
        if found and (row["role"] not in loose or any(each["role"] not in loose for each in found)):
            text = f"Duplicate IP address found in {_table(store, row['vrf'])}: {found[0]['address']}"
            raise broken(text, "address")
    if before is None:
        for other in store.rows["ipam.iprange"].values():
            if other["mark_populated"] and other["vrf"] == row["vrf"] and ipam.within(parsed, ipam.range_span(other)):
                shown = display(store, "ipam.iprange", other)
                raise broken(f"Cannot create IP address {row['address']} inside range {shown}.", "address")
    elif _owner(store, row) != _owner(store, before) and _is_primary(store, before):
        raise broken("Cannot reassign IP address while it is designated as the primary IP for the parent object")
    if not re.fullmatch(r"[*A-Za-z0-9._-]*", row["dns_name"]):
        text = "Only alphanumeric characters, asterisks, hyphens, periods, and underscores are allowed in DNS names"
        raise broken(text, "dns_name")
    if row["status"] == "slaac" and parsed.version != 6:
        raise broken("Only IPv6 addresses can be assigned SLAAC status", "status")


def _owner(store: Store, row: Row) -> tuple[str, int] | None:
    for owner, (part, field, _) in PARTS.items():
        if row["assigned_object_type"] == part and row["assigned_object_id"] is not None:
            return owner, store.rows[part][row["assigned_object_id"]][field]
    return None


def _is_primary(store: Store, row: Row) -> bool:
    owner = _owner(store, row)
    held = store.rows[owner[0]][owner[1]] if owner else {}
    return row["id"] in {held.get("primary_ip4"), held.get("primary_ip6")}


def aggregate(store: Store, row: Row, before: Row | None) -> None:
    """An aggregate: none overlaps another."""
    parsed = network(row["prefix"])
    for other in store.rows["ipam.aggregate"].values():
        if before and other["id"] == before["id"]:
            continue
        held = network(other["prefix"])
        if held.version != parsed.version or not held.overlaps(parsed):
            continue
        if held.prefixlen <= parsed.prefixlen:
            raise broken(
                f"Aggregates cannot overlap. {row['prefix']} is already covered by an existing aggregate "
                f"({other['prefix']}).",
                "prefix",
            )
        raise broken(
            f"Prefixes cannot overlap aggregates. {row['prefix']} covers an existing aggregate ({other['prefix']}).",
            "prefix",
        )
