"""Where objects live: rows in memory with indexes over every relation, written through to SQLite (WAL) in transactions.

One process owns a database file at a time. Reading never touches SQLite, so listing is as fast as serializing.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lab.netbox.schema import GENERIC_REFERRERS, MODELS, Field, Model, Unique

Row = dict[str, Any]
Key = tuple[str, int]

LOOKUPS = frozenset(
    {"name", "slug", "model", "cid", "username", "vid", "asn", "ssid", "address", "prefix", "mac_address", "key"}
)
"""Fields by whose value a related object is often named in a request."""

_MULTIPLE = frozenset({"refs", "slugs", "types"})


class Store:
    """All rows, by model and id. Mutations happen inside `transaction()` and are undone when it fails.

    `version` counts transactions, `definitions` the changes of custom fields: what was worked out from an older one is stale.
    """

    def __init__(self, path: str | Path = ":memory:") -> None:
        self.lock = threading.RLock()
        self.rows: dict[str, dict[int, Row]] = {label: {} for label in MODELS}
        self.version = 0
        self.definitions = 0
        self._next: dict[str, int] = dict.fromkeys(MODELS, 1)
        self._index: dict[tuple[str, str], dict[Any, set[int]]] = defaultdict(dict)
        self._undo: list[tuple[str, int, Row | None]] | None = None
        self._database = sqlite3.connect(str(path), check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=NORMAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS objects"
            " (model TEXT, id INTEGER, data TEXT NOT NULL, PRIMARY KEY (model, id)) WITHOUT ROWID"
        )
        self._database.execute("CREATE TABLE IF NOT EXISTS sequences (model TEXT PRIMARY KEY, next INTEGER NOT NULL)")
        self._read()

    def close(self) -> None:
        """Let go of the database file."""
        self._database.close()

    def _read(self) -> None:
        for label, number in self._database.execute("SELECT model, next FROM sequences"):
            self._next[label] = number
        for label, identifier, data in self._database.execute("SELECT model, id, data FROM objects ORDER BY model, id"):
            row = json.loads(data)
            self.rows[label][identifier] = row
            self._enter(MODELS[label], row)

    # --- transactions

    @property
    def changing(self) -> bool:
        """Whether a transaction is under way, so that rows may be newer than `version` tells."""
        return self._undo is not None

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; nested ones join the outer."""
        with self.lock:
            if self._undo is not None:
                yield
                return
            self._undo = []
            try:
                yield
            except BaseException:
                for label, identifier, before in reversed(self._undo):
                    self._put(label, identifier, before)
                self._undo = None
                raise
            undo, self._undo = self._undo, None
            if undo:
                self._write(undo)
                self.version += 1

    def _write(self, undo: list[tuple[str, int, Row | None]]) -> None:
        touched = dict.fromkeys((label, identifier) for label, identifier, _ in undo)
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT OR REPLACE INTO objects VALUES (?, ?, ?)",
            (
                (label, identifier, json.dumps(self.rows[label][identifier], ensure_ascii=False))
                for label, identifier in touched
                if identifier in self.rows[label]
            ),
        )
        self._database.executemany(
            "DELETE FROM objects WHERE model = ? AND id = ?",
            (key for key in touched if key[1] not in self.rows[key[0]]),
        )
        self._database.executemany(
            "INSERT OR REPLACE INTO sequences VALUES (?, ?)",
            ((label, self._next[label]) for label in dict.fromkeys(label for label, _ in touched)),
        )
        self._database.execute("COMMIT")

    # --- writing

    def insert(self, label: str, row: Row) -> Row:
        """Give the row an id (never used before) and keep it."""
        identifier = self._next[label]
        self._next[label] = identifier + 1
        row = {"id": identifier, **row}
        self._record(label, identifier, row)
        return row

    def update(self, label: str, identifier: int, values: Row) -> Row:
        """Replace some values of a row; the old row object stays as it was, so that it can serve as the state before."""
        row = {**self.rows[label][identifier], **values}
        self._record(label, identifier, row)
        return row

    def delete(self, label: str, identifier: int) -> None:
        """Remove a row."""
        self._record(label, identifier, None)

    def _record(self, label: str, identifier: int, row: Row | None) -> None:
        if self._undo is None:
            msg = "a write outside a transaction"
            raise RuntimeError(msg)
        self._undo.append((label, identifier, self._put(label, identifier, row)))

    def _put(self, label: str, identifier: int, row: Row | None) -> Row | None:
        model = MODELS[label]
        if label == "extras.customfield":
            self.definitions += 1
        before = self.rows[label].get(identifier)
        if before is not None:
            self._leave(model, before)
        if row is None:
            self.rows[label].pop(identifier, None)
        else:
            self.rows[label][identifier] = row
            self._enter(model, row)
        return before

    # --- indexes

    def _enter(self, model: Model, row: Row) -> None:
        for name, value in entries(model, row):
            self._index[model.label, name].setdefault(value, set()).add(row["id"])

    def _leave(self, model: Model, row: Row) -> None:
        for name, value in entries(model, row):
            ids = self._index[model.label, name][value]
            ids.discard(row["id"])
            if not ids:
                del self._index[model.label, name][value]

    def having(self, label: str, name: str, value: Any) -> set[int]:
        """Ids of the model's rows with this value in an indexed field. Not to be changed by the caller."""
        return self._index[label, name].get(value, _NONE)

    def indexed(self, label: str, name: str) -> bool:
        """Whether `having` knows this field."""
        return any(item.name == name for item in _INDEXED[label])

    def get(self, label: str, identifier: Any) -> Row | None:
        """One row, or None."""
        return self.rows[label].get(identifier) if label in self.rows else None

    def pointing(self, label: str, identifier: int) -> Iterator[tuple[str, int]]:
        """Objects attached to this one through a relation to any model: their model and id."""
        for model, name in GENERIC_REFERRERS:
            for each in self.having(model.label, name, (label, identifier)):
                yield model.label, each

    def clash(self, model: Model, rule: Unique, row: Row, *, but: int | None) -> bool:
        """Whether another row than `but` has the same values where the rule wants them unique."""
        key = unique_key(rule, row)
        return key is not None and any(other != but for other in self.having(model.label, _name(rule), key))


