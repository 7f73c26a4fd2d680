"""What hosts report of their antivirus (roles/antivirus: report.json), laid over the estate, so that the audit's own view and
rules judge it: there is one notion of an old signature, whoever asks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from altyapi.audit.estate import Estate
from altyapi.audit.views.devices import ANTIVIRUS
from altyapi.audit.views.view import column
from altyapi.errors import EngineError

FORMAT = 1
RULES = ("signature-too-old", "no-antivirus")
PERSON = "cf.kullanici"
"""The custom field with the person who uses a computer; masked unless asked for."""

VIEW = replace(
    ANTIVIRUS,
    columns=(
        *ANTIVIRUS.columns[:4],
        column("kisi", "Person", "Kişi", PERSON, width=10, private=True),
        column("urun", "Product", "Ürün", "cf.av_ajan", width=8),
        *ANTIVIRUS.columns[5:8],
        column("son_tarama", "Last scan", "Son tarama", "cf.av_son_tarama", "date", 11),
        column("tespit", "Detections", "Tespit", "cf.av_tespit", "number", 7),
        column("bildirim", "Reported", "Bildirim", "cf.av_bildirim", "date", 11),
        *ANTIVIRUS.columns[8:],
    ),
    brief=("ad", "site", "ajan", "imza_tarihi", "son_tarama", "tespit", "sonuc"),
)


class ReportsMissing(EngineError):
    code = "END-001"
    en = "No folder of reports: {folder}"
    tr = "Rapor klasörü yok: {folder}"
    en_remedy = "Collect them first (playbooks/antivirus.yml), or leave --hosts out to go by NetBox alone."
    tr_remedy = (
        "Önce toplayın (playbooks/antivirus.yml) ya da yalnız NetBox verisi için --hosts seçeneğini kullanmayın."
    )


class _Said(BaseModel):
    """Written by another version of the role, or by an agent of somebody else: what is not known is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Scan(_Said):
    ended: AwareDatetime
    result: str


class HostReport(_Said):
    """One host's report.json."""

    format: int
    host: str
    made: AwareDatetime
    provider: str
    agent: str = ""
    version: str = ""
    signatures: AwareDatetime | None = None
    last_scan: Scan | None = None
    detections: int = 0
    running: dict[str, bool] = {}

    @property
    def works(self) -> bool:
        """An agent that stands still is none."""
        return bool(self.version) and all(self.running.values())


@dataclass(frozen=True)
class Collected:
    """Reports by host name (lower case, without domain); files that could not be read, with why."""

    reports: Mapping[str, HostReport]
    unreadable: tuple[tuple[str, str], ...] = ()

    def strangers(self, estate: Estate) -> tuple[str, ...]:
        """Hosts that report and that NetBox does not have."""
        known = {_key(one.name) for one in estate.snapshot.tables.devices}
        return tuple(sorted(one.host for key, one in self.reports.items() if key not in known))


def collect(folder: Path) -> Collected:
    """Every `<host>.json` of a folder; of two reports of one host the later. Raises ReportsMissing."""
    if not folder.is_dir():
        raise ReportsMissing(folder=folder)
    reports: dict[str, HostReport] = {}
    unreadable: list[tuple[str, str]] = []
    for file in sorted(folder.glob("*.json")):
        try:
            one = HostReport.model_validate(json.loads(file.read_bytes()))
        except ValidationError as error:
            first = error.errors()[0]
            unreadable.append((file.name, f"{'.'.join(map(str, first['loc']))}: {first['msg']}"))
            continue
        except ValueError as error:
            unreadable.append((file.name, str(error)))
            continue
        if one.format != FORMAT:
            unreadable.append((file.name, f"format {one.format}"))
        elif (key := _key(one.host)) not in reports or reports[key].made < one.made:
            reports[key] = one
    return Collected(reports, tuple(unreadable))


def laid_over(estate: Estate, collected: Collected) -> Estate:
    """The estate with what hosts said of themselves in place of what NetBox holds of it; NetBox's where it is the newer."""
    tables = estate.snapshot.tables
    devices = tuple(
        one.model_copy(update={"custom_fields": one.custom_fields | _fields(report, one.custom_fields)})
        if (report := collected.reports.get(_key(one.name))) is not None
        else one
        for one in tables.devices
    )
    snapshot = estate.snapshot.model_copy(update={"tables": tables.model_copy(update={"devices": devices})})
    return replace(estate, snapshot=snapshot)


def _fields(report: HostReport, held: Mapping[str, Any]) -> dict[str, Any]:
    signatures = _day(report.signatures)
    known = str(held.get("av_imza_tarihi") or "")[:10]
    if signatures is not None and known > signatures.isoformat() and known > report.made.date().isoformat():
        return {}  # the report is older than what NetBox was told since
    scanned = _day(report.last_scan.ended) if report.last_scan else None
    return {
        "av_ajan": report.agent,
        "av_surum": report.version if report.works else "",
        "av_imza_tarihi": None if signatures is None else signatures.isoformat(),
        "av_son_tarama": None if scanned is None else scanned.isoformat(),
        "av_tespit": report.detections,
        "av_bildirim": report.made.date().isoformat(),
    }


def _key(name: str) -> str:
    """A host calls itself in small letters, perhaps with its domain; NetBox may have it in capitals."""
    return name.partition(".")[0].lower()


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
