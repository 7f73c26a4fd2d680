"""A database: its dump is taken in by an empty server of the drill's own, which then has to answer.

The server runs in the drill's folder or in a container, listens on no network, and goes with it. What the dump holds is counted in its
text, what the server holds by asking it: table by table the rows must be as many.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from altyapi.backup.drill import files, mariadb, postgresql
from altyapi.backup.drill.faults import NothingToRestore
from altyapi.backup.drill.proof import Proof, check
from altyapi.backup.point import Point
from altyapi.backup.policy import DrillImages
from altyapi.backup.repository import Repository
from altyapi.verify.result import Result

GLOBALS = frozenset({"globals", "users"})
"""Dumps of roles and users, which are no database: one that is called so has its first letter percent-encoded."""
LAST_WORDS = {"postgresql": b"PostgreSQL database dump complete", "mariadb": b"-- Dump completed"}
TAIL_BYTES = 600
"""Where they stand: a newer pg_dump has a line behind them."""


def prove(repository: Repository, point: Point, folder: Path, images: DrillImages | None = None) -> Proof:
    """Restore the dumps into `folder` and bring them up. Raises NothingToRestore, NoServer, ServerFailed, DumpRefused."""
    files.restore(repository, point, folder)
    checks: list[Result] = []
    size = tables = 0
    versions: list[str] = []
    images = images or DrillImages()
    for system, image, counted, started in (
        ("postgresql", images.postgresql, postgresql.counted, postgresql.started),
        ("mariadb", images.mariadb, mariadb.counted, mariadb.started),
    ):
        dumps = sorted(folder.rglob(f"{system}/*.sql"))
        if not dumps:
            continue
        with started(folder, point.system, image) as server:
            versions.append(server.version)
            for dump in sorted(dumps, key=lambda file: (file.stem not in GLOBALS, file.name)):
                name = unquote(dump.stem)
                size += dump.stat().st_size
                server.load(name, dump)
                if dump.stem in GLOBALS:
                    continue
                if LAST_WORDS[system] not in _tail(dump):  # a server takes half a dump in without a word
                    checks.append(check(f"{name}: complete", "complete", "incomplete"))
                expected, observed = counted(dump), server.rows(name)
                tables += len(observed)
                checks += compared(name, expected, observed)
    if not versions:
        raise NothingToRestore(system=point.system, place=point.place)
    if not tables:  # nothing equals nothing, and proves nothing
        checks.append(check("tables", "> 0", tables))
    return Proof(point.model_copy(update={"bytes": size}), ", ".join(versions), tuple(checks))


def _tail(dump: Path) -> bytes:
    with dump.open("rb") as stream:
        stream.seek(max(0, dump.stat().st_size - TAIL_BYTES))
        return stream.read()


def compared(name: str, expected: dict[str, int], observed: dict[str, int]) -> Iterator[Result]:
    """One line for the tables and one for the rows; and one for each table that differs."""
    yield check(f"{name}: tables", len(expected), len(observed))
    yield check(f"{name}: rows", sum(expected.values()), sum(observed.values()))
    for table in sorted(set(expected) | set(observed)):
        if expected.get(table) != observed.get(table):
            yield check(f"{name}: {table}", expected.get(table, "-"), observed.get(table, "-"))
