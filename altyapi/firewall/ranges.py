"""Exact sets of addresses and of services, as sorted ranges of whole numbers.

Both address families lie on one line: IPv4 first, IPv6 behind it. A service is a protocol's number and a destination port (of
ICMP: a type), on a line of its own. So a rule is a product of three sets, and every question about rules is one about ranges.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
    summarize_address_range,
)

from altyapi.firewall.model import NUMBERS, WITH_PORTS, Ports

Ranges = tuple[tuple[int, int], ...]
"""Both ends included; sorted, apart and not even touching: equal sets are equal values."""

V6 = 1 << 32
"""Where IPv6 begins on the line of addresses."""
NOWHERE: Ranges = ()
EVERYWHERE: Ranges = ((0, V6 + (1 << 128) - 1),)
IPV4: Ranges = ((0, V6 - 1),)
IPV6: Ranges = ((V6, V6 + (1 << 128) - 1),)
PORTS = 1 << 16
ANY_SERVICE: Ranges = ((0, 256 * PORTS - 1),)


def joined(pieces: Iterable[tuple[int, int]]) -> Ranges:
    """Pieces in any order, overlapping or not, as one set."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(pieces):
        if found and first <= found[-1][1] + 1:
            if last > found[-1][1]:
                found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return tuple(found)


def union(*sets: Ranges) -> Ranges:
    return joined(piece for one in sets for piece in one)


def intersection(one: Ranges, other: Ranges) -> Ranges:
    found: list[tuple[int, int]] = []
    left = right = 0
    while left < len(one) and right < len(other):
        first, last = max(one[left][0], other[right][0]), min(one[left][1], other[right][1])
        if first <= last:
            found.append((first, last))
        if one[left][1] < other[right][1]:
            left += 1
        else:
            right += 1
    return tuple(found)


def difference(one: Ranges, other: Ranges) -> Ranges:
    return intersection(one, complement(other, one[-1][1] if one else 0))


def complement(one: Ranges, end: int = EVERYWHERE[0][1]) -> Ranges:
    """All from 0 to `end` that is not in it."""
    found: list[tuple[int, int]] = []
    start = 0
    for first, last in one:
        if first > start:
            found.append((start, first - 1))
        start = last + 1
    if start <= end:
        found.append((start, end))
    return tuple(found)


def holds(one: Ranges, number: int) -> bool:
    place = bisect_right(one, (number, EVERYWHERE[0][1])) - 1
    return place >= 0 and number <= one[place][1]


def within(one: Ranges, other: Ranges) -> bool:
    """Whether every member of `one` is in `other`."""
    return intersection(one, other) == one


@lru_cache(maxsize=65536)
def number(address: str) -> int:
    """An address's place on the line. Raises ValueError."""
    found = ip_address(_unscoped(address))
    return int(found) + (V6 if found.version == 6 else 0)


def address(place: int) -> str:
    return str(IPv4Address(place)) if place < V6 else str(IPv6Address(place - V6))


@lru_cache(maxsize=65536)
def of_network(text: str) -> tuple[int, int]:
    """A network, an address, an address with its network's length (10.1.2.3/24: the network) or a range `a-b`.

    Raises ValueError.
    """
    if "-" in text:
        left, _, right = text.partition("-")
        first, last = number(left.strip()), number(right.strip())
        if last < first or (first < V6) != (last < V6):
            raise ValueError(f"not a range of addresses: {text}")
        return first, last
    network = ip_network(_unscoped(text), strict=False)
    base = int(network.network_address) + (V6 if network.version == 6 else 0)
    return base, base + network.num_addresses - 1


def _unscoped(text: str) -> str:
    """Raises ValueError for an address of one link (`fe80::1%eth0`): that link is another one on every machine."""
    if "%" in text:
        raise ValueError(f"an address of one link: {text}")
    return text


def of_networks(texts: Iterable[str]) -> Ranges:
    """Raises ValueError."""
    return joined(map(of_network, texts))


def to_networks(one: Ranges) -> tuple[str, ...]:
    """The fewest networks that make up the set, IPv4 first."""
    return tuple(str(network) for network in _networks(one))


def _networks(one: Ranges) -> Iterator[IPv4Network | IPv6Network]:
    for first, last in one:
        if first < V6:
            yield from summarize_address_range(IPv4Address(first), IPv4Address(min(last, V6 - 1)))
        if last >= V6:
            yield from summarize_address_range(IPv6Address(max(first, V6) - V6), IPv6Address(last - V6))


def told(one: Ranges, most: int = 4) -> str:
    """For people: the first few of its networks."""
    networks = to_networks(one)
    more = f", … +{len(networks) - most}" if len(networks) > most else ""
    return ", ".join(networks[:most]) + more


def of_ports(ports: Iterable[Ports]) -> Ranges:
    return joined(_of_one(one) for one in ports)


def _of_one(one: Ports) -> tuple[int, int]:
    if one.protocol == "any":
        return ANY_SERVICE[0]
    base = NUMBERS[one.protocol] * PORTS
    if one.first is None:
        return base, base + PORTS - 1
    return base + one.first, base + (one.last if one.last is not None else one.first)


_NAMES = {number_: name for name, number_ in NUMBERS.items()}


def service(place: int) -> str:
    """`tcp/443`, `icmp/8`, `esp`, or `protocol 99` where nothing else is known of it."""
    protocol, port = divmod(place, PORTS)
    name = _NAMES.get(protocol)
    if name is None:
        return f"protocol {protocol}"
    return f"{name}/{port}" if name in {*WITH_PORTS, "icmp", "icmpv6"} else name


def services(one: Ranges, most: int = 4) -> str:
    """For people: the first few of them."""
    if one == ANY_SERVICE:
        return "any"
    words = []
    for first, last in one:
        whole = first % PORTS == 0 and last % PORTS == PORTS - 1
        if whole and first // PORTS == last // PORTS:
            words.append(service(first).partition("/")[0])
        elif first // PORTS == last // PORTS:
            words.append(service(first) + (f"-{last % PORTS}" if last != first else ""))
        else:
            words.append(f"{service(first)} … {service(last)}")
    return ", ".join(words[:most]) + (f", … +{len(words) - most}" if len(words) > most else "")
