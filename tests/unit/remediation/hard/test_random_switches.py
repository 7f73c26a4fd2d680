"""Rendered switches, each side changed at random (seeded): the device gets there and comes back, and is never wrong between."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from lab.devices.ios.config import IosConfig
from tests.unit.remediation.hard.judging import judged_by_device, remediation

SWITCHES = Path(__file__).parents[3] / "golden" / "switches"
BASES = [SWITCHES / name / "rendered.cfg" for name in ("access", "distribution", "standalone")]
PORT_LINES = [
    "switchport voice vlan 40", "switchport access vlan 77", "switchport trunk allowed vlan 10,20,77-80",
    "switchport trunk native vlan 99", "storm-control broadcast level 2.00", "spanning-tree portfast", "shutdown",
    "description degisik", "ip dhcp snooping trust", "no cdp enable", "power inline never", "spanning-tree bpduguard enable",
]  # fmt: skip
BLOCKS = [
    "ntp server 10.9.9.9", "ntp server 10.9.9.8 prefer", "logging host 10.9.9.7", "snmp-server community eski RO",
    "vlan 78\n name TEST", "ip name-server 10.9.9.6", "errdisable recovery cause bpduguard", "ip dhcp snooping vlan 10,20",
    "spanning-tree vlan 10,20 priority 8192", "lldp run", "interface Vlan77\n ip address 10.77.0.1 255.255.255.0",
    "ip route 10.50.0.0 255.255.0.0 10.64.0.1", "ip arp inspection vlan 10", "snmp-server enable traps snmp linkup linkdown",
    "snmp-server enable traps snmp warmstart linkup", "tacacs server EK1\n address ipv4 10.9.9.5",
    "ip access-list standard EK\n 10 permit 10.5.0.0 0.0.255.255", "banner motd #\nBakim gecesi\n#",
]  # fmt: skip
ENTRIES = ["permit 10.11.0.0 0.0.255.255", "deny host 10.64.0.9", "permit host 10.64.0.9", "deny 10.11.12.0 0.0.0.255"]
KEY = re.compile(r" key 7 \S+")


def changed(base: str, chance: random.Random) -> str:
    """The switch with a few lines more on its ports, blocks more and lists edited, as a device prints it."""
    body = base.rstrip().removesuffix("end")
    for _ in range(chance.randint(0, 4)):
        ports = re.findall(r"^interface (?:Gigabit|Ten|Twenty)\S+/\d+/\d+$", body, re.MULTILINE)
        body += f"{chance.choice(ports)}\n {chance.choice(PORT_LINES)}\n"
    for block in chance.sample(BLOCKS, chance.randint(0, 6)):
        body += f"{block}\n"
    for name in re.findall(r"^ip access-list standard (\S+)$", base, re.MULTILINE):
        entries = chance.sample(ENTRIES, chance.randint(0, 3))  # a device refuses an entry or a number twice
        for number, entry in zip(chance.sample(range(1, 60, 3), len(entries)), entries, strict=True):
            if number % 10:
                body += f"ip access-list standard {name}\n {number} {entry}\n"
    body += "vlan 77\n" + "".join(f"vlan {vlan}\n" for vlan in (10, 20, 40) if f"\nvlan {vlan}\n" not in body)
    store = IosConfig(f"{body}end\n", model="C9300-48P", version="17.6.4")
    return KEY.sub(" key 7 0822455D0A16", store.text())


@pytest.mark.parametrize("seed", range(24))
def test_a_switch_gets_there_and_back_and_is_never_wrong_between(seed: int) -> None:
    chance = random.Random(seed)
    base = chance.choice(BASES).read_text("utf-8")
    case = {
        "running": changed(base, chance),
        "intended": changed(base, chance),
        "strict": True,
        "flicker": "switchport|username",
    }
    assert list(judged_by_device(case, remediation(case))) == []
