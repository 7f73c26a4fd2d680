"""Sentences of inv backup.now, collect, replicate, drill and tape."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "backup.taken": (
        "Copied: {system} into {place}, point {id}, {seconds}",
        "Kopyalandı: {system}; yer: {place}, nokta: {id}, süre: {seconds}",
    ),
    "backup.collected": (
        "New in the register: {count} {count:point|points} of {systems} {systems:system|systems}.",
        "Kayda eklenen nokta: {count}, sistem: {systems}.",
    ),
    "backup.replicating": ("Copying to the second site", "İkinci merkeze kopyalanıyor"),
    "backup.copy.failed": ("failed", "başarısız"),
    "backup.copy.overdue": ("overdue", "gecikmiş"),
    "backup.read-back": ("Read back: {place}: {read}", "Yerinde okunan veri: {place}: {read}"),
    "backup.read-all": ("all data", "tümü"),
    "backup.replicated": (
        "{count} {count:system|systems}: {brought} {brought:point|points} brought over, {overdue} overdue, {failed} failed.",
        "Sistem: {count}; taşınan nokta: {brought}, gecikmiş: {overdue}, başarısız: {failed}.",
    ),
    "backup.drilling": ("Restoring into empty places", "Boş yerlere geri dönülüyor"),
    "backup.drill.passed": ("passed", "geçti"),
    "backup.drill.failed": ("FAILED", "KALDI"),
    "backup.drill.none": ("No drill is due.", "Zamanı gelen deneme yok."),
    "backup.drill.about": (
        "Copies were restored into empty places and had to prove there that they work.",
        "Kopyalar boş yerlere geri yüklendi ve orada çalıştıkları denetlendi.",
    ),
    "backup.drill.report": ("Report: {file}", "Rapor: {file}"),
    "backup.drilled": (
        "{count} {count:drill|drills}: {passed} passed, {failed} failed.",
        "Deneme: {count}; geçen: {passed}, kalan: {failed}.",
    ),
    "backup.column.newest": ("Newest copy", "En yeni kopya"),
    "backup.column.age": ("Hours / allowed", "Saat / izin"),
    "backup.column.state": ("State", "Durum"),
    "backup.column.copy-of": ("Copy of", "Kopya zamanı"),
    "backup.column.into": ("Restored into", "Geri dönülen yer"),
    "backup.column.seconds": ("Time", "Süre"),
    "backup.column.result": ("Result", "Sonuç"),
}
