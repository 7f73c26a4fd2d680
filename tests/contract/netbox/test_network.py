"""Interfaces, VLANs, LAGs, cables and primary addresses: the rules that NetBox keeps between them."""

from __future__ import annotations

from typing import Any

import pytest

from .client import MISSING_ID, Api, Yard
from .plant import Plant, interface

PORTS = "dcim/interfaces"


@pytest.fixture
def device(yard: Yard, plant: Plant) -> dict[str, Any]:
    return plant.device(yard)


def vlan(yard: Yard, vid: int, **fields: Any) -> dict[str, Any]:
    return yard.make("ipam/vlans", vid=vid, name=yard.name(f"v{vid}"), **fields)


class TestVlans:
    def test_a_site_may_have_the_same_vlan_twice_but_a_group_may_not(self, api: Api, yard: Yard, plant: Plant) -> None:
        here = {"site": plant.site["id"]}
        vlan(yard, 100, **here)
        vlan(yard, 100, **here)
        group = yard.named("ipam/vlan-groups", scope_type="dcim.site", scope_id=plant.site["id"])
        assert (group["scope"]["slug"], group["vid_ranges"]) == (plant.prefix, [[1, 4093]])
        vlan(yard, 100, group=group["id"])
        taken = {"vid": 100, "name": yard.name("other"), "group": group["id"]}
        assert api.refused("POST", "ipam/vlans", taken) == {
            "__all__": ["VLAN with this Group and VLAN ID already exists."]
        }
        taken = {"vid": 101, "name": yard.name("v100"), "group": group["id"]}
        assert api.refused("POST", "ipam/vlans", taken) == {
            "__all__": ["VLAN with this Group and Name already exists."]
        }

    @pytest.mark.parametrize(
        ("vid", "message"),
        [
            (0, "Ensure this value is greater than or equal to 1."),
            (4095, "Ensure this value is less than or equal to 4094."),
        ],
    )
    def test_vlan_ids_have_their_range(self, api: Api, vid: int, message: str) -> None:
        assert api.refused("POST", "ipam/vlans", {"vid": vid, "name": "x"}) == {"vid": [message]}

    def test_a_vlan_shows_its_id_in_its_display(self, yard: Yard, plant: Plant) -> None:
        made = vlan(yard, 30, site=plant.site["id"])
        assert made["display"] == f"{yard.name('v30')} (30)"

    def test_vlans_are_found_by_site_group_and_id(self, api: Api, yard: Yard, plant: Plant) -> None:
        site = yard.named("dcim/sites")
        first, second = vlan(yard, 30, site=site["id"]), vlan(yard, 40, site=site["id"])
        assert [one["id"] for one in api.found("ipam/vlans", site=site["slug"])] == [first["id"], second["id"]]
        assert [one["id"] for one in api.found("ipam/vlans", site_id=site["id"], vid=[40, 41])] == [second["id"]]
        assert [one["id"] for one in api.found("ipam/vlans", site_id=site["id"], vid__gte=31)] == [second["id"]]


