"""Interfaces' cables and far ends, worked out from the list of cable ends.

NetBox follows every interface's path anew for each answer, which takes most of the time of a pull by pages. Where a
cable's ends are all interfaces, the far end is plain. The others (patch panels, circuits, wireless links, cables that are
not connected, whatever doesn't fit together) NetBox is asked for by id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from typing import Any, Final, NamedTuple

from netbox_sync import faults
from netbox_sync.client import NetBox, Row
from netbox_sync.pull.columns import QUERIES, Column
from netbox_sync.pull.contexts import chunks
from netbox_sync.pull.reader import PAGE_SIZE, Query, page_of

INTERFACES: Final = QUERIES["interfaces"]
_WORKED_OUT: Final = tuple(each for each in INTERFACES.columns if each.name in {"cable", "cable_label", "far"})
_WIRELESS: Final = Column("wireless_link", "ref", "wireless_link", ())

LEAN: Final = INTERFACES._replace(
    columns=(*(each for each in INTERFACES.columns if each not in _WORKED_OUT), _WIRELESS)
)
"""Interfaces without what `fill` works out."""
CABLES: Final = Query("dcim/cables", ("label", "profile"))
ENDS: Final = Query("dcim/cable-terminations", ("cable", "cable_end", "termination_type", "termination_id"))
_ASKED: Final = INTERFACES._replace(columns=_WORKED_OUT)


class _End(NamedTuple):
    side: str
    kind: str
    number: int


def shown(netbox: NetBox) -> bool:
    """Whether NetBox shows the list of cable ends; without it interfaces are read with all they have."""
    try:
        netbox.page(ENDS.path, {"limit": 1, "fields": "id"})
    except (faults.PermissionMissing, faults.ObjectMissing, faults.UnexpectedAnswer):
        return False
    return True


def fill(netbox: NetBox, pool: Executor, rows: list[Row], cables: Iterable[Row], ends: Iterable[Row]) -> bool:
    """Sets cable, label and far end in all rows of `LEAN`; whether NetBox still has those that it was asked for."""
    labels = {row["id"]: row["label"] for row in cables if not row.get("profile")}
    on_cable: dict[int, list[_End]] = {}
    at: dict[int, list[tuple[int, str]]] = {}
    for row in ends:
        end = _End(row["cable_end"], row["termination_type"], row["termination_id"])
        on_cable.setdefault(row["cable"], []).append(end)
        if end.kind == "dcim.interface":
            at.setdefault(end.number, []).append((row["cable"], end.side))
    sides = {row["id"]: row["cable_end"] for row in rows}
    doubted = set(_without_active_path(netbox))
    plain = {
        cable: on
        for cable, on in on_cable.items()
        if cable in labels
        and {end.side for end in on} == {"A", "B"}
        and all(sides.get(end.number) == end.side for end in on)
        and all(end.kind == "dcim.interface" and len(at[end.number]) == 1 and end.number not in doubted for end in on)
    }
    asked: dict[int, Row] = {}
    for row in rows:
        wireless, here = row.pop("wireless_link"), at.get(row["id"], ())
        row.update(cable=None, cable_label="", far=None)
        if here and here[0][0] in plain:
            cable, side = here[0]
            far = min(end.number for end in plain[cable] if end.side != side)
            row.update(cable=cable, cable_label=labels[cable], far=far)
        elif here or row["cable_end"] or wireless is not None:
            asked[row["id"]] = row
    found: dict[int, Row] = {}
    for page in pool.map(lambda ids: _ask(netbox, ids), chunks(asked)):
        found.update((row["id"], row) for row in page)
    for number, row in asked.items():
        if number not in found:
            return False
        row.update((column.name, found[number][column.name]) for column in _WORKED_OUT)
    return True


def _ask(netbox: NetBox, ids: list[int]) -> list[Row]:
    return page_of(netbox, _ASKED, {**_ASKED.parameters, "id": ids, "limit": PAGE_SIZE})[1]


def _without_active_path(netbox: NetBox) -> Iterator[int]:
    """Ids of interfaces that have a cable and no path, or one over something that is not connected."""
    where: Mapping[str, Any] = {"cabled": "true", "connected": "false", "fields": "id", "ordering": "id"}
    offset = 0
    while True:
        count, page = netbox.page(INTERFACES.path, {**where, "limit": PAGE_SIZE, "offset": offset})
        yield from (row["id"] for row in page)
        offset += len(page)
        if not page or offset >= count:
            return
