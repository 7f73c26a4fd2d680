"""Where the municipality is: districts, sites, departments. Sources of truth for names, codes and their order."""

from __future__ import annotations

import math
from dataclasses import dataclass

from netbox_sync.text import slugify


@dataclass(frozen=True)
class District:
    name: str
    code: str
    latitude: float  # of its middle; the municipality is nowhere, its map is that of a plain
    longitude: float

    @property
    def slug(self) -> str:
        return slugify(self.name)


@dataclass(frozen=True)
class SiteKind:
    """A type of building, and the districts that have one; sites are numbered within a district."""

    code: str
    name: str
    districts: tuple[str, ...]


@dataclass(frozen=True)
class Site:
    kind: SiteKind
    district: District
    number: int
    index: int  # place in the address plan: the n-th /20 of 10.68.0.0/14; 0 for the two centres

    @property
    def slug(self) -> str:
        return f"{self.district.code}-{self.kind.code}{self.number:02}".lower()

    @property
    def name(self) -> str:
        return f"{self.district.name} {self.kind.name}"

    @property
    def position(self) -> tuple[float, float]:
        """Latitude and longitude: the kinds of sites stand around the district's middle."""
        turn = 2 * math.pi * [kind.code for kind in SITE_KINDS].index(self.kind.code) / len(SITE_KINDS)
        latitude = self.district.latitude + 0.045 * math.sin(turn)
        return round(latitude, 6), round(self.district.longitude + 0.06 * math.cos(turn), 6)


DISTRICTS = (
    District("Merkezkent", "MRK", 38.5, 35.2),
    District("Çınarlı", "CIN", 38.68, 35.05),
    District("Göldağı", "GOL", 38.74, 35.42),
    District("Ilıcaören", "ILI", 38.55, 35.62),
    District("İncirköy", "INC", 38.33, 35.52),
    District("Şahinkaya", "SAH", 38.27, 35.18),
    District("Üçtepe", "UCT", 38.36, 34.86),
    District("Ağaçlı", "AGA", 38.58, 34.78),
    District("Özlüce", "OZL", 38.82, 34.9),
    District("Yeşilkır", "YES", 38.88, 35.2),
    District("Kızılbük", "KIZ", 38.44, 35.9),
)
DISTRICT_BY_CODE = {district.code: district for district in DISTRICTS}
_EVERYWHERE = tuple(district.code for district in DISTRICTS)

CENTRES = ("AHB", "FKM")
SITE_KINDS = (
    SiteKind("AHB", "Ana Hizmet Binası", ("MRK",)),
    SiteKind("FKM", "Felaket Kurtarma Merkezi", ("KIZ",)),
    SiteKind("HB", "Hizmet Binası", _EVERYWHERE),
    SiteKind("OT", "Otobüs Terminali", ("MRK", "SAH", "ILI", "CIN")),
    SiteKind("KM", "Kültür Merkezi", ("MRK", "GOL", "INC", "OZL", "YES")),
    SiteKind("IT", "İtfaiye İstasyonu", _EVERYWHERE),
    SiteKind("DP", "Depo ve Şantiye", ("MRK", "KIZ", "AGA", "UCT")),
)


def _sites() -> tuple[Site, ...]:
    found: list[Site] = []
    index = 0
    for kind in SITE_KINDS:
        for code in kind.districts:
            if kind.code not in CENTRES:
                index += 1
            found.append(Site(kind, DISTRICT_BY_CODE[code], 1, 0 if kind.code in CENTRES else index))
    return tuple(found)


SITES = _sites()
SITE_BY_SLUG = {site.slug: site for site in SITES}

DEPARTMENTS: dict[str, tuple[str, ...]] = {
    "Bilgi İşlem Dairesi Başkanlığı": (
        "Bilgi Teknolojileri Şube Müdürlüğü",
        "Elektronik Sistemler Şube Müdürlüğü",
        "Yönetim Bilgi Sistemleri Şube Müdürlüğü",
        "Coğrafi Bilgi Sistemleri Şube Müdürlüğü",
        "Haberleşme Şefliği",
    ),
    "İtfaiye Dairesi Başkanlığı": ("İtfaiye Müdahale Şube Müdürlüğü",),
    "Ulaşım Dairesi Başkanlığı": ("Terminaller Şube Müdürlüğü",),
    "Kültür ve Sosyal İşler Dairesi Başkanlığı": ("Kültür Merkezleri Şube Müdürlüğü",),
    "Sosyal Hizmetler Dairesi Başkanlığı": ("Sosyal Hizmetler Şube Müdürlüğü",),
    "Sağlık İşleri Dairesi Başkanlığı": ("Sağlık İşleri Şube Müdürlüğü",),
    "Mali Hizmetler Dairesi Başkanlığı": ("Muhasebe Şube Müdürlüğü", "Gelirler Şube Müdürlüğü"),
    "İnsan Kaynakları ve Eğitim Dairesi Başkanlığı": ("İnsan Kaynakları Şube Müdürlüğü", "Eğitim Şube Müdürlüğü"),
    "Yazı İşleri ve Kararlar Dairesi Başkanlığı": ("Yazı İşleri Şube Müdürlüğü",),
    "Destek Hizmetleri Dairesi Başkanlığı": ("İdari İşler Şube Müdürlüğü", "Makine İkmal Şube Müdürlüğü"),
    "Fen İşleri Dairesi Başkanlığı": ("Yol Yapım Şube Müdürlüğü",),
    "Zabıta Dairesi Başkanlığı": ("Zabıta Şube Müdürlüğü",),
    "İmar ve Şehircilik Dairesi Başkanlığı": ("İmar Şube Müdürlüğü", "Ruhsat ve Denetim Şube Müdürlüğü"),
    "Basın Yayın ve Halkla İlişkiler Dairesi Başkanlığı": ("Basın Yayın Şube Müdürlüğü", "Çağrı Merkezi"),
    "Denetim Birimleri": ("Teftiş Kurulu Başkanlığı", "İç Denetim Birimi"),
}
"""Tenant group (daire başkanlığı) to its tenants (şube müdürlüğü)."""

IT_TENANT = "Bilgi Teknolojileri Şube Müdürlüğü"
ELECTRONICS_TENANT = "Elektronik Sistemler Şube Müdürlüğü"
SITE_TENANT = {
    "AHB": "İdari İşler Şube Müdürlüğü",
    "FKM": IT_TENANT,
    "HB": "İdari İşler Şube Müdürlüğü",
    "OT": "Terminaller Şube Müdürlüğü",
    "KM": "Kültür Merkezleri Şube Müdürlüğü",
    "IT": "İtfaiye Müdahale Şube Müdürlüğü",
    "DP": "Makine İkmal Şube Müdürlüğü",
}
OFFICE_TENANTS = tuple(
    tenant
    for group, tenants in DEPARTMENTS.items()
    if not group.startswith(("İtfaiye", "Ulaşım", "Kültür"))
    for tenant in tenants
)
"""Who sits in the main building; desktops there are shared out among them."""