class TestModes:
    def test_vlans_need_a_mode_that_carries_them(self, api: Api, yard: Yard, plant: Plant, device: Any) -> None:
        users, phones = vlan(yard, 30, site=plant.site["id"]), vlan(yard, 40, site=plant.site["id"])
        port = f"{PORTS}/{interface(yard, device)['id']}"
        assert api.refused("PATCH", port, {"untagged_vlan": users["id"]}) == {
            "untagged_vlan": ["Interface mode does not support untagged vlan"]
        }
        for mode in ("access", "tagged-all"):
            assert api.refused("PATCH", port, {"mode": mode, "tagged_vlans": [users["id"]]}) == {
                "tagged_vlans": ["Interface mode does not support tagged vlans"]
            }
        trunk = api.patch(
            port, {"mode": "tagged", "untagged_vlan": users["id"], "tagged_vlans": [phones["id"], users["id"]]}
        )
        assert trunk["mode"] == {"value": "tagged", "label": "Tagged"}
        assert trunk["untagged_vlan"]["vid"] == 30
        assert [one["vid"] for one in trunk["tagged_vlans"]] == [30, 40]

    def test_a_vlan_of_another_site_is_refused_and_a_global_one_is_not(
        self, api: Api, yard: Yard, plant: Plant, device: Any
    ) -> None:
        foreign = vlan(yard, 101, site=yard.named("dcim/sites", "other")["id"])
        everywhere = vlan(yard, 102)
        port = f"{PORTS}/{interface(yard, device)['id']}"
        must = "must belong to the same site as the interface's parent device, or it must be global."
        assert api.refused("PATCH", port, {"mode": "access", "untagged_vlan": foreign["id"]}) == {
            "untagged_vlan": [f"The untagged VLAN ({foreign['display']}) {must}"]
        }
        assert api.refused("PATCH", port, {"mode": "tagged", "tagged_vlans": [foreign["id"]]}) == {
            "tagged_vlans": [f"VLAN {foreign['display']} {must}"]
        }
        assert api.patch(port, {"mode": "access", "untagged_vlan": everywhere["id"]})["untagged_vlan"]["vid"] == 102

    def test_leaving_trunk_mode_drops_the_tagged_vlans(self, api: Api, yard: Yard, plant: Plant, device: Any) -> None:
        users = vlan(yard, 30, site=plant.site["id"])
        made = interface(yard, device, mode="tagged", tagged_vlans=[users["id"]])
        assert [one["vid"] for one in made["tagged_vlans"]] == [30]
        assert api.patch(f"{PORTS}/{made['id']}", {"mode": "access", "tagged_vlans": []})["tagged_vlans"] == []


class TestBundles:
    def test_a_lag_is_of_the_same_device(self, api: Api, yard: Yard, plant: Plant, device: Any) -> None:
        port = interface(yard, device)
        own = interface(yard, device, "Po1", type="lag")
        other = plant.device(yard, "sw02")
        foreign = interface(yard, other, "Po1", type="lag")
        assert api.refused("PATCH", f"{PORTS}/{port['id']}", {"lag": foreign["id"]}) == {
            "lag": [f"The selected LAG interface (Po1) belongs to a different device ({other['name']})."]
        }
        member = api.patch(f"{PORTS}/{port['id']}", {"lag": own["id"]})
        assert (member["lag"]["id"], member["lag"]["name"]) == (own["id"], "Po1")
        assert [one["id"] for one in api.found(PORTS, device_id=device["id"], lag_id=own["id"])] == [port["id"]]

    def test_an_interface_is_not_its_own_parent(self, api: Api, yard: Yard, device: Any) -> None:
        port = interface(yard, device, "Gi1/0/1.1", type="virtual")
        assert api.refused("PATCH", f"{PORTS}/{port['id']}", {"parent": port["id"]}) == {
            "parent": ["An interface cannot be its own parent."]
        }

    def test_virtual_interfaces_have_no_power(self, api: Api, device: Any) -> None:
        wish = {"device": device["id"], "name": "Vlan10", "type": "virtual", "poe_mode": "pse"}
        assert api.refused("POST", PORTS, wish) == {"poe_mode": ["Virtual interfaces cannot have a PoE mode."]}

    def test_a_device_starts_with_the_interfaces_of_its_type(self, api: Api, yard: Yard, plant: Plant) -> None:
        kind = yard.make(
            "dcim/device-types", manufacturer=plant.manufacturer["id"], model=yard.name(), slug=yard.name()
        )
        for number in (10, 9):
            yard.make("dcim/interface-templates", device_type=kind["id"], name=f"Gi1/0/{number}", type="1000base-t")
        made = plant.device(yard, device_type=kind["id"])
        rows = api.found(PORTS, device_id=made["id"], fields="name,type")
        assert [row["name"] for row in rows] == ["Gi1/0/9", "Gi1/0/10"]
        assert rows[0]["type"] == {"value": "1000base-t", "label": "1000BASE-T (1GE)"}

    def test_mac_addresses_are_written_the_usual_way(self, api: Api, yard: Yard, device: Any) -> None:
        port = interface(yard, device)
        here = {"assigned_object_type": "dcim.interface", "assigned_object_id": port["id"]}
        made = yard.make("dcim/mac-addresses", mac_address="0011.22aa.bbcc", **here)
        assert made["mac_address"] == "00:11:22:AA:BB:CC"
        assert api.refused("POST", "dcim/mac-addresses", {"mac_address": "zz"}) == {
            "mac_address": ["Invalid MAC address format: zz"]
        }
        changed = api.patch(f"{PORTS}/{port['id']}", {"primary_mac_address": made["id"]})
        assert changed["mac_address"] == "00:11:22:AA:BB:CC"


