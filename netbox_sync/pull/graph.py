"""Devices and interfaces by NetBox's GraphQL, where there are no export templates.

For each interface in a list of its REST API NetBox prepares the ends of its cable and all that its path goes through,
whatever fields are asked for: more than 2 s of its processors for a thousand. GraphQL gives the columns of a row and the
ids of single relations in a fifth of that; what would take it a statement for each row is asked for otherwise: tags by
each tag, tagged VLANs of those few interfaces that can have some by REST. Custom fields of interfaces are not read so.
Devices take it a third of the time that REST does; those that have tags are asked for these by REST.

GraphQL gives nothing in the place of an object that the token may not see, where REST gives its id. A VLAN that is hidden
so must not look like none: rows that could hold one are asked for by REST, and how many have none is held against what
NetBox counts. It would not tell of a hidden tag on an interface that also has one that is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from netbox_sync import faults
from netbox_sync.client import NetBox, Parameters, Row
from netbox_sync.pull import feed
from netbox_sync.pull.cabling import LEAN
from netbox_sync.pull.columns import QUERIES, TAGS, Column, Query
from netbox_sync.pull.contexts import chunks
from netbox_sync.pull.reader import PAGE_SIZE, page_of

MOST_TAGS: Final = 60
"""More would take longer than to read interfaces by REST."""
_APART: Final = frozenset({"tags", "tagged_vlans", "custom_fields", "mac_address"})
_REQUIRED: Final = frozenset({"site", "role", "device_type"})
"""What every device has; where that is hidden GraphQL gives an error."""
_COLUMNS: Final = tuple(each for each in LEAN.columns if each.name not in _APART)
_BY_REST: Final = LEAN._replace(
    columns=tuple(each for each in LEAN.columns if each.name in {"tagged_vlans", "untagged_vlan", "wireless_link"})
)
_RADIOS: Final = ("ieee802.1", "other-wireless", "gsm", "cdma", "lte", "4g", "5g")
"""What types begin with that may have a wireless link."""
_NULL_BY: Final = {
    "lag": "lag_id", "parent": "parent_id", "bridge": "bridge_id", "vrf": "vrf_id", "mac_address": "primary_mac_address_id",
    "tags": "tag",
}  # fmt: skip
"""Columns, and the filter of NetBox's that finds by `null` what has nothing there."""
_DEVICES: Final = QUERIES["devices"]
_TAGGED: Final = _DEVICES._replace(columns=TAGS, counts=())
_DEVICE_COLUMNS: Final = tuple(each for each in (*_DEVICES.columns, *_DEVICES.counts) if each.name not in _APART)
_NO_DEVICE_HAS: Final = {
    each.name: f"{each.name}_id" for each in _DEVICE_COLUMNS if each.kind == "ref" and each.name not in _REQUIRED
}


def _asked(columns: Iterable[Column]) -> str:
    return " ".join(
        ("id last_updated", *(f"{each.field}{{id}}" if each.kind == "ref" else each.field for each in columns))
    )


def interfaces(netbox: NetBox) -> list[Row] | None:
    """Rows of `cabling.LEAN`, sorted by id; None where they are to be read by REST. Raises what the client raises where
    NetBox can't be reached or does not take the token."""
    return _unless_amiss(lambda: _interfaces(netbox))


def devices(netbox: NetBox) -> list[Row] | None:
    """Rows of the devices with their counts, as `interfaces` gives those."""
    return _unless_amiss(lambda: _devices(netbox))


def _unless_amiss(read: Callable[[], dict[int, Row]]) -> list[Row] | None:
    try:
        rows = read()
    except (faults.ObjectMissing, faults.PermissionMissing, faults.UnexpectedAnswer, faults.ValidationRefused):
        return None
    except faults.NetBoxFailing:
        return None
    except (LookupError, TypeError, ValueError):  # fields of another shape, or an object that came meanwhile
        return None
    return [rows[number] for number in sorted(rows)] or None


