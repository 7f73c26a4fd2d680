"""Tunnels between sites, from NetBox's own VPN app: both ends of each, and what each gateway has to be told of them.

A tunnel of encapsulation WireGuard has its ends at interfaces of gateways. Ends of role peer reach one another, a spoke reaches the
hub alone. An end's public key stands in its custom field `vpn_anahtar`; where it is reached from outside is its outside address, and
an end without one (a line with a changing address) is the one that calls. What lies behind an end are its site's prefixes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import IPv4Network, collapse_addresses, ip_interface, ip_network
from typing import Final, Literal

from altyapi.firewall.model import SELF
from altyapi.firewall.policy import ANY, Object, Rule
from altyapi.intent.tunnels import TunnelIntent, TunnelPeer, named
from altyapi.vpn import keys
from altyapi.vpn.peer import KEY
from altyapi.vpn.policy import FILE, Links
from netbox_sync.model import Frozen, Snapshot, Tunnel, TunnelTermination

ENCAPSULATION: Final = "wireguard"
PORT_LAST: Final = 65535
LACKS = Literal["number", "ends", "address", "key", "outside", "hub", "shared"]
"""What a tunnel that NetBox calls active still lacks, and is not brought up without."""


class End(Frozen):
    """One end. `networks`: what lies behind it, its own address in the tunnel among them."""

    netbox_id: int  # of the termination
    device: str
    interface: str
    role: str
    public_key: str = ""
    outside: str = ""  # address; empty: it is not called, it calls
    networks: tuple[str, ...] = ()


class Link(Frozen):
    """A tunnel with its ends, in the order of their devices' names."""

    netbox_id: int
    name: str
    port: int  # UDP, at every end
    ends: tuple[End, ...]
    lacks: tuple[tuple[LACKS, str], ...] = ()  # with the device that lacks it, empty for the tunnel itself

    @property
    def whole(self) -> bool:
        return not self.lacks

    def far(self, end: End) -> tuple[End, ...]:
        """The ends that one reaches."""
        others = (one for one in self.ends if one != end)
        return tuple(one for one in others if end.role != "spoke" or one.role != "spoke")


def links(snapshot: Snapshot, rules: Links) -> tuple[Link, ...]:
    """Every active WireGuard tunnel of NetBox, by name; those that lack something too."""
    by_tunnel: dict[int, list[TunnelTermination]] = {}
    for one in snapshot.tables.tunnel_terminations:
        by_tunnel.setdefault(one.tunnel, []).append(one)
    wanted = (one for one in snapshot.tables.tunnels if (one.encapsulation, one.status) == (ENCAPSULATION, "active"))
    found = [_link(one, by_tunnel.get(one.id, ()), snapshot, rules) for one in wanted]
    used: dict[tuple[str, int], list[str]] = {}
    for link in found:
        for end in link.ends:
            used.setdefault((end.device, link.port), []).append(link.name)
    shared = {place: sorted(names) for place, names in used.items() if len(names) > 1}
    return tuple(
        link.model_copy(
            update={
                "lacks": (
                    *link.lacks,
                    *(("shared", end.device) for end in link.ends if (end.device, link.port) in shared),
                )
            }
        )
        for link in sorted(found, key=lambda one: one.name)
    )


def _link(tunnel: Tunnel, listed: Sequence[TunnelTermination], snapshot: Snapshot, rules: Links) -> Link:
    ends = tuple(
        sorted((_end(one, snapshot) for one in listed if one.device), key=lambda one: (one.device, one.interface))
    )
    port = rules.port + (tunnel.tunnel_id or 0)
    link = Link(netbox_id=tunnel.id, name=tunnel.name, port=port, ends=ends)
    return link.model_copy(update={"lacks": tuple(_lacks(link, tunnel, snapshot))})


def _lacks(link: Link, tunnel: Tunnel, snapshot: Snapshot) -> Iterator[tuple[LACKS, str]]:
    if tunnel.tunnel_id is None or not 0 < link.port <= PORT_LAST:
        yield "number", ""
    if len(link.ends) < 2:
        yield "ends", ""
    roles = [one.role for one in link.ends]
    if "spoke" in roles and roles.count("hub") != 1:
        yield "hub", ""
    for end in link.ends:
        if not keys.usable(end.public_key, "wireguard"):
            yield "key", end.device
        if not _inside(snapshot, end.device, end.interface):
            yield "address", end.device
        if not end.outside and not all(one.outside for one in link.far(end)):
            yield "outside", end.device


