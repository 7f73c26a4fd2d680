"""Cable paths through patch panels and circuits: what is at the other end, however many cables away."""

from __future__ import annotations

from typing import Any

import pytest

from .client import Api, Yard
from .plant import Plant, interface

PORTS = {"dcim.interface": "dcim/interfaces", "dcim.frontport": "dcim/front-ports", "dcim.rearport": "dcim/rear-ports"}


def cable(
    yard: Yard, a_end: tuple[str, dict[str, Any]], b_end: tuple[str, dict[str, Any]], **fields: Any
) -> dict[str, Any]:
    ends = {
        f"{side}_terminations": [{"object_type": kind, "object_id": one["id"]}]
        for side, (kind, one) in (("a", a_end), ("b", b_end))
    }
    return yard.make("dcim/cables", **ends, **fields)


def panel(
    yard: Yard, device: dict[str, Any], name: str, positions: int = 1
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A rear port with its front ports."""
    rear = yard.make("dcim/rear-ports", device=device["id"], name=f"R{name}", type="8p8c", positions=positions)
    fronts = [
        yard.make(
            "dcim/front-ports",
            device=device["id"],
            name=f"F{name}-{at}",
            type="8p8c",
            rear_port=rear["id"],
            rear_port_position=at,
        )
        for at in range(1, positions + 1)
    ]
    return rear, fronts


def far(api: Api, port: dict[str, Any]) -> tuple[Any, Any, Any, Any]:
    one = api.get(f"dcim/interfaces/{port['id']}")
    ends = one["connected_endpoints"] and [each["id"] for each in one["connected_endpoints"]]
    return ends, one["connected_endpoints_type"], one["connected_endpoints_reachable"], one["link_peers_type"]


def test_two_panels_are_seen_through(api: Api, yard: Yard, plant: Plant) -> None:
    switch, desk, near, away = (plant.device(yard, name) for name in ("sw", "desk", "p1", "p2"))
    port, card = interface(yard, switch), interface(yard, desk)
    (rear_one, [front_one]), (rear_two, [front_two]) = panel(yard, near, "1"), panel(yard, away, "2")
    first = cable(yard, ("dcim.interface", port), ("dcim.frontport", front_one))
    assert far(api, port) == (None, None, False, "dcim.frontport")
    trunk = cable(yard, ("dcim.rearport", rear_one), ("dcim.rearport", rear_two))
    cable(yard, ("dcim.frontport", front_two), ("dcim.interface", card))
    assert far(api, port) == ([card["id"]], "dcim.interface", True, "dcim.frontport")
    assert far(api, card) == ([port["id"]], "dcim.interface", True, "dcim.frontport")
    traced = api.get(f"dcim/interfaces/{port['id']}/trace")
    assert [(near[0]["id"], link["id"], away[0]["id"]) for near, link, away in traced[:2]] == [
        (port["id"], first["id"], front_one["id"]),
        (rear_one["id"], trunk["id"], rear_two["id"]),
    ]
    assert len(traced) == 3
    api.patch(f"dcim/cables/{trunk['id']}", {"status": "planned"})
    assert far(api, port) == ([card["id"]], "dcim.interface", False, "dcim.frontport")


def test_each_strand_of_a_trunk_leads_to_its_own_end(api: Api, yard: Yard, plant: Plant) -> None:
    switch, near, away, desk = (plant.device(yard, name) for name in ("sw", "p1", "p2", "desk"))
    (rear_one, fronts), (rear_two, others) = panel(yard, near, "1", 2), panel(yard, away, "2", 2)
    cable(yard, ("dcim.rearport", rear_one), ("dcim.rearport", rear_two))
    ports = [interface(yard, switch, f"Gi1/0/{at}") for at in (1, 2)]
    cards = [interface(yard, desk, f"eth{at}") for at in (1, 2)]
    for port, front, other, card in zip(ports, fronts, others, cards, strict=True):
        cable(yard, ("dcim.interface", port), ("dcim.frontport", front))
        cable(yard, ("dcim.frontport", other), ("dcim.interface", card))
    for port, card in zip(ports, cards, strict=True):
        assert far(api, port)[0] == [card["id"]]
        assert far(api, card)[0] == [port["id"]]


def test_a_circuit_is_seen_through_and_a_site_is_no_end(api: Api, yard: Yard, plant: Plant) -> None:
    one, other = plant.device(yard, "r1"), plant.device(yard, "r2")
    ports = interface(yard, one), interface(yard, other)
    provider, kind = yard.named("circuits/providers"), yard.named("circuits/circuit-types")
    circuit = yard.make("circuits/circuits", cid=yard.name(), provider=provider["id"], type=kind["id"])
    place = {"circuit": circuit["id"], "termination_type": "dcim.site", "termination_id": plant.site["id"]}
    ends = [yard.make("circuits/circuit-terminations", term_side=side, **place) for side in "AZ"]
    cable(yard, ("dcim.interface", ports[0]), ("circuits.circuittermination", ends[0]))
    assert far(api, ports[0]) == (None, None, False, "circuits.circuittermination")
    cable(yard, ("circuits.circuittermination", ends[1]), ("dcim.interface", ports[1]))
    assert far(api, ports[0]) == ([ports[1]["id"]], "dcim.interface", True, "circuits.circuittermination")


def test_a_front_port_belongs_to_a_rear_port_of_its_device(api: Api, yard: Yard, plant: Plant) -> None:
    device, other = plant.device(yard, "p1"), plant.device(yard, "p2")
    rear, [front] = panel(yard, device, "1")
    assert front["rear_port"]["id"] == rear["id"]
    assert (front["cable"], front["link_peers"], front["_occupied"]) == (None, [], False)
    body = {"device": device["id"], "name": "F", "type": "8p8c", "rear_port": rear["id"], "rear_port_position": 2}
    assert list(api.refused("POST", "dcim/front-ports", body)) == ["rear_port_position"]
    assert list(api.refused("POST", "dcim/front-ports", {**body, "device": other["id"], "rear_port_position": 1})) == [
        "rear_port"
    ]
    taken = api.refused("POST", "dcim/front-ports", {**body, "rear_port_position": 1})
    assert taken == {"__all__": ["Front port with this Rear port and Rear port position already exists."]}
    one = api.get(f"dcim/devices/{device['id']}")
    assert (one["front_port_count"], one["rear_port_count"]) == (1, 1)
    api.delete(f"dcim/rear-ports/{rear['id']}")
    assert api.call("GET", f"dcim/front-ports/{front['id']}").status_code == 404


@pytest.mark.parametrize("kind", ["dcim.frontport", "dcim.rearport"])
def test_ports_are_found_by_device_and_cable(api: Api, yard: Yard, plant: Plant, kind: str) -> None:
    device = plant.device(yard)
    rear, [front] = panel(yard, device, "1")
    end = front if kind == "dcim.frontport" else rear
    made = cable(yard, ("dcim.interface", interface(yard, device)), (kind, end))
    path = PORTS[kind]
    assert [one["id"] for one in api.found(path, device_id=device["id"])] == [end["id"]]
    assert [one["id"] for one in api.found(path, cable_id=made["id"])] == [end["id"]]
    assert [one["id"] for one in api.found(path, device=device["name"], cabled="true")] == [end["id"]]
    assert api.found(path, device_id=device["id"], cabled="false") == []
