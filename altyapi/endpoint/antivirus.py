"""What hosts report of their antivirus (roles/antivirus: report.json), laid over the estate, so that the audit's own view and
rules judge it: there is one notion of an old signature, whoever asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import AwareDatetime

from altyapi.audit import findings
from altyapi.audit.estate import Estate, device, number_of
from altyapi.audit.text import Text
from altyapi.audit.thing import Scope, Thing
from altyapi.audit.views.devices import ANTIVIRUS
from altyapi.audit.views.view import View, column
from altyapi.endpoint import overlay
from altyapi.endpoint.reports import AHEAD, Collected, HostReport, Said, collect
from netbox_sync.model import Device
from netbox_sync.text import sort_key

FORMAT = 1
FOLDER = "antivirus"
"""Below the state directory."""
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
    """`whole`: when the last one ended that did not fail, where the host tells it."""

    ended: AwareDatetime
    result: str
    whole: AwareDatetime | None = None

    @property
    def done(self) -> AwareDatetime | None:
        return self.whole or (None if self.result == "failed" else self.ended)


class Found(Said):
    """One detection. `owner` and `path` are personal data."""

    id: str
    time: AwareDatetime
    signature: str
    path: str = ""
    owner: str = ""
    source: str = ""
    state: str = ""


class AntivirusReport(HostReport):
    """One host's report.json."""

    provider: str
    agent: str = ""
    version: str = ""
    signatures: AwareDatetime | None = None
    last_scan: Scan | None = None
    detections: int = 0
    last_detections: tuple[Found, ...] = ()
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
    return {one.name: _fields(report, one.custom_fields, estate) for one, report in reports if report is not None}


def _fields(report: AntivirusReport, held: Mapping[str, Any], estate: Estate) -> dict[str, Any]:
    latest, made = estate.day + AHEAD, estate.day_at(report.made)
    signatures = _day(report.signatures, estate)
    known = str(held.get("av_imza_tarihi") or "")[:10]
    told = (day for day in (signatures, made) if day is not None and day <= latest)
    since = max((day.isoformat() for day in told), default="")
    if since < known <= latest.isoformat():
        return {}  # the report is older than what NetBox was told since
    scanned = _day(report.last_scan.done, estate) if report.last_scan else None
    return {
        "av_ajan": report.agent,
        "av_surum": report.version if report.works else "",
        "av_imza_tarihi": None if signatures is None else signatures.isoformat(),
        "av_son_tarama": None if scanned is None else scanned.isoformat(),
        "av_tespit": report.detections,
        "av_bildirim": made.isoformat(),
    }


def _day(moment: datetime | None, estate: Estate) -> date | None:
    return None if moment is None else estate.day_at(moment)


class Department(NamedTuple):
    """One department's computers. `percent` of them are protected: an agent, and signatures that are not too old; one that stands
    still may lack both, `open` counts it once."""

    name: str
    computers: int
    none: int
    old: int
    open: int
    detections: int

    @property
    def percent(self) -> Decimal:
        good = self.computers - self.open
        return Decimal(1000 * good // self.computers) / 10 if self.computers else Decimal(100)


def departments(estate: Estate, scope: Scope) -> tuple[Department, ...]:
    """Department by department, judged by the audit's own rules."""
    bad: dict[str, set[str]] = {rule: set() for rule in RULES}
    for one in findings.find(estate, kinds=RULES, scope=scope):
        bad[one.rule.id] |= {hit.thing.name for hit in one.hits}
    by_tenant: dict[str | None, list[Device]] = {}
    for device_ in estate.in_roles(estate.policy.roles.computers):
        if scope.holds(device(device_)):
            by_tenant.setdefault(device_.tenant, []).append(device_)
    made = [
        Department(
            estate.name("tenants", tenant),
            len(devices),
            sum(one.name in bad["no-antivirus"] for one in devices),
            sum(one.name in bad["signature-too-old"] for one in devices),
            sum(any(one.name in names for names in bad.values()) for one in devices),
            sum(number_of(one, "av_tespit") or 0 for one in devices),
        )
        for tenant, devices in by_tenant.items()
    ]
    return tuple(sorted(made, key=lambda one: sort_key(one.name)))


def by_department(rows: Sequence[Department]) -> View:
    return View(
        "antivirus-birimleri",
        Text("Antivirus by department", "Birimlere göre antivirüs"),
        Text(
            "Computers of each department: protected, without an agent, with old signatures, and what was found.",
            "Her birimin bilgisayarları: korunan, ajansız, imzası eski olanlar ve tespitler.",
        ),
        lambda _estate: rows,
        lambda _estate, one: Thing("department", one.name),
        (
            column("birim", "Department", "Birim", "name", width=34),
            column("bilgisayar", "Computers", "Bilgisayar", "computers", "number", 9),
            column("korunan", "Protected %", "Korunan %", "percent", "number", 9),
            column("ajansiz", "No agent", "Ajansız", "none", "number", 8),
            column("imza_eski", "Old signatures", "İmzası eski", "old", "number", 9),
            column("tespit", "Detections", "Tespit", "detections", "number", 9),
        ),
        ("birim",),
        ("birim", "bilgisayar", "korunan", "ajansiz", "imza_eski", "tespit"),
    )
