"""Aruba AOS-CX."""

from __future__ import annotations

from tests.e2e.loop.case import Case

RUNNING = """\
hostname {name}
user admin group administrators password ciphertext AQBapYonetici
ntp server 10.9.9.9
ntp enable
ssh server vrf default
vlan 1
vlan 10
    name YONETIM
vlan 30
    name KULLANICI
spanning-tree
interface 1/1/1
    no shutdown
    description PC
    no routing
    vlan access 30
interface 1/1/2
    shutdown
    no routing
    vlan access 1
interface 1/1/24
    no shutdown
    no routing
    vlan trunk native 1
    vlan trunk allowed 10,30
interface vlan 10
    ip address 10.64.0.11/24
ip route 0.0.0.0/0 10.64.0.1
https-server vrf default
"""

INTENDED = """\
hostname {name}
user acil group administrators password plaintext <<secret:local/acil>>
user admin group administrators password ciphertext AQBapYonetici
ntp server 10.64.0.5
ntp enable
vlan 1
vlan 10
    name YONETIM
vlan 30
    name KULLANICI
vlan 50
    name KAMERA
spanning-tree
interface 1/1/1
    no shutdown
    description Muhasebe
    no routing
    vlan access 30
interface 1/1/2
    no shutdown
    description Kamera
    no routing
    vlan access 50
    spanning-tree bpdu-guard
interface 1/1/24
    no shutdown
    no routing
    vlan trunk native 1
    vlan trunk allowed 10,30,50
interface vlan 10
    ip address 10.64.0.11/24
ip route 0.0.0.0/0 10.64.0.1
"""

ARUBA_AOSCX = Case(
    platform="aruba_aoscx",
    row={"manufacturer": "aruba", "device_type": "cx-6200f-48g", "platform": "aruba-aoscx"},
    running=RUNNING,
    intended=INTENDED,
    typed_secret=r"(plaintext|ciphertext) \S+",
    revert="checkpoint-auto",
    after="ntp server 10.64.0.5",
    traces="show checkpoint",
    timer=lambda session: session.command("checkpoint auto 30"),
)
CASES = (ARUBA_AOSCX,)
