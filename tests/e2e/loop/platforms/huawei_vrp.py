"""Huawei VRP: VRP5, and VRP8 of two ages, which both have a candidate."""

from __future__ import annotations

import re
from dataclasses import replace

from lab.devices.process import RunningDevice
from tests.e2e.loop.case import Case

RUNNING = """\
#
sysname {name}
#
vlan batch 10 30
#
telnet server enable
#
vlan 10
 name YONETIM
#
ntp-service unicast-server 10.9.9.9
#
interface Vlanif10
 ip address 10.64.0.11 255.255.255.0
#
interface GigabitEthernet0/0/1
 description PC
 port link-type access
 port default vlan 30
#
interface GigabitEthernet0/0/24
 port link-type trunk
 port trunk allow-pass vlan 10 30
#
ip route-static 0.0.0.0 0.0.0.0 10.64.0.1
#
user-interface con 0
user-interface vty 0 4
 authentication-mode aaa
#
return
"""

INTENDED = """\
#
sysname {name}
#
vlan batch 10 30 50
#
undo telnet server enable
#
vlan 10
 name YONETIM
vlan 50
 name KAMERA
#
ntp-service unicast-server 10.64.0.5
#
interface Vlanif10
 ip address 10.64.0.11 255.255.255.0
#
interface GigabitEthernet0/0/1
 description Kamera
 port link-type access
 port default vlan 50
#
interface GigabitEthernet0/0/24
 port link-type trunk
 undo port trunk allow-pass vlan 1
 port trunk allow-pass vlan 10 30 50
#
ip route-static 0.0.0.0 0.0.0.0 10.64.0.1
#
user-interface con 0
user-interface vty 0 4
 authentication-mode aaa
 idle-timeout 5 0
#
return
"""


def shown(device: RunningDevice) -> str:
    """With the head that the device puts before it."""
    head = f"!Software Version {device.spec.version}\n"
    if device.spec.model.startswith("CE"):
        head += "!Last configuration was updated at 2026-11-21 10:00:00+03:00 by altyapi\n"
    return head + device.running()


def bare(rendered: str) -> str:
    ports = sorted(set(re.findall(r"(?m)^interface (X?Gigabit\S+)", rendered)))
    interfaces = "".join(f"interface {port}\n#\n" for port in ports)
    return f"#\nsysname HUAWEI\n#\n{interfaces}user-interface con 0\nuser-interface vty 0 4\n#\nreturn\n"


VRP5 = Case(
    platform="huawei_vrp",
    name="huawei_vrp-5",
    row={"manufacturer": "huawei", "device_type": "s5735", "platform": "huawei-vrp"},
    running=RUNNING,
    intended=INTENDED,
    shown=shown,
    revert="scheduled-reboot",
    restarts=True,
    after="ntp-service unicast-server 10.64.0.5",
    gone=("10.9.9.9", "telnet"),
    rendered=("vrp_poe", "vrp_distribution", "vrp_standalone"),
    bare=bare,
)
VRP8 = replace(
    VRP5,
    name="huawei_vrp-8",
    emulated={"model": "CE6857-48S6CQ-EI", "version": "V200R021C10SPC600"},
    revert="commit-trial",
    restarts=False,
    candidate=True,
    lines_after=1,
    rendered=(),
)
VRP8_OLD = replace(
    VRP8, name="huawei_vrp-8-old", emulated={"model": "CE6857-48S6CQ-EI", "version": "V200R005C10SPC800"}
)
CASES = (VRP5, VRP8, VRP8_OLD)
