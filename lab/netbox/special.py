"""Filters that NetBox works out with a method of its own."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from uuid import UUID

from lab.netbox.errors import FieldError
from lab.netbox.ipam import range_span, within
from lab.netbox.schema import MODELS, Model, type_id
from lab.netbox.store import Row, Store
from lab.netbox.trees import ancestors
from lab.netbox.values import interface, network

Method = Callable[[Store, Model, list[str]], set[int]]

VIRTUAL_KINDS = frozenset({"virtual", "bridge", "lag"})


def _truth(values: list[str]) -> bool | None:
    return {"true": True, "false": False}.get(values[-1].lower())


def _flag(test: Callable[[Store, Row], bool]) -> Method:
    """A yes-or-no filter; other words filter nothing."""

    def method(store: Store, model: Model, values: list[str]) -> set[int]:
        wanted = _truth(values)
        rows = store.rows[model.label]
        return {each for each, row in rows.items() if wanted is None or test(store, row) == wanted}

    return method


def _devices(store: Store, name: str, values: Iterable[str]) -> set[int]:
    if name == "id":
        try:
            return {int(value) for value in values}
        except ValueError:
            raise FieldError("Enter a whole number.") from None
    return {each for value in values for each in store.having("dcim.device", "name", value)}


def _machines(store: Store, name: str, values: Iterable[str]) -> set[int]:
    if name == "id":
        return _devices(store, name, values)
    return {each for value in values for each in store.having("virtualization.virtualmachine", "name", value)}


def _of_device(name: str, relation: str = "assigned_object") -> Method:
    def method(store: Store, model: Model, values: list[str]) -> set[int]:
        found: set[int] = set()
        for device in _devices(store, name, values):
            for each in store.having("dcim.interface", "device", device):
                found |= store.having(model.label, relation, ("dcim.interface", each))
            if relation == "parent_object":
                found |= store.having(model.label, relation, ("dcim.device", device))
        return found

    return method


def _of_machine(name: str, relation: str = "assigned_object") -> Method:
    def method(store: Store, model: Model, values: list[str]) -> set[int]:
        found: set[int] = set()
        for machine in _machines(store, name, values):
            for each in store.having("virtualization.vminterface", "virtual_machine", machine):
                found |= store.having(model.label, relation, ("virtualization.vminterface", each))
            if relation == "parent_object":
                found |= store.having(model.label, relation, ("virtualization.virtualmachine", machine))
        return found

    return method


def _chassis_interfaces(name: str, *, master_only: bool) -> Method:
    """Interfaces of a device and of the other members of its virtual chassis."""

    def method(store: Store, _: Model, values: list[str]) -> set[int]:
        found: set[int] = set()
        for device in _devices(store, name, values):
            row = store.get("dcim.device", device)
            if row is None:
                continue
            members = {device}
            chassis = store.get("dcim.virtualchassis", row["virtual_chassis"])
            if chassis and (not master_only or chassis["master"] == device):
                members |= store.having("dcim.device", "virtual_chassis", chassis["id"])
            for member in members:
                own = store.having("dcim.interface", "device", member)
                found |= {
                    each for each in own if member == device or not store.rows["dcim.interface"][each]["mgmt_only"]
                }
        return found

    return method


def _networks(values: list[str]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    found = []
    for value in values:
        try:
            found.append(ipaddress.ip_network(value.strip(), strict=False))
        except ValueError:
            continue
    return found


def _prefixes(relation: Callable[[ipaddress.IPv4Network, ipaddress.IPv4Network], bool]) -> Method:
    def method(store: Store, model: Model, values: list[str]) -> set[int]:
        asked = _networks(values)
        found = set()
        for each, row in store.rows[model.label].items():
            held = network(row["prefix"])
            if any(one.version == held.version and relation(held, one) for one in asked):  # type: ignore[arg-type]
                found.add(each)
        return found

    return method


def _parent(store: Store, model: Model, values: list[str]) -> set[int]:
    asked = [(net.version, int(net.network_address), int(net.broadcast_address)) for net in _networks(values)]
    name = "address" if model.label == "ipam.ipaddress" else "start_address"
    rows = store.rows[model.label].items()
    return {each for each, row in rows if any(within(interface(row[name]), space) for space in asked)}


def _address(store: Store, _: Model, values: list[str]) -> set[int]:
    found: set[int] = set()
    for value in values:
        try:
            asked = ipaddress.ip_interface(value.strip())
        except ValueError:
            continue
        for each, row in store.rows["ipam.ipaddress"].items():
            held = interface(row["address"])
            if held.ip == asked.ip and ("/" not in value or held.network.prefixlen == asked.network.prefixlen):
                found.add(each)
    return found


def _range_contains(store: Store, _: Model, values: list[str]) -> set[int]:
    try:
        asked = ipaddress.ip_interface(values[-1].strip())
    except ValueError:
        return set()
    return {each for each, row in store.rows["ipam.iprange"].items() if within(asked, range_span(row))}


def _vlan(name: str) -> Method:
    def method(store: Store, model: Model, values: list[str]) -> set[int]:
        if not values[-1].isdigit():
            return set()
        number = int(values[-1])
        vlans = {number} if name == "id" else set(store.having("ipam.vlan", "vid", number))
        return {
            each
            for vlan in vlans
            for field in ("untagged_vlan", "tagged_vlans")
            for each in store.having(model.label, field, vlan)
        }

    return method


def _kind(store: Store, _: Model, values: list[str]) -> set[int]:
    rows = store.rows["dcim.interface"].items()
    tests: dict[str, Callable[[str], bool]] = {
        "physical": lambda kind: kind not in VIRTUAL_KINDS,
        "virtual": lambda kind: kind in VIRTUAL_KINDS,
        "wireless": lambda kind: kind.startswith("ieee802.11"),
    }
    test = tests.get(values[-1].strip().lower())
    return {each for each, row in rows if test and test(row["type"])}


def _at_site(store: Store, _: Model, values: list[str]) -> set[int]:
    site = store.get("dcim.site", int(values[-1])) if values[-1].isdigit() else None
    if site is None:
        raise FieldError("Select a valid choice. That choice is not one of the available choices.")
    regions = ancestors(store, "dcim.region", site["region"])
    groups = ancestors(store, "dcim.sitegroup", site["group"])
    scopes = {("dcim.site", site["id"])}
    scopes |= {("dcim.region", each) for each in regions} | {("dcim.sitegroup", each) for each in groups}
    found = set()
    for each, row in store.rows["ipam.vlan"].items():
        group = store.get("ipam.vlangroup", row["group"])
        if row["site"] == site["id"] or (
            row["site"] is None
            and (group is None or group["scope_id"] is None or (group["scope_type"], group["scope_id"]) in scopes)
        ):
            found.add(each)
    return found


def _on_device(store: Store, model: Model, values: list[str]) -> set[int]:
    device = store.get("dcim.device", int(values[-1])) if values[-1].isdigit() else None
    if device is None:
        raise FieldError("Select a valid choice. That choice is not one of the available choices.")
    return _at_site(store, model, [str(device["site"])])


def _cabled(kind: str | None, read: Callable[[Row], set[int]] | None = None) -> Method:
    """Cables by what they end on; `read` gives what must be among the values instead of the end's own id."""

    def method(store: Store, _: Model, values: list[str]) -> set[int]:
        numbers = {int(value) for value in values if value.isdigit()}
        found = set()
        for each, row in store.rows["dcim.cable"].items():
            for label, end in (*row["a_terminations"], *row["b_terminations"]):
                if kind and label != kind:
                    continue
                held = read(store.rows[label][end]) if read else {end}
                if held & numbers:
                    found.add(each)
        return found

    return method


