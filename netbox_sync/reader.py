"""Whole tables out of NetBox, page by page in parallel, provably as NetBox held them at one moment.

Offset paging over data that changes can skip and repeat rows. These checks together make a read trustworthy:

- pages are ordered by id and overlap by one row: when the last row of one page is not the first of the next, something
  before it came or went, and the table is read again;
- after everything is read, every table is asked for its count and its newest `last_updated` once more; a table that
  differs from what was read is read again;
- what NetBox computes from other tables without touching the row (a device's config context, an interface's far end) is
  guarded by those tables' count and newest `last_updated`, before and after;
- a table that still differs after some rounds is an error (KeepsChanging), never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from netbox_sync import faults
from netbox_sync.client import NetBox, Row

PAGE_SIZE: Final = 1000  # NetBox's own upper limit, unless its administrator set another
ROUNDS: Final = 4

Progress = Callable[[str, int, int], None]
"""Called with the table's name, the rows read so far and the rows there are."""


class Query(NamedTuple):
    """What to read of one list: its path below /api/ and the fields; `id` and `last_updated` are always read too.

    `guards` are paths of lists from which NetBox computes some of the fields.
    """

    path: str
    fields: tuple[str, ...]
    guards: tuple[str, ...] = ()

    @property
    def parameters(self) -> dict[str, str | int | list[str] | list[int]]:
        return {"fields": ",".join(dict.fromkeys(("id", "last_updated", *self.fields))), "ordering": "id"}


@dataclass(frozen=True)
class Stamp:
    """Equal stamps mean equal rows, given rows that were read without a seam."""

    count: int
    newest: str  # last_updated; empty for an empty table


@dataclass
class _Table:
    """One table while it is read."""

    query: Query
    page_size: int = 0
    count: int = 0
    pages: dict[int, list[Row]] = field(default_factory=dict)
    expected: int = 1

    def rows(self) -> list[Row] | None:
        """All rows sorted by id, or None when the pages do not fit together."""
        rows: list[Row] = []
        for number in range(self.expected):
            page = self.pages[number]
            if number:
                if not page or not rows or page[0]["id"] != rows[-1]["id"]:
                    return None
                page = page[1:]
            rows.extend(page)
        return rows if len(rows) == self.count else None

    def seen(self) -> int:
        return min(self.count, sum(len(page) for page in self.pages.values()))


def read(
    netbox: NetBox, queries: Mapping[str, Query], *, progress: Progress | None = None, page_size: int = PAGE_SIZE
) -> dict[str, list[Row]]:
    """Reads all tables; raises KeepsChanging when NetBox does not hold still, and any error of the client.

    `page_size` is a request: a server with a lower limit is followed.
    """
    rows: dict[str, list[Row]] = {}
    pending = dict(queries)
    with ThreadPoolExecutor(max_workers=netbox.threads, thread_name_prefix="netbox") as pool:
        guards = tuple(dict.fromkeys(path for query in queries.values() for path in query.guards))
        before = _stamps(netbox, pool, guards)
        for _ in range(ROUNDS):
            rows.update(_read_once(netbox, pool, pending, progress, page_size))
            now = _stamps(netbox, pool, (*guards, *(query.path for query in queries.values())))
            pending = {
                name: query
                for name, query in queries.items()
                if name not in rows
                or stamp_of(rows[name]) != now[query.path]
                or any(before[path] != now[path] for path in query.guards)
            }
            if not pending:
                return rows
            for name in pending:
                rows.pop(name, None)
            before = now
    raise faults.KeepsChanging(tables=", ".join(pending), rounds=ROUNDS)


def _stamps(netbox: NetBox, pool: ThreadPoolExecutor, paths: Sequence[str]) -> dict[str, Stamp]:
    return dict(zip(paths, pool.map(lambda path: stamp(netbox, path), paths), strict=True))


def stamp(netbox: NetBox, path: str) -> Stamp:
    """The list's stamp now: one small request."""
    count, newest = netbox.page(path, {"limit": 1, "ordering": "-last_updated", "fields": "id,last_updated"})
    return Stamp(count, str(newest[0]["last_updated"] or "") if newest else "")


def stamp_of(rows: list[Row]) -> Stamp:
    """The stamp of rows as they were read."""
    return Stamp(len(rows), max((str(row["last_updated"] or "") for row in rows), default=""))


def _read_once(
    netbox: NetBox, pool: ThreadPoolExecutor, queries: Mapping[str, Query], progress: Progress | None, page_size: int
) -> Iterator[tuple[str, list[Row]]]:
    """Each table whose pages fit together; the others are left out, to be read again."""
    tables = {name: _Table(query) for name, query in queries.items()}
    running: dict[Future[tuple[int, list[Row]]], tuple[str, int]] = {}

    def ask(name: str, number: int) -> None:
        table = tables[name]
        size = table.page_size or page_size
        # each page begins with the last row of the one before it
        parameters = {**table.query.parameters, "limit": size, "offset": number * (size - 1)}
        running[pool.submit(netbox.page, table.query.path, parameters)] = (name, number)

    try:
        for name in tables:
            ask(name, 0)
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                name, number = running.pop(future)
                table = tables[name]
                count, page = future.result()
                table.pages[number] = page
                if number == 0:
                    table.count, table.page_size = count, max(2, len(page))
                    table.expected = _page_count(count, len(page))
                    for following in range(1, table.expected):
                        ask(name, following)
                if progress is not None:
                    progress(name, table.seen(), table.count)
    finally:
        for future in running:
            future.cancel()
    for name, table in tables.items():
        rows = table.rows()
        if rows is not None:
            yield name, rows


def _page_count(count: int, first: int) -> int:
    """Pages of `first` rows, each sharing one row with the one before, that hold `count` rows."""
    if first >= count or first < 2:
        return 1
    return 1 + -(-(count - first) // (first - 1))
