"""How full a prefix is, in per cent: by the prefixes in a container, else by its addresses and full ranges."""

from __future__ import annotations

from bisect import bisect_left
from weakref import WeakKeyDictionary

from lab.netbox.ipam import range_span
from lab.netbox.store import Row, Store
from lab.netbox.values import interface, network

Space = dict[tuple[int, int | None], list[tuple[int, int]]]
"""By family and VRF: addresses as numbers with their objects' ids, sorted."""

_HOSTS: WeakKeyDictionary[Store, tuple[int, Space]] = WeakKeyDictionary()


def utilization(store: Store, row: Row) -> float:
    """As NetBox's `Prefix.get_utilization()` has it."""
    if row["mark_utilized"]:
        return 100.0
    held = network(row["prefix"])
    first, last = int(held.network_address), int(held.broadcast_address)
    size = held.num_addresses
    if row["status"] == "container":
        rows = store.rows["ipam.prefix"].values()
        inner = [network(each["prefix"]) for each in rows if each["vrf"] == row["vrf"] and each["id"] != row["id"]]
        spans = [
            (int(each.network_address), int(each.broadcast_address))
            for each in inner
            if each.version == held.version and first <= int(each.network_address) <= last and each != held
            if each.prefixlen > held.prefixlen
        ]
        return min(100.0, _covered(spans) / size * 100)
    if held.version == 4 and held.prefixlen < 31 and not row["is_pool"]:
        size -= 2
    found = _between(store, (held.version, row["vrf"]), first, last)
    ranges = [
        (low, high)
        for each in store.rows["ipam.iprange"].values()
        if each["mark_utilized"] and each["vrf"] == row["vrf"]
        for version, low, high in [range_span(each)]
        if version == held.version and first <= low and high <= last
    ]
    return min(100.0, _covered([*ranges, *((host, host) for host, _ in found)]) / size * 100)


def _covered(spans: list[tuple[int, int]]) -> int:
    """How many numbers lie in at least one of the spans."""
    number, reached = 0, -1
    for low, high in sorted(spans):
        number += max(0, high - max(low, reached + 1) + 1)
        reached = max(reached, high)
    return number


def addresses_in(store: Store, row: Row, *, any_vrf: bool) -> list[int]:
    """Ids of the addresses in a prefix, of its own VRF or of any."""
    held = network(row["prefix"])
    first, last = int(held.network_address), int(held.broadcast_address)
    spaces = [key for key in _hosts(store) if key[0] == held.version and (any_vrf or key[1] == row["vrf"])]
    return [each for key in spaces for _, each in _between(store, key, first, last)]


def _between(store: Store, key: tuple[int, int | None], first: int, last: int) -> list[tuple[int, int]]:
    hosts = _hosts(store).get(key, [])
    return hosts[bisect_left(hosts, (first, 0)) : bisect_left(hosts, (last + 1, 0))]


def _hosts(store: Store) -> Space:
    version, space = _HOSTS.get(store, (-1, {}))
    if version != store.version:
        space = {}
        for row in store.rows["ipam.ipaddress"].values():
            parsed = interface(row["address"])
            space.setdefault((parsed.version, row["vrf"]), []).append((int(parsed.ip), row["id"]))
        for hosts in space.values():
            hosts.sort()
        _HOSTS[store] = (store.version, space)
    return space
