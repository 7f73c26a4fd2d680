"""Switchports, VLANs and port channels, as Catalyst switches treat them."""

from __future__ import annotations

import pytest

from tests.unit.lab.devices.ios_console import SWITCH, Console

PORT = "interface GigabitEthernet1/0/1"


@pytest.mark.parametrize(
    ("before", "command", "after"),
    [
        ("10,20", "switchport trunk allowed vlan add 21,22", "10,20-22"),
        ("10,20-22", "switchport trunk allowed vlan remove 21", "10,20,22"),
        ("10", "switchport trunk allowed vlan 5,4", "4,5"),
        ("10", "switchport trunk allowed vlan none", "none"),
        ("10", "switchport trunk allowed vlan except 1-4000", "4001-4094"),
        ("10", "switchport trunk allowed vlan all", None),
        ("10", "no switchport trunk allowed vlan", None),
        ("10", "no switchport trunk allowed vlan 10", None),
        ("10", "sw tr al vl add 11", "10,11"),
        ("10", "switchport trunk allowed vlan remove 10", "none"),
    ],
)
def test_the_vlan_list_of_a_trunk_follows_its_arithmetic(before: str, command: str, after: str | None) -> None:
    console = Console()(PORT, f"switchport trunk allowed vlan {before}", command)
    assert console.block(PORT) == ([] if after is None else [f"switchport trunk allowed vlan {after}"])


def test_add_to_a_trunk_without_a_list_changes_nothing_as_it_carries_all_already() -> None:
    assert Console()(PORT, "switchport trunk allowed vlan add 10").block(PORT) == []


def test_a_long_vlan_list_goes_on_in_add_lines_and_reads_back_the_same() -> None:
    odd = ",".join(str(number) for number in range(1, 400, 2))
    console = Console()(PORT, f"switchport trunk allowed vlan {odd}")
    shown = console.block(PORT)
    assert len(shown) > 3
    assert all(line.startswith("switchport trunk allowed vlan add ") for line in shown[1:])
    assert max(len(line) for line in shown) < 80
    assert Console(console.config.text()).config.text() == console.config.text()


def test_values_that_are_the_default_are_not_shown() -> None:
    console = Console()(
        PORT, "switchport access vlan 30", "switchport mode access", "shutdown", "mtu 1500", "speed auto", "duplex auto",
        "switchport trunk native vlan 1", "no shutdown", "switchport access vlan 1", "no switchport mode",
    )  # fmt: skip
    assert console.block(PORT) == []


def test_a_single_value_is_replaced_and_no_takes_any_argument() -> None:
    console = Console()(PORT, "description bir", "description iki  bosluk", "switchport access vlan 30")
    assert console.block(PORT) == ["description iki  bosluk", "switchport access vlan 30"]
    assert console(PORT, "no description baska", "no switchport access vlan 10").block(PORT) == []


def test_a_port_put_into_a_missing_vlan_makes_it() -> None:
    console = Console()(PORT, "switchport access vlan 77")
    assert "% Access VLAN does not exist. Creating vlan 77" in console.printed
    assert console.has("vlan 77") or console.has("vlan 30,77")


def test_removing_a_vlan_leaves_ports_and_interfaces_that_name_it() -> None:
    console = Console()(PORT, "switchport access vlan 30", "interface Vlan30", "no vlan 30")
    assert not console.has("vlan 30")
    assert console.block(PORT) == ["switchport access vlan 30"]
    assert console.has("interface Vlan30")


def test_vlans_without_settings_are_shown_as_one_list() -> None:
    console = Console()("vlan 20-22,40", "vlan 25", "name ORTA")
    shown = [line.rstrip() for line in console.config.text().splitlines() if line.startswith("vlan")]
    assert shown == ["vlan 10", "vlan 20-22", "vlan 25", "vlan 30,40"]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("no vlan 1",), "%Default VLAN 1 may not be deleted."),
        (("vlan 30", "name YONETIM"), "%VLAN #10 and #30 have an identical name: YONETIM"),
        (("vlan 1", "name X"), "%Default VLAN 1 may not have its name changed."),
        (("vlan 4095",), "% Invalid input detected at '^' marker."),
        ((PORT, "ip address 10.0.0.1 255.255.255.0"), "% IP addresses may not be configured on L2 links."),
        ((PORT, "switchport port-security"), "Command rejected: GigabitEthernet1/0/1 is a dynamic port."),
        (
            (PORT, "switchport mode trunk", "switchport nonegotiate", "no switchport mode"),
            "Command rejected: Conflict between 'nonegotiate' and 'dynamic' status on this interface: Gi1/0/1",
        ),
        (
            (PORT, "switchport nonegotiate"),
            "Command rejected: Conflict between 'nonegotiate' and 'dynamic' status on this interface: Gi1/0/1",
        ),
        (("interface GigabitEthernet9/0/1",), "% Invalid input detected at '^' marker."),
        (("no interface GigabitEthernet1/0/1",), "% Removal of physical interfaces is not permitted."),
        ((PORT, "switchport trunk encapsulation dot1q"), "% Invalid input detected at '^' marker."),
        (("spanning-tree vlan 10 priority 100",), "% Bridge Priority must be in increments of 4096."),
    ],
)
def test_refuses_what_the_switch_refuses(lines: tuple[str, ...], text: str) -> None:
    assert Console().refusal(*lines).startswith(text)


