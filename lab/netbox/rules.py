"""What must hold between the fields of one object and its relations, by model: NetBox's checks and its words."""

from __future__ import annotations

import re
from collections.abc import Callable

from lab.netbox import ipam
from lab.netbox.customfields import validate
from lab.netbox.display import display, spans
from lab.netbox.errors import FieldError, InvalidError
from lab.netbox.schema import MODELS
from lab.netbox.store import Row, Store
from lab.netbox.trees import descendants
from lab.netbox.values import interface, network

WIRELESS = "ieee802.11"
VIRTUAL_TYPES = frozenset({"virtual", "bridge", "lag"})
COMPATIBLE = {
    "dcim.interface": frozenset({"dcim.interface", "circuits.circuittermination"}),
    "circuits.circuittermination": frozenset({"dcim.interface", "circuits.circuittermination"}),
}
CONTEXT_MODELS = frozenset({"dcim.device", "virtualization.virtualmachine"})

Rule = Callable[[Store, Row, Row | None], None]


def broken(message: str, field: str = "__all__") -> InvalidError:
    """The answer for a rule that does not hold."""
    return InvalidError({field: [message]})


def check(store: Store, label: str, row: Row, before: Row | None) -> None:
    """Raise InvalidError where the row breaks a rule of its model; `before` is None for a new object."""
    _own_tree(store, label, row, before)
    if label in CONTEXT_MODELS and not isinstance(row["local_context_data"], dict | None):
        raise broken('JSON data must be in object form. Example: {"foo": 123}', "local_context_data")
    if rule := _RULES.get(label):
        rule(store, row, before)


def _own_tree(store: Store, label: str, row: Row, before: Row | None) -> None:
    if MODELS[label].tree and before and row["parent"] in descendants(store, label, [before["id"]]):
        name = MODELS[label].name
        raise broken(f"Cannot assign self or child {name} as parent.", "parent")


def _show(store: Store, label: str, identifier: int | None) -> str:
    found = store.get(label, identifier)
    return display(store, label, found) if found else "None"


def _location(store: Store, row: Row, _: Row | None) -> None:
    parent = store.get("dcim.location", row["parent"])
    if parent and parent["site"] != row["site"]:
        site = _show(store, "dcim.site", row["site"])
        raise broken(f"Parent location ({parent['name']}) must belong to the same site ({site}).")


def _rack(store: Store, row: Row, _: Row | None) -> None:
    location = store.get("dcim.location", row["location"])
    if location and location["site"] != row["site"]:
        site = _show(store, "dcim.site", row["site"])
        raise broken(f"Assigned location must belong to parent site ({site}).")
    if any(row[name] for name in ("outer_width", "outer_depth", "outer_height")) and not row["outer_unit"]:
        raise broken("Must specify a unit when setting an outer dimension")


def _device(store: Store, row: Row, before: Row | None) -> None:
    site = _show(store, "dcim.site", row["site"])
    rack, location = store.get("dcim.rack", row["rack"]), store.get("dcim.location", row["location"])
    if rack and rack["site"] != row["site"]:
        raise broken(f"Rack {_show(store, 'dcim.rack', row['rack'])} does not belong to site {site}.", "rack")
    if location and location["site"] != row["site"]:
        raise broken(f"Location {location['name']} does not belong to site {site}.", "location")
    if rack and location and rack["location"] != location["id"]:
        shown = _show(store, "dcim.rack", row["rack"])
        raise broken(f"Rack {shown} does not belong to location {location['name']}.", "rack")
    if rack is None and row["face"]:
        raise broken("Cannot select a rack face without assigning a rack.", "face")
    if rack is None and row["position"]:
        raise broken("Cannot select a rack position without assigning a rack.", "position")
    if row["position"] and row["position"] % 0.5:
        raise broken("Position must be in increments of 0.5 rack units.", "position")
    if row["position"] and not row["face"]:
        raise broken("Must specify rack face when defining rack position.", "face")
    if rack and row["position"]:
        _rack_space(store, row, rack, before)
    _primary(store, row, before, "dcim.device")
    platform = store.get("dcim.platform", row["platform"])
    maker = store.rows["dcim.devicetype"][row["device_type"]]["manufacturer"]
    if platform and platform["manufacturer"] and platform["manufacturer"] != maker:
        limited = _show(store, "dcim.manufacturer", platform["manufacturer"])
        actual = _show(store, "dcim.manufacturer", maker)
        raise broken(
            f"The assigned platform is limited to {limited} device types, but this device's type belongs to {actual}.",
            "platform",
        )
    if row["virtual_chassis"] and row["vc_position"] is None:
        raise broken("A device assigned to a virtual chassis must have its position defined.", "vc_position")


