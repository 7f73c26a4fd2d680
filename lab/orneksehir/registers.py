"""What the practice municipality keeps as YAML beside its NetBox: licences, exceptions, the Pardus calendar,
firewall rules.

Dates are those of the demo's clock, 2026-04-20. Written as plain data, as its people would write the files by hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from netbox_sync.files import write_atomically

IT = "bilgi-teknolojileri-sube-mudurlugu"
GIS = "cografi-bilgi-sistemleri-sube-mudurlugu"

LICENCES: list[dict[str, Any]] = [
    {
        "id": "LIS-2024-011",
        "product": "Sanallaştırma yönetimi",
        "publisher": "Örnek Sanal A.Ş.",
        "quantity": 36,
        "used": 36,
        "contract": "SZL-2024-31",
        "start": "2024-06-01",
        "end": "2027-05-31",
        "owner_role": "rol-sistem-sorumlusu",
        "departments": [IT],
        "open_source_equivalent": "Proxmox VE",
        "evrak": "E-99999999-934.01.02-61",
    },
    {
        "id": "LIS-2025-002",
        "product": "Ofis paketi",
        "publisher": "Örnek Yazılım A.Ş.",
        "quantity": 420,
        "used": 362,
        "contract": "SZL-2025-08",
        "start": "2025-05-05",
        "end": "2026-05-04",
        "owner_role": "rol-bilgi-islem",
        "departments": [IT],
        "open_source_equivalent": "LibreOffice",
        "evrak": "E-99999999-934.01.02-118",
    },
    {
        "id": "LIS-2025-003",
        "product": "Yedekleme yazılımı",
        "publisher": "Örnek Yedek A.Ş.",
        "quantity": 24,
        "used": 24,
        "contract": "SZL-2025-12",
        "start": "2025-05-13",
        "end": "2026-05-12",
        "owner_role": "rol-sistem-sorumlusu",
        "departments": [IT],
        "open_source_equivalent": "restic",
        "evrak": "E-99999999-934.01.02-140",
    },
    {
        "id": "LIS-2025-007",
        "product": "CBS masaüstü",
        "publisher": "Örnek Harita A.Ş.",
        "quantity": 30,
        "used": 24,
        "contract": "SZL-2023-44",
        "start": "2023-03-01",
        "end": "2026-02-28",
        "owner_role": "rol-cbs",
        "departments": [GIS],
        "open_source_equivalent": "QGIS",
        "evrak": "E-99999999-934.01.02-19",
    },
    {
        "id": "LIS-2025-009",
        "product": "Antivirüs",
        "publisher": "Örnek Güvenlik A.Ş.",
        "quantity": 2200,
        "used": 2122,
        "contract": "SZL-2025-21",
        "start": "2025-09-01",
        "end": "2026-08-31",
        "owner_role": "rol-bilgi-islem",
        "departments": [IT],
        "open_source_equivalent": "ClamAV",
        "evrak": "E-99999999-934.01.02-171",
    },
    {
        "id": "LIS-2022-001",
        "product": "Çizim programı",
        "publisher": "Örnek Çizim Ltd.",
        "quantity": 12,
        "contract": "SZL-2022-03",
        "start": "2022-02-01",
        "owner_role": "rol-imar",
        "departments": ["imar-sube-mudurlugu"],
        "open_source_equivalent": "FreeCAD",
        "evrak": "E-99999999-934.01.02-12",
    },
]
"""Two end within thirty days of the demo's clock, one has ended, one does not end."""

