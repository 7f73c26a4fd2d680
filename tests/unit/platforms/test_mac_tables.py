"""Tables of MAC addresses as the vendors' command references print them, read as values."""

from __future__ import annotations

import pytest
from lxml import etree  # type: ignore[import-untyped]

from altyapi import platforms
from altyapi.device import Learnt
from altyapi.platforms.arista_eos import show as eos
from altyapi.platforms.aruba_aoscx import show as aoscx
from altyapi.platforms.cisco_ios import show as ios
from altyapi.platforms.hpe_comware import show as comware
from altyapi.platforms.hpe_procurve import show as procurve
from altyapi.platforms.huawei_vrp import show as vrp
from altyapi.platforms.juniper_junos import show as junos

MAC, OTHER = "9C:8E:CD:11:22:33", "9C:8E:CD:11:22:44"

CATALYST = """\
          Mac Address Table
-------------------------------------------

Vlan    Mac Address       Type        Ports
----    -----------       --------    -----
 All    0100.0ccc.cccc    STATIC      CPU
  50    9c8e.cd11.2233    DYNAMIC     Gi1/0/3
  51    9c8e.cd11.2244    STATIC      Gi1/0/4
Total Mac Addresses for this criterion: 3
"""
CATALYST_4500 = """\
Unicast Entries
 vlan     mac address     type        protocols               port
---------+---------------+--------+---------------------+-------------------------
  50      9c8e.cd11.2233   dynamic ip,ipx,assigned,other GigabitEthernet1/0/3
  50      9c8e.cd11.2244    static ip,ipx,assigned,other Switch
"""
CATALYST_6500 = """\
Legend: * - primary entry
        age - seconds since last seen

  vlan   mac address     type    learn     age              ports
------+----------------+--------+-----+----------+--------------------------
*   50  9c8e.cd11.2233   dynamic  Yes          5   Gi1/0/3
*    1  9c8e.cd11.2244    static  No           -   Router
"""
CATALYST_2950 = """\
Destination Address  Address Type  VLAN  Destination Port
-------------------  ------------  ----  --------------------
9c8e.cd11.2233          Dynamic       50  GigabitEthernet1/0/3
9c8e.cd11.2244          Static        50  Vlan50
"""


@pytest.mark.parametrize("table", [CATALYST, CATALYST_4500, CATALYST_6500, CATALYST_2950])
def test_a_catalyst_of_any_age_tells_what_it_has_learnt_and_not_what_was_configured(table: str) -> None:
    names = platforms.load("cisco_ios").dialogue.interface_names
    assert ios.learnt(table, names) == (Learnt(mac=MAC, port="GigabitEthernet1/0/3", vlan=50),)


VRP_NEW = """\
-------------------------------------------------------------------------------
MAC Address    VLAN/VSI/BD                       Learned-From        Type
-------------------------------------------------------------------------------
9c8e-cd11-2233 50/-/-                            GE0/0/3             dynamic
9c8e-cd11-2244 -/vsi1/-                          Eth-Trunk1          dynamic
9c8e-cd11-2255 50/-/-                            GE0/0/4             security
-------------------------------------------------------------------------------
Total items displayed = 3
"""
VRP_OLD = """\
MAC address table of slot 0:
-------------------------------------------------------------------------------
MAC Address    VLAN/       PEVLAN CEVLAN Port            Type      LSP/LSR-ID
               VSI/SI                                              MAC-Tunnel
-------------------------------------------------------------------------------
9c8e-cd11-2233 50          -      -      GE0/0/3         dynamic   0/-
9c8e-cd11-2244 vsi1        -      -      Eth-Trunk1      dynamic   0/-
9c8e-cd11-2255 50          -      -      GE0/0/4         sticky    -
"""


@pytest.mark.parametrize("table", [VRP_NEW, VRP_OLD])
def test_vrp_tells_it_in_one_column_and_in_three(table: str) -> None:
    names = platforms.load("huawei_vrp").dialogue.interface_names
    assert vrp.learnt(table, names) == (
        Learnt(mac=MAC, port="GigabitEthernet0/0/3", vlan=50),
        Learnt(mac=OTHER, port="Eth-Trunk1"),
    )


COMWARE_7 = """\
MAC Address      VLAN ID    State            Port/Nickname            Aging
9c8e-cd11-2233   50         Learned          GE1/0/3                  Y
9c8e-cd11-2244   50         Security         GE1/0/4                  N
"""
COMWARE_5 = """\
MAC ADDR        VLAN ID   STATE            PORT INDEX                AGING TIME(s)
9c8e-cd11-2233  50        Learned          GigabitEthernet1/0/3      AGING
9c8e-cd11-2244  50        Config static    GigabitEthernet1/0/4      NOAGED

  ---  2 mac address(es) found  ---
"""


