"""Juniper Junos."""

from __future__ import annotations

import re

from altyapi.device.contract import Session
from tests.e2e.loop.case import Case

RUNNING = """\
set version 21.4R3-S5.4
set system host-name {name}
set system root-authentication encrypted-password "$6$cGt7rPbE$Yonetici"
set system login user admin uid 2000
set system login user admin class super-user
set system services ssh
set system services netconf ssh
set system ntp server 10.9.9.9
set interfaces ge-0/0/1 description PC
set interfaces ge-0/0/1 unit 0 family ethernet-switching vlan members 30
set interfaces ge-0/0/2 disable
set interfaces ge-0/0/24 unit 0 family ethernet-switching interface-mode trunk
set interfaces ge-0/0/24 unit 0 family ethernet-switching vlan members 10
set interfaces ge-0/0/24 unit 0 family ethernet-switching vlan members 30-32
set interfaces irb unit 10 family inet address 10.64.0.11/24
set routing-options static route 0.0.0.0/0 next-hop 10.64.0.1
set protocols rstp bridge-priority 16k
set vlans KULLANICI vlan-id 30
set vlans YONETIM vlan-id 10
"""

INTENDED = """\
set system host-name {name}
set system login message "Yetkisiz giris yasaktir.\\n\\n# kayit altindadir"
set system login user acil class super-user
set system login user acil authentication plain-text-password-value "<<secret:local/acil>>"
set system login user admin class super-user
set system services ssh
set system services netconf ssh
set system ntp server 10.64.0.5
set interfaces ge-0/0/1 description Muhasebe
set interfaces ge-0/0/1 unit 0 family ethernet-switching vlan members 30
set interfaces ge-0/0/2 description Kamera
set interfaces ge-0/0/2 unit 0 family ethernet-switching interface-mode access
set interfaces ge-0/0/2 unit 0 family ethernet-switching vlan members 50
set interfaces ge-0/0/24 unit 0 family ethernet-switching interface-mode trunk
set interfaces ge-0/0/24 unit 0 family ethernet-switching vlan members 10
set interfaces ge-0/0/24 unit 0 family ethernet-switching vlan members 30
set interfaces ge-0/0/24 unit 0 family ethernet-switching vlan members 32
set interfaces ge-0/0/24 unit 0 family ethernet-switching vlan members 50
set interfaces irb unit 10 family inet address 10.64.0.11/24
set routing-options static route 0.0.0.0/0 next-hop 10.64.0.1
set protocols rstp bridge-priority 16384
set vlans KAMERA vlan-id 50
set vlans KULLANICI vlan-id 30
set vlans YONETIM vlan-id 10
"""


def bare(rendered: str) -> str:
    ports = sorted(set(re.findall(r"(?m)^set interfaces ((?:ge|xe|me)[-\d/]*) ", rendered)))
    interfaces = "".join(f"set interfaces {port} unit 0 family inet dhcp\n" for port in ports if port[:2] != "me")
    return f"set version 21.4R3-S5.4\nset system services netconf ssh\n{interfaces}"


def their_timer(session: Session) -> None:
    session.arm("commit-confirmed", 30)
    session.push(["set interfaces ge-0/0/5 description BASKASI"], lambda _index, _line: None)


JUNIPER_JUNOS = Case(
    platform="juniper_junos",
    row={"manufacturer": "juniper", "device_type": "ex3400-48p", "platform": "juniper-junos"},
    running=RUNNING,
    intended=INTENDED,
    typed_secret=r'(?:plain-text-password-value|encrypted-password) (?:"[^"]*"|\S+)',
    revert="commit-confirmed",
    candidate=True,
    after="set system ntp server 10.64.0.5",
    rendered=("junos_access", "junos_core", "junos_standalone"),
    timer=their_timer,
    bare=bare,
)
CASES = (JUNIPER_JUNOS,)
