"""A log of JSON lines of which each carries the SHA-256 of the one before it: changing, dropping or reordering a line breaks it.

A line is canonical JSON with `number`, `previous_sha256` and the record under a name of its own, so that the same tools check
every such log by hand (docs/verify-by-hand.md).
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel
from pydantic_core import from_json

from altyapi.errors import EngineError
from netbox_sync.canonical import canonical_line, sha256
from netbox_sync.files import held

FIRST: Final = "0" * 64
"""What the first line names as the hash before it."""
Record = TypeVar("Record", bound=BaseModel)


@dataclass(frozen=True)
class Log(Generic[Record]):
    """`name` is the record's key in a line; `broken` the error that is raised, with file, line and problem.

    `follows` is the hash that its first line names: that of the last line of the file that it goes on from. A `long` log is checked
    when it is read, by its hashes and not by how its lines are spelt; what is added follows its last line, unread what is before.
    """

    file: Path
    model: type[Record]
    name: str
    broken: type[EngineError]
    follows: str = FIRST
    long: bool = False

    def append(self, *records: Record) -> int:
        """Add lines, all of them or none, and return the last one's number only when they are on disk. Raises `broken` and
        OSError."""
        with held(self.file, append=True) as descriptor:
            content = self.file.read_bytes()
            whole = _whole(content)
            if len(whole) != len(content):  # a crash cut the last line short: it was never reported as written
                os.ftruncate(descriptor, len(whole))
            number, previous = self._end(whole)
            try:
                _write(descriptor, b"".join(self._lines(records, number + 1, previous)))
                os.fsync(descriptor)
            except OSError as error:
                os.ftruncate(descriptor, len(whole))
                raise type(error)(error.errno or errno.EIO, error.strerror, str(self.file)) from error
            return number + len(records)

    def read(self) -> list[Record]:
        """Every record, checked from the first line; a last line that is cut short does not count. Raises `broken`."""
        if not self.file.is_file():
            return []
        return [record for _, record in self._checked(_whole(self.file.read_bytes()))]

    def last_sha256(self) -> str:
        """The hash of the last whole line: what a log that goes on from this one `follows`. Raises `broken`."""
        return self._last(_whole(self.file.read_bytes()))[1] if self.file.is_file() else self.follows

    def _end(self, content: bytes) -> tuple[int, str]:
        """How many lines there are, and the hash of the last."""
        if self.long:
            return self._last(content)
        hashes = [self.follows, *(own for own, _ in self._checked(content))]
        return len(hashes) - 1, hashes[-1]

    def _last(self, content: bytes) -> tuple[int, str]:
        """The same by the last line alone."""
        number = content.count(b"\n")
        if not number:
            return 0, self.follows
        raw = content[content.rfind(b"\n", 0, -1) + 1 : -1]
        line, _ = self._parsed(raw, number)
        if line["number"] != number:
            raise self.broken(file=self.file, line=number, problem="does not follow the line before it")
        return number, sha256(raw)

    def _lines(self, records: Sequence[Record], number: int, previous: str) -> Iterator[bytes]:
        for record in records:
            line = canonical_line(
                {"number": number, "previous_sha256": previous, self.name: record.model_dump(mode="json")}
            )
            number, previous = number + 1, sha256(line)
            yield line + b"\n"

    def _checked(self, content: bytes) -> Iterator[tuple[str, Record]]:
        """Each line's own hash and what it says."""
        previous = self.follows
        for number, raw in enumerate(content.split(b"\n")[:-1], start=1):
            line, record = self._parsed(raw, number)
            if line["number"] != number or line["previous_sha256"] != previous:
                raise self.broken(file=self.file, line=number, problem="does not follow the line before it")
            previous = sha256(raw)
            yield previous, record

    def _parsed(self, raw: bytes, number: int) -> tuple[dict[str, Any], Record]:
        try:
            line: dict[str, Any] = from_json(raw)
            record = self.model.model_validate(line[self.name])
            canonical = line.keys() == {"number", "previous_sha256", self.name}
            if canonical and not self.long:
                canonical = canonical_line(line) == raw
        except (ValueError, KeyError, TypeError) as error:
            raise self.broken(file=self.file, line=number, problem="not a record") from error
        if not canonical:
            raise self.broken(file=self.file, line=number, problem="not canonical")
        return line, record


def _whole(content: bytes) -> bytes:
    """The lines that were written to their end."""
    return content[: content.rfind(b"\n") + 1]


def _write(descriptor: int, content: bytes) -> None:
    """All of it: a disk that fills up takes a part, and says so only when it is asked again."""
    written = 0
    while written < len(content):
        written += os.write(descriptor, content[written:])
