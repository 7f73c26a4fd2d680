"""The municipality's switches as NetBox holds them, under each platform's names: the same town, so that platforms can be compared.

`campus` and `building` give the cases of a kind of switch; a platform with more or other ports says its own in its `cases_<name>.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lab.bench.switches import Kind, Maker
from netbox_sync.model import Interface

Case = Callable[[Maker], str]

RADIUS = {"enabled": True, "servers": [{"name": "RAD1", "address": "10.64.0.9"}], "key": "secret:radius/key"}
DOT1X = {"dot1x": RADIUS}
LOCAL_USERS = [
    {"name": "acil", "privilege": 15, "secret": "secret:local/acil"},
    {"name": "izle", "privilege": 1, "secret": "secret:local/izle"},
]
ALONE: Mapping[str, Any] = {
    "snmp": None,
    "aaa": {"tacacs": None, "local_users": LOCAL_USERS},
    "syslog": {"servers": ["10.64.0.6", "10.65.0.6"], "level": "warnings"},
    "ssh": {"allowed": ["10.64.0.0/24", "10.65.0.7/32"], "idle_minutes": 5, "timeout_s": 120, "retries": 2},
    "stp": {"mode": "mst", "priority": 28672},
    "storm_control": None,
    "management": {"vlan": 10, "gateway": "10.68.16.250"},
}
"""The context of a switch without TACACS+ and SNMP: local users, MST, several networks that may reach it, two log servers."""
UTC = {"ntp": {"servers": ["10.64.0.5"], "timezone": {"name": "UTC", "hours": 0}}}
BUILDINGS = (*range(200, 230, 2), 300, 301, 302)
"""VLANs of other buildings, enough for a trunk's list to be long."""


def campus(kind: Kind, prefix: str, *, lag_mtu: int, loopback: str, management: str) -> dict[str, Case]:
    """Switches of a campus whose cameras have power of their own; `management` is the port apart."""

    def access(maker: Maker) -> str:
        """Users with and without phones, a camera, an unused port, a LAG of two upwards; 802.1X on user ports."""
        name = maker.switch("obb-sah-hb01-ers01", "access-switch", 12, DOT1X, kind)
        maker.access(name, kind.port.format(1), 30, tags=("voice",), description="Telefon ve bilgisayar")
        maker.access(name, kind.port.format(2), 30, description="Bilgisayar")
        maker.access(name, kind.port.format(3), 50, tags=("dot1x-muaf",), description="Kamera: otopark girişi")
        maker.port(name, kind.port.format(4))
        maker.access(name, kind.port.format(10), 70, enabled=False, description="Kapatıldı: tadilat")
        lag = kind.lag.format(1)
        maker.lag(name, lag, 10, 30, 40, 50, 70, mtu=lag_mtu, description="Üst bağlantı: obb-sah-hb01-dgt01")
        for number in (49, 50):
            maker.port(name, kind.uplink.format(number), type="10gbase-x-sfpp", lag=lag, to="obb-sah-hb01-dgt01")
        return name

    def core(maker: Maker) -> str:
        """Gateways of two networks, a routed line out, large frames, a trunk of all VLANs, a native VLAN, a loopback."""
        routed_networks(maker)
        name = maker.switch("obb-kiz-fkm01-omr01", "core-switch", 5, rapid_pvst(4096), kind)
        maker.svi(name, 30, "10.68.18.2/23", description="Kullanıcı ağ geçidi")
        lag, wan, below = kind.lag.format(10), kind.uplink.format(56), "obb-kiz-fkm01-ers01"
        maker.lag(name, lag, 10, 30, 40, mtu=lag_mtu, description=f"Alt bağlantı: {below}")
        maker.port(name, kind.port.format(1), type="25gbase-x-sfp28", lag=lag, to=below)
        maker.port(
            name, kind.port.format(2), type="25gbase-x-sfp28", mode="tagged-all", untagged=99, to="obb-kiz-fkm01-gvd01"
        )
        maker.port(name, wan, type="100gbase-x-qsfp28", to="obb-kiz-fkm01-yon01", description="WAN çıkışı", mtu=9000)
        maker.address(name, wan, "10.66.16.0/31")
        maker.add("interfaces", Interface, device=name, name=loopback, type="virtual", enabled=True)
        maker.address(name, loopback, "10.66.0.1/32")
        return name

    def standalone(maker: Maker) -> str:
        """No TACACS+, no SNMP; MST, other times, several networks that may reach it, its management port off."""
        name = maker.switch("obb-ili-it01-ers01", "access-switch", 13, {**ALONE, **UTC}, kind)
        maker.port(name, management, mgmt_only=True, enabled=False)
        maker.access(name, kind.port.format(1), 30, description="Gişe")
        maker.port(name, kind.port.format(2), mark_connected=True, mode="tagged", untagged=10, description="Tek VLAN")
        return name

    return {f"{prefix}_{case.__name__}": case for case in (access, core, standalone)}


