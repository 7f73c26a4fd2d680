"""A switch as an office has it, and running devices made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from lab.devices import RunningDevice, running

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


@pytest.fixture
def start() -> Iterator[Callable[..., RunningDevice]]:
    """Start a switch: `start(minute_s=0.05)` sets knobs, `start(spec={…})` fields of its spec."""
    with ExitStack() as stack:

        def make(spec: dict[str, Any] | None = None, **knobs: Any) -> RunningDevice:
            fields = {
                "name": "sw1",
                "running_config": SWITCH,
                "serial": "FOC1234X0AB",
                "enable_secret": "etkin",
                "neighbours": [
                    {"interface": "Gi1/0/48", "name": "obb-cin-hb01-dgt01", "remote_interface": "GigabitEthernet1/0/1"}
                ],
                "knobs": knobs,
                **(spec or {}),
            }
            return stack.enter_context(running([fields]))["sw1"]

        yield make


@pytest.fixture
def switch(start: Callable[..., RunningDevice]) -> RunningDevice:
    return start()
