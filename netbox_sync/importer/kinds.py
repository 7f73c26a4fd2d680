"""Every kind of fault that a workbook can have. Codes are stable and never reused."""

from __future__ import annotations

from typing import Final

from netbox_sync.importer.faults import FaultKind, Level

ALL: Final[dict[str, FaultKind]] = {}


NEAREST: Final = (". Nearest: {nearest}", ". En yakın: {nearest}")
THERE: Final = (". There: {nearest}", ". Olanlar: {nearest}")


def _kind(
    code: str,
    en: str,
    tr: str,
    en_remedy: str,
    tr_remedy: str,
    level: Level = "error",
    near: tuple[str, str] = ("", ""),
) -> FaultKind:
    kind = FaultKind(
        code=code,
        level=level,
        en=en,
        tr=tr,
        en_remedy=en_remedy,
        tr_remedy=tr_remedy,
        en_near=near[0],
        tr_near=near[1],
    )
    ALL[code] = kind
    return kind


# Files
UNREADABLE = _kind(
    "IMP-001",
    "The file can't be read: {problem}",
    "Dosya okunamıyor: {problem}",
    "Check the path, and that it is a file which you may read.",
    "Yol ve okuma izni denetlenmeli; klasör değil dosya verilmeli.",
)
EMPTY_FILE = _kind(
    "IMP-002",
    "The file is empty.",
    "Dosya boş.",
    "Save it again from the program that made it.",
    "Dosya, oluşturulduğu programdan yeniden kaydedilmeli.",
)
NOT_A_TABLE = _kind(
    "IMP-003",
    "Its content is not a workbook, CSV or YAML: {found}",
    "İçeriği çalışma kitabı, CSV ya da YAML değil: {found}",
    "Open it in the spreadsheet program and save it as .xlsx; the name alone does not change what it is.",
    "Tablo programında açılıp .xlsx olarak kaydedilmeli; yalnız adını değiştirmek yetmez.",
)
OLD_EXCEL = _kind(
    "IMP-004",
    "It is a workbook of the old Excel form (.xls).",
    "Eski Excel biçiminde (.xls) bir çalışma kitabı.",
    "Open it and save it as Excel Workbook (.xlsx).",
    "Açılıp Excel Çalışma Kitabı (.xlsx) olarak kaydedilmeli.",
)
ENCRYPTED = _kind(
    "IMP-005",
    "The workbook is protected with a password.",
    "Çalışma kitabı parola ile korunuyor.",
    "Remove the password (File, Info, Protect Workbook) and save it.",
    "Parola kaldırılıp (Dosya, Bilgi, Kitabı Koru) kaydedilmeli.",
)
TOO_LARGE = _kind(
    "IMP-006",
    "It would need too much room when opened: {en_detail}",
    "Açıldığında çok yer kaplıyor: {tr_detail}",
    "If it is honest data, split it into several files.",
    "Gerçek veri ise birkaç dosyaya bölünmeli.",
)
DAMAGED = _kind(
    "IMP-007",
    "The file is damaged or cut off: {en_detail}",
    "Dosya bozuk ya da yarım: {tr_detail}",
    "Copy or download it again, or save it again from the program that made it.",
    "Yeniden kopyalanmalı ya da oluşturulduğu programdan yeniden kaydedilmeli.",
)
ENCODING_UNCLEAR = _kind(
    "IMP-008",
    "The text's encoding can't be told: {detail}",
    "Metnin karakter kodlaması anlaşılamadı: {detail}",
    "Save it as CSV UTF-8.",
    "CSV UTF-8 olarak kaydedilmeli.",
)
CSV_BROKEN = _kind(
    "IMP-009",
    "The CSV can't be read from line {line} on: {en_detail}",
    "CSV şu satırdan sonra okunamıyor: {line}: {tr_detail}",
    "Look for a quotation mark that is opened and never closed.",
    "Açılıp kapanmamış bir tırnak işareti aranmalı.",
)
YAML_BROKEN = _kind(
    "IMP-010",
    "The YAML can't be used: line {line}: {en_detail}",
    "YAML kullanılamıyor: satır {line}: {tr_detail}",
    "Mend that line: a file is a mapping of sheets to lists of rows, each value written out. See docs/import.md.",
    "O satır düzeltilmeli: dosya, sayfa adından satır listesine bir eşlemedir, her değer açıkça yazılır; bakınız: docs/import.md.",
)
ENCODING_TAKEN = _kind(
    "IMP-011",
    "Read as {encoding}, fields separated by {separator}.",
    "Okunan kodlama: {encoding}, ayırıcı: {separator}.",
    "Nothing to do if the letters are right; else save it as CSV UTF-8.",
    "Harfler doğruysa yapılacak iş yok; değilse CSV UTF-8 olarak kaydedilmeli.",
    "notice",
)
TOO_WIDE = _kind(
    "IMP-012",
    "Row {row} has a value far to the right, in column {column}.",
    "{row}. satırda çok sağda, {column} sütununda bir değer var.",
    "Delete it: a sheet is read up to {most} columns.",
    "Silinmeli: bir sayfanın en çok {most} sütunu okunur.",
)