def building(
    kind: Kind, *, decade: int, access: tuple[str, str, str], trunk: tuple[int, str], uplinks: tuple[int, int], wan: int
) -> dict[str, Case]:
    """Switches of a building that power its cameras and access points.

    `decade` is the tens of their numbers; `access` the case's name, the switch and its role; `trunk` the largest frame of the
    distribution's LAG and its description; `uplinks` the access switch's, `wan` the distribution's port of `kind.uplink`.
    """
    case_name, access_name, role = access
    prefix = case_name.partition("_")[0]

    def powered(maker: Maker) -> str:
        """Users with and without phones under 802.1X, a camera, an access point, an unused port, a LAG of two upwards."""
        name = maker.switch(access_name, role, decade + 1, DOT1X, kind)
        port = kind.port.format
        maker.access(name, port(1), 30, poe_mode="pse", tags=("voice",), description="Telefon ve bilgisayar")
        maker.access(name, port(2), 30, description="Bilgisayar")
        maker.access(name, port(3), 50, poe_mode="pse", tags=("dot1x-muaf",), description="Kamera (otopark girişi)")
        maker.trunk(name, port(4), 30, 80, untagged=10, poe_mode="pse", description="Kablosuz erişim noktası")
        maker.port(name, port(5), poe_mode="pse")
        lag = kind.lag.format(1)
        maker.lag(name, lag, 10, 30, 40, 50, 70, 80, description="obb-mrk-hb01-dgt01")
        for number in uplinks:
            maker.port(name, kind.uplink.format(number), type="10gbase-x-sfpp", lag=lag, to="obb-mrk-hb01-dgt01")
        return name

    def distribution(maker: Maker) -> str:
        """A long trunk list with large frames, a routed line out, gateways of two networks, a trunk of all VLANs."""
        for vid in BUILDINGS:
            maker.vlan(vid, f"BINA-{vid}")
        routed_networks(maker)
        name = maker.switch(f"obb-mrk-hb01-dgt{decade + 1}", "distribution-switch", decade + 5, rapid_pvst(8192), kind)
        maker.svi(name, 30, "10.68.18.2/23", description="Kullanıcı ağ geçidi")
        lag, (mtu, description) = kind.lag.format(2), trunk
        maker.lag(name, lag, 10, *BUILDINGS, mtu=mtu, description=description)
        for number in (1, 2):
            maker.port(name, kind.uplink.format(number), type="10gbase-x-sfpp", lag=lag, to=access_name)
        out = kind.uplink.format(wan)
        maker.port(name, out, type="10gbase-x-sfpp", to="obb-mrk-hb01-yon01", description="WAN çıkışı")
        maker.address(name, out, "10.66.16.0/31")
        maker.port(name, kind.port.format(1), to="obb-mrk-hb01-gvd01", mode="tagged-all", untagged=99)
        return name

    def standalone(maker: Maker) -> str:
        """No TACACS+, no SNMP, a `super` password, MST, other than default times, warnings alone to two servers."""
        context = {
            **ALONE,
            "aaa": ALONE["aaa"] | {"enable_secret": "secret:local/enable"},
            "ssh": ALONE["ssh"] | {"timeout_s": 90},
        }
        name = maker.switch(f"obb-ili-it01-ers{decade + 1}", "access-switch", decade + 3, context, kind)
        maker.access(name, kind.port.format(1), 30, enabled=False, description="Kapatıldı: tadilat")
        maker.trunk(name, kind.port.format(2), 10, description="Tek VLAN")
        return name

    return {case_name: powered, f"{prefix}_distribution": distribution, f"{prefix}_standalone": standalone}


def routed_networks(maker: Maker) -> None:
    """The users' network and the line out, of which a routing switch has addresses."""
    maker.prefix("10.68.18.0/23", 30)
    maker.prefix("10.66.16.0/31")


def rapid_pvst(priority: int) -> dict[str, Any]:
    return {"stp": {"mode": "rapid-pvst", "priority": priority}}
