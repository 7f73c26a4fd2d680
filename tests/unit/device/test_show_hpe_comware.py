"""Comware's display commands as they look on 5130, 5500, 5940 and S5130 switches, cut to what matters."""

from __future__ import annotations

from altyapi.device.contract import Facts, Member, Neighbour
from altyapi.platforms.hpe_comware import show
from altyapi.platforms.platform import load

LONG = load("hpe_comware").dialogue.interface_names

SEVEN = """\
HPE Comware Software, Version 7.1.045, Release 3506P02
Copyright (c) 2010-2018 Hewlett Packard Enterprise Development LP
HPE 5130-48G-PoE+-4SFP+ EI Switch uptime is 12 weeks, 3 days, 4 hours, 5 minutes
Last reboot reason : Power on

Slot 1:
Uptime is 12 weeks,3 days,4 hours,5 minutes
BOARD TYPE:         5130-48G-PoE+-4SFP+ EI
"""
H3C = """\
H3C Comware Software, Version 7.1.070, Release 6126P03
Copyright (c) 2004-2019 New H3C Technologies Co., Ltd. All rights reserved.
H3C S5130S-28P-EI uptime is 0 weeks, 0 days, 3 hours, 30 minutes
"""
FIVE = """\
HP Comware Platform Software
Comware Software, Version 5.20.99, Release 2215
Copyright (c) 2010-2012 Hewlett-Packard Development Company, L.P.
HP A5500-24G-PoE+ EI Switch with 2 Interface Slots uptime is 0 week, 1 day, 5 hours, 0 minute
"""
ONE_BOX = """\
Slot 1 CPU 0:
DEVICE_NAME          : 5130-48G-PoE+-4SFP+ EI JG937A
DEVICE_SERIAL_NUMBER : CN11ABC1AA
MAC_ADDRESS          : 5477-8AEF-0001
MANUFACTURING_DATE   : 2018-06-27
VENDOR_NAME          : HPE
PRODUCT NUMBER       : JG937A
Fan 1:
DEVICE_NAME          : LSWM2FANSA
DEVICE_SERIAL_NUMBER : NONE
Power 1:
DEVICE_NAME          : HPE X361 150W AC
DEVICE_SERIAL_NUMBER : CN22POWER1
"""
FABRIC = ONE_BOX + ONE_BOX.replace("Slot 1", "Slot 2").replace("CN11ABC1AA", "CN33ABC3CC")
CHASSIS = """\

 Chassis 1
Chassis self
 DEVICE_NAME          : LS-12508
 DEVICE_SERIAL_NUMBER : 210231A001
 MAC_ADDRESS          : 0023-8900-0001

 Slot 0
 DEVICE_NAME          : LSR1SRP2C2
 DEVICE_SERIAL_NUMBER : 210231A002

Power 1
 DEVICE_NAME          : LSTM2PSRA
 DEVICE_SERIAL_NUMBER : 210231A003

 Chassis 2
Chassis self
 DEVICE_NAME          : LS-12508
 DEVICE_SERIAL_NUMBER : 210231B001

 Slot 0
 DEVICE_NAME          : LSR1SRP2C2
 DEVICE_SERIAL_NUMBER : 210231B002
"""
FIVE_INFO = """\
slot 0
DEVICE_NAME          : A5500
DEVICE_SERIAL_NUMBER : CN0A
slot 1
The card does not support manufacture information.
"""


def test_the_generation_is_told_by_a_config_and_by_the_version() -> None:
    assert show.comware(" version 7.1.070, Release 6126P03\n") == 7
    assert show.comware("#\n version 5.20.99, Release 2215\n#\n") == 5
    assert show.comware("#\n version 9.1.058, Release 1210\n#\n") == 9
    assert (show.comware(SEVEN), show.comware(FIVE)) == (7, 5)
    assert show.comware("#\n sysname sw1\n#\n snmp-agent sys-info version v3\n") is None


def test_facts_come_from_the_version_and_the_manufacture_information() -> None:
    assert show.facts(SEVEN, ONE_BOX, "sw1") == Facts(
        hostname="sw1", model="5130-48G-PoE+-4SFP+ EI", version="7.1.045, Release 3506P02", serial="CN11ABC1AA"
    )
    assert show.facts(H3C, "", "x").model == "S5130S-28P-EI"
    five = show.facts(FIVE, FIVE_INFO, "x")
    assert (five.model, five.version, five.serial) == ("A5500-24G-PoE+ EI", "5.20.99, Release 2215", "CN0A")
    assert show.facts("", CHASSIS, "x").serial == "210231A001"
    assert show.facts("", "", "") == Facts(hostname="", model="", version="", serial="")


def test_members_are_the_boxes_of_a_fabric_or_its_chassis_never_their_fans_and_cards() -> None:
    assert show.members(ONE_BOX) == ()
    assert show.members(FIVE_INFO) == ()
    model = "5130-48G-PoE+-4SFP+ EI JG937A"
    assert show.members(FABRIC) == (
        Member(position=1, model=model, serial="CN11ABC1AA"),
        Member(position=2, model=model, serial="CN33ABC3CC"),
    )
    assert [(one.position, one.serial) for one in show.members(CHASSIS)] == [(1, "210231A001"), (2, "210231B001")]


