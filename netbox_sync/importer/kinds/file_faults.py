"""What can be wrong with a whole file. Codes are stable and never reused."""

from __future__ import annotations

from typing import Final

from netbox_sync.importer.kinds.table import kind

UNREADABLE: Final = kind(
    "IMP-001",
    "The file can't be read: {problem}",
    "Dosya okunamıyor: {problem}",
    "Check the path, and that it is a file which you may read.",
    "Yol ve okuma izni denetlenmeli; klasör değil dosya verilmeli.",
)
EMPTY_FILE: Final = kind(
    "IMP-002",
    "The file is empty.",
    "Dosya boş.",
    "Save it again from the program that made it.",
    "Dosya, oluşturulduğu programdan yeniden kaydedilmeli.",
)
NOT_A_TABLE: Final = kind(
    "IMP-003",
    "Its content is not a workbook, CSV or YAML: {found}",
    "İçeriği çalışma kitabı, CSV ya da YAML değil: {found}",
    "Open it in the spreadsheet program and save it as .xlsx; the name alone does not change what it is.",
    "Tablo programında açılıp .xlsx olarak kaydedilmeli; yalnız adını değiştirmek yetmez.",
)
OLD_EXCEL: Final = kind(
    "IMP-004",
    "It is a workbook of the old Excel form (.xls).",
    "Eski Excel biçiminde (.xls) bir çalışma kitabı.",
    "Open it and save it as Excel Workbook (.xlsx).",
    "Açılıp Excel Çalışma Kitabı (.xlsx) olarak kaydedilmeli.",
)
ENCRYPTED: Final = kind(
    "IMP-005",
    "The workbook is protected with a password.",
    "Çalışma kitabı parola ile korunuyor.",
    "Remove the password (File, Info, Protect Workbook) and save it.",
    "Parola kaldırılıp (Dosya, Bilgi, Kitabı Koru) kaydedilmeli.",
)
TOO_LARGE: Final = kind(
    "IMP-006",
    "It would need too much room when opened: {en_detail}",
    "Açıldığında çok yer kaplıyor: {tr_detail}",
    "If it is honest data, split it into several files.",
    "Gerçek veri ise birkaç dosyaya bölünmeli.",
)
DAMAGED: Final = kind(
    "IMP-007",
    "The file is damaged or cut off: {en_detail}",
    "Dosya bozuk ya da yarım: {tr_detail}",
    "Copy or download it again, or save it again from the program that made it.",
    "Yeniden kopyalanmalı ya da oluşturulduğu programdan yeniden kaydedilmeli.",
)
ENCODING_UNCLEAR: Final = kind(
    "IMP-008",
    "The text's encoding can't be told: {detail}",
    "Metnin karakter kodlaması anlaşılamadı: {detail}",
    "Save it as CSV UTF-8.",
    "CSV UTF-8 olarak kaydedilmeli.",
)
CSV_BROKEN: Final = kind(
    "IMP-009",
    "The CSV can't be read from line {line} on: {en_detail}",
    "CSV şu satırdan sonra okunamıyor: {line}: {tr_detail}",
    "Look for a quotation mark that is opened and never closed.",
    "Açılıp kapanmamış bir tırnak işareti aranmalı.",
)
YAML_BROKEN: Final = kind(
    "IMP-010",
    "The YAML can't be used: line {line}: {en_detail}",
    "YAML kullanılamıyor: satır {line}: {tr_detail}",
    "Mend that line: a file is a mapping of sheets to lists of rows, each value written out. See docs/import.md.",
    "O satır düzeltilmeli: dosya, sayfa adından satır listesine bir eşlemedir, her değer açıkça yazılır; bakınız: docs/import.md.",
)
ENCODING_TAKEN: Final = kind(
    "IMP-011",
    "Read as {encoding}, fields separated by {separator}.",
    "Okunan kodlama: {encoding}, ayırıcı: {separator}.",
    "Nothing to do if the letters are right; else save it as CSV UTF-8.",
    "Harfler doğruysa yapılacak iş yok; değilse CSV UTF-8 olarak kaydedilmeli.",
    "notice",
)
TOO_WIDE: Final = kind(
    "IMP-012",
    "Row {row} has a value far to the right, in column {column}.",
    "{row}. satırda çok sağda, {column} sütununda bir değer var.",
    "Delete it: a sheet is read up to {most} columns.",
    "Silinmeli: bir sayfanın en çok {most} sütunu okunur.",
)