# Sheets and columns
UNKNOWN_SHEET = _kind(
    "IMP-020",
    "Unknown sheet: {value}",
    "Bilinmeyen sayfa: {value}",
    "Rename it, or put # before its name to leave it out; for a CSV, or a sheet that nobody has named, --sheet tells it.",
    "Sayfa adı düzeltilmeli ya da atlanması için başına # konmalı; CSV ve adsız (Sayfa1) sayfa için --sheet verilebilir.",
    near=NEAREST,
)
UNKNOWN_COLUMN = _kind(
    "IMP-021",
    "Unknown column: {value}",
    "Bilinmeyen sütun: {value}",
    "Rename it, put # before its header to leave it out, or use --ignore; custom fields are cf:NAME.",
    "Başlık düzeltilmeli, atlanması için başına # konmalı ya da --ignore verilmeli; özel alanlar cf:AD biçiminde.",
    near=NEAREST,
)
COLUMN_MISSING = _kind(
    "IMP-022",
    "Column missing: {missing}",
    "Eksik sütun: {missing}",
    "Add the column; `inv netbox.template` writes a workbook that has them all.",
    "Sütun eklenmeli; `inv netbox.template` hepsini içeren bir kitap yazar.",
)
COLUMN_TWICE = _kind(
    "IMP-023",
    "Two columns are the same: {first} and {value}",
    "İki sütun aynı: {first} ve {value}",
    "Remove one, or put # before its header.",
    "Biri silinmeli ya da başlığının başına # konmalı.",
)
NO_HEADER = _kind(
    "IMP-024",
    "Values stand in a column without a header.",
    "Başlığı olmayan sütunda değer var.",
    "Write its header, or empty the column.",
    "Başlık yazılmalı ya da sütun boşaltılmalı.",
)
HEADER_ROW_MISSING = _kind(
    "IMP-025",
    "No row of known headers among the first {rows} rows.",
    "İlk {rows} satırda bilinen başlıklar yok.",
    "Put the headers in the first row; see docs/import.md.",
    "Başlıklar ilk satıra yazılmalı; bakınız: docs/import.md.",
)
MERGED = _kind(
    "IMP-026",
    "Merged cells among the data: {value}",
    "Veri içinde birleştirilmiş hücreler: {value}",
    "Unmerge them and write the value in each cell.",
    "Birleştirme kaldırılıp değer her hücreye yazılmalı.",
)
HIDDEN = _kind(
    "IMP-027",
    "Hidden, and read all the same: {en_what}",
    "Gizli, yine de okundu: {tr_what}",
    "Look at what is hidden; delete what should not be imported.",
    "Gizlenen bölüme bakılmalı; istenmeyen silinmeli.",
    "notice",
)
FIELD_UNKNOWN = _kind(
    "IMP-028",
    "NetBox has no custom field of that name for this kind of object: {value}",
    "NetBox içinde bu nesne türü için bu adda özel alan yok: {value}",
    "Check the name; `inv netbox.views --apply` makes the toolkit's own fields.",
    "Ad denetlenmeli; aracın kendi alanlarını `inv netbox.views --apply` oluşturur.",
    near=NEAREST,
)
ABOVE_HEADER = _kind(
    "IMP-029",
    "Rows above the headers are left out: {rows}",
    "Başlığın üstünde atlanan satır sayısı: {rows}",
    "Nothing to do if they are titles.",
    "Bunlar yalnız başlık yazısıysa yapılacak iş yok.",
    "notice",
)
LEFT_OUT = _kind(
    "IMP-030",
    "Left out: {value}",
    "Atlandı: {value}",
    "Nothing to do.",
    "Yapılacak iş yok.",
    "notice",
)
COUNTER = _kind(
    "IMP-031",
    "A running number, left out: {value}",
    "Sıra numarası, atlandı: {value}",
    "Nothing to do.",
    "Yapılacak iş yok.",
    "notice",
)
TOTALS = _kind(
    "IMP-032",
    "A row that sums up those above it, left out: {value}",
    "Üstteki satırların toplamı, atlandı: {value}",
    "Nothing to do; an object of that name must be written otherwise.",
    "Yapılacak iş yok; adı gerçekten buysa başka türlü yazılmalı.",
    "notice",
)

