"""Reading NetBox whole, by the fastest way that serves: feed, pages, plain. The rows are the same, whichever it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import Final, Literal, NamedTuple, Protocol

from netbox_sync import faults
from netbox_sync.client import NetBox, Row
from netbox_sync.errors import ToolkitError
from netbox_sync.pull import cabling, changelog, contexts, feed, graph, names, reader, stamps
from netbox_sync.pull.changelog import Mark
from netbox_sync.pull.columns import FED, QUERIES, WATCHED, Query
from netbox_sync.pull.entries import REFERRED
from netbox_sync.pull.reader import Came, Listing, Pages, Plain, Progress, Stamp, Tier

Name = Literal["feed", "pages", "plain"]
ORDER: Final[tuple[Name, ...]] = ("feed", "pages", "plain")


class Whole(NamedTuple):
    """All rows of all tables as NetBox held them at one moment.

    `tier`: the slowest way that some table was read by. `notes`: why it was not a faster one. `mark`: where the change log
    stood before, if the token may see it. `custom_fields`: those there are, where that was looked up.
    """

    rows: dict[str, list[Row]]
    tier: Name
    notes: tuple[ToolkitError, ...]
    mark: Mark | None
    custom_fields: feed.CustomFields | None
    held: Mapping[str, int] | None = None


class Unsettled(Exception):  # not an error of anybody's where the change log can be followed
    """`whole`: rows of different moments, none older than its mark. `why`: what is told where that is of no use."""

    def __init__(self, whole: Whole, why: faults.KeepsChanging) -> None:
        super().__init__(str(why))
        self.whole, self.why = whole, why


class Making(Protocol):
    """What is made of the tables, some of it while others are still being read."""

    def anew(self) -> None:
        """What came so far is read again."""

    def came(self, rows: Mapping[str, list[Row]], whole: Collection[str]) -> None:
        """`rows` are the tables that have come; those not named in `whole` lack a column yet."""

    def finish(self, rows: Mapping[str, list[Row]]) -> None:
        """All have come."""


class ByPages(Pages):
    """Pages, where devices and interfaces come by GraphQL, and interfaces' far ends are worked out from the list of cable
    ends, if that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self._ends_shown: bool | None = None
        self._graph_tried: set[str] = set()

    def fetch(
        self,
        netbox: NetBox,
        pool: ThreadPoolExecutor,
        queries: Mapping[str, Listing],
        progress: Progress | None,
        came: Came,
    ) -> None:
        devices = self._by_graph(netbox, pool, queries, "devices", graph.devices)
        lists = {name: query for name, query in queries.items() if devices is None or name != "devices"}
        if queries.get("interfaces") is cabling.INTERFACES and self._ends_shown is None:
            self._ends_shown = cabling.shown(netbox)
        if queries.get("interfaces") is cabling.INTERFACES and self._ends_shown:
            self._with_interfaces(netbox, pool, lists, progress, came)
        else:
            super().fetch(netbox, pool, lists, progress, came)
        if devices is not None:
            self._graphed(netbox, pool, {"devices": queries["devices"]}, devices, progress, came)

    def _with_interfaces(
        self,
        netbox: NetBox,
        pool: ThreadPoolExecutor,
        queries: Mapping[str, Listing],
        progress: Progress | None,
        came: Came,
    ) -> None:
        parts: dict[str, Listing] = {"interfaces": cabling.LEAN, "cables": cabling.CABLES, "cable ends": cabling.ENDS}
        found: dict[str, list[Row]] = {}

        def sort(name: str, rows: list[Row]) -> None:
            if name in parts:
                found[name] = rows
            else:
                came(name, rows)

        graphed = self._by_graph(netbox, pool, queries, "interfaces", graph.interfaces)
        lists = {**queries, **parts}
        if graphed is not None:
            lists.pop("interfaces")
        super().fetch(netbox, pool, lists, progress, sort)
        if graphed is not None:
            self._graphed(netbox, pool, {"interfaces": cabling.LEAN}, graphed, progress, sort)
        if len(found) == len(parts) and cabling.fill(netbox, pool, *(found[name] for name in parts)):
            came("interfaces", found["interfaces"])

    def _by_graph(
        self,
        netbox: NetBox,
        pool: ThreadPoolExecutor,
        queries: Mapping[str, Listing],
        name: str,
        read: Callable[[NetBox], list[Row] | None],
    ) -> Future[list[Row] | None] | None:
        """Begins to read a list by GraphQL: once, where its rows are not whole pages are read."""
        if queries.get(name) is not QUERIES[name] or name in self._graph_tried:
            return None
        self._graph_tried.add(name)
        return pool.submit(read, netbox)

    def _graphed(
        self,
        netbox: NetBox,
        pool: ThreadPoolExecutor,
        query: Mapping[str, Listing],
        graphed: Future[list[Row] | None],
        progress: Progress | None,
        came: Came,
    ) -> None:
        """Hands over what GraphQL gave, or what pages do where that is not whole."""
        rows = graphed.result()
        if rows is None:
            super().fetch(netbox, pool, query, progress, came)
            return
        for name in query:
            if progress is not None:
                progress(name, len(rows), len(rows))
            came(name, rows)


