"""The intent of a firewall: what it takes from NetBox, and every fault that it can tell."""

from __future__ import annotations

from typing import Any

import pytest

from altyapi.intent import Fault, IntentError, UnknownDevice
from altyapi.intent.firewall import build
from altyapi.intent.tunnels import TunnelIntent
from lab.bench.switches import CONTEXT, Maker
from netbox_sync.model import Interface
from tests.golden.firewalls.cases import centre, firewall, policy, terminal, vlan

NAME = "obb-mrk-ot01-gvd01"


def gate(**fields: Any) -> Maker:
    maker = Maker()
    firewall(maker, NAME, "fortigate-60f", ports=5, port="internal{}", **fields)
    return maker


def faults(maker: Maker) -> list[Fault]:
    with pytest.raises(IntentError) as caught:
        build(maker.snapshot(), NAME)
    return list(caught.value.faults)


def test_the_management_is_the_interface_with_the_primary_address() -> None:
    maker = Maker()
    terminal(maker)
    intent = build(maker.snapshot(), NAME)
    assert (intent.management.interface, intent.management.address) == ("Loopback0", "10.66.32.13")
    assert [one.name for one in intent.interfaces if one.managed] == ["Loopback0"]
    assert intent.policy is None


def test_what_only_switches_need_of_the_common_context_does_not_concern_a_firewall() -> None:
    context = {name: value for name, value in CONTEXT.items() if name not in {"stp", "ports", "management"}}
    assert build(gate(config_context=context).snapshot(), NAME) == build(gate().snapshot(), NAME)


def test_vlans_come_after_what_they_are_on_and_those_that_the_rules_need_are_made() -> None:
    maker = Maker()
    name, _ = centre(maker)
    intent = build(maker.snapshot(), name, policy(name))
    kinds = [one.kind for one in intent.interfaces]
    assert kinds == sorted(kinds, key=lambda kind: kind == "vlan")
    made = next(one for one in intent.interfaces if one.name == "vlan70")
    assert (made.parent, made.vid, made.addresses) == ("lag1", 70, ())
    assert next(one for one in intent.interfaces if one.name == "lag1").members == ("port5", "port6")


def test_the_devices_own_interfaces_and_out_of_band_ports_are_left_to_it() -> None:
    maker = gate()
    maker.port(NAME, "fortilink")
    maker.port(NAME, "mgmt", mgmt_only=True)
    names = {one.name for one in build(maker.snapshot(), NAME).interfaces}
    assert not names & {"fortilink", "mgmt"}


def test_secrets_are_those_that_the_config_refers_to() -> None:
    intent = build(gate().snapshot(), NAME)
    assert intent.secrets == {"local/acil", "snmp/izleme/auth", "snmp/izleme/priv", "tacacs/key"}


def test_an_unknown_device_is_told() -> None:
    with pytest.raises(UnknownDevice):
        build(gate().snapshot(), "yok")


def _no_parent(maker: Maker) -> None:
    vlan(maker, NAME, 30, "10.68.16.1/24", "internal9")


def _two_vlans(maker: Maker) -> None:
    values = {"device": NAME, "name": "vlan9", "type": "virtual", "enabled": True, "parent": "internal1"}
    maker.add("interfaces", Interface, **values, tagged_vlans=(maker.vlan_ids[30], maker.vlan_ids[50]))


def _long_name(maker: Maker) -> None:
    maker.port(NAME, "uzun-bir-arayuz-adi")


def _long_text(maker: Maker) -> None:
    maker.port(NAME, "internal6", description="x" * 300)


def _marks(maker: Maker) -> None:
    maker.port(NAME, "internal6", description="<<secret:local/acil>>")


@pytest.mark.parametrize(
    ("fields", "change", "code", "message"),
    [
        ({"platform": "cisco-ios"}, None, "INT-151", "without firewall support: cisco-ios"),
        ({"platform": None}, None, "INT-103", "no platform"),
        ({"primary_ip4": None}, None, "INT-105", "no primary"),
        ({"primary_ip4": "10.1.1.1/32"}, None, "INT-106", "10.1.1.1/32"),
        ({"config_context": {**CONTEXT, "firewal": {}}}, None, "INT-146", "unknown key"),
        ({"config_context": {**CONTEXT, "firewall": {"dns": ["10.0.0.1"] * 3}}}, None, "INT-102", "at most 2"),
        ({"config_context": {**CONTEXT, "syslog": {"servers": [f"10.0.0.{n}" for n in range(1, 6)]}}}, None, "INT-102",
         "at most 4 syslog servers"),
        ({"config_context": {**CONTEXT, "firewall": {"default_route": {"gateway": "10.0.0.1", "interface": "wan9"}}}}, None,
         "INT-139", "wan9"),
        ({}, _no_parent, "INT-152", "internal9"),
        ({}, _two_vlans, "INT-152", "internal1"),
        ({}, _long_name, "INT-135", "at most 15"),
        ({}, _long_text, "INT-135", "at most 255"),
        ({}, _marks, "INT-147", "<<"),
    ],
)  # fmt: skip
def test_a_fault_names_what_is_wrong(fields: dict[str, Any], change: Any, code: str, message: str) -> None:
    maker = gate(**fields)
    if change is not None:
        change(maker)
    found = faults(maker)
    assert any(fault.code == code and message in fault.message("en") for fault in found), found


def test_tunnels_are_told_of_devices_that_end_none() -> None:
    ended = TunnelIntent(name="wg0", listen_port=51820, mtu=1380, peers=())
    with pytest.raises(IntentError) as caught:
        build(gate().snapshot(), NAME, tunnels=(ended,))
    assert [fault.code for fault in caught.value.faults] == ["INT-154"]
