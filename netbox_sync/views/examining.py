"""The declarations beside what a NetBox holds: what would change, and what is somebody else's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from netbox_sync.client import NetBox, Row
from netbox_sync.desired import Difference, compare
from netbox_sync.desired.wanted import Wanted
from netbox_sync.model import Frozen
from netbox_sync.pull.reader import Progress
from netbox_sync.views import declarations
from netbox_sync.views.faults import FieldDiffers
from netbox_sync.views.wanted import KINDS, MARK

FIELDS, CHOICES, LINKS = KINDS["fields"], KINDS["choices"], KINDS["links"]
OWNED = frozenset(
    KINDS[kind] for kind in ("filters", "tables", "templates", "links", "webhooks", "rules", "groups", "permissions")
)
"""Lists in which an object of our name may be another person's; fields, choices and tags are shared by nature."""
PAGE = 500


class Named(Frozen):
    """One object of NetBox."""

    endpoint: str
    id: int
    name: str


class Examination(Frozen):
    """`difference`: what is ours and differs. `foreign`: objects of our names that carry no mark of ours, left as they are.
    `left_over`: objects with our mark that no declaration names any more."""

    difference: Difference
    foreign: tuple[Named, ...] = ()
    left_over: tuple[Named, ...] = ()


def examine(
    netbox: NetBox, wanted: Sequence[Wanted], *, take_over: bool = False, progress: Progress | None = None
) -> Examination:
    """Compares `wanted` (see `wanted.wanted`) with NetBox; changes nothing.

    Choices and object types that people added to our fields stay. `take_over`: objects of our names become ours, whoever
    made them. Raises FieldDiffers, and what `desired.compare` raises.
    """
    held = {
        endpoint: _read(netbox, endpoint) for endpoint in {one.endpoint for one in wanted} & (OWNED | {FIELDS, CHOICES})
    }
    _check_types(wanted, held.get(FIELDS, []))
    foreign: list[Named] = []
    ours: list[Wanted] = []
    for one in wanted:
        row = _same(one, held.get(one.endpoint, ()))
        if row is not None and one.endpoint in OWNED and not _is_ours(one, row) and not take_over:
            foreign.append(_named(one.endpoint, row))
        else:
            ours.append(_kept(one, row) if row is not None else one)
    return Examination(
        difference=compare(netbox, ours, progress=progress),
        foreign=tuple(foreign),
        left_over=tuple(_left_over(wanted, held)),
    )


def _read(netbox: NetBox, endpoint: str) -> list[Row]:
    rows: list[Row] = []
    while True:
        count, page = netbox.page(endpoint, {"limit": PAGE, "offset": len(rows), "ordering": "id"})
        rows += page
        if len(rows) >= count or not page:
            return rows


def _same(one: Wanted, rows: Sequence[Row]) -> Row | None:
    """The row of that key; NetBox keeps names and slugs apart by their case."""
    return next((row for row in rows if all(row.get(name) == value for name, value in one.key.items())), None)


def _is_ours(one: Wanted, row: Row) -> bool:
    """By the mark in its description; a link has no description and is known by its menu. A template that another part of
    the toolkit brings says whose it is in the first words of its description."""
    if one.endpoint == LINKS:
        return bool(row.get("group_name") == one.body["group_name"])
    told = str(row.get("description") or "")
    wanted = str(one.body.get("description", ""))
    return MARK in told if MARK in wanted else told.partition(":")[0] == wanted.partition(":")[0]


def _check_types(wanted: Sequence[Wanted], rows: Sequence[Row]) -> None:
    found: list[tuple[str, str, str]] = []
    for one in wanted:
        row = _same(one, rows) if one.endpoint == FIELDS else None
        if row is not None and row["type"]["value"] != one.body["type"]:
            found.append((str(row["name"]), row["type"]["value"], one.body["type"]))
    if found:
        raise FieldDiffers(
            en_listing="; ".join(f"{name}: {there}, needed {needed}" for name, there, needed in found),
            tr_listing="; ".join(f"{name}: {there}, gereken {needed}" for name, there, needed in found),
        )


def _kept(one: Wanted, row: Row) -> Wanted:
    """With what people added: a choice set's further choices, a field's further object types."""
    added: dict[str, Any] = {}
    if one.endpoint == CHOICES:
        known = {value for value, _ in one.body["extra_choices"]}
        further = [list(pair) for pair in row["extra_choices"] if pair[0] not in known]
        added["extra_choices"] = [*one.body["extra_choices"], *further]
    if one.endpoint == FIELDS:
        added["object_types"] = sorted({*one.body["object_types"], *row["object_types"]})
    return one.model_copy(update={"body": one.body | added}) if added else one


def _left_over(wanted: Sequence[Wanted], held: dict[str, list[Row]]) -> list[Named]:
    group = declarations.load().links.group
    return [
        _named(endpoint, row)
        for endpoint in OWNED & set(held)
        for row in held[endpoint]
        if (row.get("group_name") == group if endpoint == LINKS else MARK in str(row.get("description") or ""))
        and not any(one.endpoint == endpoint and _same(one, [row]) for one in wanted)
    ]


def _named(endpoint: str, row: Row) -> Named:
    return Named(endpoint=endpoint, id=row["id"], name=str(row.get("name") or row["display"]))
