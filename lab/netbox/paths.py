"""Following relations backwards: from the objects that a filter names to the objects that have them."""

from __future__ import annotations

from collections.abc import Callable, Collection

from lab.netbox.schema import MODELS
from lab.netbox.scope import scoped
from lab.netbox.store import Store

_ALIASES: dict[tuple[str, str], tuple[str, ...]] = {
    ("dcim.interface", "site"): ("device", "site"),
    ("dcim.interface", "location"): ("device", "location"),
    ("dcim.interface", "rack"): ("device", "rack"),
    ("dcim.inventoryitem", "site"): ("device", "site"),
    ("dcim.inventoryitem", "location"): ("device", "location"),
    ("dcim.inventoryitem", "rack"): ("device", "rack"),
    ("users.user", "object_permissions"): ("permissions",),
    ("users.group", "object_permissions"): ("permissions",),
}
"""Columns that NetBox keeps for filtering, and where their value comes from."""

_PLACES = {"region": "dcim.region", "site_group": "dcim.sitegroup", "site": "dcim.site", "location": "dcim.location"}
_SCOPED = frozenset({"ipam.prefix", "virtualization.cluster", "wireless.wirelesslan", "circuits.circuittermination"})

Hop = Callable[[Store, Collection[int]], set[int]]


def _attached_to(label: str, relation: str, target: str) -> Hop:
    """Objects of `label` whose relation points at these objects of `target`."""
    return lambda store, ids: {each for one in ids for each in store.having(label, relation, (target, one))}


def _targets(label: str, name: str, target: str) -> Hop:
    """What the generic relation of these rows points at, when it is a `target`."""

    def hop(store: Store, ids: Collection[int]) -> set[int]:
        rows = (store.rows[label][each] for each in ids)
        return {row[f"{name}_id"] for row in rows if row[f"{name}_type"] == target}

    return hop


def _field(label: str, name: str) -> Hop:
    """The values of a relation of these rows."""
    return lambda store, ids: {value for each in ids if (value := store.rows[label][each][name]) is not None}


_REVERSE: dict[tuple[str, str], tuple[str, Hop]] = {
    ("dcim.interface", "mac_addresses"): (
        "dcim.macaddress",
        _targets("dcim.macaddress", "assigned_object", "dcim.interface"),
    ),
    ("virtualization.vminterface", "mac_addresses"): (
        "dcim.macaddress",
        _targets("dcim.macaddress", "assigned_object", "virtualization.vminterface"),
    ),
    ("dcim.device", "interfaces"): ("dcim.interface", _field("dcim.interface", "device")),
    ("virtualization.virtualmachine", "interfaces"): (
        "virtualization.vminterface",
        _field("virtualization.vminterface", "virtual_machine"),
    ),
    ("ipam.ipaddress", "interface"): (
        "dcim.interface",
        _attached_to("ipam.ipaddress", "assigned_object", "dcim.interface"),
    ),
    ("ipam.ipaddress", "vminterface"): (
        "virtualization.vminterface",
        _attached_to("ipam.ipaddress", "assigned_object", "virtualization.vminterface"),
    ),
    ("dcim.macaddress", "interface"): (
        "dcim.interface",
        _attached_to("dcim.macaddress", "assigned_object", "dcim.interface"),
    ),
    ("dcim.macaddress", "vminterface"): (
        "virtualization.vminterface",
        _attached_to("dcim.macaddress", "assigned_object", "virtualization.vminterface"),
    ),
    ("dcim.virtualchassis", "members"): ("dcim.device", _field("dcim.device", "virtual_chassis")),
    ("circuits.provider", "circuits"): ("circuits.circuit", _field("circuits.circuit", "provider")),
    ("circuits.circuit", "terminations"): (
        "circuits.circuittermination",
        _field("circuits.circuittermination", "circuit"),
    ),
    ("ipam.asn", "sites"): (
        "dcim.site",
        lambda store, ids: {asn for each in ids for asn in store.rows["dcim.site"][each]["asns"]},
    ),
    ("users.group", "user"): (
        "users.user",
        lambda store, ids: {group for each in ids for group in store.rows["users.user"][each]["groups"]},
    ),
}


def target_of(label: str, path: tuple[str, ...]) -> str | None:
    """The model at the end of a path of relations, or None where the path leads nowhere."""
    for name in path:
        step = _step(label, name)
        if step is None:
            return None
        label = step[0]
    return label


def holders(store: Store, label: str, path: tuple[str, ...], ids: Collection[int]) -> set[int] | None:
    """Ids of the model's rows from which the path leads to one of these objects; None where the path leads nowhere."""
    if not path:
        return set(ids)
    step = _step(label, path[0])
    if step is None:
        return None
    inner = holders(store, step[0], path[1:], ids)
    return None if inner is None else step[1](store, inner)


def _step(label: str, name: str) -> tuple[str, Hop] | None:  # noqa: PLR0911 - one return per kind of relation
    if (path := _ALIASES.get((label, name))) and target_of(label, path):
        return str(target_of(label, path)), lambda store, ids: holders(store, label, path, ids) or set()
    if label in _SCOPED and name in _PLACES:
        target = _PLACES[name]
        return target, lambda store, ids: scoped(store, label, target, ids)
    if found := _REVERSE.get((label, name)):
        return found
    if name == "contacts":
        return "tenancy.contactassignment", _targets("tenancy.contactassignment", "object", label)
    if label == "dcim.interface" and name == "cable":
        return "dcim.cable", lambda store, ids: {
            each
            for one in ids
            for side in ("a", "b")
            for kind, each in store.rows["dcim.cable"][one][f"{side}_terminations"]
            if kind == label
        }
    item = MODELS[label].fields.get(name)
    if item is None or item.kind not in {"ref", "refs", "pk"}:
        return None
    return item.argument, lambda store, ids: {each for one in ids for each in store.having(label, name, one)}
