"""Where a model's relations lead, forward and back, by the names that Django's paths use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from lab.netbox.cabling import path_of
from lab.netbox.orm.columns import BESIDE, CABLE_END, CABLE_PATH, CONTENT_TYPE, content_type
from lab.netbox.schema import MODELS, Model
from lab.netbox.scope import RELATION, place, scoped
from lab.netbox.store import Row, Store
from netbox_sync import yamltext

Follow = Callable[[Store, Row], list[Row]]
_PLACES = {
    "_region": "dcim.region",
    "_site_group": "dcim.sitegroup",
    "_site": "dcim.site",
    "_location": "dcim.location",
}
_BY_DEVICE = {"_site": "dcim.site", "_location": "dcim.location", "_rack": "dcim.rack"}
_COMPONENTS = frozenset({"dcim.interface", "dcim.frontport", "dcim.rearport", "dcim.inventoryitem"})
_PLUGS = {
    "interface": "dcim.interface",
    "frontport": "dcim.frontport",
    "rearport": "dcim.rearport",
    "circuittermination": "circuits.circuittermination",
}
_RENAMED = {"object_permissions": "permissions"}
_SIDES = {"termination_a": "A", "termination_z": "Z"}
_LOGGED = frozenset({"changed_object_type", "related_object_type"})
_FROM = {
    "contacts": ("tenancy.contactassignment", "object"),
    "journal_entries": ("extras.journalentry", "assigned_object"),
}


@dataclass(frozen=True)
class Relation:
    """A step from one object to others.

    `attribute` is the name that an instance has it under, empty where only queries know it; `key` is the field of the row
    that holds the other's id, where one does.
    """

    target: str
    follow: Follow
    many: bool = False
    attribute: str = ""
    key: str = ""


@dataclass(frozen=True)
class _Reverse:
    """One line of reverse.yml."""

    name: str
    target: str
    field: str
    attribute: str
    generic: bool
    single: bool


def _reverse(name: str, line: str) -> _Reverse:
    target, field, *words = line.split()
    attribute = next((word[1:] for word in words if word.startswith("=")), name)
    return _Reverse(name, target, field, attribute, "?" in words, "!" in words)


_BACK: dict[str, list[_Reverse]] = {
    label: [_reverse(name, line) for name, line in entries.items()]
    for label, entries in yamltext.read(Path(__file__).with_name("reverse.yml").read_bytes()).items()
}


def _one(target: str, name: str) -> Follow:
    def follow(store: Store, row: Row) -> list[Row]:
        found = store.get(target, row.get(name))
        return [found] if found is not None else []

    return follow


def _all(target: str, name: str) -> Follow:
    return lambda store, row: [store.rows[target][each] for each in row.get(name) or ()]


def _pointing(target: str, name: str) -> Follow:
    def follow(store: Store, row: Row) -> list[Row]:
        rows = store.rows[target]
        return [rows[each] for each in sorted(store.having(target, name, row["id"]))]

    return follow


def _attached(label: str, target: str, name: str) -> Follow:
    def follow(store: Store, row: Row) -> list[Row]:
        rows = store.rows[target]
        return [rows[each] for each in sorted(store.having(target, name, (label, row["id"])))]

    return follow


def _scoped(label: str, target: str) -> Follow:
    """What lies in a place, or in a place within it."""

    def follow(store: Store, row: Row) -> list[Row]:
        return [store.rows[target][each] for each in sorted(scoped(store, target, label, [row["id"]]))]

    return follow


def _held(label: str, name: str) -> Follow:
    """The object that a relation to any model points at, where it is a `label`."""

    def follow(store: Store, row: Row) -> list[Row]:
        found = store.get(label, row[f"{name}_id"]) if row[f"{name}_type"] == label else None
        return [found] if found is not None else []

    return follow


def _by_device(target: str, name: str) -> Follow:
    """What a component's device has, which NetBox copies to the component."""

    def follow(store: Store, row: Row) -> list[Row]:
        found = store.get(target, store.rows["dcim.device"][row["device"]][name])
        return [found] if found is not None else []

    return follow


def _types(values: Iterable[str | None]) -> list[Row]:
    return [row for value in values if (row := content_type(value)) is not None]


def _ends(_: Store, row: Row) -> list[Row]:
    """Both ends of a cable as rows of their own; as the API has no number for them, theirs is made of the cable's."""
    ends = [(side, *end) for side in "AB" for end in row[f"{side.lower()}_terminations"]]
    return [
        {
            "id": row["id"] * 1000 + at,
            "cable": row["id"],
            "cable_end": side,
            "termination_type": label,
            "termination_id": identifier,
        }
        for at, (side, label, identifier) in enumerate(ends)
    ]


def _of_end(label: str, name: str) -> Relation | None:
    if (label, name) == (CABLE_END, "termination_type"):
        return Relation(CONTENT_TYPE, lambda _, row: _types([row["termination_type"]]), attribute=name)
    if (label, name) == (CABLE_END, "cable"):
        return Relation("dcim.cable", _one("dcim.cable", "cable"), attribute=name, key=name)
    if label == CABLE_END and (target := _PLUGS.get(name)) in MODELS:
        return Relation(str(target), _held(str(target), "termination"))
    return None


def _path(label: str) -> Follow:
    def follow(store: Store, row: Row) -> list[Row]:
        found = path_of(store, label, row)
        return [found] if found is not None else []

    return follow


