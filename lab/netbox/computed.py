"""Answers that no row holds: counts, primary addresses, what hangs on a cable, sizes of ranges."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lab.netbox.cabling import CABLED, peers, trace
from lab.netbox.ipam import prefix_depth, range_size, utilization_of_vlans
from lab.netbox.schema import MODELS
from lab.netbox.scope import scoped
from lab.netbox.store import Row, Store
from lab.netbox.trees import depth, descendants

if TYPE_CHECKING:
    from lab.netbox.serialize import Serializer

Writer = Callable[["Serializer", Row], Any]


def count(store: Store, label: str, row: Row, target: str, field: str) -> int:
    """How many objects of `target` point at the row through `field`."""
    if target == "extras.taggeditem":
        return sum(len(store.having(model, "tags", row["id"])) for model in store.rows)
    if target not in store.rows:
        return 0
    if field.startswith("_"):
        return len(scoped(store, target, label, {row["id"]}))
    return len(store.having(target, field, row["id"]))


def _below(label: str, target: str, field: str) -> Writer:
    """A count that includes the objects of all nodes below."""

    def write(to: Serializer, row: Row) -> int:
        nodes = descendants(to.store, label, [row["id"]])
        return sum(len(to.store.having(target, field, node)) for node in nodes)

    return write


def _reverse(target: str, field: str) -> Writer:
    return lambda to, row: len(to.store.having(target, field, row["id"]))


def _attached(label: str, target: str, name: str) -> Callable[[Serializer, Row], list[int]]:
    return lambda to, row: sorted(to.store.having(target, name, (label, row["id"])))


def _generic(name: str) -> Writer:
    return lambda to, row: to.brief(row[f"{name}_type"], row[f"{name}_id"]) if row[f"{name}_type"] else None


def _primary_ip(to: Serializer, row: Row) -> Any:
    # NetBox prefers IPv6 unless its PREFER_IPV4 is set
    return to.brief("ipam.ipaddress", row["primary_ip6"] or row["primary_ip4"])


def _mac_address(to: Serializer, row: Row) -> Any:
    mac = to.store.get("dcim.macaddress", row["primary_mac_address"])
    return mac["mac_address"] if mac else None


def _link_peers(label: str) -> Writer:
    return lambda to, row: [to.brief(kind, each) for kind, each in peers(to.store, label, row)]


def _link_peers_type(label: str) -> Writer:
    def write(to: Serializer, row: Row) -> Any:
        found = peers(to.store, label, row)
        return found[0][0] if found else None

    return write


def _endpoints(to: Serializer, row: Row) -> Any:
    path = trace(to.store, "dcim.interface", row)
    found = path.destinations if path else []
    return [to.brief(kind, each) for kind, each in found] or None


def _endpoints_type(to: Serializer, row: Row) -> Any:
    path = trace(to.store, "dcim.interface", row)
    return path.destinations[0][0] if path and path.destinations else None


def _reachable(to: Serializer, row: Row) -> Any:
    path = trace(to.store, "dcim.interface", row)
    return path and path.is_complete and path.is_active


def _family(name: str) -> Writer:
    def write(_: Serializer, row: Row) -> Any:
        return {"value": 6, "label": "IPv6"} if ":" in row[name] else {"value": 4, "label": "IPv4"}

    return write


def _termination(side: str) -> Writer:
    def write(to: Serializer, row: Row) -> Any:
        for each in to.store.having("circuits.circuittermination", "circuit", row["id"]):
            found = to.store.rows["circuits.circuittermination"][each]
            if found["term_side"] == side:
                return {
                    "id": each,
                    "url": f"{to.base}/api/circuits/circuit-terminations/{each}/",
                    "display_url": f"{to.base}/circuits/circuit-terminations/{each}/",
                    "display": f"{row['cid']}: Termination {side}",
                    "termination_type": found["termination_type"],
                    "termination_id": found["termination_id"],
                    "termination": to.brief(found["termination_type"], found["termination_id"]),
                    "port_speed": found["port_speed"],
                    "upstream_speed": found["upstream_speed"],
                    "xconnect_id": found["xconnect_id"],
                    "description": found["description"],
                }
        return None

    return write


def _allocated(field: str) -> Writer:
    def write(to: Serializer, row: Row) -> Any:
        machines = to.store.having("virtualization.virtualmachine", "cluster", row["id"])
        values = [to.store.rows["virtualization.virtualmachine"][each][field] for each in machines]
        return (
            sum(value for value in values if value is not None)
            if any(value is not None for value in values)
            else (0 if field != "vcpus" else 0.0)
        )

    return write


_ACTIONS = {"create": "Created", "update": "Updated", "delete": "Deleted"}
_DATA_TYPES = {
    "integer": "integer",
    "decimal": "decimal",
    "boolean": "boolean",
    "object": "object",
    "multiobject": "array",
    "multiselect": "array",
    "json": "object",
}

COMPUTED: dict[tuple[str, str], Writer] = {
    ("dcim.region", "site_count"): _below("dcim.region", "dcim.site", "region"),
    ("dcim.sitegroup", "site_count"): _below("dcim.sitegroup", "dcim.site", "group"),
    ("dcim.location", "rack_count"): _below("dcim.location", "dcim.rack", "location"),
    ("dcim.location", "device_count"): _below("dcim.location", "dcim.device", "location"),
    ("dcim.devicerole", "device_count"): _below("dcim.devicerole", "dcim.device", "role"),
    ("dcim.devicerole", "virtualmachine_count"): _below("dcim.devicerole", "virtualization.virtualmachine", "role"),
    ("dcim.platform", "device_count"): _below("dcim.platform", "dcim.device", "platform"),
    ("dcim.platform", "virtualmachine_count"): _below("dcim.platform", "virtualization.virtualmachine", "platform"),
    ("tenancy.tenantgroup", "tenant_count"): _below("tenancy.tenantgroup", "tenancy.tenant", "group"),
    ("tenancy.contactgroup", "contact_count"): _below("tenancy.contactgroup", "tenancy.contact", "groups"),
    ("wireless.wirelesslangroup", "wirelesslan_count"): _below(
        "wireless.wirelesslangroup", "wireless.wirelesslan", "group"
    ),
    ("dcim.devicetype", "interface_template_count"): _reverse("dcim.interfacetemplate", "device_type"),
    ("dcim.device", "interface_count"): _reverse("dcim.interface", "device"),
    ("dcim.device", "front_port_count"): _reverse("dcim.frontport", "device"),
    ("dcim.device", "rear_port_count"): _reverse("dcim.rearport", "device"),
    ("dcim.device", "inventory_item_count"): _reverse("dcim.inventoryitem", "device"),
    ("dcim.device", "primary_ip"): _primary_ip,
    ("dcim.virtualdevicecontext", "primary_ip"): _primary_ip,
    ("virtualization.virtualmachine", "primary_ip"): _primary_ip,
    ("virtualization.virtualmachine", "interface_count"): _reverse("virtualization.vminterface", "virtual_machine"),
    ("virtualization.virtualmachine", "virtual_disk_count"): _reverse("virtualization.virtualdisk", "virtual_machine"),
    ("virtualization.cluster", "allocated_vcpus"): _allocated("vcpus"),
    ("virtualization.cluster", "allocated_memory"): _allocated("memory"),
    ("virtualization.cluster", "allocated_disk"): _allocated("disk"),
    ("dcim.virtualchassis", "member_count"): _reverse("dcim.device", "virtual_chassis"),
    ("dcim.virtualchassis", "members"): lambda to, row: [
        to.nested("dcim.device", each) for each in sorted(to.store.having("dcim.device", "virtual_chassis", row["id"]))
    ],
    ("dcim.interface", "mac_address"): _mac_address,
    ("virtualization.vminterface", "mac_address"): _mac_address,
    ("dcim.interface", "bridge_interfaces"): lambda to, row: [
        to.nested("dcim.interface", each) for each in sorted(to.store.having("dcim.interface", "bridge", row["id"]))
    ],
    ("", "cable"): lambda to, row: to.brief("dcim.cable", row.get("cable")),
    ("", "cable_end"): lambda _, row: row.get("cable_end"),
    ("dcim.interface", "connected_endpoints"): _endpoints,
    ("dcim.interface", "connected_endpoints_type"): _endpoints_type,
    ("dcim.interface", "connected_endpoints_reachable"): _reachable,
    ("dcim.interface", "count_fhrp_groups"): lambda _, __: 0,
    ("virtualization.vminterface", "count_fhrp_groups"): lambda _, __: 0,
    ("", "_occupied"): lambda _, row: bool(row.get("cable") or row.get("mark_connected")),
    ("", "family"): _family("address"),
    ("ipam.prefix", "family"): _family("prefix"),
    ("ipam.aggregate", "family"): _family("prefix"),
    ("ipam.iprange", "family"): _family("start_address"),
    ("ipam.iprange", "size"): lambda _, row: range_size(row),
    ("ipam.prefix", "_depth"): lambda to, row: prefix_depth(to.store, row)[0],
    ("ipam.prefix", "children"): lambda to, row: prefix_depth(to.store, row)[1],
    ("ipam.ipaddress", "nat_outside"): lambda to, row: [
        to.nested("ipam.ipaddress", each) for each in sorted(to.store.having("ipam.ipaddress", "nat_inside", row["id"]))
    ],
    ("ipam.service", "parent"): _generic("parent_object"),
    ("ipam.vlangroup", "utilization"): lambda to, row: str(utilization_of_vlans(to.store, row)),
    ("circuits.circuit", "termination_a"): _termination("A"),
    ("circuits.circuit", "termination_z"): _termination("Z"),
    ("extras.customfield", "data_type"): lambda _, row: _DATA_TYPES.get(row["type"], "string"),
    ("extras.customfieldchoiceset", "choices_count"): lambda _, row: len(row["extra_choices"]),
    ("", "data_path"): lambda _, __: "",
    ("users.group", "user_count"): _reverse("users.user", "groups"),
    ("core.objectchange", "action"): lambda _, row: {"value": row["action"], "label": _ACTIONS[row["action"]]},
    ("core.objectchange", "user"): lambda to, row: to.brief("users.user", row["user"]),
    ("core.objectchange", "changed_object"): lambda to, row: to.brief(
        row["changed_object_type"], row["changed_object_id"]
    ),
}


def _held(name: str) -> Writer:
    return lambda _, row: row[name]


def _macs(label: str) -> Writer:
    found = _attached(label, "dcim.macaddress", "assigned_object")
    return lambda to, row: [to.brief("dcim.macaddress", each) for each in found(to, row)]


def _addresses(label: str) -> Writer:
    found = _attached(label, "ipam.ipaddress", "assigned_object")
    return lambda to, row: len(found(to, row))


def _depth(label: str) -> Writer:
    return lambda to, row: depth(to.store, label, row)


def _none(_: Serializer, __: Row) -> int:
    return 0


_CHANGE = ("time", "user_name", "request_id", "changed_object_type", "message", "prechange_data", "postchange_data")
_GENERICS = (
    ("circuits.circuittermination", "termination"),
    ("dcim.macaddress", "assigned_object"),
    ("dcim.inventoryitem", "component"),
    ("extras.eventrule", "action_object"),
    ("extras.journalentry", "assigned_object"),
    ("ipam.vlangroup", "scope"),
    ("ipam.prefix", "scope"),
    ("ipam.ipaddress", "assigned_object"),
    ("tenancy.contactassignment", "object"),
    ("virtualization.cluster", "scope"),
    ("vpn.tunneltermination", "termination"),
    ("wireless.wirelesslan", "scope"),
)
_ABSENT = (  # components that the stand-in does not have
    "console_port",
    "console_server_port",
    "power_port",
    "power_outlet",
    "device_bay",
    "module_bay",
)
COMPUTED |= {("core.objectchange", name): _held(name) for name in _CHANGE}
COMPUTED |= {(label, name): _generic(name) for label, name in _GENERICS}
COMPUTED |= {(label, "_depth"): _depth(label) for label, model in MODELS.items() if model.tree}
COMPUTED |= {(label, "mac_addresses"): _macs(label) for label in ("dcim.interface", "virtualization.vminterface")}
COMPUTED |= {
    (label, "count_ipaddresses"): _addresses(label) for label in ("dcim.interface", "virtualization.vminterface")
}
COMPUTED |= {("dcim.device", f"{name}_count"): _none for name in _ABSENT}
_TEMPLATES = (*_ABSENT, "front_port", "rear_port", "inventory_item")
COMPUTED |= {("dcim.devicetype", f"{name}_template_count"): _none for name in _TEMPLATES}
COMPUTED |= {(label, "link_peers"): _link_peers(label) for label in CABLED}
COMPUTED |= {(label, "link_peers_type"): _link_peers_type(label) for label in CABLED}
