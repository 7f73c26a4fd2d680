from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Network, IPv6Network, ip_network
from itertools import pairwise

import httpx
from hypothesis import given
from hypothesis import strategies as st

from lab.netbox import ipam
from lab.netbox.available import EXHAUSTED


def test_parallel_requests_get_different_addresses_until_none_is_left(client: httpx.Client) -> None:
    client.post("/ipam/prefixes/", json={"prefix": "198.51.100.0/27"})
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.post("/ipam/prefixes/1/available-ips/", json={}), range(34)))
    taken = [answer.json()["address"] for answer in answers if answer.status_code == 201]
    refused = [answer for answer in answers if answer.status_code != 201]
    assert sorted(taken) == sorted(f"{host}/27" for host in ip_network("198.51.100.0/27").hosts())
    assert {(each.status_code, each.json()["detail"]) for each in refused} == {(409, EXHAUSTED)}


def test_parallel_requests_get_prefixes_that_do_not_overlap(client: httpx.Client) -> None:
    client.post("/ipam/prefixes/", json={"prefix": "10.64.0.0/19", "status": "container"})
    lengths = [24, 26, 23, 24, 30, 22] * 2
    url = "/ipam/prefixes/1/available-prefixes/"
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda length: client.post(url, json={"prefix_length": length}), lengths))
    taken = [ip_network(answer.json()["prefix"]) for answer in answers]
    assert sorted(each.prefixlen for each in taken) == sorted(lengths)
    assert not any(one.overlaps(other) for at, one in enumerate(taken) for other in taken[:at])


def test_a_vlan_group_gives_its_free_ids_in_order(client: httpx.Client) -> None:
    client.post("/ipam/vlan-groups/", json={"name": "G", "slug": "g", "vid_ranges": [[10, 12], [20, 20]]})
    client.post("/ipam/vlans/", json={"name": "on-bir", "vid": 11, "group": 1})
    names = [{"name": f"v{number}"} for number in range(3)]
    made = client.post("/ipam/vlan-groups/1/available-vlans/", json=names).json()
    assert [each["vid"] for each in made] == [10, 12, 20]
    assert client.post("/ipam/vlan-groups/1/available-vlans/", json={"name": "x"}).status_code == 409


@given(st.lists(st.integers(min_value=20, max_value=32), max_size=40))
def test_blocks_cut_from_a_prefix_and_what_is_left_are_the_prefix_again(lengths: list[int]) -> None:
    whole = ip_network("10.0.0.0/20")
    free: list[IPv4Network | IPv6Network] = [whole]
    taken = [block for length in lengths if (block := ipam.take_prefix(free, length))]
    parts = sorted([*taken, *free], key=lambda each: int(each.network_address))
    assert sum(each.num_addresses for each in parts) == whole.num_addresses
    assert not any(one.overlaps(other) for one, other in pairwise(parts))