class TestCables:
    @pytest.fixture
    def ends(self, yard: Yard, plant: Plant, device: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        return interface(yard, device), interface(yard, plant.device(yard, "sw02"))

    @staticmethod
    def plugs(*ports: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"object_type": "dcim.interface", "object_id": port["id"]} for port in ports]

    def test_a_cable_joins_two_interfaces_until_it_is_deleted(self, api: Api, yard: Yard, ends: Any) -> None:
        near, far = ends
        cable = yard.make("dcim/cables", a_terminations=self.plugs(near), b_terminations=self.plugs(far), type="cat6")
        assert (cable["display"], cable["status"]["value"], cable["type"]) == (f"#{cable['id']}", "connected", "cat6")
        [end] = cable["b_terminations"]
        assert (end["object_type"], end["object_id"]) == ("dcim.interface", far["id"])
        assert end["object"]["device"]["name"] == far["device"]["name"]
        seen = api.get(f"{PORTS}/{near['id']}")
        assert (seen["cable"]["id"], seen["cable_end"], seen["_occupied"]) == (cable["id"], "A", True)
        assert [one["id"] for one in seen["link_peers"]] == [far["id"]]
        assert [one["id"] for one in seen["connected_endpoints"]] == [far["id"]]
        assert seen["link_peers_type"] == seen["connected_endpoints_type"] == "dcim.interface"
        assert seen["connected_endpoints_reachable"] is True
        assert api.get(f"{PORTS}/{far['id']}")["cable_end"] == "B"
        mine = {"device_id": near["device"]["id"], "fields": "id"}
        for state in ("cabled", "connected", "occupied"):
            assert api.found(PORTS, **mine, **{state: "true"}) == [{"id": near["id"]}]
            assert api.found(PORTS, **mine, **{state: "false"}) == []
        [[[start], middle, [finish]]] = api.get(f"{PORTS}/{near['id']}/trace")
        assert (start["id"], middle["id"], finish["id"]) == (near["id"], cable["id"], far["id"])
        api.delete(f"dcim/cables/{cable['id']}")
        freed = api.get(f"{PORTS}/{near['id']}")
        assert (freed["cable"], freed["link_peers"], freed["connected_endpoints"]) == (None, [], None)
        assert freed["connected_endpoints_reachable"] is None
        assert freed["_occupied"] is False

    def test_a_planned_cable_reaches_nothing(self, api: Api, yard: Yard, ends: Any) -> None:
        near, far = ends
        yard.make("dcim/cables", a_terminations=self.plugs(near), b_terminations=self.plugs(far), status="planned")
        seen = api.get(f"{PORTS}/{near['id']}")
        assert [one["id"] for one in seen["link_peers"]] == [far["id"]]
        assert seen["connected_endpoints_reachable"] is False

    def test_an_interface_takes_one_cable(self, api: Api, yard: Yard, ends: Any, device: Any) -> None:
        near, far = ends
        cable = yard.make("dcim/cables", a_terminations=self.plugs(near), b_terminations=self.plugs(far))
        free = interface(yard, device, "Gi1/0/2")
        second = {"a_terminations": self.plugs(near), "b_terminations": self.plugs(free)}
        assert api.refused("POST", "dcim/cables", second) == {
            "__all__": [f"Duplicate termination found for dcim.interface {near['id']}: cable {cable['id']}"]
        }

    def test_a_cable_has_two_ends_that_can_take_one(self, api: Api, yard: Yard, ends: Any, device: Any) -> None:
        near, _ = ends
        assert api.refused("POST", "dcim/cables", {"a_terminations": self.plugs(near), "b_terminations": []}) == {
            "__all__": ["Must define A and B terminations when creating a new cable."]
        }
        virtual = interface(yard, device, "Vlan10", type="virtual")
        refused = api.refused(
            "POST", "dcim/cables", {"a_terminations": self.plugs(near), "b_terminations": self.plugs(virtual)}
        )
        assert refused == {"__all__": ["Cables cannot be terminated to Virtual interfaces"]}

    def test_deleting_a_device_takes_its_end_off(self, api: Api, yard: Yard, ends: Any) -> None:
        near, far = ends
        yard.make("dcim/cables", a_terminations=self.plugs(near), b_terminations=self.plugs(far))
        api.delete(f"dcim/devices/{far['device']['id']}")
        assert api.get(f"{PORTS}/{near['id']}")["connected_endpoints"] is None