# Cells
FORMULA = _kind(
    "IMP-040",
    "A formula; the value that was last computed is not trusted: {value}",
    "Formül; son hesaplanan değere güvenilmez: {value}",
    "Copy the column and paste it as values.",
    "Sütun kopyalanıp değer olarak yapıştırılmalı.",
)
CELL_ERROR = _kind(
    "IMP-041",
    "The cell holds an error of the spreadsheet: {value}",
    "Hücrede tablo programının hata değeri var: {value}",
    "Write the value itself.",
    "Değerin kendisi yazılmalı.",
)
REQUIRED = _kind("IMP-042", "Needed and empty: {header}", "Zorunlu ama boş: {header}", "Fill it in.", "Doldurulmalı.")
TOO_LONG = _kind(
    "IMP-043",
    "{length} characters; NetBox takes {longest}: {value}",
    "Uzunluk {length}, NetBox sınırı {longest}: {value}",
    "Shorten it.",
    "Kısaltılmalı.",
)
NOT_INTEGER = _kind(
    "IMP-044",
    "Not a whole number: {value}",
    "Tam sayı değil: {value}",
    "Write digits only, without separators or units.",
    "Yalnız rakam yazılmalı; ayırıcı ya da birim olmamalı.",
)
OUT_OF_RANGE = _kind(
    "IMP-045",
    "Out of range ({least} to {most}): {value}",
    "Aralık dışında ({least} ile {most} arası): {value}",
    "Correct the number.",
    "Sayı düzeltilmeli.",
)
SCIENTIFIC = _kind(
    "IMP-046",
    "The spreadsheet wrote it as a rounded number, digits are lost: {value}",
    "Tablo programı yuvarlanmış sayı yazmış, haneler kayıp: {value}",
    "Format the column as Text and type the value again from its source.",
    "Sütun Metin biçimine alınıp değer kaynağından yeniden yazılmalı.",
)
BAD_DATE = _kind(
    "IMP-047",
    "Not a date: {value}",
    "Tarih değil: {value}",
    "Write 31.12.2026 or 2026-12-31.",
    "31.12.2026 ya da 2026-12-31 biçiminde yazılmalı.",
)
BAD_BOOLEAN = _kind(
    "IMP-048",
    "Neither yes nor no: {value}",
    "Evet ya da hayır değil: {value}",
    "Write yes or no.",
    "evet ya da hayır yazılmalı.",
)
UNKNOWN_CHOICE = _kind(
    "IMP-049",
    "Not one of the possible values: {value}",
    "Olası değerlerden değil: {value}",
    "Choose one of: {values}",
    "Seçenekler: {values}",
    near=NEAREST,
)
BAD_MAC = _kind(
    "IMP-050",
    "Not the MAC address of an interface: {value}",
    "Arayüz MAC adresi değil: {value}",
    "Twelve hexadecimal digits, as 00:1B:44:11:3A:B7, 00-1B-44-11-3A-B7 or 001b.4411.3ab7; no group or empty address.",
    "On iki onaltılık hane: 00:1B:44:11:3A:B7, 00-1B-44-11-3A-B7 ya da 001b.4411.3ab7; grup adresi ya da boş adres olmaz.",
)
BAD_ADDRESS = _kind(
    "IMP-051",
    "Not an IP address: {value}",
    "IP adresi değil: {value}",
    "Write it as 10.64.0.11/22, without leading zeros.",
    "10.64.0.11/22 biçiminde, baştaki sıfırlar olmadan yazılmalı.",
)
BAD_PREFIX = _kind(
    "IMP-052",
    "Not an IP prefix: {value}",
    "IP öneki değil: {value}",
    "Write it as 10.64.0.0/22.",
    "10.64.0.0/22 biçiminde yazılmalı.",
)
HOST_BITS = _kind(
    "IMP-053",
    "An address, not a prefix: {value}",
    "Önek değil, adres: {value}",
    "The prefix around it is {mended}.",
    "İçinde bulunduğu önek: {mended}.",
)
BAD_SLUG = _kind(
    "IMP-054",
    "Not a slug: {value}",
    "Kısa ad biçiminde değil: {value}",
    "Letters without Turkish dots, digits, - and _; for example {mended}",
    "Türkçe harfsiz harf, rakam, - ve _; örneğin {mended}",
)
BAD_HOSTNAME = _kind(
    "IMP-055",
    "Not a host name: {value}",
    "Ana makine adı kuralına uymuyor: {value}",
    "Letters without Turkish dots, digits, hyphen, dot; at most 63 between dots; for example {mended}",
    "Türkçe harfsiz harf, rakam, tire, nokta; noktalar arası en çok 63; örneğin {mended}",
)
BAD_COLOUR = _kind(
    "IMP-056",
    "Not a colour: {value}",
    "Renk kodu değil: {value}",
    "Six hexadecimal digits, as 2196f3.",
    "Altı onaltılık hane, örneğin 2196f3.",
)
BAD_EMAIL = _kind(
    "IMP-057",
    "Not an e-mail address: {value}",
    "E-posta adresi değil: {value}",
    "Correct it or leave it empty.",
    "Düzeltilmeli ya da boş bırakılmalı.",
)
BAD_JSON = _kind(
    "IMP-058",
    "Not a JSON object: {value}",
    "JSON nesnesi değil: {value}",
    'Write it as {{"key": "value"}}.',
    '{{"anahtar": "değer"}} biçiminde yazılmalı.',
)
BAD_TIME_ZONE = _kind(
    "IMP-059",
    "Unknown time zone: {value}",
    "Bilinmeyen saat dilimi: {value}",
    "Write its IANA name, as Europe/Istanbul.",
    "IANA adı yazılmalı, örneğin Europe/Istanbul.",
)
NOT_A_NUMBER = _kind(
    "IMP-060",
    "Not a number: {value}",
    "Sayı değil: {value}",
    "Write digits, with a point or a comma for decimals.",
    "Rakam yazılmalı; ondalık için nokta ya da virgül.",
)
BECAME_DATE = _kind(
    "IMP-061",
    "The spreadsheet turned it into a date: {value}",
    "Tablo programı değeri tarihe çevirmiş: {value}",
    "Format the column as Text and type the value again.",
    "Sütun Metin biçimine alınıp değer yeniden yazılmalı.",
)
CONTROL_CHARACTER = _kind(
    "IMP-062",
    "It holds an invisible control character: {value}",
    "Görünmeyen denetim karakteri içeriyor: {value}",
    "Type the value again.",
    "Değer yeniden yazılmalı.",
)
LOOK_ALIKE = _kind(
    "IMP-070",
    "Letters of another code page, left as they are: {value} (perhaps {mended})",
    "Başka kod sayfasından harf, olduğu gibi bırakıldı: {value} (belki {mended})",
    "Write it anew if it is a Turkish word: {mended}",
    "Türkçe bir sözcükse şöyle yazılmalı: {mended}",
    "warning",
)
DECOMPOSED = _kind(
    "IMP-071",
    "Letters and their dots stood apart (NFD); joined: {value}",
    "Harf ve işaretleri ayrı yazılmış (NFD); birleştirildi: {value}",
    "Nothing to do.",
    "Yapılacak iş yok.",
    "notice",
)
ZEROS_LOST = _kind(
    "IMP-072",
    "A number among texts that begin with zeros; its own zeros may be lost: {value}",
    "Sıfırla başlayan metinler arasında sayı; baştaki sıfırları yitmiş olabilir: {value}",
    "Compare it with its source; format the column as Text.",
    "Kaynağı ile karşılaştırılmalı; sütun Metin biçimine alınmalı.",
    "warning",
)
MOJIBAKE = _kind(
    "IMP-073",
    "The text was once read in the wrong encoding: {value} (perhaps {mended})",
    "Metin bir kez yanlış kodlamayla okunmuş: {value} (belki {mended})",
    "Write {mended}, or export it again as UTF-8.",
    "{mended} yazılmalı ya da UTF-8 olarak yeniden dışa aktarılmalı.",
)

