"""Whether a NetBox can be worked with: what `doctor` shows, one finding per question, each fault with its next step."""

from __future__ import annotations

import contextlib
from typing import Final, Literal

from netbox_sync import faults
from netbox_sync.client import OBJECT_TYPES, NetBox
from netbox_sync.errors import Language, ToolkitError
from netbox_sync.model import Frozen
from netbox_sync.pull import changelog, feed, stamps
from netbox_sync.pull.columns import FED, QUERIES
from netbox_sync.writeback import journal

Severity = Literal["ok", "note", "warning", "error"]

SKEW_LIMIT_S: Final = 30.0
WRITES: Final = (
    (journal.PATH, "add"),
    ("dcim/devices", "change"),
    ("dcim/interfaces", "change"),  # with MAC addresses: what netbox.facts writes back
    ("dcim/mac-addresses", "add"),
    ("virtualization/virtual-machines", "change"),  # the days of their backups and restore drills
)


class Finding(Frozen):
    """One answer; `remedy` is empty where nothing need be done."""

    topic: str
    severity: Severity
    en: str
    tr: str
    en_remedy: str = ""
    tr_remedy: str = ""

    def message(self, language: Language) -> str:
        return self.tr if language == "tr" else self.en

    def remedy(self, language: Language) -> str:
        return self.tr_remedy if language == "tr" else self.en_remedy


def check(netbox: NetBox) -> tuple[Finding, ...]:
    """Asks NetBox; raises nothing that NetBox or the line could cause. Ends early where no more answers can be had."""
    try:
        status = netbox.status()
    except faults.NetBoxError as error:
        return (_fault("netbox", error),)
    found = [
        _fine(
            "netbox",
            f"{netbox.url} answers, NetBox {status.version}",
            f"{netbox.url} yanıt veriyor, NetBox {status.version}",
        ),
        _clock(status.clock_skew_s),
    ]
    reading = _readable(netbox)
    found.extend(reading)
    if not any(finding.topic == "token" for finding in reading):
        found.extend(_writable(netbox))
        found.extend(_quick(netbox))
    found.append(
        Finding(
            topic="changelog",
            severity="note",
            en="NetBox's API does not tell how long it keeps its change log (CHANGELOG_RETENTION, default 90 days).",
            tr="NetBox API değişiklik günlüğünün saklama süresini bildirmez (CHANGELOG_RETENTION, varsayılan 90 gün).",
            en_remedy="Look at CHANGELOG_RETENTION in configuration.py or the admin pages; 0 keeps everything.",
            tr_remedy="configuration.py ya da yönetim sayfalarında CHANGELOG_RETENTION denetlenmeli; 0 hepsini saklar.",
        )
    )
    return tuple(found)


def _readable(netbox: NetBox) -> list[Finding]:
    """Every list that a pull reads, asked for one row."""
    paths = dict.fromkeys(path for query in QUERIES.values() for path in (query.path, *query.guards))
    found: list[Finding] = []
    for path in (*paths, journal.PATH):
        try:
            netbox.page(path, {"limit": 1, "fields": "id"})
        except faults.PermissionMissing as error:
            found.append(_fault("permission", error))
        except faults.NetBoxError as error:
            return [*found, _fault("token", error)]
    if not found:
        count = len(paths) + 1
        en, tr = f"The token may read all {count} lists.", f"Erişim anahtarı {count} listenin tümünü okuyabiliyor."
        found.append(_fine("permission", en, tr))
    return found


