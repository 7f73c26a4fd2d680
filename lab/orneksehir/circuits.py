"""Lines and who provides them."""

from __future__ import annotations

from dataclasses import dataclass

from lab.orneksehir.geography import SITES, Site
from lab.orneksehir.municipality import Body, Municipality
from netbox_sync.text import slugify

PROVIDERS = {
    "A": "Sabit Operatör A",
    "B": "Alternatif Operatör B",
    "C": "GSM Operatör C",
    "D": "GSM Operatör D",
    "OBB": "Belediye öz fiberi",
}
TYPES = {
    "METRO": "Metro Ethernet internet",
    "L2": "Metro Ethernet noktadan noktaya",
    "FIBER": "Öz fiber",
    "MPLS": "MPLS VPN",
    "TTVPN": "Operatör VPN",
    "XDSL": "ADSL / VDSL",
    "GSM": "GSM / M2M",
}


@dataclass(frozen=True)
class Line:
    provider: str
    type: str
    mbps: int
    sites: tuple[str, ...]  # A end, and Z end where the line joins two sites


def lines() -> list[Line]:
    """The whole municipality's 80 lines, in the order of their numbers."""

    def of(*kinds: str) -> list[Site]:
        return [site for kind in kinds for site in SITES if site.kind.code == kind]

    ahb, fkm = "mrk-ahb01", "kiz-fkm01"
    found = [
        Line("A", "METRO", 1000, (ahb,)),
        Line("B", "METRO", 500, (ahb,)),
        Line("A", "METRO", 300, (fkm,)),
        Line("A", "L2", 1000, (ahb, fkm)),
        Line("OBB", "FIBER", 10000, (ahb, fkm)),
        Line("A", "MPLS", 500, (ahb,)),
    ]
    speed = {"HB": 100, "OT": 100, "KM": 50}
    found += [Line("A", "MPLS", speed[site.kind.code], (site.slug,)) for site in of("HB", "OT", "KM")]
    found += [Line("A", "TTVPN", 35, (site.slug,)) for site in of("IT", "DP")]
    found += [Line("A" if n % 2 else "B", "XDSL", 24, (site.slug,)) for n, site in enumerate(of("KM", "IT", "DP"))]
    found += [Line("C" if n % 2 else "D", "GSM", 20, (site.slug,)) for n, site in enumerate(of("OT", "IT", "DP"))]
    return found


def add_circuits(town: Municipality, sites: list[Site]) -> None:
    """The lines whose every end is at one of the sites. Numbers don't depend on which sites those are."""
    present = {site.slug for site in sites}
    for code, name in PROVIDERS.items():
        body: Body = {"name": name, "slug": slugify(name)}
        town.bodies["circuits/providers"].append(body | {"description": code})
    for name in TYPES.values():
        town.bodies["circuits/circuit-types"].append({"name": name, "slug": slugify(name)})
    for number, line in enumerate(lines(), 1):
        if not present.issuperset(line.sites):
            continue
        cid = f"{line.provider}-{line.type}-{number:04}"
        provider = {"slug": slugify(PROVIDERS[line.provider])}
        town.bodies["circuits/circuits"].append(
            {
                "cid": cid,
                "provider": provider,
                "type": {"slug": slugify(TYPES[line.type])},
                "status": "active",
                "commit_rate": line.mbps * 1000,
                "install_date": f"20{15 + number % 8}-0{1 + number % 9}-01",
                "custom_fields": {"hat_no": f"HAT-{number:05}", "sozlesme_sonu": f"202{7 + number % 3}-12-31"},
            }
        )
        for side, slug in zip("AZ", line.sites, strict=False):
            town.bodies["circuits/circuit-terminations"].append(
                {
                    "circuit": {"provider": provider, "cid": cid},
                    "term_side": side,
                    "termination_type": "dcim.site",
                    "termination_id": {"slug": slug},
                    "port_speed": line.mbps * 1000,
                }
            )