def _units(store: Store, row: Row) -> set[float]:
    height = store.rows["dcim.devicetype"][row["device_type"]]["u_height"]
    return {row["position"] + half / 2 for half in range(int(height * 2))}


def _rack_space(store: Store, row: Row, rack: Row, before: Row | None) -> None:
    kind = store.rows["dcim.devicetype"][row["device_type"]]
    if kind["u_height"] == 0:
        raise broken(f"A 0U device type ({kind['model']}) cannot be assigned to a rack position.", "position")
    wanted = _units(store, row)
    taken = False
    for each in store.having("dcim.device", "rack", rack["id"]):
        other = store.rows["dcim.device"][each]
        if (before and each == before["id"]) or not other["position"]:
            continue
        deep = kind["is_full_depth"] or store.rows["dcim.devicetype"][other["device_type"]]["is_full_depth"]
        if (deep or other["face"] == row["face"]) and wanted & _units(store, other):
            taken = True
    top = rack["starting_unit"] + rack["u_height"]
    if taken or min(wanted) < rack["starting_unit"] or max(wanted) >= top:
        raise broken(
            f"U{row['position']:g} is already occupied or does not have sufficient space to accommodate this device "
            f"type: {kind['model']} ({kind['u_height']:g}U)",
            "position",
        )


_PARTS = {
    "dcim.device": ("dcim.interface", "device", "device"),
    "virtualization.virtualmachine": ("virtualization.vminterface", "virtual_machine", "VM"),
}


def _own_address(store: Store, label: str, row: Row, before: Row | None, address: Row) -> bool:
    part, field, _ = _PARTS[label]
    if before is None or address["assigned_object_type"] != part:
        return False
    owner = store.rows[part][address["assigned_object_id"]][field]
    if owner == before["id"]:
        return True
    chassis = row.get("virtual_chassis")
    return bool(chassis and store.rows["dcim.device"][owner]["virtual_chassis"] == chassis)


def _primary(store: Store, row: Row, before: Row | None, label: str) -> None:
    for name, family in (("primary_ip4", 4), ("primary_ip6", 6), ("oob_ip", 0)):
        address = store.get("ipam.ipaddress", row.get(name))
        if address is None:
            continue
        if family and interface(address["address"]).version != family:
            raise broken(f"{address['address']} is not an IPv{family} address.", name)
        outside = store.get("ipam.ipaddress", address["nat_inside"])
        if not _own_address(store, label, row, before, address) and not (
            family and outside and _own_address(store, label, row, before, outside)
        ):
            raise broken(
                f"The specified IP address ({address['address']}) is not assigned to this {_PARTS[label][2]}.", name
            )


def _device_type(_: Store, row: Row, __: Row | None) -> None:
    if row["u_height"] and row["u_height"] % 0.5:
        raise broken("U height must be in increments of 0.5 rack units.", "u_height")
    if row["u_height"] and row["subdevice_role"] == "child":
        raise broken("Child device types must be 0U.", "u_height")


def _vlan_allowed(store: Store, row: Row, site: int | None, parent: str) -> None:
    vlan = store.get("ipam.vlan", row["untagged_vlan"])
    if vlan and vlan["site"] not in {None, site}:
        raise broken(
            f"The untagged VLAN ({display(store, 'ipam.vlan', vlan)}) must belong to the same site as the interface's "
            f"parent {parent}, or it must be global.",
            "untagged_vlan",
        )


def _tagged(store: Store, row: Row, before: Row | None, site: int | None, parent: str) -> None:
    if before and row["tagged_vlans"] == before["tagged_vlans"]:
        return
    for each in row["tagged_vlans"]:
        vlan = store.rows["ipam.vlan"][each]
        if vlan["site"] not in {None, site}:
            shown = display(store, "ipam.vlan", vlan)
            text = (
                f"VLAN {shown} must belong to the same site as the interface's parent {parent}, or it must be global."
            )
            raise broken(text, "tagged_vlans")


