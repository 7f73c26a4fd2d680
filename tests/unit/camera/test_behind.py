"""Behind which port a camera stands, as switches have learnt it, beside its cable in NetBox."""

from __future__ import annotations

import pytest

from altyapi.audit.policy import AuditPolicy
from altyapi.camera import behind
from altyapi.camera.behind import Place, Told
from altyapi.camera.policy import CameraPolicy
from altyapi.device import Facts, Inventory, Learnt, Neighbour
from netbox_sync.model import Snapshot
from tests.unit.camera.cameras import camera
from tests.unit.facts.facts_ground import GI, device, port, snapshot

MAC = "9C:8E:CD:11:22:33"
OTHERS = tuple(f"9C:8E:CD:00:00:0{number}" for number in range(9))
"""`sw1` and `sw2` hang on `core` by their ports 24."""


def told(*rows: tuple[str, str], neighbours: tuple[tuple[str, str], ...] = (), vlan: int = 50) -> Told:
    """Rows: port and MAC address; neighbours: port and name."""
    learnt = tuple(Learnt(mac=mac, port=name, vlan=vlan) for name, mac in rows)
    return Told(learnt, tuple(Neighbour(interface=name, name=far, ports=()) for name, far in neighbours))


def places(snapshot: Snapshot, **switches: Told) -> dict[str, Place]:
    return behind.places(switches, snapshot, CameraPolicy(), AuditPolicy())


def test_ports_to_other_switches_lead_further_on_and_count_for_nothing() -> None:
    found = places(
        snapshot(), sw1=told((f"{GI}1", MAC)), core=told((f"{GI}1", MAC)), sw2=told((f"{GI}24", MAC), (f"{GI}2", OTHERS[0]))
    )  # fmt: skip
    assert found == {MAC: Place("sw1", f"{GI}1", 50), OTHERS[0]: Place("sw2", f"{GI}2", 50)}


def test_a_switch_that_only_lldp_tells_of_is_one_too_and_so_is_its_bundle() -> None:
    ground = snapshot()
    assert places(ground, core=told((f"{GI}3", MAC), neighbours=((f"{GI}3", "SW1.ornek.bel.tr"),))) == {}
    bundle = [port(900, "core", "Port-channel1", type="lag")]
    rows = [
        one.model_copy(update={"lag": "Port-channel1"}) if one.name == f"{GI}1" else one
        for one in ground.tables.interfaces
    ]
    bundled = ground.holding(interfaces=(*rows, *bundle))
    assert places(bundled, core=told(("Port-channel1", MAC))) == {}
    strange = told((f"{GI}3", MAC), neighbours=((f"{GI}3", "axis-9c8ecd112233"),))
    assert places(ground, core=strange) == {MAC: Place("core", f"{GI}3", 50)}


def test_behind_a_switch_that_nobody_knows_the_port_with_fewest_addresses_is_it() -> None:
    crowded = told((f"{GI}3", MAC), *((f"{GI}3", one) for one in OTHERS))
    assert places(snapshot(), core=crowded, sw1=told((f"{GI}1", MAC)))[MAC] == Place("sw1", f"{GI}1", 50)


def test_where_nothing_tells_two_ports_apart_nothing_is_said() -> None:
    assert MAC not in places(snapshot(), sw2=told((f"{GI}1", MAC)), sw1=told((f"{GI}1", MAC)))


def test_a_stacks_port_is_its_members() -> None:
    stack = {"virtual_chassis": "stack1"}
    ground = snapshot(
        device(21, "stack1-1", vc_position=1, **stack), device(22, "stack1-2", vc_position=2, primary_ip4=None, **stack)
    )
    name = "GigabitEthernet2/0/1"
    assert places(ground, **{"stack1-1": told((name, MAC))}) == {MAC: Place("stack1-2", name, 50)}


CABLED = {"mac": MAC, "switch": "sw1", "port": f"{GI}1", "vlan": 50}


@pytest.mark.parametrize(
    ("place", "kind", "netbox", "seen"),
    [
        (Place("sw2", f"{GI}1", 50), "moved", f"sw1 {GI}1", f"sw2 {GI}1"),
        (Place("sw1", f"{GI}2", 51), "moved", f"sw1 {GI}1", f"sw1 {GI}2"),
        (Place("sw1", f"{GI}1", 51), "other-vlan", "50", "51"),
    ],
)
def test_another_port_and_another_vlan_are_told(place: Place, kind: str, netbox: str, seen: str) -> None:
    (found,) = behind.findings([camera("kam01", **CABLED)], {}, {MAC: place})
    assert (found.kind, found.camera, found.netbox, found.seen, found.by) == (kind, "kam01", netbox, seen, "port")


@pytest.mark.parametrize("vlan", [50, None])
def test_one_where_its_cable_says_and_one_that_no_switch_has_heard_are_not_spoken_of(vlan: int | None) -> None:
    known = [camera("kam01", **CABLED), camera("kam02", mac=OTHERS[1]), camera("kam03")]
    assert behind.findings(known, {}, {MAC: Place("sw1", f"{GI}1", vlan)}) == ()


def test_a_camera_without_a_cable_or_a_mac_address_in_netbox_is_told_by_its_own() -> None:
    said = {"kam01": Inventory(facts=Facts(hostname="", model="", version="", serial=""), macs={"eth0": MAC})}
    (found,) = behind.findings([camera("kam01")], said, {MAC: Place("sw1", f"{GI}1", 50)})
    assert (found.kind, found.netbox, found.seen) == ("moved", "", f"sw1 {GI}1")


def test_the_switches_in_service_of_the_cameras_sites_are_asked() -> None:
    ground = snapshot(
        device(31, "sw3", site="ili-hb01"), device(32, "sw4", status="planned"), device(33, "ap", role="access-point")
    )
    assert behind.switches(ground, AuditPolicy(), [camera(site="mrk-hb01")]) == ("core", "sw1", "sw2")
