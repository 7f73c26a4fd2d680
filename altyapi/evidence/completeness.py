"""Whether the chain holds all that was ever told of it: the runs of this machine, and the hashes that went to NetBox.

A chain that was deleted or cut off at its end holds in itself. What tells of the lost records stands elsewhere: in the runs'
own folders, in the outbox, and in the journals of NetBox, where the one who has this machine can't reach it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from altyapi.apply.lease import under_way
from altyapi.apply.run import STARTS
from altyapi.evidence import notes
from altyapi.evidence.chain import Entry
from altyapi.evidence.record import RegisterRecord, RunRecord
from netbox_sync.canonical import sha256
from netbox_sync.model import Frozen

Kind = Literal[
    "run-without-record", "run-broken-off", "journal-differs", "record-missing", "record-differs", "register-cut", "register-differs"
]  # fmt: skip


class Named(Frozen):
    """A record of the chain as something outside of the chain names it."""

    place: str  # who names it, for a person: a file, or an object of NetBox
    key: str  # altyapi:RUN:DEVICE:…
    number: int
    sha256: str


class Gap(Frozen):
    """Something that the chain should hold and doesn't, or holds otherwise."""

    kind: Kind
    place: str
    run: str
    number: int = 0  # of the record, where it is known
    sha256: str = ""


class Compared(Frozen):
    """What the chain was held against, and what came of it."""

    runs: int
    named: int
    gaps: tuple[Gap, ...]


def compare(
    entries: Sequence[Entry],
    runs_folder: Path,
    named: Iterable[Named],
    registers: Mapping[str, Sequence[str]] = MappingProxyType({}),
    *,
    leases: Path,
) -> Compared:
    """Holds a verified chain against the runs' folders, against what names its records, and against the registers: the SHA-256 of
    each of their lines, by file. The leases tell a run that goes on from one that was killed. Raises OSError."""
    journals = sorted(runs_folder.glob("*/journal.jsonl"))
    named = tuple(named)
    of_run: dict[str, list[Entry]] = {}
    for entry in entries:
        if isinstance(entry.link.record, RunRecord):
            of_run.setdefault(entry.link.record.run, []).append(entry)
    gaps = [gap for journal in journals for gap in _of_run(of_run.get(journal.parent.name, ()), journal, leases)]
    gaps += [gap for file, heads in registers.items() for gap in _of_register(entries, file, heads)]
    told: dict[tuple[int, str], Gap] = {}
    for one in named:
        gap = _of_name(entries, one)
        if gap is not None:
            told.setdefault((one.number, one.sha256), gap)  # many devices name the same record
    return Compared(runs=len(journals), named=len(named), gaps=(*gaps, *told.values()))


def named_in(place: str, comments: str) -> Named | None:
    """The record that a journal entry's text names; none where the entry is none of ours."""
    record, key = notes.RECORD.search(comments), notes.KEY.search(comments)
    if record is None or key is None:
        return None
    return Named(place=place, key=key["key"], number=int(record["number"]), sha256=record["sha256"])


def _of_run(entries: Sequence[Entry], journal: Path, leases: Path) -> list[Gap]:
    """What is missing of a run, whose own `entries` are given. One that has ended has a record that covers its journal at least
    up to the last end, and the journal is as it was then; one that was started and has not ended is somebody's work."""
    run, content = journal.parent.name, journal.read_bytes()
    records = [(entry, entry.link.record) for entry in entries if isinstance(entry.link.record, RunRecord)]
    found = []
    started, ended = _marks(content)
    if ended > max((record.journal_bytes for _, record in records), default=0):
        found.append(Gap(kind="run-without-record", place=str(journal), run=run))
    if started > ended and not under_way(leases, run):
        found.append(Gap(kind="run-broken-off", place=str(journal), run=run))
    for entry, record in records:
        if sha256(content[: record.journal_bytes]) != record.journal_sha256:
            number = entry.link.number
            found.append(Gap(kind="journal-differs", place=str(journal), run=run, number=number, sha256=entry.sha256))
            break
    return found


def _of_register(entries: Sequence[Entry], file: str, heads: Sequence[str]) -> list[Gap]:
    """The first record since the register was begun that it doesn't bear out."""
    begun: list[tuple[int, RegisterRecord]] = []
    for entry in entries:
        record = entry.link.record
        if isinstance(record, RegisterRecord) and record.register_file == file:
            begun = [] if record.action == "begun" else [*begun, (entry.link.number, record)]
    for number, record in begun:
        held = heads[record.count - 1] if record.count <= len(heads) else ""
        if held != record.head:
            kind: Kind = "register-differs" if held else "register-cut"
            return [Gap(kind=kind, place=file, run="", number=number, sha256=record.head)]
    return []


def _marks(journal: bytes) -> tuple[int, int]:
    """The bytes up to the end of the last line that starts the run, and of the last that ends it; 0 where there is none."""
    started = ended = position = 0
    for line in journal.splitlines(keepends=True):
        position += len(line)
        try:
            event = json.loads(line)
        except ValueError:
            continue  # torn by a crash
        name = event.get("name") if isinstance(event, dict) else None
        if name in STARTS:
            started = position
        elif name == "run-ended":
            ended = position
    return started, ended


def _of_name(entries: Sequence[Entry], named: Named) -> Gap | None:
    held = entries[named.number - 1].sha256 if 0 < named.number <= len(entries) else ""
    if held == named.sha256:
        return None
    kind: Kind = "record-differs" if held else "record-missing"
    run = named.key.split(":")[1]
    return Gap(kind=kind, place=named.place, run=run, number=named.number, sha256=named.sha256)
