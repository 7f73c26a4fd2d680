"""Where computers stand on their way to Pardus, by their own word, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from altyapi.audit.estate import device
from altyapi.audit.text import Cell, Text
from altyapi.audit.views.devices import NAME, SITE
from altyapi.audit.views.view import View, column
from altyapi.endpoint.migration import Migration, Step, WayBack
from altyapi.endpoint.policy import PardusPolicy
from altyapi.endpoint.reports import Collected
from altyapi.endpoint.tables import PERSON, STATES, of_device
from netbox_sync.model import Device

STEPS: dict[Step, Text] = {
    "assess": Text("fitness", "uygunluk"),
    "backup": Text("backup", "yedek"),
    "verify-backup": Text("backup read back", "yedeğin geri okunması"),
    "simulate": Text("simulation", "benzetim"),
    "keyring": Text("keys", "anahtarlar"),
    "sources": Text("sources", "kaynaklar"),
    "upgrade": Text("packages", "paketler"),
    "desktop": Text("desktop", "masaüstü"),
    "boot": Text("start", "açılış"),
    "verify": Text("proof", "doğrulama"),
}
WAYS: dict[WayBack, Text] = {
    "packages": Text("packages set back", "paketler geri alınır"),
    "snapshot": Text("disk snapshot", "disk görüntüsü"),
    "restore": Text("new installation, files from the backup", "yeni kurulum, dosyalar yedekten"),
    "reinstall": Text("new installation only", "yalnız yeni kurulum"),
    "none": Text("none", "yok"),
}


class Row(NamedTuple):
    device: Device
    report: Migration
    days_back: int | None
    """Days for which what was kept for the way back is kept still."""


def view(devices: Sequence[Device], collected: Collected[Migration], rules: PardusPolicy, day: date) -> View:
    rows = [
        Row(one, report, days_back(report, rules, day))
        for one in devices
        if (report := collected.of(one.name)) is not None
    ]
    return View(
        "pardus-goc",
        Text("Migration to Pardus, computer by computer", "Pardus göçü, bilgisayar bilgisayar"),
        Text(
            "What computers report of their migration: the step at which each stands, and its way back.",
            "Bilgisayarların göçe dair bildirdikleri: bulundukları adım ve geri dönüş yolu.",
        ),
        lambda _estate: rows,
        lambda _estate, one: device(one.device),
        (
            *(of_device(one) for one in (NAME, SITE)),
            of_device(column("kisi", "Person", "Kişi", PERSON, width=10, private=True)),
            column("dalga", "Wave", "Dalga", lambda _e, one: one.report.wave, width=6),
            column("durum", "State", "Durum", lambda _e, one: STATES[one.report.state], width=10),
            column("adim", "Step", "Adım", lambda _e, one: _step(one.report), width=12),
            column("neden", "Why", "Neden", lambda _e, one: _why(one.report), width=24),
            column("kaynak", "From", "Kaynak", lambda _e, one: one.report.source, width=9),
            column("hedef", "To", "Hedef", lambda _e, one: one.report.target, width=9),
            column("bildirim", "Reported", "Bildirim", lambda e, one: e.day_at(one.report.made), "date", 11),
            column("geri_donus", "Way back", "Geri dönüş", lambda _e, one: WAYS[one.report.way_back], width=20),
            column("geri_gun", "Days left for it", "Kalan gün", lambda _e, one: one.days_back, "number", 6),
        ),
        ("dalga", "ad"),
        ("ad", "dalga", "durum", "adim", "geri_donus", "geri_gun"),
    )


def _step(report: Migration) -> Cell:
    return STEPS[report.at.name] if report.at is not None else ""


def _why(report: Migration) -> str:
    return report.at.why if report.at is not None else ""


def days_back(report: Migration, rules: PardusPolicy, day: date) -> int | None:
    """Days that the way back is open still, 0 where they are over; None where there is none or nothing is done yet."""
    zone = rules.calendar.zone
    ended = [one.ended.astimezone(zone).date() for one in report.steps if one.ended is not None]
    if report.state != "done" or not ended or report.way_back in ("none", "reinstall"):
        return None
    return max(0, (max(ended) + timedelta(days=rules.steps.rollback_days) - day).days)
