"""Where packets are filtered: the gateways, what lies behind each of their interfaces, and the way between two addresses.

A gateway holds some addresses directly behind its interfaces; others lie behind other gateways, over a link. A packet enters at
the gateway that holds its source and goes the shortest way, in gateways, to one that holds its destination; of equally short ways
the one named first. That is the plan that the policy states, not what routers do at some moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from altyapi.firewall import policy as said
from altyapi.firewall import ranges
from altyapi.firewall.findings import Found
from altyapi.firewall.lookup import Lookup
from altyapi.firewall.policy import ANY, Policy
from altyapi.firewall.ranges import NOWHERE, Ranges
from netbox_sync.faults import EmptySelection, SelectionError
from netbox_sync.model import Prefix
from netbox_sync.selection import select

VID = "{vid}"


@dataclass(frozen=True)
class Side:
    """An interface. `held` lies directly behind it; `to` are gateways on the other end of its link."""

    name: str
    held: Ranges = NOWHERE
    to: tuple[str, ...] = ()
    parent: str = ""
    vid: int | None = None
    uplink: bool = False


@dataclass(frozen=True)
class Gate:
    """`index` is that of its entry in the policy. `own`: the addresses of its devices themselves."""

    index: int
    name: str
    devices: tuple[str, ...]
    own: Ranges
    sides: tuple[Side, ...]

    @cached_property
    def held(self) -> Ranges:
        return ranges.union(*(side.held for side in self.sides))


@dataclass(frozen=True)
class Hop:
    """One gateway on a packet's way; none for where it comes from or goes to: the gateway itself."""

    gate: Gate
    entry: Side | None
    exit: Side | None


