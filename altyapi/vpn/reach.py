"""What a profile reaches, in addresses: the names of its `reach` over the firewall policy and NetBox."""

from __future__ import annotations

from typing import NamedTuple

from altyapi.firewall import ranges
from altyapi.firewall.model import Ports
from altyapi.firewall.policy import ANY, ports_of
from altyapi.firewall.ranges import Ranges
from altyapi.firewall.resolve import Resolved
from altyapi.vpn.faults import ReachUnknown
from altyapi.vpn.policy import Profile


class Reached(NamedTuple):
    """One entry of a profile's reach; no `ports`: every protocol."""

    names: tuple[str, ...]
    networks: tuple[str, ...]
    ports: tuple[Ports, ...]


def reached(name: str, profile: Profile, resolved: Resolved) -> tuple[Reached, ...]:
    """Entry by entry. Raises ReachUnknown with every name that the firewall policy does not hold."""
    known = {*resolved.zones, *resolved.objects, ANY}
    unknown = [one for entry in profile.reach for one in entry.to if one not in known]
    unknown += [
        one for entry in profile.reach for one in entry.services
        if one != ANY and ports_of(one) is None and one not in resolved.services
    ]  # fmt: skip
    if unknown:
        raise ReachUnknown(profile=name, names=", ".join(dict.fromkeys(unknown)))
    return tuple(
        Reached(
            entry.to,
            ranges.to_networks(_v4(resolved.union_of(entry.to))),
            () if ANY in entry.services else tuple(port for one in entry.services for port in resolved.ports_of(one)),
        )
        for entry in profile.reach
    )


def networks(name: str, profile: Profile, resolved: Resolved) -> tuple[str, ...]:
    """All that the profile reaches, as the fewest IPv4 networks. Raises ReachUnknown."""
    reached(name, profile, resolved)
    return ranges.to_networks(_v4(resolved.union_of([one for entry in profile.reach for one in entry.to])))


def titles(profile: Profile, resolved: Resolved) -> tuple[str, ...]:
    """The same in words, each once: titles of zones and objects, as the firewall policy has them."""
    said = {one.name: one.title for one in resolved.policy.zones} | {
        one.name: one.title for one in resolved.policy.objects
    }
    return tuple(dict.fromkeys(said.get(one) or one for entry in profile.reach for one in entry.to))


def _v4(some: Ranges) -> Ranges:
    """Grants have IPv4 addresses only."""
    return ranges.intersection(some, ((0, ranges.V6 - 1),))
