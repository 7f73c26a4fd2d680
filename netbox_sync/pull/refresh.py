"""A snapshot file brought up to date: by what has changed where that can be proved, else by reading everything."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from netbox_sync import faults, snapshot
from netbox_sync.client import NetBox, Row
from netbox_sync.errors import ToolkitError
from netbox_sync.files import Prepared
from netbox_sync.model import Source
from netbox_sync.pull import changelog, content, rowstore, tables, tiers
from netbox_sync.pull.changelog import Mark
from netbox_sync.pull.content import Content, Unusable
from netbox_sync.pull.entries import ENTRIES
from netbox_sync.pull.increment import NotProvable, Update
from netbox_sync.pull.reader import Progress
from netbox_sync.pull.rowstore import Encoder, RowStore
from netbox_sync.pull.tiers import Whole

RECONCILE_HOURS: Final = 24.0
ROUNDS: Final = 2  # of reading everything; then what others write meanwhile is followed by the change log

NONE_KEPT: Final = (
    "the pull before, if there was one, kept nothing to go on from; the next one can go on from this",
    "önceki çekme, olduysa bile, sürdürülecek bir şey bırakmamış; sonraki çekme bundan sürebilir",
)


class ReadWhole(faults.ReadError):
    """Why everything was read instead of what has changed; a note. Fields: en_detail, tr_detail."""

    code = "NBX-015"
    en = "Everything was read, not only what has changed: {en_detail}"
    tr = "Yalnızca değişenler değil, tümü okundu: {tr_detail}"
    en_remedy = "Nothing need be done."
    tr_remedy = "Bir işlem gerekmez."


@dataclass(frozen=True)
class Refreshed:
    """What a refresh did. `changed`: rows that differ from those kept, None where everything was read.

    `counts`: the objects of each of the snapshot's tables. `notes`: why it was not quicker, as errors that nobody raised.
    """

    source: Source
    digest: str
    previous_digest: str | None
    counts: dict[str, int]
    changed: int | None
    notes: tuple[ToolkitError, ...] = ()


def refresh(
    netbox: NetBox,
    path: Path,
    *,
    full: bool = False,
    fresh: bool = False,
    tier: tiers.Name | None = None,
    reconcile_hours: float = RECONCILE_HOURS,
    progress: Progress | None = None,
) -> Refreshed:
    """Brings the snapshot at `path` up to date, or makes it.

    `full` reads everything, and so does a file whose last full read is older than `reconcile_hours`. `fresh` accepts that
    a kind of object that was there is gone (else SuddenlyEmpty), and that the file is of another NetBox (else OtherNetBox).
    `tier`: how everything is read, if not as fast as can be. Raises what `snapshot.pull` raises.
    """
    header = _header(path)
    held = "" if header is None else str(header["source"]["url"]).rstrip("/")
    if held and held != netbox.url and not fresh:
        netbox.status()  # no NetBox at all there is told as that
        raise faults.OtherNetBox(url=netbox.url, before=held, path=path)
    before = header if held == netbox.url else None
    why: tuple[str, str] | None = None
    if header is not None and before is None:
        url = header["source"]["url"]
        why = (
            f"the last snapshot was of another NetBox, {url}",
            f"son anlık görüntü başka bir NetBox verisiydi: {url}",
        )
    if before is not None and not full and not fresh:
        try:
            return _by_changes(netbox, path, before, reconcile_hours)
        except (NotProvable, changelog.LogUnusable) as error:
            why = (error.en, error.tr)
        except faults.PermissionMissing as error:
            why = (error.message("en"), error.message("tr"))
        except (Unusable, sqlite3.Error) as error:
            why = (
                NONE_KEPT
                if not rowstore.path_beside(path).is_file()
                else (
                    f"the rows kept beside the snapshot can't be used: {error}",
                    "anlık görüntünün yanında saklanan satırlar bozuk ya da başka bir görüntünün",
                )
            )
    notes = () if why is None else (ReadWhole(en_detail=why[0], tr_detail=why[1]),)
    return _whole(netbox, path, before, fresh, tier, progress, notes)


def _header(path: Path) -> dict[str, Any] | None:
    """The first line of a snapshot of ours, unchecked: whether the rest has its digest is found out where it is used."""
    try:
        with path.open("rb") as file:
            header = json.loads(file.readline())
        return header if header["schema_version"] == snapshot.SCHEMA_VERSION and header["source"]["url"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _by_changes(netbox: NetBox, path: Path, before: dict[str, Any], reconcile_hours: float) -> Refreshed:
    taken = datetime.now(UTC)
    with RowStore.open(rowstore.path_beside(path)) as store:
        if store.told("digest") != before["digest"] or store.told("mark") is None:
            raise Unusable("they are of another snapshot")
        age = taken - datetime.fromisoformat(store.told("whole_at"))
        if not timedelta(0) <= age <= timedelta(hours=reconcile_hours):
            hours = f"{reconcile_hours:g}"
            raise NotProvable(f"the last full read is over {hours} hours old", f"son tam okuma {hours} saatten eski")
        update = Update(netbox, store)
        changing = _Changing(store, path, before, taken)
        try:
            update.run(changing.read, lambda: changing.make(update))
            held, source = changing.held, changing.source
            _refuse_sudden_emptiness(changing.kept.counts, held.counts)
            store.tell("digest", held.digest)
            if held is not changing.kept:
                store.lay(held.layouts)
            # whichever is on disk first: rows and snapshot of different digests are never used together
            with ThreadPoolExecutor(max_workers=1) as pool:
                published = pool.submit(changing.file.publish)
                store.commit()
                published.result()
        finally:
            changing.drop()
    return Refreshed(
        source=source,
        digest=held.digest,
        previous_digest=before["digest"],
        counts=held.counts,
        changed=update.changed,
    )


class _Changing:
    """The snapshot's file as it is, and as it will be: `held` and `source`, in `file` already."""

    def __init__(self, store: RowStore, path: Path, before: dict[str, Any], taken: datetime) -> None:
        self._store, self._path, self._before, self._taken = store, path, before, taken
        self._started = time.monotonic()
        self._files: list[Prepared] = []
        self.kept: Content
        self.held: Content
        self.source: Source

    @property
    def file(self) -> Prepared:
        return self._files[-1]

    def read(self) -> None:
        """Raises Unusable where the file is not what the kept rows give."""
        try:
            line = self._path.read_bytes().partition(b"\n")[2]
        except OSError as error:
            raise Unusable(str(error)) from error
        self.kept = Content.kept(line.removesuffix(b"\n"), self._store.layouts(), self._before["digest"])

    def make(self, update: Update) -> None:
        """While NetBox is looked at for the last time, as is hoped; else once more."""
        self.held = self._content(update)
        without, named = update.nameless
        told = self._before["source"]
        self.source = Source(
            url=told["url"].rstrip("/"),
            version=update.version,
            taken=self._taken.isoformat(timespec="seconds"),
            duration_ms=round((time.monotonic() - self._started) * 1000),
            unnamed_devices=tuple(sorted({*told["unnamed_devices"], *without} - named)),
            tier="changes",
        )
        self._files.append(snapshot.prepare(self._path, self.source, self.held.digest, self.held.data))

    def drop(self) -> None:
        for each in self._files:
            each.drop()

    def _content(self, update: Update) -> Content:
        if not update.changed:
            return self.kept
        if not update.all_anew:
            return self.kept.exchanged(update.pieces)
        anew: dict[str, dict[int, bytes]] = {table: {} for table in ENTRIES}
        for (table, number), piece in update.pieces.items():
            if piece is not None:
                anew[table][number] = piece
        return Content.of(anew)


