"""What can be wrong with a sheet and its columns. Codes are stable and never reused."""

from __future__ import annotations

from typing import Final

from netbox_sync.importer.kinds.table import NEAREST, kind

UNKNOWN_SHEET: Final = kind(
    "IMP-020",
    "Unknown sheet: {value}",
    "Bilinmeyen sayfa: {value}",
    "Rename it, or put # before its name to leave it out; for a CSV, or a sheet that nobody has named, --sheet tells it.",
    "Sayfa adı düzeltilmeli ya da atlanması için başına # konmalı; CSV ve adsız (Sayfa1) sayfa için --sheet verilebilir.",
    near=NEAREST,
)
UNKNOWN_COLUMN: Final = kind(
    "IMP-021",
    "Unknown column: {value}",
    "Bilinmeyen sütun: {value}",
    "Rename it, put # before its header to leave it out, or use --ignore; custom fields are cf:NAME.",
    "Başlık düzeltilmeli, atlanması için başına # konmalı ya da --ignore verilmeli; özel alanlar cf:AD biçiminde.",
    near=NEAREST,
)
COLUMN_MISSING: Final = kind(
    "IMP-022",
    "Column missing: {missing}",
    "Eksik sütun: {missing}",
    "Add the column; `inv netbox.template` writes a workbook that has them all.",
    "Sütun eklenmeli; `inv netbox.template` hepsini içeren bir kitap yazar.",
)
COLUMN_TWICE: Final = kind(
    "IMP-023",
    "Two columns are the same: {first} and {value}",
    "İki sütun aynı: {first} ve {value}",
    "Remove one, or put # before its header.",
    "Biri silinmeli ya da başlığının başına # konmalı.",
)
NO_HEADER: Final = kind(
    "IMP-024",
    "Values stand in a column without a header.",
    "Başlığı olmayan sütunda değer var.",
    "Write its header, or empty the column.",
    "Başlık yazılmalı ya da sütun boşaltılmalı.",
)
HEADER_ROW_MISSING: Final = kind(
    "IMP-025",
    "No row of known headers among the first {rows} rows.",
    "İlk {rows} satırda bilinen başlıklar yok.",
    "Put the headers in the first row; see docs/import.md.",
    "Başlıklar ilk satıra yazılmalı; bakınız: docs/import.md.",
)
MERGED: Final = kind(
    "IMP-026",
    "Merged cells among the data: {value}",
    "Veri içinde birleştirilmiş hücreler: {value}",
    "Unmerge them and write the value in each cell.",
    "Birleştirme kaldırılıp değer her hücreye yazılmalı.",
)
HIDDEN: Final = kind(
    "IMP-027",
    "Hidden, and read all the same: {en_what}",
    "Gizli, yine de okundu: {tr_what}",
    "Look at what is hidden; delete what should not be imported.",
    "Gizlenen bölüme bakılmalı; istenmeyen silinmeli.",
    "notice",
)
FIELD_UNKNOWN: Final = kind(
    "IMP-028",
    "NetBox has no custom field of that name for this kind of object: {value}",
    "NetBox içinde bu nesne türü için bu adda özel alan yok: {value}",
    "Check the name; `inv netbox.views --apply --reason WHY` makes the toolkit's own fields.",
    "Ad denetlenmeli; aracın kendi alanlarını `inv netbox.views --apply --reason NEDEN` oluşturur.",
    near=NEAREST,
)
ABOVE_HEADER: Final = kind(
    "IMP-029",
    "Rows above the headers are left out: {rows}",
    "Başlığın üstünde atlanan satır sayısı: {rows}",
    "Nothing to do if they are titles.",
    "Bunlar yalnız başlık yazısıysa yapılacak iş yok.",
    "notice",
)
LEFT_OUT: Final = kind(
    "IMP-030",
    "Left out: {value}",
    "Atlandı: {value}",
    "Nothing to do.",
    "Yapılacak iş yok.",
    "notice",
)
COUNTER: Final = kind(
    "IMP-031",
    "A running number, left out: {value}",
    "Sıra numarası, atlandı: {value}",
    "Nothing to do.",
    "Yapılacak iş yok.",
    "notice",
)
TOTALS: Final = kind(
    "IMP-032",
    "A row that sums up those above it, left out: {value}",
    "Üstteki satırların toplamı, atlandı: {value}",
    "Nothing to do; an object of that name must be written otherwise.",
    "Yapılacak iş yok; adı gerçekten buysa başka türlü yazılmalı.",
    "notice",
)
