"""Cisco's show commands as they look on Catalyst 2960, 3850, 9300 and ISR, cut to what matters."""

from __future__ import annotations

from altyapi.device.contract import Facts, Member, Neighbour
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


STACK_INVENTORY = """\
NAME: "c93xx Stack", DESCR: "c93xx Stack"
PID: C9300-48P         , VID: V02  , SN: FCW1111A1AA

NAME: "Switch 1", DESCR: "C9300-48P"
PID: C9300-48P         , VID: V02  , SN: FCW1111A1AA

NAME: "Switch 1 - Power Supply A", DESCR: "Switch 1 - Power Supply A"
PID: PWR-C1-715WAC     , VID: V01  , SN: LIT00000AAA

NAME: "Switch 2", DESCR: "C9300-24P"
PID: C9300-24P         , VID: V02  , SN: FCW2222B2BB
"""
OLD_STACK_INVENTORY = """\
NAME: "1", DESCR: "WS-C2960X-48TS-L"
PID: WS-C2960X-48TS-L  , VID: V01  , SN: FOC1111A1AA

NAME: "2", DESCR: "WS-C2960X-24TS-L"
PID: WS-C2960X-24TS-L  , VID: V01  , SN: FOC2222B2BB
"""


def test_a_stack_tells_its_members_without_their_parts() -> None:
    assert show.members(STACK_INVENTORY) == (
        Member(position=1, model="C9300-48P", serial="FCW1111A1AA"),
        Member(position=2, model="C9300-24P", serial="FCW2222B2BB"),
    )
    assert [each.serial for each in show.members(OLD_STACK_INVENTORY)] == ["FOC1111A1AA", "FOC2222B2BB"]


def test_a_single_switch_and_a_router_are_no_stacks() -> None:
    assert show.members(ROUTER_INVENTORY) == ()
    assert show.members('NAME: "1", DESCR: "x"\nPID: C9200L-24P-4X , VID: V01  , SN: FOC1\n') == ()


INTERFACES = """\
Vlan1 is administratively down, line protocol is down
  Hardware is Ethernet SVI, address is 0011.22aa.bb40 (bia 0011.22aa.bb40)
GigabitEthernet1/0/1 is up, line protocol is up (connected)
  Hardware is Gigabit Ethernet, address is 0011.22aa.bb01 (bia 0011.22aa.bb7f)
  Description: Hardware is fake, address is dead.dead.dead
  Internet address is 192.0.2.1/24
Loopback0 is up, line protocol is up
  Hardware is Loopback
Null0 is up, line protocol is up
Tunnel1 is up, line protocol is down
  Hardware is Tunnel
Port-channel1 is down, line protocol is down (notconnect)
  Hardware is EtherChannel, address is 0000.0000.0000 (bia 0000.0000.0000)
"""


def test_a_mac_address_is_the_one_in_use_and_no_description_makes_one() -> None:
    assert show.macs(INTERFACES) == {
        "Vlan1": "00:11:22:AA:BB:40",
        "GigabitEthernet1/0/1": "00:11:22:AA:BB:01",
    }
    assert show.macs("% Invalid input detected at '^' marker.\n") == {}


LLDP_DETAIL = """\
------------------------------------------------
Local Intf: Te1/1/1
Chassis id: 0023.5e1f.8a00
Port id: Te1/0/1
Port Description: TenGigabitEthernet1/0/1
System Name: obb-mrk-ahb01-omr01.orneksehir.example

System Description:
Cisco IOS Software
System Name: a-name-in-the-far-ends-own-text
Local Intf: Gi1/0/9

Time remaining: 95 seconds
------------------------------------------------
Local Intf: Gi1/0/3
Chassis id: 10.1.1.9
Port id: 001122334455:P1
Port Description: - not advertised
System Name: SEP001122334455

System Description:
Cisco IP Phone
------------------------------------------------
Local Intf: Gi1/0/4
Chassis id: 0011.2233.4466
Port id: eth0
Port Description - not advertised
System Name - not advertised

------------------------------------------------
Chassis id: 0023.5e1f.8a01
Port id: Gi0/1
System Name: an-old-release-without-the-local-interface

Total entries displayed: 4
"""
CDP_DETAIL = """\
Device ID: obb-mrk-ahb01-omr01.orneksehir.example
Interface: TenGigabitEthernet1/1/1,  Port ID (outgoing port): TenGigabitEthernet1/0/1
Device ID: nx-core(SSI123)
Interface: GigabitEthernet1/0/2,  Port ID (outgoing port): Ethernet1/7
"""


def test_neighbours_of_both_protocols_are_told_once_with_their_ports() -> None:
    found = show.merged_details(show.lldp_details(LLDP_DETAIL, LONG), show.cdp_details(CDP_DETAIL, LONG))
    assert found == (
        Neighbour(interface="GigabitEthernet1/0/2", name="nx-core", ports=("Ethernet1/7",)),
        Neighbour(interface="GigabitEthernet1/0/3", name="SEP001122334455", ports=("001122334455:P1",)),
        Neighbour(
            interface="TenGigabitEthernet1/1/1",
            name="obb-mrk-ahb01-omr01.orneksehir.example",
            ports=("Te1/0/1", "TenGigabitEthernet1/0/1"),
        ),
    )


def test_cdp_details_are_the_same_from_the_whole_answer() -> None:
    whole = """\
-------------------------
Device ID: sw9
Entry address(es):
  IP address: 192.0.2.9
Platform: cisco WS-C2960X,  Capabilities: Switch IGMP
Interface: GigabitEthernet1/0/9,  Port ID (outgoing port): GigabitEthernet1/0/48
Holdtime : 131 sec

Version :
Cisco IOS Software

"""
    (far,) = show.cdp_details(whole, LONG)
    assert (far.interface, far.name, far.ports) == ("GigabitEthernet1/0/9", "sw9", ("GigabitEthernet1/0/48",))
    assert show.cdp_details("% CDP is not enabled\n", LONG) == []