def _devices(netbox: NetBox) -> dict[int, Row]:
    custom = feed.custom_fields_of(netbox)
    if feed.left_to_rest(_DEVICES, custom) is not None:
        return {}
    fields = feed.referring(_DEVICES, custom)
    asked = f"{_asked(_DEVICE_COLUMNS)} custom_field_data"
    rows: dict[int, Row] = {}
    for given in _listed(netbox, "device_list", "", asked):
        row = _row(given, _DEVICE_COLUMNS)
        rows[row["id"]] = row | {"tags": [], "custom_fields": feed.stored_fields(given["custom_field_data"], fields)}
    tagged = 0
    for row in _paged(netbox, _TAGGED, {"tag__n": "null"}):
        tagged += 1
        rows[row["id"]]["tags"] = row["tags"]
    counted = _count(netbox, _DEVICES.path, {"tag": "null"}) + tagged
    return rows if counted == len(rows) and _agrees(netbox, _DEVICES.path, rows, _NO_DEVICE_HAS) else {}


def _interfaces(netbox: NetBox) -> dict[int, Row]:
    """The rows by id; none where GraphQL does not give all of their columns, or takes too long to."""
    if feed.custom_fields_of(netbox).get("dcim.interface"):
        return {}
    tags = [int(each["id"]) for each in _listed(netbox, "tag_list", "", "id")]
    if len(tags) > MOST_TAGS:
        return {}
    asked = f"{_asked(_COLUMNS)} primary_mac_address{{mac_address}}"
    rows: dict[int, Row] = {}
    for given in _listed(netbox, "interface_list", "", asked):
        row, mac = _row(given, _COLUMNS), given["primary_mac_address"]
        row |= {"mac_address": None if mac is None else mac["mac_address"]}
        rows[row["id"]] = row | {"tags": [], "tagged_vlans": [], "custom_fields": {}}
    for tag in sorted(tags):
        for each in _listed(netbox, "interface_list", f"filters:{{tags:{{id:{tag}}}}},", "id"):
            rows[int(each["id"])]["tags"].append(tag)
    for ids in chunks(number for number, row in rows.items() if _is_for_rest(row)):
        where: Parameters = {**_BY_REST.parameters, "id": ids, "limit": PAGE_SIZE}
        for row in page_of(netbox, _BY_REST, where)[1]:
            rows[row["id"]].update((column.name, row[column.name]) for column in _BY_REST.columns)
    return rows if _agrees(netbox, LEAN.path, rows, _NULL_BY) else {}


def _is_for_rest(row: Row) -> bool:
    switched = row["mode"] is not None and (row["mode"] != "access" or row["untagged_vlan"] is None)
    return switched or str(row["type"]).startswith(_RADIOS)


def _agrees(netbox: NetBox, path: str, rows: Mapping[int, Row], null_by: Mapping[str, str]) -> bool:
    """Whether there are as many rows as NetBox counts, and as many that have nothing in each column that could hide something."""
    if _count(netbox, path, {}) != len(rows):
        return False
    without = {by: sum(not row[column] for row in rows.values()) for column, by in null_by.items()}
    return all(_count(netbox, path, {by: "null"}) == nothing for by, nothing in without.items() if nothing)


def _count(netbox: NetBox, path: str, where: Parameters) -> int:
    return netbox.page(path, {**where, "limit": 1, "fields": "id", "exclude": "config_context"})[0]


def _paged(netbox: NetBox, query: Query, where: Parameters) -> Iterator[Row]:
    offset = 0
    while True:
        asked = {**query.parameters, **where, "ordering": "id", "limit": PAGE_SIZE, "offset": offset}
        count, page = page_of(netbox, query, asked)
        yield from page
        offset += len(page)
        if not page or offset >= count:
            return


def _listed(netbox: NetBox, name: str, which: str, fields: str) -> Iterator[dict[str, Any]]:
    """All objects of a list, or less where NetBox's administrator set a limit below ours; pages may slip while rows come
    and go, and where two count as equal in NetBox's order. The counts tell."""
    offset = 0
    while True:
        query = f"{{{name}({which}pagination:{{offset:{offset},limit:{PAGE_SIZE}}}){{{fields}}}}}"
        page = netbox.graphql(query)[name]
        yield from page
        offset += len(page)
        if len(page) < PAGE_SIZE:
            return


def _row(given: dict[str, Any], columns: Iterable[Column]) -> Row:
    row: Row = {"id": int(given["id"]), "last_updated": given["last_updated"]}
    for name, kind, field, _ in columns:
        value = given[field]
        if kind == "ref":
            row[name] = None if value is None else int(value["id"])
        else:
            row[name] = (value or None) if kind == "choice" else value
    return row
