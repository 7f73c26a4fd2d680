"""The rows of all tables become the snapshot's content, or an error that says why they are no whole picture."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

from netbox_sync import faults
from netbox_sync.client import OBJECT_TYPES
from netbox_sync.model import Frozen, Tables
from netbox_sync.pull import stamps
from netbox_sync.pull.columns import QUERIES, Row
from netbox_sync.pull.entries import ENTRIES, REFERRED

__all__ = ["QUERIES", "Building", "Rows", "build"]


class Rows:
    """The rows that were read, by id; a reference to a row that was not read means that it may not be seen."""

    def __init__(self, rows: Mapping[str, list[Row]]) -> None:
        self._rows = rows
        self._by_id: dict[str, dict[int, Row]] = {}

    @cached_property
    def unnamed(self) -> tuple[int, ...]:
        """Ids of devices without a name."""
        return tuple(row["id"] for row in self._rows["devices"] if not row["name"])

    @cached_property
    def _hidden(self) -> frozenset[int]:
        return frozenset(self.unnamed)

    def row(self, table: str, object_id: int) -> Row:
        try:
            return self._by_id[table][object_id]
        except KeyError:
            if table not in self._by_id:
                self._by_id[table] = {row["id"]: row for row in self._rows[table]}
                return self.row(table, object_id)
            raise not_shown(table, object_id, len(self._by_id[table])) from None

    def hides(self, device_id: int) -> bool:
        return device_id in self._hidden


def not_shown(table: str, object_id: int, seen: int) -> faults.PartialView:
    """The error for an object that others refer to and that was not among those read."""
    where = f"referred to, not shown: id {object_id}"
    object_type = OBJECT_TYPES[QUERIES[table].path]
    return faults.PartialView(object_type=object_type, seen=seen, counted=f">{seen}", where=where)


Shape = TypeVar("Shape")


class Building(Generic[Shape]):
    """The snapshot's tables, each made as soon as all that its entries refer to has come, in the shape that `shape` gives
    their entries. `made`: those that are."""

    def __init__(self, shape: Callable[[Iterable[Frozen]], Shape]) -> None:
        self._shape = shape
        self.made: dict[str, Shape] = {}
        self._doubted: set[str] = set()
        self._joined: Rows | None = None

    def take(self, rows: Mapping[str, list[Row]], whole: Collection[str]) -> None:
        """Makes what can be made. `rows`: what has come, the same mapping each time; those in `whole` lack nothing."""
        joined = self._joined = self._joined or Rows(rows)
        for table in ENTRIES:
            if (
                table in whole
                and table not in self.made
                and table not in self._doubted
                and rows.keys() >= REFERRED[table]
            ):
                try:
                    self.made[table] = self._table(table, rows, joined)
                except faults.PartialView:  # `finish` tells, if it is still so when all have come
                    self._doubted.add(table)

    def finish(self, rows: Mapping[str, list[Row]]) -> tuple[dict[str, Shape], tuple[int, ...]]:
        """All tables, and the ids of devices without a name, which (with what is on them) are left out.

        Raises PartialView where a row refers to one that was not shown or NetBox counts more than it showed, and
        AmbiguousNames with every name that stands for more than one object.
        """
        _refuse_gaps(rows)
        refuse_ambiguity(rows)
        joined = self._joined or Rows(rows)
        for table in ENTRIES:
            if table not in self.made:
                self.made[table] = self._table(table, rows, joined)
        return self.made, joined.unnamed

    def _table(self, table: str, rows: Mapping[str, list[Row]], joined: Rows) -> Shape:
        entry_of = ENTRIES[table]
        return self._shape(entry for row in rows[table] if (entry := entry_of(row, joined)) is not None)


def build(rows: Mapping[str, list[Row]]) -> tuple[Tables, tuple[int, ...]]:
    """The snapshot's tables, and what `Building.finish` gives and raises besides."""
    made, unnamed = Building[Any](tuple).finish(rows)
    return Tables(**made), unnamed


def _refuse_gaps(rows: Mapping[str, list[Row]]) -> None:
    """NetBox counts a site's devices or a device's interfaces regardless of permissions: compare with what we see."""
    counted = (
        ("dcim.device", len(rows["devices"]), "sites", "device_count"),
        ("dcim.rack", len(rows["racks"]), "sites", "rack_count"),
        ("ipam.vlan", sum(1 for row in rows["vlans"] if row["site"] is not None), "sites", "vlan_count"),
        ("virtualization.virtualmachine", len(rows["virtual_machines"]), "sites", "virtualmachine_count"),
        ("dcim.interface", len(rows["interfaces"]), "devices", "interface_count"),
        ("virtualization.vminterface", len(rows["vm_interfaces"]), "virtual_machines", "interface_count"),
    )
    for object_type, seen, where, counter in counted:
        expected = sum(row[counter] for row in rows[where])
        if seen < expected:
            raise faults.PartialView(object_type=object_type, seen=seen, counted=expected, where=where)


def refuse_hidden(rows: Mapping[str, list[Row]], held: Mapping[str, int]) -> None:
    """Raises PartialView for the first table of which NetBox counts more (`held`) than it showed."""
    for name, count in held.items():
        if count > len(rows[name]):
            kind, seen = OBJECT_TYPES[QUERIES[name].path], len(rows[name])
            raise faults.PartialView(object_type=kind, seen=seen, counted=count, where=stamps.TEMPLATE.name)


def refuse_ambiguity(rows: Mapping[str, list[Row]]) -> None:
    """Raises AmbiguousNames with every clash."""
    clashes: list[str] = []
    sites = {row["id"]: row["slug"] for row in rows["sites"]}
    for name, same in _sharing(rows["devices"], "name"):
        places = ", ".join(f"id {row['id']} at {sites.get(row['site'], row['site'])}" for row in same)
        clashes.append(f"device {name} ({places})")
    for table, kind in (
        ("regions", "region"),
        ("site_groups", "site group"),
        ("sites", "site"),
        ("tenants", "tenant"),
        ("roles", "role"),
        ("platforms", "platform"),
    ):
        for slug, same in _sharing(rows[table], "slug"):
            places = ", ".join(f"id {row['id']} {row['name']}" for row in same)
            clashes.append(f"{kind} {slug} ({places})")
    if clashes:
        raise faults.AmbiguousNames(listing="; ".join(clashes))


def _sharing(rows: list[Row], field: str) -> list[tuple[str, list[Row]]]:
    """The values of a field that more than one row has, with those rows."""
    by_value: dict[str, list[Row]] = {}
    for row in rows:
        if row[field]:
            by_value.setdefault(row[field], []).append(row)
    return [(value, same) for value, same in by_value.items() if len(same) > 1]
