"""Config contexts as NetBox merges them, without asking it to do so for every device.

NetBox assigns contexts by a device's site, location, role, platform, tenant, type, cluster and tags (and what these lie
in), and merges the device's own data over them. So devices that agree in all of these have the same result, and one of
them is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from typing import Any, Final

from netbox_sync.client import NetBox, Row
from netbox_sync.pull.columns import QUERIES

TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "devices": ("site", "location", "role", "platform", "tenant", "device_type", "cluster"),
    "virtual_machines": ("site", "role", "platform", "tenant", "device", "cluster"),
}
"""What decides, besides tags and own data."""

IDS_PER_REQUEST: Final = 300  # keeps a request's line below the 4,094 bytes that gunicorn takes


def fill(netbox: NetBox, pool: Executor, rows: Mapping[str, list[Row]]) -> set[str]:
    """Sets `config_context` in all rows of devices and virtual machines; names the tables that have changed meanwhile."""
    changed: set[str] = set()
    for table in TABLES:
        if not fill_some(netbox, pool, table, rows[table]):
            changed.add(table)
    return changed


def fill_some(netbox: NetBox, pool: Executor, table: str, rows: Collection[Row]) -> bool:
    """Sets `config_context` in these rows of one table; whether NetBox still has them all."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(_decisive(table, row), []).append(row)
    known: dict[int, dict[str, Any]] = {}
    asked = [group[0]["id"] for group in groups.values()]
    for page in pool.map(lambda ids: _ask(netbox, QUERIES[table].path, ids), chunks(asked)):
        known.update(page)
    for group in groups.values():
        if group[0]["id"] not in known:
            return False
        for row in group:
            row["config_context"] = known[group[0]["id"]]
    return True


def _decisive(table: str, row: Row) -> str:
    return json.dumps([*(row[name] for name in TABLES[table]), row["tags"], row["local_context_data"]], sort_keys=True)


def _ask(netbox: NetBox, path: str, ids: list[int]) -> dict[int, dict[str, Any]]:
    _, page = netbox.page(path, {"id": ids, "fields": "id,config_context", "limit": 1000})
    return {row["id"]: row["config_context"] for row in page}


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """Ids for one request each."""
    rest = list(ids)
    for start in range(0, len(rest), IDS_PER_REQUEST):
        yield rest[start : start + IDS_PER_REQUEST]
