"""Bringing kept rows up to date: only what NetBox's change log names is read again, and what follows from it.

What NetBox changes beside the log is known here: far ends of cables, sites of racks' devices, config contexts, fields
of every object when a custom field comes or goes. The big tables' counts and newest times are compared too, so that a
change past the log (a script on NetBox's server) is seen. Whatever can't be proved raises NotProvable, and the caller
reads everything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final, NamedTuple

from netbox_sync import faults
from netbox_sync.client import OBJECT_TYPES, NetBox, Row
from netbox_sync.pull import changelog, contexts, stamps, tables
from netbox_sync.pull.changelog import Change, LogUnusable, Mark, Tail
from netbox_sync.pull.columns import QUERIES, WATCHED
from netbox_sync.pull.entries import ENTRIES
from netbox_sync.pull.entries.joined import Joined
from netbox_sync.pull.reader import Stamp, stamp
from netbox_sync.pull.renewal import Renewal
from netbox_sync.pull.rowstore import Encoder, RowStore

ROUNDS: Final = 30
"""Looks at what was changed since the last one, each some tenths of a second: beside one who writes ten objects a second one of
them finds nothing new; to read everything takes longer than all of them."""
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
    "tunnels": (),
    "tunnel_terminations": (),
}


class NotProvable(Exception):  # the caller reads everything instead
    """`en`, `tr`: why the kept rows can't be brought up to date."""

    def __init__(self, en: str, tr: str) -> None:
        super().__init__(en)
        self.en, self.tr = en, tr


class _Seen(NamedTuple):
    """What the lists hold, and the end of the change log after that, where one request told of both."""

    stamps: Mapping[str, Stamp]
    tail: Tail | None

    def stands_at(self, mark: Mark) -> bool:
        return self.tail is not None and self.tail.stands_at(mark)


