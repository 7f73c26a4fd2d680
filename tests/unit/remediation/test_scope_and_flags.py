"""What is owned, what is only reported, and what needs a second look."""

from __future__ import annotations

from altyapi.remediation import ManagementPath, remediate

RUNNING = """hostname a
interface GigabitEthernet1/0/1
 description eski
 ip helper-address 10.0.0.9
interface GigabitEthernet1/0/2
 switchport trunk allowed vlan 10,20
 switchport mode trunk
interface Vlan10
 ip address 10.0.0.2 255.255.255.0
router ospf 1
 network 10.0.0.0 0.0.0.255 area 0
ip default-gateway 10.0.0.1
ntp server 10.9.9.9
"""
INTENDED = """hostname a
interface GigabitEthernet1/0/1
 description yeni
interface GigabitEthernet1/0/2
 switchport trunk allowed vlan 10
 switchport mode trunk
interface Vlan10
 ip address 10.0.0.3 255.255.255.0
ip default-gateway 10.0.0.1
"""


def test_lines_outside_the_owned_scopes_are_reported_and_left() -> None:
    found = remediate(RUNNING, INTENDED)
    assert found.unmanaged == (
        "router ospf 1",
        "router ospf 1 / network 10.0.0.0 0.0.0.255 area 0",
        "ntp server 10.9.9.9",
    )
    assert "ntp server 10.9.9.9" in found.predicted
    assert not any("ospf" in command for command in found.commands)


def test_strict_owns_everything() -> None:
    found = remediate(RUNNING, INTENDED, strict=True)
    assert {"no router ospf 1", "no ntp server 10.9.9.9"} <= set(found.commands)
    assert found.unmanaged == ()


def test_a_family_inside_an_owned_interface_can_be_left_to_others() -> None:
    found = remediate(RUNNING, INTENDED, owned=["!interface * / ip helper-address"])
    assert "interface GigabitEthernet1/0/1 / ip helper-address 10.0.0.9" in found.unmanaged
    assert " no ip helper-address 10.0.0.9" not in found.commands
    assert " description yeni" in found.commands


def test_only_given_scopes_are_touched() -> None:
    found = remediate(RUNNING, INTENDED, owned=["interface GigabitEthernet1/0/1"])
    assert found.commands == (
        "interface GigabitEthernet1/0/1",
        " description yeni",
        " no ip helper-address 10.0.0.9",
        " exit",
    )


def test_the_management_path_is_found_in_the_configs_and_flagged() -> None:
    flags = {(flag.kind, flag.line) for flag in remediate(RUNNING, INTENDED).flags}
    assert ("management", "interface Vlan10 / ip address 10.0.0.3 255.255.255.0") in flags
    assert ("management", "interface GigabitEthernet1/0/2 / switchport trunk allowed vlan remove 20") in flags
    assert ("traffic", "interface GigabitEthernet1/0/2 / switchport trunk allowed vlan remove 20") in flags
    assert not any("description" in line for _, line in flags)


def test_a_given_management_path_counts() -> None:
    path = ManagementPath(address="10.5.5.5", interface="GigabitEthernet1/0/1")
    flags = remediate(RUNNING, INTENDED, management=path).flags
    assert any(flag.kind == "management" and flag.line.endswith("description yeni") for flag in flags)


def test_nothing_to_do_says_nothing() -> None:
    found = remediate(INTENDED, INTENDED)
    assert (found.changed, found.commands, found.rollback, found.diff, found.flags) == (False, (), (), "", ())


def test_the_difference_shows_lines_under_what_they_stand_in() -> None:
    diff = remediate(RUNNING, INTENDED).diff
    assert " interface GigabitEthernet1/0/1\n- description eski\n+ description yeni\n" in diff


def test_a_hidden_line_with_an_open_secret_is_sent_again() -> None:
    shown = "snmp-server group G v3 priv\nsnmp-server host 10.0.0.3 version 3 priv izleme\n"
    user = "snmp-server user izleme G v3 auth sha {} priv aes 128 parola12"
    assert not remediate(shown, f"{shown}{user.format('parola12')}\n").changed
    again = user.format("<<secret:snmp/izleme/auth>>")
    assert remediate(shown, f"{shown}{again}\n").commands == (again,)