# References
UNKNOWN_NAME = _kind(
    "IMP-080",
    "Neither in the files nor in NetBox: {en_what} {value}",
    "Dosyalarda da NetBox içinde de yok: {tr_what} {value}",
    "Correct the name, or add a row for it to the sheet {en_sheet}.",
    "Ad düzeltilmeli ya da şu sayfaya satır eklenmeli: {tr_sheet}.",
    near=NEAREST,
)
AMBIGUOUS_NAME = _kind(
    "IMP-081",
    "It could be any of several: {value}: {candidates}",
    "Birden çok karşılığı var: {value}: {candidates}",
    "Write the slug instead of the name.",
    "Ad yerine kısa adı yazılmalı.",
)
VLAN_NOT_THERE = _kind(
    "IMP-082",
    "No such VLAN at site {site}: {value}",
    "Yerleşkede böyle bir VLAN yok: {site}: {value}",
    "Correct it, or add the VLAN to the sheet VLANs.",
    "Düzeltilmeli ya da VLAN sayfasına eklenmeli.",
    near=THERE,
)
NO_SUCH_INTERFACE = _kind(
    "IMP-083",
    "The device has no such interface: {device}: {value}",
    "Cihazda böyle bir arayüz yok: {device}: {value}",
    "Correct the name, or add it to the sheet Interfaces.",
    "Ad düzeltilmeli ya da Arayüzler sayfasına eklenmeli.",
    near=NEAREST,
)
PRIMARY_ELSEWHERE = _kind(
    "IMP-084",
    "No interface of the device has this address: {device}: {value}",
    "Adres cihazın hiçbir arayüzünde değil: {device}: {value}",
    "Assign it to an interface of the device in the sheet Addresses.",
    "Adresler sayfasında cihazın bir arayüzüne atanmalı.",
)
VLAN_AMBIGUOUS = _kind(
    "IMP-085",
    "Several VLANs fit: {value}: {candidates}",
    "Birden çok VLAN uyuyor: {value}: {candidates}",
    "Write it as GROUP/ID.",
    "GRUP/NO biçiminde yazılmalı.",
)
NOT_CHECKED = _kind(
    "IMP-086",
    "Could not be compared with NetBox, the snapshot does not hold them: {en_what}",
    "NetBox ile karşılaştırılamadı, anlık görüntüde yok: {tr_what}",
    "Run it without --offline.",
    "--offline olmadan çalıştırılmalı.",
    "notice",
)

