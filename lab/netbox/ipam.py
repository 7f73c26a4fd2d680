"""Address space: the nesting of prefixes, what is free in them, duplicates, and free VLAN ids."""

from __future__ import annotations

import ipaddress
from bisect import bisect_left
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from lab.netbox.store import Row, Store
from lab.netbox.values import Interface, Network, interface, network

Span = tuple[int, int, int]
"""An IP version, a first and a last address as numbers; both ends belong to it."""

NON_UNIQUE_ROLES = frozenset({"anycast", "vip", "vrrp", "hsrp", "glbp", "carp"})

_TREES: WeakKeyDictionary[Store, tuple[int, dict[int, tuple[int, int]]]] = WeakKeyDictionary()


def network_key(text: str) -> tuple[int, int, int]:
    """Sorts prefixes as PostgreSQL does: by family, by address, the larger first."""
    parsed = network(text)
    return parsed.version, int(parsed.network_address), parsed.prefixlen


def address_key(text: str) -> tuple[int, int]:
    """Sorts addresses by family and host part."""
    parsed = interface(text)
    return parsed.version, int(parsed.ip)


def inet_key(text: str) -> tuple[int, int, int, int]:
    """Sorts addresses as PostgreSQL does by itself: by network, the larger first, then by host."""
    parsed = interface(text)
    return parsed.version, int(parsed.network.network_address), parsed.network.prefixlen, int(parsed.ip)


def prefix_depth(store: Store, row: Row) -> tuple[int, int]:
    """How many prefixes of the same VRF contain this one, and how many it contains."""
    version, tree = _TREES.get(store, (-1, {}))
    if version != store.version or row["id"] not in tree:
        tree = _nesting(store)
        _TREES[store] = (store.version, tree)
    return tree[row["id"]]


def _nesting(store: Store) -> dict[int, tuple[int, int]]:
    spaces: dict[int | None, list[tuple[tuple[int, int, int], int, Network]]] = {}
    for row in store.rows["ipam.prefix"].values():
        spaces.setdefault(row["vrf"], []).append((network_key(row["prefix"]), row["id"], network(row["prefix"])))
    tree: dict[int, tuple[int, int]] = {}
    for space in spaces.values():
        above: list[tuple[int, Network]] = []
        children: dict[int, int] = {}
        for _, identifier, each in sorted(space, key=lambda entry: entry[:2]):
            while above and not _contains(above[-1][1], each):
                above.pop()
            strictly = [other for other, outer in above if outer != each]
            tree[identifier] = (len(strictly), 0)
            for other in strictly:
                children[other] = children.get(other, 0) + 1
            above.append((identifier, each))
        for identifier, number in children.items():
            tree[identifier] = (tree[identifier][0], number)
    return tree


def _contains(outer: Network, inner: Network) -> bool:
    return outer.version == inner.version and (
        outer.prefixlen <= inner.prefixlen and _span(outer)[1] <= _span(inner)[1] <= _span(outer)[2]
    )


def _span(parsed: Network) -> Span:
    return parsed.version, int(parsed.network_address), int(parsed.broadcast_address)


def range_span(row: Row) -> Span:
    """The addresses of an IP range."""
    start, end = interface(row["start_address"]), interface(row["end_address"])
    return start.version, int(start.ip), int(end.ip)


def range_size(row: Row) -> int:
    """How many addresses a range has."""
    _, start, end = range_span(row)
    return end - start + 1


def within(parsed: Interface, space: Span) -> bool:
    """Whether the host lies in these addresses."""
    return parsed.version == space[0] and space[1] <= int(parsed.ip) <= space[2]


def duplicates(store: Store, row: Row, *, but: int | None) -> list[Row]:
    """Addresses with the same host part in the same VRF."""
    host = str(interface(row["address"]).ip)
    rows = store.rows["ipam.ipaddress"]
    # the host part is the index's key with any mask: at most 33 or 129 look-ups instead of a scan
    longest = interface(row["address"]).max_prefixlen
    found = (
        each for mask in range(1, longest + 1) for each in store.having("ipam.ipaddress", "address", f"{host}/{mask}")
    )
    return [rows[each] for each in sorted(found) if each != but and rows[each]["vrf"] == row["vrf"]]


