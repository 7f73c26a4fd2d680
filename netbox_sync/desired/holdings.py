"""What NetBox holds of the kinds that are compared: rows in memory, found by any of their fields."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from netbox_sync.client import NetBox, Row
from netbox_sync.desired.kinds import KINDS, Kind
from netbox_sync.desired.normal import plain
from netbox_sync.faults import KeepsChanging
from netbox_sync.pull.reader import PAGE_SIZE, Moving, Progress, Query, read

Target = int | tuple[str, int]
"""An object's id, or `("new", number)` for one that is still to be made."""


def kind_of(endpoint: str) -> Kind:
    """The list's entry in the table; a list that is only pointed at may be missing there and has no relations."""
    return KINDS.get(endpoint) or Kind(endpoint=endpoint, object_type="", keys=(("name",),))


class Holdings:
    """The rows of the lists that were read, sorted by id."""

    def __init__(self, rows: Mapping[str, list[Row]]) -> None:
        self.rows = rows
        self.by_id: dict[str, dict[int, Row]] = {
            endpoint: {int(row["id"]): row for row in listed} for endpoint, listed in rows.items()
        }

    @classmethod
    def read(
        cls,
        netbox: NetBox,
        fields: Mapping[str, frozenset[str] | set[str]],
        progress: Progress | None = None,
        *,
        still: bool = True,
    ) -> Holdings:
        """Reads these fields of these lists, all as of one moment; with `still=False`, where others go on writing, each without
        a gap. Raises what the reader raises."""
        stamped = {
            endpoint: Query(endpoint, tuple(sorted(names)))
            for endpoint, names in fields.items()
            if kind_of(endpoint).stamped
        }
        try:
            rows = read(netbox, stamped, progress=progress)
        except KeepsChanging:
            if still:
                raise
            rows = read(netbox, stamped, progress=progress, tier=Moving())
        for endpoint, names in fields.items():
            if endpoint not in stamped:
                rows[endpoint] = list(_pages(netbox, endpoint, {"fields": ",".join(sorted({"id", *names}))}))
        return cls(rows)

    def label(self, endpoint: str, object_id: int) -> str:
        """What a person calls the object."""
        row = self.by_id.get(endpoint, {}).get(object_id)
        return label_of(kind_of(endpoint), row) if row is not None else f"#{object_id}"


def _pages(netbox: NetBox, endpoint: str, parameters: Mapping[str, str | int | list[str] | list[int]]) -> Iterator[Row]:
    """All rows of a small list that keeps no time of its last change."""
    offset = 0
    while True:
        count, page = netbox.page(endpoint, {**parameters, "ordering": "id", "limit": PAGE_SIZE, "offset": offset})
        yield from page
        offset += len(page)
        if not page or offset >= count:
            return


def held(kind: Kind, row: Row, field: str) -> Any:
    """A row's field in comparable form: relations by id, sides of a cable as sets of ends."""
    value = row.get(field)
    if field in kind.one:
        return value["id"] if isinstance(value, dict) else value
    if field in kind.many:
        return frozenset(item["id"] if isinstance(item, dict) else item for item in value or ())
    if field in kind.generic:
        return value
    if field in kind.terminations:
        return frozenset((end["object_type"], end["object_id"]) for end in value or ())
    return plain(field, value)


def composed(kind: Kind, fields: tuple[str, ...], value: Callable[[str], Any]) -> tuple[Any, ...]:
    """The values of a key; a cable is the same whichever way round its sides are named."""
    sides = kind.terminations
    if sides and set(sides) <= set(fields):
        return (frozenset(value(side) for side in sides), *(value(field) for field in fields if field not in sides))
    return tuple(value(field) for field in fields)


def indexed(kind: Kind, rows: list[Row], fields: tuple[str, ...]) -> dict[tuple[Any, ...], list[Target]]:
    """Rows by the values of these fields."""
    found: dict[tuple[Any, ...], list[Target]] = defaultdict(list)
    for row in rows:
        found[_hashable(composed(kind, fields, lambda field: held(kind, row, field)))].append(int(row["id"]))  # noqa: B023  # called at once
    return found


def _hashable(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(repr(value) if isinstance(value, list | dict) else value for value in values)


def label_of(kind: Kind, row: Row) -> str:
    """A row's name: of its first natural key that has values."""
    for key in kind.keys:
        words = [text for text in (_word(row.get(field)) for field in key) if text]
        if words:
            return " ".join(words)
    return str(row.get("display") or f"#{row['id']}")


def _word(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("name") or value.get("display") or value.get("label") or value.get("id") or "")
    if isinstance(value, list):
        return ", ".join(filter(None, (_end(item.get("object") or item) for item in value if isinstance(item, dict))))
    return "" if value is None else str(value)


def _end(item: Row) -> str:
    """One of many, such as a cable's end: a port's name says nothing without its device's."""
    return " ".join(filter(None, (_word(item.get("device")), _word(item))))
