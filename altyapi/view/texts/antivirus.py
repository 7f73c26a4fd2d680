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
