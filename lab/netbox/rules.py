"""What must hold between the fields of one object and its relations, by model: NetBox's checks and its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from lab.netbox import addressing, interfaces, tableconfigs
from lab.netbox.addressing import PARTS
from lab.netbox.cabling import CABLED
from lab.netbox.customfields import validate
from lab.netbox.display import display, show
from lab.netbox.errors import FieldError, InvalidError, broken
from lab.netbox.interfaces import VIRTUAL_TYPES, WIRELESS
from lab.netbox.schema import MODELS
from lab.netbox.store import Row, Store
from lab.netbox.trees import descendants
from lab.netbox.values import interface

COMPATIBLE = dict.fromkeys(CABLED, frozenset(CABLED))
CONTEXT_MODELS = frozenset({"dcim.device", "virtualization.virtualmachine"})

Rule = Callable[[Store, Row, Row | None], None]


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


def _location(store: Store, row: Row, _: Row | None) -> None:
    parent = store.get("dcim.location", row["parent"])
    if parent and parent["site"] != row["site"]:
        site = show(store, "dcim.site", row["site"])
        raise broken(f"Parent location ({parent['name']}) must belong to the same site ({site}).")


def _rack(store: Store, row: Row, _: Row | None) -> None:
    location = store.get("dcim.location", row["location"])
    if location and location["site"] != row["site"]:
        site = show(store, "dcim.site", row["site"])
        raise broken(f"Assigned location must belong to parent site ({site}).")
    if any(row[name] for name in ("outer_width", "outer_depth", "outer_height")) and not row["outer_unit"]:
        raise broken("Must specify a unit when setting an outer dimension")


def _device(store: Store, row: Row, before: Row | None) -> None:
    site = show(store, "dcim.site", row["site"])
    rack, location = store.get("dcim.rack", row["rack"]), store.get("dcim.location", row["location"])
    if rack and rack["site"] != row["site"]:
        raise broken(f"Rack {show(store, 'dcim.rack', row['rack'])} does not belong to site {site}.", "rack")
    if location and location["site"] != row["site"]:
        raise broken(f"Location {location['name']} does not belong to site {site}.", "location")
    if rack and location and rack["location"] != location["id"]:
        shown = show(store, "dcim.rack", row["rack"])
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
        limited = show(store, "dcim.manufacturer", platform["manufacturer"])
        actual = show(store, "dcim.manufacturer", maker)
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


def _own_address(store: Store, label: str, row: Row, before: Row | None, address: Row) -> bool:
    part, field, _ = PARTS[label]
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
                f"The specified IP address ({address['address']}) is not assigned to this {PARTS[label][2]}.", name
            )


def _device_type(_: Store, row: Row, __: Row | None) -> None:
    if row["u_height"] and row["u_height"] % 0.5:
        raise broken("U height must be in increments of 0.5 rack units.", "u_height")
    if row["u_height"] and row["subdevice_role"] == "child":
        raise broken("Child device types must be 0U.", "u_height")


def _virtual_machine(store: Store, row: Row, before: Row | None) -> None:
    if not row["site"] and not row["cluster"]:
        raise broken("A virtual machine must be assigned to a site and/or cluster.", "cluster")
    cluster = store.get("virtualization.cluster", row["cluster"])
    if cluster and row["site"] and cluster["scope_type"] == "dcim.site" and cluster["scope_id"] != row["site"]:
        site = show(store, "dcim.site", row["site"])
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
        parent = show(store, "dcim.device", end["device"]) if "device" in end else shown
        raise broken(f"Cannot connect a cable to {parent} > {shown} because it is marked as connected.")
    if end.get("cable") and not (before and end["cable"] == before["id"]):
        raise broken(f"Duplicate termination found for {kind} {identifier}: cable {end['cable']}")
    if kind == "dcim.interface" and (end["type"] in VIRTUAL_TYPES or end["type"].startswith(WIRELESS)):
        label = MODELS[kind].fields["type"].choices[end["type"]]
        raise broken(f"Cables cannot be terminated to {label} interfaces")


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
    if not row["data"]:
        raise broken("This field cannot be blank.", "data")


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


def _token(_: Store, row: Row, before: Row | None) -> None:
    now = datetime.now(UTC)
    if before is None and row["expires"] and datetime.fromisoformat(row["expires"]) <= now:
        shown = f"{now:%Y-%m-%d %H:%M:%S} (UTC)"
        raise broken(f"Expiration time must be in the future. Current server time is {shown}.", "expires")
    if len(row["key"]) < 40:
        raise broken("Ensure this field has at least 40 characters.", "key")


UNEXPORTED = frozenset({"vpn.tunneltermination"})
"""Kinds of object that NetBox takes no export template for."""


def _export_template(_: Store, row: Row, __: Row | None) -> None:
    if row["name"].lower() == "table":
        raise broken(f'"{row["name"]}" is a reserved name. Please choose a different name.', "name")
    for kind in UNEXPORTED & set(row["object_types"]):
        raise InvalidError({"object_types": [f"Invalid content type: {kind}"]})


def _saved_filter(_: Store, row: Row, __: Row | None) -> None:
    messages = [] if row["parameters"] else ["This field cannot be blank."]
    if not isinstance(row["parameters"], dict):
        messages.append("Filter parameters must be stored as a dictionary of keyword arguments.")
    if messages:
        raise InvalidError({"parameters": messages})


def _front_port(store: Store, row: Row, _: Row | None) -> None:
    rear = store.rows["dcim.rearport"][row["rear_port"]]
    if rear["device"] != row["device"]:
        shown = show(store, "dcim.rearport", rear["id"])
        raise broken(f"Rear port ({shown}) must belong to the same device", "rear_port")
    if row["rear_port_position"] > rear["positions"]:
        raise broken(
            f"Invalid rear port position ({row['rear_port_position']}): Rear port {rear['name']} has only "
            f"{rear['positions']} positions.",
            "rear_port_position",
        )


def _rear_port(store: Store, row: Row, before: Row | None) -> None:
    mapped = len(store.having("dcim.frontport", "rear_port", before["id"])) if before else 0
    if row["positions"] < mapped:
        raise broken(
            f"The number of positions cannot be less than the number of mapped front ports ({mapped})", "positions"
        )


_RULES: dict[str, Rule] = {
    "dcim.location": _location,
    "dcim.rack": _rack,
    "dcim.device": _device,
    "dcim.devicetype": _device_type,
    "dcim.frontport": _front_port,
    "dcim.rearport": _rear_port,
    "dcim.interface": interfaces.interface,
    "dcim.virtualchassis": _virtual_chassis,
    "dcim.cable": _cable,
    "dcim.macaddress": _mac_address,
    "ipam.vlangroup": addressing.vlan_group,
    "ipam.vlan": addressing.vlan,
    "ipam.prefix": addressing.prefix,
    "ipam.iprange": addressing.ip_range,
    "ipam.ipaddress": addressing.address,
    "ipam.aggregate": addressing.aggregate,
    "virtualization.virtualmachine": _virtual_machine,
    "virtualization.vminterface": interfaces.vm_interface,
    "circuits.circuittermination": _circuit_termination,
    "extras.configcontext": _config_context,
    "extras.customfield": _custom_field,
    "extras.customfieldchoiceset": _choice_set,
    "extras.exporttemplate": _export_template,
    "extras.savedfilter": _saved_filter,
    "extras.tableconfig": tableconfigs.check,
    "users.token": _token,
}
