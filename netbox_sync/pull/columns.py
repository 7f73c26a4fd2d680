"""Which columns of which lists of NetBox a snapshot is made of, and how each tier of reading names them.

Whatever the tier, a table comes out as **lean rows**: one flat dictionary for each object, where a relation is the other
object's id, a choice its value, a time or address NetBox's own text. So that a row says nothing that another table says
too: when a site is renamed, no device's row changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

Row = dict[str, Any]
Kind = Literal["plain", "choice", "ref", "refs", "text", "decimal", "type", "fields", "label", "far"]

CUSTOM_FIELDS: Final = "extras/custom-fields"


class Column(NamedTuple):
    """One column of lean rows.

    `field` is REST's name of it, `lookups` Django's: what the export template asks of the database.
    """

    name: str
    kind: Kind
    field: str
    lookups: tuple[str, ...]


class Query(NamedTuple):
    """One list: its path below /api/, its columns, and what else decides about them.

    `computed_from` are paths of lists from which NetBox computes some columns without touching the row. `counts` are REST's
    counters of other objects, which it gives whatever the token may see: what a hidden object is found by. They are no
    part of a lean row, as they change without it.
    """

    path: str
    columns: tuple[Column, ...]
    computed_from: tuple[str, ...] = ()
    counts: tuple[Column, ...] = ()
    fed: bool = True  # NetBox takes an export template for it
    has_context: bool = False  # a column `config_context` is filled in afterwards (`netbox_sync.pull.contexts`)

    @property
    def guards(self) -> tuple[str, ...]:
        """Paths of lists whose change means that rows may have changed though their `last_updated` has not."""
        with_fields = any(each.kind == "fields" for each in self.columns)
        return (*self.computed_from, *((CUSTOM_FIELDS,) if with_fields else ()))

    @property
    def parameters(self) -> dict[str, str]:
        """What REST is asked for. Unless it is told to leave them out, it works out the config contexts of each row."""
        return {"fields": ",".join(self.rest_fields), **({"exclude": "config_context"} if self.has_context else {})}

    @property
    def rest_fields(self) -> tuple[str, ...]:
        fields = [each.field for each in (*self.columns, *self.counts)]
        if "connected_endpoints" in fields:
            fields += ["connected_endpoints_type", "wireless_link"]
        return tuple(dict.fromkeys(("id", "last_updated", *fields)))

    def row(self, rest: Row) -> Row:
        """A REST object as a lean row, with its counts. Raises KeyError for a field that NetBox did not give."""
        row: Row = {"id": rest["id"], "last_updated": rest["last_updated"]}
        for name, kind, field, _ in (*self.columns, *self.counts):
            row[name] = _READERS[kind](_given(rest, field))
        return row


def _plain(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "plain", name, (name,)) for name in names)


def _choices(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "choice", name, (name,)) for name in names)


def _refs(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "ref", name, (f"{name}_id",)) for name in names)


def _lists(*names: str) -> tuple[Column, ...]:
    """Relations to many."""
    return tuple(Column(name, "refs", name, (name,)) for name in names)


def _texts(*names: str) -> tuple[Column, ...]:
    """What has no JSON form in the database's own answer: dates, networks, time zones."""
    return tuple(Column(name, "text", name, (name,)) for name in names)


def _types(*names: str) -> tuple[Column, ...]:
    """The kind of object that a generic relation points to, as `dcim.site`."""
    return tuple(Column(name, "type", name, (f"{name}__app_label", f"{name}__model")) for name in names)


TAGS: Final = _lists("tags")
FIELDS: Final = (Column("custom_fields", "fields", "custom_fields", ("custom_field_data",)),)
MAC: Final = (Column("mac_address", "text", "mac_address", ("primary_mac_address__mac_address",)),)
FAR: Final = (
    Column("cable_label", "label", "cable", ("cable__label",)),
    Column("far", "far", "connected_endpoints", ("_path__is_complete", "_path__path")),
)
NAMED: Final = _plain("name", "slug")

