"""From the policy and a snapshot to exact sets: what every name means today, and where each rule stands.

What can't be resolved is a finding, never an exception: one run tells all of it. `Resolved` then answers every further question
(checks, flows, generation) without looking at NetBox again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Literal

from altyapi.firewall import ranges
from altyapi.firewall.findings import Finding, Found, placed
from altyapi.firewall.gateways import Gate, Network, near, network
from altyapi.firewall.lookup import Lookup
from altyapi.firewall.model import SELF, Ports
from altyapi.firewall.policy import (
    ANY,
    DestinationNat,
    Object,
    Policy,
    Rule,
    Section,
    Service,
    SourceNat,
    ports_of,
)
from altyapi.firewall.ranges import ANY_SERVICE, EVERYWHERE, NOWHERE, Ranges
from netbox_sync.model import Prefix, Snapshot

ENTRIES: tuple[Section, ...] = ("rules", "source_nat", "destination_nat")


@dataclass(frozen=True)
class ResolvedRule:
    """A rule with its sets. Where an end is the firewall itself, that end's set is empty here and each gateway's own there."""

    index: int  # in the policy's order
    rule: Rule
    source: Ranges
    destination: Ranges
    services: Ranges

    @property
    def chain(self) -> Literal["forward", "input", "output"]:
        return "input" if self.rule.to == (SELF,) else "output" if self.rule.from_ == (SELF,) else "forward"


@dataclass(frozen=True)
class ResolvedSourceNat:
    index: int
    nat: SourceNat
    source: Ranges
    destination: Ranges
    services: Ranges
    to: Ranges  # empty: the address of the interface by which the packet leaves


@dataclass(frozen=True)
class ResolvedDestinationNat:
    index: int
    nat: DestinationNat
    source: Ranges
    address: int
    services: Ranges
    to: int


@dataclass(frozen=True)
class Resolved:
    """The policy on one day over one snapshot; the entries are those in force."""

    policy: Policy
    snapshot: Snapshot
    day: date
    zones: Mapping[str, Ranges]
    objects: Mapping[str, Ranges]
    services: Mapping[str, tuple[Ports, ...]]
    network: Network
    rules: tuple[ResolvedRule, ...]
    source_nat: tuple[ResolvedSourceNat, ...]
    destination_nat: tuple[ResolvedDestinationNat, ...]
    findings: tuple[Finding, ...]

    @cached_property
    def inside(self) -> Ranges:
        """Every address of a zone that is not the rest."""
        return ranges.union(*(self.zones[one.name] for one in self.policy.zones if not one.rest))

    def set_of(self, name: str) -> Ranges:
        """The addresses behind a zone's or an object's name."""
        return EVERYWHERE if name == ANY else self.zones.get(name, self.objects.get(name, NOWHERE))

    def union_of(self, names: Sequence[str]) -> Ranges:
        return ranges.union(*map(self.set_of, names))

    def zone_of(self, place: int) -> str:
        """The name of the zone that holds an address; empty where none does."""
        return next((name for name, held in self.zones.items() if ranges.holds(held, place)), "")

    def ports_of(self, word: str) -> tuple[Ports, ...]:
        """What a rule's word for services means."""
        written = ports_of(word)
        return (written,) if written else self.services.get(word, ())

    def applies(self, names: Sequence[str], gate: Gate) -> bool:
        """Whether an entry that names those gateways stands on this one; one that names none stands everywhere."""
        base = self.policy.gateways[gate.index].name
        return not names or any(fnmatchcase(gate.name, name) or name == base for name in names)

    def rules_of(self, gate: Gate) -> tuple[ResolvedRule, ...]:
        return tuple(one for one in self.rules if self.applies(one.rule.gateways, gate))


def resolve(policy: Policy, snapshot: Snapshot, day: date) -> Resolved:
    """Never raises for what the policy says: see `findings`."""
    return _Resolver(policy, snapshot, day).run()


