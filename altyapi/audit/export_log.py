"""Who took what out of the records: one line per export, each carrying the SHA-256 of the line before it.

A log of its own and not records of the evidence chain: that chain is compared, record by record, with runs and with journal
entries in NetBox, and an export is neither; the form is the same, so the same tools check it by hand.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path

from altyapi.errors import EngineError
from netbox_sync.canonical import canonical_line, sha256
from netbox_sync.model import Frozen

FIRST = "0" * 64
"""What the first line names as the hash before it."""


class LogBroken(EngineError):
    code = "AUD-004"
    en = "The log of exports is broken: {file}, line {line}: {problem}."
    tr = "Dışa aktarma günlüğü bozuk: {file}, satır {line}: {problem}."
    en_remedy = "Nothing is exported meanwhile. Keep the file, compare it with its copies, then move it aside."
    tr_remedy = "Bu sürede dışa aktarma yapılmaz. Dosya saklanıp kopyalarıyla karşılaştırılmalı, sonra kenara alınmalı."


class Export(Frozen):
    """One file that was made. Times are ISO 8601 with offset; `filter` is the selection as it was typed."""

    made: str
    by: str
    view: str  # a view's name, or `findings`
    filter: str
    kinds: tuple[str, ...] = ()
    day: str
    rows: int
    masked: bool
    evrak: str
    file: str  # `-`: standard output
    bytes: int
    sha256: str  # of the file; empty for standard output
    content_sha256: str  # of its rows
    snapshot_digest: str


class _Line(Frozen):
    number: int
    previous_sha256: str
    export: Export


def append(log: Path, export: Export) -> int:
    """Add a line, and return its number only when it is on disk. Raises LogBroken and OSError."""
    log.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(log, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        content = log.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole != len(content):  # a crash cut the last line short: its file was never reported as made
            os.ftruncate(descriptor, whole)
        hashes = [FIRST, *(own for own, _ in _checked(log, content[:whole]))]
        made = _Line(number=len(hashes), previous_sha256=hashes[-1], export=export)
        line = canonical_line(made.model_dump(mode="json"))
        if os.write(descriptor, line + b"\n") <= len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(log))
        os.fsync(descriptor)
        return made.number
    finally:
        os.close(descriptor)


def read(log: Path) -> list[Export]:
    """Every export, checked from the first line. Raises LogBroken."""
    if not log.is_file():
        return []
    content = log.read_bytes()
    return [export for _, export in _checked(log, content[: content.rfind(b"\n") + 1])]


def _checked(log: Path, content: bytes) -> Iterator[tuple[str, Export]]:
    """Each line's own hash and what it says."""
    previous = FIRST
    for number, raw in enumerate(content.splitlines(), start=1):
        try:
            line = _Line.model_validate_json(raw)
        except ValueError as error:
            raise LogBroken(file=log, line=number, problem="not a record") from error
        if canonical_line(json.loads(raw)) != raw:
            raise LogBroken(file=log, line=number, problem="not canonical")
        if line.number != number or line.previous_sha256 != previous:
            raise LogBroken(file=log, line=number, problem="does not follow the line before it")
        previous = sha256(raw)
        yield previous, line.export