# Across rows
DUPLICATE = _kind(
    "IMP-100",
    "The same row twice: {value}, first at {first}",
    "Aynı kayıt iki kez: {value}, ilki: {first}",
    "Remove one of them, or correct its name.",
    "Biri silinmeli ya da adı düzeltilmeli.",
)
DUPLICATE_VALUE = _kind(
    "IMP-101",
    "The same {header} twice: {value}, first at {first}",
    "Aynı değer iki kez ({header}): {value}, ilki: {first}",
    "Look at both devices and correct the wrong one.",
    "İkisine de bakılıp yanlış olan düzeltilmeli.",
)
TAKEN_IN_NETBOX = _kind(
    "IMP-102",
    "Another object of NetBox has it: {value}: {holder}",
    "NetBox içinde başka bir nesnede: {value}: {holder}",
    "Correct it here, or there first.",
    "Burada düzeltilmeli ya da önce orada.",
)
SLUG_COLLISION = _kind(
    "IMP-105",
    "Different names give the same slug {slug}: {value}, and {other} at {first}",
    "Farklı adlar aynı kısa adı veriyor {slug}: {value} ve {other}, yeri: {first}",
    "Give one of them an own slug; names are never merged.",
    "Birine ayrı bir kısa ad verilmeli; adlar birleştirilmez.",
)
NAME_HELD = _kind(
    "IMP-103",
    "NetBox holds that name under another slug, {other}: {value}",
    "NetBox bu adı başka bir kısa adla tutuyor, {other}: {value}",
    "Write that slug if it is the same thing; else another name.",
    "Aynı şeyse o kısa ad yazılmalı, değilse başka bir ad verilmeli.",
)
OUTSIDE_PREFIX = _kind(
    "IMP-106",
    "In none of the prefixes{en_vrf}: {value}",
    "Hiçbir önekin içinde değil{tr_vrf}: {value}",
    "Correct the address, or add its prefix to the sheet Prefixes.",
    "Adres düzeltilmeli ya da öneki Önekler sayfasına eklenmeli.",
    near=NEAREST,
)
OTHER_LENGTH = _kind(
    "IMP-107",
    "Its length is not that of its prefix {prefix}: {value}",
    "Uzunluğu önekinden farklı, önek {prefix}: {value}",
    "Write {mended}.",
    "{mended} yazılmalı.",
)
NOT_A_HOST = _kind(
    "IMP-108",
    "The network or broadcast address of {prefix}: {value}",
    "Ağ ya da yayın adresi, önek {prefix}: {value}",
    "Give it a host's address.",
    "Bir ana makine adresi verilmeli.",
)
OVERLAP = _kind(
    "IMP-109",
    "Inside another prefix that is not a container: {value} in {outer}",
    "Kapsayıcı olmayan başka bir önekin içinde: {value}, dıştaki: {outer}",
    "Make {outer} a container if it is meant to be cut up.",
    "Bölünecekse {outer} kapsayıcı yapılmalı.",
    "warning",
)
END_TWICE = _kind(
    "IMP-110",
    "The interface has another cable already: {value}, at {first}",
    "Arayüzde başka bir kablo var: {value}, yeri: {first}",
    "An interface takes one cable: correct one of the rows.",
    "Bir arayüze bir kablo takılır: satırlardan biri düzeltilmeli.",
)
UNIT_TWICE = _kind(
    "IMP-111",
    "The rack unit is taken: {value}, by {other} at {first}",
    "Raf birimi dolu: {value}, yerindeki cihaz: {other}, yeri: {first}",
    "Correct the position or the face.",
    "Raf birimi ya da yüz düzeltilmeli.",
)
DATE_ORDER = _kind(
    "IMP-112",
    "It ends before it begins: {value} before {begin}",
    "Başlamadan bitiyor: {value}, başlangıç: {begin}",
    "Correct one of the dates.",
    "Tarihlerden biri düzeltilmeli.",
)
BEYOND_RACK = _kind(
    "IMP-115",
    "The rack has no room for it there: {value}, {height} U high; the rack's units: {first} to {last}",
    "Kabinde orada yer yok: {value}, yüksekliği {height} U; kabinin birimleri: {first}-{last}",
    "Correct the position, or the rack's height.",
    "Raf birimi ya da kabinin yüksekliği düzeltilmeli.",
)
BAD_LAG = _kind(
    "IMP-113",
    "Not a LAG interface: {value}",
    "LAG arayüzü değil: {value}",
    "Make its type LAG, or correct the name.",
    "Türü LAG yapılmalı ya da ad düzeltilmeli.",
)
NEEDS_OTHER = _kind(
    "IMP-114",
    "{header} needs also: {en_other}",
    "{header} için gerekli: {tr_other}",
    "Fill in both, or neither.",
    "İkisi de doldurulmalı ya da ikisi de boş kalmalı.",
)
LOOP = _kind(
    "IMP-116",
    "It is above itself: {value}",
    "Kendi üstünde görünüyor: {value}",
    "Correct the parent.",
    "Üst kayıt düzeltilmeli.",
)
NO_MODE = _kind(
    "IMP-117",
    "VLANs without a mode that takes them: {value}",
    "Kip bu VLAN değerini almıyor: {value}",
    "Set the mode to access (one untagged) or tagged.",
    "Kip erişim (tek etiketsiz) ya da etiketli olmalı.",
)
NOT_CABLED = _kind(
    "IMP-118",
    "No cable goes into an interface of this type: {value} ({type})",
    "Bu tür arayüze kablo takılmaz: {value} ({type})",
    "Name the physical port.",
    "Fiziksel port yazılmalı.",
)
LENGTH_UNKNOWN = _kind(
    "IMP-119",
    "No length, and no prefix to take it from: {value}",
    "Uzunluk yazılmamış, alınacak önek de yok: {value}",
    "Write it with its length, as {value}/24.",
    "Uzunluğu ile yazılmalı, örneğin {value}/24.",
)
BOTH_GIVEN = _kind(
    "IMP-120",
    "Only one of them can be: {first} and {value}",
    "Yalnız biri olabilir: {first} ve {value}",
    "Empty one of them.",
    "Biri boşaltılmalı.",
)
OTHER_SITE = _kind(
    "IMP-121",
    "Its prefix {prefix} is of another site ({other}) than the device ({site}): {value}",
    "Öneki {prefix} başka yerleşkenin ({other}), cihazın yerleşkesi {site}: {value}",
    "Check the address.",
    "Adres denetlenmeli.",
    "warning",
)
NO_PRIVACY_RECORD = _kind(
    "IMP-123",
    "{role} put into service without the number of its data-protection record: {value}",
    "KVKK kaydı olmadan hizmete alınıyor ({role}): {value}",
    "Leave it planned until the record is there; then give its number in the column cf:kvkk_kaydi of the same row.",
    "Kayıt tamamlanana kadar planlanan durumunda kalmalı; sonra numarası aynı satırda cf:kvkk_kaydi sütununa yazılmalı.",
)
SAME_ENDS = _kind(
    "IMP-122",
    "Both ends of the cable are the same interface: {value}",
    "Kablonun iki ucu aynı arayüz: {value}",
    "Correct one end.",
    "Uçlardan biri düzeltilmeli.",
)
