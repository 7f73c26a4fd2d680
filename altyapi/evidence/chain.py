"""The chain of records: one JSON line each, canonical, carrying the SHA-256 of the line before it.

Changing, dropping or reordering a line breaks the chain at that place. Cutting off its end can't be seen in the file alone,
so the newest line's hash also goes to NetBox, with the journal entries of the devices that it tells of.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from altyapi.errors import EngineError
from altyapi.evidence.access import AccessRecord, CutRecord
from altyapi.evidence.record import Record, RegisterRecord, RunRecord
from netbox_sync.canonical import canonical_line, sha256
from netbox_sync.files import held
from netbox_sync.model import Frozen

FIRST = "0" * 64
"""What the first line names as the hash before it."""


class ChainBroken(EngineError):
    code = "EVD-001"
    en = "The evidence chain is broken: {file}, line {line}: {problem}."
    tr = "Kanıt zinciri kırık: {file}, satır {line}: {problem}."
    en_remedy = (
        "Do not write to it. Keep the file as it is and compare it with its copies; docs/verify-by-hand.md shows how."
    )
    tr_remedy = "Dosyaya yazmayın, olduğu gibi saklayın ve kopyalarıyla karşılaştırın; yöntem: docs/verify-by-hand.md."


class Link(Frozen):
    """One line of the chain."""

    number: int
    previous_sha256: str
    record: Record


class Entry(Frozen):
    """A link with its own hash: of its line's bytes, without the newline."""

    link: Link
    sha256: str


def append(file: Path, record: Record) -> Entry:
    """Add a record, and return only when it is on disk; the same state of a run or a register is not recorded twice. Raises
    ChainBroken."""
    with held(file, mode=0o644, append=True) as descriptor:
        entries = verify(file, closed=False)
        for entry in entries:
            if _same(entry.link.record, record):
                return entry
        torn = _torn_bytes(file)
        if torn:  # a crash cut the last append short: it was never reported as written
            os.ftruncate(descriptor, file.stat().st_size - torn)
        previous = entries[-1].sha256 if entries else FIRST
        link = Link(number=len(entries) + 1, previous_sha256=previous, record=record)
        line = canonical_line(link.model_dump(mode="json"))
        try:
            if os.write(descriptor, line + b"\n") <= len(line):  # the next append cuts the torn line away
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(descriptor)
        except OSError as error:
            raise type(error)(error.errno, error.strerror, str(file)) from error
        return Entry(link=link, sha256=sha256(line))


def verify(file: Path, *, closed: bool = True) -> list[Entry]:
    """Every entry, checked. Raises ChainBroken at the first line that does not hold; `closed` also minds a torn last line."""
    if not file.is_file():
        return []
    content = file.read_bytes()
    lines = content.split(b"\n")
    torn = lines.pop()
    if torn and closed:
        raise ChainBroken(file=file, line=len(lines) + 1, problem="cut short")
    entries: list[Entry] = []
    previous = FIRST
    for number, line in enumerate(lines, start=1):
        try:
            raw = json.loads(line)
            link = Link.model_validate_json(line)
        except ValueError as error:
            raise ChainBroken(file=file, line=number, problem="not a record") from error
        if canonical_line(raw) != line:
            raise ChainBroken(file=file, line=number, problem="not canonical")
        if link.number != number or link.previous_sha256 != previous:
            raise ChainBroken(file=file, line=number, problem="does not follow the line before it")
        previous = sha256(line)
        entries.append(Entry(link=link, sha256=previous))
    return entries


def registers(file: Path) -> Iterator[RegisterRecord]:
    """The records of registers, in order, of a chain that is not checked: quick, for every reader of a register."""
    for record in _unchecked(file, b'"kind":"block-register"'):
        if isinstance(record, RegisterRecord):
            yield record


def file_of(state_dir: Path) -> Path:
    """Where the chain of that state stands."""
    return state_dir / "evidence" / "chain.jsonl"


def accesses(file: Path) -> Iterator[AccessRecord | CutRecord]:
    """The same of remote access."""
    for record in _unchecked(file, b'"kind":"vpn-'):
        if isinstance(record, AccessRecord | CutRecord):
            yield record


def _unchecked(file: Path, holding: bytes) -> Iterator[Record]:
    for line in file.read_bytes().split(b"\n") if file.is_file() else ():
        if holding in line:
            with suppress(ValueError):  # torn
                yield Link.model_validate_json(line).record


def _same(one: Record, other: Record) -> bool:
    if isinstance(one, RunRecord) and isinstance(other, RunRecord):
        return (one.run, one.journal_sha256) == (other.run, other.journal_sha256)
    if isinstance(one, AccessRecord) and isinstance(other, AccessRecord):
        return one.action_id == other.action_id
    return one == other


def _torn_bytes(file: Path) -> int:
    content = file.read_bytes()
    return len(content) - (content.rfind(b"\n") + 1)
