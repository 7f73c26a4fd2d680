"""What VRP5 and VRP8 print, worded after Huawei's command references, read as values."""

from __future__ import annotations

import pytest

from altyapi import platforms
from altyapi.platforms.huawei_vrp import show
from altyapi.platforms.masking import MASK, mask_shown

VRP = platforms.load("huawei_vrp")
NAMES = VRP.dialogue.interface_names

S5735 = """\
Huawei Versatile Routing Platform Software
VRP (R) software, Version 5.170 (S5735 V200R021C00SPC600)
Copyright (C) 2000-2021 HUAWEI TECH Co., Ltd.
HUAWEI S5735-L24P4X-A1 Routing Switch uptime is 12 weeks, 3 days, 4 hours, 5 minutes
"""
S7706 = """\
VRP (R) software, Version 5.130 (S7700 V200R005C00SPC500)
Copyright (C) 2000-2014 HUAWEI TECH CO., LTD
Quidway S7706 Terabit Routing Switch uptime is 85 weeks, 4 days, 0 hour, 10 minutes
"""
CE6857 = """\
Huawei Versatile Routing Platform Software
VRP (R) software, Version 8.200 (CE6857EI V200R020C10SPC600)
Copyright (C) 2012-2020 Huawei Technologies Co., Ltd.
HUAWEI CE6857-48S6CQ-EI uptime is 161 days, 0 hour, 20 minutes
"""
NE40 = """\
VRP (R) software, Version 8.180 (NE40E V800R011C00SPC200)
HUAWEI NE40E-X2-M8A uptime is 161 days, 0 hour, 20 minutes
"""
AR651 = """\
VRP (R) software, Version 5.170 (AR650 V300R019C13SPC200)
Huawei AR651 Router uptime is 0 week, 0 day, 15 hours, 16 minutes
"""


@pytest.mark.parametrize(
    ("text", "generation", "model", "version"),
    [
        (S5735, 5, "S5735-L24P4X-A1", "V200R021C00SPC600"),
        (S7706, 5, "S7706", "V200R005C00SPC500"),
        (CE6857, 8, "CE6857-48S6CQ-EI", "V200R020C10SPC600"),
        (NE40, 8, "NE40E-X2-M8A", "V800R011C00SPC200"),
        (AR651, 5, "AR651", "V300R019C13SPC200"),
    ],
)
def test_the_version_tells_generation_model_and_release(text: str, generation: int, model: str, version: str) -> None:
    assert show.vrp(text) == generation
    facts = show.facts(text, {0: "2102353VUF10N8000123"}, "sw1")
    assert (facts.model, facts.version, facts.serial) == (model, version, "2102353VUF10N8000123")


def test_serial_numbers_come_from_whichever_command_has_them() -> None:
    vrp5 = "Slot  Sub  Serial-number          Manu-date\n- - - - -\n0     -    2102353VUF10N8000123   2022-08-14\n"
    vrp5 += "      1    2102312PHPDMJ7000064   2019-12-14\n1     -    2102353VUF10N8000124   2022-08-14\n"
    vrp8 = "Slot  Card  Type               Serial-number          Manu-date\n"
    vrp8 += "1     --    CE6857-48S6CQ-EI   2102351HLD10J2000012   2018-03-04\n"
    label = "[Slot_0]\n\n[Main_Board]\n\n[Board Properties]\nBarCode=2102353VUF10N8000123\n\n"
    label += "[Port_1]\n[Board Properties]\nBarCode=AD12345678\n"
    assert show.serials(vrp5) == {0: "2102353VUF10N8000123", 1: "2102353VUF10N8000124"}
    assert show.serials(vrp8) == {1: "2102351HLD10J2000012"}
    assert show.serials(label) == {0: "2102353VUF10N8000123"}
    assert show.facts(S5735, {}, "sw1", "ESN of slot 0: 2102353VUF10N8000123\n").serial == "2102353VUF10N8000123"


def test_a_stack_has_members_with_their_models() -> None:
    device = (
        "Slot Sub  Type                   Online    Power    Register     Status   Role\n"
        "0    -    S5735-L24P4X-A1        Present   PowerOn  Registered   Normal   Master\n"
        "     PWR1 POWER                  Present   PowerOn  Registered   Normal   NA\n"
        "1    -    S5735-L48P4X-A1        Present   PowerOn  Registered   Normal   Standby\n"
    )
    first, second = show.members({0: "A", 1: "B"}, device)
    assert (first.position, first.model, first.serial) == (0, "S5735-L24P4X-A1", "A")
    assert (second.position, second.model, second.serial) == (1, "S5735-L48P4X-A1", "B")
    assert show.members({0: "A"}, device) == ()