def _writable(netbox: NetBox) -> list[Finding]:
    """NetBox's OPTIONS names the writes that this token and its user are let do; nothing is written."""
    found: list[Finding] = []
    for path, action in WRITES:
        try:
            if action not in netbox.write_actions(path):
                found.append(
                    _fault("permission", faults.PermissionMissing(action=action, object_type=OBJECT_TYPES[path]))
                )
        except faults.NetBoxError as error:
            # a proxy that lets no OPTIONS through: no reason to call the token a bad one
            en = f"Whether the token may {action} {OBJECT_TYPES[path]} can't be told: {error.message('en')}"
            tr = f"Anahtarın yazma izni anlaşılamadı ({action} {OBJECT_TYPES[path]}): {error.message('tr')}"
            found.append(Finding(topic="permission", severity="note", en=en, tr=tr))
    if not found:
        en = "The token may add journal entries and MAC addresses, and change devices, interfaces and virtual machines."
        tr = "Erişim anahtarı günlük kaydı ve MAC adresi ekleyebiliyor; cihaz, arayüz ve sanal makineleri değiştirebiliyor."
        found.append(_fine("permission", en, tr))
    # a reading token is enough to pull and plan, and the outbox keeps what can't be written: no more than a warning
    return [each.model_copy(update={"severity": "warning"}) if each.severity == "error" else each for each in found]


def _quick(netbox: NetBox) -> list[Finding]:
    """What makes a pull quick: the feed's templates, and the change log. Without them it gives the same, more slowly."""
    found: list[Finding] = []
    unusable: list[faults.FeedUnusable] = []
    try:
        for table in FED:
            with contextlib.suppress(faults.PermissionMissing):  # told already
                unusable.extend(_without_feed(netbox, table))
        with contextlib.suppress(faults.PermissionMissing):
            unusable.extend(_without_stamps(netbox))
        if not unusable:
            found.append(
                _fine("feed", f"All {len(FED)} lists come by feed.", f"{len(FED)} liste hızlı akışla okunuyor.")
            )
        elif len(unusable) > len(FED):
            found.append(_warning("feed", faults.FeedUnusable(**{**unusable[0].fields, "table": "*"})))
        else:
            found.extend(_warning("feed", each) for each in unusable)
        netbox.page(changelog.PATH, {"limit": 1, "fields": "id"})
    except faults.PermissionMissing as error:
        found.append(_warning("permission", error))
    except faults.NetBoxError as error:
        found.append(_warning("netbox", error))
    return found


def _without_feed(netbox: NetBox, table: str) -> list[faults.FeedUnusable]:
    """Why a list's template does not serve, asked for no row at all."""
    try:
        feed.read(netbox, table, dict, {"id": 0})
    except faults.FeedUnusable as why:
        return [why]
    return []


def _without_stamps(netbox: NetBox) -> list[faults.FeedUnusable]:
    """Why the template that tells of all lists at once does not serve."""
    try:
        stamps.look(netbox)
    except faults.FeedUnusable as why:
        return [why]
    return []


def _clock(skew_s: float | None) -> Finding:
    if skew_s is None:
        return Finding(topic="clock", severity="note", en="NetBox tells no time.", tr="NetBox saat bildirmiyor.")
    told = round(skew_s)  # a whole number, so that a hair behind is no “-0”
    en, tr = f"NetBox's clock differs from ours by {told:+d} s.", f"NetBox saatiyle fark: {told:+d} s."
    if abs(skew_s) <= SKEW_LIMIT_S:
        return _fine("clock", en, tr)
    return Finding(
        topic="clock",
        severity="warning",
        en=en,
        tr=tr,
        en_remedy="Set both clocks by NTP: approvals, expiry and evidence carry times.",
        tr_remedy="İki saat de NTP ile ayarlanmalı: onay, süre ve kanıtlar zaman taşır.",
    )


def _fine(topic: str, en: str, tr: str) -> Finding:
    return Finding(topic=topic, severity="ok", en=en, tr=tr)


def _warning(topic: str, error: ToolkitError) -> Finding:
    return _fault(topic, error).model_copy(update={"severity": "warning"})


def _fault(topic: str, error: ToolkitError) -> Finding:
    return Finding(
        topic=topic,
        severity="error",
        en=error.message("en"),
        tr=error.message("tr"),
        en_remedy=error.remedy("en"),
        tr_remedy=error.remedy("tr"),
    )