@dataclass(frozen=True)
class Network:
    """The gateways and their links."""

    gates: tuple[Gate, ...]

    @cached_property
    def by_name(self) -> Mapping[str, Gate]:
        return {gate.name: gate for gate in self.gates}

    @cached_property
    def routes(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """From gateway to gateway: the gateways on the way, both ends included. What can't be reached is left out, and each
        gateway's are in the order of their distance."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for start in self.gates:
            ways: dict[str, tuple[str, ...]] = {start.name: (start.name,)}
            waiting = [start.name]
            for name in waiting:
                for side in self.by_name[name].sides:
                    for far in side.to:
                        if far in self.by_name and far not in ways:
                            ways[far] = (*ways[name], far)
                            waiting.append(far)
            found[start.name] = ways
        return found

    @cached_property
    def behind(self) -> Mapping[tuple[str, str], Ranges]:
        """Gateway and interface to every address that is reached through it, directly or over other gateways."""
        found: dict[tuple[str, str], Ranges] = {}
        for gate in self.gates:
            taken = gate.held
            pieces: dict[str, list[Ranges]] = {side.name: [side.held] for side in gate.sides}
            for name, way in self.routes[gate.name].items():
                if name == gate.name:
                    continue
                far = self.by_name[name]
                beyond = ranges.difference(ranges.union(far.held, far.own), taken)
                for side in (
                    gate.sides
                ):  # of several links to a neighbour any may carry the packet: a line, and the tunnel beside it
                    if way[1] in side.to:
                        pieces[side.name].append(beyond)
                taken = ranges.union(taken, far.held, far.own)
            for side in gate.sides:
                found[gate.name, side.name] = ranges.union(*pieces[side.name])
        return found

    @staticmethod
    def link(gate: Gate, far: str) -> Side:
        """The interface that leads to a neighbour."""
        return next(side for side in gate.sides if far in side.to)

    def passes(self, gate: Gate, source: Ranges, destination: Ranges) -> bool:
        """Whether anything from one set to the other goes through a gateway, in by one interface and out by another."""
        into, out = self.sides_of(gate, source), self.sides_of(gate, destination)
        return bool(into and out) and len({*into, *out}) > 1

    def sides_of(self, gate: Gate, held: Ranges) -> tuple[str, ...]:
        """The interfaces of a gateway behind which any of those addresses are reached."""
        key = gate.name, held
        if key not in self._sides:
            behind = self.behind
            self._sides[key] = tuple(
                side.name for side in gate.sides if ranges.intersection(behind[gate.name, side.name], held)
            )
        return self._sides[key]

    @cached_property
    def _sides(self) -> dict[tuple[str, Ranges], tuple[str, ...]]:
        """What `sides_of` has found; a policy asks for the same sets again and again."""
        return {}

    def owner(self, place: int) -> Gate | None:
        """The gateway one of whose devices has that address."""
        return next((gate for gate in self.gates if ranges.holds(gate.own, place)), None)

    def way(self, source: int, destination: int) -> tuple[Hop, ...] | None:
        """The gateways that a packet passes, in order: empty where both ends lie behind one interface, none where one of them
        lies behind no gateway, or no link leads there."""
        best: tuple[str, ...] | None = None
        for start in self.at(source):
            for end in self.at(destination):
                found = self.routes[start.name].get(end.name)
                if found is not None and (best is None or len(found) < len(best)):
                    best = found
        if best is None:
            return None
        hops = tuple(self._hops(best, source, destination))
        return () if len(hops) == 1 and hops[0].entry is not None and hops[0].entry is hops[0].exit else hops

    def towards(self, gate: Gate, place: int) -> tuple[Side | None, Gate | None] | None:
        """By which interface a packet leaves a gateway, and the gateway that comes next: none where it is delivered. None at all
        where no way leads there."""
        ends = [self.routes[gate.name][end.name] for end in self.at(place) if end.name in self.routes[gate.name]]
        if not ends:
            return None
        way = min(ends, key=len)
        if len(way) == 1:
            return self.side(gate, place), None
        return self.link(gate, way[1]), self.by_name[way[1]]

    def at(self, place: int) -> list[Gate]:
        """The gateway whose own address it is, else those that hold it behind an interface."""
        owner = self.owner(place)
        return [owner] if owner else [gate for gate in self.gates if ranges.holds(gate.held, place)]

    def side(self, gate: Gate, place: int) -> Side | None:
        """The interface behind which an address lies directly; none for the gateway's own."""
        if ranges.holds(gate.own, place):
            return None
        return next(side for side in gate.sides if ranges.holds(side.held, place))

    def _hops(self, names: Sequence[str], source: int, destination: int) -> Iterator[Hop]:
        for number, name in enumerate(names):
            gate = self.by_name[name]
            entry = self.link(gate, names[number - 1]) if number else self.side(gate, source)
            out = self.link(gate, names[number + 1]) if number + 1 < len(names) else self.side(gate, destination)
            yield Hop(gate, entry, out)


def network(
    policy: Policy,
    lookup: Lookup,
    zones: Mapping[str, Ranges],
    prefixes: Mapping[str, Sequence[Prefix]],
    found: list[Found],
) -> Network:
    """The gateways of the policy; what is wrong with them is added to `found`."""
    maker = _Maker(policy, lookup, zones, prefixes, found)
    return Network(maker.linked([gate for index in range(len(policy.gateways)) for gate in maker.gates(index)]))


@dataclass
class _Maker:
    policy: Policy
    lookup: Lookup
    zones: Mapping[str, Ranges]
    prefixes: Mapping[str, Sequence[Prefix]]
    found: list[Found]
    bases: dict[str, list[str]] = field(default_factory=dict)

    def gates(self, index: int) -> Iterator[Gate]:
        """One, or one per site."""
        said_ = self.policy.gateways[index]
        rows = self._devices(index, said_)
        groups: dict[str, list[str]] = {}
        for name in rows:
            site = self.lookup.snapshot.device_by_name[name].site
            groups.setdefault(f"{said_.name}-{site}" if said_.per_site else said_.name, []).append(name)
        if not groups:
            self.found.append(Found("gateway-without-device", "gateways", index, {"devices": said_.devices}))
        places = self.lookup.sites(said_.at) if said_.at else frozenset()
        # a place whose firewall is not there yet is a gateway all the same: its way is planned
        for name in [f"{said_.name}-{site}" for site in sorted(places)] if said_.per_site else [said_.name]:
            groups.setdefault(name, [])
        self.bases[said_.name] = sorted(groups)
        for name, devices in sorted(groups.items()):
            sites = frozenset(self.lookup.snapshot.device_by_name[one].site for one in devices)
            planned = frozenset({name.removeprefix(f"{said_.name}-")}) if said_.per_site else places
            own_sites = sites or planned
            own = ranges.of_networks(
                one.address.partition("/")[0]
                for device in devices
                for one in self.lookup.snapshot.addresses_by_device.get(device, ())
            )
            sides = tuple(side for one in said_.interfaces for side in self._sides(index, one, own_sites))
            self._apart(index, sides)
            yield Gate(index, name, tuple(devices), own, sides)

    def linked(self, rows: list[Gate]) -> tuple[Gate, ...]:
        """With the names of per-site gateways instead of what they are called together. A link that leads back nowhere is told,
        and left out."""
        named = [
            Gate(
                gate.index,
                gate.name,
                gate.devices,
                gate.own,
                tuple(
                    Side(
                        side.name,
                        side.held,
                        tuple(far for base in side.to for far in self.bases.get(base, ())),
                        side.parent,
                        side.vid,
                        side.uplink,
                    )
                    for side in gate.sides
                ),
            )
            for gate in rows
        ]
        reached = {gate.name: {far for side in gate.sides for far in side.to} for gate in named}
        for gate in named:
            for side in gate.sides:
                for far in side.to:
                    if gate.name not in reached.get(far, ()):
                        values = {"interface": side.name, "other": far, "name": self.policy.gateways[gate.index].name}
                        self.found.append(Found("gateway-unlinked", "gateways", gate.index, values))
        return tuple(
            Gate(
                gate.index,
                gate.name,
                gate.devices,
                gate.own,
                tuple(
                    Side(
                        side.name,
                        side.held,
                        tuple(far for far in side.to if gate.name in reached.get(far, ())),
                        side.parent,
                        side.vid,
                        side.uplink,
                    )
                    for side in gate.sides
                ),
            )
            for gate in named
        )

    def _devices(self, index: int, said_: said.Gateway) -> tuple[str, ...]:
        try:
            rows = select(self.lookup.snapshot, said_.devices)
        except EmptySelection:
            return ()
        except SelectionError as error:
            name = str(error.fields.get("listing", said_.devices))
            values = {"what": "devices", "name": name, "near": "-"}
            self.found.append(Found("unknown-in-netbox", "gateways", index, values))
            return ()
        if not said_.at:
            return rows
        sites = self.lookup.sites(said_.at)
        return tuple(name for name in rows if self.lookup.snapshot.device_by_name[name].site in sites)

    def _sides(self, index: int, one: said.Side, own_sites: frozenset[str]) -> Iterator[Side]:
        for name in one.to:
            self._defined(index, name, [gateway.name for gateway in self.policy.gateways])
        sites = own_sites if one.own_sites else self.lookup.sites(one.at) if one.at else None
        names = list(self.zones) if ANY in one.zones else [*one.zones]
        for name in names:
            self._defined(index, name, list(self.zones))
        rest = [zone.name for zone in self.policy.zones if zone.rest]
        rows = [
            prefix for name in names for prefix in self.prefixes.get(name, ()) if sites is None or prefix.site in sites
        ]
        if VID in one.name:
            of_vlan: dict[int, list[str]] = {}
            for prefix in rows:
                vid = self.lookup.vid(prefix)
                if vid is not None:
                    of_vlan.setdefault(vid, []).append(prefix.prefix)
            for vid, networks in sorted(of_vlan.items()):
                name = one.name.replace(VID, str(vid))
                yield Side(name, ranges.of_networks(networks), (), one.parent, vid, one.uplink)
            return
        held = ranges.of_networks(prefix.prefix for prefix in rows)
        # `any` means every zone with prefixes: the rest is named, or nothing leads there
        for name in rest:
            if name in one.zones:
                held = ranges.union(held, self.zones[name])
        yield Side(one.name, held, one.to, one.parent, None, one.uplink)

    def _defined(self, index: int, name: str, known: Sequence[str]) -> None:
        if name not in known:
            values = {"name": name, "near": near(name, known)}
            self.found.append(Found("undefined-name", "gateways", index, values))

    def _apart(self, index: int, sides: Sequence[Side]) -> None:
        for number, one in enumerate(sides):
            for other in sides[:number]:
                common = ranges.intersection(one.held, other.held)
                if common:
                    values = {"interface": one.name, "other": other.name, "addresses": ranges.told(common)}
                    self.found.append(Found("sides-overlap", "gateways", index, values))


def near(word: str, known: Sequence[str]) -> str:
    import difflib  # noqa: PLC0415  only where something is wrong

    return ", ".join(difflib.get_close_matches(word, known, 3)) or "-"
