"""Networks, addresses and MAC addresses as templates meet them in NetBox: netaddr's names, the standard library's work."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from functools import total_ordering
from typing import Any


class _Numbered:
    """What netaddr's addresses have beside the standard library's."""

    @property
    def value(self) -> int:
        return int(self)  # type: ignore[call-overload, no-any-return]


class _Four(_Numbered, ipaddress.IPv4Address):
    """An IPv4 address."""


class _Six(_Numbered, ipaddress.IPv6Address):
    """An IPv6 address."""


Address = _Four | _Six


def _address(held: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Address:
    return _Four(int(held)) if held.version == 4 else _Six(int(held))


@total_ordering
class IPNetwork:
    """A prefix, or an address with its mask; as with netaddr, two addresses of one network are equal."""

    def __init__(self, text: str) -> None:
        self._held = ipaddress.ip_interface(text)

    def __str__(self) -> str:
        return self._held.with_prefixlen

    def __repr__(self) -> str:
        return f"IPNetwork('{self}')"

    def _key(self) -> tuple[int, int, int]:
        return self.version, self.first, self.last

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IPNetwork) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __lt__(self, other: IPNetwork) -> bool:
        # by address, the larger network first
        return self._order() < other._order()

    def _order(self) -> tuple[int, int, int, int]:
        return self.version, self.first, self.prefixlen, int(self._held.ip)

    def __contains__(self, other: Any) -> bool:
        inner = other if isinstance(other, IPNetwork) else IPNetwork(str(other))
        return inner.version == self.version and self.first <= inner.first and inner.last <= self.last

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[Address]:
        return map(_address, self._held.network)

    def __getitem__(self, at: int) -> Address:
        return _address(self._held.network[at])

    @property
    def ip(self) -> Address:
        return _address(self._held.ip)

    @property
    def network(self) -> Address:
        return _address(self._held.network.network_address)

    @property
    def broadcast(self) -> Address | None:
        """None where a network has no such address: IPv6, and networks of one or two addresses."""
        small = self.version == 6 or self.prefixlen > 30
        return None if small else _address(self._held.network.broadcast_address)

    @property
    def netmask(self) -> Address:
        return _address(self._held.network.netmask)

    @property
    def hostmask(self) -> Address:
        return _address(self._held.network.hostmask)

    @property
    def cidr(self) -> IPNetwork:
        return IPNetwork(str(self._held.network))

    @property
    def prefixlen(self) -> int:
        return self._held.network.prefixlen

    @property
    def version(self) -> int:
        return self._held.version

    @property
    def first(self) -> int:
        return int(self._held.network.network_address)

    @property
    def last(self) -> int:
        return int(self._held.network.broadcast_address)

    @property
    def size(self) -> int:
        return self._held.network.num_addresses


class EUI(str):
    """A MAC address, as NetBox writes it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"EUI('{self}')"
