"""Sentences of netbox.import and netbox.template."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "import.read": (
        "Read: {rows} {rows:row|rows} of {sheets} {sheets:sheet|sheets}.",
        "Okundu: {rows} satır, {sheets} sayfa.",
    ),
    "import.faults": (
        "{count} {count:fault|faults}; nothing is changed.",
        "Hata sayısı: {count}; hiçbir şey değiştirilmedi.",
    ),
    "import.notices": ("Not faults, but worth a look:", "Hata değil, ancak bakılmalı:"),
    "import.more": (
        "… and {count} more, all of them in the fix-up workbook.",
        "… ve {count} tane daha; tümü düzeltme kitabında.",
    ),
    "import.place": ("Place", "Yer"),
    "import.column": ("Column", "Sütun"),
    "import.problem": ("Problem", "Sorun"),
    "import.remedy": ("Remedy", "Çözüm"),
    "import.fixup": (
        "Marked copy, with every fault and its remedy: {file}",
        "İşaretli kopya, bütün hata ve çözümlerle: {file}",
    ),
    "import.fixup-failed": (
        "The marked copy could not be written: {file}: {problem}",
        "İşaretli kopya yazılamadı: {file}: {problem}",
    ),
    "import.mended": (
        "Mend the marked cells there and import that file: {step}",
        "Orada işaretli hücreler düzeltilip o dosya aktarılmalı: {step}",
    ),
    "import.sheet": ("Say which sheet it is: {step}", "Hangi sayfa olduğu belirtilmeli: {step}"),
    "import.offline": (
        "To check the files against the last snapshot, without NetBox: {step}",
        "Dosyaları NetBox olmadan, son anlık görüntüyle denetlemek için: {step}",
    ),
    "import.checked": (
        "No faults. Compared with the last snapshot only; next: {step}",
        "Hata yok. Yalnız son anlık görüntüyle karşılaştırıldı; sonraki adım: {step}",
    ),
    "import.same": (
        "No changes: NetBox holds everything that the files say.",
        "Değişiklik yok: NetBox dosyalardaki her şeyi zaten içeriyor.",
    ),
    "import.licences": ("Licences, to be written to {file}:", "Lisanslar, yazılacak dosya: {file}"),
    "import.licence": ("{mark} {id}: {product}", "{mark} {id}: {product}"),
    "import.licences-written": ("Licences written: {file}", "Lisanslar yazıldı: {file}"),
    "import.next": (
        "Nothing is changed yet. Next: {step}",
        "Henüz hiçbir şey değiştirilmedi. Sonraki adım: {step}",
    ),
    "import.applying": ("Writing to NetBox", "NetBox içine yazılıyor"),
    "template.written": (
        "Written: {file}. Fill it in, then: {step}",
        "Yazıldı: {file}. Doldurulduktan sonra: {step}",
    ),
}
