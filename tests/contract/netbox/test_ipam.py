"""Prefixes, ranges and addresses, and the hand-out of free ones to many callers at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from .client import MISSING_ID, TIMEOUT_S, Api, NetBox, Yard
from .plant import Plant, prefix, vrf

PREFIXES = "ipam/prefixes"
ADDRESSES = "ipam/ip-addresses"
PARALLEL = 20
NO_ROOM = {"detail": "Insufficient resources are available to satisfy the request"}


def at_once(netbox: NetBox, path: str, bodies: list[Any]) -> list[httpx.Response]:
    """Sends all bodies as parallel POSTs, each over a connection of its own."""

    def send(body: Any) -> httpx.Response:
        headers = {"Authorization": f"Token {netbox.token}"}
        return httpx.post(f"{netbox.url}/api/{path}/", json=body, headers=headers, timeout=TIMEOUT_S)

    with ThreadPoolExecutor(PARALLEL) as pool:
        return list(pool.map(send, bodies))


@pytest.fixture
def ground(yard: Yard) -> dict[str, Any]:
    return vrf(yard)


class TestPrefixes:
    def test_a_new_prefix_has_its_family_depth_and_scope(self, yard: Yard, plant: Plant, ground: Any) -> None:
        made = prefix(yard, "10.20.0.0/16", ground, scope_type="dcim.site", scope_id=plant.site["id"])
        assert made["family"] == {"value": 4, "label": "IPv4"}
        assert (made["children"], made["_depth"], made["is_pool"], made["mark_utilized"]) == (0, 0, False, False)
        assert (made["scope_type"], made["scope_id"], made["scope"]["slug"]) == (
            "dcim.site",
            plant.site["id"],
            plant.prefix,
        )
        assert made["vrf"]["display"] == f"{ground['name']} ({ground['rd']})"
        six = prefix(yard, "2001:DB8::/32", ground)
        assert (six["prefix"], six["family"]["value"]) == ("2001:db8::/32", 6)

    def test_prefixes_are_listed_by_network_with_their_depth(self, api: Api, yard: Yard, ground: Any) -> None:
        for network in ("10.20.3.0/24", "10.20.0.0/16", "10.20.10.0/24", "10.20.3.128/25"):
            prefix(yard, network, ground)
        rows = api.found(PREFIXES, vrf_id=ground["id"], fields="prefix,_depth,children")
        assert [(row["prefix"], row["_depth"], row["children"]) for row in rows] == [
            ("10.20.0.0/16", 0, 3),
            ("10.20.3.0/24", 1, 1),
            ("10.20.3.128/25", 2, 0),
            ("10.20.10.0/24", 1, 0),
        ]

    def test_bad_prefixes_are_refused(self, api: Api, ground: Any) -> None:
        assert api.refused("POST", PREFIXES, {"prefix": "10.20.0.1/16", "vrf": ground["id"]}) == {
            "prefix": ["10.20.0.1/16 is not a valid prefix. Did you mean 10.20.0.0/16?"]
        }
        assert api.refused("POST", PREFIXES, {}) == {"prefix": ["This field is required."]}
        nowhere = {"prefix": "10.20.0.0/16", "scope_type": "dcim.site", "scope_id": MISSING_ID}
        assert api.refused("POST", PREFIXES, nowhere) == {
            "scope_id": [f"Related object not found using the provided value: {MISSING_ID}."]
        }

    @pytest.mark.parametrize(
        ("path", "wrong"), [(PREFIXES, {"prefix": "10.20.0.0/33"}), (ADDRESSES, {"address": "192.0.2.300/24"})]
    )
    def test_what_is_no_address_at_all_is_a_server_error(self, api: Api, path: str, wrong: Any) -> None:
        error = api.refused("POST", path, wrong, status=500)
        assert (error["error"], error["exception"]) == ("'data'", "KeyError")

    def test_a_strict_vrf_has_every_prefix_once(self, api: Api, yard: Yard, ground: Any) -> None:
        prefix(yard, "10.20.0.0/16", ground)
        again = {"prefix": "10.20.0.0/16", "vrf": ground["id"]}
        assert api.refused("POST", PREFIXES, again) == {
            "prefix": [f"Duplicate prefix found in VRF {ground['display']}: 10.20.0.0/16"]
        }
        loose = vrf(yard, "loose", unique=False)
        for _ in range(2):
            prefix(yard, "10.20.0.0/16", loose)

    @pytest.mark.parametrize(
        ("key", "value", "found"),
        [
            ("within", "10.20.0.0/16", ["10.20.3.0/24", "10.20.10.0/24"]),
            ("within_include", "10.20.0.0/16", ["10.20.0.0/16", "10.20.3.0/24", "10.20.10.0/24"]),
            ("contains", "10.20.3.7", ["10.20.0.0/16", "10.20.3.0/24"]),
            ("contains", "10.20.3.0/24", ["10.20.0.0/16", "10.20.3.0/24"]),
            ("prefix", "10.20.3.0/24", ["10.20.3.0/24"]),
            ("prefix", "nonsense", []),
            ("mask_length", "24", ["10.20.3.0/24", "10.20.10.0/24"]),
            ("family", "6", ["2001:db8::/64"]),
            ("status", "container", ["10.20.0.0/16"]),
            ("q", "10.20.3", ["10.20.3.0/24"]),
            ("scope_type", "dcim.site", ["10.20.10.0/24"]),
            ("site", "{plant}", ["10.20.10.0/24"]),
            ("vlan_vid", "30", ["10.20.3.0/24"]),
        ],
    )
    def test_prefixes_are_found_by(
        self, api: Api, yard: Yard, plant: Plant, ground: Any, key: str, value: str, found: list[str]
    ) -> None:
        vlan = yard.make("ipam/vlans", vid=30, name=yard.name())
        prefix(yard, "10.20.0.0/16", ground, status="container")
        prefix(yard, "10.20.3.0/24", ground, vlan=vlan["id"])
        prefix(yard, "10.20.10.0/24", ground, scope_type="dcim.site", scope_id=plant.site["id"])
        prefix(yard, "2001:db8::/64", ground)
        query = {key: value.format(plant=plant.prefix)}
        rows = api.found(PREFIXES, vrf_id=ground["id"], fields="prefix", **query)
        assert [row["prefix"] for row in rows] == found

    def test_a_vrf_with_prefixes_is_protected(self, api: Api, yard: Yard, ground: Any) -> None:
        inside = prefix(yard, "10.20.0.0/16", ground)
        assert api.refused("DELETE", f"ipam/vrfs/{ground['id']}", status=409) == {
            "detail": f"Unable to delete object. 1 dependent objects were found: 10.20.0.0/16 ({inside['id']})"
        }


class TestAddresses:
    def test_addresses_keep_their_mask_and_get_32_without_one(self, yard: Yard, ground: Any) -> None:
        masked = yard.make(ADDRESSES, address="192.0.2.1/24", vrf=ground["id"])
        bare = yard.make(ADDRESSES, address="192.0.2.2", vrf=ground["id"])
        assert (masked["address"], masked["display"], bare["address"]) == (
            "192.0.2.1/24",
            "192.0.2.1/24",
            "192.0.2.2/32",
        )
        assert (masked["assigned_object"], masked["nat_outside"], masked["role"]) == (None, [], None)

    def test_a_strict_vrf_has_every_host_once_whatever_the_mask(self, api: Api, yard: Yard, ground: Any) -> None:
        yard.make(ADDRESSES, address="192.0.2.1/24", vrf=ground["id"])
        for again in ("192.0.2.1/24", "192.0.2.1/32"):
            assert api.refused("POST", ADDRESSES, {"address": again, "vrf": ground["id"]}) == {
                "address": [f"Duplicate IP address found in VRF {ground['display']}: 192.0.2.1/24"]
            }

    def test_shared_roles_may_stand_twice(self, yard: Yard, ground: Any) -> None:
        for _ in range(2):
            yard.make(ADDRESSES, address="192.0.2.1/24", vrf=ground["id"], role="vrrp")

    def test_dns_names_have_their_letters(self, api: Api) -> None:
        assert api.refused("POST", ADDRESSES, {"address": "192.0.2.1/24", "dns_name": "bad name"}) == {
            "dns_name": [
                "Only alphanumeric characters, asterisks, hyphens, periods, and underscores are allowed in DNS names"
            ]
        }

    @pytest.mark.parametrize(
        ("key", "value", "found"),
        [
            ("address", "192.0.2.1", ["192.0.2.1/24"]),
            ("address", "192.0.2.1/24", ["192.0.2.1/24"]),
            ("address", "192.0.2.1/25", []),
            ("parent", "192.0.2.0/29", ["192.0.2.1/24"]),
            ("parent", "192.0.2.0/24", ["192.0.2.1/24", "192.0.2.20/24"]),
            ("q", "192.0.2.2", ["192.0.2.20/24"]),
            ("mask_length", "128", ["2001:db8::1/128"]),
            ("dns_name", "a.example", ["192.0.2.20/24"]),
            ("status", "reserved", ["2001:db8::1/128"]),
        ],
    )
    def test_addresses_are_found_by(
        self, api: Api, yard: Yard, ground: Any, key: str, value: str, found: list[str]
    ) -> None:
        yard.make(ADDRESSES, address="2001:db8::1/128", vrf=ground["id"], status="reserved")
        yard.make(ADDRESSES, address="192.0.2.20/24", vrf=ground["id"], dns_name="A.example")
        yard.make(ADDRESSES, address="192.0.2.1/24", vrf=ground["id"])
        rows = api.found(ADDRESSES, vrf_id=ground["id"], fields="address", **{key: value})
        assert [row["address"] for row in rows] == found


class TestFreeAddresses:
    def test_free_addresses_leave_out_network_and_broadcast(self, api: Api, yard: Yard, ground: Any) -> None:
        net = prefix(yard, "198.51.100.0/29", ground)
        free = api.get(f"{PREFIXES}/{net['id']}/available-ips")
        assert [one["address"] for one in free] == [f"198.51.100.{host}/29" for host in range(1, 7)]
        assert free[0]["family"] == 4
        assert free[0]["vrf"]["id"] == ground["id"]
        assert len(api.get(f"{PREFIXES}/{net['id']}/available-ips", limit=2)) == 2
        pool = prefix(yard, "198.51.100.64/30", ground, is_pool=True)
        free = api.get(f"{PREFIXES}/{pool['id']}/available-ips")
        assert [one["address"] for one in free] == [f"198.51.100.{host}/30" for host in range(64, 68)]

    def test_the_next_free_addresses_are_handed_out_with_the_prefixs_mask(
        self, api: Api, yard: Yard, ground: Any
    ) -> None:
        net = prefix(yard, "198.51.100.0/28", ground)
        yard.make(ADDRESSES, address="198.51.100.2/28", vrf=ground["id"])
        free = f"{PREFIXES}/{net['id']}/available-ips"
        one = api.post(free, {"description": "one", "dns_name": "one.example"})
        yard.adopt(ADDRESSES, one)
        assert (one["address"], one["description"], one["dns_name"]) == ("198.51.100.1/28", "one", "one.example")
        assert one["vrf"]["id"] == ground["id"]
        several = api.post(free, [{"description": "two"}, {"description": "three"}])
        yard.adopt(ADDRESSES, several)
        assert [(each["address"], each["description"]) for each in several] == [
            ("198.51.100.3/28", "two"),
            ("198.51.100.4/28", "three"),
        ]
        assert api.refused("POST", free, {"status": "nope"}) == {"status": ["nope is not a valid choice."]}

    def test_more_than_is_free_is_refused_whole(self, api: Api, yard: Yard, ground: Any) -> None:
        net = prefix(yard, "198.51.100.0/30", ground)
        free = f"{PREFIXES}/{net['id']}/available-ips"
        assert api.refused("POST", free, [{}, {}, {}], status=409) == NO_ROOM
        assert api.found(ADDRESSES, vrf_id=ground["id"]) == []
        yard.adopt(ADDRESSES, api.post(free, [{}, {}]))
        assert api.refused("POST", free, {}, status=409) == NO_ROOM
        assert api.get(free) == []

    def test_twenty_at_once_get_twenty_different_addresses(
        self, api: Api, netbox: NetBox, yard: Yard, ground: Any
    ) -> None:
        net = prefix(yard, "198.51.100.0/24", ground)
        answers = at_once(netbox, f"{PREFIXES}/{net['id']}/available-ips", [{}] * PARALLEL)
        assert {answer.status_code for answer in answers} == {201}
        made = [answer.json() for answer in answers]
        yard.adopt(ADDRESSES, made)
        assert {one["address"] for one in made} == {f"198.51.100.{host}/24" for host in range(1, PARALLEL + 1)}
        assert len(api.found(ADDRESSES, vrf_id=ground["id"])) == PARALLEL

    def test_when_there_is_not_enough_for_all_exactly_the_free_ones_go(
        self, api: Api, netbox: NetBox, yard: Yard, ground: Any
    ) -> None:
        net = prefix(yard, "198.51.100.0/28", ground)
        bodies: list[Any] = [[{}, {}] if number % 2 else {} for number in range(PARALLEL)]  # 30 wanted, 14 there
        answers = at_once(netbox, f"{PREFIXES}/{net['id']}/available-ips", bodies)
        assert {answer.status_code for answer in answers} == {201, 409}
        given = [one for answer in answers if answer.status_code == 201 for one in _listed(answer.json())]
        yard.adopt(ADDRESSES, given)
        addresses = [one["address"] for one in given]
        assert len(addresses) == len(set(addresses))
        left = api.get(f"{PREFIXES}/{net['id']}/available-ips")
        assert len(addresses) + len(left) == 14
        assert len(left) < 2

    def test_a_range_hands_out_its_own(self, api: Api, yard: Yard, ground: Any) -> None:
        made = yard.make(
            "ipam/ip-ranges", start_address="203.0.113.10/24", end_address="203.0.113.12/24", vrf=ground["id"]
        )
        assert (made["size"], made["display"]) == (3, "203.0.113.10-12/24")
        given = api.post(f"ipam/ip-ranges/{made['id']}/available-ips", [{}, {}])
        yard.adopt(ADDRESSES, given)
        assert [one["address"] for one in given] == ["203.0.113.10/24", "203.0.113.11/24"]
        overlap = {"start_address": "203.0.113.12/24", "end_address": "203.0.113.14/24", "vrf": ground["id"]}
        assert api.refused("POST", "ipam/ip-ranges", overlap) == {
            "__all__": [f"Defined addresses overlap with range 203.0.113.10-12/24 in VRF {ground['display']}"]
        }


class TestFreePrefixes:
    @pytest.fixture
    def container(self, yard: Yard, ground: Any) -> dict[str, Any]:
        return prefix(yard, "198.51.100.0/24", ground, status="container")

    def test_free_space_is_told_in_the_largest_pieces(self, api: Api, yard: Yard, ground: Any, container: Any) -> None:
        prefix(yard, "198.51.100.0/28", ground)
        free = api.get(f"{PREFIXES}/{container['id']}/available-prefixes")
        assert [one["prefix"] for one in free] == [
            "198.51.100.16/28",
            "198.51.100.32/27",
            "198.51.100.64/26",
            "198.51.100.128/25",
        ]
        assert (free[0]["family"], free[0]["vrf"]["id"]) == (4, ground["id"])

    def test_prefixes_of_the_wanted_length_are_cut(self, api: Api, yard: Yard, ground: Any, container: Any) -> None:
        cut = f"{PREFIXES}/{container['id']}/available-prefixes"
        one = api.post(cut, {"prefix_length": 28, "description": "one"})
        yard.adopt(PREFIXES, one)
        assert (one["prefix"], one["description"], one["vrf"]["id"]) == ("198.51.100.0/28", "one", ground["id"])
        two = api.post(cut, [{"prefix_length": 28}, {"prefix_length": 26}])
        yard.adopt(PREFIXES, two)
        assert [each["prefix"] for each in two] == ["198.51.100.16/28", "198.51.100.64/26"]

    def test_bad_lengths_and_no_room_are_refused(self, api: Api, yard: Yard, container: Any) -> None:
        cut = f"{PREFIXES}/{container['id']}/available-prefixes"
        assert api.refused("POST", cut, {"prefix_length": 44}) == [
            {"prefix_length": "Invalid prefix length (44) for IPv4"}
        ]
        assert api.refused("POST", cut, {}) == [{"prefix_length": "this field can not be missing"}]
        assert api.refused("POST", cut, [{"prefix_length": 25}] * 3, status=409) == NO_ROOM
        assert api.get(f"{PREFIXES}/{container['id']}", fields="children") == {"children": 0}

    def test_twenty_at_once_get_twenty_different_prefixes(
        self, netbox: NetBox, yard: Yard, ground: Any, container: Any
    ) -> None:
        path = f"{PREFIXES}/{container['id']}/available-prefixes"
        answers = at_once(netbox, path, [{"prefix_length": 28}] * PARALLEL)
        made = [answer.json() for answer in answers if answer.status_code == 201]
        yard.adopt(PREFIXES, made)
        assert {one["prefix"] for one in made} == {f"198.51.100.{16 * number}/28" for number in range(16)}
        assert len(made) == 16
        assert [answer.json() for answer in answers if answer.status_code != 201] == [NO_ROOM] * 4


def _listed(answer: Any) -> list[Any]:
    return answer if isinstance(answer, list) else [answer]
