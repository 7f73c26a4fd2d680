"""Virtual machines, and what is known of endpoints: antivirus, Pardus waves, batteries, recorders.

Dates are those of the demo's clock, 2026-04-20.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from lab.orneksehir.equipment import Box
from lab.orneksehir.geography import Site
from lab.orneksehir.municipality import Municipality

TODAY = "2026-04-20"
CLUSTERS = {"AHB": ("ahb-sanal", 96), "FKM": ("fkm-sanal", 28)}
NAMED = (
    ("ybs-vt", "A"),
    ("ebys-vt", "A"),
    ("eposta", "A"),
    ("ebys-uyg", "B"),
    ("ybs-uyg", "B"),
    ("cbs-uyg", "B"),
    ("jitsi", "B"),
    ("web", "B"),
    ("dosya", "C"),
    ("dosya-arsiv", "C"),
)

WAVE_OF_SITE = {"FKM": "muaf", "IT": "W1", "KM": "W2", "OT": "W3", "DP": "W3"}
WAVE_OF_BUILDING = {
    **dict.fromkeys(("MRK", "CIN", "GOL", "ILI"), "W4"),
    **dict.fromkeys(("INC", "SAH", "UCT", "AGA"), "W5"),
    **dict.fromkeys(("OZL", "YES", "KIZ"), "W6"),
}
DONE = {"W0": "2026-02-13", "W1": "2026-03-13", "W2": "2026-04-10"}
"""Waves whose end has passed, with that day."""

_NETWORK: dict[str, Any] = {"yedek_sinifi": "D", "son_yedek": TODAY}
PLAIN_FIELDS: dict[str, dict[str, Any]] = {
    "nvr": {"kayit_suresi_gun": 30},
    "attendance": {"kimlik_okuyucu": "kart"},
    "camera": {"varsayilan_parola": False},
    "backup-unit": {"doluluk_yuzde": 61},
    **dict.fromkeys(("core-switch", "dc-switch", "distribution-switch", "access-switch", "poe-switch"), _NETWORK),
    **dict.fromkeys(("router", "firewall"), _NETWORK),
    "server": {"yedek_sinifi": "B", "son_yedek": TODAY, "son_geri_donus_testi": "2026-02-12"},
}
"""What every device of a role has; findings then differ from it."""


def add_virtual_machines(town: Municipality, sites: list[Site]) -> None:
    share = {"tiny": 0, "platforms": 0, "small": 10, "full": 1}[town.profile]
    centres = [site for site in sites if site.kind.code in CLUSTERS]
    if not share or not centres:
        return
    town.bodies["virtualization/cluster-types"].append({"name": "VMware vSphere", "slug": "vmware-vsphere"})
    for site in centres:
        name, count = CLUSTERS[site.kind.code]
        scope = {"scope_type": "dcim.site", "scope_id": {"slug": site.slug}}
        body = {"name": name, "type": {"slug": "vmware-vsphere"}, "status": "active", **scope}
        town.bodies["virtualization/clusters"].append(body)
        for number in range(count // share):
            label, grade = NAMED[number % len(NAMED)]
            town.bodies["virtualization/virtual-machines"].append(
                {
                    "name": f"obb-{site.slug}-{label}{number // len(NAMED) + 1:02}",
                    "status": "active",
                    "site": {"slug": site.slug},
                    "cluster": {"name": name},
                    "role": {"slug": "server"},
                    "platform": {"slug": "debian-12"},
                    "vcpus": 2 + 2 * (number % 4),
                    "memory": 4096 * (1 + number % 4),
                    "disk": 40000 * (1 + number % 5),
                    "custom_fields": {
                        "yedek_sinifi": grade,
                        "son_yedek": TODAY,
                        "son_geri_donus_testi": "2026-04-02" if grade == "A" else "2026-02-12",
                    },
                }
            )


def describe_endpoints(boxes: list[Box], rng: random.Random) -> None:
    waves = _Waves()
    batteries = 0
    for box in boxes:
        fields = box.body["custom_fields"]
        role = box.role.slug
        if role in PLAIN_FIELDS:
            fields |= PLAIN_FIELDS[role]
        elif role == "ups":
            batteries += 1
            fields |= {"aku_tarihi": f"202{3 + batteries % 3}-06-15"}
        elif role in {"desktop", "laptop"}:
            fields |= {"av_surum": "1.4.2", "av_imza_tarihi": rng.choice(("2026-04-19", TODAY))}
            _put_in_wave(box, waves.of(box))


@dataclass
class _Waves:
    """Deals the computers to the migration waves."""

    pilots: int = 0
    exempt: int = 0
    laptops: int = 0

    def of(self, box: Box) -> str:
        kind = box.site.kind.code
        if box.role.slug == "laptop":
            self.laptops += 1
            return "W8" if self.laptops <= 200 else "muaf"
        if kind == "AHB":
            return self._of_main_building()
        if kind == "HB":
            return WAVE_OF_BUILDING[box.site.district.code]
        return WAVE_OF_SITE[kind]

    def _of_main_building(self) -> str:
        """Forty pilots of the IT department, then those who need Windows, then wave 7."""
        if self.pilots < 40:
            self.pilots += 1
            return "W0"
        if self.exempt < 270:
            self.exempt += 1
            return "muaf"
        return "W7"


def _put_in_wave(box: Box, wave: str) -> None:
    fields = box.body["custom_fields"]
    if wave == "muaf":
        fields |= {"goc_dalga": "muaf", "goc_durum": "muaf"}
        return
    fields |= {"goc_dalga": wave, "goc_durum": "bekliyor"}
    if wave in DONE:
        fields |= {"goc_durum": "tamam", "goc_tarihi": DONE[wave]}
        box.body["platform"] = {"slug": "pardus-23"}
