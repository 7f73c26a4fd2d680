"""What a device says beside what NetBox holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from altyapi.device import Member, Neighbour
from altyapi.facts.compare import compare
from altyapi.facts.proposal import DeviceFacts, ModelDifference
from netbox_sync.writeback.fieldchange import FieldChange, mac, native
from netbox_sync.writeback.outbox import Outbox
from tests.unit.facts.facts_ground import GI, MAC, VERSION, compared, device, port, says, snapshot

SERIAL = native("serial")


def kinds(facts: DeviceFacts) -> dict[str, str]:
    return {field.name: field.kind for field in facts.fields}


def cables(facts: DeviceFacts) -> list[tuple[str, str, str, str]]:
    return [(each.interface, each.kind, each.seen, each.netbox) for each in facts.neighbours]


def test_a_device_that_says_what_netbox_holds_is_clean() -> None:
    told = says(macs={f"{GI}1": f"{MAC}1"}, far=((f"{GI}24", "core.orneksehir.example", f"{GI}1"),))
    facts = compared(snapshot(), sw1=told)
    assert facts.clean
    assert facts.same == (SERIAL, VERSION, mac(f"{GI}1"))
    assert [each.kind for each in facts.neighbours] == ["matches"]


@pytest.mark.parametrize("held", [{"serial": ""}, {"custom_fields": {VERSION: None}}, {"custom_fields": {VERSION: ""}}])
def test_what_netbox_holds_nothing_in_is_to_be_filled(held: dict[str, Any]) -> None:
    facts = compared(snapshot(sw1=held), sw1=says(macs={f"{GI}24": f"{MAC}F"}))
    assert kinds(facts) == {SERIAL if "serial" in held else VERSION: "fill", mac(f"{GI}24"): "fill"}


def test_a_persons_serial_that_differs_is_no_fill_and_tells_where_else_it_stands() -> None:
    facts = compared(snapshot(), sw1=says(serial="FOC2"))
    (field,) = facts.fields
    assert (field.kind, field.before, field.after, field.elsewhere) == ("differs", "FOC1", "FOC2", ("sw2",))


@pytest.mark.parametrize("typed", ["foc1", " FOC1 "])
def test_a_serial_that_is_only_typed_otherwise_is_the_same(typed: str) -> None:
    assert compared(snapshot(sw1={"serial": typed}), sw1=says()).clean


def test_a_version_is_renewed_without_asking_only_where_we_wrote_what_stands_there() -> None:
    taken = snapshot(sw1={"custom_fields": {VERSION: "17.6.1"}})
    for written, kind in (
        ({("sw1", VERSION): "17.6.1"}, "ours"),
        ({("sw1", VERSION): "17.3"}, "differs"),
        ({}, "differs"),
    ):
        assert kinds(compared(taken, written, sw1=says())) == {VERSION: kind}


def test_what_the_outbox_delivered_is_what_counts_as_ours(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox.jsonl")
    for key, value in (("k1", "17.3"), ("k2", "17.6.1"), ("k3", "17.8")):
        outbox.put(FieldChange(key=key, device_id=1, device="sw1", before={VERSION: None}, after={VERSION: value}))
        if key != "k3":  # the last one waits
            outbox.delivered(key, 1)
    written = Outbox(outbox.path).state().written
    for held, kind in (("17.6.1", "ours"), ("17.3", "differs"), ("17.8", "differs")):
        taken = snapshot(sw1={"custom_fields": {VERSION: held}})
        assert kinds(compared(taken, written, sw1=says())) == {VERSION: kind}


def test_a_serial_is_never_ours_even_where_we_wrote_it() -> None:
    assert kinds(compared(snapshot(), {("sw1", SERIAL): "FOC1"}, sw1=says(serial="FOC7"))) == {SERIAL: "differs"}


def test_without_the_custom_field_versions_are_left_out_and_that_is_told() -> None:
    bare: dict[str, Any] = {"custom_fields": {}}
    (facts,), field = compare(snapshot(sw1=bare, sw2=bare, core=bare), {"sw1": says()}, {}, VERSION)
    assert facts.clean
    assert field is None


def test_what_the_device_does_not_say_is_no_difference() -> None:
    assert compared(snapshot(), sw1=says(name="", serial="", model="", version="")).clean


def test_ports_that_netbox_does_not_have_and_lags_have_no_mac_address_to_write() -> None:
    taken = snapshot()
    lag = port(900, "sw1", "Port-channel1", type="lag")
    taken = taken.holding(interfaces=(*taken.tables.interfaces, lag))
    told = says(macs={"Port-channel1": f"{MAC}9", "Vlan99": f"{MAC}9"})
    assert compared(taken, sw1=told).clean


@pytest.mark.parametrize("model", ["C9200L-24P-4X", "c9200l-24p-4x", "Catalyst 9200L-24P-4X"])
def test_a_model_is_the_same_by_any_name_of_its_device_type(model: str) -> None:
    assert compared(snapshot(), sw1=says(model=model)).model is None


def test_a_replaced_switch_is_told_by_its_model_and_nothing_of_it_is_a_field() -> None:
    facts = compared(snapshot(), sw1=says(serial="FOC77", model="C9300-48P"))
    assert facts.model == ModelDifference(netbox="cisco Catalyst 9200L-24P-4X", device="C9300-48P")
    assert kinds(facts) == {SERIAL: "differs"}
    assert not facts.clean


def test_a_device_with_another_name_is_told() -> None:
    assert compared(snapshot(), sw1=says(name="sw2")).misnamed
    assert not compared(snapshot(), sw1=says(name="SW1.orneksehir.example")).misnamed


@dataclass(frozen=True)
class Seen:
    """One neighbour at sw1's port, and what is to be said of it."""

    here: str
    there: str
    end: str
    expected: tuple[str, str, str]


