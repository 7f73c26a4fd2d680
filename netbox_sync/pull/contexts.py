"""Config contexts as NetBox merges them, without asking it to do so for every device.

NetBox assigns contexts by a device's site, location, role, platform, tenant, type, cluster and tags (and what these lie
in), merges them, and the device's own data over them. So devices that no active context tells apart have the same but
for their own data, and one of them is asked for.

What tells them apart is not known for certain: the token may not see each context, and what lies in what is NetBox's to
say (device roles lie in each other since 4.3). So every value of all that may decide is asked for with at least one
device, and some own data. When one has another result than it should, devices are told apart by more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from typing import Any, Final, NamedTuple

from netbox_sync.client import NetBox, Row
from netbox_sync.pull.columns import QUERIES, Column

PATH: Final = "extras/config-contexts"
TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "devices": ("site", "location", "role", "platform", "tenant", "device_type", "cluster", "tags"),
    "virtual_machines": ("site", "role", "platform", "tenant", "device", "cluster", "tags"),
}
"""What decides, besides own data."""

ASSIGNED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "regions": ("site.region",),
    "site_groups": ("site.group",),
    "sites": ("site",),
    "locations": ("location", "device.location"),  # a virtual machine has them by its device, if at all
    "device_types": ("device_type", "device.device_type"),
    "roles": ("role",),
    "platforms": ("platform",),
    "cluster_types": ("cluster.type",),
    "cluster_groups": ("cluster.group",),
    "clusters": ("cluster",),
    "tenant_groups": ("tenant.group",),
    "tenants": ("tenant",),
    "tags": ("tags",),
}
"""A context's assignments, and the columns that lead to them: of `TABLES`, or of what such a column refers to."""
_HOLDS: Final = {"site": "sites", "device": "devices", "cluster": "clusters", "tenant": "tenants"}
"""The tables that the columns with a point refer to."""
_NESTED: Final = frozenset({"regions", "site_groups", "locations", "tenant_groups"})

NEEDED: Final = frozenset({*TABLES, *_HOLDS.values(), *_NESTED, "tags"})
"""Tables without which `begin` can't tell rows apart."""

COLUMN: Final = Column("config_context", "plain", "config_context", ())
Context = dict[str, Any]
Tables = Callable[[str], Iterable[Row]]
"""All rows of a table."""
IDS_PER_REQUEST: Final = 300  # keeps a request's line below the 4,094 bytes that gunicorn takes
FEW: Final = 150  # devices that are asked for without looking at what decides


Assigned = Mapping[str, frozenset[int]]
"""Ids for each kind of assignment."""


class Fillings(NamedTuple):
    """The contexts of all devices and virtual machines, asked for."""

    begun: Mapping[str, _Filling]

    def done(self) -> set[str]:
        """Sets `config_context` in all rows; names the tables that have changed meanwhile."""
        return {table for table, filling in self.begun.items() if not filling.done()}


def begin(netbox: NetBox, pool: Executor, rows: Mapping[str, list[Row]], assigned: Assigned | None) -> Fillings:
    """Asks for what `done` sets in `rows`, of which those `NEEDED` must have come. `assigned`: what active contexts are
    assigned by, where that is known."""
    return Fillings({table: _Filling(netbox, pool, table, rows[table], rows.__getitem__, assigned) for table in TABLES})


def fill_some(netbox: NetBox, pool: Executor, table: str, rows: Collection[Row], tables: Tables) -> bool:
    """Sets `config_context` in these rows of one table; whether NetBox still has them all."""
    return _Filling(netbox, pool, table, rows, tables, None).done()


class _Group(NamedTuple):
    """Rows that have the same but for their own data, and the one of them that is asked for."""

    asked: Row
    rows: list[Row]

    def context_of(self, row: Row, known: Mapping[int, Context]) -> Context:
        given, own = known[self.asked["id"]], row["local_context_data"]
        return given if self.asked["local_context_data"] or not own else _merged(given, own)

    def agrees(self, known: Mapping[int, Context]) -> bool:
        """Whether those that were asked for have what is worked out for them."""
        return all(known[row["id"]] == self.context_of(row, known) for row in self.rows if row["id"] in known)


class _Filling:
    """One table's contexts: asked for when this is made, set by `done`."""

    def __init__(
        self,
        netbox: NetBox,
        pool: Executor,
        table: str,
        rows: Collection[Row],
        tables: Tables,
        assigned: Assigned | None,
    ) -> None:
        self._netbox, self._pool, self._table, self._rows, self._tables = netbox, pool, table, rows, tables
        self._assigned = assigned
        self._known: dict[int, Context] = {}
        self._ways = self._from_coarse_to_fine()
        self._groups = next(self._ways)
        chosen = [*(each.asked for each in self._groups), *_some_merged(self._groups)]
        self._answers = self._ask(_with_every_value(chosen, rows, TABLES[table]))

    def done(self) -> bool:
        """Whether NetBox still has all that it was asked for."""
        while True:
            for answer in self._answers:
                self._known.update(answer)
            if any(each.asked["id"] not in self._known for each in self._groups):
                return False
            if all(each.agrees(self._known) for each in self._groups):
                break
            self._groups = next(self._ways)
            self._answers = self._ask([each.asked for each in self._groups])
        for group in self._groups:
            for row in group.rows:
                row["config_context"] = group.context_of(row, self._known)
        return True

    def _from_coarse_to_fine(self) -> Iterator[list[_Group]]:
        """Ways to tell rows apart; by the last each group's rows have the same own data too, so that all agree."""
        columns = TABLES[self._table]
        each = _grouped(self._rows, lambda row: [*(row[name] for name in columns), row["local_context_data"]])
        if len(each) > FEW:
            named = _named(self._netbox, self._tables) if self._assigned is None else self._assigned
            leads = _Leads(named, self._tables)
            yield _grouped(self._rows, leads.of)
            some = {path.partition(".")[0] for assignment in named for path in ASSIGNED_BY[assignment]}
            yield _grouped(self._rows, lambda row: [row[name] for name in columns if name in some])
            yield _grouped(self._rows, lambda row: [row[name] for name in columns])
        yield each

    def _ask(self, rows: Iterable[Row]) -> Iterator[dict[int, Context]]:
        ids = [number for number in dict.fromkeys(row["id"] for row in rows) if number not in self._known]
        path = QUERIES[self._table].path
        # a request costs NetBox as much as two hundred devices in it
        return self._pool.map(lambda piece: _contexts_of(self._netbox, path, piece), chunks(ids))


