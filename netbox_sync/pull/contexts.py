"""Config contexts as NetBox merges them, without asking it to do so for every device.

NetBox assigns contexts by a device's site, location, role, platform, tenant, type, cluster and tags (and what these lie
in), and merges the device's own data over them. So devices that agree in all of these have the same result, and one of
them is asked for. Where many would be left to ask, only that is compared which some active context is assigned by. A
context that the token may not see decides all the same: so every value of what seems to decide nothing is asked for
with at least one device, and when two that should agree don't, all is compared after all.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from typing import Any, Final

from netbox_sync.client import NetBox, Row
from netbox_sync.pull.columns import QUERIES, Column

PATH: Final = "extras/config-contexts"
TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "devices": ("site", "location", "role", "platform", "tenant", "device_type", "cluster", "tags"),
    "virtual_machines": ("site", "role", "platform", "tenant", "device", "cluster", "tags"),
}
"""What decides, besides own data."""

_DECIDED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "regions": ("site",),
    "site_groups": ("site",),
    "sites": ("site",),
    "locations": ("location", "device"),  # a virtual machine has them by its device, if at all
    "device_types": ("device_type", "device"),
    "roles": ("role",),
    "platforms": ("platform",),
    "cluster_types": ("cluster",),
    "cluster_groups": ("cluster",),
    "clusters": ("cluster",),
    "tenant_groups": ("tenant",),
    "tenants": ("tenant",),
    "tags": ("tags",),
}
"""A context's assignments, and the columns of `TABLES` that they look at."""

COLUMN: Final = Column("config_context", "plain", "config_context", ())
Context = dict[str, Any]
IDS_PER_REQUEST: Final = 300  # keeps a request's line below the 4,094 bytes that gunicorn takes
FEW: Final = 150  # devices that are asked for without looking at what decides


def fill(netbox: NetBox, pool: Executor, rows: Mapping[str, list[Row]]) -> set[str]:
    """Sets `config_context` in all rows of devices and virtual machines; names the tables that have changed meanwhile."""
    return {table for table in TABLES if not fill_some(netbox, pool, table, rows[table])}


def fill_some(netbox: NetBox, pool: Executor, table: str, rows: Collection[Row]) -> bool:
    """Sets `config_context` in these rows of one table; whether NetBox still has them all."""
    known: dict[int, Context] = {}
    groups = _grouped(rows, TABLES[table])
    if len(groups) > FEW:
        deciding = _deciding(netbox)
        fewer = _grouped(rows, tuple(each for each in TABLES[table] if each in deciding))
        others = tuple(each for each in TABLES[table] if each not in deciding)
        samples = _with_every_value([group[0] for group in fewer], rows, others)
        known = _ask_all(netbox, pool, table, samples)
        if _agree(fewer, known):
            groups = fewer
    known |= _ask_all(netbox, pool, table, [group[0] for group in groups if group[0]["id"] not in known])
    for group in groups:
        if group[0]["id"] not in known:
            return False
        for row in group:
            row["config_context"] = known[group[0]["id"]]
    return True


def _grouped(rows: Iterable[Row], columns: Collection[str]) -> list[list[Row]]:
    """Rows that agree in these columns and in their own data."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        decisive = [*(row[name] for name in columns), row["local_context_data"]]
        groups.setdefault(json.dumps(decisive, sort_keys=True), []).append(row)
    return list(groups.values())


def _deciding(netbox: NetBox) -> set[str]:
    """The columns that some active context is assigned by, of those that the token may see."""
    found: set[str] = set()
    offset = 0
    while True:
        fields = ",".join(("id", "is_active", *_DECIDED_BY))
        count, page = netbox.page(PATH, {"ordering": "id", "fields": fields, "limit": 1000, "offset": offset})
        for context in page:
            if context["is_active"]:
                found.update(column for name, columns in _DECIDED_BY.items() if context[name] for column in columns)
        offset += len(page)
        if not page or offset >= count:
            return found


def _with_every_value(chosen: list[Row], rows: Iterable[Row], columns: Collection[str]) -> list[Row]:
    """Those chosen, and more of the rows until each value of each of these columns occurs."""

    def values(row: Row) -> set[tuple[str, int | None]]:
        return {(name, value) for name in columns for value in (row[name] if name == "tags" else [row[name]])}

    found = list(chosen)
    seen = {value for row in chosen for value in values(row)}
    for row in rows:
        if not values(row) <= seen:
            seen |= values(row)
            found.append(row)
    return found


def _agree(groups: Iterable[list[Row]], known: Mapping[int, Context]) -> bool:
    """Whether those of one group that were asked for have the same."""
    return all(
        known[row["id"]] == known[group[0]["id"]]
        for group in groups
        for row in group
        if row["id"] in known and group[0]["id"] in known
    )


def _ask_all(netbox: NetBox, pool: Executor, table: str, rows: Iterable[Row]) -> dict[int, Context]:
    known: dict[int, Context] = {}
    ids = dict.fromkeys(row["id"] for row in rows)
    for page in pool.map(lambda chunk: _ask(netbox, QUERIES[table].path, chunk), chunks(ids)):
        known.update(page)
    return known


def _ask(netbox: NetBox, path: str, ids: list[int]) -> dict[int, Context]:
    _, page = netbox.page(path, {"id": ids, "fields": "id,config_context", "limit": 1000})
    return {row["id"]: row["config_context"] for row in page}


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """Ids for one request each."""
    rest = list(ids)
    for start in range(0, len(rest), IDS_PER_REQUEST):
        yield rest[start : start + IDS_PER_REQUEST]
