"""Huawei VRP: kinds of switch under VRP's interface names; what NetBox holds is said as in `cases.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lab.bench.switches import CONTEXT, Maker
from netbox_sync.model import Device, Interface

PORT, UPLINK = "GigabitEthernet0/0/{}", "XGigabitEthernet0/0/{}"
RADIUS = {"enabled": True, "servers": [{"name": "RAD1", "address": "10.64.0.9"}], "key": "secret:radius/key"}


def _switch(maker: Maker, name: str, role: str, host: int, context: dict[str, Any] | None = None) -> None:
    """A VRP switch with its management interface and address."""
    address = f"{maker.network}.{host}/24"
    maker.add(
        "devices", Device, name=name, status="active", site=maker.site, role=role, device_type="s5735-l24p4x",
        manufacturer="huawei", platform="huawei-vrp", primary_ip4=address, config_context=CONTEXT | (context or {}),
    )  # fmt: skip
    _svi(maker, name, 10, address)


def _svi(maker: Maker, device: str, vid: int, *addresses: str, **fields: Any) -> None:
    name = f"Vlanif{vid}"
    maker.add("interfaces", Interface, **{"device": device, "name": name, "type": "virtual", "enabled": True} | fields)
    for address in addresses:
        maker.address(device, name, address)


def vrp_poe(maker: Maker) -> str:
    """Users with and without phones under 802.1X, a camera, an access point, an unused port, a LAG of two upwards."""
    name = "obb-mrk-hb01-poe01"
    _switch(maker, name, "poe-switch", 31, {"dot1x": RADIUS})
    maker.access(name, PORT.format(1), 30, poe_mode="pse", tags=("voice",), description="Telefon ve bilgisayar")
    maker.access(name, PORT.format(2), 30, description="Bilgisayar")
    maker.access(name, PORT.format(3), 50, poe_mode="pse", tags=("dot1x-muaf",), description="Kamera (otopark girişi)")
    maker.trunk(name, PORT.format(4), 30, 80, untagged=10, poe_mode="pse", description="Kablosuz erişim noktası")
    maker.port(name, PORT.format(5), poe_mode="pse")
    maker.lag(name, "Eth-Trunk1", 10, 30, 40, 50, 70, 80, description="obb-mrk-hb01-dgt01")
    for port in (1, 2):
        maker.port(name, UPLINK.format(port), type="10gbase-x-sfpp", lag="Eth-Trunk1", to="obb-mrk-hb01-dgt01")
    return name


def vrp_distribution(maker: Maker) -> str:
    """A long trunk list, a routed line out, gateways of two networks, a trunk of all VLANs."""
    for vid in (*range(200, 230, 2), 300, 301, 302):
        maker.vlan(vid, f"BINA-{vid}")
    maker.prefix("10.68.18.0/23", 30)
    maker.prefix("10.66.16.0/31")
    name = "obb-mrk-hb01-dgt31"
    _switch(maker, name, "distribution-switch", 35, {"stp": {"mode": "rapid-pvst", "priority": 8192}})
    _svi(maker, name, 30, "10.68.18.2/23", description="Kullanıcı ağ geçidi")
    maker.lag(name, "Eth-Trunk2", 10, *range(200, 230, 2), 300, 301, 302, mtu=9000, description="Alt bağlantı")
    for port in (1, 2):
        maker.port(name, UPLINK.format(port), type="10gbase-x-sfpp", lag="Eth-Trunk2", to="obb-mrk-hb01-poe01")
    maker.port(name, UPLINK.format(4), type="10gbase-x-sfpp", to="obb-mrk-hb01-yon01", description="WAN çıkışı")
    maker.address(name, UPLINK.format(4), "10.66.16.0/31")
    maker.port(name, PORT.format(1), to="obb-mrk-hb01-gvd01", mode="tagged-all", untagged=99)
    return name


def vrp_standalone(maker: Maker) -> str:
    """No TACACS+, no SNMP, a `super` password, MST, other than default times, warnings alone to two servers."""
    context = {
        "snmp": None,
        "aaa": {
            "tacacs": None,
            "local_users": [
                {"name": "acil", "privilege": 15, "secret": "secret:local/acil"},
                {"name": "izle", "privilege": 1, "secret": "secret:local/izle"},
            ],
            "enable_secret": "secret:local/enable",
        },
        "syslog": {"servers": ["10.64.0.6", "10.65.0.6"], "level": "warnings"},
        "ssh": {"allowed": ["10.64.0.0/24", "10.65.0.7/32"], "idle_minutes": 5, "timeout_s": 90, "retries": 2},
        "stp": {"mode": "mst", "priority": 28672},
        "storm_control": None,
        "management": {"vlan": 10, "gateway": "10.68.16.250"},
    }
    name = "obb-ili-it01-ers31"
    _switch(maker, name, "access-switch", 33, context)
    maker.access(name, PORT.format(1), 30, enabled=False, description="Kapatıldı: tadilat")
    maker.trunk(name, PORT.format(2), 10, description="Tek VLAN")
    return name


CASES: dict[str, Callable[[Maker], str]] = {case.__name__: case for case in (vrp_poe, vrp_distribution, vrp_standalone)}