class _Resolver:
    def __init__(self, policy: Policy, snapshot: Snapshot, day: date) -> None:
        self.policy = policy
        self.snapshot = snapshot
        self.day = day
        self.lookup = Lookup(snapshot)
        self.found: list[Found] = []
        self.zones: dict[str, Ranges] = {}
        self.prefixes: dict[str, tuple[Prefix, ...]] = {}  # of each zone
        self.objects: dict[str, Ranges] = {}
        self.services: dict[str, tuple[Ports, ...]] = {}
        self.unions: dict[tuple[str, ...], Ranges] = {}
        self.port_sets: dict[tuple[str, ...], Ranges] = {}

    def run(self) -> Resolved:
        self._unique()
        self._zones()
        self._objects()
        self._services()
        found = network(self.policy, self.lookup, self.zones, self.prefixes, self.found)
        self._unknown("gateways", 0)
        rules, source_nat = tuple(self._rules()), tuple(self._source_nat())
        destination_nat = tuple(self._destination_nat())
        if self.policy.management:
            self._addresses(self.policy.management.from_, "management", 0)
            self._ports(self.policy.management.services, "management", 0)
        self._addresses(self.policy.blocking.never_objects, "blocking", 0)
        return Resolved(
            policy=self.policy,
            snapshot=self.snapshot,
            day=self.day,
            zones=self.zones,
            objects=self.objects,
            services=self.services,
            network=found,
            rules=rules,
            source_nat=source_nat,
            destination_nat=destination_nat,
            findings=placed(self.policy, self.found),
        )

    def _unique(self) -> None:
        named: tuple[Section, ...] = ("zones", "objects", "services")
        for group in (named, ("gateways",), ENTRIES):
            first: dict[str, str] = {}
            for section in group:
                for index, one in enumerate(getattr(self.policy, section)):
                    name = str(getattr(one, "id", None) or one.name)
                    if name in first:
                        self._tell("duplicate-name", section, index, name=name, first=first[name])
                    first.setdefault(name, section)

    def _zones(self) -> None:
        rest: list[int] = []
        for index, zone in enumerate(self.policy.zones):
            if zone.rest:
                rest.append(index)
                self.zones[zone.name] = NOWHERE
                continue
            rows = {one.id: one for wanted in zone.prefixes for one in self.lookup.prefixes(wanted)}
            self._unknown("zones", index)
            self.prefixes[zone.name] = tuple(rows[key] for key in sorted(rows))
            self.zones[zone.name] = ranges.of_networks(one.prefix for one in rows.values())
            if not rows:
                self._tell("empty-zone", "zones", index)
            for other in self.policy.zones[:index]:
                common = ranges.intersection(self.zones[other.name], self.zones[zone.name])
                if common and other.name != zone.name:
                    self._tell("zones-overlap", "zones", index, other=other.name, addresses=ranges.told(common))
        for index in rest[1:]:
            self._tell("several-rest-zones", "zones", index, other=self.policy.zones[rest[0]].name)
        if rest:
            self.zones[self.policy.zones[rest[0]].name] = ranges.complement(ranges.union(*self.zones.values()))

    def _objects(self) -> None:
        by_name = {one.name: (index, one) for index, one in enumerate(self.policy.objects)}

        def made(name: str, above: tuple[str, ...]) -> Ranges:
            if name in self.objects:
                return self.objects[name]
            index, one = by_name[name]
            parts = [self._own(index, one)]
            for member in one.members:
                if member in (*above, name):
                    self._tell("circular-members", "objects", index, name=member)
                elif member in by_name:
                    parts.append(made(member, (*above, name)))
                else:
                    self._undefined(member, list(by_name), "objects", index)
            self.objects[name] = ranges.union(*parts)
            if not self.objects[name]:
                self._tell("empty-object", "objects", index)
            return self.objects[name]

        for name in by_name:
            made(name, ())

    def _own(self, index: int, one: Object) -> Ranges:
        look = self.lookup
        addresses = [
            *one.addresses,
            *(address for wanted in one.devices for address in look.devices(wanted)),
            *(address for wanted in one.machines for address in look.machines(wanted)),
            *(address for wanted in one.ip_addresses for address in look.ip_addresses(wanted)),
            *(prefix.prefix for wanted in one.prefixes for prefix in look.prefixes(wanted)),
            *(address for name in one.hosts_of for address in look.hosts_of(name)),
        ]
        self._unknown("objects", index)
        return ranges.of_networks(addresses)

    def _services(self) -> None:
        by_name = {one.name: (index, one) for index, one in enumerate(self.policy.services)}

        def made(name: str, above: tuple[str, ...]) -> tuple[Ports, ...]:
            if name in self.services:
                return self.services[name]
            index, one = by_name[name]
            parts = self._own_ports(index, one)
            for member in one.members:
                written = ports_of(member)
                if member in (*above, name):
                    self._tell("circular-members", "services", index, name=member)
                elif written is not None:
                    parts.append(written)
                elif member in by_name:
                    parts += made(member, (*above, name))
                else:
                    self._undefined(member, list(by_name), "services", index)
            self.services[name] = tuple(dict.fromkeys(parts))
            return self.services[name]

        for name in by_name:
            made(name, ())

    def _own_ports(self, index: int, one: Service) -> list[Ports]:
        written = [ports for ports in map(ports_of, one.ports) if ports is not None]
        known = [ports for name in one.netbox for ports in self.lookup.service(name)]
        self._unknown("services", index)
        return [*written, *known]

    def _rules(self) -> Iterator[ResolvedRule]:
        for index, rule in enumerate(self.policy.rules):
            self._gateways(rule.gateways, "rules", index)
            source = self._addresses(rule.from_, "rules", index)
            destination = self._addresses(rule.to, "rules", index)
            services = self._ports(rule.services, "rules", index)
            if rule.in_force(self.day):
                yield ResolvedRule(index, rule, source, destination, services)

    def _source_nat(self) -> Iterator[ResolvedSourceNat]:
        for index, nat in enumerate(self.policy.source_nat):
            self._gateways(nat.gateways, "source_nat", index)
            source = self._addresses(nat.from_, "source_nat", index)
            destination = self._addresses(nat.to, "source_nat", index)
            services = self._ports(nat.services, "source_nat", index)
            to = NOWHERE if nat.translate == "interface" else self._written(nat.translate, "source_nat", index)
            if nat.in_force(self.day):
                yield ResolvedSourceNat(index, nat, source, destination, services, to)

    def _destination_nat(self) -> Iterator[ResolvedDestinationNat]:
        for index, nat in enumerate(self.policy.destination_nat):
            self._gateways(nat.gateways, "destination_nat", index)
            source = self._addresses(nat.from_, "destination_nat", index)
            ports = ports_of(nat.service) if nat.service else None
            ends = []
            for text in (nat.address, nat.to):
                found = self._written(text, "destination_nat", index)
                count = sum(last - first + 1 for first, last in found)
                if count == 1:
                    ends.append(found[0][0])
                elif found:
                    self._tell("not-one-address", "destination_nat", index, name=text, count=str(count))
            if len(ends) == 2 and nat.in_force(self.day):
                services = ranges.of_ports([ports]) if ports else ANY_SERVICE
                yield ResolvedDestinationNat(index, nat, source, ends[0], services, ends[1])

    def _written(self, text: str, section: Section, index: int) -> Ranges:
        """An address that is written out, or an object's name."""
        if text in self.objects:
            return self.objects[text]
        try:
            return ranges.of_networks([text])
        except ValueError:
            self._undefined(text, list(self.objects), section, index)
            return NOWHERE

    def _addresses(self, names: tuple[str, ...], section: Section, index: int) -> Ranges:
        for name in names:
            if name not in {ANY, SELF} and name not in self.zones and name not in self.objects:
                self._undefined(name, [*self.zones, *self.objects], section, index)
        if names not in self.unions:
            sets = (self.zones.get(name, self.objects.get(name, NOWHERE)) for name in names)
            self.unions[names] = EVERYWHERE if ANY in names else ranges.union(*sets)
        return self.unions[names]

    def _ports(self, words: tuple[str, ...], section: Section, index: int) -> Ranges:
        found: list[Ports] = []
        for word in words:
            try:
                written = ports_of(word)
            except ValueError:
                written = None
            if written is not None:
                found.append(written)
            elif word in self.services:
                found += self.services[word]
            else:
                self._undefined(word, list(self.services), section, index)
        if words not in self.port_sets:
            self.port_sets[words] = ranges.of_ports(found)
        return self.port_sets[words]

    def _gateways(self, names: Sequence[str], section: Section, index: int) -> None:
        known = [one.name for one in self.policy.gateways]
        for name in names:
            # a per-site gateway is called NAME-SITE
            if not any(fnmatchcase(one, name) or name.startswith(f"{one}-") for one in known):
                self._undefined(name, known, section, index)

    def _undefined(self, name: str, known: Sequence[str], section: Section, index: int) -> None:
        self._tell("undefined-name", section, index, name=name, near=near(name, known))

    def _unknown(self, section: Section, index: int) -> None:
        """What the last look-ups asked NetBox for in vain."""
        for miss in self.lookup.unknown:
            self._tell(
                "unknown-in-netbox",
                section,
                index,
                what=miss.what,
                name=miss.word,
                near=near(miss.word, sorted(miss.known)),
            )
        self.lookup.unknown.clear()

    def _tell(self, kind: str, section: Section, index: int, **values: str) -> None:
        self.found.append(Found(kind, section, index, values))
