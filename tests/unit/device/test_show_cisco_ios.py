"""Cisco's show commands as they look on Catalyst 2960, 3850, 9300 and ISR, cut to what matters."""

from __future__ import annotations

from altyapi.device.contract import Facts
from altyapi.platforms.cisco_ios import show
from altyapi.platforms.platform import load

LONG = load("cisco_ios").dialogue.interface_names

SWITCH = """\
Cisco IOS Software, C2960X Software (C2960X-UNIVERSALK9-M), Version 15.2(7)E4, RELEASE SOFTWARE (fc2)
ROM: Bootstrap program is C2960X boot loader
obb-mrk-ahb01-ers001 uptime is 3 weeks, 2 days
cisco WS-C2960X-48TS-L (APM86XXX) processor (revision A0) with 524288K bytes of memory.
Processor board ID FCW1111A1AA
Model number                    : WS-C2960X-48TS-L
System serial number            : FOC2222B2BB
"""
ROUTER = """\
Cisco IOS XE Software, Version 17.03.04a
Cisco IOS Software [Amsterdam], ISR Software (X86_64_LINUX_IOSD-UNIVERSALK9-M), Version 17.3.4a, RELEASE SOFTWARE (fc3)
core.orneksehir.example uptime is 1 year
cisco ISR4331/K9 (1RU) processor with 1795979K/6147K bytes of memory.
Processor board ID FLM3333C3CC
"""
ROUTER_INVENTORY = """\
NAME: "Chassis", DESCR: "Cisco ISR4331 Chassis"
PID: ISR4331/K9        , VID: V04  , SN: FDO4444D4DD

NAME: "Power Supply Module 0", DESCR: "250W AC"
PID: PWR-4330-AC       , VID: V03  , SN: PST0000
"""


def test_facts_of_a_switch_come_from_its_version() -> None:
    assert show.facts(SWITCH, "") == Facts(
        hostname="obb-mrk-ahb01-ers001", model="WS-C2960X-48TS-L", version="15.2(7)E4", serial="FOC2222B2BB"
    )


def test_facts_of_a_router_take_the_serial_of_its_chassis() -> None:
    assert show.facts(ROUTER, ROUTER_INVENTORY) == Facts(
        hostname="core.orneksehir.example", model="ISR4331/K9", version="17.03.04a", serial="FDO4444D4DD"
    )


def test_facts_without_an_inventory_fall_back_to_the_board() -> None:
    assert show.facts(ROUTER, "% Invalid input detected at '^' marker.").serial == "FLM3333C3CC"


def test_facts_of_something_unknown_are_empty_not_wrong() -> None:
    assert show.facts("FRRouting 8.4", "") == Facts(hostname="", model="", version="", serial="")


STATUS = """\
Port      Name               Status       Vlan       Duplex  Speed Type
Gi1/0/1   kat 1 connected    notconnect   30           auto   auto 10/100/1000BaseTX
Gi1/0/2   not connected      connected    30         a-full a-1000 10/100/1000BaseTX
Gi1/0/3                      disabled     99           auto   auto 10/100/1000BaseTX
Te1/1/1   UPLINK             connected    trunk        full    10G SFP-10GBase-SR
Po1                          connected    trunk      a-full    10G
Gi1/0/4   connected          err-disabled 30           auto   auto 10/100/1000BaseTX
"""
BRIEF = """\
Interface              IP-Address      OK? Method Status                Protocol
Vlan1                  unassigned      YES NVRAM  administratively down down
Vlan10                 10.68.16.10     YES NVRAM  up                    up
GigabitEthernet0/0/0   203.0.113.2     YES manual up                    down
GigabitEthernet1/0/2   unassigned      YES unset  up                    up
"""


def test_a_port_is_up_by_its_status_and_never_by_its_description() -> None:
    assert show.connected(STATUS, LONG) == {"GigabitEthernet1/0/2", "TenGigabitEthernet1/1/1", "Port-channel1"}


def test_an_interface_is_up_when_its_line_protocol_is_too() -> None:
    assert show.up_addresses(BRIEF, LONG) == {"Vlan10", "GigabitEthernet1/0/2"}


LLDP = """\
Capability codes:
    (R) Router, (B) Bridge, (T) Telephone, (C) DOCSIS Cable Device

Device ID           Local Intf     Hold-time  Capability      Port ID
obb-mrk-ahb01-omr01 Te1/1/1        120        B,R             Te1/0/1
obb-mrk-ahb01-ers002Gi1/0/2        120        B               Gi1/0/48
SEP001122334455     Gi1/0/3        180        B,T             001122334455:P1
Kat 2 AP            Gi1/0/4        120        W               eth0

Total entries displayed: 4
"""
CDP = """\
Capability Codes: R - Router, T - Trans Bridge, B - Source Route Bridge

Device ID        Local Intrfce     Holdtme    Capability  Platform  Port ID
obb-mrk-ahb01-omr01.orneksehir.example
                 Ten 1/1/1         142              R S I WS-C3850  Ten 1/0/1
obb-mrk-ahb01-ers0021
                 Gig 1/0/2         131             S I    WS-C2960X Gig 1/0/48
sw9              Gig 1/0/9         131             S I    WS-C2960X Gig 1/0/48

Total cdp entries displayed : 3
"""


def test_neighbours_of_both_protocols_are_one_list_with_whole_names() -> None:
    pairs = show.merged(show.lldp_neighbours(LLDP, LONG), show.cdp_neighbours(CDP, LONG))
    assert pairs == [
        ("GigabitEthernet1/0/2", "obb-mrk-ahb01-ers0021"),
        ("GigabitEthernet1/0/3", "SEP001122334455"),
        ("GigabitEthernet1/0/4", "Kat 2 AP"),
        ("GigabitEthernet1/0/9", "sw9"),
        ("TenGigabitEthernet1/1/1", "obb-mrk-ahb01-omr01"),
    ]


def test_a_protocol_that_is_off_has_no_neighbours() -> None:
    assert show.lldp_neighbours("% LLDP is not enabled\n", LONG) == []
    assert show.cdp_neighbours("% CDP is not enabled\n", LONG) == []


def test_the_archive_counts_with_a_path_alone() -> None:
    assert show.archive_path("!\narchive\n log config\n  logging enable\n path flash:altyapi\n!\n")
    assert not show.archive_path("!\narchive\n log config\n  logging enable\n!\n path flash:x\n")
    assert not show.archive_path("hostname archive\n")
