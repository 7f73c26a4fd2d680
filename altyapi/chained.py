"""A log of JSON lines of which each carries the SHA-256 of the one before it: changing, dropping or reordering a line breaks it.

A line is canonical JSON with `number`, `previous_sha256` and the record under a name of its own, so that the same tools check
every such log by hand (docs/verify-by-hand.md).
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel

from altyapi.errors import EngineError
from netbox_sync.canonical import canonical_line, sha256

FIRST: Final = "0" * 64
"""What the first line names as the hash before it."""
Record = TypeVar("Record", bound=BaseModel)


@dataclass(frozen=True)
class Log(Generic[Record]):
    """`name` is the record's key in a line; `broken` the error that is raised, with file, line and problem."""

    file: Path
    model: type[Record]
    name: str
    broken: type[EngineError]

    def append(self, *records: Record) -> int:
        """Add lines, and return the last one's number only when they are on disk. Raises `broken` and OSError."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.file, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            content = self.file.read_bytes()
            whole = content.rfind(b"\n") + 1
            if whole != len(content):  # a crash cut the last line short: it was never reported as written
                os.ftruncate(descriptor, whole)
            hashes = [FIRST, *(own for own, _ in self._checked(content[:whole]))]
            lines = b"".join(self._lines(records, len(hashes), hashes[-1]))
            if os.write(descriptor, lines) < len(lines):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.file))
            os.fsync(descriptor)
            return len(hashes) - 1 + len(records)
        finally:
            os.close(descriptor)

    def read(self) -> list[Record]:
        """Every record, checked from the first line; a last line that is cut short does not count. Raises `broken`."""
        if not self.file.is_file():
            return []
        content = self.file.read_bytes()
        return [record for _, record in self._checked(content[: content.rfind(b"\n") + 1])]

    def _lines(self, records: Sequence[Record], number: int, previous: str) -> Iterator[bytes]:
        for record in records:
            line = canonical_line(
                {"number": number, "previous_sha256": previous, self.name: record.model_dump(mode="json")}
            )
            number, previous = number + 1, sha256(line)
            yield line + b"\n"

    def _checked(self, content: bytes) -> Iterator[tuple[str, Record]]:
        """Each line's own hash and what it says."""
        previous = FIRST
        for number, raw in enumerate(content.splitlines(), start=1):
            try:
                line: dict[str, Any] = json.loads(raw)
                record = self.model.model_validate(line[self.name])
            except (ValueError, KeyError, TypeError) as error:
                raise self.broken(file=self.file, line=number, problem="not a record") from error
            if canonical_line(line) != raw or line.keys() != {"number", "previous_sha256", self.name}:
                raise self.broken(file=self.file, line=number, problem="not canonical")
            if line["number"] != number or line["previous_sha256"] != previous:
                raise self.broken(file=self.file, line=number, problem="does not follow the line before it")
            previous = sha256(raw)
            yield previous, record
