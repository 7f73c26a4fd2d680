"""Short lists, most of them of names alone, in one GraphQL request: NetBox takes as long for each list of its REST API,
however short and by whatever way, as for all of these together.

GraphQL gives nothing where REST refuses, and nothing in the place of what the token may not see. So a list counts only
where as many objects came as NetBox holds, whoever may see them, and so it is of all lists that it refers to: then nothing
is hidden. The others are read in another way, which tells.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from netbox_sync import faults
from netbox_sync.client import NetBox, Row
from netbox_sync.pull.columns import QUERIES
from netbox_sync.pull.entries import REFERRED

_NAMES: Final[Mapping[str, str]] = {
    "regions": "region_list",
    "site_groups": "site_group_list",
    "tenants": "tenant_list",
    "tenant_groups": "tenant_group_list",
    "roles": "device_role_list",
    "platforms": "platform_list",
    "manufacturers": "manufacturer_list",
    "vrfs": "vrf_list",
    "tags": "tag_list",
    "ipam_roles": "role_list",
    "rack_roles": "rack_role_list",
    "providers": "provider_list",
    "circuit_types": "circuit_type_list",
    "tunnel_groups": "tunnel_group_list",
    "cluster_types": "cluster_type_list",
    "cluster_groups": "cluster_group_list",
    "contact_groups": "contact_group_list",
    "contact_roles": "contact_role_list",
    "contacts": "contact_list",
    "locations": "location_list",
    "racks": "rack_list",
    "virtual_chassis": "virtual_chassis_list",
}
"""Their names in GraphQL."""
_REFERRED: Final[Mapping[str, frozenset[str]]] = {**REFERRED, "virtual_chassis": frozenset({"devices"})}
_COUNTED: Final[Mapping[str, str]] = {"sites": "site_list", "devices": "device_list"}
"""Lists that those refer to and that are read in another way: their ids tell whether they are shown whole."""
LONGEST: Final = 100
"""Objects of a list that it is worth while for."""


def some(tables: Iterable[str], counts: Mapping[str, int]) -> list[str]:
    """Those of these tables that can be read so, of which NetBox holds so many each."""

    def is_short(table: str) -> bool:
        return counts.get(table, 0) <= LONGEST

    return [
        table
        for table in tables
        if table in _NAMES and counts.get(table) and all(map(is_short, (table, *_REFERRED.get(table, ()))))
    ]


def read(netbox: NetBox, tables: Collection[str], counts: Mapping[str, int]) -> dict[str, list[Row]]:
    """The rows of these lists, sorted by id; without those of which not everything came. Raises NetBoxUnreachable and
    TokenRefused."""
    if not tables:
        return {}
    beside = {other for table in tables for other in _REFERRED.get(table, ()) if other in _COUNTED and counts[other]}
    asked = [f"{_NAMES[table]}{{{_fields(table)}}}" for table in tables]
    asked += [f"{_COUNTED[table]}{{id}}" for table in sorted(beside)]
    try:
        answer = netbox.graphql(f"{{{' '.join(asked)}}}")
        found = {table: [_row(table, each) for each in answer[_NAMES[table]]] for table in tables}
        ids = {table: {row["id"] for row in rows} for table, rows in found.items()}
        ids |= {table: {int(each["id"]) for each in answer[_COUNTED[table]]} for table in beside}
    except (faults.ObjectMissing, faults.PermissionMissing, faults.UnexpectedAnswer, faults.ValidationRefused):
        return {}
    except (faults.NetBoxFailing, LookupError, TypeError, ValueError):  # fields of another shape
        return {}
    whole = {table for table, count in counts.items() if len(ids.get(table, ())) == count}
    return {
        table: sorted(rows, key=lambda row: int(row["id"]))
        for table, rows in found.items()
        if table in whole and len(rows) == counts[table] and _REFERRED.get(table, frozenset()) <= whole
    }


def _fields(table: str) -> str:
    columns = (f"{each.field}{{id}}" if each.kind in {"ref", "refs"} else each.field for each in QUERIES[table].columns)
    return " ".join(("id last_updated", *columns))


def _row(table: str, given: dict[str, Any]) -> Row:
    row: Row = {"id": int(given["id"]), "last_updated": given["last_updated"]}
    for name, kind, field, _ in QUERIES[table].columns:
        value = given[field]
        if kind == "refs":
            row[name] = sorted(int(each["id"]) for each in value)
        elif kind == "ref":
            row[name] = None if value is None else int(value["id"])
        else:
            row[name] = (value or None) if kind == "choice" else value
    return row
