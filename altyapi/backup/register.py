"""The register of backups: what was tried, when, and what came of it; time-stamped lines that nobody can change unseen.

One file of JSON lines per month under `<state_dir>/backup/register`, in the form of the evidence chain: each line carries the
SHA-256 of the line before it, across the months' ends too. A line torn by a crash was never reported as written and is cut away.
"""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

from altyapi.backup.point import Point
from altyapi.errors import EngineError
from altyapi.moment import Moment
from netbox_sync.canonical import canonical_line, sha256
from netbox_sync.model import Frozen

FIRST = "0" * 64
"""What the first line of all names as the hash before it."""
Job = Literal["backup", "replicate", "check", "drill", "tape", "prune", "capacity"]


class RegisterBroken(EngineError):
    code = "BCK-001"
    en = "The register of backups is broken: {file}, line {line}: {problem}."
    tr = "Yedekleme kaydı bozuk: {file}, satır {line}: {problem}."
    en_remedy = (
        "Backups themselves are not touched by it. Keep the file, compare it with its copies, then move it aside."
    )
    tr_remedy = "Yedeklerin kendisi etkilenmez. Dosya saklanıp kopyalarıyla karşılaştırılmalı, sonra kenara alınmalı."


class Result(Frozen):
    """One thing that was tried with one system, or with one place as a whole (check, capacity, prune)."""

    time: Moment  # when it ended
    job: Job
    system: str  # a system's name; a place's for check, capacity and prune
    ok: bool
    run: str = ""  # what was done in one go carries one name
    point: Point | None = None  # what was taken, copied, tried or written to tape
    changed: bool = True  # false: the backup found what the last one holds
    place: str = ""  # where to: the place of the copy, the empty place of a drill
    problem: str = ""  # why it failed; English, as logs are, and without secrets
    milliseconds: int = 0
    operator: str = ""
    evrak: str = ""
    observed: tuple[str, ...] = ()  # a drill's checks, with what was seen
    lesson: str = ""
    used_bytes: int = 0  # capacity: of the place, at `time`
    total_bytes: int = 0

    @cached_property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.time)


class _Line(Frozen):
    number: int  # in its file
    previous_sha256: str
    result: Result


class Register:
    """Appends to and reads the register of one folder. Processes may share it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, state_dir: Path) -> Register:
        return cls(state_dir / "backup" / "register")

    def append(self, results: Sequence[Result]) -> None:
        """Add these and return only when all are on disk: all of them or none. Raises RegisterBroken and OSError.

        The file is the one of the last result's month, or the newest there is where a clock went back.
        """
        if not results:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._locked():
            files = self.files()
            newest = files[-1] if files else None
            file = self.folder / f"{max(result.time[:7] for result in results)}.jsonl"
            if newest is not None and newest.name > file.name:
                file = newest
            number, previous = 0, FIRST
            for torn in (newest, file):
                _cut_torn_end(torn or file)
            if newest is not None:
                count, last = _end(newest)
                number, previous = (count if file == newest else 0), last
            lines = []
            for result in results:
                number += 1
                made = _Line(number=number, previous_sha256=previous, result=result)
                lines.append(canonical_line(made.model_dump(mode="json")))
                previous = sha256(lines[-1])
            _append(file, b"".join(line + b"\n" for line in lines))

    def results(self, *, newest_first: bool = False) -> Iterator[Result]:
        """Every result that was written whole, in the order of writing; the chain of each file is checked as it is read.

        Raises RegisterBroken at the first line that does not hold.
        """
        files = self.files()
        for place in reversed(range(len(files))) if newest_first else range(len(files)):
            before = _end(files[place - 1])[1] if place else FIRST
            found = list(_checked(files[place], before))
            yield from reversed(found) if newest_first else found

    def files(self) -> list[Path]:
        """Of the months that have any, oldest first."""
        found = sorted(self.folder.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9].jsonl"))
        return [file for file in found if _whole(file)]  # a crash may have left one with no whole line

    @contextmanager
    def _locked(self) -> Iterator[None]:
        descriptor = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _append(file: Path, content: bytes) -> None:
    descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        try:
            written = 0
            while written < len(content):
                written += os.write(descriptor, content[written:])
            os.fsync(descriptor)
        except OSError as error:
            os.ftruncate(descriptor, size)  # all or none
            raise type(error)(error.errno or errno.EIO, error.strerror, str(file)) from error
    finally:
        os.close(descriptor)


def _whole(file: Path) -> bytes:
    """The file's lines that were written to their end."""
    content = file.read_bytes()
    return content[: content.rfind(b"\n") + 1]


def _cut_torn_end(file: Path) -> None:
    if file.is_file() and len(whole := _whole(file)) != file.stat().st_size:
        os.truncate(file, len(whole))


def _end(file: Path) -> tuple[int, str]:
    """How many lines the file has, one or more, and the hash of the last. Raises RegisterBroken where that is none of ours."""
    lines = _whole(file).splitlines()
    try:
        _Line.model_validate_json(lines[-1])
    except ValueError as error:
        raise RegisterBroken(file=file, line=len(lines), problem="not a record") from error
    return len(lines), sha256(lines[-1])


def _checked(file: Path, previous: str) -> Iterator[Result]:
    for number, raw in enumerate(_whole(file).splitlines(), start=1):
        try:
            line = _Line.model_validate_json(raw)
        except ValueError as error:
            raise RegisterBroken(file=file, line=number, problem="not a record") from error
        if line.number != number or line.previous_sha256 != previous:
            raise RegisterBroken(file=file, line=number, problem="does not follow the line before it")
        previous = sha256(raw)
        yield line.result
