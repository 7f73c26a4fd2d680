"""Whole tables out of NetBox, page by page in parallel, provably as NetBox held them at one moment.

Offset paging over data that changes can skip and repeat rows. These checks together make a read trustworthy:

- pages are ordered by id and overlap by one row: when the last row of one page is not the first of the next, something
  before it came or went, and the table is read again;
- after everything is read, every table is asked for its count and its newest `last_updated` once more; a table that
  differs from what was read, or from what it was before, is read again. Where NetBox's change log proves that nothing
  changed meanwhile, that is left out for tables that came in one piece and are neither big nor guards, unless one
  request tells of all;
- what NetBox computes from other tables without touching the row (a device's config context, an interface's far end) is
  guarded by those tables' count and newest `last_updated`, before and after;
- a table that still differs after some rounds is an error (KeepsChanging), never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
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
Came = Callable[[str, list[Row]], None]
"""Takes the rows of a table that has come whole."""


class Listing(Protocol):
    """One list to read: its path below /api/, what to ask of it (`fields` with `id` and `last_updated`), and the paths of
    lists from which NetBox computes some of the fields."""

    @property
    def path(self) -> str: ...

    @property
    def parameters(self) -> Mapping[str, str]: ...

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
    def parameters(self) -> dict[str, str]:
        return {"fields": ",".join(dict.fromkeys(("id", "last_updated", *self.wanted)))}

    def row(self, rest: Row, /) -> Row:
        return rest


@dataclass(frozen=True)
class Stamp:
    """Equal stamps mean equal rows, given rows that were read without a seam."""

    count: int
    newest: datetime | None  # last_updated
    change: int = 0  # id of NetBox's newest change, where that is all there is


@dataclass
class _Table:
    """One table while it is read."""

    query: Listing
    exact: bool = True
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
        if len({row["id"] for row in rows}) != len(rows) or (self.exact and len(rows) != self.count):
            return None
        return sorted(rows, key=lambda row: int(row["id"]))

    def seen(self) -> int:
        return min(self.count, sum(len(page) for page in self.pages.values()))


class NeverStill(Exception):  # not an error of anybody's: the cause of KeepsChanging, for who can go on from there
    """Everything was read, each list without a gap, and not all of one moment. `rows`: as they came."""

    def __init__(self, rows: dict[str, list[Row]]) -> None:
        super().__init__()
        self.rows = rows


class OrderIgnored(Exception):  # not an error of anybody's: the plain tier serves
    """Rows come in another order than was asked for."""


class Tier(Protocol):
    """A way to read lists."""

    @property
    def name(self) -> str: ...

    @property
    def in_pieces(self) -> Collection[str]:
        """The lists that took more than one request."""

    @property
    def looks_at_all(self) -> bool:
        """Whether the last look is at all lists, whatever the change log tells."""

    def fetch(
        self,
        netbox: NetBox,
        pool: ThreadPoolExecutor,
        queries: Mapping[str, Listing],
        progress: Progress | None,
        came: Came,
    ) -> None:
        """Hands over the rows of each list, sorted by id; a list that changed under the reader's hands is left out."""

    def look(self, netbox: NetBox, pool: ThreadPoolExecutor, paths: Sequence[str]) -> Callable[[], dict[str, Stamp]]:
        """Begins to look at these lists (and others, where that costs nothing); what is returned gives their stamps."""

    def holds(self, rows: list[Row], before: Stamp, now: Stamp) -> bool:
        """Whether rows read between two stamps are those that the second stands for."""


class Following(Protocol):
    """Work on tables while others are still being read."""

    def anew(self) -> None:
        """What came so far is read again."""

    def came(self, pool: ThreadPoolExecutor, rows: Mapping[str, list[Row]]) -> None:
        """`rows` are the tables that have come, one of them just now."""

    def complete(self, pool: ThreadPoolExecutor, rows: Mapping[str, list[Row]]) -> Collection[str]:
        """All tables have come, and NetBox is not looked at for the last time yet: fills in what is worked out over all
        of them, and names those for which it could not."""

    def finish(self, rows: Mapping[str, list[Row]]) -> None:
        """While the last look goes on: work that is in vain where that shows a change."""


