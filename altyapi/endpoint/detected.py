"""Detections as a table and as a mail: persons masked unless asked for, and never in a mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from altyapi.audit.estate import Estate
from altyapi.audit.text import Text
from altyapi.audit.thing import Thing
from altyapi.audit.views.view import View, column
from altyapi.endpoint.detections import Detection
from altyapi.endpoint.reports import key
from altyapi.errors import Language
from altyapi.evidence.words import moment
from netbox_sync.model import Device
from netbox_sync.text import sort_key

SUBJECT = Text("Antivirus: {count} new detections", "Antivirüs: {count} yeni tespit")
ANNOUNCED = Text(
    "told by a log alone, not yet by the computer's report", "yalnız günlükte; bilgisayarın raporunda henüz yok"
)
INTRODUCTION = Text(
    "New detections of antivirus, department by department. Persons are not named here; ./inv antivirus.events --unmask shows them.",
    "Birimlere göre yeni antivirüs tespitleri. Burada kişi adı yok; görmek için: ./inv antivirus.events --unmask",
)


class Row(NamedTuple):
    """A detection at NetBox's device of that name; none: NetBox has no such computer."""

    detection: Detection
    device: Device | None


def rows(detections: Sequence[Detection], estate: Estate) -> tuple[Row, ...]:
    devices = {key(one.name): one for one in estate.snapshot.tables.devices}
    return tuple(Row(one, devices.get(key(one.host))) for one in detections)


def view(found: Sequence[Row]) -> View:
    return View(
        "antivirus-tespitleri",
        Text("Detections of antivirus", "Antivirüs tespitleri"),
        Text(
            "What was found on which computer; login and path are gone once the time for them is over.",
            "Hangi bilgisayarda ne bulundu; süresi dolunca oturum adı ve yol silinir.",
        ),
        lambda _estate: found,
        _thing,
        (
            column("zaman", "Time", "Zaman", lambda e, one: f"{e.at(one.detection.at):%Y-%m-%d %H:%M}", width=16),
            column(
                "bilgisayar",
                "Computer",
                "Bilgisayar",
                lambda _e, one: one.device.name if one.device else one.detection.host,
                width=16,
            ),
            column(
                "birim",
                "Department",
                "Birim",
                lambda e, one: e.name("tenants", one.device.tenant) if one.device else "",
                width=26,
            ),
            column(
                "site",
                "Site",
                "Yerleşke",
                lambda e, one: e.name("sites", one.device.site) if one.device else "",
                width=20,
            ),
            column("imza", "Signature", "İmza", lambda _e, one: one.detection.signature, width=24),
            column("kaynak", "Found by", "Kaynak", lambda _e, one: one.detection.source, width=10),
            column("kisi", "Person", "Kişi", lambda _e, one: one.detection.login, width=10, private=True),
            column("yol", "Path", "Yol", lambda _e, one: one.detection.path, width=30, private=True),
            column("yerinde", "Still there", "Yerinde", lambda _e, one: one.detection.left, "flag", 7),
            column("gunlukten", "Log alone", "Günlükten", lambda _e, one: one.detection.announced, "flag", 9),
            column("anonim", "Anonymous", "Anonim", lambda _e, one: one.detection.anonymous, "flag", 7),
        ),
        ("zaman", "bilgisayar"),
        ("zaman", "bilgisayar", "imza", "kisi"),
    )


def _thing(_estate: Estate, one: Row) -> Thing:
    if one.device is None:
        return Thing("host", one.detection.host)
    return Thing("dcim.device", one.device.name, one.device.id, one.device.site, one.device.tenant)


def by_department(found: Sequence[Row], estate: Estate) -> Mapping[str, int]:
    """Name to number; those of no department of NetBox's under an empty name."""
    counted = Counter(estate.name("tenants", one.device.tenant) if one.device else "" for one in found)
    return {name: counted[name] for name in sorted(counted, key=sort_key)}


def mail(found: Sequence[Row], estate: Estate, language: Language) -> tuple[str, str]:
    """Subject and text."""
    lines = [INTRODUCTION.of(language), ""]
    for name, count in by_department(found, estate).items():
        lines.append(f"{name or '-'}: {count}")
        for one in found:
            if name == (estate.name("tenants", one.device.tenant) if one.device else ""):
                host = one.device.name if one.device else one.detection.host
                when = moment(one.detection.at.isoformat(timespec="seconds"), language)
                note = f"  ({ANNOUNCED.of(language)})" if one.detection.announced else ""
                lines.append(f"  {when}  {host}  {one.detection.signature}{note}")
    return SUBJECT.filled(language, {"count": len(found)}), "\n".join(lines) + "\n"
