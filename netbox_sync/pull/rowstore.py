"""The rows behind a snapshot, kept beside it so that the next pull need only ask for what has changed.

One SQLite file, safe to delete: without it the next pull reads everything. Each row is held lean and as the piece of
canonical JSON that it gives in the snapshot, with a checksum over both; the pieces together must have the digest of the
snapshot they stand beside, or the file is not used.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, Self

from pydantic_core import to_json

from netbox_sync.model import Frozen
from netbox_sync.pull.columns import QUERIES, Row
from netbox_sync.pull.entries import ENTRIES

FORMAT: Final = 3
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
    kind TEXT NOT NULL, id INTEGER NOT NULL, updated TEXT, lean TEXT NOT NULL, entry TEXT, sum INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE INDEX by_time ON rows (kind, updated);
"""


class Unusable(Exception):  # the caller reads everything instead
    """The file is missing, damaged, or of another snapshot or version."""


def path_beside(snapshot: Path) -> Path:
    return snapshot.with_name(f"{snapshot.name}.rows")


def entry_text(entry: Frozen) -> str:
    """The object's piece of the snapshot's canonical JSON."""
    return _canonical(_plain(entry))


class RowStore:
    """An open file; use as a context manager. Changes are written by `commit`, all or none.

    Anything may raise sqlite3.Error where the file is damaged or the disk is full.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises Unusable."""
        if not path.is_file():
            raise Unusable("there are none; they are kept where the token may see NetBox's change log")
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
    def create(cls, path: Path, told: Mapping[str, Any], pieces: Iterable[tuple[str, Row, str | None]]) -> None:
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
            connection.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?)", (_record(*each) for each in pieces))
            store = cls(connection)
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
        found = self._sql.execute(
            "SELECT lean, entry, sum FROM rows WHERE kind = ? AND id = ?", (table, object_id)
        ).fetchone()
        return None if found is None else _checked(*found)

    def rows(self, table: str) -> list[Row]:
        """Sorted by id. Raises Unusable where one is damaged."""
        found = self._sql.execute("SELECT lean, entry, sum FROM rows WHERE kind = ? ORDER BY id", (table,))
        return [_checked(*each) for each in found]

    def ids_where(self, table: str, column: str, value: object) -> list[int]:
        """Ids of the rows whose column has this value, or holds it among others."""
        # json_each reads a single value as a list of one
        sql = "SELECT id FROM rows WHERE kind = ? AND EXISTS (SELECT 1 FROM json_each(lean, ?) WHERE value = ?)"
        return [each[0] for each in self._sql.execute(sql, (table, f"$.{column}", value))]

    def ids_where_none(self, table: str, column: str) -> list[int]:
        """Ids of the rows that hold nothing in this column."""
        sql = "SELECT id FROM rows WHERE kind = ? AND coalesce(json_extract(lean, ?), '') = '' ORDER BY id"
        return [each[0] for each in self._sql.execute(sql, (table, f"$.{column}"))]

    def put(self, table: str, row: Row, entry: str | None) -> None:
        self._sql.execute("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?, ?)", _record(table, row, entry))

    def drop(self, table: str, object_id: int) -> None:
        self._sql.execute("DELETE FROM rows WHERE kind = ? AND id = ?", (table, object_id))

    def stamp(self, table: str) -> tuple[int, datetime | None]:
        """How many rows there are, and the newest `last_updated`. Raises Unusable where that is damaged."""
        count, newest = self._sql.execute("SELECT count(*), max(updated) FROM rows WHERE kind = ?", (table,)).fetchone()
        try:
            return count, None if newest is None else datetime.fromisoformat(newest)
        except (ValueError, TypeError) as error:
            raise Unusable("a time is damaged") from error

    def entries(self) -> dict[str, dict[int, str]]:
        """Canonical JSON of each of the snapshot's objects, by table and id, sorted by id."""
        sql = "SELECT id, entry FROM rows WHERE kind = ? AND entry IS NOT NULL ORDER BY id"
        return {table: dict(self._sql.execute(sql, (table,)).fetchall()) for table in ENTRIES}


def canonical(entries: Mapping[str, Collection[str]]) -> bytes:
    """Canonical JSON of a snapshot's tables from that of its objects; empty tables are left out."""
    tables = (f'"{table}":[{",".join(entries[table])}]' for table in sorted(entries) if entries[table])
    return f"{{{','.join(tables)}}}".encode()


def _record(table: str, row: Row, entry: str | None) -> tuple[str, int, str | None, str, str | None, int]:
    counts = _COUNTS[table]
    lean = to_json({name: value for name, value in row.items() if name not in counts} if counts else row).decode()
    return table, row["id"], _utc(row["last_updated"]), lean, entry, zlib.crc32(f"{lean}\0{entry}".encode())


def _utc(updated: str | None) -> str | None:
    """A time as it is compared as text."""
    if updated is None:
        return None
    return datetime.fromisoformat(updated).astimezone(UTC).isoformat(timespec="microseconds")


_COUNTS: Final = {table: frozenset(each.name for each in query.counts) for table, query in QUERIES.items()}


def _checked(lean: str, entry: str | None, checksum: int) -> Row:
    if zlib.crc32(f"{lean}\0{entry}".encode()) != checksum:
        raise Unusable("a row does not have its checksum")
    row: Row = json.loads(lean)
    return row