def _end(one: TunnelTermination, snapshot: Snapshot) -> End:
    device = snapshot.device_by_name[one.device or ""]
    own = [ip_network(ip_interface(address).ip) for address in _inside(snapshot, device.name, one.interface)]
    behind = [
        IPv4Network(prefix.prefix)
        for prefix in snapshot.tables.prefixes
        if prefix.site == device.site
        and prefix.vrf is None
        and prefix.status != "deprecated"
        and ":" not in prefix.prefix
    ]
    networks = collapse_addresses([*behind, *(each for each in own if isinstance(each, IPv4Network))])
    return End(
        netbox_id=one.id,
        device=device.name,
        interface=one.interface,
        role=one.role,
        public_key=str(one.custom_fields.get(KEY) or ""),
        outside=(one.outside_ip or "").partition("/")[0],
        networks=tuple(map(str, networks)),
    )


def _inside(snapshot: Snapshot, device: str, interface: str) -> list[str]:
    """An end's own addresses in the tunnel."""
    held = snapshot.addresses_by_device.get(device, ())
    return [one.address for one in held if one.interface == interface and ip_interface(one.address).version == 4]


def of_devices(snapshot: Snapshot, rules: Links) -> dict[str, tuple[TunnelIntent, ...]]:
    """The tunnels of each gateway, by interface. One that lacks something is not brought up at any end."""
    found: dict[str, list[TunnelIntent]] = {}
    for link in links(snapshot, rules):
        for end in link.ends if link.whole else ():
            found.setdefault(end.device, []).append(_intent(link, end, rules, snapshot))
    return {device: tuple(sorted(some, key=lambda one: one.name)) for device, some in found.items()}


def _intent(link: Link, end: End, rules: Links, snapshot: Snapshot) -> TunnelIntent:
    far = link.far(end)
    return TunnelIntent(
        name=end.interface,
        listen_port=link.port,
        mtu=rules.mtu,
        public_key=end.public_key,
        peers=tuple(
            TunnelPeer(
                public_key=one.public_key,
                addresses=one.networks,
                endpoint=f"{one.outside}:{link.port}" if one.outside else "",
                keepalive_s=rules.keepalive_s,
                name=named(one.device),
            )
            for one in sorted(far, key=lambda one: ip_network(one.networks[0]))
        ),
        routes=tuple(sorted(_routes(far, end, snapshot))),
        distance=rules.distance,
    )


def _routes(far: Iterable[End], end: End, snapshot: Snapshot) -> Iterator[str]:
    """What is reached through the tunnel; its own addresses are by its interface's prefix."""
    near = [ip_interface(address).network for address in _inside(snapshot, end.device, end.interface)]
    for one in far:
        for network in map(IPv4Network, one.networks):
            if not any(network.subnet_of(own) for own in near if isinstance(own, IPv4Network)):
                yield str(network)


def firewall(
    snapshot: Snapshot, rules: Links, gates: Iterable[tuple[str, Sequence[str]]]
) -> tuple[tuple[Object, ...], tuple[Rule, ...]]:
    """What the firewall policy needs so that the ends reach one another: each gate lets its tunnels' port in, from the far ends'
    outside addresses where all have one, and out to those. `gates`: names and devices. What may go through a tunnel is the policy's
    to say."""
    objects: list[Object] = []
    made: list[Rule] = []
    listed = [(link, end) for link in links(snapshot, rules) if link.whole for end in link.ends]
    for gate, devices in gates:
        for link, end in (one for one in listed if one[1].device in devices):
            name, outside = f"vpn-uc-{end.netbox_id}", tuple(one.outside for one in link.far(end))
            called = tuple(filter(None, outside))
            if called:
                objects.append(Object(name=name, addresses=called))
                made.append(_rule(f"{name}-giden", SELF, name, link, gate))
            made.append(_rule(name, name if all(outside) else ANY, SELF, link, gate))
    return tuple(objects), tuple(made)


def _rule(name: str, source: str, to: str, link: Link, gate: str) -> Rule:
    content = {
        "id": name,
        "from": (source,),
        "to": (to,),
        "services": (f"udp/{link.port}",),
        "action": "allow",
        "gateways": (gate,),
        "purpose": f"VPN: {link.name}"[:200],
        "owner": f"inventory/policy/{FILE}",
        "evrak": "NetBox: vpn.tunnel",
    }
    return Rule.model_validate(content)