class Feed(ByPages):
    """Export templates, and pages for the lists whose template does not serve.

    One of the templates tells the stamps of all lists at once. They count what the token may not see too, so they tell
    whether anything has changed since they were told before, and which lists hold nothing.
    """

    name = "feed"

    def __init__(self) -> None:
        super().__init__()
        self.unusable: dict[str, faults.FeedUnusable] = {}
        self.told: stamps.Told | None = None
        self.untold: faults.FeedUnusable | None = None
        self.custom_fields: feed.CustomFields | None = None
        self._looked: Future[stamps.Told] | None = None

    def look(self, netbox: NetBox, pool: ThreadPoolExecutor, paths: Sequence[str]) -> Callable[[], dict[str, Stamp]]:
        if self.untold is not None or not set(paths) <= set(stamps.PATHS):
            return super().look(netbox, pool, paths)
        looked = self._looked = pool.submit(stamps.look, netbox, contexts_too=self.told is None)

        def seen() -> dict[str, Stamp]:
            try:
                now = looked.result()
            except faults.FeedUnusable as why:
                if self.told is not None:
                    raise
                self.untold = why
                return super(Feed, self).look(netbox, pool, paths)()
            self.told = now if self.told is None else self.told._replace(stamps=now.stamps)
            return dict(now.stamps)

        return seen

    def tail(self) -> changelog.Tail | None:
        """The end of the change log, when the lists were looked at last; None where that was not told."""
        if self._looked is None or self._looked.exception() is not None:
            return None
        return self._looked.result().tail

    @property
    def looks_at_all(self) -> bool:  # type: ignore[override]  # one request tells of them
        return self.told is not None

    def holds(self, rows: list[Row], before: Stamp, now: Stamp) -> bool:
        return super().holds(rows, before, now) if self.told is None else before == now

    def fetch(
        self,
        netbox: NetBox,
        pool: ThreadPoolExecutor,
        queries: Mapping[str, Listing],
        progress: Progress | None,
        came: Came,
    ) -> None:
        fields = pool.submit(feed.custom_fields_of, netbox)
        counts = (
            {} if self.told is None else {name: self.told.stamps[query.path].count for name, query in QUERIES.items()}
        )
        empty = {name for name in queries if counts.get(name) == 0}
        by_pages = {name for name in queries if not QUERIES[name].fed and name not in empty}
        by_feed = [name for name in queries if name not in self.unusable and name not in empty | by_pages]
        by_feed.sort(key=lambda name: name not in _FIRST)
        together = names.some(by_feed, counts)
        named = pool.submit(names.read, netbox, tuple(together), counts)
        running = {
            pool.submit(feed.read, netbox, name, fields.result): name for name in by_feed if name not in together
        }
        try:
            for name in empty:
                came(name, [])
            self.custom_fields = fields.result()
            rest = {
                name: query
                for name in by_feed
                if (query := feed.left_to_rest(QUERIES[name], self.custom_fields)) is not None
            }
            for name, whole in named.result().items():
                came(name, whole)
                together.remove(name)
            running |= {pool.submit(feed.read, netbox, name, fields.result): name for name in together}
            beside: dict[str, list[Row]] = {}
            super().fetch(netbox, pool, rest, None, beside.__setitem__)
            for future in as_completed(running):
                name = running[future]
                try:
                    rows = future.result()
                except faults.FeedUnusable as why:
                    self.unusable[name] = why
                    continue
                if rows is None or (name in rest and not _joined(rows, beside.get(name), rest[name])):
                    continue
                if progress is not None:
                    progress(name, len(rows), len(rows))
                came(name, rows)
        finally:
            for future in running:
                future.cancel()
        by_pages |= self.unusable.keys() & queries.keys()
        super().fetch(netbox, pool, {name: queries[name] for name in queries if name in by_pages}, progress, came)


_FIRST: Final = {"devices", "interfaces", *contexts.NEEDED, *REFERRED["interfaces"]}
"""What the longest work on our side waits for: contexts, and interfaces' entries."""


def _joined(rows: list[Row], beside: list[Row] | None, query: Query) -> bool:
    """Puts what REST gave into the feed's rows; whether both are of the same objects in the same state."""
    if beside is None or len(rows) != len(beside):
        return False
    for row, more in zip(rows, beside, strict=True):
        if row["id"] != more["id"] or reader.moment(row["last_updated"]) != reader.moment(more["last_updated"]):
            return False
        row.update((column.name, more[column.name]) for column in (*query.columns, *query.counts))
    return True


_WAYS: Final[Mapping[Name, Callable[[], Tier]]] = {"feed": Feed, "pages": ByPages, "plain": Plain}


