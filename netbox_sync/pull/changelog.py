"""NetBox's change log as a mark to read on from: what has changed since, provably all of it.

Ids are given in the order in which changes are made and shown in the order in which their transactions end, so one with
a lower id can appear after one with a higher. So the mark remembers how many changes there were from one some way back
(the anchor) to the newest: one that appears late makes the number grow by more than the new ids. The anchor is older than
any transaction that may still be open. The number also shows that the log was not pruned past the anchor, and the newest
change's time that it is the same database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from netbox_sync import faults
from netbox_sync.client import NetBox, Parameters, Row
from netbox_sync.pull.reader import moment

PATH: Final = "core/object-changes"
BACK: Final = 200  # changes before the newest, at first, and further where those are younger than OVERLAP
OVERLAP: Final = timedelta(minutes=15)  # longer than any transaction takes
PAGE: Final = 100  # NetBox gives every change with all its data: some milliseconds each
MOST: Final = 400  # past that, reading everything is quicker
TAIL: Final = 400  # ids that the template of stamps tells


class Change(NamedTuple):
    id: int
    action: str  # create, update, delete
    object_type: str
    object_id: int
    before: dict[str, Any] | None = None  # the object as it was


class Mark(NamedTuple):
    """`length` changes from `anchor` to `newest`, which was made at `time`; of a log that holds none, all are nothing."""

    anchor: int
    newest: int
    time: str
    length: int


class Tail(NamedTuple):
    """The newest ids, at most `TAIL`, newest first, and the time of the newest."""

    ids: tuple[int, ...]
    time: datetime | None

    def after(self, start: Mark) -> int:
        """How many are newer than the newest then."""
        return sum(1 for each in self.ids if each > start.newest)

    def stands_at(self, start: Mark) -> bool:
        """Whether this proves that nothing has changed since; not so where it does not reach back to the anchor."""
        if start == EMPTY or not self.ids:
            return start == EMPTY and not self.ids
        if len(self.ids) == TAIL and self.ids[-1] > start.anchor:
            return False
        known = sum(1 for each in self.ids if each >= start.anchor)
        return (known, self.ids[0], self.time) == (start.length, start.newest, moment(start.time))


class LogUnusable(Exception):  # the caller reads everything instead
    """The log does not tell everything since the mark. `en`, `tr`: why."""

    def __init__(self, en: str, tr: str) -> None:
        super().__init__(en)
        self.en, self.tr = en, tr


EMPTY: Final = Mark(0, 0, "", 0)


def mark(netbox: NetBox, told: Callable[[], Tail | None] = lambda: None) -> Mark:
    """Where the log stands now. `told`: its end, where another request tells of it."""
    count, page = netbox.page(PATH, {"ordering": "-id", "limit": 1})
    if not page:
        return EMPTY
    newest = page[0]
    back = min(BACK, count - 1)
    anchor = _before(netbox, newest)
    tail = told()
    if (
        tail is not None
        and (tail.ids[:1], tail.time) == ((newest["id"],), moment(newest["time"]))
        and len(tail.ids) > back
        and (tail.ids[-1] <= anchor or len(tail.ids) < TAIL)
    ):
        return _from(tail.ids, min(anchor, tail.ids[back]), newest)
    _, page = netbox.page(PATH, {"id__lte": newest["id"], "ordering": "-id", "limit": 1, "offset": back})
    anchor = min(anchor, page[0]["id"] if page else newest["id"])
    length, _ = netbox.page(PATH, {"id__lte": newest["id"], "id__gte": anchor, "ordering": "-id", "limit": 1})
    return Mark(anchor, newest["id"], newest["time"], length)


def _from(ids: Sequence[int], anchor: int, newest: Row) -> Mark:
    return Mark(anchor, newest["id"], newest["time"], sum(1 for each in ids if each >= anchor))


def _before(netbox: NetBox, newest: Row) -> int:
    """The newest change so old that its transaction and all that began before it have ended; of a younger log the oldest."""
    time = moment(newest["time"])
    if time is None:
        return int(newest["id"])
    _, page = netbox.page(PATH, {"time_before": (time - OVERLAP).isoformat(), "ordering": "-id", "limit": 1})
    if not page:
        _, page = netbox.page(PATH, {"ordering": "id", "limit": 1})
    return int(page[0]["id"]) if page else int(newest["id"])


def mark_if_seen(netbox: NetBox, told: Callable[[], Tail | None]) -> Mark | None:
    """The mark, or None where the token may not see the log."""
    try:
        return mark(netbox, told)
    except faults.PermissionMissing:
        return None


def stands_at(netbox: NetBox, start: Mark) -> bool:
    """Whether nothing has changed since, as far as the log tells: one small request."""
    count, page = netbox.page(PATH, {"id__gte": start.anchor, "ordering": "-id", "limit": 1})
    return count == start.length and [(row["id"], row["time"]) for row in page] == [(start.newest, start.time)][:count]


def since(netbox: NetBox, start: Mark, expected: int = 0) -> tuple[list[Change], Mark]:
    """What changed since `start`, by id (some of it perhaps seen before), and the mark that has seen it. `expected`: how
    many changes there probably are.

    Raises LogUnusable.
    """
    count, rows = _newest(netbox, start, start.newest, expected)
    if start == EMPTY:
        # its anchor stays: what appears late is below the others
        return _changes(rows), Mark(0, rows[0]["id"], rows[0]["time"], count) if rows else EMPTY
    new = [row for row in rows if row["id"] > start.newest]
    if count != start.length + len(new):
        # one came late, or the log was cut: everything from the anchor is looked at
        count, rows = _newest(netbox, start, start.anchor)
        new = rows
        if not rows or rows[-1]["id"] != start.anchor:
            raise LogUnusable("NetBox's change log was cut", "NetBox değişiklik günlüğü kısaltılmış")
    known = next((row for row in rows if row["id"] == start.newest), None)
    if known is None or known["time"] != start.time:
        raise LogUnusable(
            "NetBox's change log no longer holds what was seen last",
            "NetBox değişiklik günlüğünde son görülen kayıt yok",
        )
    newest = rows[0]
    then, last = moment(start.time), moment(newest["time"])
    if then is not None and last is not None and last - then > OVERLAP and count == start.length + len(new):
        return _changes(new), Mark(start.newest, newest["id"], newest["time"], 1 + len(new))
    return _changes(new), Mark(start.anchor, newest["id"], newest["time"], count)


def _changes(rows: Sequence[Row]) -> list[Change]:
    return [
        Change(
            row["id"],
            row["action"]["value"],
            row["changed_object_type"],
            row["changed_object_id"],
            row.get("prechange_data"),
        )
        for row in reversed(rows)
    ]


def _newest(netbox: NetBox, start: Mark, down_to: int, expected: int = 0) -> tuple[int, list[Row]]:
    """How many there are from the anchor on, and the newest of them down to this id, newest first."""
    rows: list[Row] = []
    count = 0
    while True:
        # those that are expected, or the newest, which tells how many are new; then these and the one that was seen last
        limit = 1 + (
            max(expected, 0) if not rows else count - start.length - len(rows) if down_to == start.newest else PAGE
        )
        limit = min(PAGE, max(1, limit))
        where: Parameters = {"id__gte": start.anchor, "ordering": "-id", "limit": limit}
        count, page = netbox.page(PATH, {**where, "offset": len(rows)})
        if any(row["id"] < start.anchor for row in page):
            raise LogUnusable("NetBox does not filter its change log", "NetBox değişiklik günlüğünü süzmüyor")
        if rows and page and page[0]["id"] >= rows[-1]["id"]:
            return _newest(netbox, start, down_to)  # changes came in between the pages
        rows.extend(page)
        if not page or rows[-1]["id"] <= down_to or len(rows) >= count:
            return count, rows
        if max(len(rows), count - start.length) > MOST:
            raise LogUnusable("too many changes since", "değişiklik sayısı yüksek")