class _Leads:
    """To which of the objects that active contexts are assigned by (`named`) a row leads."""

    def __init__(self, named: Assigned, tables: Tables) -> None:
        self._named = named
        self._tables = tables
        self._rows: dict[str, dict[int, Row]] = {}
        self._known: dict[tuple[str, str, int], list[int]] = {}

    def of(self, row: Row) -> list[list[int]]:
        return [self._found(row, assignment) for assignment in self._named]

    def _found(self, row: Row, assignment: str) -> list[int]:
        found: set[int] = set()
        for path in ASSIGNED_BY[assignment]:
            value = row.get(path.partition(".")[0])
            for number in value if isinstance(value, list) else () if value is None else (value,):
                key = (assignment, path, number)
                if key not in self._known:
                    self._known[key] = [*self._above(assignment, path, number)]
                found.update(self._known[key])
        return sorted(found)

    def _above(self, assignment: str, path: str, number: int) -> Iterator[int]:
        """The ids among those named that the number which a row has leads to."""
        column, _, of_it = path.partition(".")
        at: int | None = self._column(_HOLDS[column], number, of_it) if of_it else number
        seen: set[int] = set()
        while at is not None and at not in seen:
            seen.add(at)
            if at in self._named[assignment]:
                yield at
            at = self._column(assignment, at, "parent") if assignment in _NESTED else None

    def _column(self, table: str, number: int, column: str) -> int | None:
        if table not in self._rows:
            self._rows[table] = {row["id"]: row for row in self._tables(table)}
        row = self._rows[table].get(number)
        return None if row is None else row[column]


def _grouped(rows: Iterable[Row], key: Callable[[Row], object]) -> list[_Group]:
    """Rows of one key. One without own data is asked for; where all have some, one for each."""
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        by_key.setdefault(json.dumps(key(row), sort_keys=True), []).append(row)
    groups: list[_Group] = []
    for same in by_key.values():
        bare = next((row for row in same if not row["local_context_data"]), None)
        if bare is not None:
            groups.append(_Group(bare, same))
            continue
        by_own: dict[str, list[Row]] = {}
        for row in same:
            by_own.setdefault(json.dumps(row["local_context_data"], sort_keys=True), []).append(row)
        groups.extend(_Group(each[0], each) for each in by_own.values())
    return groups


def _some_merged(groups: Iterable[_Group]) -> Iterator[Row]:
    """A row whose own data we merge, to be compared with what NetBox makes of it."""
    for group in groups:
        for row in group.rows:
            if row["local_context_data"] and not group.asked["local_context_data"]:
                yield row
                return


def _merged(under: Context, over: Context) -> Context:
    """As NetBox merges: objects key by key, but an empty one replaces what is there, as anything else does."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if value and isinstance(value, dict) and isinstance(below, dict) else value
    return merged


def _named(netbox: NetBox, tables: Tables) -> dict[str, frozenset[int]]:
    """What the active contexts that the token may see are assigned by: ids for each kind of assignment."""
    found: dict[str, set[int]] = {}
    tags = {row["slug"]: row["id"] for row in tables("tags")}
    offset = 0
    while True:
        fields = ",".join(("id", "is_active", *ASSIGNED_BY))
        count, page = netbox.page(PATH, {"ordering": "id", "fields": fields, "limit": 1000, "offset": offset})
        for context in (each for each in page if each["is_active"]):
            for assignment in ASSIGNED_BY:
                if context[assignment]:
                    # tags are given by their slugs
                    ids = (tags.get(each) if isinstance(each, str) else each["id"] for each in context[assignment])
                    found.setdefault(assignment, set()).update(each for each in ids if each is not None)
        offset += len(page)
        if not page or offset >= count:
            return {assignment: frozenset(ids) for assignment, ids in found.items()}


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


def _contexts_of(netbox: NetBox, path: str, ids: list[int]) -> dict[int, Context]:
    _, page = netbox.page(path, {"id": ids, "fields": "id,config_context", "limit": 1000})
    return {row["id"]: row["config_context"] for row in page}


def chunks(ids: Iterable[int], size: int = IDS_PER_REQUEST) -> Iterator[list[int]]:
    """Ids for one request each."""
    rest = list(ids)
    for start in range(0, len(rest), size):
        yield rest[start : start + size]