class TestPrimaryAddresses:
    @pytest.fixture
    def addresses(self, yard: Yard, device: Any) -> dict[str, dict[str, Any]]:
        own_vrf = yard.make("ipam/vrfs", name=yard.name())
        port = interface(yard, device, "Vlan10", type="virtual")
        here = {"assigned_object_type": "dcim.interface", "assigned_object_id": port["id"]}
        new = {
            "v4": {"address": "192.0.2.10/24", **here},
            "v6": {"address": "2001:DB8:0::1/64", "dns_name": "SW01.Example", **here},
            "free": {"address": "192.0.2.11/24"},
        }
        return {name: yard.make("ipam/ip-addresses", vrf=own_vrf["id"], **fields) for name, fields in new.items()}

    def test_a_device_prefers_ipv6_and_shows_both(self, api: Api, device: Any, addresses: Any) -> None:
        v4, v6 = addresses["v4"], addresses["v6"]
        seen = api.patch(f"dcim/devices/{device['id']}", {"primary_ip4": v4["id"], "primary_ip6": v6["id"]})
        assert seen["primary_ip4"] == {
            "id": v4["id"],
            "url": v4["url"],
            "display": "192.0.2.10/24",
            "family": {"value": 4, "label": "IPv4"},
            "address": "192.0.2.10/24",
            "description": "",
        }
        assert seen["primary_ip"] == seen["primary_ip6"]
        assert seen["primary_ip6"]["address"] == "2001:db8::1/64"
        assert v6["dns_name"] == "sw01.example"

    def test_only_an_own_address_of_the_right_family_can_be_primary(
        self, api: Api, device: Any, addresses: Any
    ) -> None:
        one = f"dcim/devices/{device['id']}"
        assert api.refused("PATCH", one, {"primary_ip4": addresses["free"]["id"]}) == {
            "primary_ip4": ["The specified IP address (192.0.2.11/24) is not assigned to this device."]
        }
        assert api.refused("PATCH", one, {"primary_ip4": addresses["v6"]["id"]}) == {
            "primary_ip4": ["2001:db8::1/64 is not an IPv4 address."]
        }

    def test_a_primary_address_stays_where_it_is_but_can_be_deleted(
        self, api: Api, device: Any, addresses: Any
    ) -> None:
        v4 = addresses["v4"]
        api.patch(f"dcim/devices/{device['id']}", {"primary_ip4": v4["id"]})
        away = {"assigned_object_type": None, "assigned_object_id": None}
        assert api.refused("PATCH", f"ipam/ip-addresses/{v4['id']}", away) == {
            "__all__": ["Cannot reassign IP address while it is designated as the primary IP for the parent object"]
        }
        api.delete(f"ipam/ip-addresses/{v4['id']}")
        assert api.get(f"dcim/devices/{device['id']}", fields="primary_ip,primary_ip4") == {
            "primary_ip": None,
            "primary_ip4": None,
        }

    def test_an_address_needs_an_interface_that_exists(self, api: Api) -> None:
        wish = {"address": "192.0.2.9/24", "assigned_object_type": "dcim.interface", "assigned_object_id": MISSING_ID}
        assert api.refused("POST", "ipam/ip-addresses", wish) == {
            "assigned_object_id": [f"Related object not found using the provided value: {MISSING_ID}."]
        }
