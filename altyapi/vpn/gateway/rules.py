"""A profile's reach as rules of the firewall policy: they stand before all others there, and what none of them allows is denied.

The policy itself has to say where the pool lies: a zone that holds it, behind the tunnel of its gateway (docs/vpn.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from altyapi.firewall import policy as written
from altyapi.firewall import ranges
from altyapi.firewall.gateways import Gate
from altyapi.firewall.model import SELF, DevicePolicy, Rate
from altyapi.firewall.policy import ANY, Object, Policy, PolicyFile, Rule
from altyapi.firewall.resolve import Resolved, resolve
from altyapi.vpn.gateway import links
from altyapi.vpn.gateway.faults import PoolElsewhere
from altyapi.vpn.gateway.pools import prefix_of
from altyapi.vpn.peer import peers
from altyapi.vpn.policy import FILE, VpnPolicy
from netbox_sync.model import Snapshot

DNS = ("udp/53", "tcp/53")
OWNER = f"inventory/policy/{FILE}"
EVRAK = "NetBox: evrak_no"
"""Each grant has a document of its own."""


def joined(found: Policy, snapshot: Snapshot, vpn: VpnPolicy, file: Path, day: date) -> Policy:
    """The firewall policy with what remote access adds to it, and what tunnels between sites need; as it is where the VPN policy has
    no gateway and NetBox no tunnel. `file` is where the VPN policy stands. Raises PoolMissing, PoolElsewhere."""
    if not found.gateways or not (vpn.gateways or snapshot.tables.tunnels):
        return found
    resolved = resolve(found, snapshot, day)
    gates = _gates(resolved, vpn)
    held = _held(vpn, snapshot)
    places = [(one.name, one.devices) for one in resolved.network.gates]
    objects, between = links.firewall(snapshot, vpn.links, places)
    content = PolicyFile(objects=(*objects, *_objects(vpn, held)), rules=(*between, *_rules(vpn, held, gates)))
    mine = written.merged([(file, content)])
    origins = dict(found.origins)
    for section in ("objects", "rules"):
        origins[section] = (*mine.origins.get(section, ()), *found.origins.get(section, ()))
    return found.model_copy(
        update={"objects": (*mine.objects, *found.objects), "rules": (*mine.rules, *found.rules), "origins": origins}
    )


def _gates(resolved: Resolved, vpn: VpnPolicy) -> Mapping[str, tuple[Gate, ...]]:
    """Gateway of the VPN policy to those of the firewall policy that filter there, each checked: its pools lie behind its tunnel."""
    found: dict[str, tuple[Gate, ...]] = {}
    for name, gateway in vpn.gateways.items():
        found[name] = tuple(one for one in resolved.network.gates if set(gateway.devices) & set(one.devices))
        for profile in vpn.profiles_of(name):
            pool = ranges.of_network(prefix_of(vpn, profile, resolved.snapshot))
            for gate in found[name]:
                sides = resolved.network.sides_of(gate, (pool,))
                if sides != (gateway.interface,):
                    raise PoolElsewhere(
                        profile=profile, gate=gate.name, interface=gateway.interface, found=", ".join(sides) or "-"
                    )
    return found


def _held(vpn: VpnPolicy, snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """Profile to the addresses of its people. A pool that is one profile's own stands as a whole, so that a new person changes no
    rule; of one that several share, each grant's address stands by itself."""
    served = [name for name, one in vpn.profiles.items() if one.gateway in vpn.gateways]
    pools = {name: prefix_of(vpn, name, snapshot) for name in served}
    sharing = Counter(pools.values())
    hosts: dict[str, dict[str, None]] = {}
    for one in peers(snapshot):
        hosts.setdefault(one.profile, {})[one.address] = None
    found = {name: (pool,) if sharing[pool] == 1 else tuple(hosts.get(name, ())) for name, pool in pools.items()}
    return {name: addresses for name, addresses in found.items() if addresses}


def _objects(vpn: VpnPolicy, held: Mapping[str, tuple[str, ...]]) -> Iterator[Object]:
    for name, addresses in held.items():
        yield Object(name=object_of(name), title=vpn.profiles[name].title, addresses=addresses)
        if vpn.profiles[name].dns:
            yield Object(name=f"{object_of(name)}-dns", addresses=vpn.profiles[name].dns)


def _rules(
    vpn: VpnPolicy, held: Mapping[str, tuple[str, ...]], gates: Mapping[str, tuple[Gate, ...]]
) -> Iterator[Rule]:
    for name, gateway in vpn.gateways.items():
        if gates[name]:
            port = gateway.endpoint.rpartition(":")[2]
            yield _rule(
                f"vpn-{name}"[:31], (ANY,), (SELF,), (f"udp/{port}",), title=gateway.title or name,
                gateways=tuple(one.name for one in gates[name]),
            )  # fmt: skip
    for name in held:
        one, source, number = vpn.profiles[name], (object_of(name),), 0
        if one.dns:
            number += 1
            yield _rule(f"vpn-{name}-{number}", source, (f"{object_of(name)}-dns",), DNS, title=one.title)
        for entry in one.reach:
            number += 1
            yield _rule(f"vpn-{name}-{number}", source, entry.to, entry.services, title=one.title)
        yield _rule(f"vpn-{name}-deny", source, (ANY,), (ANY,), title=one.title, action="deny")


def _rule(
    name: str, source: tuple[str, ...], to: tuple[str, ...], services: tuple[str, ...], *, title: str,
    gateways: tuple[str, ...] = (), action: str = "allow",
) -> Rule:  # fmt: skip
    content = {
        "id": name, "from": source, "to": to, "services": services, "action": action, "gateways": gateways,
        "log": action == "deny", "purpose": f"VPN: {title}", "owner": OWNER, "evrak": EVRAK,
    }  # fmt: skip
    return Rule.model_validate(content)


def object_of(profile: str) -> str:
    """A profile's people in the firewall policy."""
    return f"vpn-{profile}"


def limited(enforced: DevicePolicy, vpn: VpnPolicy) -> DevicePolicy:
    """With how much each person may send and receive through the tunnels of that device."""
    rates = tuple(
        Rate(
            name=name,
            addresses=object_of(name),
            interface=vpn.gateways[one.gateway].interface,
            kbytes=max(1, one.rate_mbps * 1_000_000 // 8 // 1024),
        )
        for name, one in vpn.profiles.items()
        if one.rate_mbps is not None
        and one.gateway in vpn.gateways
        and enforced.device in vpn.gateways[one.gateway].devices
        and object_of(name) in enforced.address_by_name
    )
    return enforced.model_copy(update={"rates": rates}) if rates else enforced
