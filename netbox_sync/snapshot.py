"""A snapshot: taken from NetBox, kept in one file, loaded back only when not a byte of it changed.

The file is two lines of JSON: a header (schema version, source, digest) and the tables in canonical form, where a value
that equals the model's default is left out. The digest is the SHA-256 of the second line without its newline, so
`tail -n 1 snapshot.json | tr -d '\n' | sha256sum` checks it by hand, and a field that a later version adds changes no
digest where NetBox holds nothing in it.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Generic, Protocol, TypeVar

from pydantic import ConfigDict, ValidationError, create_model, with_config
from typing_extensions import TypedDict  # pydantic takes no other before Python 3.12

from netbox_sync import faults
from netbox_sync.client import NetBox, Row
from netbox_sync.files import Prepared
from netbox_sync.model import Device, Frozen, Snapshot, Source, Tables
from netbox_sync.pull import tables, tiers
from netbox_sync.pull.reader import ROUNDS, Progress

SCHEMA_VERSION: Final = 1


class _Header(Frozen):
    schema_version: int
    source: Source
    digest: str


def pull(
    netbox: NetBox,
    *,
    previous: Snapshot | None = None,
    progress: Progress | None = None,
    tier: tiers.Name | None = None,
) -> Snapshot:
    """NetBox as it is now, read by `tier` or by the fastest that serves.

    With `previous`, a table that held something then and is empty now is an error (SuddenlyEmpty) rather than a
    deletion. Raises the errors of `netbox_sync.faults`: NetBoxDown, TokenRefused, PermissionMissing, NetBoxTooOld,
    UnexpectedAnswer, and every ReadError.
    """
    taken, started = datetime.now(UTC), time.monotonic()
    status = netbox.status()
    try:
        read, (made, unnamed) = read_whole(netbox, tier, progress, lambda: tables.Building[Any](tuple))
    except tiers.Unsettled as error:
        raise error.why from error
    content = Tables(**made)
    if previous is not None:
        _refuse_sudden_emptiness(previous.tables, content)
    source = Source(
        url=netbox.url,
        version=status.version,
        taken=taken.isoformat(timespec="seconds"),
        duration_ms=round((time.monotonic() - started) * 1000),
        unnamed_devices=unnamed,
        tier=read.tier,
    )
    return Snapshot(schema_version=SCHEMA_VERSION, source=source, digest=digest(content), tables=content)


Made_co = TypeVar("Made_co", covariant=True)


class Maker(Protocol[Made_co]):
    """Makes something of the rows of everything, some of it while others are still being read."""

    def take(self, rows: Mapping[str, list[Row]], whole: Collection[str]) -> None: ...

    def finish(self, rows: Mapping[str, list[Row]]) -> Made_co: ...


def read_whole(
    netbox: NetBox,
    tier: tiers.Name | None,
    progress: Progress | None,
    begin: Callable[[], Maker[Made_co]],
    rounds: int = ROUNDS,
) -> tuple[tiers.Whole, Made_co]:
    """The rows of everything, and what is made of them, which is begun while NetBox is still read and looked at. Raises
    tiers.Unsettled, and what `pull` raises."""
    for again in (True, False):
        work = _Work(begin)
        with no_collection():
            read = tiers.read(netbox, tier=tier, progress=progress, making=work, rounds=rounds)
        try:
            outcome = work.outcome()
            tables.refuse_hidden(read.rows, read.held or {})
            return read, outcome
        except faults.PartialView:
            # an object made between the last looks at two tables seems hidden; one that is hidden is so the second time
            if not again:
                raise
    raise AssertionError("the second time returns or raises")


class _Work(Generic[Made_co]):
    """Something made of rows that may yet be read again: the last time counts, and an error only when it is asked for."""

    def __init__(self, begin: Callable[[], Maker[Made_co]]) -> None:
        self._begin = begin
        self.anew()

    def anew(self) -> None:
        self._maker = self._begin()
        self._done: Future[Made_co] = Future()

    def came(self, rows: Mapping[str, list[Row]], whole: Collection[str]) -> None:
        self._maker.take(rows, whole)

    def finish(self, rows: Mapping[str, list[Row]]) -> None:
        try:
            self._done.set_result(self._maker.finish(rows))
        except faults.ReadError as error:
            self._done.set_exception(error)

    def outcome(self) -> Made_co:
        return self._done.result(timeout=0)


def digest(content: Tables) -> str:
    """Hexadecimal SHA-256 of the tables' canonical JSON."""
    return hashlib.sha256(canonical(content)).hexdigest()