def _cable_devices(name: str, path: tuple[str, ...], by: str = "") -> Method:
    def method(store: Store, _: Model, values: list[str]) -> set[int]:
        found = set()
        for each, row in store.rows["dcim.cable"].items():
            for label, end in (*row["a_terminations"], *row["b_terminations"]):
                if label != "dcim.interface":
                    continue
                device = store.rows["dcim.device"][store.rows[label][end]["device"]]
                held = device["id"] if not path else device[path[0]]
                target = f"dcim.{path[0] if path else 'device'}"
                shown = store.rows[target][held][by] if by and held is not None else held
                if str(shown) in values:
                    found.add(each)
        return found

    del name
    return method


def _cable_end(side: str) -> Method:
    def method(store: Store, _: Model, values: list[str]) -> set[int]:
        rows = store.rows["dcim.cable"].items()
        return {each for each, row in rows if any(str(end) in values for _, end in row[f"{side}_terminations"])}

    return method


def _group_scope(label: str) -> Method:
    def method(store: Store, model: Model, values: list[str]) -> set[int]:
        numbers = {int(value) for value in values if value.isdigit()}
        return {each for number in numbers for each in store.having(model.label, "scope", (label, number))}

    return method


def _changed_by(action: str) -> Method:
    def method(store: Store, model: Model, values: list[str]) -> set[int]:
        return {
            row["changed_object_id"]
            for row in store.rows["core.objectchange"].values()
            if row["request_id"] == values[-1]
            and row["changed_object_type"] == model.label
            and action in {"any", row["action"]}
        }

    return method