@pytest.mark.parametrize(
    "seen",
    [
        Seen(f"{GI}24", "core", f"{GI}1", ("matches", f"core {GI}1", f"core {GI}1")),
        Seen(f"{GI}24", "CORE", "gigabitethernet1/0/1", ("matches", f"core {GI}1", f"core {GI}1")),
        Seen(f"{GI}24", "core", "LAN 1", ("matches", "core LAN 1", f"core {GI}1")),
        Seen(f"{GI}24", "core", f"{GI}2", ("other-end", f"core {GI}2", f"core {GI}1")),
        Seen(f"{GI}24", "sw2", f"{GI}1", ("other-end", f"sw2 {GI}1", f"core {GI}1")),
        Seen(f"{GI}2", "sw2", f"{GI}2", ("no-cable", f"sw2 {GI}2", "")),
        Seen(f"{GI}48", "sw2", f"{GI}2", ("no-interface", f"sw2 {GI}2", "")),
        Seen(f"{GI}24", "SEP001122334455", "Port 1", ("unknown-device", "SEP001122334455 Port 1", "")),
    ],
    ids=lambda seen: f"{seen.expected[0]} {seen.there} {seen.end}",
)
def test_a_neighbour_is_held_against_the_cable(seen: Seen) -> None:
    facts = compared(snapshot(), sw1=says(far=((seen.here, seen.there, seen.end),)))
    assert cables(facts) == [(seen.here, *seen.expected)]
    assert facts.clean == (seen.expected[0] in ("matches", "unknown-device"))


def test_a_far_port_is_known_by_its_mac_address_too() -> None:
    told = says("core", "FOC9", far=((f"{GI}2", "sw1", "0011.22aa.bb01"),))
    assert cables(compared(snapshot(), core=told)) == [(f"{GI}2", "other-end", f"sw1 {GI}1", f"sw2 {GI}24")]


def test_of_several_names_of_a_far_port_the_first_that_netbox_knows_counts() -> None:
    far = Neighbour(interface=f"{GI}24", name="core", ports=("te1", f"{GI}1", f"{GI}2"))
    told = says().model_copy(update={"neighbours": (far,)})
    assert [each.kind for each in compared(snapshot(), sw1=told).neighbours] == ["matches"]


def test_who_stands_behind_the_far_end_is_no_finding() -> None:
    told = says(far=((f"{GI}24", "sw2", f"{GI}1"), (f"{GI}24", "core", f"{GI}1")))
    assert [each.kind for each in compared(snapshot(), sw1=told).neighbours] == ["matches"]


def test_one_member_speaks_for_its_whole_stack() -> None:
    chassis = {"virtual_chassis": "st", "device_type": "c9300-48p"}
    first = device(31, "st1", vc_position=1, serial="A", **chassis)
    second = device(32, "st2", vc_position=2, serial="", primary_ip4=None, **chassis)
    other_site = device(33, "st3", vc_position=2, serial="", site="sah-hb01", **chassis)
    members = (Member(position=1, model="C9300-48P", serial="A"), Member(position=2, model="C9300-24P", serial="B"))
    told = says(
        "st1", "A", "C9300-48P", members=members,
        macs={"GigabitEthernet1/0/1": f"{MAC}1", "GigabitEthernet2/0/1": f"{MAC}2"},
        far=(("GigabitEthernet2/0/24", "core", f"{GI}24"),),
    )  # fmt: skip
    found, _ = compare(snapshot(first, second, other_site), {"st1": told}, {}, VERSION)
    assert [facts.device for facts in found] == ["st1", "st2"]
    assert kinds(found[0]) == {mac("GigabitEthernet1/0/1"): "fill"}
    assert kinds(found[1]) == {SERIAL: "fill", mac("GigabitEthernet2/0/1"): "fill"}
    assert found[1].model == ModelDifference(netbox="cisco C9300-48P", device="C9300-24P")
    assert [cables(facts) for facts in found] == [
        [],
        [("GigabitEthernet2/0/24", "no-cable", f"core {GI}24", "")],
    ]
    assert not any(facts.misnamed for facts in found)
