"""VLANs and the address plan: which site has which VLAN, with which prefix, and who gets which address in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Interface, IPv4Network

from lab.orneksehir.geography import CENTRES, SITES, Site

MANAGEMENT, USER, VOICE, CAMERA, WIRELESS, GUEST, QUARANTINE = 10, 30, 40, 50, 80, 90, 99

VLANS: dict[int, tuple[str, str]] = {
    10: ("YONETIM", "Yönetim"),
    20: ("SUNUCU", "Sunucu"),
    21: ("DMZ", "DMZ"),
    22: ("YEDEKLEME", "Yedekleme"),
    23: ("DEPOLAMA", "Depolama"),
    30: ("KULLANICI", "Kullanıcı"),
    40: ("SES", "Ses"),
    50: ("KAMERA", "Kamera"),
    51: ("TERMAL", "Termal kamera"),
    60: ("PDKS", "Personel devam kontrol"),
    61: ("XRAY", "X-ray"),
    70: ("YAZICI", "Yazıcı"),
    80: ("KABLOSUZ", "Kablosuz (kurumsal)"),
    90: ("MISAFIR", "Misafir ağı"),
    95: ("KIOSK", "Kiosk"),
    99: ("KARANTINA", "Kullanılmayan portlar"),
    100: ("UPS-BINA", "UPS ve bina otomasyonu"),
    110: ("KURULUM", "Kurulum (PXE)"),
    200: ("WAN", "WAN"),
    210: ("VPN", "VPN"),
}
"""VLAN id to its name on devices (ASCII) and in words."""

_CENTRE_ONLY = {20, 21, 22, 23}
_ONLY_AT = {51: ("OT",), 61: ("AHB", "OT")}

# third octet, offset in it, prefix length
_CENTRE_PLAN = {
    10: (0, 0, 22),
    20: (10, 0, 24),
    21: (12, 0, 24),
    22: (13, 0, 24),
    23: (14, 0, 24),
    30: (32, 0, 21),
    40: (40, 0, 21),
    50: (48, 0, 22),
    60: (60, 0, 24),
    61: (61, 0, 24),
    70: (70, 0, 23),
    80: (80, 0, 21),
    95: (95, 0, 24),
    100: (100, 0, 24),
    110: (110, 0, 24),
}
_REMOTE_PLAN = {
    10: (0, 0, 24),
    40: (1, 0, 24),
    30: (2, 0, 23),
    50: (4, 0, 24),
    51: (5, 0, 25),
    61: (5, 128, 25),
    60: (6, 0, 25),
    95: (6, 128, 25),
    70: (7, 0, 24),
    80: (8, 0, 23),
    100: (10, 0, 24),
    110: (11, 0, 24),
}
_CENTRE_BASE = {"AHB": IPv4Network("10.64.0.0/16"), "FKM": IPv4Network("10.65.0.0/16")}

COMMON_PREFIXES: tuple[tuple[str, str, str], ...] = (
    ("10.64.0.0/12", "container", "Belediye ağı"),
    ("10.66.0.0/20", "active", "VPN havuzu"),
    ("10.66.16.0/20", "container", "WAN bağlantıları (/31)"),
    ("10.66.32.0/24", "active", "Loopback adresleri"),
    ("10.66.48.0/20", "active", "Bant dışı yönetim"),
    ("10.68.0.0/14", "container", "Uzak yerleşkeler"),
)
LOOPBACKS = IPv4Network("10.66.32.0/24")
GUEST_RANGE = IPv4Network("172.20.0.0/16")
FIRST_HOST = 11
"""Devices get addresses from the .11th on: .1 is the gateway, .2 and .3 its pair, .4 to .10 common services."""


def site_prefix(site: Site) -> IPv4Network:
    """All that a site owns: a /16 for the two centres, a /20 of 10.68.0.0/14 elsewhere."""
    if site.kind.code in CENTRES:
        return _CENTRE_BASE[site.kind.code]
    return IPv4Network((int(IPv4Address("10.68.0.0")) + site.index * 4096, 20))


def site_vlans(site: Site) -> tuple[int, ...]:
    centre = site.kind.code in CENTRES
    return tuple(
        vid
        for vid in VLANS
        if (centre or vid not in _CENTRE_ONLY) and (vid not in _ONLY_AT or site.kind.code in _ONLY_AT[vid])
    )


def vlan_prefix(site: Site, vid: int) -> IPv4Network | None:
    """The prefix of a VLAN at a site; None for VLANs without addresses there (quarantine, WAN, VPN)."""
    if vid not in site_vlans(site):
        return None
    if vid == GUEST:
        return IPv4Network((int(GUEST_RANGE.network_address) + SITES.index(site) * 1024, 22))
    plan = _CENTRE_PLAN if site.kind.code in CENTRES else _REMOTE_PLAN
    if vid not in plan:
        return None
    third, offset, length = plan[vid]
    return IPv4Network((int(site_prefix(site).network_address) + third * 256 + offset, length))


def gateway(site: Site, vid: int) -> IPv4Interface | None:
    prefix = vlan_prefix(site, vid)
    return IPv4Interface((prefix[1], prefix.prefixlen)) if prefix else None


def loopback_twin(address: IPv4Address) -> IPv4Address:
    """Where the lab serves a device of address 10.a.b.c: 127.a.b.c, so that its traffic never leaves the machine."""
    return IPv4Address((127 << 24) | (int(address) & 0xFFFFFF))


@dataclass
class Allocator:
    """Hands out host addresses in order, per site and VLAN."""

    _next: dict[IPv4Network, int] = field(default_factory=dict)

    def take(self, site: Site, vid: int) -> IPv4Interface:
        prefix = vlan_prefix(site, vid)
        if prefix is None:
            raise ValueError(f"VLAN {vid} has no prefix at {site.slug}")
        return self._take(prefix)

    def take_loopback(self) -> IPv4Interface:
        return IPv4Interface((self._take(LOOPBACKS).ip, 32))

    def _take(self, prefix: IPv4Network) -> IPv4Interface:
        offset = self._next.get(prefix, FIRST_HOST)
        self._next[prefix] = offset + 1
        if offset >= prefix.num_addresses - 1:
            raise ValueError(f"prefix {prefix} is full")
        return IPv4Interface((prefix[offset], prefix.prefixlen))