class Log(Protocol):
    """NetBox's change log while it is read."""

    def begin(self) -> None:
        """Remembers where the log stands; called once, before any table is read."""

    def is_quiet(self) -> bool:
        """Whether the log provably holds nothing new since."""


class Pages:
    """Pages of the fields that are asked for, in the order of ids."""

    name = "pages"
    looks_at_all = False
    exact = True

    def __init__(self, page_size: int = PAGE_SIZE) -> None:
        self.page_size = page_size
        self.in_pieces: set[str] = set()

    def fetch(
        self,
        netbox: NetBox,
        pool: ThreadPoolExecutor,
        queries: Mapping[str, Listing],
        progress: Progress | None,
        came: Came,
    ) -> None:
        _read_once(netbox, pool, queries, progress, self.page_size, self.parameters, self.in_pieces, came, self.exact)

    def parameters(self, query: Listing) -> Parameters:
        return {"ordering": "id", **query.parameters}

    def look(self, netbox: NetBox, pool: ThreadPoolExecutor, paths: Sequence[str]) -> Callable[[], dict[str, Stamp]]:
        looks = pool.map(lambda path: self.stamp(netbox, path), paths)
        return lambda: dict(zip(paths, looks, strict=True))

    def stamp(self, netbox: NetBox, path: str) -> Stamp:
        """The list's stamp now."""
        return stamp(netbox, path)

    def holds(self, rows: list[Row], before: Stamp, now: Stamp) -> bool:  # noqa: ARG002  # the rows have their own stamp
        return stamp_of(rows) == now


class Moving(Pages):
    """Pages of a NetBox that others go on writing to: each list without a gap, as it was while it was read, and not all as of
    one moment. For who looks again before writing; what came while a list was read may be missing from it."""

    exact = False

    def look(self, netbox: NetBox, pool: ThreadPoolExecutor, paths: Sequence[str]) -> Callable[[], dict[str, Stamp]]:  # noqa: ARG002  # whatever came since does not matter
        return dict


class Plain(Pages):
    """Whole objects in NetBox's own order, for a NetBox behind something that passes no `fields` and no `ordering` on.

    Without an order, the newest of a list can't be asked for: NetBox's change log, which comes newest first, stands for
    it. Raises PermissionMissing where the token may not see it.
    """

    name = "plain"
    looks_at_all = True

    def parameters(self, query: Listing) -> Parameters:  # noqa: ARG002  # nothing is asked for
        return {}

    def stamp(self, netbox: NetBox, path: str) -> Stamp:
        # the log first: what changes between the two requests shows in the next look
        _, newest = netbox.page("core/object-changes", {"limit": 1})
        count, _ = netbox.page(path, {"limit": 1})
        return Stamp(count, None, newest[0]["id"] if newest else 0)

    def holds(self, rows: list[Row], before: Stamp, now: Stamp) -> bool:
        return before == now and len(rows) == now.count


