"""Interfaces by NetBox's GraphQL, where there are no export templates.

For each interface in a list of its REST API NetBox prepares the ends of its cable and all that its path goes through,
whatever fields are asked for: more than 2 s of its processors for a thousand. GraphQL gives the columns of a row and the
ids of single relations in a fifth of that; what would take it a statement for each row is asked for otherwise: tags by
each tag, tagged VLANs of those few interfaces that can have some by REST. Custom fields of interfaces are not read so.

GraphQL gives nothing in the place of an object that the token may not see, where REST gives its id. A VLAN that is hidden
so must not look like none: rows that could hold one are asked for by REST, and how many have none is held against what
NetBox counts. It would not tell of a hidden tag on an interface that also has one that is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from netbox_sync import faults
from netbox_sync.client import NetBox, Parameters, Row
from netbox_sync.pull import feed
from netbox_sync.pull.cabling import LEAN
from netbox_sync.pull.contexts import chunks
from netbox_sync.pull.reader import PAGE_SIZE, page_of

MOST_TAGS: Final = 60
"""More would take longer than to read interfaces by REST."""
_APART: Final = frozenset({"tags", "tagged_vlans", "custom_fields", "mac_address"})
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
_FIELDS: Final = " ".join(
    (
        "id last_updated primary_mac_address{mac_address}",
        *(f"{each.field}{{id}}" if each.kind == "ref" else each.field for each in _COLUMNS),
    )
)


def interfaces(netbox: NetBox) -> list[Row] | None:
    """Rows of `cabling.LEAN`, sorted by id; None where they are to be read by REST. Raises what the client raises where
    NetBox can't be reached or does not take the token."""
    try:
        rows = _rows(netbox)
        return [rows[number] for number in sorted(rows)] if rows and _agrees(netbox, rows) else None
    except (faults.ObjectMissing, faults.PermissionMissing, faults.UnexpectedAnswer, faults.ValidationRefused):
        return None
    except faults.NetBoxFailing:
        return None
    except (LookupError, TypeError, ValueError):  # fields of another shape, or an interface that came meanwhile
        return None


def _rows(netbox: NetBox) -> dict[int, Row]:
    """The rows by id; none where GraphQL does not give all of their columns, or takes too long to."""
    if feed.custom_fields_of(netbox).get("dcim.interface"):
        return {}
    tags = [int(each["id"]) for each in _listed(netbox, "tag_list", "", "id")]
    if len(tags) > MOST_TAGS:
        return {}
    rows: dict[int, Row] = {row["id"]: row for row in map(_row, _listed(netbox, "interface_list", "", _FIELDS))}
    for tag in sorted(tags):
        for each in _listed(netbox, "interface_list", f"filters:{{tags:{{id:{tag}}}}},", "id"):
            rows[int(each["id"])]["tags"].append(tag)
    for ids in chunks(number for number, row in rows.items() if _is_for_rest(row)):
        where: Parameters = {**_BY_REST.parameters, "id": ids, "limit": PAGE_SIZE}
        for row in page_of(netbox, _BY_REST, where)[1]:
            rows[row["id"]].update((column.name, row[column.name]) for column in _BY_REST.columns)
    return rows


def _is_for_rest(row: Row) -> bool:
    switched = row["mode"] is not None and (row["mode"] != "access" or row["untagged_vlan"] is None)
    return switched or str(row["type"]).startswith(_RADIOS)


def _agrees(netbox: NetBox, rows: Mapping[int, Row]) -> bool:
    """Whether there are as many rows as NetBox counts, and as many that have nothing in each column that could hide something."""

    def count(where: Parameters) -> int:
        return netbox.page(LEAN.path, {**where, "limit": 1, "fields": "id"})[0]

    if count({}) != len(rows):
        return False
    return all(count({by: "null"}) == sum(not row[column] for row in rows.values()) for column, by in _NULL_BY.items())


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


def _row(given: dict[str, Any]) -> Row:
    row: Row = {"id": int(given["id"]), "last_updated": given["last_updated"]}
    for name, kind, field, _ in _COLUMNS:
        value = given[field]
        if kind == "ref":
            row[name] = None if value is None else int(value["id"])
        else:
            row[name] = (value or None) if kind == "choice" else value
    mac = given["primary_mac_address"]
    row["mac_address"] = None if mac is None else mac["mac_address"]
    row |= {"tags": [], "tagged_vlans": [], "custom_fields": {}}
    return row