EXCEPTIONS: list[dict[str, Any]] = [
    {
        "id": "IST-2026-001",
        "title": "EBYS: dışarıdan parola ile giriş",
        "reason": "İdari izin süresince e-imza donanımı olmadan evrak akışı",
        "start": "2026-03-16",
        "end": "2026-03-27",
        "approver_role": "rol-daire-baskani",
        "evrak": "E-99999999-934.01.02-97",
        "measures": ["Yalnız VPN havuzundan", "Çok faktörlü kimlik doğrulama", "5 hatalı girişte kilit", "Günlük kayıt incelemesi"],
        "mfa": True,
        "vpn_profile": "personel",
        "departments": ["yonetim-bilgi-sistemleri-sube-mudurlugu"],
    },
    {
        "id": "IST-2026-002",
        "title": "Santral üreticisinin uzaktan bakımı",
        "reason": "Sürüm yükseltme",
        "start": "2026-04-13",
        "end": "2026-04-30",
        "approver_role": "rol-daire-baskani",
        "evrak": "E-99999999-934.01.02-126",
        "measures": ["Yalnız sıçrama sunucusu üzerinden", "Oturum kaydı"],
        "mfa": True,
        "vpn_profile": "yuklenici",
        "departments": ["haberlesme-sefligi"],
    },
    {
        "id": "IST-2025-014",
        "title": "Yüklenicinin test ortamı erişimi",
        "reason": "Kabul testleri",
        "start": "2025-11-03",
        "end": "2025-11-21",
        "closed": "2025-11-21",
        "approver_role": "rol-daire-baskani",
        "evrak": "E-99999999-934.01.02-402",
        "measures": ["Yalnız test ağı"],
        "mfa": True,
        "vpn_profile": "yuklenici",
    },
]  # fmt: skip
"""The first is still open 24 days past its end."""

WAVES: list[dict[str, Any]] = [
    {"id": "W0", "name": "Pilot: Bilgi İşlem", "start": "2026-02-02", "end": "2026-02-13"},
    {"id": "W1", "name": "İtfaiye istasyonları", "start": "2026-03-02", "end": "2026-03-13"},
    {"id": "W2", "name": "Kültür merkezleri", "start": "2026-03-30", "end": "2026-04-10"},
    {"id": "W3", "name": "Terminaller, depolar", "start": "2026-04-27", "end": "2026-05-15"},
    {"id": "W4", "name": "Hizmet binaları: MRK, CIN, GOL, ILI", "start": "2026-06-01", "end": "2026-07-03"},
    {"id": "W5", "name": "Hizmet binaları: INC, SAH, UCT, AGA", "start": "2026-07-13", "end": "2026-08-14"},
    {"id": "W6", "name": "Hizmet binaları: OZL, YES, KIZ", "start": "2026-08-31", "end": "2026-09-25"},
    {"id": "W7", "name": "Ana hizmet binası", "start": "2026-10-12", "end": "2026-12-04"},
    {"id": "W8", "name": "Dizüstü bilgisayarlar", "start": "2027-01-11", "end": "2027-02-05"},
]
EXEMPTIONS: list[dict[str, Any]] = [
    {"id": "MUAF-CAD", "reason": "CAD ve CBS yazılımı", "computers": 148, "review": "2027-01-15"},
    {"id": "MUAF-MUH", "reason": "Muhasebe istemcisi", "computers": 130, "review": "2026-12-01"},
    {"id": "MUAF-IMZA", "reason": "E-imza sürücüsü", "computers": 84, "review": "2026-09-01"},
]

FIREWALL = Path(__file__).parent / "firewall"
"""The firewall policy, as its people wrote it."""

FINDINGS: dict[str, tuple[str, ...]] = {
    "licence-ending": ("LIS-2025-002", "LIS-2025-003"),
    "licence-expired": ("LIS-2025-007",),
    "exception-still-open": ("IST-2026-001",),
    "firewall-rule-expired": ("KAM-060", "SES-030"),
    "firewall-rule-without-purpose": ("DMZ-040", "KUL-070", "KUL-110", "YAZ-020", "YON-110"),
}


def write(folder: Path) -> None:
    """The files as the toolkit reads them."""
    contents: dict[str, dict[str, Any]] = {
        "licences.yml": {"licences": LICENCES},
        "exceptions.yml": {"exceptions": EXCEPTIONS},
        "waves.yml": {"waves": WAVES, "exemptions": EXEMPTIONS},
    }
    for name, content in contents.items():
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
        write_atomically(folder / name, text.encode())
    for file in FIREWALL.glob("*.yml"):
        write_atomically(folder / FIREWALL.name / file.name, file.read_bytes())