def read(
    netbox: NetBox,
    queries: Mapping[str, Listing],
    *,
    progress: Progress | None = None,
    page_size: int = PAGE_SIZE,
    tier: Tier | None = None,
    following: Following | None = None,
    log: Log | None = None,
    watched: Collection[str] = (),
    rounds: int = ROUNDS,
) -> dict[str, list[Row]]:
    """Reads all tables; raises KeepsChanging when NetBox does not hold still for that many rounds (its cause is NeverStill where every
    table came whole in the last), and any error of the client.

    `page_size` is a request: a server with a lower limit is followed. Where the `log` tells that nothing changed, the last
    look is at the tables named in `watched`, at those that were read in pieces and at guards.
    """
    tier = tier or Pages(page_size)
    rows: dict[str, list[Row]] = {}
    pending = dict(queries)
    with ThreadPoolExecutor(max_workers=netbox.threads, thread_name_prefix="netbox") as pool:
        guards = [path for query in queries.values() for path in query.guards]
        paths = tuple(dict.fromkeys((*guards, *(query.path for query in queries.values()))))
        # rows read by pages or feed tell their own stamp; only what they are computed from is looked at beforehand
        looked_at = paths if isinstance(tier, Plain) else tuple(dict.fromkeys(guards))
        looks = tier.look(netbox, pool, looked_at)
        marked = pool.submit(log.begin) if log is not None else None
        before = looks()
        if marked is not None:
            marked.result()

        def came(name: str, table: list[Row]) -> None:
            rows[name] = table
            if following is not None:
                following.came(pool, rows)

        for count in range(1, rounds + 1):
            tier.fetch(netbox, pool, pending, progress, came)
            whole = following if len(rows) == len(queries) else None
            unfinished = () if whole is None else whole.complete(pool, rows)
            if log is not None and not tier.looks_at_all:
                quiet = pool.submit(log.is_quiet)
                close = {query.path for name, query in queries.items() if name in watched or name in tier.in_pieces}
                first = tuple(path for path in paths if path in close or path in guards)
            else:
                quiet, first = None, paths
            looks = tier.look(netbox, pool, first)
            if whole is not None and not unfinished:
                whole.finish(rows)
            now = looks()
            if quiet is not None and not quiet.result():
                now |= tier.look(netbox, pool, tuple(path for path in paths if path not in now))()
            pending = {
                name: query
                for name, query in queries.items()
                if name not in rows
                or name in unfinished
                or (
                    query.path in now
                    and not tier.holds(rows[name], before.get(query.path, now[query.path]), now[query.path])
                )
                or any(before[path] != now[path] for path in query.guards)
            }
            if not pending:
                return rows
            if count == rounds and whole is not None and not unfinished:
                raise faults.KeepsChanging(tables=", ".join(pending), rounds=rounds) from NeverStill(rows)
            for name in pending:
                rows.pop(name, None)
            if following is not None:
                following.anew()
            before = now
    raise faults.KeepsChanging(tables=", ".join(pending), rounds=rounds)


def stamp(netbox: NetBox, path: str) -> Stamp:
    """The list's stamp now: one small request."""
    where: Parameters = {"limit": 1, "ordering": "-last_updated", "fields": "id,last_updated"}
    # or NetBox works out config contexts to sort by
    count, newest = netbox.page(path, {**where, "exclude": "config_context"})
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
    count, page = netbox.page(query.path, where)
    try:
        return count, [query.row(row) for row in page]
    except (KeyError, TypeError) as error:
        url = f"{netbox.url}/api/{query.path}/"
        raise faults.UnexpectedAnswer(url=url, detail=f"an object without what NetBox has there: {error}") from error


def _read_once(
    netbox: NetBox,
    pool: ThreadPoolExecutor,
    queries: Mapping[str, Listing],
    progress: Progress | None,
    page_size: int,
    parameters: Callable[[Listing], Parameters],
    in_pieces: set[str],
    came: Came,
    exact: bool,
) -> None:
    """Each table whose pages fit together; the others are left out, to be read again."""
    tables = {name: _Table(query, exact) for name, query in queries.items()}
    running: dict[Future[tuple[int, list[Row]]], tuple[str, int]] = {}

    def ask(name: str, number: int) -> None:
        table = tables[name]
        size = table.page_size or page_size
        # each page begins with the last row of the one before it
        where: Parameters = {**parameters(table.query), "limit": size, "offset": number * (size - 1)}
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
                if parameters(table.query) and any(page[at]["id"] > page[at + 1]["id"] for at in range(len(page) - 1)):
                    raise OrderIgnored
                table.pages[number] = page
                if number == 0:
                    table.count, table.page_size = count, max(2, len(page))
                    table.expected = _page_count(count, len(page))
                    for following in range(1, table.expected):
                        in_pieces.add(name)
                        ask(name, following)
                if progress is not None:
                    progress(name, table.seen(), table.count)
                if len(table.pages) == table.expected and (rows := table.rows()) is not None:
                    came(name, rows)
    finally:
        for future in running:
            future.cancel()


def _page_count(count: int, first: int) -> int:
    """Pages of `first` rows, each sharing one row with the one before, that hold `count` rows."""
    if first >= count or first < 2:
        return 1
    return 1 + -(-(count - first) // (first - 1))
