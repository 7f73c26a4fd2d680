"""Golden switches of HPE ProCurve and Aruba AOS-S."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lab.bench.switches import CONTEXT, Maker
from netbox_sync.model import Device, Interface


def _switch(maker: Maker, name: str, role: str, host: int, context: dict[str, Any] | None = None) -> str:
    address = f"{maker.network}.{host}/24"
    maker.add(
        "devices", Device, name=name, status="active", site=maker.site, role=role, device_type="aruba-2930f-48g-poe",
        manufacturer="hpe", platform="aruba-aos-s", primary_ip4=address, config_context=CONTEXT | (context or {}),
    )  # fmt: skip
    _svi(maker, name, 10, address)
    return name


def _svi(maker: Maker, device: str, vid: int, *addresses: str, **fields: Any) -> None:
    name = f"vlan{vid}"
    maker.add("interfaces", Interface, **{"device": device, "name": name, "type": "virtual", "enabled": True} | fields)
    for address in addresses:
        maker.address(device, name, address)


def procurve_access(maker: Maker) -> str:
    """Users with and without phones, a camera, an access point, unused and shut ports, a trunk of two upwards; 802.1X."""
    radius = {"enabled": True, "servers": [{"name": "RAD1", "address": "10.64.0.9"}], "key": "secret:radius/key"}
    name = _switch(maker, "obb-sah-hb01-ers02", "access-switch", 14, {"dot1x": radius})
    maker.access(name, "1", 30, tags=("voice",), poe_mode="pse", description="Telefon ve bilgisayar")
    maker.access(name, "2", 30, description="Bilgisayar")
    maker.access(name, "3", 30, description="Bilgisayar")
    maker.access(name, "4", 50, tags=("dot1x-muaf",), poe_mode="pse", description="Kamera: otopark girişi")
    maker.trunk(name, "5", 30, 80, untagged=10, poe_mode="pse", description="Kablosuz erişim noktası")
    maker.port(name, "6", poe_mode="pse")
    maker.access(name, "10", 70, enabled=False, description="Kapatıldı: tadilat")
    maker.lag(name, "Trk1", 10, 30, 40, 50, 70, 80, mtu=9198, description="Üst bağlantı: obb-sah-hb01-dgt01")
    for number in (49, 50):
        maker.port(name, f"{number}", type="10gbase-x-sfpp", lag="Trk1", to="obb-sah-hb01-dgt01")
    return name


def procurve_chassis(maker: Maker) -> str:
    """A chassis with slots: gateways of two networks, a trunk of all VLANs, a native VLAN, it routes."""
    maker.prefix("10.68.18.0/23", 30)
    name = _switch(
        maker, "obb-kiz-fkm01-dgt02", "distribution-switch", 6, {"stp": {"mode": "rapid-pvst", "priority": 4096}}
    )
    _svi(maker, name, 30, "10.68.18.2/23", description="Kullanıcı ağ geçidi")
    maker.lag(name, "Trk2", 10, 30, 40, description="Alt bağlantı: obb-kiz-fkm01-ers01")
    maker.port(name, "A1", type="10gbase-x-sfpp", lag="Trk2", to="obb-kiz-fkm01-ers01")
    maker.port(name, "B1", type="10gbase-x-sfpp", lag="Trk2", to="obb-kiz-fkm01-ers01")
    maker.port(name, "A2", type="10gbase-x-sfpp", mode="tagged-all", untagged=99, to="obb-kiz-fkm01-gvd01")
    maker.access(name, "A3", 30, description="Sunucu")
    return name


def procurve_standalone(maker: Maker) -> str:
    """No TACACS+, no SNMP; MST, other times, several networks that may reach it."""
    context = {
        "snmp": None,
        "aaa": {
            "tacacs": None,
            "local_users": [
                {"name": "acil", "privilege": 15, "secret": "secret:local/acil"},
                {"name": "izle", "privilege": 1, "secret": "secret:local/izle"},
            ],
        },
        "ntp": {"servers": ["10.64.0.5"], "timezone": {"name": "UTC", "hours": 0}},
        "syslog": {"servers": ["10.64.0.6", "10.65.0.6"], "level": "warnings"},
        "ssh": {"allowed": ["10.64.0.0/24", "10.65.0.7/32"], "idle_minutes": 5, "timeout_s": 120, "retries": 2},
        "stp": {"mode": "mst", "priority": 28672},
        "storm_control": None,
        "management": {"vlan": 10, "gateway": "10.68.16.250"},
    }
    name = _switch(maker, "obb-ili-it01-ers02", "access-switch", 15, context)
    maker.access(name, "1", 30, description="Gişe")
    maker.port(name, "2", mark_connected=True, mode="tagged", untagged=10, description="Tek VLAN")
    maker.port(name, "3", mark_connected=True, mode="tagged", tagged=(10, 30), description="Yalnız etiketli")
    return name


CASES: dict[str, Callable[[Maker], str]] = {
    case.__name__: case for case in (procurve_access, procurve_chassis, procurve_standalone)
}