class _Log:
    """NetBox's change log; never quiet where the token may not see it."""

    def __init__(self, netbox: NetBox, way: Tier) -> None:
        self._netbox = netbox
        self._way = way
        self.mark: Mark | None = None

    def begin(self) -> None:
        way = self._way
        self.mark = changelog.mark_if_seen(self._netbox, way.tail if isinstance(way, Feed) else lambda: None)

    def is_quiet(self) -> bool:
        return self.mark is not None and changelog.stands_at(self._netbox, self.mark)


class _Following:
    """Asks for config contexts as soon as what decides about them has come, and hands on what is whole."""

    def __init__(self, netbox: NetBox, way: Tier, making: Making | None) -> None:
        self._netbox = netbox
        self._way = way
        self._making = making
        self._begun: contexts.Fillings | None = None

    def anew(self) -> None:
        self._begun = None
        if self._making is not None:
            self._making.anew()

    def came(self, pool: ThreadPoolExecutor, rows: Mapping[str, list[Row]]) -> None:
        if self._begun is None and rows.keys() >= contexts.NEEDED:
            told = self._way.told if isinstance(self._way, Feed) else None
            self._begun = contexts.begin(self._netbox, pool, rows, None if told is None else told.assigned)
        if self._making is not None:
            self._making.came(rows, [name for name in rows if not QUERIES[name].has_context])

    def complete(self, pool: ThreadPoolExecutor, rows: Mapping[str, list[Row]]) -> Collection[str]:
        if self._begun is None:
            self._begun = contexts.begin(self._netbox, pool, rows, None)
        return self._begun.done()

    def finish(self, rows: Mapping[str, list[Row]]) -> None:
        if self._making is not None:
            self._making.finish(rows)


def read(
    netbox: NetBox,
    *,
    tier: Name | None = None,
    progress: Progress | None = None,
    making: Making | None = None,
    rounds: int = reader.ROUNDS,
) -> Whole:
    """Reads everything, by `tier` or the fastest that serves. Raises Unsettled where NetBox did not hold still and its change log
    is shown, and what `reader.read` raises."""
    notes: list[ToolkitError] = []
    for name in ORDER if tier is None else (tier,):
        way = _WAYS[name]()
        log = _Log(netbox, way)
        following = _Following(netbox, way, making)
        try:
            rows = reader.read(
                netbox,
                QUERIES,
                progress=progress,
                tier=way,
                following=following,
                log=log,
                watched=WATCHED,
                rounds=rounds,
            )
        except faults.KeepsChanging as why:
            if log.mark is None or not isinstance(why.__cause__, reader.NeverStill):
                raise
            fields = way.custom_fields if isinstance(way, Feed) else None
            raise Unsettled(Whole(why.__cause__.rows, name, tuple(notes), log.mark, fields), why) from why
        except reader.OrderIgnored:
            following.anew()
            notes.append(_not_by_pages(netbox, "it does not keep the order", "sıralamaya uyulmuyor"))
            continue
        except faults.ValidationRefused as error:
            if name == "plain":
                raise
            following.anew()
            notes.append(_not_by_pages(netbox, error.message("en"), error.message("tr")))
            continue
        fields = way.custom_fields if isinstance(way, Feed) else None
        unusable = tuple(way.unusable.values()) if isinstance(way, Feed) else ()
        slower = (way.untold,) if isinstance(way, Feed) and way.untold is not None and len(unusable) < len(FED) else ()
        held = _held(netbox, way, rows)
        return Whole(
            rows, "pages" if unusable else name, (*notes, *_once((*unusable, *slower))), log.mark, fields, held
        )
    raise faults.UnexpectedAnswer(url=netbox.url, detail="rows come in another order than was asked for")


def _held(netbox: NetBox, way: Tier, rows: Mapping[str, list[Row]]) -> dict[str, int] | None:
    """What NetBox counts in each table, with what the token may not see; None where no template tells."""
    if isinstance(way, Feed):
        # the last look's, which the rows were held to
        return (
            None if way.told is None else {name: way.told.stamps[query.path].count for name, query in QUERIES.items()}
        )
    try:
        told = stamps.look(netbox).stamps
    except faults.FeedUnusable:
        return None
    held = {name: told[query.path].count for name, query in QUERIES.items()}
    for name in rows:
        if held[name] != len(rows[name]):
            # what came or went since the last look shows in the list itself, what is hidden never does
            since = reader.stamp(netbox, QUERIES[name].path).count - len(rows[name])
            held[name] -= since
    return held


def _not_by_pages(netbox: NetBox, en: str, tr: str) -> faults.FeedUnusable:
    return faults.FeedUnusable(table=netbox.url, en_detail=en, tr_detail=tr)


def _once(unusable: tuple[faults.FeedUnusable, ...]) -> tuple[faults.FeedUnusable, ...]:
    """One note for each reason, with the tables it holds for."""
    tables: dict[tuple[object, object], list[str]] = {}
    for each in unusable:
        why = (each.fields["en_detail"], each.fields["tr_detail"])
        tables.setdefault(why, []).append(str(each.fields["table"]))
    return tuple(
        faults.FeedUnusable(
            table=", ".join(names) if len(names) < len(FED) else "*", en_detail=why[0], tr_detail=why[1]
        )
        for why, names in tables.items()
    )