@lru_cache(maxsize=4096)
def relation(label: str, name: str) -> Relation | None:
    """The relation of this name, or None."""
    if label in BESIDE:
        return _of_end(label, name)
    model = MODELS[label]
    return _forward(model, name) or _backward(model, name)


def _forward(model: Model, name: str) -> Relation | None:  # noqa: PLR0911, PLR0912 - one branch per kind of relation
    label = model.label
    if name == "tags" and model.tags:
        return Relation("extras.tag", _all("extras.tag", "tags"), many=True, attribute=name)
    if label in RELATION and name in _PLACES:
        target = _PLACES[name]
        return Relation(target, _place(RELATION[label], target))
    if label in _COMPONENTS and name in _BY_DEVICE:
        target = _BY_DEVICE[name]
        return Relation(target, _by_device(target, name[1:]))
    if name == "cable" and "cable" in model.fields:
        return Relation("dcim.cable", _one("dcim.cable", "cable"), attribute=name, key=name)
    if name == "_path" and "connected_endpoints" in model.fields:
        return Relation(CABLE_PATH, _path(label))
    if label == "dcim.cable" and name == "terminations":
        return Relation(CABLE_END, _ends, many=True, attribute=name)
    if label == "circuits.circuit" and name in _SIDES:
        return Relation("circuits.circuittermination", _side(_SIDES[name]), attribute=name)
    if label == "circuits.circuittermination" and name == "_provider_network":
        return Relation("circuits.providernetwork", _held("circuits.providernetwork", "termination"))
    if label == "core.objectchange" and name in _LOGGED:
        return Relation(CONTENT_TYPE, lambda _, row: _types([row[name]]), attribute=name)
    if label == "core.objectchange" and name == "user":
        return Relation("users.user", _one("users.user", "user"), attribute=name, key=name)
    item = model.fields.get(_RENAMED.get(name, name))
    if item is None or (item.name in _RENAMED.values() and name == item.name):
        return None
    if item.kind in {"ref", "pk"}:
        return Relation(item.argument, _one(item.argument, item.name), attribute=name, key=item.name)
    if item.kind in {"refs", "slugs"}:
        return Relation(item.argument, _all(item.argument, item.name), many=True, attribute=name)
    if item.kind == "type":
        return Relation(CONTENT_TYPE, lambda _, row: _types([row[item.name]]), attribute=name)
    if item.kind == "types":
        return Relation(CONTENT_TYPE, lambda _, row: _types(row[item.name]), many=True, attribute=name)
    return None


def _backward(model: Model, name: str) -> Relation | None:
    label = model.label
    for back in _BACK.get(label, ()):
        if name in {back.name, back.attribute} and back.target in MODELS:
            attribute = back.attribute if name == back.attribute else ""
            if back.generic:
                return Relation(back.target, _attached(label, back.target, back.field), many=True, attribute=attribute)
            target = MODELS[back.target]
            if back.field == "_provider_network":
                follow = _attached(label, back.target, "termination")
            elif back.field.startswith("_"):
                follow = _scoped(label, back.target)
            elif back.field in target.fields:
                follow = _pointing(back.target, back.field)
            else:
                return None
            return Relation(back.target, follow, many=not back.single, attribute=attribute)
    if name in _FROM and model.custom and _FROM[name][0] != label:
        target_label, generic = _FROM[name]
        return Relation(target_label, _attached(label, target_label, generic), many=True, attribute=name)
    for other, generic in _QUERIED.get((label, name), ()):
        return Relation(other, _held(other, generic))
    return None


def _side(letter: str) -> Follow:
    def follow(store: Store, row: Row) -> list[Row]:
        rows = store.rows["circuits.circuittermination"]
        ids = store.having("circuits.circuittermination", "circuit", row["id"])
        return [rows[each] for each in ids if rows[each]["term_side"] == letter]

    return follow


def _place(name: str, target: str) -> Follow:
    def follow(store: Store, row: Row) -> list[Row]:
        found = store.get(target, place(store, row, name, target))
        return [found] if found is not None else []

    return follow


def _queried() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Relations to any model as queries follow them: `interface` of an address is what has it among its `ip_addresses`."""
    names = {"dcim.sitegroup": "site_group", "virtualization.clustergroup": "cluster_group"}
    names["virtualization.virtualmachine"] = "virtual_machine"
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for label, entries in _BACK.items():
        for back in entries:
            if back.generic:
                key = (back.target, names.get(label, label.split(".")[1]))
                found.setdefault(key, []).append((label, back.field))
    return found


_QUERIED = _queried()


def generic(label: str, name: str) -> bool:
    """Whether the name is a relation to any model, which only an instance can follow."""
    return label in MODELS and name in MODELS[label].generics


def names(label: str) -> list[str]:
    """The names of all relations that queries can follow."""
    if label in BESIDE:
        return [name for name in ("cable", "termination_type", *_PLUGS) if _of_end(label, name)]
    model = MODELS[label]
    candidates: set[Any] = {
        "tags",
        "_path",
        "terminations",
        "user",
        *_PLACES,
        *_LOGGED,
        *_FROM,
        *_RENAMED,
        *model.fields,
    }
    candidates |= {back.name for back in _BACK.get(label, ())} | {name for each, name in _QUERIED if each == label}
    return sorted(name for name in candidates if relation(label, name))
