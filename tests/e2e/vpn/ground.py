"""An institution's NetBox in small (persons, departments, a pool) behind a line that can go bad, and the commands over it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from altyapi.cli import frame
from altyapi.cli import vpn as commands
from altyapi.cli.frame import run
from altyapi.cli.vpn import ground
from altyapi.evidence import chain
from altyapi.evidence.access import AccessRecord
from altyapi.vpn import keys, peer, rows
from altyapi.vpn.peer import Peer
from netbox_sync import snapshot
from netbox_sync.client import NetBox, Row
from netbox_sync.views.wanted import KINDS, of_kinds, wanted
from tests.unit.netbox_sync.netbox_front import Front

EVRAK = "2026/1234"
DAY = date(2026, 3, 2)
"""The commands' day, where a test names no other."""
POLICY = """
dns_suffix: vpn.ornek.example
help_desk: dahili 1234
mail_domain: ornek.example
gateways:
  merkez:
    devices: [obb-mrk-ahb01-vpn01, obb-mrk-ahb01-vpn02]
    endpoint: vpn.ornek.example:51820
    public_key: {key}
    key: vpn/merkez
"""
FIREWALL = """
zones:
  - {name: vpn, prefixes: [{descriptions: ["VPN *"]}]}
  - {name: internet, rest: true}
objects:
  - {name: dns, addresses: [10.64.10.5, 10.65.10.5]}
  - {name: ebys, addresses: [10.64.10.20]}
  - {name: ybs, addresses: [10.64.10.21]}
  - {name: cbs, addresses: [10.64.10.22]}
  - {name: eposta, addresses: [10.64.10.25]}
  - {name: sicrama, addresses: [10.64.0.4]}
  - {name: santral, addresses: [10.64.8.4]}
services:
  - {name: https, ports: [tcp/443]}
  - {name: ssh, ports: [tcp/22]}
  - {name: dns-sorgu, ports: [udp/53, tcp/53]}
  - {name: sip, ports: [udp/5060]}
  - {name: rtp, ports: [udp/16384-32767]}
"""


POOLS = {
    "staff": "VPN personel",
    "call-centre": "VPN çağrı merkezi",
    "contractor": "VPN yüklenici",
    "admin": "VPN yönetici",
}


def plant(netbox: NetBox, prefix: str = "10.66.0.0/24") -> tuple[Row, Row]:
    """The custom fields, two departments and the pools, that of the staff first."""
    fields = [
        one
        for one in of_kinds(wanted(), ["choices", "fields"])
        if "ipam.ipaddress" in str(one.body) or "VPN" in str(one.key)
    ]
    for one in fields:
        if one.endpoint == KINDS["choices"]:
            netbox.create(one.endpoint, {**one.key, **one.body})
    sets = {row["name"]: row["id"] for row in netbox.page(KINDS["choices"], {"limit": 100})[1]}
    for one in fields:
        if one.endpoint == KINDS["fields"]:
            body = {**one.key, **one.body}
            if "choice_set" in body:
                body["choice_set"] = sets[body["choice_set"]["name"]]
            netbox.create(one.endpoint, body)
    finance = netbox.create("tenancy/tenants", {"name": "Mali Hizmetler Dairesi", "slug": "mali-hizmetler"})
    works = netbox.create("tenancy/tenants", {"name": "Fen İşleri Dairesi", "slug": "fen-isleri"})
    for number, name in enumerate(POOLS.values()):
        body = {"prefix": f"10.66.{100 + number}.0/24" if number else prefix, "description": name, "status": "active"}
        netbox.create("ipam/prefixes", body)
    return finance, works


def person(netbox: NetBox, name: str, *tenants: int) -> Row:
    made = netbox.create("tenancy/contacts", {"name": name})
    for tenant in tenants:
        body = {"object_type": "tenancy.tenant", "object_id": tenant, "contact": made["id"]}
        netbox.create("tenancy/contact-assignments", body)
    return made


@dataclass
class Desk:
    """Runs commands in this process, as invoke would hand them over."""

    netbox: NetBox
    line: Front
    token: str
    project: Path
    finance: int
    works: int
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    said: list[str] = field(default_factory=list)  # everything that was ever printed

    def __call__(self, name: str, /, code: int = 0, language: str = "en", **values: Any) -> str:
        self.monkeypatch.setenv("ALTYAPI_LANG", language)
        self.capsys.readouterr()
        given = run(getattr(commands, name).body.__wrapped__, **values)
        told = self.capsys.readouterr()
        self.said.append(told.out + told.err)
        assert given == code, told.out + told.err
        assert "CLI-099" not in told.err
        return told.out + told.err if values.get("format_") != "json" else told.out

    def json(self, name: str, /, code: int = 0, **values: Any) -> Any:
        return json.loads(self(name, code, format_="json", **values))

    def person(self, name: str, *tenants: int) -> Row:
        return person(self.netbox, name, *(tenants or (self.finance,)))

    def add(self, who: str, code: int = 0, **values: Any) -> str:
        """Of the profile staff until the year's end, with a key of the user's own; `values` say otherwise."""
        usual: dict[str, Any] = {
            "profile": "staff",
            "until": "31.12.2026",
            "evrak": EVRAK,
            "reason": "Uzaktan çalışma",
            "apply": True,
        }
        if not values.get("new_key"):
            usual["public_key"] = keys.pair().public
        return self("add", code, person=who, **{**usual, **values})

    def hold(self, who: str, profile: str = "staff", until: date = date(2026, 12, 31)) -> None:
        """A grant as NetBox holds it, given before."""
        contact = self.person(who)
        (pool,) = self.netbox.page("ipam/prefixes", {"description": POOLS[profile]})[1]
        values = {
            peer.PROFILE: profile,
            peer.PROVIDER: "wireguard",
            peer.KEY: keys.pair().public,
            peer.PERSON: contact["id"],
        }
        values |= {peer.UNTIL: str(until), peer.EVRAK: EVRAK}
        body = {"status": "active", "tenant": self.finance, "custom_fields": values}
        self.netbox.create(f"ipam/prefixes/{pool['id']}/available-ips", body)

    def without_gateways(self) -> None:
        """The policy of an institution that has not set up a gateway yet: nobody is to be cut off anywhere."""
        file = self.project / "inventory" / "policy" / "vpn.yml"
        file.write_text(file.read_text("utf-8").partition("gateways:")[0], "utf-8")

    def grants(self) -> tuple[Peer, ...]:
        return rows.every(self.netbox)

    def of(self, who: str) -> tuple[Peer, ...]:
        return tuple(one for one in self.grants() if one.person_id == who)

    def actions(self) -> list[str]:
        """What the evidence tells was done."""
        found = (entry.link.record for entry in chain.verify(self.state / "evidence" / "chain.jsonl"))
        return [one.action for one in found if isinstance(one, AccessRecord)]

    @property
    def state(self) -> Path:
        return self.project / "var"

    def pull(self) -> None:
        snapshot.save(snapshot.pull(self.netbox), self.state / "snapshot.json")

    def on(self, day: date) -> None:
        """The commands' clock, at noon of that day."""
        moment = frame.now().replace(year=day.year, month=day.month, day=day.day, hour=12)
        self.monkeypatch.setattr(ground, "now", lambda: moment)