def test_isl_capable_switches_want_the_encapsulation_first() -> None:
    console = Console(model="WS-C3560X-24P", version="15.2(4)E")
    assert 'trunk encapsulation is "Auto"' in console.refusal(PORT, "switchport mode trunk")
    console(PORT, "switchport trunk encapsulation dot1q", "switchport mode trunk")
    assert console.block(PORT) == ["switchport trunk encapsulation dot1q", "switchport mode trunk"]
    assert 'trunk encapsulation is "Auto"' in console.refusal(PORT, "no switchport trunk encapsulation")


def test_a_routed_port_loses_its_switchport_lines_and_gets_an_address_and_back() -> None:
    console = Console()(PORT, "switchport mode access", "spanning-tree portfast", "no switchport")
    assert console.block(PORT) == ["no switchport", "no ip address"]
    console(PORT, "ip address 10.0.0.1 255.255.255.0")
    assert console.block(PORT) == ["no switchport", "ip address 10.0.0.1 255.255.255.0"]
    assert console(PORT, "switchport").block(PORT) == []


def test_a_channel_group_makes_the_port_channel_which_takes_the_ports_settings() -> None:
    console = Console()(
        PORT, "switchport mode trunk", "switchport trunk allowed vlan 10", "channel-group 1 mode active"
    )
    assert "Creating a port-channel interface Port-channel 1" in "\n".join(console.printed)
    assert console.block("interface Port-channel1") == ["switchport trunk allowed vlan 10", "switchport mode trunk"]


def test_what_is_set_on_a_port_channel_is_set_on_its_members() -> None:
    console = Console()(
        "interface range gi1/0/1 - 2", "switchport mode trunk", "channel-group 1 mode active",
        "interface po1", "switchport trunk allowed vlan 30", "shutdown",
    )  # fmt: skip
    for port in ("interface GigabitEthernet1/0/1", "interface GigabitEthernet1/0/2"):
        assert "switchport trunk allowed vlan 30" in console.block(port)
        assert "shutdown" in console.block(port)


def test_deleting_a_port_channel_frees_and_shuts_its_members() -> None:
    console = Console()(PORT, "channel-group 1 mode active", "no interface Port-channel1")
    assert console.block(PORT) == ["shutdown"]
    assert not console.has("interface Port-channel1")


def test_default_interface_clears_everything() -> None:
    console = Console()(PORT, "description x", "switchport mode trunk", "shutdown", "default interface gi1/0/1")
    assert console.block(PORT) == []
    assert "Interface GigabitEthernet1/0/1 set to default configuration" in console.printed


def test_a_range_sets_every_port_of_it() -> None:
    console = Console()("interface range gi1/0/1 - 2, gi1/0/3", "storm-control broadcast level 1", "no lldp transmit")
    for port in range(1, 4):
        assert console.block(f"interface GigabitEthernet1/0/{port}") == [
            "no lldp transmit",
            "storm-control broadcast level 1.00",
        ]


def test_spanning_tree_priorities_are_kept_per_vlan() -> None:
    console = Console()("spanning-tree vlan 10,20,30 priority 4096", "spanning-tree vlan 20 priority 8192")
    assert console.starting("spanning-tree vlan") == [
        "spanning-tree vlan 10,30 priority 4096",
        "spanning-tree vlan 20 priority 8192",
    ]
    console("no spanning-tree vlan 10 priority", "spanning-tree vlan 20 priority 32768")
    assert console.starting("spanning-tree vlan") == ["spanning-tree vlan 30 priority 4096"]


def test_portfast_is_spelled_as_the_release_spells_it_and_warns() -> None:
    for version, shown in (("15.2(7)E4", "spanning-tree portfast edge"), ("17.6.4", "spanning-tree portfast")):
        console = Console(version=version)(PORT, "spanning-tree portfast")
        assert console.block(PORT) == [shown]
        assert console.printed[-1].startswith("%Warning: portfast should only be enabled")
        assert console(PORT, "no spanning-tree portfast edge").block(PORT) == []


def test_layer_three_interfaces_say_when_they_have_no_address() -> None:
    console = Console()("interface Vlan30", "description x")
    assert console.block("interface Vlan30") == ["description x", "no ip address"]
    console("interface Vlan30", "ip address 10.0.0.1 255.255.255.0", "ip address 10.0.1.1 255.255.255.0 secondary")
    assert console.refusal("interface Vlan30", "no ip address 10.0.0.1 255.255.255.0") == (
        "Must delete secondary before deleting primary"
    )
    assert "overlaps with Vlan30" in console.refusal("interface Vlan10", "ip address 10.0.0.9 255.255.0.0")
    assert console("interface Vlan30", "no ip address").block("interface Vlan30") == ["description x", "no ip address"]


def test_one_access_group_per_direction() -> None:
    console = Console()("interface Vlan30", "ip access-group A in", "ip access-group B in", "ip access-group C out")
    assert console.block("interface Vlan30")[1:] == ["ip access-group B in", "ip access-group C out"]
    assert console("interface Vlan30", "no ip access-group Z in").block("interface Vlan30")[1:] == [
        "ip access-group C out"
    ]


def test_what_is_shown_reads_back_as_the_same() -> None:
    console = Console(SWITCH)(
        "interface range gi1/0/1 - 2", "switchport mode trunk", "switchport nonegotiate", "channel-group 5 mode active",
        "interface Vlan10", "ip address 10.0.0.2 255.255.255.0", "ip helper-address 10.0.0.3", "ip helper-address 10.0.0.4",
    )  # fmt: skip
    assert Console(console.config.text()).config.text() == console.config.text()
