"""What can be wrong with what stands in a cell. Codes are stable and never reused."""

from __future__ import annotations

from typing import Final

from netbox_sync.importer.kinds.table import NEAREST, kind

FORMULA: Final = kind(
    "IMP-040",
    "A formula; the value that was last computed is not trusted: {value}",
    "Formül; son hesaplanan değere güvenilmez: {value}",
    "Copy the column and paste it as values.",
    "Sütun kopyalanıp değer olarak yapıştırılmalı.",
)
CELL_ERROR: Final = kind(
    "IMP-041",
    "The cell holds an error of the spreadsheet: {value}",
    "Hücrede tablo programının hata değeri var: {value}",
    "Write the value itself.",
    "Değerin kendisi yazılmalı.",
)
REQUIRED: Final = kind(
    "IMP-042", "Needed and empty: {header}", "Zorunlu ama boş: {header}", "Fill it in.", "Doldurulmalı."
)
TOO_LONG: Final = kind(
    "IMP-043",
    "{length} characters; NetBox takes {longest}: {value}",
    "Uzunluk {length}, NetBox sınırı {longest}: {value}",
    "Shorten it.",
    "Kısaltılmalı.",
)
NOT_INTEGER: Final = kind(
    "IMP-044",
    "Not a whole number: {value}",
    "Tam sayı değil: {value}",
    "Write digits only, without separators or units.",
    "Yalnız rakam yazılmalı; ayırıcı ya da birim olmamalı.",
)
OUT_OF_RANGE: Final = kind(
    "IMP-045",
    "Out of range ({least} to {most}): {value}",
    "Aralık dışında ({least} ile {most} arası): {value}",
    "Correct the number.",
    "Sayı düzeltilmeli.",
)
SCIENTIFIC: Final = kind(
    "IMP-046",
    "The spreadsheet wrote it as a rounded number, digits are lost: {value}",
    "Tablo programı yuvarlanmış sayı yazmış, haneler kayıp: {value}",
    "Format the column as Text and type the value again from its source.",
    "Sütun Metin biçimine alınıp değer kaynağından yeniden yazılmalı.",
)
BAD_DATE: Final = kind(
    "IMP-047",
    "Not a date: {value}",
    "Tarih değil: {value}",
    "Write 31.12.2026 or 2026-12-31.",
    "31.12.2026 ya da 2026-12-31 biçiminde yazılmalı.",
)
BAD_BOOLEAN: Final = kind(
    "IMP-048",
    "Neither yes nor no: {value}",
    "Evet ya da hayır değil: {value}",
    "Write yes or no.",
    "evet ya da hayır yazılmalı.",
)
UNKNOWN_CHOICE: Final = kind(
    "IMP-049",
    "Not one of the possible values: {value}",
    "Olası değerlerden değil: {value}",
    "Choose one of: {values}",
    "Seçenekler: {values}",
    near=NEAREST,
)
BAD_MAC: Final = kind(
    "IMP-050",
    "Not the MAC address of an interface: {value}",
    "Arayüz MAC adresi değil: {value}",
    "Twelve hexadecimal digits, as 00:1B:44:11:3A:B7, 00-1B-44-11-3A-B7 or 001b.4411.3ab7; no group or empty address.",
    "On iki onaltılık hane: 00:1B:44:11:3A:B7, 00-1B-44-11-3A-B7 ya da 001b.4411.3ab7; grup adresi ya da boş adres olmaz.",
)
BAD_ADDRESS: Final = kind(
    "IMP-051",
    "Not an IP address: {value}",
    "IP adresi değil: {value}",
    "Write it as 10.64.0.11/22, without leading zeros.",
    "10.64.0.11/22 biçiminde, baştaki sıfırlar olmadan yazılmalı.",
)
BAD_PREFIX: Final = kind(
    "IMP-052",
    "Not an IP prefix: {value}",
    "IP öneki değil: {value}",
    "Write it as 10.64.0.0/22.",
    "10.64.0.0/22 biçiminde yazılmalı.",
)
HOST_BITS: Final = kind(
    "IMP-053",
    "An address, not a prefix: {value}",
    "Önek değil, adres: {value}",
    "The prefix around it is {mended}.",
    "İçinde bulunduğu önek: {mended}.",
)
BAD_SLUG: Final = kind(
    "IMP-054",
    "Not a slug: {value}",
    "Kısa ad biçiminde değil: {value}",
    "Letters without Turkish dots, digits, - and _; for example {mended}",
    "Türkçe harfsiz harf, rakam, - ve _; örneğin {mended}",
)
BAD_HOSTNAME: Final = kind(
    "IMP-055",
    "Not a host name: {value}",
    "Ana makine adı kuralına uymuyor: {value}",
    "Letters without Turkish dots, digits, hyphen, dot; at most 63 between dots; for example {mended}",
    "Türkçe harfsiz harf, rakam, tire, nokta; noktalar arası en çok 63; örneğin {mended}",
)
BAD_COLOUR: Final = kind(
    "IMP-056",
    "Not a colour: {value}",
    "Renk kodu değil: {value}",
    "Six hexadecimal digits, as 2196f3.",
    "Altı onaltılık hane, örneğin 2196f3.",
)
BAD_EMAIL: Final = kind(
    "IMP-057",
    "Not an e-mail address: {value}",
    "E-posta adresi değil: {value}",
    "Correct it or leave it empty.",
    "Düzeltilmeli ya da boş bırakılmalı.",
)
BAD_JSON: Final = kind(
    "IMP-058",
    "Not a JSON object: {value}",
    "JSON nesnesi değil: {value}",
    'Write it as {{"key": "value"}}.',
    '{{"anahtar": "değer"}} biçiminde yazılmalı.',
)
BAD_TIME_ZONE: Final = kind(
    "IMP-059",
    "Unknown time zone: {value}",
    "Bilinmeyen saat dilimi: {value}",
    "Write its IANA name, as Europe/Istanbul.",
    "IANA adı yazılmalı, örneğin Europe/Istanbul.",
)
NOT_A_NUMBER: Final = kind(
    "IMP-060",
    "Not a number: {value}",
    "Sayı değil: {value}",
    "Write digits, with a point or a comma for decimals.",
    "Rakam yazılmalı; ondalık için nokta ya da virgül.",
)
BECAME_DATE: Final = kind(
    "IMP-061",
    "The spreadsheet turned it into a date: {value}",
    "Tablo programı değeri tarihe çevirmiş: {value}",
    "Format the column as Text and type the value again.",
    "Sütun Metin biçimine alınıp değer yeniden yazılmalı.",
)
CONTROL_CHARACTER: Final = kind(
    "IMP-062",
    "It holds an invisible control character: {value}",
    "Görünmeyen denetim karakteri içeriyor: {value}",
    "Type the value again.",
    "Değer yeniden yazılmalı.",
)
LOOK_ALIKE: Final = kind(
    "IMP-070",
    "Letters of another code page, left as they are: {value} (perhaps {mended})",
    "Başka kod sayfasından harf, olduğu gibi bırakıldı: {value} (belki {mended})",
    "Write it anew if it is a Turkish word: {mended}",
    "Türkçe bir sözcükse şöyle yazılmalı: {mended}",
    "warning",
)
DECOMPOSED: Final = kind(
    "IMP-071",
    "Letters and their dots stood apart (NFD); joined: {value}",
    "Harf ve işaretleri ayrı yazılmış (NFD); birleştirildi: {value}",
    "Nothing to do.",
    "Yapılacak iş yok.",
    "notice",
)
ZEROS_LOST: Final = kind(
    "IMP-072",
    "A number among texts that begin with zeros; its own zeros may be lost: {value}",
    "Sıfırla başlayan metinler arasında sayı; baştaki sıfırları yitmiş olabilir: {value}",
    "Compare it with its source; format the column as Text.",
    "Kaynağı ile karşılaştırılmalı; sütun Metin biçimine alınmalı.",
    "warning",
)
MOJIBAKE: Final = kind(
    "IMP-073",
    "The text was once read in the wrong encoding: {value} (perhaps {mended})",
    "Metin bir kez yanlış kodlamayla okunmuş: {value} (belki {mended})",
    "Write {mended}, or export it again as UTF-8.",
    "{mended} yazılmalı ya da UTF-8 olarak yeniden dışa aktarılmalı.",
)