_NONE: set[int] = set()


def entries(model: Model, row: Row) -> Iterator[tuple[str, Any]]:
    """What the indexes hold of a row: field (or relation, or unique rule) and value."""
    for item in _indexed(model):
        value = row.get(item.name)
        if value is None:
            continue
        if item.kind in _MULTIPLE:
            yield from ((item.name, each) for each in value)
        else:
            yield item.name, value
    if model.tags:
        yield from (("tags", each) for each in row.get("tags", ()))
    for name in model.generics:
        if (kind := row.get(f"{name}_type")) and (identifier := row.get(f"{name}_id")) is not None:
            yield name, (kind, identifier)
    for rule in model.unique:
        if (key := unique_key(rule, row)) is not None:
            yield _name(rule), key


_INDEXED: dict[str, tuple[Field, ...]] = {
    model.label: tuple(
        item
        for item in model.stored
        if item.kind in {"ref", "pk"} | _MULTIPLE
        or "unique" in item.flags
        or (item.name in LOOKUPS and item.kind != "json")
    )
    for model in MODELS.values()
}


def _indexed(model: Model) -> tuple[Field, ...]:
    return _INDEXED[model.label]


def _name(rule: Unique) -> str:
    return f"{rule.fields}{rule.when_null}"


def unique_key(rule: Unique, row: Row) -> tuple[Any, ...] | None:
    """The values that must be unique, or None where the rule does not apply (nulls are never equal)."""
    if rule.when_null and row.get(rule.when_null) is not None:
        return None
    values = []
    for name in rule.fields:
        value = row.get(name)
        if value is None or (value == "" and name in {"face", "rd", "name"}):
            return None
        values.append(value.lower() if name in rule.lower else value)
    return tuple(values)