def _type_number(relation: str) -> Method:
    def method(store: Store, model: Model, values: list[str]) -> set[int]:
        rows = store.rows[model.label].items()
        return {each for each, row in rows if str(type_id(row[relation])) in values}

    return method


def _logged_type(store: Store, model: Model, values: list[str]) -> set[int]:
    known = {str(type_id(label)) for label in MODELS}
    for value in values:
        if value not in known:
            raise FieldError(f"Select a valid choice. {value} is not one of the available choices.")
    return _type_number("changed_object_type")(store, model, values)


def _logged_action(store: Store, model: Model, values: list[str]) -> set[int]:
    # of several values the last one counts
    value = values[-1]
    if value not in {"create", "update", "delete"}:
        raise FieldError(f"Select a valid choice. {value} is not one of the available choices.")
    return {each for each, row in store.rows[model.label].items() if row["action"] == value}


def _logged_request(store: Store, model: Model, values: list[str]) -> set[int]:
    try:
        asked = str(UUID(values[-1]))
    except ValueError:
        raise FieldError("Enter a valid UUID.") from None
    return {each for each, row in store.rows[model.label].items() if row["request_id"] == asked}


def _time(*, before: bool) -> Method:
    def method(store: Store, model: Model, values: list[str]) -> set[int]:
        try:
            moment = datetime.fromisoformat(values[-1].strip().replace(" ", "+" if "T" in values[-1] else " "))
        except ValueError:
            raise FieldError("Enter a valid date/time.") from None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        rows = store.rows[model.label].items()
        held = ((each, datetime.fromisoformat(row["time"])) for each, row in rows)
        return {each for each, time in held if (time <= moment if before else time >= moment)}

    return method


def _primary_ip(_: Store, row: Row) -> bool:
    return bool(row["primary_ip4"] or row["primary_ip6"])


