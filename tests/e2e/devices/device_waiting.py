"""A switch as an office has it, and waiting for a condition with a deadline."""

from __future__ import annotations

import time
from collections.abc import Callable

SWITCH = """\
version 15.2
no service pad
service timestamps debug datetime msec
service timestamps log datetime msec
service password-encryption
!
hostname obb-cin-hb01-ers01
!
aaa new-model
!
aaa authentication login default local
!
ip domain-name orneksehir.example
no ip domain-lookup
!
archive
 path flash:archive
!
spanning-tree mode rapid-pvst
!
vlan 10
 name YONETIM
!
vlan 30
 name KULLANICI
!
lldp run
!
interface GigabitEthernet1/0/1
 description masa
 switchport access vlan 30
 switchport mode access
!
interface GigabitEthernet1/0/2
 shutdown
!
interface GigabitEthernet1/0/48
 description omurga
 switchport trunk allowed vlan 10,30
 switchport mode trunk
!
interface Vlan10
 ip address 10.68.16.5 255.255.255.0
!
ip default-gateway 10.68.16.1
ip scp server enable
!
snmp-server location Bina 1
!
line con 0
line vty 0 4
 transport input ssh
line vty 5 15
 transport input ssh
!
end
"""


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for `condition`; fails when it does not come."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "the condition did not come in time"
        time.sleep(0.02)