def _modes(row: Row) -> None:
    errors = {}
    if not row["mode"] and row["untagged_vlan"]:
        errors["untagged_vlan"] = ["Interface mode does not support untagged vlan"]
    if row["mode"] not in {"tagged", "q-in-q"} and row["tagged_vlans"]:
        errors["tagged_vlans"] = ["Interface mode does not support tagged vlans"]
    if row["mode"] != "q-in-q" and row["qinq_svlan"]:
        errors["qinq_svlan"] = ["Interface mode does not support q-in-q service vlan"]
    if errors:
        raise InvalidError(errors)


def _mac(store: Store, label: str, row: Row, before: Row | None) -> None:
    mac = store.get("dcim.macaddress", row["primary_mac_address"])
    if mac and mac["assigned_object_id"] is not None:
        holder = (mac["assigned_object_type"], mac["assigned_object_id"])
        if before is None or holder != (label, before["id"]):
            shown = _show(store, *holder)
            raise broken(
                f"MAC address {mac['mac_address']} is assigned to a different interface ({shown}).",
                "primary_mac_address",
            )


def _interface(store: Store, row: Row, before: Row | None) -> None:
    device = store.rows["dcim.device"][row["device"]]
    _modes(row)
    _tagged(store, row, before, device["site"], "device")
    kind = MODELS["dcim.interface"].fields["type"].choices.get(row["type"], "")
    _mac(store, "dcim.interface", row, before)
    if before and row["bridge"] == before["id"]:
        raise broken("An interface cannot be bridged to itself.", "bridge")
    for name, words in (("poe_mode", "mode"), ("poe_type", "type")):
        if row[name] and row["type"] in VIRTUAL_TYPES:
            raise broken(f"Virtual interfaces cannot have a PoE {words}.", name)
    if row["poe_type"] and not row["poe_mode"]:
        raise broken("Must specify PoE mode when designating a PoE type.", "poe_type")
    if row["rf_role"] and not row["type"].startswith(WIRELESS):
        raise broken("Wireless role may be set only on wireless interfaces.", "rf_role")
    if row["type"] in VIRTUAL_TYPES and row.get("cable"):
        raise broken(f"{kind} interfaces cannot have a cable attached.", "type")
    if row["type"] in VIRTUAL_TYPES and row["mark_connected"]:
        raise broken(f"{kind} interfaces cannot be marked as connected.", "mark_connected")
    if before and row["parent"] == before["id"]:
        raise broken("An interface cannot be its own parent.", "parent")
    if row["type"] != "virtual" and row["parent"] is not None:
        raise broken("Only virtual interfaces may be assigned to a parent interface.", "parent")
    for name, words in (("parent", "parent interface"), ("bridge", "bridge interface"), ("lag", "LAG interface")):
        _beside(store, row, before, device, name, words)
    if row["type"] == "virtual" and row["lag"] is not None:
        raise broken("Virtual interfaces cannot have a parent LAG interface.", "lag")
    _vlan_allowed(store, row, device["site"], "device")


def _beside(store: Store, row: Row, before: Row | None, device: Row, name: str, words: str) -> None:
    other = store.get("dcim.interface", row[name])
    if other is None:
        return
    if name == "lag" and before and other["id"] == before["id"]:
        raise broken("A LAG interface cannot be its own parent.", "lag")
    if other["device"] == device["id"]:
        return
    owner = store.rows["dcim.device"][other["device"]]
    shown = display(store, "dcim.device", owner)
    if device["virtual_chassis"] is None:
        raise broken(
            f"The selected {words} ({display(store, 'dcim.interface', other)}) belongs to a different device ({shown})"
            + ("." if name != "parent" else ""),
            name,
        )
    if owner["virtual_chassis"] != device["virtual_chassis"]:
        chassis = _show(store, "dcim.virtualchassis", device["virtual_chassis"])
        raise broken(
            f"The selected {words} ({display(store, 'dcim.interface', other)}) belongs to {shown}, which is not part "
            f"of virtual chassis {chassis}.",
            name,
        )


def _vm_interface(store: Store, row: Row, before: Row | None) -> None:
    machine = store.rows["virtualization.virtualmachine"][row["virtual_machine"]]
    _modes(row)
    _tagged(store, row, before, machine["site"], "virtual machine")
    _mac(store, "virtualization.vminterface", row, before)
    _vlan_allowed(store, row, machine["site"], "virtual machine")


