"""From the resolved policy to what each firewall enforces: `model.DevicePolicy`, the input of every generator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from altyapi.errors import EngineError
from altyapi.firewall import ranges
from altyapi.firewall.findings import Carrying
from altyapi.firewall.gateways import Gate
from altyapi.firewall.model import (
    SELF,
    Address,
    Blocked,
    DestinationNat,
    DevicePolicy,
    End,
    Interface,
    Rule,
    Service,
    SourceNat,
    Zone,
)
from altyapi.firewall.policy import ANY, ports_of
from altyapi.firewall.ranges import EVERYWHERE, Ranges
from altyapi.firewall.resolve import Resolved, ResolvedRule
from netbox_sync.canonical import sha256

UNRESOLVED = frozenset(
    ("undefined-name", "unknown-in-netbox", "duplicate-name", "circular-members", "not-one-address", "several-rest-zones",
     "zones-overlap", "sides-overlap")
)  # fmt: skip
"""Findings with which the sets are not those that were meant: nothing is generated, no question answered."""


class NotResolved(Carrying, EngineError):
    """Fields: findings."""

    code = "FWL-001"
    en = "The firewall policy can't be resolved: faults: {count}: {listing}"
    tr = "Güvenlik duvarı politikası çözümlenemiyor: hata: {count}: {listing}"
    en_remedy = "./inv firewall.check tells each of them with its file and line."
    tr_remedy = "Her biri dosyası ve satırıyla: ./inv firewall.check"


class NotAGateway(EngineError):
    """Fields: device, known."""

    code = "FWL-002"
    en = "No gateway of the firewall policy selects this device: {device}. Firewalls: {known}"
    tr = "Güvenlik duvarı politikasında bu cihazı seçen geçit yok: {device}. Güvenlik duvarları: {known}"
    en_remedy = "Correct the name, or `gateways` in the policy; docs/firewall.md describes it."
    tr_remedy = "Ad ya da politikadaki `gateways` düzeltilmeli; anlatımı docs/firewall.md sayfasında."


def demand_resolved(resolved: Resolved) -> None:
    """Raises NotResolved where the sets are not those that were meant."""
    faults = [one for one in resolved.findings if one.kind in UNRESOLVED]
    if faults:
        raise NotResolved(findings=tuple(faults))


def device_policy(resolved: Resolved, device: str, blocked: Sequence[Blocked] = ()) -> DevicePolicy:
    """What that device enforces. Raises NotResolved, NotAGateway."""
    demand_resolved(resolved)
    for gate in resolved.network.gates:
        if device in gate.devices:
            return _Builder(resolved, gate).build(device, blocked)
    known = ", ".join(name for gate in resolved.network.gates for name in gate.devices) or "-"
    raise NotAGateway(device=device, known=known)


def device_policies(resolved: Resolved, blocked: Sequence[Blocked] = ()) -> tuple[DevicePolicy, ...]:
    """Of every firewall, by gateway. Raises NotResolved."""
    demand_resolved(resolved)
    return tuple(
        _Builder(resolved, gate).build(device, blocked) for gate in resolved.network.gates for device in gate.devices
    )


class _Builder:
    def __init__(self, resolved: Resolved, gate: Gate) -> None:
        self.resolved = resolved
        self.gate = gate
        self.behind = {side.name: resolved.network.behind[gate.name, side.name] for side in gate.sides}
        self.addresses: dict[str, Address] = {}
        self.services: dict[str, Service] = {}
        self.titles = {one.name: one.title for one in resolved.policy.zones}
        self.titles |= {one.name: one.title for one in resolved.policy.objects}
        self.ends: dict[tuple[str, ...], End] = {}

    def build(self, device: str, blocked: Sequence[Blocked]) -> DevicePolicy:
        found = self.resolved.snapshot.device_by_name[device]
        own = [one.address.partition("/")[0] for one in self.resolved.snapshot.addresses_by_device.get(device, ())]
        rules = tuple(self._rules())
        source_nat = tuple(self._source_nat())
        destination_nat = tuple(self._destination_nat())
        return DevicePolicy(
            device=device,
            platform=found.platform or "",
            gateway=self.gate.name,
            own_addresses=ranges.to_networks(ranges.of_networks(own)),
            interfaces=tuple(
                Interface(
                    name=side.name,
                    zones=tuple(self._zones_in(self.behind[side.name])),
                    parent=side.parent,
                    vid=side.vid,
                    uplink=side.uplink,
                )
                for side in self.gate.sides
            ),
            zones=tuple(
                Zone(
                    name=one.name,
                    interfaces=self._interfaces(self.resolved.zones[one.name]),
                    rest=one.rest,
                    comment=one.title,
                )
                for one in self.resolved.policy.zones
            ),
            addresses=tuple(self.addresses[name] for name in sorted(self.addresses)),
            services=tuple(self.services[name] for name in sorted(self.services)),
            rules=rules,
            source_nat=source_nat,
            destination_nat=destination_nat,
            blocked=tuple(blocked),
        )

    def _rules(self) -> Iterator[Rule]:
        """Those that can match here."""
        for one in self.resolved.rules_of(self.gate):
            if not self._fits(one):
                continue
            rule = one.rule
            yield Rule(
                id=rule.id,
                chain=one.chain,
                source=self._end(rule.from_),
                destination=self._end(rule.to),
                services=self._services(rule.services),
                action=rule.action,
                log=rule.log,
                purpose=rule.purpose,
                owner=rule.owner,
                evrak=rule.evrak,
                expires=rule.expires,
                comment=rule.comment,
            )

    def _fits(self, one: ResolvedRule) -> bool:
        if not one.services:
            return False
        if one.chain == "input":
            return bool(one.source)
        if one.chain == "output":
            return bool(one.destination)
        return self.resolved.network.passes(self.gate, one.source, one.destination)

    def _source_nat(self) -> Iterator[SourceNat]:
        for one in self.resolved.source_nat:
            here = self.resolved.applies(one.nat.gateways, self.gate)
            if here and self.resolved.network.passes(self.gate, one.source, one.destination):
                yield SourceNat(
                    id=one.nat.id,
                    source=self._end(one.nat.from_),
                    destination=self._end(one.nat.to),
                    services=self._services(one.nat.services),
                    to=ranges.to_networks(one.to)[0] if one.to else "",
                    purpose=one.nat.purpose,
                    evrak=one.nat.evrak,
                )

    def _destination_nat(self) -> Iterator[DestinationNat]:
        for one in self.resolved.destination_nat:
            if self.resolved.applies(one.nat.gateways, self.gate):
                yield DestinationNat(
                    id=one.nat.id,
                    source=self._end(one.nat.from_),
                    address=ranges.address(one.address),
                    ports=ports_of(one.nat.service) if one.nat.service else None,
                    to=ranges.address(one.to),
                    to_port=one.nat.to_port,
                    purpose=one.nat.purpose,
                    evrak=one.nat.evrak,
                )

    def _end(self, names: tuple[str, ...]) -> End:
        if names not in self.ends:
            self.ends[names] = self._made(names)
        return self.ends[names]

    def _made(self, names: tuple[str, ...]) -> End:
        if names == (SELF,):
            return End(zones=(SELF,))
        held = self.resolved.union_of(names)
        zones, interfaces = tuple(self._zones_in(held)), self._interfaces(held)
        if held == EVERYWHERE:
            return End(zones=zones, interfaces=interfaces)
        rest = [one.name for one in self.resolved.policy.zones if one.rest]
        if not set(rest) & set(names):
            return End(zones=zones, addresses=tuple(map(self._named, names)), interfaces=interfaces)
        others = [one.name for one in self.resolved.policy.zones if one.name not in {*rest, *names}]
        missing = ranges.complement(held)
        outside = [name for name in others if self.resolved.zones[name]]
        alike = missing == self.resolved.union_of(outside)
        excluded = tuple(map(self._named, outside)) if alike else (self._unnamed(missing),)
        return End(zones=zones, addresses=excluded, negated=True, interfaces=interfaces)

    def _named(self, name: str) -> str:
        if name not in self.addresses:
            kind = "zone" if name in self.resolved.zones else "object"
            networks = ranges.to_networks(self.resolved.set_of(name))
            self.addresses[name] = Address.model_validate(
                {"name": name, "networks": networks, "kind": kind, "comment": self.titles.get(name, "")}
            )
        return name

    def _unnamed(self, held: Ranges) -> str:
        """A set that the policy has no name for is named after its content."""
        networks = ranges.to_networks(held)
        name = f"set-{sha256(' '.join(networks))[:12]}"
        self.addresses[name] = Address(name=name, networks=networks, kind="made")
        return name

    def _services(self, words: tuple[str, ...]) -> tuple[str, ...]:
        if ANY in words:
            return ()
        names = []
        for word in words:
            name = word.replace("/", "-")
            if name not in self.services:
                title = next((one.title for one in self.resolved.policy.services if one.name == word), "")
                self.services[name] = Service(name=name, ports=self.resolved.ports_of(word), comment=title)
            names.append(name)
        return tuple(names)

    def _zones_in(self, held: Ranges) -> Iterator[str]:
        return (name for name, zone in self.resolved.zones.items() if ranges.intersection(zone, held))

    def _interfaces(self, held: Ranges) -> tuple[str, ...]:
        return self.resolved.network.sides_of(self.gate, held)
