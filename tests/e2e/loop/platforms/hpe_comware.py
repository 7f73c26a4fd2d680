"""HPE and H3C Comware."""

from __future__ import annotations

import re

from tests.e2e.loop.case import Case

RUNNING = """\
#
 sysname {name}
#
 telnet server enable
#
vlan 1
#
vlan 10
 name YONETIM
#
vlan 30
#
 stp global enable
#
interface Vlan-interface10
 ip address 10.64.0.11 255.255.255.0
#
interface GigabitEthernet1/0/1
 port link-mode bridge
 description PC
 port access vlan 30
#
interface GigabitEthernet1/0/24
 port link-mode bridge
 port link-type trunk
 port trunk permit vlan 1 10 30
#
line vty 0 63
 authentication-mode scheme
 user-role network-operator
#
 ip route-static 0.0.0.0 0 10.64.0.1
#
 ntp-service enable
 ntp-service unicast-server 10.9.9.9
#
return
"""

INTENDED = """\
#
 sysname {name}
#
 undo telnet server enable
#
vlan 10
 name YONETIM
#
vlan 30
 name KULLANICI
#
vlan 50
 name KAMERA
#
 stp global enable
#
interface Vlan-interface10
 ip address 10.64.0.11 255.255.255.0
#
interface GigabitEthernet1/0/1
 port link-mode bridge
 description Kamera
 port access vlan 50
#
interface GigabitEthernet1/0/24
 port link-mode bridge
 port link-type trunk
 undo port trunk permit vlan 1
 port trunk permit vlan 10 30 50
#
line vty 0 63
 authentication-mode scheme
 user-role network-operator
 protocol inbound ssh
#
 ip route-static 0.0.0.0 0 10.64.0.1
#
 ntp-service enable
 ntp-service unicast-server 10.64.0.5
#
return
"""


def bare(rendered: str) -> str:
    ports = sorted(set(re.findall(r"(?m)^interface ((?:Ten-)?Gigabit\S+)", rendered)))
    interfaces = "".join(f"interface {port}\n#\n" for port in ports)
    lines = "line vty 0 63\n authentication-mode scheme\n user-role network-operator\n#\nreturn\n"
    return f"#\n sysname HPE\n#\nvlan 1\n#\n{interfaces}{lines}"


HPE_COMWARE = Case(
    platform="hpe_comware",
    row={"manufacturer": "hpe", "device_type": "5130", "platform": "hpe-comware"},
    running=RUNNING,
    intended=INTENDED,
    revert="configuration-commit-delay",
    after=" ntp-service unicast-server 10.64.0.5",
    gone=("10.9.9.9", "telnet"),
    timer=lambda session: session.arm("configuration-commit-delay", 30),
    rendered=("comware_access", "comware_distribution", "comware_standalone"),
    bare=bare,
)
CASES = (HPE_COMWARE,)