def _virtual_machine(store: Store, row: Row, before: Row | None) -> None:
    if not row["site"] and not row["cluster"]:
        raise broken("A virtual machine must be assigned to a site and/or cluster.", "cluster")
    cluster = store.get("virtualization.cluster", row["cluster"])
    if cluster and row["site"] and cluster["scope_type"] == "dcim.site" and cluster["scope_id"] != row["site"]:
        site = _show(store, "dcim.site", row["site"])
        raise broken(f"The selected cluster ({cluster['name']}) is not assigned to this site ({site}).", "cluster")
    if row["device"] and not row["cluster"]:
        raise broken("Must specify a cluster when assigning a host device.", "device")
    _primary(store, row, before, "virtualization.virtualmachine")


def _virtual_chassis(store: Store, row: Row, before: Row | None) -> None:
    master = store.get("dcim.device", row["master"])
    if before and master and master["virtual_chassis"] != before["id"]:
        shown = display(store, "dcim.device", master)
        raise broken(f"The selected master ({shown}) is not assigned to this virtual chassis.", "master")


def _cable(store: Store, row: Row, before: Row | None) -> None:
    a_side, b_side = row["a_terminations"], row["b_terminations"]
    if row["length"] is not None and not row["length_unit"]:
        raise broken("Must specify a unit when setting a cable length")
    if before is None and not (a_side and b_side):
        raise broken("Must define A and B terminations when creating a new cable.")
    if before and (a_side, b_side) == (before["a_terminations"], before["b_terminations"]):
        return
    for side in (a_side, b_side):
        if len({kind for kind, _ in side}) > 1:
            raise broken("Cannot connect different termination types to same end of cable.")
    if a_side and b_side:
        a_kind, b_kind = a_side[0][0], b_side[0][0]
        if b_kind not in COMPATIBLE.get(a_kind, frozenset()):
            raise broken(f"Incompatible termination types: {a_kind.split('.')[1]} and {b_kind.split('.')[1]}")
        if any(end in b_side for end in a_side):
            raise broken("A and B terminations cannot connect to the same object.")
    for kind, identifier in (*a_side, *b_side):
        _termination(store, kind, identifier, before)


def _termination(store: Store, kind: str, identifier: int, before: Row | None) -> None:
    end = store.rows[kind][identifier]
    shown = display(store, kind, end)
    if end.get("mark_connected"):
        parent = _show(store, "dcim.device", end["device"]) if kind == "dcim.interface" else shown
        raise broken(f"Cannot connect a cable to {parent} > {shown} because it is marked as connected.")
    if end.get("cable") and not (before and end["cable"] == before["id"]):
        raise broken(f"Duplicate termination found for {kind} {identifier}: cable {end['cable']}")
    if kind == "dcim.interface" and (end["type"] in VIRTUAL_TYPES or end["type"].startswith(WIRELESS)):
        label = MODELS[kind].fields["type"].choices[end["type"]]
        raise broken(f"Cables cannot be terminated to {label} interfaces")


def _vlan_group(_: Store, row: Row, __: Row | None) -> None:
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


def _vlan(store: Store, row: Row, _: Row | None) -> None:
    group = store.get("ipam.vlangroup", row["group"])
    if group is None:
        return
    if row["site"] and group["scope_type"] == "dcim.site" and group["scope_id"] != row["site"]:
        scope, site = _show(store, "dcim.site", group["scope_id"]), _show(store, "dcim.site", row["site"])
        raise broken(f"VLAN is assigned to group {group['name']} (scope: {scope}); cannot also assign to site {site}.")
    if not any(low <= row["vid"] <= high for low, high in group["vid_ranges"]):
        ranges = spans(vid for low, high in group["vid_ranges"] for vid in range(low, high + 1)).replace(", ", ",")
        raise broken(f"VID must be in ranges {ranges} for VLANs in group {group['name']}", "vid")


def _enforced(store: Store, vrf: int | None) -> bool:
    return vrf is None or store.rows["ipam.vrf"][vrf]["enforce_unique"]


def _table(store: Store, vrf: int | None) -> str:
    return f"VRF {_show(store, 'ipam.vrf', vrf)}" if vrf else "global table"


def _prefix(store: Store, row: Row, before: Row | None) -> None:
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


