"""A restic repository: what it holds, what changes it, what proves it. The one module that knows restic's words."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Self

from pydantic import BaseModel, ConfigDict

from altyapi.backup.faults import RepositoryMissing, SourcesSkipped
from altyapi.backup.restic import INCOMPLETE, Process, first_of, parsed, without_password


class _Said(BaseModel):
    """What restic says; a newer one says more."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Snapshot(_Said):
    """One point in time, as restic lists it. `original` is the snapshot that this one is a copy of, of another repository."""

    id: str
    time: datetime
    hostname: str = ""
    paths: tuple[str, ...] = ()
    tags: tuple[str, ...] | None = None
    tree: str = ""
    original: str | None = None

    @property
    def source_id(self) -> str:
        """The same for a snapshot and for its copies."""
        return self.original or self.id


class Taken(_Said):
    """The summary of one backup. Sizes in bytes."""

    snapshot_id: str
    files_new: int = 0
    files_changed: int = 0
    files_unmodified: int = 0
    data_added: int = 0
    total_files_processed: int = 0
    total_bytes_processed: int = 0
    total_duration: float = 0.0


class Node(_Said):
    """A file, folder or link inside a snapshot."""

    path: str
    type: str
    size: int = 0


class Size(_Said):
    """What is stored: bytes and blobs, each content once."""

    total_size: int
    total_blob_count: int = 0