class Update:
    """One bringing up to date. `changed` counts the rows that were read again or dropped; `pieces` are those made anew, None
    for one that is gone; `all_anew`: of all objects there are. `version`: NetBox's."""

    version: str

    def __init__(self, netbox: NetBox, store: RowStore, *, unsettled: bool = False) -> None:
        """`unsettled`: the kept rows are of different moments since the mark, so that one may hold a change already of which another
        knows nothing."""
        self.pieces: dict[tuple[str, int], bytes | None] = {}
        self.all_anew = False
        self._netbox = netbox
        self._store = store
        self._before: dict[tuple[str, int], Row | None] = {}  # as they were when the pull began
        self._now: dict[tuple[str, int], Row | None] = {}
        self._mark = Mark(*store.told("mark"))
        self._renewal = Renewal(netbox, store.told("custom_fields"))
        self._unsettled = unsettled
        self._contexts_moved = False  # while they were asked for: they are read once more
        self._awaited: set[tuple[str, int]] = set()  # not shown any more: the log must tell of their deletion
        self._looked_at = list(WATCHED)
        self._by_template = True
        self._encoder = Encoder()

    @property
    def changed(self) -> int:
        return sum(1 for key, row in self._now.items() if row != self._before[key])

    @property
    def nameless(self) -> tuple[set[int], set[int]]:
        """Ids of devices that were read again and have no name, and of those that have one or are gone."""
        devices = {number: row for (table, number), row in self._now.items() if table == "devices"}
        without = {number for number, row in devices.items() if row is not None and not row["name"]}
        return without, devices.keys() - without

    def run(self, meanwhile: Callable[[], None], make: Callable[[], None]) -> None:
        """Changes the store, uncommitted. `meanwhile` is called while NetBox answers the first question; `make`, when the
        pieces are there and NetBox is looked at for what is hoped to be the last time: the last time counts.
        Raises NotProvable, AmbiguousNames, what these two raise and the client's errors."""
        with ThreadPoolExecutor(max_workers=self._netbox.threads, thread_name_prefix="netbox") as pool:
            look, status = self._begin_look(pool), pool.submit(self._netbox.status)
            meanwhile()
            seen = look()
            self._read_early(pool, seen)
            changes = self._poll(seen)
            self.version = status.result().version
            for _ in range(ROUNDS):
                if changes or self._contexts_moved:
                    self._apply(pool, changes)
                    self._looked_at += [table for table in _named(changes) if table not in self._looked_at]
                    look = self._begin_look(pool)
                    broken = self._made(make)
                    seen = look()
                else:
                    broken = self._made(make, anew=self._unsettled)
                past_log = self._past_log(pool, seen)
                # what is seen past the log may have come with a change that it tells of by now
                more = [] if seen.stands_at(self._mark) and past_log is None else self._poll()
                if not more and not self._contexts_moved:
                    if past_log is not None:
                        raise past_log
                    if self._awaited or broken is not None:
                        raise broken or self._hidden()
                    self._store.tell("mark", list(self._mark))
                    return
                changes = more
        raise NotProvable("NetBox keeps changing", "NetBox sürekli değişiyor")

    def _made(self, make: Callable[[], None], *, anew: bool = True) -> NotProvable | None:
        """Makes the pieces and hands them on; or why they don't fit together, which the log may explain in a moment."""
        try:
            if anew and self._unsettled:
                self._rebuild_all()
            elif anew:
                self._rebuild()
            make()
        except NotProvable as error:
            return error
        return None

    def _begin_look(self, pool: ThreadPoolExecutor) -> Callable[[], _Seen]:
        """Begins to look at the lists: at all where one request tells of them, else at the big ones and those changed."""
        if not self._by_template:
            looks = {table: pool.submit(stamp, self._netbox, QUERIES[table].path) for table in self._looked_at}
            return lambda: _Seen({table: look.result() for table, look in looks.items()}, None)
        told = pool.submit(stamps.look, self._netbox)

        def seen() -> _Seen:
            try:
                now = told.result()
            except faults.FeedUnusable:
                self._by_template = False
                return self._begin_look(pool)()
            return _Seen({table: now.stamps[query.path] for table, query in QUERIES.items()}, now.tail)

        return seen

    def _read_early(self, pool: ThreadPoolExecutor, seen: _Seen) -> None:
        """Begins to read what has become newer in the lists that differ, before the log names it."""
        newest: dict[str, datetime] = {}
        for table, found in seen.stamps.items():
            held = self._held(table).newest
            if held is not None and found.newest is not None and found.newest > held:
                newest[table] = held
        if seen.tail is not None:
            self._renewal.begin(pool, newest, seen.tail)

    def _poll(self, seen: _Seen | None = None) -> list[Change]:
        expected = 0 if seen is None or seen.tail is None else seen.tail.after(self._mark)
        try:
            changes, self._mark = changelog.since(self._netbox, self._mark, expected)
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
        self._awaited -= deleted
        self._follow(changes, touched)
        for table, ids in touched.items():
            self._read_again(pool, table, ids, deleted)
        moved = self._moved(touched)
        for table, ids in moved.items():
            self._read_again(pool, table, ids, deleted)
        # contexts were asked for by examples, which may have changed between two looks
        mixed = self._contexts_moved or (
            self._unsettled and bool(kinds & _ASSIGNING or touched.keys() & contexts.TABLES.keys())
        )
        if (
            "extras.configcontext" in kinds
            or mixed
            or (
                any(each.object_type in _ASSIGNING and each.action != "create" for each in changes)
                and stamp(self._netbox, contexts.PATH).count
            )
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
                same = before is not None and now is not None and all(before[each] == now[each] for each in columns)
                if before is None or now is None or (same and not self._unsettled):
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
        rows = self._renewal.rows(pool, table, ids, self._mark)
        self._awaited |= {(table, each) for each in ids if each not in rows and (table, each) not in deleted}
        if QUERIES[table].has_context:
            self._fill_contexts(pool, table, rows)
        for object_id in ids:
            self._set(table, object_id, rows.get(object_id))

    def _hidden(self) -> NotProvable:
        table, object_id = min(self._awaited)
        where = f"{OBJECT_TYPES[QUERIES[table].path]} {object_id}"
        return NotProvable(f"changed, not deleted and not shown: {where}", f"değişti, silinmedi, görünmüyor: {where}")

    def _fill_contexts(self, pool: ThreadPoolExecutor, table: str, rows: Mapping[int, Row]) -> None:
        """A row in which nothing differs that decides about its context has the one that it had."""
        asked: list[Row] = []
        for number, row in rows.items():
            held = self._store.row(table, number)
            if held is not None and all(
                row[each] == held[each] for each in (*contexts.TABLES[table], "local_context_data")
            ):
                row[contexts.COLUMN.name] = held[contexts.COLUMN.name]
            else:
                asked.append(row)
        if asked and not contexts.fill_some(self._netbox, pool, table, asked, self._store.rows):
            self._contexts_moved = True
            for row in asked:
                row.setdefault(contexts.COLUMN.name, {})

    def _read_contexts(self, pool: ThreadPoolExecutor) -> None:
        self._contexts_moved = False
        for table in contexts.TABLES:
            rows = self._store.rows(table)
            if not contexts.fill_some(self._netbox, pool, table, rows, self._store.rows):
                self._contexts_moved = True
                continue
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
            self._store.put(table, row)

    def _held(self, table: str) -> Stamp:
        return Stamp(*self._store.stamp(table))

    def _past_log(self, pool: ThreadPoolExecutor, seen: _Seen) -> NotProvable | None:
        """The first list that differs from the kept rows."""
        doubted = [table for table, found in seen.stamps.items() if found != self._held(table)]
        if seen.tail is not None:
            # it tells of what the token may not see too: only the list itself tells what that shows
            looks = pool.map(lambda table: stamp(self._netbox, QUERIES[table].path), doubted)
            found = dict(zip(doubted, looks, strict=True))
        else:
            found = {table: seen.stamps[table] for table in doubted}
        for table, each in found.items():
            held = self._held(table)
            if seen.stamps[table].count > each.count:
                told = f"{table}: {each.count} < {seen.stamps[table].count}"
                return NotProvable(f"NetBox counts more than it shows: {told}", f"görünenden fazlası var: {told}")
            if held != each:
                told = f"{table}: {held.count} → {each.count}"
                return NotProvable(f"changed past NetBox's change log: {told}", f"günlüğe yazılmadan değişti: {told}")
        return None

    def _rebuild(self) -> None:
        """Makes the entries of changed rows anew, and of all others where theirs may depend on those."""
        changed = [(key, row) for key, row in self._now.items() if row != self._before[key]]
        if any(self._shows_elsewhere(table, self._before[table, number], row) for (table, number), row in changed):
            self._rebuild_all()
            return
        self.all_anew = False
        joined = _Kept(self._store)
        self.pieces = {
            key: None if row is None else self._piece(key[0], row, joined)
            for key, row in self._now.items()
            if key[0] in ENTRIES
        }

    def _shows_elsewhere(self, table: str, before: Row | None, now: Row | None) -> bool:
        columns = _TOLD_ELSEWHERE.get(table)
        if columns is None or now is None:
            return True
        if before is None:
            # two devices of one name must not pass
            return table == "devices" and len(self._store.ids_where("devices", "name", now["name"])) > 1
        return any(before[each] != now[each] for each in columns)

    def _rebuild_all(self) -> None:
        """Raises NotProvable and AmbiguousNames."""
        self.all_anew = True
        rows = {table: self._store.rows(table) for table in QUERIES}
        tables.refuse_ambiguity(rows)
        joined = tables.Rows(rows)
        self.pieces = {(table, row["id"]): self._piece(table, row, joined) for table in ENTRIES for row in rows[table]}

    def _piece(self, table: str, row: Row, joined: Joined) -> bytes | None:
        try:
            entry = ENTRIES[table](row, joined)
        except faults.PartialView as error:
            raise NotProvable(error.message("en"), error.message("tr")) from error
        return None if entry is None else self._encoder.piece_of(entry)


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
