"""Rows read again by their ids: by feed where that gives all their columns, some of them before the change log names them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from netbox_sync import faults
from netbox_sync.client import NetBox, Parameters, Row
from netbox_sync.pull import contexts, feed
from netbox_sync.pull.changelog import Mark, Tail
from netbox_sync.pull.columns import QUERIES
from netbox_sync.pull.feed import CustomFields
from netbox_sync.pull.reader import PAGE_SIZE, page_of


class Renewal:
    """`custom_fields`: those there are, where that is known; without them nothing is read by feed."""

    def __init__(self, netbox: NetBox, custom_fields: CustomFields | None) -> None:
        self._netbox = netbox
        self._fields = custom_fields
        self._early: dict[str, Future[list[Row] | None]] = {}
        self._tail: Tail | None = None

    def begin(self, pool: ThreadPoolExecutor, newest: Mapping[str, datetime], tail: Tail) -> None:
        """Begins to read what is newer than these times in these tables. `tail`: where the change log ended before."""
        self._tail = tail
        for table, time in newest.items():
            if self._is_by_feed(table):
                self._early[table] = pool.submit(self._by_feed, table, {"last_updated__gt": time.isoformat()})

    def rows(self, pool: ThreadPoolExecutor, table: str, ids: Collection[int], mark: Mark) -> dict[int, Row]:
        """Those of these rows that NetBox shows, by id, without contexts, not older than `mark`."""
        early = self._known_early(table, mark)
        rows = {number: early[number] for number in ids if number in early}
        chunks = contexts.chunks(sorted(number for number in ids if number not in rows))
        return rows | {row["id"]: row for page in pool.map(lambda ids: self._ask(table, ids), chunks) for row in page}

    def _known_early(self, table: str, mark: Mark) -> dict[int, Row]:
        """What was begun, if the log tells of no change since: once, as what is read later is newer."""
        early = self._early.pop(table, None)
        if early is None or self._tail is None or not self._tail.stands_at(mark):
            return {}
        return {row["id"]: row for row in early.result() or ()}

    def _ask(self, table: str, ids: list[int]) -> list[Row]:
        rows = self._by_feed(table, {"id": ids}) if self._is_by_feed(table) else None
        if rows is not None:
            return rows
        query = QUERIES[table]._replace(counts=())
        return page_of(self._netbox, query, {**query.parameters, "id": ids, "limit": PAGE_SIZE})[1]

    def _is_by_feed(self, table: str) -> bool:
        query = QUERIES[table]
        return query.fed and self._fields is not None and feed.left_to_rest(query, self._fields) is None

    def _by_feed(self, table: str, where: Parameters) -> list[Row] | None:
        try:
            rows = feed.read(self._netbox, table, lambda: self._fields or {}, where)
        except faults.FeedUnusable:
            return None
        counts = {each.name for each in QUERIES[table].counts}
        return rows and [{name: row[name] for name in row if name not in counts} for row in rows]