@dataclass(frozen=True)
class Repository:
    """Where copies lie and how to open it. `location` is restic's own (a folder, `sftp:…`, `rest:https://…`).

    `cached` keeps restic's cache of indexes and snapshots out of the way: what proves that a copy is whole must read the
    repository itself, as a cached index hides a damaged one.
    """

    location: str = field(repr=False)
    password: str = field(repr=False)
    cacert: Path | None = None
    cache_dir: Path | None = None
    cached: bool = True
    limit_kib_s: int = 0
    """Bandwidth bound in KiB/s in both directions; 0 is none."""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def shown(self) -> str:
        """The location without its password."""
        return without_password(self.location)

    def uncached(self) -> Self:
        return replace(self, cached=False)

    # --- what is there

    def exists(self) -> bool:
        """Whether there is a repository that this password opens. Raises all but RepositoryMissing."""
        try:
            self._run("cat", "config")
        except RepositoryMissing:
            return False
        return True

    def snapshots(self, *, host: str = "", tags: Sequence[str] = ()) -> tuple[Snapshot, ...]:
        """Every snapshot, oldest first."""
        words = [
            "snapshots",
            "--json",
            *(["--host", host] if host else []),
            *(w for tag in tags for w in ("--tag", tag)),
        ]
        listed: list[dict[str, Any]] = json.loads(self._run(*words) or "[]") or []
        return tuple(sorted(map(Snapshot.model_validate, listed), key=lambda one: (one.time, one.id)))

    def files(self, snapshot: str) -> Iterator[Node]:
        """What a snapshot holds; streamed, as there may be millions."""
        for line in self._stream("ls", "--json", snapshot):
            said = parsed(line)
            if said.get("struct_type", said.get("message_type")) == "node":
                yield Node.model_validate(said)

    def size(self) -> Size:
        """What the repository holds, deduplicated and compressed."""
        return Size.model_validate_json(self._run("stats", "--json", "--mode", "raw-data"))

    # --- what changes it

    def init(self, *, like: Repository | None = None) -> None:
        """Make it. `like` gives its chunking, without which copies from there take their full size again."""
        words = ["init"]
        if like is not None:
            words.append("--copy-chunker-params")
        self._run(*words, beside=like)

    def backup(
        self,
        paths: Iterable[Path],
        *,
        host: str,
        tags: Sequence[str] = (),
        excludes: Sequence[str] = (),
        one_file_system: bool = False,
    ) -> Taken:
        """Copy these paths now. Raises SourcesSkipped where one is missing or could not be read whole.

        restic itself passes over a path that is not there with exit code 0, so that a mount that failed would look like a
        backup: here it is a fault, before anything is written.
        """
        given = tuple(paths)
        absent = [str(path) for path in given if not os.path.lexists(path)]
        if absent:
            raise SourcesSkipped(
                location=self.shown, problem=f"{', '.join(absent)}: no such file or folder", snapshot="-"
            )
        words = ["backup", "--json", "--host", host]
        words += [word for tag in tags for word in ("--tag", tag)]
        words += [word for pattern in excludes for word in ("--exclude", pattern)]
        words += ["--one-file-system"] if one_file_system else []
        summary: dict[str, Any] = {}
        problems: list[str] = []
        with self._started(*words, "--", *map(str, given)) as run:
            for line in run.lines():
                said = parsed(line)
                kind = said.get("message_type")
                if kind == "summary":
                    summary = said
                elif kind == "error":
                    problems.append(_error_of(said))
            run.finish(allowed=(0, INCOMPLETE))
            problems += [_error_of(said) for said in map(parsed, run.complaints) if said.get("message_type") == "error"]
        if run.code == INCOMPLETE or problems or not summary:
            told = "; ".join(problems[:5]) or first_of(run.complaints)
            raise SourcesSkipped(location=self.shown, problem=told, snapshot=str(summary.get("snapshot_id", "-")))
        return Taken.model_validate(summary)

    def forget(self, ids: Sequence[str], *, prune: bool = True) -> None:
        """Remove these snapshots, and the data that no other needs. Raises AppendOnly at the endpoint's first refusal."""
        if not ids:
            return
        self.unlock()
        self._run("forget", *(["--prune"] if prune else []), *ids)

    def prune(self) -> None:
        """Remove data that no snapshot needs, such as what a backup that was killed left behind."""
        self.unlock()
        self._run("prune")

    def copy_from(self, source: Repository, ids: Sequence[str] = ()) -> None:
        """Bring snapshots over from `source` (none named: all); those that are here already are passed over."""
        self._run("copy", *ids, beside=source)

    def unlock(self) -> None:
        """Take away locks whose process is gone or that are older than restic's own limit; others stay."""
        self._run("unlock")

    # --- what proves it

    def check(self, *, read: str = "all") -> None:
        """Raises RepositoryDamaged. `read`: `all` reads every pack, `1/7` or `10%` a part of them, `index` none of them: a pack
        whose bytes were changed shows only where it is read."""
        self.unlock()
        words = {"index": [], "all": ["--read-data"]}.get(read, [f"--read-data-subset={read}"])
        self.uncached()._run("check", *words)

    def restore(self, snapshot: str, target: Path, *, include: Sequence[str] = ()) -> None:
        """Bring a snapshot into a folder, each file read back and compared. Raises RepositoryDamaged."""
        words = [word for path in include for word in ("--include", path)]
        self._run("restore", "--verify", "--target", str(target), *words, snapshot)

    def dump(self, snapshot: str, path: str, target: IO[bytes]) -> None:
        """One file's content into an open file."""
        with self._started("dump", snapshot, path, into=target) as run:
            run.finish()

    # --- how

    def _run(self, *words: str, beside: Repository | None = None) -> str:
        with self._started(*words, beside=beside) as run:
            said = "".join(run.lines())
            run.finish()
        return said

    def _stream(self, *words: str) -> Iterator[str]:
        with self._started(*words) as run:
            yield from run.lines()
            run.finish()

    def _started(self, *words: str, beside: Repository | None = None, into: IO[bytes] | None = None) -> Process:
        options: list[str] = []
        for one in (self, beside):
            if one is not None and one.cacert is not None:
                options += ["--cacert", str(one.cacert)]
        if not self.cached:
            options.append("--no-cache")
        if self.limit_kib_s:
            options += ["--limit-upload", str(self.limit_kib_s), "--limit-download", str(self.limit_kib_s)]
        return Process([*options, *words], self._environment(beside), shown=self.shown, into=into)

    def _environment(self, beside: Repository | None) -> dict[str, str]:
        given = {name: value for name, value in os.environ.items() if not name.startswith("RESTIC_")}
        given |= self.environment
        given |= {"RESTIC_REPOSITORY": self.location, "RESTIC_PASSWORD": self.password, "LC_ALL": "C.UTF-8"}
        if self.cache_dir is not None:
            given["RESTIC_CACHE_DIR"] = str(self.cache_dir)
        if beside is not None:
            given |= {
                **beside.environment,
                "RESTIC_FROM_REPOSITORY": beside.location,
                "RESTIC_FROM_PASSWORD": beside.password,
            }
        return given


def _error_of(said: Mapping[str, Any]) -> str:
    error = said.get("error")
    words = error.get("message") or error.get("Op") if isinstance(error, Mapping) else error
    return f"{said.get('item', '')}: {words or said.get('error.message') or '?'}".strip(": ")
