"""The order of lists: natural for names with numbers, by tree for hierarchies, by address for address space."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from lab.netbox import ipam
from lab.netbox.collation import natural
from lab.netbox.schema import MODELS, Model
from lab.netbox.store import Row, Store
from lab.netbox.trees import ancestors

_INTERFACE = re.compile(
    r"(?P<type>[^0-9]+)?((?P<slot>\d+)/)?((?P<subslot>\d+)/)?((?P<position>\d+)/)?((?P<subposition>\d+)/)?"
    r"((?P<id>\d+))?(:(?P<channel>\d+))?(\.(?P<vc>\d+))?$"
)


@lru_cache(maxsize=131072)
def interface_name(name: str) -> tuple[Any, ...]:
    """Interface names as NetBox sorts them: by slot and port before the kind of interface."""
    match = _INTERFACE.search(name)
    if match is None:
        return (1, name)
    parts = match.groupdict()
    slots = tuple(int(parts[key]) if parts[key] else 9999 for key in ("slot", "subslot", "position", "subposition"))
    rest = tuple(int(parts[key]) if parts[key] else 0 for key in ("channel", "vc"))
    number = int(parts["id"]) if parts["id"] else 0
    return (0, *slots, parts["type"] or "", number, *rest)


KEPT_FROM = 500
"""From this many rows on, the order of the whole list is worked out once and kept until something changes."""

_KEPT: WeakKeyDictionary[Store, tuple[int, dict[tuple[str, str | None], list[int]]]] = WeakKeyDictionary()


def arrange(store: Store, model: Model, rows: list[Row], asked: str | None, *, settled: bool = False) -> list[Row]:
    """The rows in the asked order, or in the model's own; where equal by id, or as they stand (`settled`)."""
    if settled or len(rows) < KEPT_FROM or store.changing:
        return _arranged(store, model, rows, asked, settled=settled)
    version, orders = _KEPT.get(store, (-1, {}))
    if version != store.version:
        orders = {}
        _KEPT[store] = (store.version, orders)
    table = store.rows[model.label]
    if (model.label, asked) not in orders:
        orders[model.label, asked] = [row["id"] for row in _arranged(store, model, list(table.values()), asked)]
    order = orders[model.label, asked]
    if len(rows) == len(order):
        return [table[each] for each in order]
    chosen = {row["id"]: row for row in rows}
    return [chosen[each] for each in order if each in chosen]


def _arranged(store: Store, model: Model, rows: list[Row], asked: str | None, *, settled: bool = False) -> list[Row]:
    names = [name for name in (asked or "").split(",") if name and _known(model, name.lstrip("-"))]
    if not names:
        if model.tree and model.label != "dcim.inventoryitem":
            return sorted(rows, key=lambda row: _line(store, model, row))
        names = list(model.order)
    own = names == list(model.order) and not asked
    # stable sorts from the last criterion to the first
    rows = rows if settled else sorted(rows, key=lambda row: row["id"])
    for name in reversed(names):
        key = _key(store, model, name.lstrip("-"), own=own)
        present = [row for row in rows if _held(row, name.lstrip("-")) is not None]
        absent = [row for row in rows if _held(row, name.lstrip("-")) is None]
        present.sort(key=key, reverse=name.startswith("-"))
        first = name.startswith("-") != (name == "vrf" and own)
        rows = absent + present if first else present + absent
    return rows


def _held(row: Row, name: str) -> Any:
    return row.get(name)


def _known(model: Model, name: str) -> bool:
    return (
        name in {"id", "created", "last_updated"}
        or (name in model.fields and model.fields[name].stored)
        or (model.label == "core.objectchange" and name == "time")
    )


def _line(store: Store, model: Model, row: Row) -> tuple[Any, ...]:
    rows = store.rows[model.label]
    return tuple((rows[each]["name"], each) for each in reversed(ancestors(store, model.label, row["id"])))


def _key(store: Store, model: Model, name: str, *, own: bool = False) -> Callable[[Row], Any]:  # noqa: PLR0911 - one return per kind of key
    item = model.fields.get(name)
    if item is None:
        return lambda row: row[name]
    if item.kind == "ref":
        return _related(store, item.argument, name)
    if item.kind == "network":
        return lambda row: ipam.network_key(row[name])
    if item.kind == "address":
        # only the lists' own order is by host
        by = ipam.address_key if own else ipam.inet_key
        return lambda row: by(row[name])
    if name == "name" and model.label in {"dcim.interface", "dcim.interfacetemplate", "virtualization.vminterface"}:
        return lambda row: interface_name(row["name"])
    if "natural" in item.flags:
        return lambda row: natural(row[name])
    return lambda row: row[name]


def _related(store: Store, target: str, name: str) -> Callable[[Row], Any]:
    model, rows = MODELS[target], store.rows[target]
    places = {row["id"]: at for at, row in enumerate(arrange(store, model, list(rows.values()), None))}
    return lambda row: places[row[name]]
