"""What antivirus found on workstations, gathered in one place: from the hosts' reports and from the central log.

Two files below the state directory, of different kinds on purpose. `detections/detections.json` holds the login and the path of each
detection, which is personal data: after so many days (`keep_days`) both are taken out of it for good, and out of the hosts' reports
beside it (`antivirus/`), also of a computer that sends none any more. `evidence/detections.jsonl` is a hash-chained log that nothing is
ever taken out of, so neither ever comes in there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, TypeAdapter, ValidationError

from altyapi.audit.estate import Estate
from altyapi.chained import Log
from altyapi.drift.logs import Entry
from altyapi.endpoint.antivirus import FOLDER, AntivirusReport
from altyapi.endpoint.reports import Collected, key
from altyapi.errors import EngineError
from netbox_sync.files import held, write_atomically
from netbox_sync.model import Device, Frozen

_PROGRAM = "altyapi-antivirus"
_MESSAGE = re.compile(r"detection (?P<told>\{(?s:.*))")
_LINE = re.compile(rf"{_PROGRAM}(?:(?:\[\d+\])?:| \S+ \S+ - \ufeff?)\s*{_MESSAGE.pattern}")
"""Of RFC 3164 and 5424, from the program's name on."""


LEFT = "left"
"""The role's word for a file that could not be moved away."""


class EventsDamaged(EngineError):
    code = "END-030"
    en = "The detections can't be read: {file}: {problem}"
    tr = "Tespitler okunamıyor: {file}: {problem}"
    en_remedy = "Keep the file, move it aside and run the command again: what hosts still report comes back, and the evidence stays."
    tr_remedy = "Dosya saklanıp kenara alınmalı, komut yeniden çalıştırılmalı: makinelerin bildirdikleri geri gelir, kanıt yerinde durur."


class EvidenceBroken(EngineError):
    code = "END-031"
    en = "The evidence of detections is broken: {file}, line {line}: {problem}."
    tr = "Tespit kanıtı bozuk: {file}, satır {line}: {problem}."
    en_remedy = "Nothing is recorded meanwhile. Keep the file, compare it with its copies, then move it aside."
    tr_remedy = "Bu sürede kayıt yapılmaz. Dosya saklanıp kopyalarıyla karşılaştırılmalı, sonra kenara alınmalı."


class Detection(Frozen):
    """One file that was found. `login` and `path` are personal data; both are empty once `anonymous`."""

    host: str  # as it calls itself
    id: str  # of its quarantine; unique on that host
    at: AwareDatetime
    signature: str
    source: str = ""  # scan, on access, …
    login: str = ""
    path: str = ""
    left: bool = False  # it could not be moved away: it is where it was
    announced: bool = False  # by a log alone, in which others than the host's antivirus may write
    anonymous: bool = False
    mailed: bool = False  # people were told of it

    @property
    def key(self) -> tuple[str, str]:
        return key(self.host), self.id


class DetectionRecord(Frozen):
    """What stands in the evidence for good: no person, no path. Times are ISO 8601 with offset."""

    host: str
    id: str
    at: str
    signature: str
    source: str
    device: str  # in NetBox; empty where it has none of that name
    site: str
    department: str  # tenant's slug
    recorded: str


@dataclass(frozen=True)
class Gathered:
    """All that is known, the newest last, and which of it is new."""

    detections: tuple[Detection, ...]
    new: tuple[Detection, ...]
    anonymised: int  # by this gathering
    late: int = 0  # known before, and put into the evidence by this gathering

    @property
    def announced(self) -> tuple[Detection, ...]:
        """What no host's report has yet."""
        return tuple(one for one in self.detections if one.announced)

    @property
    def unmailed(self) -> tuple[Detection, ...]:
        """What nobody was told of by mail and is not too old to matter."""
        return tuple(one for one in self.detections if not one.mailed and not one.anonymous)


_ALL: TypeAdapter[tuple[Detection, ...]] = TypeAdapter(tuple[Detection, ...])
_MOMENT: TypeAdapter[datetime] = TypeAdapter(AwareDatetime)
PERSONAL = ("owner", "path")
"""Of a detection in a host's report."""


