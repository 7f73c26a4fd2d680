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
from datetime import UTC, datetime
from typing import Final, NamedTuple, Protocol

from netbox_sync import faults
from netbox_sync.client import NetBox, Parameters, Row

PAGE_SIZE: Final = 1000  # NetBox's own upper limit, unless its administrator set another
ROUNDS: Final = 4

Progress = Callable[[str, int, int], None]
"""Called with the table's name, the rows read so far and the rows there are."""


class Listing(Protocol):
    """One list to read: its path below /api/, REST's names of its fields (with `id` and `last_updated`), and the paths of
    lists from which NetBox computes some of them."""

    @property
    def path(self) -> str: ...

    @property
    def fields(self) -> tuple[str, ...]: ...

    @property
    def guards(self) -> tuple[str, ...]: ...

    def row(self, rest: Row, /) -> Row:
        """What is kept of one object. Raises KeyError or TypeError for one that NetBox does not give."""


class Query(NamedTuple):
    """A list whose objects are kept as REST gives them."""

    path: str
    wanted: tuple[str, ...]
    guards: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(("id", "last_updated", *self.wanted)))

    def row(self, rest: Row, /) -> Row:
        return rest


@dataclass(frozen=True)
class Stamp:
    """Equal stamps mean equal rows, given rows that were read without a seam."""

    count: int
    newest: datetime | None  # last_updated


@dataclass
class _Table:
    """One table while it is read."""

    query: Listing
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
    netbox: NetBox, queries: Mapping[str, Listing], *, progress: Progress | None = None, page_size: int = PAGE_SIZE
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
    return Stamp(count, moment(newest[0]["last_updated"]) if newest else None)


def stamp_of(rows: list[Row]) -> Stamp:
    """The stamp of rows as they were read."""
    times = (row["last_updated"] for row in rows)
    return Stamp(len(rows), max((datetime.fromisoformat(time).astimezone(UTC) for time in times if time), default=None))


def moment(text: str | None) -> datetime | None:
    """A time as NetBox writes it, whatever its time zone."""
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def page_of(netbox: NetBox, query: Listing, where: Parameters) -> tuple[int, list[Row]]:
    """The count of what `where` finds, and this page of it."""
    count, page = netbox.page(query.path, {**where, "fields": ",".join(query.fields)})
    try:
        return count, [query.row(row) for row in page]
    except (KeyError, TypeError) as error:
        url = f"{netbox.url}/api/{query.path}/"
        raise faults.UnexpectedAnswer(url=url, detail=f"an object without what NetBox has there: {error}") from error


def _read_once(
    netbox: NetBox, pool: ThreadPoolExecutor, queries: Mapping[str, Listing], progress: Progress | None, page_size: int
) -> Iterator[tuple[str, list[Row]]]:
    """Each table whose pages fit together; the others are left out, to be read again."""
    tables = {name: _Table(query) for name, query in queries.items()}
    running: dict[Future[tuple[int, list[Row]]], tuple[str, int]] = {}

    def ask(name: str, number: int) -> None:
        table = tables[name]
        size = table.page_size or page_size
        # each page begins with the last row of the one before it
        where: Parameters = {"ordering": "id", "limit": size, "offset": number * (size - 1)}
        running[pool.submit(page_of, netbox, table.query, where)] = (name, number)

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