def test_the_boards_of_a_chassis_are_no_stack() -> None:
    device = (
        "Slot  Card   Type                     Online   Power Register     Alarm     Primary\n"
        "3     -      CE-L24LQ-EC1             Present  On    Registered   Normal    NA\n"
        "9     -      CE-MPUA-S                Present  On    Registered   Normal    Master\n"
    )
    assert show.members({3: "A", 9: "B"}, device) == ()


def test_interfaces_that_are_up_are_told_from_those_that_are_not() -> None:
    brief = (
        "PHY: Physical\n*down: administratively down\n^down: standby\n"
        "Interface                   PHY   Protocol  InUti OutUti   inErrors  outErrors\n"
        "Eth-Trunk1                  up    up           0%  0.38%          0          0\n"
        "  XGigabitEthernet0/0/1     up    up           0%  0.04%          0          0\n"
        "GigabitEthernet0/0/1        *down down         0%     0%          0          0\n"
        "GigabitEthernet0/0/2        ^down  down        0%     0%          0          0\n"
        "GigabitEthernet15/1/0(10G)  up    up        0.69% 14.30%          0          0\n"
        "GE0/0/9                     up    down         0%     0%          0          0\n"
        "10GE1/0/1                   up    up           0%     0%          0          0\n"
        "NULL0                       up    up(s)        0%     0%          0          0\n"
    )
    assert show.up(brief, NAMES) == {
        "Eth-Trunk1", "XGigabitEthernet0/0/1", "GigabitEthernet15/1/0", "GigabitEthernet0/0/9", "10GE1/0/1", "NULL0",
    }  # fmt: skip
    addresses = (
        "Interface                         IP Address/Mask      Physical   Protocol  \n"
        "MEth0/0/1                         unassigned           down       down\n"
        "Vlanif10                          10.68.16.5/24        up         up\n"
        "Vlanif20                          10.68.17.5/24        up         down\n"
        "LoopBack0                         10.0.0.1/32          up         up(s)\n"
    )
    assert show.up_addresses(addresses, NAMES) == {"Vlanif10", "LoopBack0"}


def test_neighbours_are_read_in_either_order_of_columns() -> None:
    vrp5 = (
        "Local Intf   Neighbor Dev             Neighbor Intf             Exptime (sec)\n"
        "GE0/0/1      obb-mrk-hb01-ers01.obb.example  Gi1/0/1             102\n"
        "XGE0/0/1     obb-mrk-hb01-dgt01       XGE0/0/2                   99\n"
    )
    vrp8 = (
        "Local Interface         Exptime(s) Neighbor Interface      Neighbor Device\n"
        "-------------------------------------------------------------------------------\n"
        "10GE1/0/1                     114  GigabitEthernet0/0/1    obb-mrk-hb01-poe01\n"
    )
    assert show.lldp_neighbours(vrp5, NAMES) == [
        ("GigabitEthernet0/0/1", "obb-mrk-hb01-ers01"),
        ("XGigabitEthernet0/0/1", "obb-mrk-hb01-dgt01"),
    ]
    assert show.lldp_neighbours(vrp8, NAMES) == [("10GE1/0/1", "obb-mrk-hb01-poe01")]
    assert show.lldp_neighbours("Info: LLDP is not enabled globally.\n", NAMES) == []


@pytest.mark.parametrize("head", ["GigabitEthernet0/0/1 has 1 neighbors:", "GE0/0/1 has 1 neighbor(s):"])
def test_a_neighbour_is_told_with_its_port(head: str) -> None:
    text = (
        f"GigabitEthernet0/0/3 has 0 neighbors\n\n{head}\n\nNeighbor index                     :1\n"
        "Chassis type   :macAddress\nChassis ID     :00e0-fc12-3456\nPort ID type   :interfaceName\n"
        "Port ID                            :Gi2/0/10\nPort description    :GigabitEthernet2/0/10         \n"
        "System name                        :uzak.obb.example           \n"
        "System description  :Some OS\nSystem name :yalan\n"
    )
    (told,) = show.lldp_details(text, NAMES)
    assert (told.interface, told.name) == ("GigabitEthernet0/0/1", "uzak.obb.example")
    assert told.ports == ("Gi2/0/10", "GigabitEthernet2/0/10")