def _range(store: Store, row: Row, before: Row | None) -> None:
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
            raise broken(f"Defined addresses overlap with range {shown} in VRF {_show(store, 'ipam.vrf', row['vrf'])}")


def _address(store: Store, row: Row, before: Row | None) -> None:
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
    for owner, (part, field, _) in _PARTS.items():
        if row["assigned_object_type"] == part and row["assigned_object_id"] is not None:
            return owner, store.rows[part][row["assigned_object_id"]][field]
    return None


def _is_primary(store: Store, row: Row) -> bool:
    owner = _owner(store, row)
    held = store.rows[owner[0]][owner[1]] if owner else {}
    return row["id"] in {held.get("primary_ip4"), held.get("primary_ip6")}


def _aggregate(store: Store, row: Row, before: Row | None) -> None:
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


def _mac_address(store: Store, row: Row, before: Row | None) -> None:
    if not before or before["assigned_object_id"] is None:
        return
    holder = (before["assigned_object_type"], before["assigned_object_id"])
    held = store.get(*holder)
    if held and held["primary_mac_address"] == before["id"]:
        if row["assigned_object_id"] is None:
            raise broken("Cannot unassign MAC Address while it is designated as the primary MAC for an object")
        if holder != (row["assigned_object_type"], row["assigned_object_id"]):
            raise broken("Cannot reassign MAC Address while it is designated as the primary MAC for an object")


def _circuit_termination(_: Store, row: Row, __: Row | None) -> None:
    if row["termination_id"] is None:
        raise broken("A circuit termination must attach to a terminating object.")


def _config_context(_: Store, row: Row, __: Row | None) -> None:
    if not isinstance(row["data"], dict):
        raise broken('JSON data must be in object form. Example: {"foo": 123}', "data")


def _custom_field(store: Store, row: Row, __: Row | None) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_]+", row["name"]):
        raise broken("Only alphanumeric characters and underscores are allowed.", "name")
    if "__" in row["name"]:
        raise broken("Double underscores are not permitted in custom field names.", "name")
    if row["default"] is not None and row["default"] != "":
        try:
            validate(store, {**row, "required": False}, row["default"])
        except FieldError as error:
            raise broken(f'Invalid default value "{row["default"]}": {error.messages[0]}', "default") from None
    if row["type"] in {"select", "multiselect"} and not row["choice_set"]:
        raise broken("Selection fields must specify a set of choices.", "choice_set")
    if row["type"] not in {"select", "multiselect"} and row["choice_set"]:
        raise broken("Choices may be set only on selection fields.", "choice_set")
    if row["type"] in {"object", "multiobject"} and not row["related_object_type"]:
        raise broken("Object fields must define an object type.", "related_object_type")
    if row["type"] not in {"object", "multiobject"} and row["related_object_type"]:
        raise broken(f"{row['type'].capitalize()} fields may not define an object type.", "related_object_type")


def _choice_set(_: Store, row: Row, __: Row | None) -> None:
    seen = set()
    for value, _label in row["extra_choices"]:
        if value in seen:
            raise broken(f"Duplicate value '{value}' found in extra choices.")
        seen.add(value)
    if not row["base_choices"] and not row["extra_choices"]:
        raise broken("Must define base or extra choices.")


def _token(_: Store, row: Row, __: Row | None) -> None:
    if len(row["key"]) < 40:
        raise broken("Ensure this field has at least 40 characters.", "key")


_RULES: dict[str, Rule] = {
    "dcim.location": _location,
    "dcim.rack": _rack,
    "dcim.device": _device,
    "dcim.devicetype": _device_type,
    "dcim.interface": _interface,
    "dcim.virtualchassis": _virtual_chassis,
    "dcim.cable": _cable,
    "dcim.macaddress": _mac_address,
    "ipam.vlangroup": _vlan_group,
    "ipam.vlan": _vlan,
    "ipam.prefix": _prefix,
    "ipam.iprange": _range,
    "ipam.ipaddress": _address,
    "ipam.aggregate": _aggregate,
    "virtualization.virtualmachine": _virtual_machine,
    "virtualization.vminterface": _vm_interface,
    "circuits.circuittermination": _circuit_termination,
    "extras.configcontext": _config_context,
    "extras.customfield": _custom_field,
    "extras.customfieldchoiceset": _choice_set,
    "users.token": _token,
}
