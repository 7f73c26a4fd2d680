"""Looking up, just before or after a write, what NetBox holds of a few objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from netbox_sync.client import NetBox, Row
from netbox_sync.desired.kinds import Kind
from netbox_sync.desired.sending import holds_field

LINE: Final = (
    3000  # bytes of filters in one request; its line must stay below 4,094, the usual limit of NetBox's server
)
PAGE: Final = 200
T = TypeVar("T")
_FILTERS: Final = frozenset(
    {
        "name",
        "slug",
        "cid",
        "vid",
        "label",
        "username",
        "asn",
        "address",
        "prefix",
        "start_address",
        "mac_address",
        "ssid",
    }
    | {"model", "serial", "asset_tag", "account", "rd", "object_id"}
)
_END_FILTERS: Final[Mapping[str, str]] = {
    "dcim.interface": "interface_id",
    "dcim.frontport": "frontport_id",
    "dcim.rearport": "rearport_id",
    "dcim.consoleport": "consoleport_id",
    "dcim.consoleserverport": "consoleserverport_id",
    "dcim.powerport": "powerport_id",
    "dcim.poweroutlet": "poweroutlet_id",
    "circuits.circuittermination": "circuittermination_id",
}


def by_id(netbox: NetBox, kind: Kind, ids: Iterable[int], fields: Iterable[str]) -> dict[int, Row]:
    """The rows of these ids; those that are gone are missing."""
    return {int(row["id"]): row for row in rows_of(netbox, kind.endpoint, "id", sorted(set(ids)), fields)}


def rows_of(
    netbox: NetBox, endpoint: str, parameter: str, values: Sequence[int], fields: Iterable[str]
) -> Iterator[Row]:
    """The rows that a filter by numbers leaves."""
    for some in _slices(sorted(set(values)), lambda value: len(parameter) + len(str(value)) + 2):
        yield from _pages(netbox, endpoint, {parameter: [str(one) for one in some], "fields": _fields(fields)})


def by_key(netbox: NetBox, kind: Kind, keys: Sequence[Mapping[str, Any]], fields: Iterable[str]) -> list[list[Row]]:
    """For each natural key (relations by id) the rows that have it.

    NetBox's filters only make the answer smaller: what counts is whether a row holds the key, so a filter that NetBox
    does not know, and ignores, costs time and nothing else.
    """
    wanted = _fields({*fields, *(name for key in keys for name in key)})
    found: list[list[Row]] = []
    for some in _slices(keys, lambda key: len(urlencode(_filters(kind, [key]), doseq=True)) + 1):
        rows = list(_pages(netbox, kind.endpoint, {**_filters(kind, some), "fields": wanted}))
        found.extend([row for row in rows if _has(kind, row, key)] for key in some)
    return found


def _has(kind: Kind, row: Row, key: Mapping[str, Any]) -> bool:
    return all(holds_field(kind, row, name, value) for name, value in key.items())


def _filters(kind: Kind, keys: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for name in keys[0]:
        values = [key.get(name) for key in keys]
        if name in kind.terminations:
            for end in (end for value in values for end in value or ()):
                if end["object_type"] not in _END_FILTERS:
                    return {}
                found.setdefault(_END_FILTERS[end["object_type"]], set()).add(str(end["object_id"]))
            return {parameter: sorted(some) for parameter, some in found.items()} if len(found) == 1 else {}
        if any(value is None for value in values):
            continue  # null is no value that this filter takes
        if name in kind.one:
            found[f"{name}_id"] = {str(value) for value in values}
        elif name in _FILTERS:
            found[name] = {str(value) for value in values}
    return {parameter: sorted(some) for parameter, some in found.items()}


def _fields(names: Iterable[str]) -> str:
    return ",".join(sorted({"id", *names}))


def _pages(netbox: NetBox, endpoint: str, parameters: Mapping[str, str | list[str]]) -> Iterator[Row]:
    offset = 0
    while True:
        count, rows = netbox.page(endpoint, {**parameters, "ordering": "id", "limit": PAGE, "offset": offset})
        yield from rows
        offset += len(rows)
        if not rows or offset >= count:
            return


def _slices(items: Sequence[T], length: Callable[[T], int]) -> Iterator[list[T]]:
    """As many at a time as one request's line takes."""
    some: list[T] = []
    used = 0
    for item in items:
        used += length(item)
        if some and used > LINE:
            yield some
            some, used = [], length(item)
        some.append(item)
    if some:
        yield some
