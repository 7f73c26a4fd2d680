"""Cisco IOS and IOS-XE."""

from __future__ import annotations

from tests.e2e.loop.case import Case

RUNNING = """\
version 15.2
service password-encryption
hostname {name}
archive
 path flash:altyapi
 maximum 5
username altyapi privilege 15 password 0 Parola-1
vlan 10
 name YONETIM
vlan 30
 name KULLANICI
interface GigabitEthernet1/0/1
 description PC
 switchport access vlan 30
 switchport mode access
interface GigabitEthernet1/0/2
 description old
 switchport mode access
interface GigabitEthernet1/0/24
 switchport trunk allowed vlan 10,30
 switchport mode trunk
interface Vlan10
 ip address 10.64.0.11 255.255.255.0
ip default-gateway 10.64.0.1
ntp server 10.9.9.9
line vty 0 4
 login local
 transport input ssh
end
"""
WITHOUT_ARCHIVE = RUNNING.replace("archive\n path flash:altyapi\n maximum 5\n", "")

INTENDED = """\
hostname {name}
archive
 path flash:altyapi
 maximum 5
vlan 10
 name YONETIM
vlan 30
 name KULLANICI
vlan 50
 name KAMERA
interface GigabitEthernet1/0/1
 description Muhasebe
 switchport access vlan 30
 switchport mode access
interface GigabitEthernet1/0/2
 description Kamera
 switchport access vlan 50
 switchport mode access
interface GigabitEthernet1/0/24
 switchport trunk allowed vlan 10,30,50
 switchport mode trunk
interface Vlan10
 ip address 10.64.0.11 255.255.255.0
ip default-gateway 10.64.0.1
ntp server 10.64.0.5
line vty 0 4
 login local
 transport input ssh
"""

CISCO_IOS = Case(
    platform="cisco_ios",
    row={"manufacturer": "cisco", "device_type": "c9200l", "platform": "cisco-ios"},
    running=RUNNING,
    intended=INTENDED,
    minutes=100,
    revert="configure-revert-timer",
    after="ntp server 10.64.0.5",
)
CASES = (CISCO_IOS,)
