"""What AOS-S switches print, in several releases and models, and what is made of it."""

from __future__ import annotations

import pytest

from altyapi import platforms
from altyapi.device.contract import Facts
from altyapi.device.matching import clean
from altyapi.platforms.hpe_procurve import show
from altyapi.platforms.hpe_procurve.driver import _duration
from altyapi.platforms.masking import mask_shown, mask_typed

AOSS = platforms.load("hpe_procurve")

SYSTEM = """
 Status and Counters - General System Information

  System Name        : obb-mrk-hb01-ers02
  System Contact     : rol-ag-yoneticisi
  System Location    : Merkezkent Hizmet Binasi

  MAC Age Time (sec) : 300

  Time Zone          : 180
  Daylight Time Rule : None

  Software revision  : YA.16.11.0012        Base MAC Addr      : 3821c7-41a56f
  ROM Version        : YA.15.20             Serial Number      : CN84HKX0AB

  Up Time            : 15 days              Memory   - Total   : 128,380,928
  CPU Util (%)       : 22                              Free    : 61,999,280
"""

STACKED_SYSTEM = """
 Status and Counters - General System Information

  System Name        : obb-mrk-hb01-dgt01
  System Contact     :
  System Location    :

  MAC Age Time (sec) : 300

  Software revision  : WC.16.11.0021
  Base MAC Addr      : 94f128-aabbcc

 VSF-Member :1

  ROM Version        : WC.16.01.0010
  Up Time            : 134 days
  Serial Number      : SN0000001A

 VSF-Member :2

  ROM Version        : WC.16.01.0010
  Serial Number      : SN0000002A
"""

LOCAL = """
 LLDP Local Device Information

  Chassis Type : mac-address
  Chassis Id   : 38 21 c7 41 a5 6f
  System Name  : obb-mrk-hb01-ers02
  System Description : {description}
  System Capabilities Supported:bridge
"""

VSF = """
VSF Domain ID    : 1
 MAC Address      : 94f128-aabbcc
 VSF Topology     : Chain

Name             : obb-mrk-hb01-dgt01

Member ID        : 1
MAC Address      : 94f128-aabbcd
Type             : JL256A
Model            : Aruba JL256A 2930F-48G-PoE+-4SFP+ Switch
Priority         : 255
Status           : Commander
Serial Number    : SN0000001A

Member ID        : 2
MAC Address      : 94f128-aabbce
Type             : JL256A
Model            : Aruba JL256A 2930F-48G-PoE+-4SFP+ Switch
Status           : Standby
Serial Number    : SN0000002A
"""

BRIEF = """
 Status and Counters - Port Status

                          | Intrusion                           MDI  Flow Bcast
  Port         Type       | Alert     Enabled Status Mode       Mode Ctrl Limit
  ------------ ---------- + --------- ------- ------ ---------- ---- ---- -----
  1            100/1000T  | No        Yes     Up     1000FDx    Auto off  0
  2            100/1000T  | Yes       Yes     Up     100FDx     MDI  off  0
  3            100/1000T  | No        No      Down   1000FDx    Auto off  0
  A1*          10GbE-SR   | No        Yes     Up     10GigFD         off  0
  25-Trk1      100/1000T  | No        Yes     Up     1000FDx    MDIX off  0
  2/A3         10GbE-GEN  | No        Yes     Up     10GigFD    NA   off  0
  26*-Trk1     100/1000T  | No        Yes     Down   1000FDx    MDIX off  0
"""

NEIGHBOURS = """
 LLDP Remote Device Information Detail

  Local Port   : 25
  ChassisType  : mac-address
  ChassisId    : 3821c7-c1cd00
  PortType     : local
  PortId       : 49
  SysName      : obb-mrk-hb01-dgt01.orneksehir.example
  System Descr : Aruba JL357A 2540-48G-PoE+-4SFP+ Switch, revision YC.16.0...
  PortDescr    : 49
  Pvid         : 1

------------------------------------------------------------------------------
  Local Port   : 3
  ChassisType  : mac-address
  PortType     : mac-address
  PortId       : 3c e1 a1 22 18 f0
  SysName      :
  System Descr :
  PortDescr    :

------------------------------------------------------------------------------
  Local Port   : 7
  PortType     : interface-name
  PortId       : mgt0
  SysName      : AP-KAT-2
  PortDescr    : uplink
"""


@pytest.mark.parametrize(
    ("description", "model"),
    [
        ("HP J9773A 2530-24G-PoEP Switch, revision YA.16.11.0012, ROM YA.15.20 (/ws/...)", "J9773A 2530-24G-PoEP Switch"),
        ("Aruba JL256A 2930F-48G-PoE+-4SFP+ Switch, revision WC.16.10.0007, ROM WC.16.01", "JL256A 2930F-48G-PoE+-4SFP+ Switch"),
        ("HP ProCurve J9642A Switch E5406zl, revision K.15.06.0017, ROM K.15.29", "J9642A Switch E5406zl"),
        ("HPE J9850A Switch 5406Rzl2, revision KB.16.08.0002, ROM KB.16.01", "J9850A Switch 5406Rzl2"),
    ],
)  # fmt: skip
def test_facts_come_from_the_system_and_the_switchs_own_description(description: str, model: str) -> None:
    assert show.facts(SYSTEM, LOCAL.format(description=description)) == Facts(
        hostname="obb-mrk-hb01-ers02", model=model, version="YA.16.11.0012", serial="CN84HKX0AB"
    )