def test_macs_are_those_of_the_interfaces() -> None:
    text = (
        "GigabitEthernet0/0/1 current state : UP\nLine protocol current state : UP\nDescription:kat 1\n"
        "IP Sending Frames' Format is PKTFMT_ETHNT_2, Hardware address is 00e0-fc12-3456\n"
        "Vlanif10 current state : DOWN\nIP Sending Frames' Format is PKTFMT_ETHNT_2, Hardware address is 0000-0000-0000\n"
    )
    assert show.macs(text) == {"GigabitEthernet0/0/1": "00:E0:FC:12:34:56"}


@pytest.mark.parametrize(
    "line",
    [
        "local-user acil password irreversible-cipher GIZLI-01",
        "local-user acil password cipher GIZLI-01",
        "super password level 15 cipher GIZLI-01",
        "set authentication password cipher GIZLI-01",
        "hwtacacs-server shared-key cipher GIZLI-01",
        "radius-server shared-key cipher GIZLI-01",
        "radius-server shared-key GIZLI-01",
        "hwtacacs server shared-key cipher GIZLI-01",
        "radius-server authorization 10.0.0.1 shared-key cipher GIZLI-01",
        "snmp-agent community read cipher GIZLI-01",
        "snmp-agent community write GIZLI-01",
        "snmp-agent usm-user v3 izleme authentication-mode sha cipher GIZLI-01",
        "snmp-agent usm-user v3 izleme privacy-mode aes128 cipher GIZLI-01",
        "snmp-agent usm-user v3 izleme grup authentication-mode md5 GIZLI-01 privacy-mode des56 GIZLI-01",
        "snmp-agent target-host trap address udp-domain 10.0.0.1 params securityname cipher GIZLI-01 v2c",
        "snmp-agent target-host trap address udp-domain 10.0.0.1 params securityname GIZLI-01",
        "ntp-service authentication-keyid 1 authentication-mode md5 cipher GIZLI-01",
        "ntp-service authentication-keyid 1 authentication-mode hmac-sha256 GIZLI-01",
        "ospf authentication-mode md5 1 cipher GIZLI-01",
        "authentication-mode simple plain GIZLI-01",
        "area-authentication-mode md5 cipher GIZLI-01",
        "vrrp vrid 1 authentication-mode md5 GIZLI-01",
        "peer 10.0.0.1 password cipher GIZLI-01",
        "pre-shared-key cipher GIZLI-01",
        "set save-configuration backup-to-server server 10.0.0.1 transport-type ftp user yedek password GIZLI-01 path x",
        "some new-command with %^%#GIZLI-01%^%# in it",
        "dldp authentication-mode simple GIZLI-01",
    ],
)
def test_every_kind_of_secret_is_masked(line: str) -> None:
    masked = mask_shown(f" {line}", VRP)
    assert "GIZLI-01" not in masked
    assert MASK in masked


@pytest.mark.parametrize(
    "line",
    ["local-user acil privilege level 15", "authentication-mode aaa", "authentication-mode hwtacacs local",
     "snmp-agent usm-user v3 izleme group oku", "local-aaa-user password policy administrator", "description password",
     "snmp-agent target-host trap address udp-domain 10.0.0.1 params securityname izleme v3 privacy"],
)  # fmt: skip
def test_what_is_no_secret_stays(line: str) -> None:
    assert mask_shown(f" {line}", VRP) == f" {line}"


def test_lines_that_change_by_themselves_do_not_count() -> None:
    config = "#\nsysname sw1\n#\nreturn\n"
    head = "!Software Version V200R021C00SPC600\n!Last configuration was saved at 2026-11-21 10:00:00+03:00 by admin\n"
    assert VRP.normalise(head + config) == VRP.normalise("[V200R009C00SPC500]\n" + config) == VRP.normalise(config)
    assert VRP.normalise("!CfgFileCrc:16d5b04d\n" + head + config) == VRP.normalise(config)
    assert VRP.complete(head + config) is False  # too short to be a whole one
    assert VRP.complete(head + "#\n" * 12 + config)