METHODS: dict[tuple[str, str], Method] = {
    ("", "created_by_request"): _changed_by("create"),
    ("", "updated_by_request"): _changed_by("update"),
    ("", "modified_by_request"): _changed_by("any"),
    ("dcim.device", "has_primary_ip"): _flag(_primary_ip),
    ("virtualization.virtualmachine", "has_primary_ip"): _flag(_primary_ip),
    ("dcim.device", "has_oob_ip"): _flag(lambda _, row: row["oob_ip"] is not None),
    ("dcim.device", "local_context_data"): _flag(lambda _, row: row["local_context_data"] is not None),
    ("virtualization.virtualmachine", "local_context_data"): _flag(
        lambda _, row: row["local_context_data"] is not None
    ),
    ("dcim.device", "virtual_chassis_member"): _flag(lambda _, row: row["virtual_chassis"] is not None),
    ("dcim.device", "interfaces"): _flag(lambda store, row: bool(store.having("dcim.interface", "device", row["id"]))),
    ("dcim.interface", "occupied"): _flag(lambda _, row: bool(row.get("cable") or row["mark_connected"])),
    ("dcim.interface", "connected"): _flag(lambda _, row: bool(row.get("cable"))),
    ("dcim.interface", "cabled"): _flag(lambda _, row: bool(row.get("cable"))),
    ("circuits.circuittermination", "occupied"): _flag(lambda _, row: bool(row.get("cable") or row["mark_connected"])),
    ("dcim.interface", "vlan_id"): _vlan("id"),
    ("dcim.interface", "vlan"): _vlan("vid"),
    ("virtualization.vminterface", "vlan_id"): _vlan("id"),
    ("virtualization.vminterface", "vlan"): _vlan("vid"),
    ("dcim.interface", "kind"): _kind,
    ("dcim.interface", "virtual_chassis_member_or_master"): _chassis_interfaces("name", master_only=True),
    ("dcim.interface", "virtual_chassis_member_or_master_id"): _chassis_interfaces("id", master_only=True),
    ("dcim.interface", "virtual_chassis_member"): _chassis_interfaces("name", master_only=False),
    ("dcim.interface", "virtual_chassis_member_id"): _chassis_interfaces("id", master_only=False),
    ("dcim.macaddress", "device"): _of_device("name"),
    ("dcim.macaddress", "device_id"): _of_device("id"),
    ("dcim.macaddress", "virtual_machine"): _of_machine("name"),
    ("dcim.macaddress", "virtual_machine_id"): _of_machine("id"),
    ("dcim.macaddress", "assigned"): _flag(lambda _, row: row["assigned_object_id"] is not None),
    ("dcim.cable", "device_id"): _cable_devices("device_id", ()),
    ("dcim.cable", "device"): _cable_devices("device", (), "name"),
    ("dcim.cable", "site_id"): _cable_devices("site_id", ("site",)),
    ("dcim.cable", "site"): _cable_devices("site", ("site",), "slug"),
    ("dcim.cable", "rack_id"): _cable_devices("rack_id", ("rack",)),
    ("dcim.cable", "location_id"): _cable_devices("location_id", ("location",)),
    ("dcim.cable", "interface_id"): _cabled("dcim.interface"),
    ("dcim.cable", "circuittermination_id"): _cabled("circuits.circuittermination"),
    ("dcim.cable", "termination_a_id"): _cable_end("a"),
    ("dcim.cable", "termination_b_id"): _cable_end("b"),
    ("dcim.cable", "unterminated"): _flag(lambda _, row: not (row["a_terminations"] and row["b_terminations"])),
    ("ipam.prefix", "prefix"): _prefixes(lambda held, asked: held == asked),
    ("ipam.prefix", "within"): _prefixes(lambda held, asked: held != asked and held.subnet_of(asked)),
    ("ipam.prefix", "within_include"): _prefixes(lambda held, asked: held.subnet_of(asked)),
    ("ipam.prefix", "contains"): _prefixes(lambda held, asked: asked.subnet_of(held)),
    ("ipam.aggregate", "prefix"): _prefixes(lambda held, asked: held == asked),
    ("ipam.ipaddress", "parent"): _parent,
    ("ipam.ipaddress", "address"): _address,
    ("ipam.ipaddress", "device"): _of_device("name"),
    ("ipam.ipaddress", "device_id"): _of_device("id"),
    ("ipam.ipaddress", "virtual_machine"): _of_machine("name"),
    ("ipam.ipaddress", "virtual_machine_id"): _of_machine("id"),
    ("ipam.ipaddress", "assigned"): _flag(lambda _, row: row["assigned_object_id"] is not None),
    ("ipam.ipaddress", "assigned_to_interface"): _flag(lambda _, row: row["assigned_object_id"] is not None),
    ("ipam.iprange", "parent"): _parent,
    ("ipam.iprange", "contains"): _range_contains,
    ("ipam.service", "device"): _of_device("name", "parent_object"),
    ("ipam.service", "device_id"): _of_device("id", "parent_object"),
    ("ipam.service", "virtual_machine"): _of_machine("name", "parent_object"),
    ("ipam.service", "virtual_machine_id"): _of_machine("id", "parent_object"),
    ("ipam.vlangroup", "region"): _group_scope("dcim.region"),
    ("ipam.vlangroup", "site_group"): _group_scope("dcim.sitegroup"),
    ("ipam.vlangroup", "site"): _group_scope("dcim.site"),
    ("ipam.vlangroup", "location"): _group_scope("dcim.location"),
    ("ipam.vlangroup", "rack"): _group_scope("dcim.rack"),
    ("ipam.vlangroup", "cluster"): _group_scope("virtualization.cluster"),
    ("ipam.vlangroup", "cluster_group"): _group_scope("virtualization.clustergroup"),
    ("extras.journalentry", "assigned_object_type_id"): _type_number("assigned_object_type"),
    ("tenancy.contactassignment", "object_type_id"): _type_number("object_type"),
    ("core.objectchange", "changed_object_type_id"): _logged_type,
    ("core.objectchange", "action"): _logged_action,
    ("core.objectchange", "request_id"): _logged_request,
    ("core.objectchange", "time_after"): _time(before=False),
    ("core.objectchange", "time_before"): _time(before=True),
    ("ipam.vlan", "available_at_site"): _at_site,
    ("ipam.vlan", "available_on_device"): _on_device,
}