@pytest.mark.parametrize("table", [COMWARE_7, COMWARE_5])
def test_comware_tells_it_with_short_names_and_with_long_ones(table: str) -> None:
    names = platforms.load("hpe_comware").dialogue.interface_names
    assert comware.learnt(table, names) == (Learnt(mac=MAC, port="GigabitEthernet1/0/3", vlan=50),)


def test_procurve_tells_it_with_and_without_the_vlan() -> None:
    head = "\n Status and Counters - Port Address Table\n\n  MAC Address   Port  VLAN\n  ------------- ----- ----\n"
    assert procurve.learnt(f"{head}  9c8ecd-112233 2/12  50  \n  9c8ecd-112244 Trk1  50\n") == (
        Learnt(mac=MAC, port="2/12", vlan=50),
        Learnt(mac=OTHER, port="Trk1", vlan=50),
    )
    old = "  MAC Address   Located on Port\n  ------------- ---------------\n  9c8ecd-112233 12\n"
    assert procurve.learnt(old) == (Learnt(mac=MAC, port="12"),)


AOSCX = """\
MAC age-time            : 300 seconds
Number of MAC addresses : 4

MAC Address          VLAN     Type                      Port
--------------------------------------------------------------
9c:8e:cd:11:22:33    50       dynamic                   1/1/3
9c:8e:cd:11:22:44    50       port-access-security      1/1/4
9c:8e:cd:11:22:55    50       static                    1/1/5
9c:8e:cd:11:22:66    50       evpn                      vxlan1(10.0.0.1)
"""


def test_aos_cx_tells_those_that_port_security_let_in_too() -> None:
    assert aoscx.learnt(AOSCX) == (Learnt(mac=MAC, port="1/1/3", vlan=50), Learnt(mac=OTHER, port="1/1/4", vlan=50))


def test_eos_tells_values() -> None:
    rows = [
        {
            "mac": MAC,
            "interface": "Ethernet3",
            "vlan": 50,
            "static": False,
            "active": True,
            "moves": 1,
            "last_move": 0.0,
        },
        {
            "mac": OTHER,
            "interface": "Ethernet4",
            "vlan": 50,
            "static": True,
            "active": True,
            "moves": 0,
            "last_move": 0.0,
        },
    ]
    assert eos.learnt(rows) == (Learnt(mac=MAC, port="Ethernet3", vlan=50),)


ELS = f"""
<l2ng-l2ald-rtb-macdb>
 <l2ng-l2ald-mac-entry-vlan style="extensive">
  <l2ng-l2-mac-address>{MAC.lower()}</l2ng-l2-mac-address><l2ng-l2-vlan-id>50</l2ng-l2-vlan-id>
  <l2ng-l2-mac-vlan-name>KAMERA</l2ng-l2-mac-vlan-name>
  <l2ng-l2-mac-logical-interface>ge-0/0/3.0</l2ng-l2-mac-logical-interface>
  <l2ng-l2-mac-entry-flags>in_hash,in_ifd,in_ifl,in_vlan</l2ng-l2-mac-entry-flags>
 </l2ng-l2ald-mac-entry-vlan>
</l2ng-l2ald-rtb-macdb>"""
BEFORE_ELS = f"""
<ethernet-switching-table-information><ethernet-switching-table>
 <mac-table-entry style="extensive">
  <mac-vlan>KAMERA</mac-vlan><mac-vlan-tag>50</mac-vlan-tag><mac-address>*</mac-address><mac-type>Flood</mac-type>
  <mac-interface>All-members</mac-interface>
 </mac-table-entry>
 <mac-table-entry style="extensive">
  <mac-vlan>KAMERA</mac-vlan><mac-vlan-tag>50</mac-vlan-tag><mac-address>{MAC.lower()}</mac-address><mac-type>Learn</mac-type>
  <mac-interface>ge-0/0/3.0</mac-interface>
 </mac-table-entry>
 <mac-table-entry style="extensive">
  <mac-vlan-tag>50</mac-vlan-tag><mac-address>{OTHER.lower()}</mac-address><mac-type>Static</mac-type>
  <mac-interface>ge-0/0/4.0</mac-interface>
 </mac-table-entry>
</ethernet-switching-table></ethernet-switching-table-information>"""


@pytest.mark.parametrize("table", [ELS, BEFORE_ELS])
def test_junos_tells_it_with_els_and_before(table: str) -> None:
    assert junos.learnt(etree.fromstring(table)) == (Learnt(mac=MAC, port="ge-0/0/3", vlan=50),)
    assert junos.learnt(True) == ()


@pytest.mark.parametrize("table", ["", "No MAC entries found.\n", "MAC Address table is empty\n"])
def test_an_empty_table_is_one(table: str) -> None:
    names: dict[str, str] = {}
    assert ios.learnt(table, names) == vrp.learnt(table, names) == comware.learnt(table, names) == ()
    assert procurve.learnt(table) == aoscx.learnt(table) == ()