def free_addresses(store: Store, label: str, parent: Row) -> Iterator[str]:
    """Free addresses of a prefix or a range, lowest first, without mask."""
    space, mask = _space(label, parent)
    everywhere = label == "ipam.prefix" and parent["status"] == "container" and parent["vrf"] is None
    taken = sorted(
        int(parsed.ip)
        for row in store.rows["ipam.ipaddress"].values()
        if (everywhere or row["vrf"] == parent["vrf"]) and within(parsed := interface(row["address"]), space)
    )
    populated = [
        range_span(row)
        for row in store.rows["ipam.iprange"].values()
        if label == "ipam.prefix" and row["mark_populated"] and row["vrf"] == parent["vrf"]
    ]
    version, first, last = space
    if label == "ipam.prefix" and not parent["is_pool"]:
        bits = 32 if version == 4 else 128
        if mask < bits - 1:
            first, last = first + 1, last - 1 if version == 4 else last
    at = bisect_left(taken, first)
    number = first
    while number <= last:
        while at < len(taken) and taken[at] < number:
            at += 1
        if at < len(taken) and taken[at] == number:
            number += 1
            continue
        covering = next((span for span in populated if span[0] == version and span[1] <= number <= span[2]), None)
        if covering:
            number = covering[2] + 1
            continue
        yield str(ipaddress.ip_address(number) if version == 4 else ipaddress.IPv6Address(number))
        number += 1


def _space(label: str, parent: Row) -> tuple[Span, int]:
    if label == "ipam.prefix":
        return _span(network(parent["prefix"])), network(parent["prefix"]).prefixlen
    return range_span(parent), interface(parent["start_address"]).network.prefixlen


def mask_of(label: str, parent: Row) -> int:
    """The mask length that addresses taken from this parent get."""
    return _space(label, parent)[1]


def free_prefixes(store: Store, parent: Row) -> list[Network]:
    """The free blocks of a prefix, as few and as large as can be, in order of address."""
    outer = network(parent["prefix"])
    everywhere = parent["status"] == "container" and parent["vrf"] is None
    taken = sorted(
        (
            inner
            for row in store.rows["ipam.prefix"].values()
            if row["id"] != parent["id"]
            and (everywhere or row["vrf"] == parent["vrf"])
            and _contains(outer, inner := network(row["prefix"]))
        ),
        key=lambda each: (int(each.network_address), each.prefixlen),
    )
    free: list[Network] = []
    at, last = _span(outer)[1:]
    kind = type(outer.network_address)
    for each in taken:
        _, start, end = _span(each)
        if start > at:
            free += ipaddress.summarize_address_range(kind(at), kind(start - 1))
        at = max(at, end + 1)
    if at <= last:
        free += ipaddress.summarize_address_range(kind(at), kind(last))
    return free


def take_prefix(free: list[Network], length: int) -> Network | None:
    """Cut the first block of this length out of the free ones; None where there is no room."""
    for at, block in enumerate(free):
        if block.prefixlen <= length <= block.max_prefixlen:
            taken: Network = ipaddress.ip_network(f"{block.network_address}/{length}")
            # what is left of the block: one sibling of each size, the smallest nearest
            rest: list[Network] = [
                type(block)((int(block.network_address) + (1 << (block.max_prefixlen - size)), size))
                for size in range(length, block.prefixlen, -1)
            ]
            free[at : at + 1] = rest
            return taken
    return None


def free_vids(store: Store, group: Row) -> list[int]:
    """VLAN ids of the group's ranges that no VLAN of the group has."""
    used = {store.rows["ipam.vlan"][each]["vid"] for each in store.having("ipam.vlan", "group", group["id"])}
    return [vid for low, high in group["vid_ranges"] for vid in range(low, high + 1) if vid not in used]


def utilization_of_vlans(store: Store, group: Row) -> float:
    """Percent of the group's ids that are in use."""
    total = sum(high - low + 1 for low, high in group["vid_ranges"])
    return round(100 * len(store.having("ipam.vlan", "group", group["id"])) / total, 2) if total else 0.0
