"""What the emulated VRP makes of configuration lines, after Huawei's command references."""

from __future__ import annotations

import pytest

from lab.devices.vrp import secrets
from lab.devices.vrp.config import VrpConfig
from lab.devices.vrp.names import interface_name

SWITCH = """\
#
sysname sw1
#
vlan batch 10 20 to 22
#
interface Vlanif10
 ip address 10.0.0.2 255.255.255.0
#
interface GigabitEthernet0/0/1
#
interface GigabitEthernet0/0/2
 port link-type trunk
 port trunk allow-pass vlan 10 20
#
return
"""


class Console:
    def __init__(self, text: str = SWITCH) -> None:
        self.config = VrpConfig(text)

    def __call__(self, *lines: str) -> Console:
        """Enter lines from the system view; all must be accepted."""
        self.config.end()
        for line in lines:
            reply = self.config.enter(line)
            assert reply.ok, f"{line!r}: {reply.text}"
        return self

    def refusal(self, *lines: str) -> str:
        """Enter lines; the last one must be refused and change nothing. Its text."""
        self(*lines[:-1])
        before = self.config.text()
        reply = self.config.enter(lines[-1])
        assert not reply.ok, lines[-1]
        assert self.config.text() == before
        return reply.text

    def block(self, head: str) -> list[str]:
        lines = self.config.text().splitlines()
        at = lines.index(head) + 1
        return [line.strip() for line in lines[at : lines.index("#", at)]]


@pytest.fixture
def console() -> Console:
    return Console()


def test_a_config_is_written_out_as_it_was_read(console: Console) -> None:
    assert VrpConfig(console.config.text()).text() == console.config.text()
    assert console.config.text().startswith("#\nsysname sw1\n#\nvlan batch 10 20 to 22\n#\n")
    assert console.config.text().endswith("#\nreturn\n")


def test_vlans_are_kept_in_lists_of_ten(console: Console) -> None:
    console("vlan batch 30 32 34 36 38 40 42 44 46 48", "undo vlan batch 21")
    assert "vlan batch 10 20 22 30 32 34 36 38 40 42\nvlan batch 44 46 48\n" in console.config.text()
    assert "Wrong parameter" in console.refusal("vlan batch 50 52 54 56 58 60 62 64 66 68 70")
    assert "Incomplete" in console.refusal("undo vlan batch")
    assert "VLANIF" in console.refusal("undo vlan batch 10")
    console("vlan 50", "name KAMERA")
    assert "vlan 50\n name KAMERA\n" in console.config.text()


def test_a_trunk_gains_and_loses_vlans_and_vlan_1_shows_only_when_it_is_gone(console: Console) -> None:
    console("interface g0/0/2", "port trunk allow-pass vlan 30 to 32", "undo port trunk allow-pass vlan 1 20")
    assert console.block("interface GigabitEthernet0/0/2") == [
        "port link-type trunk", "undo port trunk allow-pass vlan 1", "port trunk allow-pass vlan 10 30 to 32",
    ]  # fmt: skip


def test_a_link_type_changes_only_on_a_port_without_vlans_of_the_old_one(console: Console) -> None:
    assert "renew the default" in console.refusal("interface GigabitEthernet0/0/2", "port link-type access")
    console(
        "interface g0/0/2", "undo port trunk allow-pass vlan 10 20", "port link-type access", "port default vlan 20"
    )
    assert "not trunk" in console.refusal("interface g0/0/2", "port trunk pvid vlan 20")
    assert "does not exist" in console.refusal("interface g0/0/2", "port default vlan 99")


def test_a_member_of_a_bundle_has_no_vlans_of_its_own(console: Console) -> None:
    assert "does not exist" in console.refusal("interface g0/0/1", "eth-trunk 1")
    console("interface Eth-Trunk1", "mode lacp-static", "port link-type trunk")
    assert "clear" in console.refusal("interface g0/0/2", "eth-trunk 1")
    console("interface g0/0/1", "eth-trunk 1")
    assert "member" in console.refusal("interface g0/0/1", "port link-type trunk")
    assert "members" in console.refusal("undo interface Eth-Trunk1")
    assert "mode lacp" in console.block("interface Eth-Trunk1")


def test_rules_are_numbered_by_fives_and_none_stands_twice(console: Console) -> None:
    console("acl 2001", "rule permit source 10.0.0.0 0.0.0.255", "rule permit source 10.1.0.7 0.0.0.0")
    assert console.block("acl number 2001") == [
        "rule 5 permit source 10.0.0.0 0.0.0.255", "rule 10 permit source 10.1.0.7 0",
    ]  # fmt: skip
    assert "already exists" in console.refusal("acl 2001", "rule 15 permit source 10.1.0.7 0")
    console("acl 2001", "undo rule 5")
    assert "does not exist" in console.refusal("acl 2001", "undo rule 5")


def test_a_banner_goes_on_until_its_mark(console: Console) -> None:
    console.config.enter("header login information %")
    for line in ("Uyarı", "", "sysname sahte"):
        assert console.config.enter(line).gathering
    assert console.config.enter("%").ok
    assert 'header login information "\nUyarı\n\nsysname sahte\n"\n' in console.config.text()
    assert console.config.hostname() == "sw1"
    console("undo header login")
    assert "header" not in console.config.text()


def test_secrets_are_shown_in_the_devices_own_forms(console: Console) -> None:
    console("aaa", "local-user acil password irreversible-cipher Acil-Durum-42", "local-user acil privilege level 15")
    console("hwtacacs-server template T", "hwtacacs-server shared-key cipher Ortak-Anahtar-1")
    shown = console.config.text()
    assert "Acil-Durum-42" not in shown
    assert "Ortak-Anahtar-1" not in shown
    user, key = (
        next(line for line in shown.splitlines() if word in line).split()[-1] for word in ("password", "shared-key")
    )
    assert secrets.verify("Acil-Durum-42", user)
    assert secrets.plain(key) == "Ortak-Anahtar-1"
    assert VrpConfig(shown).text() == shown


def test_lines_of_one_user_stand_together(console: Console) -> None:
    console("aaa", *(f"local-user {name} {what}" for name in ("bir", "iki") for what in
                     ("password irreversible-cipher Parola-01", "privilege level 3", "service-type ssh")))  # fmt: skip
    names = [line.split()[1] for line in console.config.text().splitlines() if line.startswith(" local-user")]
    assert names == ["bir"] * 3 + ["iki"] * 3
    console("aaa", "undo local-user bir")
    assert "local-user bir" not in console.config.text()


@pytest.mark.parametrize(
    ("typed", "name"),
    [("gi0/0/1", "GigabitEthernet0/0/1"), ("XGigabitEthernet 0/0/2", "XGigabitEthernet0/0/2"), ("vlanif10", "Vlanif10"),
     ("10ge1/0/1", "10GE1/0/1"), ("eth-t1", "Eth-Trunk1"), ("loop0", "LoopBack0"), ("yok0/0/1", None)],
)  # fmt: skip
def test_an_interface_is_known_by_any_beginning_of_its_name(typed: str, name: str | None) -> None:
    assert interface_name(typed) == name


def test_what_the_device_does_not_know_is_refused_with_a_caret(console: Console) -> None:
    reply = console.config.enter("vlan bath 10")
    assert (reply.ok, reply.caret) == (False, 5)
    assert reply.text == "Error: Unrecognized command found at '^' position."
    assert console.refusal("interface GigabitEthernet0/0/99").startswith("Error:")
