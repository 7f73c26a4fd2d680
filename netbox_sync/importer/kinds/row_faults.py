"""What can be wrong between a row, the other rows and NetBox. Codes are stable and never reused."""

from __future__ import annotations

from typing import Final

from netbox_sync.importer.kinds.table import NEAREST, kind

DUPLICATE: Final = kind(
    "IMP-100",
    "The same row twice: {value}, first at {first}",
    "Aynı kayıt iki kez: {value}, ilki: {first}",
    "Remove one of them, or correct its name.",
    "Biri silinmeli ya da adı düzeltilmeli.",
)
DUPLICATE_VALUE: Final = kind(
    "IMP-101",
    "The same {header} twice: {value}, first at {first}",
    "Aynı değer iki kez ({header}): {value}, ilki: {first}",
    "Look at both devices and correct the wrong one.",
    "İkisine de bakılıp yanlış olan düzeltilmeli.",
)
TAKEN_IN_NETBOX: Final = kind(
    "IMP-102",
    "Another object of NetBox has it: {value}: {holder}",
    "NetBox içinde başka bir nesnede: {value}: {holder}",
    "Correct it here, or there first.",
    "Burada düzeltilmeli ya da önce orada.",
)
SLUG_COLLISION: Final = kind(
    "IMP-105",
    "Different names give the same slug {slug}: {value}, and {other} at {first}",
    "Farklı adlar aynı kısa adı veriyor {slug}: {value} ve {other}, yeri: {first}",
    "Give one of them an own slug; names are never merged.",
    "Birine ayrı bir kısa ad verilmeli; adlar birleştirilmez.",
)
NAME_HELD: Final = kind(
    "IMP-103",
    "NetBox holds that name under another slug, {other}: {value}",
    "NetBox bu adı başka bir kısa adla tutuyor, {other}: {value}",
    "Write that slug if it is the same thing; else another name.",
    "Aynı şeyse o kısa ad yazılmalı, değilse başka bir ad verilmeli.",
)
OUTSIDE_PREFIX: Final = kind(
    "IMP-106",
    "In none of the prefixes{en_vrf}: {value}",
    "Hiçbir önekin içinde değil{tr_vrf}: {value}",
    "Correct the address, or add its prefix to the sheet Prefixes.",
    "Adres düzeltilmeli ya da öneki Önekler sayfasına eklenmeli.",
    near=NEAREST,
)
OTHER_LENGTH: Final = kind(
    "IMP-107",
    "Its length is not that of its prefix {prefix}: {value}",
    "Uzunluğu önekinden farklı, önek {prefix}: {value}",
    "Write {mended}.",
    "{mended} yazılmalı.",
)
NOT_A_HOST: Final = kind(
    "IMP-108",
    "The network or broadcast address of {prefix}: {value}",
    "Ağ ya da yayın adresi, önek {prefix}: {value}",
    "Give it a host's address.",
    "Bir ana makine adresi verilmeli.",
)
OVERLAP: Final = kind(
    "IMP-109",
    "Inside another prefix that is not a container: {value} in {outer}",
    "Kapsayıcı olmayan başka bir önekin içinde: {value}, dıştaki: {outer}",
    "Make {outer} a container if it is meant to be cut up.",
    "Bölünecekse {outer} kapsayıcı yapılmalı.",
    "warning",
)
END_TWICE: Final = kind(
    "IMP-110",
    "The interface has another cable already: {value}, at {first}",
    "Arayüzde başka bir kablo var: {value}, yeri: {first}",
    "An interface takes one cable: correct one of the rows.",
    "Bir arayüze bir kablo takılır: satırlardan biri düzeltilmeli.",
)
UNIT_TWICE: Final = kind(
    "IMP-111",
    "The rack unit is taken: {value}, by {other} at {first}",
    "Raf birimi dolu: {value}, yerindeki cihaz: {other}, yeri: {first}",
    "Correct the position or the face.",
    "Raf birimi ya da yüz düzeltilmeli.",
)
DATE_ORDER: Final = kind(
    "IMP-112",
    "It ends before it begins: {value} before {begin}",
    "Başlamadan bitiyor: {value}, başlangıç: {begin}",
    "Correct one of the dates.",
    "Tarihlerden biri düzeltilmeli.",
)
BEYOND_RACK: Final = kind(
    "IMP-115",
    "The rack has no room for it there: {value}, {height} U high; the rack's units: {first} to {last}",
    "Kabinde orada yer yok: {value}, yüksekliği {height} U; kabinin birimleri: {first}-{last}",
    "Correct the position, or the rack's height.",
    "Raf birimi ya da kabinin yüksekliği düzeltilmeli.",
)
BAD_LAG: Final = kind(
    "IMP-113",
    "Not a LAG interface: {value}",
    "LAG arayüzü değil: {value}",
    "Make its type LAG, or correct the name.",
    "Türü LAG yapılmalı ya da ad düzeltilmeli.",
)
NEEDS_OTHER: Final = kind(
    "IMP-114",
    "{header} needs also: {en_other}",
    "{header} için gerekli: {tr_other}",
    "Fill in both, or neither.",
    "İkisi de doldurulmalı ya da ikisi de boş kalmalı.",
)
LOOP: Final = kind(
    "IMP-116",
    "It is above itself: {value}",
    "Kendi üstünde görünüyor: {value}",
    "Correct the parent.",
    "Üst kayıt düzeltilmeli.",
)
NO_MODE: Final = kind(
    "IMP-117",
    "VLANs without a mode that takes them: {value}",
    "Kip bu VLAN değerini almıyor: {value}",
    "Set the mode to access (one untagged) or tagged.",
    "Kip erişim (tek etiketsiz) ya da etiketli olmalı.",
)
NOT_CABLED: Final = kind(
    "IMP-118",
    "No cable goes into an interface of this type: {value} ({type})",
    "Bu tür arayüze kablo takılmaz: {value} ({type})",
    "Name the physical port.",
    "Fiziksel port yazılmalı.",
)
LENGTH_UNKNOWN: Final = kind(
    "IMP-119",
    "No length, and no prefix to take it from: {value}",
    "Uzunluk yazılmamış, alınacak önek de yok: {value}",
    "Write it with its length, as {value}/24.",
    "Uzunluğu ile yazılmalı, örneğin {value}/24.",
)
BOTH_GIVEN: Final = kind(
    "IMP-120",
    "Only one of them can be: {first} and {value}",
    "Yalnız biri olabilir: {first} ve {value}",
    "Empty one of them.",
    "Biri boşaltılmalı.",
)
OTHER_SITE: Final = kind(
    "IMP-121",
    "Its prefix {prefix} is of another site ({other}) than the device ({site}): {value}",
    "Öneki {prefix} başka yerleşkenin ({other}), cihazın yerleşkesi {site}: {value}",
    "Check the address.",
    "Adres denetlenmeli.",
    "warning",
)
NO_PRIVACY_RECORD: Final = kind(
    "IMP-123",
    "{role} put into service without the number of its data-protection record: {value}",
    "KVKK kaydı olmadan hizmete alınıyor ({role}): {value}",
    "Leave it planned until the record is there; then give its number in the column cf:kvkk_kaydi of the same row.",
    "Kayıt tamamlanana kadar planlanan durumunda kalmalı; sonra numarası aynı satırda cf:kvkk_kaydi sütununa yazılmalı.",
)
SAME_ENDS: Final = kind(
    "IMP-122",
    "Both ends of the cable are the same interface: {value}",
    "Kablonun iki ucu aynı arayüz: {value}",
    "Correct one end.",
    "Uçlardan biri düzeltilmeli.",
)
