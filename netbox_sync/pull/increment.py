"""Bringing kept rows up to date: only what NetBox's change log names is read again, and what follows from it.

What NetBox changes beside the log is known here: far ends of cables, sites of racks' devices, config contexts, fields
of every object when a custom field comes or goes. The big tables' counts and newest times are compared too, so that a
change past the log (a script on NetBox's server) is seen. Whatever can't be proved raises NotProvable, and the caller
reads everything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from netbox_sync import faults
from netbox_sync.client import OBJECT_TYPES, NetBox, Row
from netbox_sync.pull import changelog, contexts, stamps, tables
from netbox_sync.pull.changelog import Change, LogUnusable, Mark
from netbox_sync.pull.columns import QUERIES, WATCHED
from netbox_sync.pull.entries import ENTRIES
from netbox_sync.pull.reader import Stamp, page_of, stamp
from netbox_sync.pull.rowstore import RowStore, entry_text

ROUNDS: Final = 6
MOST_ROWS: Final = 600
"""Rows of one table that are asked for by id; past that, reading everything is quicker."""

_TABLES: Final = {OBJECT_TYPES[query.path]: table for table, query in QUERIES.items()}
_SHAPE_ALL: Final = frozenset({"extras.customfield", "extras.customfieldchoiceset"})
_PATHS: Final = frozenset(
    {"dcim.cable", "dcim.frontport", "dcim.rearport", "circuits.circuittermination", "wireless.wirelesslink"}
    | {"circuits.virtualcircuittermination", "dcim.interface"}
)
_ASSIGNING: Final = frozenset(
    {"extras.configcontext", "dcim.region", "dcim.sitegroup", "dcim.site", "dcim.location", "dcim.devicerole"}
    | {"dcim.platform", "dcim.devicetype", "tenancy.tenant", "tenancy.tenantgroup", "extras.tag"}
    | {"virtualization.cluster", "virtualization.clustergroup", "virtualization.clustertype"}
)
"""What decides, when it changes, which config contexts other objects have."""

# Columns that other tables' entries are made of: a change there changes those too.
_TOLD_ELSEWHERE: Final = {
    "devices": ("name",),
    "interfaces": ("name", "device"),
    "virtual_machines": ("name",),
    "vm_interfaces": ("name", "virtual_machine"),
    "ip_addresses": ("address", "dns_name"),
    "vlans": (),
    "prefixes": (),
    "circuits": (),
    "circuit_terminations": (),
    "services": (),
    "contacts": (),
    "contact_assignments": (),
}


Kept = TypeVar("Kept")


class NotProvable(Exception):  # the caller reads everything instead
    """`en`, `tr`: why the kept rows can't be brought up to date."""

    def __init__(self, en: str, tr: str) -> None:
        super().__init__(en)
        self.en, self.tr = en, tr


