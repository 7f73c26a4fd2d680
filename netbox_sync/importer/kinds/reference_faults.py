"""What can be wrong with a name that stands for another object. Codes are stable and never reused."""

from __future__ import annotations

from typing import Final

from netbox_sync.importer.kinds.table import NEAREST, THERE, kind

UNKNOWN_NAME: Final = kind(
    "IMP-080",
    "Neither in the files nor in NetBox: {en_what} {value}",
    "Dosyalarda da NetBox içinde de yok: {tr_what} {value}",
    "Correct the name, or add a row for it to the sheet {en_sheet}.",
    "Ad düzeltilmeli ya da şu sayfaya satır eklenmeli: {tr_sheet}.",
    near=NEAREST,
)
AMBIGUOUS_NAME: Final = kind(
    "IMP-081",
    "It could be any of several: {value}: {candidates}",
    "Birden çok karşılığı var: {value}: {candidates}",
    "Write the slug instead of the name.",
    "Ad yerine kısa adı yazılmalı.",
)
VLAN_NOT_THERE: Final = kind(
    "IMP-082",
    "No such VLAN at site {site}: {value}",
    "Yerleşkede böyle bir VLAN yok: {site}: {value}",
    "Correct it, or add the VLAN to the sheet VLANs.",
    "Düzeltilmeli ya da VLAN sayfasına eklenmeli.",
    near=THERE,
)
NO_SUCH_INTERFACE: Final = kind(
    "IMP-083",
    "The device has no such interface: {device}: {value}",
    "Cihazda böyle bir arayüz yok: {device}: {value}",
    "Correct the name, or add it to the sheet Interfaces.",
    "Ad düzeltilmeli ya da Arayüzler sayfasına eklenmeli.",
    near=NEAREST,
)
PRIMARY_ELSEWHERE: Final = kind(
    "IMP-084",
    "No interface of the device has this address: {device}: {value}",
    "Adres cihazın hiçbir arayüzünde değil: {device}: {value}",
    "Assign it to an interface of the device in the sheet Addresses.",
    "Adresler sayfasında cihazın bir arayüzüne atanmalı.",
)
VLAN_AMBIGUOUS: Final = kind(
    "IMP-085",
    "Several VLANs fit: {value}: {candidates}",
    "Birden çok VLAN uyuyor: {value}: {candidates}",
    "Write it as GROUP/ID.",
    "GRUP/NO biçiminde yazılmalı.",
)
NOT_CHECKED: Final = kind(
    "IMP-086",
    "Could not be compared with NetBox, the snapshot does not hold them: {en_what}",
    "NetBox ile karşılaştırılamadı, anlık görüntüde yok: {tr_what}",
    "Run it without --offline.",
    "--offline olmadan çalıştırılmalı.",
    "notice",
)