def canonical(content: Tables) -> bytes:
    """UTF-8 JSON with sorted keys, without spaces and without the fields that equal their defaults.

    Numbers are written as Python writes them (floats: the shortest text that reads back the same).
    """
    plain = content.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def save(snapshot: Snapshot, path: Path) -> None:
    """Writes the file whole or not at all; readers see the old one until the new one is on disk. Mode 0600."""
    content = canonical(snapshot.tables)
    if hashlib.sha256(content).hexdigest() != snapshot.digest:
        raise _damaged(path, "its content no longer has its digest", "içerik özetiyle uyuşmuyor")
    write(path, snapshot.source, snapshot.digest, content)


def write(path: Path, source: Source, digest: str, content: bytes) -> None:
    """Writes a file of content that is in canonical form already and has this digest."""
    prepare(path, source, digest, content).publish()


def prepare(path: Path, source: Source, digest: str, content: bytes) -> Prepared:
    """What `write` would write, until it is known that it may."""
    header = _Header(schema_version=SCHEMA_VERSION, source=source, digest=digest)
    return Prepared(path, (header.model_dump_json().encode(), b"\n", content, b"\n"), mode=0o600)


def load(path: Path, only: tuple[str, ...] = ()) -> Snapshot:
    """The snapshot of a file, checked whole; `only` these tables of it, the others empty and config contexts with nothing but
    `connection`, where there is no time for more. Raises SnapshotMissing, SnapshotDamaged or SnapshotForeign."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise faults.SnapshotMissing(path=path) from error
    except OSError as error:
        raise _damaged(path, str(error.strerror), str(error.strerror)) from error
    first, _, content = data.partition(b"\n")
    if not content.endswith(b"\n"):
        raise _damaged(path, "it ends early", "sonu eksik")
    try:
        told = json.loads(first)
        schema_version = told["schema_version"]
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(path, "it does not begin with a snapshot's header", "anlık görüntü başlığı yok") from error
    if schema_version != SCHEMA_VERSION:
        raise faults.SnapshotForeign(path=path, found=schema_version, known=SCHEMA_VERSION)
    found = hashlib.sha256(memoryview(content)[:-1]).hexdigest()
    if found != told.get("digest"):
        raise _damaged(path, "its content does not have the digest in its header", "içerik başlıktaki özetle uyuşmuyor")
    try:
        header = _Header.model_validate(told)
        with no_collection():
            content_read = _some(content, only) if only else Tables.model_validate_json(content)
        return Snapshot(schema_version=schema_version, source=header.source, digest=header.digest, tables=content_read)
    except ValidationError as error:
        # the digest fits, so the bytes are as they were written: by a version with other fields
        raise faults.SnapshotForeign(
            path=path, found=f"{schema_version} ({_first(error)})", known=SCHEMA_VERSION
        ) from error


@with_config(ConfigDict(extra="ignore"))
class _Context(TypedDict, total=False):
    """How the device is reached; the rest is left out."""

    connection: Any


def _some(content: bytes, names: tuple[str, ...]) -> Tables:
    """These tables; what the others hold is skipped unread, and so is most of config contexts: they are the bulk of a file."""
    wanted: dict[str, Any] = {name: (Tables.model_fields[name].annotation, ()) for name in names}
    if "devices" in wanted:
        lean: Any = create_model("Lean", __base__=Device, config_context=(_Context, {}))
        wanted["devices"] = (tuple[lean, ...], ())
    read = create_model("Some", __config__=ConfigDict(extra="ignore"), **wanted).model_validate_json(content)
    return Tables.model_construct(**{name: getattr(read, name) for name in names})


@contextlib.contextmanager
def no_collection() -> Iterator[None]:
    """Some hundred thousand new objects, none of them garbage: looking through them again and again doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def taken(path: Path) -> datetime | None:
    """The stamp of a file's snapshot, by its first line alone and unchecked; none where there is no such."""
    try:
        with path.open("rb") as stream:
            stamp = datetime.fromisoformat(_Header.model_validate_json(stream.readline()).source.taken)
    except (OSError, ValueError):
        return None
    return stamp if stamp.tzinfo is not None else None


def age(snapshot: Snapshot, now: datetime) -> timedelta:
    """How old the snapshot is; `now` needs an offset. Never negative, whatever the clocks say."""
    return max(timedelta(0), now - datetime.fromisoformat(snapshot.source.taken))


def _damaged(path: Path, en: str, tr: str) -> faults.SnapshotDamaged:
    return faults.SnapshotDamaged(path=path, en_detail=en, tr_detail=tr)


def _first(error: ValidationError) -> str:
    told = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, told['loc']))}: {told['msg']}"


def _refuse_sudden_emptiness(before: Tables, now: Tables) -> None:
    gone = [
        f"{name} ({len(getattr(before, name))})"
        for name in Tables.model_fields
        if getattr(before, name) and not getattr(now, name)
    ]
    if gone:
        raise faults.SuddenlyEmpty(tables=", ".join(gone))
