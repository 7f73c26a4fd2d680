"""The rows behind a snapshot, kept beside it so that the next pull need only ask for what has changed.

One SQLite file, safe to delete: without it the next pull reads everything. Each row is held lean, with a checksum; config
contexts, which many devices share, once each. What the rows give in the snapshot is not held again: only where in its file
the piece of each object lies, which must fit a file with the digest that is told here.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from array import array
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, Self

from pydantic_core import to_json

from netbox_sync.model import Frozen
from netbox_sync.pull.columns import QUERIES, Row
from netbox_sync.pull.content import Layout, Unusable
from netbox_sync.pull.entries import ENTRIES

FORMAT: Final = 5
MADE_OF: Final = hashlib.sha256(
    repr((FORMAT, QUERIES, [(table, sorted(ENTRIES)) for table in ENTRIES])).encode()
).hexdigest()
"""Changes with anything that decides what a row holds."""


@cache
def _defaults(kind: type[Frozen]) -> dict[str, Any]:
    return {name: field.default for name, field in kind.model_fields.items() if not field.is_required()}


def _plain(entry: Frozen) -> dict[str, Any]:
    """What `model_dump(exclude_defaults=True)` gives, in a third of the time; models inside are left to the encoder."""
    defaults = _defaults(type(entry))
    return {name: value for name, value in entry.__dict__.items() if name not in defaults or value != defaults[name]}


# one encoder: json.dumps makes another for each call, which takes longer than a row
_canonical: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain
).encode
_SCHEMA: Final = """
CREATE TABLE told (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE rows (
    kind TEXT NOT NULL, id INTEGER NOT NULL, updated TEXT, lean TEXT NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE INDEX by_time ON rows (kind, updated);
CREATE TABLE contexts (hash TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE layouts (kind TEXT PRIMARY KEY, ids BLOB NOT NULL, sizes BLOB NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID;
"""
CONTEXT: Final = "config_context"
"""The column that is held apart: a row holds its hash."""


def path_beside(snapshot: Path) -> Path:
    return snapshot.with_name(f"{snapshot.name}.rows")


class Encoder:
    """Makes the pieces of the snapshot's canonical JSON; config contexts that hold the same objects are encoded once."""

    def __init__(self) -> None:
        self._contexts: dict[tuple[tuple[str, int], ...], tuple[Any, str]] = {}

    def piece_of(self, entry: Frozen) -> bytes:
        plain = _plain(entry)
        context = plain.pop(CONTEXT, None)
        if context is None:
            return _canonical(plain).encode()
        below = _canonical({name: value for name, value in plain.items() if name < CONTEXT})[1:-1]
        above = _canonical({name: value for name, value in plain.items() if name > CONTEXT})[1:-1]  # the id at least
        return f'{{{below}{"," if below else ""}"{CONTEXT}":{self._encoded(context)},{above}}}'.encode()

    def _encoded(self, context: dict[str, Any]) -> str:
        key = tuple((name, id(value)) for name, value in context.items())
        if key not in self._contexts:
            self._contexts[key] = (context, _canonical(context))  # held, so that the numbers stay theirs
        return self._contexts[key][1]


class RowStore:
    """An open file; use as a context manager. Changes are written by `commit`, all or none.

    Anything may raise sqlite3.Error where the file is damaged or the disk is full.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection
        self._contexts: dict[str, Any] = {}
        self._stamps: dict[str, tuple[int, datetime | None]] = {}

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises Unusable."""
        if not path.is_file():
            raise Unusable("there are none")
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("BEGIN IMMEDIATE")  # another pull waits its turn
            store = cls(connection)
            if store.told("made_of") != MADE_OF:
                raise Unusable("it is of another version")
        except (sqlite3.Error, Unusable) as error:
            connection.close()
            raise Unusable(str(error)) from error
        return store

    @classmethod
    def create(
        cls, path: Path, told: Mapping[str, Any], rows: Mapping[str, Iterable[Row]], layouts: Mapping[str, Layout]
    ) -> None:
        """Replaces the file. Raises sqlite3.Error and OSError."""
        new = path.with_name(f".{path.name}.new")
        new.unlink(missing_ok=True)
        new.touch(mode=0o600)
        connection = sqlite3.connect(new, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")  # what a crash leaves fails its checks
            connection.executescript(_SCHEMA)
            connection.execute("BEGIN")
            contexts = _Contexts()
            records = (_record(table, row, contexts) for table, listed in rows.items() for row in listed)
            connection.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", records)
            connection.executemany("INSERT INTO contexts VALUES (?, ?)", contexts.texts.items())
            store = cls(connection)
            store.lay(layouts)
            for key, value in {**told, "made_of": MADE_OF}.items():
                store.tell(key, value)
            connection.execute("COMMIT")
        finally:
            connection.close()
        new.replace(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._sql.close()

    def commit(self) -> None:
        self._sql.execute("COMMIT")

    def told(self, key: str) -> Any:
        """What was told under this key; None if nothing. Raises Unusable where it is damaged."""
        found = self._sql.execute("SELECT value FROM told WHERE key = ?", (key,)).fetchone()
        try:
            return None if found is None else json.loads(found[0])
        except ValueError as error:
            raise Unusable(f"what stands under {key} is damaged") from error

    def tell(self, key: str, value: Any) -> None:
        self._sql.execute("INSERT OR REPLACE INTO told VALUES (?, ?)", (key, json.dumps(value)))

    def row(self, table: str, object_id: int) -> Row | None:
        """Raises Unusable for a damaged one."""
        found = self._sql.execute("SELECT lean, sum FROM rows WHERE kind = ? AND id = ?", (table, object_id)).fetchone()
        return None if found is None else self._read(table, *found)

    def rows(self, table: str) -> list[Row]:
        """Sorted by id; rows with the same config context share it. Raises Unusable where one is damaged."""
        found = self._sql.execute("SELECT lean, sum FROM rows WHERE kind = ? ORDER BY id", (table,)).fetchall()
        return [self._read(table, *each) for each in found]

    def ids_where(self, table: str, column: str, value: object) -> list[int]:
        """Ids of the rows whose column has this value, or holds it among others."""
        # json_each reads a single value as a list of one
        sql = "SELECT id FROM rows WHERE kind = ? AND EXISTS (SELECT 1 FROM json_each(lean, ?) WHERE value = ?)"
        return [each[0] for each in self._sql.execute(sql, (table, f"$[{_COLUMNS[table].index(column)}]", value))]

    def put(self, table: str, row: Row) -> None:
        self._stamps.pop(table, None)
        contexts = _Contexts()
        self._sql.execute("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?)", _record(table, row, contexts))
        self._sql.executemany("INSERT OR IGNORE INTO contexts VALUES (?, ?)", contexts.texts.items())

    def drop(self, table: str, object_id: int) -> None:
        self._stamps.pop(table, None)
        self._sql.execute("DELETE FROM rows WHERE kind = ? AND id = ?", (table, object_id))

    def stamp(self, table: str) -> tuple[int, datetime | None]:
        """How many rows there are, and the newest `last_updated`. Raises Unusable where that is damaged."""
        if table not in self._stamps:
            sql = "SELECT count(*), max(updated) FROM rows WHERE kind = ?"
            count, newest = self._sql.execute(sql, (table,)).fetchone()
            try:
                self._stamps[table] = (count, None if newest is None else datetime.fromisoformat(newest))
            except (ValueError, TypeError) as error:
                raise Unusable("a time is damaged") from error
        return self._stamps[table]

    def layouts(self) -> dict[str, Layout]:
        """Of each table that holds any object in the snapshot. Raises Unusable where one is damaged."""
        found: dict[str, Layout] = {}
        for kind, ids, sizes, checksum in self._sql.execute("SELECT kind, ids, sizes, sum FROM layouts"):
            if zlib.crc32(sizes, zlib.crc32(ids)) != checksum:
                raise Unusable("where pieces lie is damaged")
            found[kind] = Layout(array("Q", ids), array("Q", sizes))
        return found

    def lay(self, layouts: Mapping[str, Layout]) -> None:
        """Tells the layouts anew."""
        told = ((table, each.ids.tobytes(), each.sizes.tobytes()) for table, each in layouts.items())
        records = [(table, ids, sizes, zlib.crc32(sizes, zlib.crc32(ids))) for table, ids, sizes in told]
        self._sql.execute("DELETE FROM layouts")
        self._sql.executemany("INSERT INTO layouts VALUES (?, ?, ?, ?)", records)

    def _read(self, table: str, lean: str, checksum: int) -> Row:
        if zlib.crc32(lean.encode()) != checksum:
            raise Unusable("a row does not have its checksum")
        row: Row = dict(zip(_COLUMNS[table], json.loads(lean), strict=True))
        if CONTEXT in row:
            row[CONTEXT] = self._context(row[CONTEXT])
        return row

    def _context(self, key: str) -> Any:
        if key not in self._contexts:
            found = self._sql.execute("SELECT text FROM contexts WHERE hash = ?", (key,)).fetchone()
            if found is None or _hash(found[0]) != key:
                raise Unusable("a config context is missing or damaged")
            self._contexts[key] = json.loads(found[0])
        return self._contexts[key]


class _Contexts:
    """Config contexts as they are written; rows whose contexts are the same object cost but one."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self._known: dict[int, tuple[object, str]] = {}  # the object is held, so that its number stays its own

    def hash_of(self, context: Any) -> str:
        known = self._known.get(id(context))
        if known is None:
            text = to_json(context).decode()
            known = self._known[id(context)] = (context, _hash(text))
            self.texts[known[1]] = text
        return known[1]


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _record(table: str, row: Row, contexts: _Contexts) -> tuple[str, int, str | None, str, int]:
    if CONTEXT in row:
        row = {**row, CONTEXT: contexts.hash_of(row[CONTEXT])}
    lean = to_json(_PICK[table](row))
    return table, row["id"], _utc(row["last_updated"]), lean.decode(), zlib.crc32(lean)


def _utc(updated: str | None) -> str | None:
    """A time as it is compared as text."""
    if updated is None:
        return None
    return datetime.fromisoformat(updated).astimezone(UTC).isoformat(timespec="microseconds")


_COLUMNS: Final = {
    table: ("id", "last_updated", *(each.name for each in query.columns), *((CONTEXT,) if query.has_context else ()))
    for table, query in QUERIES.items()
}
"""What a lean row holds, in the order in which it is kept: as a list."""
_PICK: Final = {table: itemgetter(*columns) for table, columns in _COLUMNS.items()}