def test_a_stack_has_members_and_the_first_ones_serial() -> None:
    facts = show.facts(STACKED_SYSTEM, "Invalid input: lldp")
    assert (facts.serial, facts.version, facts.model) == ("SN0000001A", "WC.16.11.0021", "")
    assert [(one.position, one.serial) for one in show.members(VSF)] == [(1, "SN0000001A"), (2, "SN0000002A")]
    assert show.members(VSF)[0].model == "JL256A 2930F-48G-PoE+-4SFP+ Switch"
    assert show.members("Invalid input: vsf") == ()


def test_ports_that_are_up_are_named_without_marks_and_trunks() -> None:
    assert show.up(BRIEF) == {"1", "2", "A1", "25", "2/A3"}


def test_neighbours_without_a_name_are_left_out() -> None:
    found = show.neighbours(NEIGHBOURS)
    assert [(one.interface, one.name, one.ports) for one in found] == [
        ("25", "obb-mrk-hb01-dgt01.orneksehir.example", ("49",)),
        ("7", "AP-KAT-2", ("mgt0", "uplink")),
    ]
    assert show.neighbours("\n LLDP Remote Device Information Detail\n\n") == ()


def test_addresses_of_ports_are_walked_and_a_chassis_counts_by_slots() -> None:
    walked = "ifPhysAddress.1 = 38 21 c7 00 00 01\nifPhysAddress.26 = 38 21 c7 00 00 1a\nifPhysAddress.642 = 38 21 c7 00 00 00\n"
    assert show.macs(walked, "J9773A 2530-24G Switch") == {"1": "38:21:C7:00:00:01", "26": "38:21:C7:00:00:1A"}
    assert show.macs(walked, "J9850A Switch 5406Rzl2") == {"A1": "38:21:C7:00:00:01", "B2": "38:21:C7:00:00:1A"}


@pytest.mark.parametrize(
    ("told", "pending"),
    [
        (" Reload scheduled for 16:14:00 11/22/2026\n (in 0 days, 0 hours, 9 minutes)", True),
        ("Reload scheduled in 0 days, 0 hours, 9 minutes", True),
        ("reload after 00:35:00", True),
        ("The switch is scheduled to reload at 16:14:00", True),
        ("Reload is not scheduled.", False),
        ("No reload is scheduled", False),
        ("No scheduled reload.", False),
        ("Reload: none", False),
        ("", False),
        ("Invalid input: after", False),
    ],
)
def test_a_scheduled_reload_is_told_in_many_words(told: str, pending: bool) -> None:
    assert show.reload_pending(told) is pending


def test_the_active_config_file_is_the_marked_one() -> None:
    head = "\nConfiguration files:\n\n id | act pri sec | name\n ---+-------------+-----------\n"
    assert show.active_file(head + "  1 |  *   *   *  | config\n  2 |             | eski\n") == "config"
    assert show.active_file(head + "  1 |      *      | config\n  2 |  *       *  | yeni\n") == "yeni"
    assert show.active_file("Invalid input: files") == ""


def test_minutes_are_told_as_the_switch_takes_them() -> None:
    assert [_duration(minutes) for minutes in (5, 59, 60, 90, 1441)] == ["5", "59", "01:00", "01:30", "01:00:01"]


def test_what_a_vt100_shows_is_text_with_its_lines() -> None:
    raw = (
        "\x1b[24;1Hsw1# \x1b[24;6H\x1b[?25hshow ver\x1b[24;14H\x1bEImage stamp:\x1b[1M\x1b[24;1H\x1b[1L  /ws/x\r\n\r"
        "\x1b[1;24r\x1b[24;1H\x1b[24;1H\x1b[2K\x1b[24;1H\x1b[?25h\x1b[24;1Hsw1# \x1b[24;6H"
    )
    assert clean(raw) == "sw1# show ver\nImage stamp:\n  /ws/x\nsw1# "


@pytest.mark.parametrize(
    "line",
    [
        'password manager user-name "acil" plaintext "Gizli-1"',
        'password operator sha1 "Gizli-1"',
        'tacacs-server host 10.64.0.7 key "Gizli-1"',
        'radius-server host 10.64.0.9 encrypted-key "Gizli-1"',
        'snmpv3 user "izleme" auth sha "Gizli-1" priv aes "Gizli-2"',
        'snmp-server community "Gizli-1" operator unrestricted',
        'snmp-server host 10.64.0.7 community "Gizli-1"',
        'key-chain "k" key 1 key-string "Gizli-1"',
    ],
)
def test_secrets_are_masked_as_shown_and_as_typed(line: str) -> None:
    assert "Gizli" not in mask_shown(line, AOSS)
    assert "Gizli" not in mask_typed(f"sw1(config)# {line}", AOSS)


def test_headings_that_change_by_themselves_do_not_count() -> None:
    body = 'hostname "sw1"\nvlan 1\n   name "DEFAULT_VLAN"\n   exit\n'
    first = (
        f"\nRunning configuration:\n\n; J9773A Configuration Editor; Created on release #YA.16.10\n; Ver #14:4f\n{body}"
    )
    second = f"\nStartup configuration: 17\n\n; J9773A Configuration Editor; Created on release #YA.16.11\n; Ver #14:50\n{body}\n"
    assert AOSS.digest(first) == AOSS.digest(second)
