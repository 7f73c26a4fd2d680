"""The golden firewalls: one function per case, which says what NetBox holds and what the policy asks of the device."""

from __future__ import annotations

from collections.abc import Callable

from altyapi.firewall.model import (
    Address,
    Blocked,
    DestinationNat,
    DevicePolicy,
    End,
    Interface,
    Ports,
    Rule,
    Service,
    SourceNat,
    Zone,
)
from lab.bench.switches import CONTEXT, Maker
from netbox_sync.model import Device
from netbox_sync.model import Interface as Row

Case = tuple[str, DevicePolicy | None]


def firewall(maker: Maker, name: str, device_type: str, *, ports: int, port: str, **fields: object) -> str:
    """A FortiGate with a loopback for its management and unused ports."""
    values = {
        "name": name,
        "status": "active",
        "site": maker.site,
        "role": "firewall",
        "device_type": device_type,
        "manufacturer": "fortinet",
        "platform": "fortinet-fortios",
        "primary_ip4": "10.66.32.13/32",
        "config_context": CONTEXT,
    }
    maker.add("devices", Device, **values | fields)
    loopback(maker, name, "10.66.32.13/32")
    for number in range(1, ports + 1):
        maker.port(name, port.format(number))
    return name


def loopback(maker: Maker, device: str, address: str) -> None:
    maker.add("interfaces", Row, device=device, name="Loopback0", type="virtual", enabled=True, description="Yönetim")
    maker.address(device, "Loopback0", address)


def vlan(maker: Maker, device: str, vid: int, address: str, parent: str, **fields: object) -> None:
    name = f"vlan{vid}"
    values = {"device": device, "name": name, "type": "virtual", "enabled": True, "parent": parent}
    maker.add("interfaces", Row, **values | {"untagged_vlan": maker.vlan_ids[vid]} | fields)
    maker.address(device, name, address)


def terminal(maker: Maker) -> Case:
    """A 60F as it comes from NetBox: ports, a loopback, no rules of ours."""
    return firewall(maker, "obb-mrk-ot01-gvd01", "fortigate-60f", ports=5, port="internal{}"), None


def centre(maker: Maker) -> Case:
    """A 600F that routes: VLANs on a LAG, a secondary address, a default route, name servers; rules of every kind."""
    maker.prefix("10.68.18.0/23", 30)
    maker.prefix("10.68.20.0/24", 50)
    maker.prefix("203.0.113.0/28")
    context = CONTEXT | {
        "firewall": {
            "timezone": "Europe/Istanbul",
            "dns": ["10.64.0.53", "10.65.0.53"],
            "default_route": {"gateway": "203.0.113.1", "interface": "port2"},
        },
        "syslog": {"servers": ["10.64.0.6", "10.65.0.6"], "level": "warnings"},
    }
    name = firewall(maker, "obb-mrk-ahb01-gvd01", "fortigate-600f", ports=4, port="port{}", config_context=context)
    maker.port(name, "lag1", type="lag", description="Omurga")
    for number in (5, 6):
        maker.port(name, f"port{number}", lag="lag1", mtu=9000)
    maker.address(name, "port2", "203.0.113.2/28")
    vlan(maker, name, 30, "10.68.18.1/23", "lag1", description="Kullanıcı ağı")
    maker.address(name, "vlan30", "10.68.19.254/23")
    vlan(maker, name, 50, "10.68.20.1/24", "lag1", enabled=False)
    return name, policy(name)


def policy(name: str) -> DevicePolicy:
    inside, outside = ("vlan30",), ("port2",)
    users, cameras = ("kullanici",), ("kamera",)
    return DevicePolicy(
        device=name,
        platform="fortinet-fortios",
        gateway="merkez",
        interfaces=(
            Interface(name="port2", zones=("internet",), uplink=True),
            Interface(name="vlan30", zones=("kullanici",), parent="lag1", vid=30),
            Interface(name="vlan50", zones=("kamera",), parent="lag1", vid=50),
            Interface(name="vlan70", zones=("yazici",), parent="lag1", vid=70),
        ),
        zones=(Zone(name="kullanici", interfaces=inside), Zone(name="internet", interfaces=outside, rest=True)),
        addresses=(
            Address(name="kullanici", networks=("10.68.18.0/23", "2001:db8:30::/64"), comment="Kullanıcı bilgisayarları"),
            Address(name="kamera", networks=("10.68.20.0/24",)),
            Address(name="ntp", networks=("10.64.0.5/32", "10.65.0.5/32")),
            Address(name="kayit", networks=("10.68.20.250/32",)),
            Address(name="icerisi", networks=("10.0.0.0/8",), kind="made"),
        ),
        services=(
            Service(name="web", ports=(Ports(protocol="tcp", first=80, last=80), Ports(protocol="tcp", first=443, last=443))),
            Service(name="saat", ports=(Ports(protocol="udp", first=123, last=123),), comment="NTP"),
            Service(
                name="tani",
                ports=(Ports(protocol="icmp", first=8, last=8), Ports(protocol="udp", first=33434, last=33534)),
            ),
            Service(name="ssh", ports=(Ports(protocol="tcp", first=22, last=22),)),
            Service(name="gre", ports=(Ports(protocol="gre"),)),
        ),
        rules=(
            Rule(id="kamera-saat", chain="forward", source=End(zones=("kamera",), addresses=cameras, interfaces=("vlan50",)),
                 destination=End(zones=(), addresses=("ntp",), interfaces=("vlan30",)), services=("saat",), action="allow",
                 purpose="Kameraların saati", evrak="E-1"),
            Rule(id="kullanici-internet", chain="forward",
                 source=End(zones=("kullanici",), addresses=users, interfaces=inside),
                 destination=End(zones=("internet",), addresses=("icerisi",), negated=True, interfaces=outside),
                 services=("web", "tani"), action="allow", log=True, purpose='Web: "dış"'),
            Rule(id="gre-yasak", chain="forward", source=End(zones=(), interfaces=inside),
                 destination=End(zones=(), interfaces=outside), services=("gre",), action="reject"),
            Rule(id="yonetim", chain="input", source=End(zones=(), addresses=users, interfaces=inside),
                 destination=End(zones=("self",)), services=("ssh",), action="allow"),
        ),
        source_nat=(
            SourceNat(id="cikis", source=End(zones=(), addresses=users, interfaces=inside),
                      destination=End(zones=(), interfaces=outside), to="203.0.113.5"),
        ),
        destination_nat=(
            DestinationNat(id="kayit-disaridan", source=End(zones=(), interfaces=outside), address="203.0.113.6",
                           ports=Ports(protocol="tcp", first=8443, last=8443), to="10.68.20.250", to_port=443),
        ),
        blocked=(Blocked(network="198.51.100.7/32"), Blocked(network="198.51.100.128/25")),
    )  # fmt: skip


CASES: dict[str, Callable[[Maker], Case]] = {"terminal": terminal, "centre": centre}
