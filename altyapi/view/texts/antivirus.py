"""Sentences of inv antivirus.*."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "antivirus.collected": ("Reports of hosts read: {count}", "Okunan makine raporu: {count}"),
    "antivirus.netbox-alone": (
        "No reports of hosts collected: NetBox's fields alone are judged.",
        "Toplanmış makine raporu yok: yalnız NetBox alanları değerlendirildi.",
    ),
    "antivirus.unreadable": ("Report not usable: {file}: {problem}", "Kullanılamayan rapor: {file}: {problem}"),
    "antivirus.strangers": (
        "Hosts that report and are not in NetBox: {count} ({names})",
        "Rapor veren ama NetBox kaydı olmayan makine: {count} ({names})",
    ),
    "antivirus.department": ("Department", "Birim"),
    "antivirus.detections": ("Detections", "Tespit"),
    "antivirus.new": (
        "{count} new {count:detection|detections}, evidence: {log}",
        "Yeni tespit: {count}, kanıt: {log}",
    ),
    "antivirus.new-by-log": (
        "{count} new {count:detection|detections} told by a log alone.",
        "Yalnız günlükte olan yeni tespit: {count}.",
    ),
    "antivirus.late": (
        "Known before and evidence now: {count}, {log}",
        "Daha önce bilinen, şimdi kanıta giren tespit: {count}, {log}",
    ),
    "antivirus.cut": (
        "Lines of the logs that tell of a detection and can't be read: {count} ({sources})",
        "Günlüklerde tespit bildiren ama okunamayan satır: {count} ({sources})",
    ),
    "antivirus.log-damaged": (
        "Log not read to its end: {file}: {problem}",
        "Sonuna kadar okunamayan günlük: {file}: {problem}",
    ),
    "antivirus.nothing-read": (
        "Neither reports of hosts nor logs were read. Collect reports with {playbook}, or name logs with --logs.",
        "Ne makine raporu ne de günlük okundu. Raporlar {playbook} ile toplanmalı ya da günlükler --logs ile verilmeli.",
    ),
    "antivirus.announced": (
        "Told by a log alone, evidence once a computer's report has {count:it|them}: {count}",
        "Yalnız günlükte olan, bilgisayarın raporuyla kanıta girecek tespit: {count}",
    ),
    "antivirus.nothing-new": (
        "Nothing new; {count} {count:detection|detections} known.",
        "Yeni tespit yok; bilinen: {count}.",
    ),
    "antivirus.anonymised": (
        "Login and path taken out of {count} {count:detection|detections} older than {days} {days:day|days}.",
        "{days} günden eski {count} tespitin oturum adı ve yolu silindi.",
    ),
    "antivirus.mailed": ("Mail sent to {receivers}.", "E-posta gönderildi: {receivers}."),
}
