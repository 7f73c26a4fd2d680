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
    "backup.no-snapshot": (
        "There is no snapshot: only the plan's own systems are known, none of NetBox. {command}",
        "Anlık görüntü yok: yalnız planın kendi sistemleri biliniyor, NetBox sistemleri değil. {command}",
    ),
    "backup.place-empty": (
        "Nothing was ever copied there: {place}: no repository, and none in the register.",
        "Hiç kopya gitmemiş yer: {place}; depo yok, kayıtta da yok.",
    ),
    "backup.collected-failed": (
        "Failed on the servers themselves: {count} {count:job|jobs}.",
        "Sunucularda başarısız olan görev: {count}.",
    ),
    "backup.report-unreadable": (
        "A server's report can't be read: {file}: {problem}",
        "Sunucu raporu okunamadı: {file}: {problem}",
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
    "backup.column.cartridge": ("Cartridge", "Kartuş"),
    "backup.column.location": ("Location", "Bulunduğu yer"),
    "backup.column.written": ("Written", "Yazıldı"),
    "backup.column.points": ("Points", "Nokta"),
    "backup.column.writes": ("Writes", "Yazım"),
    "backup.tape.blank": ("blank", "boş"),
    "backup.tape.state-written": ("written", "yazılı"),
    "backup.tape.expired": ("expired", "süresi doldu"),
    "backup.tape.damaged": ("DAMAGED", "BOZUK"),
    "backup.tape.destroyed": ("destroyed", "imha edildi"),
    "backup.tape.was-destroyed": (
        "{barcode} was destroyed: {time}; document {evrak}; how: {method}; witness: {witness}",
        "İmha edilen kartuş: {barcode}; {time}; evrak: {evrak}; yöntem: {method}; tanık: {witness}",
    ),
    "backup.tape.count": (
        "{count} {count:cartridge|cartridges}, {free} may be written.",
        "Kartuş: {count}, yazılabilir: {free}.",
    ),
    "backup.tape.waiting": (
        "Points that wait for tape: {count} ({systems})",
        "Teyp bekleyen nokta: {count} ({systems})",
    ),
    "backup.tape.written": (
        "Written and read back whole: {barcode}: {count} {count:point|points}, {size}",
        "Yazıldı ve tümü geri okundu: {barcode}; nokta: {count}, boyut: {size}",
    ),
    "backup.tape.left": (
        "{count} {count:point does|points do} not fit: load another cartridge.",
        "Sığmayan nokta: {count}. Başka kartuş takılmalı.",
    ),
    "backup.tape.none": ("Nothing waits for tape.", "Teyp bekleyen nokta yok."),
    "backup.tape.is-damaged": (
        "{barcode} is DAMAGED: {problem}. Its points count as missing and are written again.",
        "Kartuş BOZUK: {barcode}: {problem}. Noktaları eksik sayılır ve yeniden yazılır.",
    ),
    "backup.tape.is-whole": ("{barcode} is whole: {size} read.", "Kartuş sağlam: {barcode}; okunan: {size}."),
    "backup.tape.step.enrolled": ("Enrolled: {barcode}, {location}", "Kaydedildi: {barcode}, yer: {location}"),
    "backup.tape.step.moved": (
        "Moved: {barcode}, {location}, document {evrak}",
        "Taşındı: {barcode}, yer: {location}, evrak: {evrak}",
    ),
    "backup.tape.step.destroyed": (
        "Destroyed: {barcode}, document {evrak}",
        "İmha edildi: {barcode}, evrak: {evrak}",
    ),
}