# The slow tables first, so that the short ones fill the gaps at the end.
QUERIES: Final[Mapping[str, Query]] = {
    "devices": Query(
        "dcim/devices",
        (
            *_plain("name", "serial", "asset_tag", "vc_position", "description", "local_context_data"),
            *_choices("status"),
            *_refs("site", "role", "device_type", "platform", "tenant", "location", "rack", "cluster"),
            *_refs("primary_ip4", "primary_ip6", "oob_ip", "virtual_chassis"),
            *(*TAGS, *FIELDS),
        ),
        computed_from=("extras/config-contexts",),
        has_context=True,
        counts=_plain("interface_count"),
    ),
    "interfaces": Query(
        "dcim/interfaces",
        (
            *_plain("name", "enabled", "mgmt_only", "description", "label", "mtu", "speed", "mark_connected"),
            *_choices("type", "mode", "poe_mode", "poe_type", "duplex", "cable_end"),
            *_refs("device", "lag", "parent", "bridge", "untagged_vlan", "vrf", "cable"),
            *_lists("tagged_vlans"),
            *(*MAC, *TAGS, *FIELDS, *FAR),
        ),
        computed_from=("dcim/cables", "dcim/mac-addresses"),
    ),
    "virtual_machines": Query(
        "virtualization/virtual-machines",
        (
            *_plain("name", "serial", "memory", "disk", "local_context_data"),
            *_choices("status"),
            *_refs("cluster", "site", "device", "role", "platform", "tenant", "primary_ip4", "primary_ip6"),
            Column("vcpus", "decimal", "vcpus", ("vcpus",)),
            *(*TAGS, *FIELDS),
        ),
        computed_from=("extras/config-contexts",),
        has_context=True,
        counts=_plain("interface_count"),
    ),
    "ip_addresses": Query(
        "ipam/ip-addresses",
        (
            *_plain("dns_name", "description", "assigned_object_id"),
            *_choices("status", "role"),
            *_refs("vrf", "tenant"),
            *_texts("address"),
            *_types("assigned_object_type"),
            *(*TAGS, *FIELDS),
        ),
    ),
    "vlans": Query(
        "ipam/vlans",
        (*_plain("vid", "name", "description"), *_choices("status"), *_refs("site", "group", "role"), *TAGS),
    ),
    "prefixes": Query(
        "ipam/prefixes",
        (
            *_plain("is_pool", "description", "scope_id"),
            *_choices("status"),
            *_refs("vlan", "vrf", "role"),
            *_texts("prefix"),
            *_types("scope_type"),
            *TAGS,
        ),
    ),
    "sites": Query(
        "dcim/sites",
        (
            *NAMED,
            *_plain("facility"),
            *_choices("status"),
            *_refs("region", "group", "tenant"),
            *_texts("time_zone"),
            *(*TAGS, *FIELDS),
        ),
        counts=_plain("device_count", "vlan_count", "rack_count", "virtualmachine_count"),
    ),
    "circuits": Query(
        "circuits/circuits",
        (
            *_plain("cid", "commit_rate", "description"),
            *_choices("status"),
            *_refs("provider", "type", "tenant"),
            *_texts("install_date", "termination_date"),
            *(*TAGS, *FIELDS),
        ),
    ),
    "circuit_terminations": Query(
        "circuits/circuit-terminations",
        (
            *_plain("port_speed", "termination_id"),
            *_choices("term_side"),
            *_refs("circuit"),
            *_types("termination_type"),
        ),
    ),
    "vm_interfaces": Query(
        "virtualization/interfaces",
        (
            *_plain("name", "enabled", "mtu", "description"),
            *_choices("mode"),
            *_refs("virtual_machine", "parent", "bridge", "untagged_vlan", "vrf"),
            *_lists("tagged_vlans"),
            *(*MAC, *TAGS, *FIELDS),
        ),
        computed_from=("dcim/mac-addresses",),
    ),
    "services": Query(
        "ipam/services",
        (
            *_plain("name", "ports", "description", "parent_object_id"),
            *_choices("protocol"),
            *_types("parent_object_type"),
            *TAGS,
        ),
    ),
    "tunnels": Query(
        "vpn/tunnels",
        (
            *_plain("name", "tunnel_id", "description"),
            *_choices("status", "encapsulation"),
            *_refs("group", "tenant"),
            *(*TAGS, *FIELDS),
        ),
    ),
    "tunnel_terminations": Query(
        "vpn/tunnel-terminations",
        (
            *_plain("termination_id"),
            *_choices("role"),
            *_refs("tunnel", "outside_ip"),
            *_types("termination_type"),
            *(*TAGS, *FIELDS),
        ),
        fed=False,
    ),
    "racks": Query(
        "dcim/racks", (*_plain("name", "u_height"), *_choices("status"), *_refs("site", "location", "role"))
    ),
    "locations": Query("dcim/locations", (*NAMED, *_choices("status"), *_refs("site", "parent"))),
    "vlan_groups": Query("ipam/vlan-groups", (*NAMED, *_plain("scope_id"), *_types("scope_type"))),
    "clusters": Query(
        "virtualization/clusters",
        (
            *_plain("name", "scope_id"),
            *_choices("status"),
            *_refs("type", "group", "tenant"),
            *_types("scope_type"),
        ),
    ),
    "contacts": Query("tenancy/contacts", (*_plain("name", "title"), *_lists("groups"))),
    "contact_assignments": Query(
        "tenancy/contact-assignments",
        (*_plain("object_id"), *_choices("priority"), *_refs("contact", "role"), *_types("object_type")),
    ),
    "regions": Query("dcim/regions", (*NAMED, *_refs("parent"))),
    "site_groups": Query("dcim/site-groups", (*NAMED, *_refs("parent"))),
    "tenants": Query("tenancy/tenants", (*NAMED, *_refs("group"))),
    "tenant_groups": Query("tenancy/tenant-groups", (*NAMED, *_refs("parent"))),
    "roles": Query("dcim/device-roles", NAMED),
    "platforms": Query("dcim/platforms", (*NAMED, *_refs("manufacturer"))),
    "manufacturers": Query("dcim/manufacturers", NAMED),
    "device_types": Query(
        "dcim/device-types", (*_plain("model", "slug", "part_number"), *_refs("manufacturer"), *FIELDS)
    ),
    "vrfs": Query("ipam/vrfs", _plain("name", "rd")),
    # Of these a snapshot holds only the names that other objects are known by.
    "tags": Query("extras/tags", NAMED),
    "ipam_roles": Query("ipam/roles", NAMED),
    "rack_roles": Query("dcim/rack-roles", NAMED),
    "virtual_chassis": Query("dcim/virtual-chassis", (*_plain("name"), *_refs("master"))),
    "providers": Query("circuits/providers", NAMED),
    "circuit_types": Query("circuits/circuit-types", NAMED),
    "cluster_types": Query("virtualization/cluster-types", NAMED),
    "cluster_groups": Query("virtualization/cluster-groups", NAMED),
    "contact_groups": Query("tenancy/contact-groups", NAMED),
    "contact_roles": Query("tenancy/contact-roles", NAMED),
    "tunnel_groups": Query("vpn/tunnel-groups", NAMED),
}

