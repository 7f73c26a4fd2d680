"""Golden switches of Arista EOS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lab.bench.switches import CONTEXT, Maker
from netbox_sync.model import Device, Interface

TACACS = CONTEXT["aaa"]["tacacs"]


def _switch(maker: Maker, name: str, role: str, host: int, context: dict[str, Any] | None = None) -> str:
    address = f"{maker.network}.{host}/24"
    maker.add(
        "devices", Device, name=name, status="active", site=maker.site, role=role, device_type="dcs-7050tx3-48c8",
        manufacturer="arista", platform="arista-eos", primary_ip4=address, config_context=CONTEXT | (context or {}),
    )  # fmt: skip
    _svi(maker, name, 10, address)
    return name


def _svi(maker: Maker, device: str, vid: int, *addresses: str, **fields: Any) -> None:
    name = f"Vlan{vid}"
    maker.add("interfaces", Interface, **{"device": device, "name": name, "type": "virtual", "enabled": True} | fields)
    for address in addresses:
        maker.address(device, name, address)


def eos_access(maker: Maker) -> str:
    """Users with and without phones, a camera, an unused port, a LAG of two upwards; 802.1X on user ports."""
    radius = {"enabled": True, "servers": [{"name": "RAD1", "address": "10.64.0.9"}], "key": "secret:radius/key"}
    name = _switch(maker, "obb-sah-hb01-ers01", "access-switch", 12, {"dot1x": radius})
    maker.access(name, "Ethernet1", 30, tags=("voice",), description="Telefon ve bilgisayar")
    maker.access(name, "Ethernet2", 30, description="Bilgisayar")
    maker.access(name, "Ethernet3", 50, tags=("dot1x-muaf",), description="Kamera: otopark girişi")
    maker.port(name, "Ethernet4")
    maker.access(name, "Ethernet10", 70, enabled=False, description="Kapatıldı: tadilat")
    maker.lag(name, "Port-Channel1", 10, 30, 40, 50, 70, mtu=9214, description="Üst bağlantı: obb-sah-hb01-dgt01")
    for number in (49, 50):
        maker.port(name, f"Ethernet{number}", type="10gbase-x-sfpp", lag="Port-Channel1", to="obb-sah-hb01-dgt01")
    return name


def eos_core(maker: Maker) -> str:
    """Gateways of two networks, a routed line out, large frames, a trunk of all VLANs, a native VLAN, a VRF at the side."""
    maker.prefix("10.68.18.0/23", 30)
    maker.prefix("10.66.16.0/31")
    name = _switch(maker, "obb-kiz-fkm01-omr01", "core-switch", 5, {"stp": {"mode": "rapid-pvst", "priority": 4096}})
    _svi(maker, name, 30, "10.68.18.2/23", description="Kullanıcı ağ geçidi")
    maker.lag(name, "Port-Channel10", 10, 30, 40, mtu=9214, description="Alt bağlantı: obb-kiz-fkm01-ers01")
    maker.port(name, "Ethernet1", type="25gbase-x-sfp28", lag="Port-Channel10", to="obb-kiz-fkm01-ers01")
    maker.port(name, "Ethernet2", type="25gbase-x-sfp28", mode="tagged-all", untagged=99, to="obb-kiz-fkm01-gvd01")
    maker.port(
        name, "Ethernet56", type="100gbase-x-qsfp28", to="obb-kiz-fkm01-yon01", description="WAN çıkışı", mtu=9000
    )
    maker.address(name, "Ethernet56", "10.66.16.0/31")
    maker.add("interfaces", Interface, device=name, name="Loopback0", type="virtual", enabled=True)
    maker.address(name, "Loopback0", "10.66.0.1/32")
    return name


def eos_standalone(maker: Maker) -> str:
    """No TACACS+, no SNMP; MST, other times, several networks that may reach it, its management port off."""
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
    name = _switch(maker, "obb-ili-it01-ers01", "access-switch", 13, context)
    maker.port(name, "Management1", mgmt_only=True, enabled=False)
    maker.access(name, "Ethernet1", 30, description="Gişe")
    maker.port(name, "Ethernet2", mark_connected=True, mode="tagged", untagged=10, description="Tek VLAN")
    return name


CASES: dict[str, Callable[[Maker], str]] = {case.__name__: case for case in (eos_access, eos_core, eos_standalone)}
