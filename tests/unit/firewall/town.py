"""A small place for questions about firewalls: a head office, one branch behind its own firewall, the internet."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

from altyapi.firewall import policy
from altyapi.firewall.policy import Policy, PolicyFile
from altyapi.firewall.resolve import Resolved, resolve
from netbox_sync import policyfile
from netbox_sync.model import (
    Device,
    IPAddress,
    Platform,
    Prefix,
    Role,
    Service,
    Site,
    SiteGroup,
    Snapshot,
    Source,
    Tables,
    Vlan,
    Vrf,
)

DAY = date(2026, 4, 20)
SITES = ("merkez", "sube")
ROLES = {"yonetim": 10, "sunucu": 20, "kullanici": 30, "kamera": 50, "kayit": 51, "misafir": 90}
BASE = {"merkez": 0, "sube": 100}
DEVICES: dict[str, tuple[str, str, str]] = {
    "fw-merkez": ("firewall", "merkez", "10.0.10.1"),
    "fw-sube": ("firewall", "sube", "10.100.10.1"),
    "nvr-1": ("nvr", "merkez", "10.0.51.20"),
    "sw-1": ("switch", "merkez", "10.0.10.11"),
    "sw-2": ("switch", "sube", "10.100.10.11"),
}


def prefix(site: str, role: str) -> str:
    if role == "misafir":
        return f"172.20.{BASE[site]}.0/24"
    return f"10.{BASE[site]}.{ROLES[role]}.0/24"


def snapshot() -> Snapshot:
    places = [(site, role) for site in SITES for role in ROLES]
    vlans = tuple(
        Vlan(id=number, vid=ROLES[role], name=role, status="active", site=site, role=role)
        for number, (site, role) in enumerate(places, start=1)
    )
    prefixes = tuple(
        Prefix(
            id=number, prefix=prefix(site, role), status="active", site=site, vlan=number, role=role,
            vrf="MISAFIR" if role == "misafir" else None,
        )
        for number, (site, role) in enumerate(places, start=1)
    )  # fmt: skip
    devices = tuple(
        Device(
            id=number, name=name, status="active", site=site, role=role, device_type="t", manufacturer="m",
            platform="linux" if role == "firewall" else None, primary_ip4=f"{address}/24",
        )
        for number, (name, (role, site, address)) in enumerate(DEVICES.items(), start=1)
    )  # fmt: skip
    addresses = tuple(
        IPAddress(id=one.id, address=str(one.primary_ip4), status="active", device=one.name, interface="eth0")
        for one in devices
    )
    return Snapshot(
        source=Source(url="http://netbox.example", version="4.4.10", taken="2026-04-20T09:00:00+03:00", duration_ms=1),
        digest="0" * 64,
        tables=Tables(
            sites=tuple(
                Site(id=number, name=one, slug=one, status="active", group=one) for number, one in enumerate(SITES)
            ),
            site_groups=tuple(SiteGroup(id=number, name=one, slug=one) for number, one in enumerate(SITES)),
            roles=tuple(
                Role(id=number, name=one, slug=one) for number, one in enumerate(("firewall", "nvr", "switch"))
            ),
            platforms=(Platform(id=1, name="linux", slug="linux"),),
            devices=devices,
            vlans=vlans,
            prefixes=prefixes,
            ip_addresses=addresses,
            vrfs=(Vrf(id=1, name="MISAFIR"),),
            services=(Service(id=1, name="goruntu", protocol="tcp", ports=(554, 8000), device="nvr-1"),),
        ),
    )


PLACES = """
zones:
  - {name: yonetim, prefixes: [{roles: [yonetim]}]}
  - {name: sunucu, prefixes: [{vlan_roles: [sunucu]}]}
  - {name: kullanici, prefixes: [{roles: [kullanici]}]}
  - {name: kamera, prefixes: [{vids: [50]}]}
  - {name: kayit, prefixes: [{roles: [kayit]}]}
  - {name: misafir, prefixes: [{roles: [misafir], vrfs: [MISAFIR]}]}
  - {name: internet, rest: true}
