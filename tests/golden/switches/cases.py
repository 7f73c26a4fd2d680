"""The golden switches: one function per case, which says what NetBox holds."""

from __future__ import annotations

from lab.bench.switches import Maker, access_switch
from tests.golden.switches.towns import ALONE, DOT1X, LOCAL_USERS, Case, rapid_pvst


def access(maker: Maker) -> str:
    """Users with phones, cameras, printers, access points, unused ports, a LAG of two upwards."""
    return access_switch(maker)


def distribution(maker: Maker) -> str:
    """LAGs downwards with large frames, a routed line out, gateways of two networks, routing."""
    maker.prefix("10.68.18.0/23", 30)
    maker.prefix("10.66.16.0/31")
    name = maker.switch("obb-mrk-hb01-dgt01", "distribution-switch", 5, rapid_pvst(8192))
    maker.svi(name, 30, "10.68.18.2/23", description="Kullanıcı ağ geçidi")
    for number in (1, 2):
        lag = f"Port-channel{number}"
        maker.lag(
            name, lag, 10, 30, 40, 50, 70, 80, mtu=9198, description=f"Alt bağlantı: obb-mrk-hb01-ers{number:02d}"
        )
        for module in (1, 2):
            maker.port(
                name, f"TenGigabitEthernet{module}/1/{number}", type="10gbase-x-sfpp", lag=lag,
                to=f"obb-mrk-hb01-ers{number:02d}",
            )  # fmt: skip
    maker.port(
        name, "TenGigabitEthernet1/1/8", type="10gbase-x-sfpp", to="obb-mrk-hb01-yon01", description="WAN çıkışı"
    )
    maker.address(name, "TenGigabitEthernet1/1/8", "10.66.16.0/31")
    maker.lag(name, "Port-channel9", description="Yedek bağlantı (kapalı)", enabled=False, mode="tagged-all")
    maker.port(
        name,
        "GigabitEthernet1/0/1",
        to="obb-mrk-hb01-gvd01",
        mode="tagged-all",
        untagged=99,
        description="Güvenlik duvarı",
    )
    maker.port(name, "GigabitEthernet1/0/2")
    return name


def core(maker: Maker) -> str:
    """A trunk list that goes on over several lines, and the gateway of the management network itself."""
    many = [*range(200, 210), *range(301, 400, 2), 500, 501, *range(600, 640), 4094]
    for vid in many:
        maker.vlan(vid, f"BINA-{vid}")
    name = maker.switch("obb-mrk-ahb01-omr01", "core-switch", 1, rapid_pvst(4096))
    maker.address(name, "Vlan10", "10.68.16.254/24")
    maker.lag(name, "Port-channel10", 10, *many, description="obb-mrk-ahb01-omr02")
    for number in (1, 2):
        maker.port(
            name,
            f"HundredGigE1/0/{24 + number}",
            type="100gbase-x-qsfp28",
            lag="Port-channel10",
            to="obb-mrk-ahb01-omr02",
        )
    maker.trunk(name, "TwentyFiveGigE1/0/1", 10, 30, type="25gbase-x-sfp28", description="Sunucu (LACP yok)")
    maker.port(name, "TwentyFiveGigE1/0/2", type="25gbase-x-sfp28")
    maker.port(name, "TwentyFiveGigE1/0/10", type="25gbase-x-sfp28")
    return name


def dot1x(maker: Maker) -> str:
    """802.1X on user ports, with and without a phone, and a port that is exempt."""
    name = maker.switch("obb-sah-hb01-ers01", "access-switch", 12, DOT1X)
    maker.access(name, "GigabitEthernet1/0/1", 30, tags=("voice",), description="Telefon ve bilgisayar")
    maker.access(name, "GigabitEthernet1/0/2", 30, description="Bilgisayar")
    maker.access(name, "GigabitEthernet1/0/3", 70, tags=("dot1x-muaf",), description="Yazıcı, 802.1X dışı")
    maker.port(name, "GigabitEthernet1/0/4", poe_mode="pse")
    maker.trunk(name, "TenGigabitEthernet1/1/1", 10, 30, 70, description="Üst bağlantı")
    return name


def standalone(maker: Maker) -> str:
    """No TACACS+, no SNMP; an enable secret, hashes that are asked for, MST, other than default times, a port apart."""
    users = [LOCAL_USERS[0] | {"algorithm": "scrypt"}, LOCAL_USERS[1]]
    context = {**ALONE, "aaa": {"tacacs": None, "local_users": users, "enable_secret": "secret:local/enable"}}
    name = maker.switch("obb-ili-it01-ers01", "access-switch", 13, context)
    maker.port(name, "GigabitEthernet0/0", mgmt_only=True, enabled=False, description="Bant dışı yönetim")
    maker.access(name, "GigabitEthernet1/0/1", 30, enabled=False, description="Kapatıldı: tadilat")
    maker.port(name, "GigabitEthernet1/0/2", mark_connected=True, mode="tagged", untagged=10, description="Tek VLAN")
    return name


CASES: dict[str, Case] = {case.__name__: case for case in (access, distribution, core, dot1x, standalone)}