class Update:
    """One bringing up to date. `changed` counts the rows that were read again or dropped; `pieces` are the entries made
    anew, None for one that is gone, or None instead of all where the store's own are to be looked at."""

    def __init__(self, netbox: NetBox, store: RowStore) -> None:
        self.pieces: dict[tuple[str, int], str | None] | None = {}
        self._by_stamps = True
        self._netbox = netbox
        self._store = store
        self._before: dict[tuple[str, int], Row | None] = {}  # as they were when the pull began
        self._now: dict[tuple[str, int], Row | None] = {}
        self._mark = Mark(*store.told("mark"))

    @property
    def changed(self) -> int:
        return sum(1 for key, row in self._now.items() if row != self._before[key])

    def run(self, meanwhile: Callable[[], Kept]) -> Kept:
        """Changes the store, uncommitted. `meanwhile` is called before, while NetBox answers the first questions; what it
        gives is given back. Raises NotProvable, AmbiguousNames, what `meanwhile` raises and the client's errors."""
        with ThreadPoolExecutor(max_workers=self._netbox.threads, thread_name_prefix="netbox") as pool:
            polled = pool.submit(self._poll)
            looks = self._begin_looks(pool, WATCHED)
            kept = meanwhile()
            changes = polled.result()
            beside_log = True  # what is seen before the log was read may be older than what the log says
            for _ in range(ROUNDS):
                self._apply(pool, changes)
                more = self._poll() if changes else []
                seen = looks()
                seen |= self._begin_looks(pool, [table for table in _named(changes) if table not in seen])()
                past_log = self._past_log(seen)
                if past_log is not None and not changes and not beside_log:
                    more = self._poll()
                if not more:
                    # the looks were between two readings of the log, of which the second tells of no change
                    if past_log is None:
                        break
                    if not beside_log:
                        raise past_log
                changes, beside_log = more, False
                looks = self._begin_looks(pool, WATCHED)
            else:
                raise NotProvable("NetBox keeps changing", "NetBox sürekli değişiyor")
        self._rebuild()
        self._store.tell("mark", list(self._mark))
        return kept

    def _begin_looks(self, pool: ThreadPoolExecutor, looked_at: Sequence[str]) -> Callable[[], dict[str, Stamp]]:
        """Begins to look at these tables; what is returned gives their stamps, and those of all where one request tells."""
        if not looked_at:
            return dict
        if not self._by_stamps:
            looks = {table: pool.submit(stamp, self._netbox, QUERIES[table].path) for table in looked_at}
            return lambda: {table: look.result() for table, look in looks.items()}
        told = pool.submit(stamps.look, self._netbox)

        def seen() -> dict[str, Stamp]:
            try:
                now = told.result().stamps
            except faults.FeedUnusable:
                self._by_stamps = False
                return self._begin_looks(pool, looked_at)()
            found = {table: now[query.path] for table, query in QUERIES.items()}
            # they count what the token may not see too: only the list itself tells what it shows
            doubted = [table for table, seen in found.items() if seen != Stamp(*self._store.stamp(table))]
            looks = pool.map(lambda table: stamp(self._netbox, QUERIES[table].path), doubted)
            return found | dict(zip(doubted, looks, strict=True))

        return seen

    def _poll(self) -> list[Change]:
        try:
            changes, self._mark = changelog.since(self._netbox, self._mark)
        except LogUnusable as error:
            raise NotProvable(error.en, error.tr) from error
        return changes

    def _apply(self, pool: ThreadPoolExecutor, changes: list[Change]) -> None:
        """Reads again what these changes name, and what follows from them."""
        kinds = {change.object_type for change in changes}
        if kinds & _SHAPE_ALL:
            raise NotProvable("a custom field came, changed or went", "bir özel alan eklendi, değişti ya da silindi")
        touched: dict[str, set[int]] = {}
        deleted: set[tuple[str, int]] = set()
        for change in changes:
            table = _TABLES.get(change.object_type)
            if table is not None:
                touched.setdefault(table, set()).add(change.object_id)
                if change.action == "delete":
                    deleted.add((table, change.object_id))
        self._follow(changes, touched)
        for table, ids in touched.items():
            self._read_again(pool, table, ids, deleted)
        moved = self._moved(touched)
        for table, ids in moved.items():
            self._read_again(pool, table, ids, deleted)
        if "extras.configcontext" in kinds or (
            any(each.object_type in _ASSIGNING and each.action != "create" for each in changes)
            and stamp(self._netbox, contexts.PATH).count
        ):
            self._read_contexts(pool)

    def _follow(self, changes: list[Change], touched: dict[str, set[int]]) -> None:
        """Rows that NetBox changes, or computes anew, without naming them in its log."""

        def also(table: str, ids: Collection[int]) -> None:
            touched.setdefault(table, set()).update(ids)

        for change in changes:
            match change.object_type:
                case "dcim.virtualchassis":
                    also("devices", self._store.ids_where("devices", "virtual_chassis", change.object_id))
                case "virtualization.cluster":
                    also("virtual_machines", self._store.ids_where("virtual_machines", "cluster", change.object_id))
                case "virtualization.virtualdisk":
                    also("virtual_machines", [row["id"] for row in self._store.rows("virtual_machines")])
                case "dcim.macaddress":
                    self._follow_mac(change, touched)
                case "extras.tag" if change.action == "delete":
                    for table, query in QUERIES.items():
                        if any(column.name == "tags" for column in query.columns):
                            also(table, self._store.ids_where(table, "tags", change.object_id))
        if any(change.object_type in _PATHS and not self._is_plain_port(change) for change in changes):
            also("interfaces", [row["id"] for row in self._store.rows("interfaces") if row["cable"] is not None])

    def _is_plain_port(self, change: Change) -> bool:
        """An interface whose coming, changing or going alters no far end of others."""
        if change.object_type != "dcim.interface":
            return False
        row = self._store.row("interfaces", change.object_id)
        return change.action != "delete" or row is None or row["cable"] is None

    def _follow_mac(self, change: Change, touched: dict[str, set[int]]) -> None:
        if change.action == "delete":
            # NetBox takes it from the interface whose primary it was past the log, without a new time
            if change.before is None or "assigned_object_id" not in change.before:
                raise NotProvable("a MAC address was deleted", "bir MAC adresi silindi")
            where = change.before["assigned_object_id"]
            for kind in ("interfaces", "vm_interfaces"):  # the log names the kind by a number of its own
                if where is not None and self._store.row(kind, where) is not None:
                    touched.setdefault(kind, set()).add(where)
            return
        fields = "id,assigned_object_type,assigned_object_id"
        _, page = self._netbox.page("dcim/mac-addresses", {"id": [change.object_id], "fields": fields})
        for row in page:
            table = _TABLES.get(row["assigned_object_type"] or "")
            if table is not None:
                touched.setdefault(table, set()).add(row["assigned_object_id"])

    def _moved(self, touched: dict[str, set[int]]) -> dict[str, set[int]]:
        """A location or rack that moved takes its racks and devices along, past the log."""
        found: dict[str, set[int]] = {}
        for table, columns in (("locations", ("site", "parent")), ("racks", ("site", "location"))):
            for object_id in touched.get(table, ()):
                before, now = self._before[table, object_id], self._now[table, object_id]
                if before is None or now is None or all(before[each] == now[each] for each in columns):
                    continue
                if table == "locations":
                    raise NotProvable(f"a location moved: {now['name']}", f"bir konum taşındı: {now['name']}")
                found.setdefault("devices", set()).update(self._store.ids_where("devices", "rack", object_id))
        return found

    def _read_again(
        self, pool: ThreadPoolExecutor, table: str, ids: Collection[int], deleted: Collection[tuple[str, int]]
    ) -> None:
        if len(ids) > MOST_ROWS:
            raise NotProvable(f"much has changed: {table} ({len(ids)})", f"değişiklik çok: {table} ({len(ids)})")
        query = QUERIES[table]._replace(counts=())
        at_once = query.has_context and len(ids) <= contexts.FEW
        if at_once:
            query = query._replace(columns=(*query.columns, contexts.COLUMN), has_context=False)
        chunks = contexts.chunks(sorted(ids))

        def ask(chunk: list[int]) -> list[Row]:
            return page_of(self._netbox, query, {**query.parameters, "id": chunk, "limit": 1000})[1]

        rows = {row["id"]: row for page in pool.map(ask, chunks) for row in page}
        hidden = [each for each in ids if each not in rows and (table, each) not in deleted]
        if hidden:
            where = f"{OBJECT_TYPES[query.path]} {hidden[0]}"
            raise NotProvable(
                f"changed, not deleted and not shown: {where}", f"değişti, silinmedi, görünmüyor: {where}"
            )
        if query.has_context and not contexts.fill_some(self._netbox, pool, table, rows.values(), self._store.rows):
            raise NotProvable("NetBox keeps changing", "NetBox sürekli değişiyor")
        for object_id in ids:
            self._set(table, object_id, rows.get(object_id))

    def _read_contexts(self, pool: ThreadPoolExecutor) -> None:
        for table in contexts.TABLES:
            rows = self._store.rows(table)
            if not contexts.fill_some(self._netbox, pool, table, rows, self._store.rows):
                raise NotProvable("NetBox keeps changing", "NetBox sürekli değişiyor")
            for row in rows:
                self._set(table, row["id"], row)

    def _set(self, table: str, object_id: int, row: Row | None) -> None:
        key = (table, object_id)
        held = self._store.row(table, object_id)
        self._before.setdefault(key, held)
        self._now[key] = row
        if row is None:
            self._store.drop(table, object_id)
        elif row != held:
            self._store.put(table, row, None)

    def _past_log(self, seen: dict[str, Stamp]) -> NotProvable | None:
        """The first list that differs from the kept rows."""
        for table, found in seen.items():
            held = Stamp(*self._store.stamp(table))
            if held != found:
                told = f"{table}: {held.count} → {found.count}"
                return NotProvable(f"changed past NetBox's change log: {told}", f"günlüğe yazılmadan değişti: {told}")
        return None

    def _rebuild(self) -> None:
        """Makes the entries of changed rows anew, and of all others where theirs may depend on those."""
        changed = [(key, row) for key, row in self._now.items() if row != self._before[key]]
        if any(self._shows_elsewhere(table, self._before[table, number], row) for (table, number), row in changed):
            self._rebuild_all()
            return
        joined = _Kept(self._store)
        self.pieces = {}
        for key, row in self._now.items():
            piece = None if row is None else self._put(key[0], row, joined)
            if key[0] in ENTRIES:
                self.pieces[key] = piece

    def _shows_elsewhere(self, table: str, before: Row | None, now: Row | None) -> bool:
        columns = _TOLD_ELSEWHERE.get(table)
        if columns is None or now is None:
            return True
        if before is None:
            # two devices of one name must not pass
            return table == "devices" and len(self._store.ids_where("devices", "name", now["name"])) > 1
        return any(before[each] != now[each] for each in columns)

    def _rebuild_all(self) -> None:
        self.pieces = None
        rows = {table: self._store.rows(table) for table in QUERIES}
        tables.refuse_ambiguity(rows)
        joined = tables.Rows(rows)
        for table, listed in rows.items():
            for row in listed:
                self._put(table, row, joined)

    def _put(self, table: str, row: Row, joined: Any) -> str | None:
        try:
            entry = ENTRIES[table](row, joined) if table in ENTRIES else None
        except faults.PartialView as error:
            raise NotProvable(error.message("en"), error.message("tr")) from error
        text = None if entry is None else entry_text(entry)
        self._store.put(table, row, text)
        return text


def _named(changes: Iterable[Change]) -> list[str]:
    """The tables that these changes speak of."""
    return list(dict.fromkeys(_TABLES[each.object_type] for each in changes if each.object_type in _TABLES))


class _Kept:
    """The kept rows by id, each fetched when it is asked for."""

    def __init__(self, store: RowStore) -> None:
        self._store = store
        self._known: dict[tuple[str, int], Row | None] = {}

    def row(self, table: str, object_id: int) -> Row:
        key = (table, object_id)
        if key not in self._known:
            self._known[key] = self._store.row(table, object_id)
        row = self._known[key]
        if row is None:
            raise tables.not_shown(table, object_id, self._store.stamp(table)[0])
        return row

    def hides(self, device_id: int) -> bool:
        return not self.row("devices", device_id)["name"]
