"""Each model's columns as Django lists them, and the values of those that NetBox fills in by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

from lab.netbox.ordering import arrange
from lab.netbox.schema import MODELS
from lab.netbox.store import Row, Store
from lab.netbox.trees import depth
from netbox_sync import yamltext

Read = Callable[[Store, Row], Any]
CABLE_END: Final = "dcim.cabletermination"


def _listed(text: str) -> tuple[dict[str, None], dict[str, Any]]:
    """The names of a model's columns, and the values of those that belong to no part that is here."""
    words = [word.partition("=") for word in text.split()]
    return dict.fromkeys(name for name, _, _ in words), {
        name: yamltext.read(told) for name, sign, told in words if sign
    }


_LISTED: Final = {
    label: _listed(text) for label, text in yamltext.read(Path(__file__).with_name("columns.yml").read_bytes()).items()
}


def names(label: str) -> tuple[str, ...]:
    """The model's columns in Django's order, relations by the name that their key has (`site_id`)."""
    return tuple(_LISTED[label][0])


def lists(label: str, name: str) -> bool:
    """Whether the model has a column of this very name."""
    return name in _LISTED[label][0]


def own(label: str, name: str) -> tuple[str, Read] | None:
    """The kind of a column that no field of the API stands for, and how it is read."""
    constants = _LISTED[label][1]
    if name in constants:
        value = constants[name]
        kind = {bool: "bool", str: "text"}.get(type(value), "int")
        return kind, lambda _, __: value
    if name in _OF_TREES and label in MODELS and MODELS[label].tree:
        return "int", partial(_OF_TREES[name], label)
    return _OWN.get((label, name)) if lists(label, name) else None


# --- hierarchies

_Places = dict[int, tuple[int, int, int]]
_NUMBERED: WeakKeyDictionary[Store, tuple[int, dict[str, _Places]]] = WeakKeyDictionary()


def _places(store: Store, label: str) -> _Places:
    """The tree of each node, and its left and right edge there: the nested sets that NetBox keeps hierarchies as."""
    version, known = _NUMBERED.get(store, (-1, {}))
    if version != store.version or store.changing:
        known = {}
        _NUMBERED[store] = (store.version, known)
    if label not in known:
        below: dict[int | None, list[int]] = {}
        for row in arrange(store, MODELS[label], list(store.rows[label].values()), "name"):
            below.setdefault(row["parent"], []).append(row["id"])
        known[label] = {}
        for tree, root in enumerate(below.get(None, ()), start=1):
            _number(known[label], below, root, tree, left=1)
    return known[label]


def _number(places: _Places, below: Mapping[int | None, list[int]], node: int, tree: int, left: int) -> int:
    """Gives the node and all below it their places; returns the node's right edge."""
    edge = left
    for child in below.get(node, ()):
        edge = _number(places, below, child, tree, edge + 1)
    places[node] = (tree, left, edge + 1)
    return edge + 1


_OF_TREES: Final[Mapping[str, Callable[[str, Store, Row], int]]] = {
    "tree_id": lambda label, store, row: _places(store, label)[row["id"]][0],
    "lft": lambda label, store, row: _places(store, label)[row["id"]][1],
    "rght": lambda label, store, row: _places(store, label)[row["id"]][2],
    "level": lambda label, store, row: depth(store, label, row),
}


# --- measures in one unit, to sort by

_METERS: Final = {
    "km": Decimal(1000),
    "m": Decimal(1),
    "cm": Decimal("0.01"),
    "mi": Decimal("1609.344"),
    "ft": Decimal("0.3048"),
    "in": Decimal("0.0254"),
}
_GRAMS: Final = {"kg": Decimal(1000), "g": Decimal(1), "lb": Decimal("453.592"), "oz": Decimal("28.3495")}


def _meters(of: str) -> Read:
    def read(_: Store, row: Row) -> Decimal | None:
        held, unit = row[of], row[f"{of}_unit"]
        return None if held is None or not unit else round(Decimal(str(held)) * _METERS[unit], 4)

    return read


def _grams(of: str) -> Read:
    def read(_: Store, row: Row) -> int | None:
        held, unit = row[of], row["weight_unit"]
        return None if held is None or not unit else int(Decimal(str(held)) * _GRAMS[unit])

    return read


# --- names of interfaces, to sort by

_PORT: Final = re.compile(
    r"(?P<type>[^\d.:]+)?" + "".join(rf"(?:(?P<place{at}>\d+)/)?" for at in range(4)) + r"(?P<id>\d+)?"
    r"(?::(?P<channel>\d+))?(?:\.(?P<vc>\d+))?(?P<rest>.*)"
)
_LONGEST: Final = 100


def _sorting_name(_: Store, row: Row) -> str:
    """Slots before the kind, each number with leading zeros."""
    found = next(_PORT.finditer(row["name"]))  # there is always one: every part may be missing
    places = "".join((found[f"place{at}"] or "9999").rjust(4, "0") for at in range(4))
    numbers = "".join(found[part].rjust(6, "0") if found[part] else "......" for part in ("id", "channel", "vc"))
    rest = re.sub(r"\d+", lambda digits: digits[0].rjust(8, "0"), found["rest"])
    return f"{places}{found['type'] or ''}{numbers}{rest}"[:_LONGEST]


# --- ends of cables


def _of_device(column: str) -> Read:
    """What is known of the place of a cable's end, by the device or the circuit that it is plugged into."""

    def read(store: Store, row: Row) -> int | None:
        plug = store.get(row["termination_type"], row["termination_id"]) or {}
        device = store.get("dcim.device", plug.get("device"))
        if column == "device":
            return None if device is None else int(device["id"])
        if device is not None:
            found: int | None = device[column]
            return found
        return plug.get("termination_id") if plug.get("termination_type") == f"dcim.{column}" else None

    return read


def _stamp(name: str) -> Read:
    """A cable's ends come with it."""
    return lambda store, row: store.rows["dcim.cable"][row["cable"]][name]


_OWN: Final[Mapping[tuple[str, str], tuple[str, Read]]] = {
    ("circuits.circuit", "_abs_distance"): ("decimal", _meters("distance")),
    ("dcim.cable", "_abs_length"): ("decimal", _meters("length")),
    **{
        (label, f"_abs_{of}"): ("int", _grams(of))
        for label, of in (
            ("dcim.devicetype", "weight"),
            ("dcim.rack", "weight"),
            ("dcim.rack", "max_weight"),
            ("dcim.racktype", "weight"),
            ("dcim.racktype", "max_weight"),
        )
    },
    **{
        (label, "_name"): ("text", _sorting_name)
        for label in ("dcim.interface", "dcim.interfacetemplate", "virtualization.vminterface")
    },
    ("dcim.cablepath", "_nodes"): ("list", lambda _, row: [node for step in row["path"] for node in step]),
    **{(CABLE_END, f"_{name}_id"): ("int", _of_device(name)) for name in ("device", "rack", "location", "site")},
    **{(CABLE_END, name): ("datetime", _stamp(name)) for name in ("created", "last_updated")},
    ("ipam.vlangroup", "_total_vlan_ids"): (
        "int",
        lambda _, row: sum(high - low + 1 for low, high in row["vid_ranges"]),
    ),
    ("users.user", "is_superuser"): ("bool", lambda _, row: row["is_superuser"]),
    ("users.token", "created"): ("datetime", lambda _, row: row["created"]),
}