@dataclass(frozen=True)
class Register:
    """The two files. Raises EventsDamaged, EvidenceBroken and OSError."""

    state_dir: Path

    @property
    def file(self) -> Path:
        return self.state_dir / "detections" / "detections.json"

    @property
    def evidence(self) -> Log[DetectionRecord]:
        return Log(self.state_dir / "evidence" / "detections.jsonl", DetectionRecord, "detection", EvidenceBroken)

    def read(self) -> tuple[Detection, ...]:
        try:
            return _ALL.validate_json(self.file.read_bytes())
        except FileNotFoundError:
            return ()
        except ValidationError as error:
            first = error.errors()[0]
            raise EventsDamaged(file=self.file, problem=str(first["msg"])) from error

    def gather(self, told: Iterable[Detection], estate: Estate, now: datetime, keep_days: int) -> Gathered:
        """Take in what is told, each detection once; into the evidence first, then into the file without what is too old to name a
        person, as the collected reports are then. What a log alone announces comes into the evidence once a host's report has it."""
        with self._alone():
            known = {one.key: one for one in self.read()}
            recorded = {(key(one.host), one.id) for one in self.evidence.read()}
            new: dict[tuple[str, str], Detection] = {}
            proven = 0
            for one in sorted(told, key=lambda one: one.announced):
                before = known.get(one.key)
                if before is None:
                    new.setdefault(one.key, one)
                elif before.announced and not one.announced:
                    known[one.key] = one.model_copy(update={"mailed": before.mailed})
                    proven += 1
            every = sorted((*known.values(), *new.values()), key=lambda one: (one.at, one.key))
            missing = [one for one in every if one.key not in recorded and not one.announced]
            if missing:
                devices = {key(one.name): one for one in estate.snapshot.tables.devices}
                self.evidence.append(*(_record(one, devices.get(key(one.host)), now) for one in missing))
            oldest = now - timedelta(days=keep_days)
            kept = tuple(_without_person(one) if one.at < oldest else one for one in every)
            anonymised = sum(before != after for before, after in zip(every, kept, strict=True))
            if new or proven or anonymised:
                write_atomically(self.file, _ALL.dump_json(kept, indent=1) + b"\n", 0o600)
            for file in sorted((self.state_dir / FOLDER).glob("*.json")):
                _forget(file, oldest)
        by_key = {one.key: one for one in kept}
        late = sum(one.key not in new for one in missing)
        return Gathered(kept, tuple(by_key[name] for name in new), anonymised, late)

    def mark_mailed(self, told: Collection[Detection]) -> None:
        """So that nobody is told twice, and everybody of what a failed mail was about."""
        keys = {one.key for one in told}
        with self._alone():
            marked = tuple(one.model_copy(update={"mailed": True}) if one.key in keys else one for one in self.read())
            write_atomically(self.file, _ALL.dump_json(marked, indent=1) + b"\n", 0o600)

    def _alone(self) -> AbstractContextManager[int]:
        return held(self.file.with_suffix(".lock"), mode=0o666)


def of_reports(collected: Collected[AntivirusReport]) -> Iterator[Detection]:
    """What the hosts' reports still tell of."""
    for name, report in collected.reports.items():
        for one in report.last_detections:
            yield Detection(
                host=report.host if key(report.host) == name else name,
                id=one.id,
                at=one.time,
                signature=one.signature,
                source=one.source,
                login=one.owner,
                path=one.path,
                left=one.state == LEFT,
            )


def speaks(row: str) -> bool:
    """Whether a line that is no whole log line was to tell of a detection."""
    return _PROGRAM in row and "detection {" in row


def of_log(entries: Iterable[Entry], cut: Callable[[str], None] | None = None) -> Iterator[Detection]:
    """What the hosts wrote to syslog or the journal, as the central log has it, only announced by that; lines of other programs
    and, where the journal says so, of other users than root are passed over. `cut` is told the file and line of a detection
    that can't be read."""
    for entry in entries:
        found = (_MESSAGE if entry.program else _LINE).match(entry.message)
        if found is None or entry.program not in ("", _PROGRAM) or entry.uid not in ("", "0"):
            continue
        try:
            told = json.loads(found["told"])
            yield Detection(
                host=entry.host,
                id=str(told["id"]),
                at=entry.at,
                signature=str(told["signature"]),
                source=str(told.get("source", "")),
                login=str(told.get("owner", "")),
                path=str(told.get("path", "")),
                left=told.get("state") == LEFT,
                announced=True,
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):  # cut short on its way, or made up
            if cut is not None:
                cut(entry.source)


def _forget(file: Path, oldest: datetime) -> None:
    """Take persons out of a collected report's detections of before `oldest`, and of those without a day, which would never grow old.
    What is no report is left as it is."""
    try:
        report: Any = json.loads(file.read_bytes())
    except ValueError:
        return
    told = report.get("last_detections") if isinstance(report, dict) else None
    found = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    old = [one for one in found if any(one.get(name) for name in PERSONAL) and _is_before(one.get("time"), oldest)]
    if old:
        for one in old:
            one.update(dict.fromkeys(PERSONAL, ""))
        write_atomically(file, json.dumps(report, ensure_ascii=False, indent=1).encode() + b"\n", 0o600)


def _is_before(told: object, oldest: datetime) -> bool:
    try:
        return _MOMENT.validate_python(told) < oldest
    except ValidationError:
        return True


def _without_person(one: Detection) -> Detection:
    return one if one.anonymous else one.model_copy(update={"login": "", "path": "", "anonymous": True})


def _record(one: Detection, device: Device | None, now: datetime) -> DetectionRecord:
    return DetectionRecord(
        host=one.host,
        id=one.id,
        at=one.at.isoformat(timespec="seconds"),
        signature=one.signature,
        source=one.source,
        device=device.name if device else "",
        site=device.site if device else "",
        department=(device.tenant or "") if device else "",
        recorded=now.isoformat(timespec="seconds"),
    )
