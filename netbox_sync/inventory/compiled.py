"""An inventory kept beside its snapshot, so that the same question is answered without reading the snapshot again.

One SQLite file per question, named after the SHA-256 of all that the answer depends on: the snapshot's digest, the
options, the chosen hosts, this version of the toolkit. A file that is of another question, was cut short or can't be
read is as good as none. Mode 0600, in a folder of mode 0700: config contexts may tell an attacker much.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from netbox_sync.files import held, write_atomically
from netbox_sync.inventory.build import Inventory

KEPT: Final = 8  # files: some inventories, each for this snapshot and the one before


def folder(snapshot: Path) -> Path:
    return snapshot.with_name(f"{snapshot.name}.inventories")


def read(place: Path, key: str) -> Inventory | None:
    """The whole inventory, or None where there is none that can be trusted."""
    with _opened(place, key) as database:
        if database is None:
            return None
        try:
            (told,) = database.execute("SELECT content FROM whole").fetchone()
            rows = database.execute("SELECT name, variables, shape FROM hosts ORDER BY place").fetchall()
            whole = json.loads(told)
            if whole["hosts"] != len(rows):
                return None
            made = Inventory(members=whole["members"], children=whole["children"])
            made.hosts = {name: json.loads(variables) for name, variables, _ in rows}
            made.shapes = {name: json.loads(shape) for name, _, shape in rows if shape is not None}
        except (sqlite3.Error, ValueError, KeyError, TypeError):
            return None
        return made


def read_host(place: Path, key: str, name: str) -> tuple[bool, dict[str, Any] | None]:
    """Whether the inventory is there, and the variables of one of its hosts: a few rows of the file are read."""
    with _opened(place, key) as database:
        if database is None:
            return False, None
        try:
            row = database.execute("SELECT variables FROM hosts WHERE name = ?", (name,)).fetchone()
            return True, None if row is None else json.loads(row[0])
        except (sqlite3.Error, ValueError):
            return False, None


def names(place: Path, key: str) -> list[str]:
    with _opened(place, key) as database:
        return [] if database is None else [name for (name,) in database.execute("SELECT name FROM hosts")]


def write(place: Path, key: str, made: Inventory) -> None:
    """Whole or not at all, and the oldest files beyond KEPT go. Raises OSError where the folder can't be written."""
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=place, prefix=".", suffix=".new")  # mode 0600
    os.close(handle)
    try:
        with contextlib.closing(sqlite3.connect(temporary, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("PRAGMA synchronous = OFF")
            database.execute("BEGIN")
            database.execute("CREATE TABLE whole (key TEXT, content TEXT)")
            database.execute(
                "CREATE TABLE hosts (name TEXT PRIMARY KEY, place INTEGER, variables TEXT, shape TEXT) WITHOUT ROWID"
            )
            whole = {"hosts": len(made.hosts), "members": made.members, "children": made.children}
            database.execute("INSERT INTO whole VALUES (?, ?)", (key, _json(whole)))
            database.executemany(
                "INSERT INTO hosts VALUES (?, ?, ?, ?)",
                (
                    (name, number, _json(variables), _json(made.shapes[name]) if name in made.shapes else None)
                    for number, (name, variables) in enumerate(made.hosts.items())
                ),
            )
            database.execute("COMMIT")
        os.replace(temporary, place / f"{key}.sqlite")  # noqa: PTH105
    except sqlite3.Error as error:
        raise OSError(str(error)) from error
    finally:
        Path(temporary).unlink(missing_ok=True)
    _forget(place, "*.sqlite")


@contextlib.contextmanager
def alone(place: Path, key: str) -> Iterator[None]:
    """Waits until no other process makes this answer; where no lock can be had, it is made more than once."""
    with contextlib.ExitStack() as lock:
        with contextlib.suppress(OSError):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock.enter_context(held(place / f".{key[:2]}.lock"))
        yield


def write_question(place: Path, asked: dict[str, Any]) -> str:
    """Keeps what a later process is to ask, and gives its key."""
    content = json.dumps(asked, ensure_ascii=False, sort_keys=True).encode()
    key = hashlib.sha256(content).hexdigest()[:16]
    file = place / f"{key}.json"
    if not _ours(file) or file.read_bytes() != content:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(file, content, mode=0o600)
        _forget(place, "*.json")
    return key


def read_question(place: Path, key: str) -> dict[str, Any]:
    file = place / f"{key}.json"
    if not _ours(file):
        raise FileNotFoundError(str(file))
    told: dict[str, Any] = json.loads(file.read_bytes())
    return told


def _forget(place: Path, pattern: str) -> None:
    """The oldest beyond KEPT; another process may have been quicker."""
    times: dict[Path, int] = {}
    for file in place.glob(pattern):
        with contextlib.suppress(FileNotFoundError):
            times[file] = file.stat().st_mtime_ns
    for old in sorted(times, key=times.__getitem__, reverse=True)[KEPT:]:
        old.unlink(missing_ok=True)


@contextlib.contextmanager
def _opened(place: Path, key: str) -> Iterator[sqlite3.Connection | None]:
    file = place / f"{key}.sqlite"
    if not _ours(file):
        yield None
        return
    try:
        database = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    except sqlite3.Error:
        yield None
        return
    with contextlib.closing(database):
        try:
            found = database.execute("SELECT key FROM whole").fetchone()
        except sqlite3.Error:
            found = None
        yield database if found == (key,) else None


def _ours(file: Path) -> bool:
    """A file of our own that nobody else may write."""
    try:
        status = file.stat()
    except OSError:
        return False
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
