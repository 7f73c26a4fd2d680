"""What WireGuard's gateways let in: the grants of NetBox, on every device of their gateway."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from ipaddress import ip_network

from altyapi.intent.tunnels import TunnelIntent, TunnelPeer
from altyapi.vpn import keys
from altyapi.vpn.peer import Peer, peers
from altyapi.vpn.policy import VpnPolicy
from netbox_sync.model import Snapshot

NAME = re.compile(r"[^A-Za-z0-9._-]")


def of_devices(
    snapshot: Snapshot, policy: VpnPolicy, now: datetime, without: Container[str] = ()
) -> dict[str, tuple[TunnelIntent, ...]]:
    """The tunnels of each device that is a WireGuard gateway of the policy; `without` are keys that are let in no more, whatever the
    snapshot says."""
    found: dict[str, list[TunnelIntent]] = {}
    standing = [one for one in peers(snapshot) if one.public_key not in without]
    for name, gateway in policy.gateways.items():
        if gateway.provider != "wireguard":
            continue
        profiles = policy.profiles_of(name)
        tunnel = TunnelIntent(
            name=gateway.interface,
            listen_port=int(gateway.endpoint.rpartition(":")[2]),
            mtu=min((one.mtu for one in profiles.values()), default=1380),
            peers=tuple(_peer(one, policy) for one in let_in(name, standing, policy, now)),
        )
        for device in gateway.devices:
            found.setdefault(device, []).append(tunnel)
    return {device: tuple(sorted(tunnels, key=lambda one: one.name)) for device, tunnels in found.items()}


def let_in(gateway: str, standing: Iterable[Peer], policy: VpnPolicy, now: datetime) -> tuple[Peer, ...]:
    """The grants that a gateway lets in, by address."""
    profiles = policy.profiles_of(gateway)
    mine = (one for one in standing if one.profile in profiles)
    return tuple(admitted(mine, now.astimezone(policy.zone).date()))


def admitted(standing: Iterable[Peer], day: date) -> Iterator[Peer]:
    """Those that a gateway may let in, by address. Of two with one address or one key the older grant stands: somebody's slip of
    the pen in NetBox must not take another's access. `vpn.status` tells of what is left out."""
    addresses: set[str] = set()
    used: set[str] = set()
    oldest = sorted(standing, key=lambda one: one.netbox_id)
    chosen = []
    for one in oldest:
        usable = one.provider == "wireguard" and not one.over(day) and keys.usable(one.public_key, one.provider)
        if usable and one.address not in addresses and one.public_key not in used:
            addresses.add(one.address)
            used.add(one.public_key)
            chosen.append(one)
    yield from sorted(chosen, key=lambda one: ip_network(one.address))


def end_of(until: date, policy: VpnPolicy) -> str:
    """The end of a last day, in UTC as gateways compare it."""
    midnight = datetime.combine(until + timedelta(days=1), time(), policy.zone)
    return midnight.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _peer(one: Peer, policy: VpnPolicy) -> TunnelPeer:
    return TunnelPeer(
        public_key=one.public_key,
        addresses=(one.address,),
        until=end_of(one.until, policy) if one.until is not None else "",
        name=NAME.sub("-", one.dns_name),
    )