def _whole(
    netbox: NetBox,
    path: Path,
    before: dict[str, Any] | None,
    fresh: bool,
    tier: tiers.Name | None,
    progress: Progress | None,
    notes: tuple[ToolkitError, ...],
) -> Refreshed:
    started, taken = time.monotonic(), datetime.now(UTC)
    status = netbox.status()
    try:
        read, made = snapshot.read_whole(netbox, tier, progress, _Making, ROUNDS)
    except tiers.Unsettled as unsettled:
        read, made = _settled(netbox, path, unsettled)
    content = made.content
    if before is not None and not fresh:
        _refuse_sudden_emptiness(_counts(path), content.counts)
    source = Source(
        url=netbox.url,
        version=status.version,
        taken=taken.isoformat(timespec="seconds"),
        duration_ms=round((time.monotonic() - started) * 1000),
        unnamed_devices=made.unnamed,
        tier=read.tier,
    )
    snapshot.write(path, source, content.digest, content.data)
    _keep(path, read, made, taken)
    return Refreshed(
        source=source,
        digest=content.digest,
        previous_digest=None if before is None else str(before["digest"]),
        counts=content.counts,
        changed=None,
        notes=(*read.notes, *notes),
    )


def _settled(netbox: NetBox, path: Path, unsettled: tiers.Unsettled) -> tuple[Whole, _Made]:
    """Others go on writing: what they have changed since before the read is read again, until the change log and the lists prove
    that nothing is missing. Raises KeepsChanging where that can't be proved."""
    whole = unsettled.whole
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as folder:
        beside = Path(folder) / "rows"
        told = {"digest": "", "mark": list(whole.mark or ()), "whole_at": "", "custom_fields": whole.custom_fields}
        RowStore.create(beside, told, whole.rows, {})
        with RowStore.open(beside) as store:
            update = Update(netbox, store, unsettled=True)
            try:
                update.run(lambda: None, lambda: None)
            except (NotProvable, changelog.LogUnusable) as error:
                raise unsettled.why from error
            rows = {table: store.rows(table) for table in whole.rows}
            mark = Mark(*store.told("mark"))
    pieces: dict[str, dict[int, bytes]] = {table: {} for table in ENTRIES}
    for (table, number), piece in update.pieces.items():
        if piece is not None:
            pieces[table][number] = piece
    unnamed = tuple(row["id"] for row in rows["devices"] if not row["name"])
    return whole._replace(rows=rows, mark=mark), _Made(unnamed, Content.of(pieces))


