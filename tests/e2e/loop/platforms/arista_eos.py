"""Arista EOS."""

from __future__ import annotations

import re

from altyapi.device.contract import Session
from tests.e2e.loop.case import Case

RUNNING = """\
hostname {name}
!
username admin privilege 15 role network-admin secret sha512 $6$cGt7rPbE$/Yonetici
!
ntp server 10.9.9.9
!
spanning-tree mode mstp
!
vlan 10
   name YONETIM
!
vlan 30
   name KULLANICI
!
interface Ethernet1
   description PC
   switchport access vlan 30
!
interface Ethernet2
   shutdown
!
interface Ethernet24
   switchport trunk allowed vlan 10,30
   switchport mode trunk
!
interface Vlan10
   ip address 10.64.0.11/24
!
ip route 0.0.0.0/0 10.64.0.1
!
management api http-commands
   no shutdown
!
end
"""

INTENDED = """\
hostname {name}
!
username acil privilege 15 role network-admin secret 0 <<secret:local/acil>>
username admin privilege 15 role network-admin secret sha512 $6$cGt7rPbE$/Yonetici
!
ntp server 10.64.0.5
!
spanning-tree mode mstp
!
vlan 10
   name YONETIM
!
vlan 30
   name KULLANICI
!
vlan 50
   name KAMERA
!
interface Ethernet1
   description Muhasebe
   switchport access vlan 30
!
interface Ethernet2
   description Kamera
   switchport access vlan 50
   spanning-tree portfast
!
interface Ethernet24
   switchport trunk allowed vlan 10,30,50
   switchport mode trunk
!
interface Vlan10
   ip address 10.64.0.11/24
!
ip route 0.0.0.0/0 10.64.0.1
!
banner motd
Yetkisiz giris yasaktir.

! kayit altindadir
EOF
!
end
"""


def bare(rendered: str) -> str:
    ports = sorted(set(re.findall(r"(?m)^interface ((?:Ethernet|Management)\d+)", rendered)))
    interfaces = "".join(f"interface {port}\n!\n" for port in ports)
    api = "management api http-commands\n   no shutdown\n!\nend\n"
    return f"no aaa root\n!\nhostname localhost\n!\n{interfaces}no ip routing\n!\n{api}"


def their_timer(session: Session) -> None:
    session.arm("commit-timer", 30)
    session.push(["interface Ethernet1"], lambda _index, _line: None)


ARISTA_EOS = Case(
    platform="arista_eos",
    row={"manufacturer": "arista", "device_type": "dcs-7050tx3-48c8", "platform": "arista-eos"},
    running=RUNNING,
    intended=INTENDED,
    typed_secret=r"secret (0|sha512) \S+",
    revert="commit-timer",
    candidate=True,
    after="ntp server 10.64.0.5",
    traces="show configuration sessions",
    timer=their_timer,
    rendered=("eos_access", "eos_core", "eos_standalone"),
    bare=bare,
)
CASES = (ARISTA_EOS,)