def test_macs_are_those_of_interfaces_in_both_generations_layouts() -> None:
    seven = (
        "GigabitEthernet1/0/1\nCurrent state: UP\nDescription: hardware address: dead-beef-0000 sahte\n"
        "IP packet frame type: Ethernet II, hardware address: 5477-8abb-9445\n"
        "Vlan-interface10\nIP packet frame type: Ethernet II, hardware address: 5477-8abb-9446\n"
        "IPv6 packet frame type: Ethernet II, hardware address: 5477-8abb-9999\nNULL0\nCurrent state: UP\n"
    )
    assert show.macs(seven) == {"GigabitEthernet1/0/1": "54:77:8A:BB:94:45", "Vlan-interface10": "54:77:8A:BB:94:46"}
    five = " GigabitEthernet1/0/2 current state: UP\n IP Packet Frame Type: PKTFMT_ETHNT_2, Hardware Address: 0023-8900-0002\n"
    assert show.macs(five) == {"GigabitEthernet1/0/2": "00:23:89:00:00:02"}


BRIEF = """\
Brief information on interfaces in route mode:
Link: ADM - administratively down; Stby - standby
Protocol: (s) - spoofing
Interface            Link Protocol Primary IP      Description
InLoop0              UP   UP(s)    --
Loop0                UP   UP(s)    --
NULL0                UP   UP(s)    --
MGE0/0/0             DOWN DOWN     --
Vlan10               UP   UP       10.64.0.11      UP DOWN yazisi
Vlan20               UP   DOWN     10.64.1.11

Brief information on interfaces in bridge mode:
Link: ADM - administratively down; Stby - standby
Speed: (a) - auto
Interface            Link Speed     Duplex Type PVID Description
BAGG1                UP   20G(a)    F(a)   T    1    UP
GE1/0/1              UP   1G(a)     F(a)   A    10
GE1/0/2              DOWN auto      A      A    1    masa UP
GE1/0/3              ADM  auto      A      A    99
XGE1/0/49            UP   10G(a)    F(a)   T    1
"""


def test_up_interfaces_are_told_in_long_names_whatever_their_descriptions_say() -> None:
    up = {"LoopBack0", "Vlan-interface10", "Bridge-Aggregation1", "GigabitEthernet1/0/1", "Ten-GigabitEthernet1/0/49"}
    assert show.up(BRIEF, LONG) == up


def test_neighbours_are_told_in_either_order_of_the_columns() -> None:
    name_first = """\
Chassis ID : * -- -- Nearest nontpmr bridge neighbor
             # -- -- Nearest customer bridge neighbor
             Default -- -- Nearest bridge neighbor
System Name          Local Interface Chassis ID      Port ID
SEP0000000000A0.orne GE1/0/24        10.1.2.3        AABBCCDDEEFF:P1
ksehir.example
obb-mrk-hb01-dgt01   XGE1/0/49       bcea-fa00-0033  Ten-GigabitEthernet1/0/17
-                    GE1/0/12        SEP0000000000A0 Port 1
"""
    assert show.lldp_neighbours(name_first, LONG) == [
        ("GigabitEthernet1/0/24", "SEP0000000000A0"),
        ("Ten-GigabitEthernet1/0/49", "obb-mrk-hb01-dgt01"),
    ]
    port_first = """\
Local Interface Chassis ID      Port ID                    System Name
XGE1/0/0/1      bcea-fa00-0033  Ten-GigabitEthernet1/0/47  obb-mrk-hb01-dgt01
"""
    assert show.lldp_neighbours(port_first, LONG) == [("Ten-GigabitEthernet1/0/0/1", "obb-mrk-hb01-dgt01")]
    assert show.lldp_neighbours("LLDP is not enabled.\n", LONG) == []


def test_details_name_the_far_port_in_each_way_that_it_is_told() -> None:
    text = """\
LLDP neighbor-information of port 1[GigabitEthernet1/0/1]:
LLDP agent nearest-bridge:
 LLDP neighbor index : 1
 Chassis ID          : 70f9-6d6b-1234
 Port ID type        : Interface name
 Port ID             : GE1/0/24
 Port description    : GigabitEthernet1/0/24 Interface
 System name         : obb-mrk-hb01-dgt01.orneksehir.example
 System description  : H3C Comware Platform Software, Software Version 7.1.045,
                       System name : sahte

LLDP neighbor-information of port 2[GigabitEthernet1/0/2]:
LLDP agent nearest-bridge:
 LLDP neighbor index : 1
 Chassis ID          : 70f9-6d6b-9999
 Port ID             : 70f9-6d6b-9999
"""
    assert show.lldp_details(text, LONG) == (
        Neighbour(
            interface="GigabitEthernet1/0/1",
            name="obb-mrk-hb01-dgt01.orneksehir.example",
            ports=("GE1/0/24", "GigabitEthernet1/0/24"),
        ),
    )


def test_the_cards_of_a_chassis_are_no_members_and_the_first_stands_for_it() -> None:
    card = (
        "Slot {0}:\n DEVICE_NAME          : LSQM1SRP{0}\n DEVICE_SERIAL_NUMBER : CARD{0}\n MAC_ADDRESS          : {1}\n"
    )
    two = card.format(0, "3822-D626-EB2B") + card.format(2, "NONE")
    for text in (f"Chassis self:\n\nOnly new chassis support this command.\n{two}", two):
        assert show.members(text) == ()
        assert show.facts("", text, "sw1").serial == "CARD0"
