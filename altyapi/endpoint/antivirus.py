"""What hosts report of their antivirus (roles/antivirus: report.json), laid over the estate, so that the audit's own view and
rules judge it: there is one notion of an old signature, whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime

from altyapi.audit.estate import Estate
from altyapi.audit.views.devices import ANTIVIRUS
from altyapi.audit.views.view import column
from altyapi.endpoint import overlay
from altyapi.endpoint.reports import Collected, HostReport, Said, collect

FORMAT = 1
PLAYBOOK = "playbooks/antivirus.yml"
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


class Scan(Said):
    ended: AwareDatetime
    result: str


class AntivirusReport(HostReport):
    """One host's report.json."""

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


def read(folder: Path) -> Collected[AntivirusReport]:
    """What the playbook fetched. Raises ReportsMissing."""
    return collect(folder, AntivirusReport, form=FORMAT, playbook=PLAYBOOK)


def laid_over(estate: Estate, collected: Collected[AntivirusReport]) -> Estate:
    """The estate with what hosts said of themselves in place of what NetBox holds of it; NetBox's where it is the newer."""
    return overlay.laid_over(estate, fields(estate, collected))


def fields(estate: Estate, collected: Collected[AntivirusReport]) -> overlay.Fields:
    """The custom fields of every device that reports."""
    reports = ((one, collected.of(one.name)) for one in estate.snapshot.tables.devices)
    return {one.name: _fields(report, one.custom_fields) for one, report in reports if report is not None}


def _fields(report: AntivirusReport, held: Mapping[str, Any]) -> dict[str, Any]:
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


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()
