"""Golden switches of HPE ProCurve and Aruba AOS-S: ports are told by their numbers alone, in a chassis by slot and number."""

from __future__ import annotations

from lab.bench.switches import Kind, Maker
from tests.golden.switches.towns import ALONE, DOT1X, UTC, Case, rapid_pvst

AOSS = Kind(
    manufacturer="hpe", device_type="aruba-2930f-48g-poe", platform="aruba-aos-s", svi="vlan{}", lag="Trk{}", port="{}",
    uplink="{}",
)  # fmt: skip


def procurve_access(maker: Maker) -> str:
    """Users with and without phones, a camera, an access point, unused and shut ports, a trunk of two upwards; 802.1X."""
    name = maker.switch("obb-sah-hb01-ers02", "access-switch", 14, DOT1X, AOSS)
    maker.access(name, "1", 30, tags=("voice",), poe_mode="pse", description="Telefon ve bilgisayar")
    maker.access(name, "2", 30, description="Bilgisayar")
    maker.access(name, "3", 30, description="Bilgisayar")
    maker.access(name, "4", 50, tags=("dot1x-muaf",), poe_mode="pse", description="Kamera: otopark girişi")
    maker.trunk(name, "5", 30, 80, untagged=10, poe_mode="pse", description="Kablosuz erişim noktası")
    maker.port(name, "6", poe_mode="pse")
    maker.access(name, "10", 70, enabled=False, description="Kapatıldı: tadilat")
    maker.lag(name, "Trk1", 10, 30, 40, 50, 70, 80, mtu=9198, description="Üst bağlantı: obb-sah-hb01-dgt01")
    for number in ("49", "50"):
        maker.port(name, number, type="10gbase-x-sfpp", lag="Trk1", to="obb-sah-hb01-dgt01")
    return name


def procurve_chassis(maker: Maker) -> str:
    """A chassis with slots: gateways of two networks, a trunk of all VLANs, a native VLAN, it routes."""
    maker.prefix("10.68.18.0/23", 30)
    name = maker.switch("obb-kiz-fkm01-dgt02", "distribution-switch", 6, rapid_pvst(4096), AOSS)
    maker.svi(name, 30, "10.68.18.2/23", description="Kullanıcı ağ geçidi")
    maker.lag(name, "Trk2", 10, 30, 40, description="Alt bağlantı: obb-kiz-fkm01-ers01")
    maker.port(name, "A1", type="10gbase-x-sfpp", lag="Trk2", to="obb-kiz-fkm01-ers01")
    maker.port(name, "B1", type="10gbase-x-sfpp", lag="Trk2", to="obb-kiz-fkm01-ers01")
    maker.port(name, "A2", type="10gbase-x-sfpp", mode="tagged-all", untagged=99, to="obb-kiz-fkm01-gvd01")
    maker.access(name, "A3", 30, description="Sunucu")
    return name


def procurve_standalone(maker: Maker) -> str:
    """No TACACS+, no SNMP; MST, other times, several networks that may reach it."""
    name = maker.switch("obb-ili-it01-ers02", "access-switch", 15, {**ALONE, **UTC}, AOSS)
    maker.access(name, "1", 30, description="Gişe")
    maker.port(name, "2", mark_connected=True, mode="tagged", untagged=10, description="Tek VLAN")
    maker.port(name, "3", mark_connected=True, mode="tagged", tagged=(10, 30), description="Yalnız etiketli")
    return name


CASES: dict[str, Case] = {case.__name__: case for case in (procurve_access, procurve_chassis, procurve_standalone)}
