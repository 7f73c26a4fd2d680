"""Reading NetBox whole, by the fastest way that serves: feed, pages, plain. The rows are the same, whichever it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Literal, NamedTuple

from netbox_sync import faults
from netbox_sync.client import NetBox, Row
from netbox_sync.errors import ToolkitError
from netbox_sync.pull import cabling, changelog, contexts, feed, reader
from netbox_sync.pull.changelog import Mark
from netbox_sync.pull.columns import QUERIES, WATCHED, Query
from netbox_sync.pull.reader import Listing, Pages, Plain, Progress, Tier

Name = Literal["feed", "pages", "plain"]
ORDER: Final[tuple[Name, ...]] = ("feed", "pages", "plain")


class Whole(NamedTuple):
    """All rows of all tables as NetBox held them at one moment.

    `tier`: the slowest way that some table was read by. `notes`: why it was not a faster one. `mark`: where the change log
    stood before, if the token may see it.
    """

    rows: dict[str, list[Row]]
    tier: Name
    notes: tuple[ToolkitError, ...]
    mark: Mark | None


class ByPages(Pages):
    """Pages, where interfaces' far ends are worked out from the list of cable ends, if that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self._ends_shown: bool | None = None

    def fetch(
        self, netbox: NetBox, pool: ThreadPoolExecutor, queries: Mapping[str, Listing], progress: Progress | None
    ) -> Mapping[str, list[Row]]:
        if queries.get("interfaces") is not cabling.INTERFACES:
            return super().fetch(netbox, pool, queries, progress)
        if self._ends_shown is None:
            self._ends_shown = cabling.shown(netbox)
        if not self._ends_shown:
            return super().fetch(netbox, pool, queries, progress)
        lists = {**queries, "interfaces": cabling.LEAN, "cables": cabling.CABLES, "cable ends": cabling.ENDS}
        found = dict(super().fetch(netbox, pool, lists, progress))
        cables, ends = found.pop("cables", None), found.pop("cable ends", None)
        interfaces = found.pop("interfaces", None)
        if interfaces is None or cables is None or ends is None:
            return found
        if cabling.fill(netbox, pool, interfaces, cables, ends):
            found["interfaces"] = interfaces
        return found


class Feed(ByPages):
    """Export templates, and pages for the lists whose template does not serve."""

    name = "feed"

    def __init__(self) -> None:
        super().__init__()
        self.unusable: dict[str, faults.FeedUnusable] = {}

    def fetch(
        self, netbox: NetBox, pool: ThreadPoolExecutor, queries: Mapping[str, Listing], progress: Progress | None
    ) -> Mapping[str, list[Row]]:
        fields = pool.submit(feed.custom_fields_of, netbox)
        by_feed = {name: query for name, query in queries.items() if name not in self.unusable}
        running = {name: pool.submit(feed.read, netbox, name, fields.result) for name in by_feed}
        rest = {
            name: query for name in by_feed if (query := feed.left_to_rest(QUERIES[name], fields.result())) is not None
        }
        beside = super().fetch(netbox, pool, rest, None)
        found: dict[str, list[Row]] = {}
        for name, future in running.items():
            try:
                rows = future.result()
            except faults.FeedUnusable as why:
                self.unusable[name] = why
                continue
            if rows is None:
                continue
            if progress is not None:
                progress(name, len(rows), len(rows))
            if name not in rest or _joined(rows, beside.get(name), rest[name]):
                found[name] = rows
        by_pages = {name: query for name, query in queries.items() if name in self.unusable}
        return {**found, **super().fetch(netbox, pool, by_pages, progress)}


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

    def __init__(self, netbox: NetBox) -> None:
        self._netbox = netbox
        self.mark: Mark | None = None

    def begin(self) -> None:
        self.mark = changelog.mark_if_seen(self._netbox)

    def is_quiet(self) -> bool:
        return self.mark is not None and changelog.stands_at(self._netbox, self.mark)


def read(
    netbox: NetBox,
    *,
    tier: Name | None = None,
    progress: Progress | None = None,
    meanwhile: Callable[[dict[str, list[Row]]], None] | None = None,
) -> Whole:
    """Reads everything, by `tier` or the fastest that serves. `meanwhile` and what is raised: see `reader.read`."""
    notes: list[ToolkitError] = []
    for name in ORDER if tier is None else (tier,):
        way, log = _WAYS[name](), _Log(netbox)
        try:
            rows = reader.read(
                netbox,
                QUERIES,
                progress=progress,
                tier=way,
                complete=lambda pool, rows: contexts.fill(netbox, pool, rows),
                meanwhile=meanwhile,
                log=log,
                watched=WATCHED,
            )
        except reader.OrderIgnored:
            notes.append(_not_by_pages(netbox, "it does not keep the order", "sıralamaya uyulmuyor"))
            continue
        except faults.ValidationRefused as error:
            if name == "plain":
                raise
            notes.append(_not_by_pages(netbox, error.message("en"), error.message("tr")))
            continue
        unusable = tuple(way.unusable.values()) if isinstance(way, Feed) else ()
        return Whole(rows, "pages" if unusable else name, (*notes, *_once(unusable)), log.mark)
    raise faults.UnexpectedAnswer(url=netbox.url, detail="rows come in another order than was asked for")


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
            table=", ".join(names) if len(names) < len(QUERIES) else "*", en_detail=why[0], tr_detail=why[1]
        )
        for why, names in tables.items()
    )