class _Made(NamedTuple):
    """What the file will hold."""

    unnamed: tuple[int, ...]
    content: Content


class _Making:
    """Makes each table's pieces as soon as it can be."""

    def __init__(self) -> None:
        self._building = tables.Building(self._pieces)

        self._encoder = Encoder()

    def _pieces(self, entries: Iterable[Any]) -> dict[int, bytes]:
        return {each.id: self._encoder.piece_of(each) for each in entries}

    def take(self, rows: Mapping[str, list[Row]], whole: Collection[str]) -> None:
        self._building.take(rows, whole)

    def finish(self, rows: Mapping[str, list[Row]]) -> _Made:
        made, unnamed = self._building.finish(rows)
        return _Made(unnamed, Content.of(made))


def _keep(path: Path, read: Whole, made: _Made, taken: datetime) -> None:
    """Keeps the rows for the next pull. Without a change log there is nothing to go on from, and none are kept."""
    beside = rowstore.path_beside(path)
    if read.mark is None:
        beside.unlink(missing_ok=True)
        return
    told = {
        "digest": made.content.digest,
        "mark": list(read.mark),
        "whole_at": taken.isoformat(),
        "custom_fields": read.custom_fields,
    }
    try:
        RowStore.create(beside, told, read.rows, made.content.layouts)
    except (sqlite3.Error, OSError):
        beside.unlink(missing_ok=True)  # a full disk, perhaps: the snapshot stands, the next pull reads everything


def _counts(path: Path) -> dict[str, int]:
    """How many objects the snapshot at `path` holds; none where it can't be read."""
    try:
        with RowStore.open(rowstore.path_beside(path)) as store:
            if store.told("digest") == (_header(path) or {}).get("digest"):
                return content.counts(store.layouts())
    except (Unusable, sqlite3.Error):
        pass
    try:
        held = snapshot.load(path).tables
    except faults.SnapshotError:
        return {}
    return {table: len(getattr(held, table)) for table in ENTRIES}


def _refuse_sudden_emptiness(before: Mapping[str, int], now: Mapping[str, int]) -> None:
    gone = [f"{table} ({count})" for table, count in before.items() if count and not now[table]]
    if gone:
        raise faults.SuddenlyEmpty(tables=", ".join(gone))
