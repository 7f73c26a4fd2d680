"""HPE ProCurve and Aruba AOS-S."""

from __future__ import annotations

import re

from tests.e2e.loop.case import Case

RUNNING = """\
hostname "{name}"
include-credentials
trunk 23-24 trk1 lacp
ntp unicast
ntp server 10.9.9.9 iburst
ntp enable
ip default-gateway 10.64.0.1
interface 1
   name "PC"
   exit
interface 2
   disable
   exit
interface 5
   name "Telefon"
   exit
vlan 1
   name "DEFAULT_VLAN"
   untagged 2-4,6-22,25-52
   no ip address
   exit
vlan 10
   name "YONETIM"
   tagged Trk1
   ip address 10.64.0.11 255.255.255.0
   exit
vlan 30
   name "KULLANICI"
   untagged 1,5,Trk1
   no ip address
   exit
spanning-tree
spanning-tree Trk1 priority 4
password manager user-name "admin" sha1 "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3"
"""

INTENDED = """\
hostname "{name}"
include-credentials
trunk 23-24 trk1 lacp
ntp unicast
ntp server 10.64.0.5 iburst
ntp enable
ip default-gateway 10.64.0.1
interface 1
   name "Muhasebe"
   exit
interface 2
   name "Kamera"
   exit
interface 5
   name "Telefon"
   exit
vlan 1
   name "DEFAULT_VLAN"
   no ip address
   exit
vlan 10
   name "YONETIM"
   tagged Trk1
   ip address 10.64.0.11 255.255.255.0
   exit
vlan 30
   name "KULLANICI"
   untagged 1,Trk1
   no ip address
   exit
vlan 50
   name "KAMERA"
   untagged 2,5
   tagged Trk1
   no ip address
   exit
spanning-tree
spanning-tree 2 admin-edge-port
spanning-tree Trk1 priority 4
password manager user-name "acil" plaintext "<<secret:local/acil>>"
"""


def bare(rendered: str) -> str:
    ports = ",".join(re.findall(r"(?m)^interface ((?!Trk|loopback)\S+)", rendered))
    vlan = f'vlan 1\n   name "DEFAULT_VLAN"\n   untagged {ports}\n   ip address dhcp-bootp\n   exit\n'
    return f'hostname "HP"\n{vlan}password manager\n'


HPE_PROCURVE = Case(
    platform="hpe_procurve",
    row={"manufacturer": "hpe", "device_type": "aruba-2930f-48g", "platform": "aruba-aos-s"},
    running=RUNNING,
    intended=INTENDED,
    typed_secret=r"(plaintext|sha1) \S+",
    revert="reload-after",
    restarts=True,
    after="ntp server 10.64.0.5",
    timer=lambda session: session.command("reload after 30"),
    timer_is="reload",
    rendered=("procurve_access", "procurve_chassis", "procurve_standalone"),
    shows=("TACACS_KEY", "RADIUS_KEY"),
    bare=bare,
)
CASES = (HPE_PROCURVE,)
