"""What gateways let in: the grants of NetBox, on every device of their gateway."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from ipaddress import ip_interface, ip_network

from altyapi.intent.tunnels import TunnelIntent, TunnelPeer, TunnelProfile, named
from altyapi.vpn import keys
from altyapi.vpn.peer import Peer, peers
from altyapi.vpn.policy import Gateway, Profile, VpnPolicy
from netbox_sync.model import Snapshot


def of_devices(
    snapshot: Snapshot, policy: VpnPolicy, now: datetime, without: Container[str] = ()
) -> dict[str, tuple[TunnelIntent, ...]]:
    """The tunnels of each device that is a gateway of the policy; `without` are keys that are let in no more, whatever the
    snapshot says."""
    found: dict[str, list[TunnelIntent]] = {}
    standing = [one for one in peers(snapshot) if one.public_key not in without]
    for name, gateway in policy.gateways.items():
        profiles = policy.profiles_of(name)
        tunnel = TunnelIntent(
            name=gateway.interface,
            listen_port=int(gateway.endpoint.rpartition(":")[2]),
            mtu=min((one.mtu for one in profiles.values()), default=1380),
            peers=tuple(_peer(one, policy) for one in let_in(name, standing, policy, now)),
        )
        for device in gateway.devices:
            own = _openvpn(tunnel, gateway, profiles, snapshot, device) if gateway.provider == "openvpn" else tunnel
            found.setdefault(device, []).append(own)
    return {device: tuple(sorted(tunnels, key=lambda one: one.name)) for device, tunnels in found.items()}


def _openvpn(
    tunnel: TunnelIntent, gateway: Gateway, profiles: dict[str, Profile], snapshot: Snapshot, device: str
) -> TunnelIntent:
    """With what OpenVPN has to be told besides: its own addresses in the tunnel, what it pushes, whether it asks for a code."""
    addresses = [
        one.address
        for one in snapshot.addresses_by_device.get(device, ())
        if one.interface == gateway.interface and ip_interface(one.address).version == 4
    ]
    pushed = {name: TunnelProfile(name=name, dns=one.dns, search=one.search) for name, one in sorted(profiles.items())}
    used = {name for name, one in pushed.items() if one.dns or one.search}
    return tunnel.model_copy(
        update={
            "provider": gateway.provider,
            "networks": tuple(sorted(addresses)),
            "profiles": tuple(pushed[name] for name in sorted(used)),
            "totp": gateway.totp,
            "peers": tuple(
                one if one.profile in used else one.model_copy(update={"profile": ""}) for one in tunnel.peers
            ),
        }
    )


def let_in(gateway: str, standing: Iterable[Peer], policy: VpnPolicy, now: datetime) -> tuple[Peer, ...]:
    """The grants that a gateway lets in, by address."""
    profiles, provider = policy.profiles_of(gateway), policy.gateways[gateway].provider
    mine = (one for one in standing if one.profile in profiles and one.provider == provider)
    return tuple(admitted(mine, now.astimezone(policy.zone).date()))


def admitted(standing: Iterable[Peer], day: date) -> Iterator[Peer]:
    """Those that a gateway may let in, by address. Of two with one address or one key the older grant stands: somebody's slip of
    the pen in NetBox must not take another's access. `vpn.status` tells of what is left out."""
    addresses: set[str] = set()
    used: set[str] = set()
    oldest = sorted(standing, key=lambda one: one.netbox_id)
    chosen = []
    for one in oldest:
        usable = not one.over(day) and keys.usable(one.public_key, one.provider)
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
        name=named(one.dns_name),
        profile=one.profile if one.provider == "openvpn" else "",
    )
