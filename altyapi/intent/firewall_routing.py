"""What a firewall's config context says of routing, as the intent has it: in one order, addresses as text."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Network

from altyapi.intent.faults import Faults
from altyapi.intent.firewall_context import BgpContext, OspfContext, RoutingContext
from altyapi.intent.firewall_model import Bgp, BgpNeighbour, Ospf, OspfNetwork, Routing, StaticRoute
from altyapi.intent.text import limited


def routing(context: RoutingContext, longest: int, faults: Faults, place: str) -> Routing:
    """`longest`: of a description, in characters; longer ones are faults of that place."""
    static = sorted(context.static, key=lambda one: (one.prefix, one.gateway))
    return Routing(
        static=tuple(StaticRoute(prefix=str(one.prefix), gateway=str(one.gateway)) for one in static),
        ospf=_ospf(context.ospf) if context.ospf else None,
        bgp=_bgp(context.bgp, longest, faults, place) if context.bgp else None,
    )


def _ospf(context: OspfContext) -> Ospf:
    networks = sorted(context.networks, key=lambda one: one.prefix)
    return Ospf(
        router_id=str(context.router_id) if context.router_id else None,
        networks=tuple(OspfNetwork(prefix=str(one.prefix), area=one.area) for one in networks),
        passive=tuple(sorted(context.passive)),
    )


def _bgp(context: BgpContext, longest: int, faults: Faults, place: str) -> Bgp:
    field = "config_context.firewall.routing.bgp.neighbours"
    return Bgp(
        asn=context.asn,
        router_id=str(context.router_id) if context.router_id else None,
        networks=_sorted(context.networks),
        neighbours=tuple(
            BgpNeighbour(
                address=str(one.address),
                asn=one.asn,
                description=limited(one.description or "", longest, faults, place, field),
                accepts=_sorted(one.accepts),
                announces=_sorted(one.announces),
            )
            for one in sorted(context.neighbours, key=lambda one: one.address)
        ),
    )


def _sorted(prefixes: Iterable[IPv4Network]) -> tuple[str, ...]:
    return tuple(map(str, sorted(prefixes)))