FED: Final = tuple(name for name, query in QUERIES.items() if query.fed)
"""The lists that come by feed where it is installed; the others come by pages, always."""
WATCHED: Final = ("devices", "interfaces", "ip_addresses", "prefixes", "vlans", "sites")
"""The big lists, whose count and newest time are compared even where the change log tells of no change."""


def _given(rest: Row, field: str) -> Any:
    try:
        if field == "connected_endpoints":
            # a virtual circuit's other ends are no far ends: nothing is plugged in
            linked = rest["cable"] is not None or rest.get("wireless_link") is not None
            return (rest[field], rest["connected_endpoints_type"]) if linked else (None, None)
        return rest[field]
    except KeyError:
        return _as_before(rest, field)


def _as_before(rest: Row, field: str) -> Any:
    """NetBox 4.2 knows a contact's one group, and a service by a relation of its own to each kind of parent."""
    if field == "groups" and "group" in rest:
        return [] if rest["group"] is None else [rest["group"]]
    if field in {"parent_object_type", "parent_object_id"} and "virtual_machine" in rest:
        kind = "dcim.device" if rest["device"] is not None else "virtualization.virtualmachine"
        parent = rest["device"] or rest["virtual_machine"]
        return kind if field == "parent_object_type" else None if parent is None else parent["id"]
    raise KeyError(field)


def _choice(value: Any) -> str | None:
    """A choice is `{value, label}`; an empty one is None."""
    chosen = value["value"] if isinstance(value, dict) else value
    return str(chosen) if chosen else None


def lean_field(value: Any) -> Any:
    """A custom field that refers to an object holds its id alone, as `{"id": …}`, in a list by id where it refers to many: its name
    changes without the row. REST's answer tells one by the address in it."""
    if isinstance(value, list) and value and all(_is_object(each) for each in value):
        return [{"id": number} for number in sorted(each["id"] for each in value)]
    return {"id": value["id"]} if _is_object(value) else value


def _is_object(value: Any) -> bool:
    return isinstance(value, dict) and {"id", "url", "display"} <= value.keys() and "/api/" in str(value["url"])


def _far(value: Any) -> int | None:
    """The first interface at the other end, through patch panels and circuits; other kinds of ports are none."""
    endpoints, kind = value
    return min(int(each["id"]) for each in endpoints) if endpoints and kind == "dcim.interface" else None


_READERS: Final[Mapping[Kind, Any]] = {
    "plain": lambda value: value,
    "choice": _choice,
    "ref": lambda value: None if value is None else value["id"],
    "refs": lambda value: sorted(each["id"] for each in value or ()),
    "text": lambda value: value or None,
    "decimal": lambda value: None if value is None else float(value),
    "type": lambda value: value or None,
    "fields": lambda value: {name: lean_field(each) for name, each in value.items()},
    "label": lambda cable: "" if cable is None else cable["label"],
    "far": _far,
}
