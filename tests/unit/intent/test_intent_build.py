"""What intent makes of sound data."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from altyapi.intent import SwitchIntent, UnknownDevice, build
from altyapi.intent.interfaces import natural
from lab.bench.switches import CONTEXT, Maker, access_switch

NAME = "obb-mrk-hb01-ers01"
PORT = "GigabitEthernet1/0/1"


@pytest.fixture
def maker() -> Maker:
    maker = Maker()
    maker.switch(NAME, "access-switch", 11)
    return maker


def intent(maker: Maker, name: str = NAME) -> SwitchIntent:
    return build(maker.snapshot(), name)


def test_a_switch_carries_the_vlans_that_it_uses_and_no_others(maker: Maker) -> None:
    maker.access(NAME, PORT, 50)
    assert [(vlan.vid, vlan.name) for vlan in intent(maker).vlans] == [
        (10, "YONETIM"),
        (50, "KAMERA"),
        (99, "KARANTINA"),
    ]


def test_the_voice_vlan_comes_with_the_first_port_that_is_tagged_for_it(maker: Maker) -> None:
    maker.access(NAME, PORT, 30, tags=("voice",))
    maker.access(NAME, "GigabitEthernet1/0/2", 30)
    built = intent(maker)
    assert [port.voice_vlan for port in built.interfaces if port.kind == "physical"] == [40, None]
    assert 40 in {vlan.vid for vlan in built.vlans}


def test_voice_can_be_given_to_every_port_of_an_access_vlan() -> None:
    maker = Maker()
    maker.switch(NAME, "access-switch", 11, {"ports": CONTEXT["ports"] | {"voice_with": [30]}})
    maker.access(NAME, PORT, 30)
    maker.access(NAME, "GigabitEthernet1/0/2", 50)
    assert [port.voice_vlan for port in intent(maker).interfaces if port.kind == "physical"] == [40, None]


def test_a_physical_port_that_nobody_uses_is_shut_in_quarantine_without_power(maker: Maker) -> None:
    maker.port(NAME, PORT, poe_mode="pse", description="eski kat planından")
    port = next(one for one in intent(maker).interfaces if one.name == PORT)
    assert port.model_dump(exclude_defaults=True) == {
        "name": PORT, "kind": "physical", "enabled": False, "description": "KULLANILMIYOR", "mode": "access",
        "access_vlan": 99, "poe": "never", "quarantined": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    "fields",
    [
        {"mark_connected": True, "mode": "access", "untagged": 30},
        {"to": "obb-x", "mode": "tagged-all"},
        {"mode": "tagged-all"},
        {"cabled": True, "mode": "tagged-all"},
        {"mgmt_only": True},
    ],
)
def test_a_port_that_is_connected_or_configured_is_not_quarantined(maker: Maker, fields: dict[str, object]) -> None:
    maker.port(NAME, PORT, **fields)
    assert not any(port.quarantined for port in intent(maker).interfaces)


def test_the_management_port_is_never_quarantined(maker: Maker) -> None:
    maker.port(NAME, "GigabitEthernet0/0", mgmt_only=True)
    port = next(one for one in intent(maker).interfaces if one.name == "GigabitEthernet0/0")
    assert (port.kind, port.vrf, port.enabled, port.quarantined) == ("management", "Mgmt-vrf", True, False)


def test_access_ports_are_edge_ports_with_storm_control_and_trunks_are_not(maker: Maker) -> None:
    maker.access(NAME, PORT, 30)
    maker.trunk(NAME, "GigabitEthernet1/0/2", 30)
    access, trunk = (port for port in intent(maker).interfaces if port.kind == "physical")
    assert access.edge
    assert access.storm_control is not None
    assert (access.storm_control.broadcast, access.storm_control.multicast) == ("1.00", "2.00")
    assert not trunk.edge
    assert trunk.storm_control is None


def test_the_untagged_vlan_of_a_trunk_is_its_native_vlan_and_is_allowed(maker: Maker) -> None:
    maker.trunk(NAME, PORT, 30, 50, untagged=10)
    port = next(one for one in intent(maker).interfaces if one.name == PORT)
    assert (port.native_vlan, port.tagged_vlans) == (10, (10, 30, 50))


def test_a_lag_member_takes_vlans_and_mtu_from_its_lag(maker: Maker) -> None:
    maker.lag(NAME, "Port-channel3", 10, 30, mtu=9000)
    maker.port(NAME, "TenGigabitEthernet1/1/1", lag="Port-channel3", description="Üst bağlantı 1")
    port = next(one for one in intent(maker).interfaces if one.name == "TenGigabitEthernet1/1/1")
    assert (port.lag, port.mode, port.tagged_vlans, port.mtu) == (3, "trunk", (10, 30), 9000)
    assert port.description == "Ust baglanti 1"


def test_vlan_1_is_shut_where_netbox_does_not_hold_its_interface(maker: Maker) -> None:
    vlan1 = next(one for one in intent(maker).interfaces if one.name == "Vlan1")
    assert (vlan1.enabled, vlan1.addresses) == (False, ())


def test_the_gateway_is_the_first_host_of_the_management_prefix(maker: Maker) -> None:
    assert intent(maker).management.gateway == "10.68.16.1"


def test_the_smallest_prefix_around_the_management_address_counts(maker: Maker) -> None:
    maker.prefix("10.68.0.0/16", status="container")
    maker.prefix("10.68.16.0/20")
    assert intent(maker).management.gateway == "10.68.16.1"


def test_a_switch_that_is_the_gateway_itself_routes_and_has_no_default_gateway() -> None:
    maker = Maker()
    maker.switch(NAME, "core-switch", 1)
    management = intent(maker).management
    assert (management.gateway, management.routing) == (None, True)


def test_addresses_that_float_between_devices_are_not_the_switchs_own(maker: Maker) -> None:
    maker.address(NAME, "Vlan10", "10.68.16.1/24", role="vip")
    built = intent(maker)
    assert built.management.gateway == "10.68.16.1"
    assert [len(port.addresses) for port in built.interfaces if port.name == "Vlan10"] == [1]


def test_loopbacks_and_the_management_port_do_not_make_a_router(maker: Maker) -> None:
    maker.port(NAME, "Loopback0", type="virtual")
    maker.address(NAME, "Loopback0", "10.66.32.11/32")
    maker.prefix("192.0.2.0/24")
    maker.port(NAME, "GigabitEthernet0/0", mgmt_only=True)
    maker.address(NAME, "GigabitEthernet0/0", "192.0.2.5/24")
    assert not intent(maker).management.routing


def test_two_addressed_vlan_interfaces_make_a_router(maker: Maker) -> None:
    maker.prefix("10.68.18.0/23", 30)
    maker.svi(NAME, 30, "10.68.18.1/23")
    assert intent(maker).management.routing


def test_a_vlan_of_no_site_serves_where_the_site_has_none(maker: Maker) -> None:
    maker.vlan(500, "ORTAK", site=None)
    maker.access(NAME, PORT, 500)
    assert 500 in {vlan.vid for vlan in intent(maker).vlans}


def test_turkish_letters_become_plain_ones_everywhere(maker: Maker) -> None:
    maker.vlan(501, "Ağ Işığı ÇÖŞÜ")
    maker.access(NAME, PORT, 501, description="İmar ve Şehircilik – “kat 2”")
    built = intent(maker)
    assert built.banner[0] == "ORNEKSEHIR BUYUKSEHIR BELEDIYESI"
    assert "Ag-Isigi-COSU" in {vlan.name for vlan in built.vlans}
    assert next(one for one in built.interfaces if one.name == PORT).description == 'Imar ve Sehircilik - "kat 2"'


def test_blanks_inside_a_banner_are_kept_and_those_of_a_description_are_not() -> None:
    maker = Maker()
    maker.switch(NAME, "access-switch", 11, {"banner": {"login": "   DİKKAT\n\n  son  \n"}})
    maker.access(NAME, PORT, 30, description=" iki  boşluk  ve son ")
    built = intent(maker)
    assert built.banner == ("   DIKKAT", "", "  son")
    assert next(one for one in built.interfaces if one.name == PORT).description == "iki bosluk ve son"


def test_snmp_says_where_the_switch_is_by_its_sites_name(maker: Maker) -> None:
    snmp = intent(maker).snmp
    assert snmp is not None
    assert snmp.location == "Merkezkent Hizmet Binasi"


def test_references_lose_their_prefix_and_stay_names(maker: Maker) -> None:
    assert intent(maker).aaa.local_users[0].secret == "local/acil"


def test_interfaces_come_in_the_devices_natural_order(maker: Maker) -> None:
    for number in (10, 2, 1):
        maker.access(NAME, f"GigabitEthernet1/0/{number}", 30)
    names = [port.name for port in intent(maker).interfaces if port.kind == "physical"]
    assert names == [f"GigabitEthernet1/0/{number}" for number in (1, 2, 10)]
    assert natural("GigabitEthernet1/0/2") < natural("GigabitEthernet1/0/10") < natural("GigabitEthernet2/0/1")


def test_equal_data_gives_equal_intent() -> None:
    assert access_intent() == access_intent()


def access_intent() -> SwitchIntent:
    maker = Maker()
    name = access_switch(maker)
    return build(maker.snapshot(), name)


def test_an_intent_can_not_be_changed(maker: Maker) -> None:
    with pytest.raises(ValidationError):
        intent(maker).hostname = "other"  # type: ignore[misc]


def test_a_device_that_is_not_in_the_snapshot_is_an_error_of_its_own(maker: Maker) -> None:
    with pytest.raises(UnknownDevice, match="obb-none"):
        build(maker.snapshot(), "obb-none")