gateways:
  - name: merkez
    devices: role:firewall
    at: [{sites: [merkez]}]
    interfaces:
      - {name: wan, zones: [internet], uplink: true}
      - {name: "vlan{vid}", zones: [any], own_sites: true, parent: eth1}
      - {name: wan2, to: [sube]}
  - name: sube
    devices: role:firewall
    at: [{site_groups: [sube]}]
    interfaces:
      - {name: "vlan{vid}", zones: [any], own_sites: true, parent: eth1}
      - {name: hat, to: [merkez], uplink: true}
objects:
  - {name: sicrama, addresses: [10.0.10.4]}
  - {name: saat, addresses: [10.0.10.5]}
  - {name: web, addresses: [10.0.20.10]}
  - {name: kayit-cihazi, devices: [{roles: [nvr]}]}
services:
  - {name: ntp, ports: [udp/123]}
  - {name: goruntu, netbox: [goruntu]}
  - {name: dns, ports: [udp/53, tcp/53]}
management: {from: [sicrama], services: [tcp/22], devices: "role:switch,role:firewall"}
"""

TOLD = "purpose: p, owner: rol-ag, evrak: E-1"
RULES = f"""
rules:
  - {{id: YON-1, from: [sicrama], to: [yonetim], services: [tcp/22, icmp/8], action: allow, log: true, {TOLD}}}
  - {{id: YON-2, from: [sicrama], to: [self], services: [tcp/22], action: allow, {TOLD}}}
  - {{id: KAM-1, from: [kamera], to: [saat], services: [ntp], action: allow, {TOLD}}}
  - {{id: KAM-2, from: [kamera], to: [kayit-cihazi], services: [goruntu], action: allow, {TOLD}}}
  - {{id: MIS-1, from: [misafir], to: [internet], services: [tcp/80, tcp/443, dns], action: allow, {TOLD}}}
  - {{id: KUL-1, from: [kullanici], to: [internet, sunucu], services: [tcp/443], action: allow, {TOLD}}}
  - {{id: KUL-2, from: [kullanici], to: [sunucu], services: [tcp/1-442], action: reject, {TOLD}}}
  - {{id: WEB-1, from: [internet], to: [web], services: [tcp/8443], action: allow, {TOLD}}}
source_nat:
  - {{id: NAT-1, from: [misafir, kullanici], to: [internet], gateways: [merkez], {TOLD}}}
destination_nat:
  - {{id: NAT-2, from: [internet], address: 203.0.113.10, service: tcp/443, to: web, to_port: 8443, gateways: [merkez], {TOLD}}}
"""


NAMES = (*ROLES, "internet", "sicrama", "saat", "web", "kayit-cihazi", "any")
WORDS = ("tcp/22", "tcp/80", "tcp/443", "tcp/1-1000", "tcp", "udp/53", "udp/123", "udp", "dns", "goruntu", "any")


def random_rules(rng: Random, count: int = 14) -> str:
    """A policy of any shape: overlapping, denying, to and from the firewall itself."""
    lines = []
    for number in range(count):
        source, target = (rng.sample(NAMES, rng.randint(1, 3)) for _ in range(2))
        if rng.random() < 0.15:
            target = ["self"]
        words = rng.sample(WORDS, rng.randint(1, 3))
        action = rng.choice(("allow", "allow", "deny", "reject"))
        ends = f"from: [{', '.join(source)}], to: [{', '.join(target)}]"
        lines.append(f"  - {{id: R{number}, {ends}, services: [{', '.join(words)}], action: {action}, log: true}}")
    return "rules:\n" + "\n".join(lines)


def read(*texts: str) -> Policy:
    """Texts as files of one policy."""
    names = [Path(f"{number}.yml") for number in range(len(texts))]
    parsed = [(name, policyfile.parse(text, PolicyFile, name)) for name, text in zip(names, texts, strict=True)]
    return policy.merged(parsed).model_copy(update={"origins": {}})


def resolved(rules: str = RULES, places: str = PLACES, day: date = DAY) -> Resolved:
    return resolve(read(places, rules), snapshot(), day)
