"""Planted drift: every kind changes the config in its own place, and only there."""

from __future__ import annotations

import difflib

import pytest

from lab.orneksehir.catalogue import EMULATED
from lab.orneksehir.drift import EDITS, drifted_devices, kinds_of, plant

CONFIG = """\
hostname obb-mrk-ahb01-ers01
!
vlan 10
 name YONETIM
!
vlan 30
 name KULLANICI
!
vlan 50
 name KAMERA
!
vlan 110
 name KURULUM
!
interface Port-channel1
 switchport trunk allowed vlan 10,30,50,110
 switchport mode trunk
!
interface GigabitEthernet1/0/1
 description PC MRKAHB01PC0001
 switchport access vlan 30
 switchport mode access
!
interface GigabitEthernet1/0/2
 description kamera
 switchport access vlan 50
 switchport mode access
!
interface GigabitEthernet1/0/3
 description KULLANILMIYOR
 switchport access vlan 99
 switchport mode access
 shutdown
!
interface Vlan10
 ip address 10.64.0.14 255.255.252.0
!
banner login ^C
yetkisiz erisim suctur
ikinci satir
^C
!
ntp server 10.64.0.5
ntp server 10.65.0.5
end
"""


def changes(before: str, after: str) -> tuple[list[str], list[str]]:
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[2:]
    return [line[1:] for line in lines if line[0] == "-"], [line[1:] for line in lines if line[0] == "+"]


def test_the_same_device_drifts_the_same_way_every_time() -> None:
    assert plant(CONFIG, "obb-x", 3) == plant(CONFIG, "obb-x", 3)


def test_some_devices_are_left_alone_and_some_have_every_kind() -> None:
    made = [plant(CONFIG, f"obb-{number}") for number in range(40)]
    assert any(one.text == CONFIG and not one.kinds for one in made)
    assert {kind for one in made for kind in one.kinds} == set(EDITS)


@pytest.mark.parametrize("kind", EDITS)
def test_each_kind_changes_the_text_and_says_so(kind: str) -> None:
    drifted = plant(CONFIG, "obb-x", kinds=[kind])
    assert drifted.kinds == (kind,)
    assert drifted.text != CONFIG
    assert drifted.text.endswith("end\n")


def test_an_extra_vlan_stands_at_the_end_of_the_trunks_list() -> None:
    assert changes(CONFIG, plant(CONFIG, "obb-x", kinds=["trunk-vlan"]).text) == (
        [" switchport trunk allowed vlan 10,30,50,110"],
        [" switchport trunk allowed vlan 10,30,50,110,666"],
    )


BUNDLED = """\
interface Port-channel1
 switchport {0}
!
interface Port-channel11
 switchport mode dynamic auto
!
interface GigabitEthernet1/0/1
 description UPLINK 1
 switchport {0}
 channel-group 1 mode active
!
interface GigabitEthernet1/0/2
 description UPLINK 2
 switchport {0}
 channel-group 1 mode active
!
interface GigabitEthernet1/0/3
 switchport mode access
 channel-group 11 mode active
!
{1}end
"""
OTHER_PORT = "interface GigabitEthernet1/0/4\n switchport access vlan 50\n shutdown\n!\n"


@pytest.mark.parametrize("device", [f"obb-{number}" for number in range(8)])  # whichever of the three is chosen
def test_a_bundle_and_its_members_drift_alike(device: str) -> None:
    """IOS copies the bundle's lines to its members and lets none differ: another drift could not be on a switch."""
    trunk = BUNDLED.format("trunk allowed vlan 10,30", "")
    assert plant(trunk, device, kinds=["trunk-vlan"]).text == BUNDLED.format("trunk allowed vlan 10,30,666", "")
    access = BUNDLED.format("access vlan 30", OTHER_PORT)
    assert plant(access, device, kinds=["access-vlan"]).text == BUNDLED.format("access vlan 50", OTHER_PORT)


def test_a_member_of_a_bundle_is_not_opened_alone() -> None:
    shut = BUNDLED.format("access vlan 99\n shutdown", "")
    assert plant(shut, "obb-x", kinds=["open-port"]).kinds == ()


def test_a_member_of_a_bundle_may_have_a_description_of_its_own() -> None:
    trunk = BUNDLED.format("trunk allowed vlan 10,30", "")
    removed, added = changes(trunk, plant(trunk, "obb-x", kinds=["description"]).text)
    assert (len(removed), len(added)) == (1, 1)


def test_a_missing_vlan_is_one_that_no_access_port_or_address_needs() -> None:
    removed, added = changes(CONFIG, plant(CONFIG, "obb-x", kinds=["missing-vlan"]).text)
    assert ([line for line in removed if line != "!"], added) == (["vlan 110", " name KURULUM"], [])


def test_an_opened_port_has_lost_its_quarantine() -> None:
    removed, added = changes(CONFIG, plant(CONFIG, "obb-x", kinds=["open-port"]).text)
    assert set(removed) == {" description KULLANILMIYOR", " switchport access vlan 99", " shutdown"}
    assert added == []


def test_a_port_in_the_wrong_vlan_is_in_another_one_in_use() -> None:
    removed, added = changes(CONFIG, plant(CONFIG, "obb-x", kinds=["access-vlan"]).text)
    assert {removed[0].split()[-1], added[0].split()[-1]} == {"30", "50"}


def test_the_banner_keeps_its_delimiters() -> None:
    text = plant(CONFIG, "obb-x", kinds=["banner"]).text
    assert "yetkisiz erisim" not in text
    assert text.count("^C") == CONFIG.count("^C")


def test_the_old_time_server_replaces_one_and_leaves_the_other() -> None:
    text = plant(CONFIG, "obb-x", kinds=["ntp-server"]).text
    assert "ntp server 10.60.0.5\nntp server 10.65.0.5\n" in text


def test_a_config_without_anything_to_edit_stays_as_it_is() -> None:
    bare = "hostname x\nend\n"
    drifted = plant(bare, "obb-x", kinds=[kind for kind in EDITS if kind != "unmanaged-line"])
    assert (drifted.text, drifted.kinds) == (bare, ())


def test_a_fleet_drifts_on_as_many_devices_as_asked() -> None:
    names = [f"obb-{number}" for number in range(39)]
    assert len(drifted_devices(names, 3)) == 3
    assert drifted_devices(names, 3) == drifted_devices(names[::-1], 3)
    assert drifted_devices(names[:2], 3) == frozenset(names[:2])


@pytest.mark.parametrize("slug", sorted(EMULATED))
def test_every_emulated_platform_drifts_in_its_own_words(slug: str) -> None:
    assert {"ntp-server", "banner", "description"} & set(kinds_of(slug.replace("-", "_")))


def test_one_place_is_written_anew_and_the_rest_stays() -> None:
    text = "interface 1/1/1\n    description Yazici\n    vlan access 30\ninterface 1/1/2\n    vlan access 70\n"
    drifted = plant(text, "obb-x", kinds=("access-vlan", "ntp-server"), platform="aruba_aoscx")
    assert drifted.text == text.replace("vlan access 30", "vlan access 70")
    assert drifted.kinds == ("access-vlan",)
