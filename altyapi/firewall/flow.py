"""Would this pass, by which rule, on which gateway: exact, for single packets and for whole sets of them.

A question is a product of three sets (sources, destinations, services). It is cut into pieces of which every packet meets the
same gateways, the same rules and the same translations; the pieces together are the question again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from altyapi.firewall import ranges
from altyapi.firewall.gateways import Gate, Side
from altyapi.firewall.model import Action
from altyapi.firewall.ranges import ANY_SERVICE, EVERYWHERE, NOWHERE, PORTS, Ranges
from altyapi.firewall.resolve import Resolved, ResolvedRule

Why = Literal["rule", "default", "blocked", "no-way", "unfiltered"]
Chain = Literal["forward", "input", "output"]
Product = tuple[Ranges, Ranges, Ranges]


class Step(NamedTuple):
    """What one gateway does with a piece. No rule: what no rule matches is denied. `translated`: the ids of its translations."""

    gate: Gate
    entry: Side | None
    exit: Side | None
    chain: str
    action: Action
    rule: ResolvedRule | None
    translated: tuple[str, ...] = ()


class Part(NamedTuple):
    """A piece of the question with its answer. `why` names what decided: a rule, the lack of one, a block, no way at all, or that
    no gateway stands between."""

    source: Ranges
    destination: Ranges
    services: Ranges
    passes: bool
    why: Why
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class _Piece:
    """On its way: as it was asked for, and as it is now."""

    source: Ranges
    destination: Ranges
    services: Ranges
    now_source: Ranges
    now_destination: Ranges
    now_services: Ranges
    steps: tuple[Step, ...] = ()

    @property
    def product(self) -> Product:
        return self.now_source, self.now_destination, self.now_services

    def narrowed(self, to: Product) -> _Piece:
        """A part of it. An end that was translated is a single address (or port) by then, and is not narrowed further."""
        source, destination, services = to
        return replace(
            self,
            source=source if self.source == self.now_source else self.source,
            destination=destination if self.destination == self.now_destination else self.destination,
            services=services if self.services == self.now_services else self.services,
            now_source=source,
            now_destination=destination,
            now_services=services,
        )


def trace(
    resolved: Resolved, source: Ranges, destination: Ranges, services: Ranges, blocked: Ranges = NOWHERE
) -> tuple[Part, ...]:
    """Every part of the question with its answer."""
    return _Tracer(resolved, blocked).run(source, destination, services)


def split(product: Product, by: Product) -> tuple[Product | None, list[Product]]:
    """What of a product lies in another, and the rest as products that are apart."""
    common = tuple(ranges.intersection(one, other) for one, other in zip(product, by, strict=True))
    if not all(common):
        return None, [product]
    source, destination, services = product
    rest = [
        (ranges.difference(source, common[0]), destination, services),
        (common[0], ranges.difference(destination, common[1]), services),
        (common[0], common[1], ranges.difference(services, common[2])),
    ]
    return (common[0], common[1], common[2]), [one for one in rest if all(one)]


def partition(whole: Ranges, borders: Iterable[Ranges]) -> list[Ranges]:
    """The set in parts, each of them inside or outside every border."""
    parts = [whole] if whole else []
    for border in borders:
        cut: list[Ranges] = []
        for part in parts:
            common = ranges.intersection(part, border)
            cut += [one for one in (common, ranges.difference(part, border)) if one] if common else [part]
        parts = cut
    return parts


class _Tracer:
    def __init__(self, resolved: Resolved, blocked: Ranges) -> None:
        self.resolved = resolved
        self.network = resolved.network
        self.blocked = blocked
        borders = [gate.own for gate in self.network.gates]
        borders += [side.held for gate in self.network.gates for side in gate.sides]
        self.borders = [one for one in dict.fromkeys(borders) if one]
        self.public = [((nat.address, nat.address),) for nat in resolved.destination_nat]
        self.rules = {gate.name: resolved.rules_of(gate) for gate in self.network.gates}
        self.inward = {
            gate.name: [one for one in resolved.destination_nat if resolved.applies(one.nat.gateways, gate)]
            for gate in self.network.gates
        }
        self.outward = {
            gate.name: [one for one in resolved.source_nat if resolved.applies(one.nat.gateways, gate)]
            for gate in self.network.gates
        }

    def run(self, source: Ranges, destination: Ranges, services: Ranges) -> tuple[Part, ...]:
        found: list[Part] = []
        for one in partition(source, self.borders):
            for other in partition(destination, [*self.borders, *self.public]):
                found += self._start(_Piece(one, other, services, one, other, services))
        return tuple(found)

    def _start(self, piece: _Piece) -> Iterator[Part]:
        place, target = piece.source[0][0], piece.destination[0][0]
        for gate in self.network.at(place):
            # a public address is answered for by the gateway that translates it, wherever it seems to lie
            if any(nat.address == target and ranges.holds(nat.source, place) for nat in self.inward[gate.name]):
                yield from self._at(gate, self.network.side(gate, place), piece)
                return
        way = self.network.way(place, target)
        if way is None:
            yield _part(piece, passes=False, why="no-way")
        elif not way:
            yield _part(piece, passes=True, why="unfiltered")
        else:
            yield from self._at(way[0].gate, way[0].entry, piece)

    def _at(self, gate: Gate, entry: Side | None, piece: _Piece) -> Iterator[Part]:
        """What becomes of a piece that has come to a gateway."""
        free, stopped = [piece.product], []
        for by in ((self.blocked, EVERYWHERE, ANY_SERVICE), (EVERYWHERE, self.blocked, ANY_SERVICE)):
            free, taken = _cut(free, by)
            stopped += taken
        for product in stopped:
            step = Step(gate, entry, None, "block", "deny", None)
            yield _part(piece.narrowed(product), step, passes=False, why="blocked")
        for nat in self.inward[gate.name]:
            free, taken = _cut(free, (nat.source, ((nat.address, nat.address),), nat.services))
            for product in taken:
                services = product[2]
                if nat.nat.to_port is not None:
                    port = services[0][0] // PORTS * PORTS + nat.nat.to_port
                    services = ((port, port),)
                turned = replace(piece.narrowed(product), now_destination=((nat.to, nat.to),), now_services=services)
                yield from self._through(gate, entry, turned, nat.nat.id)
        for product in free:
            yield from self._through(gate, entry, piece.narrowed(product))

    def _through(self, gate: Gate, entry: Side | None, piece: _Piece, *translated: str) -> Iterator[Part]:
        target = piece.now_destination[0][0]
        if ranges.holds(gate.own, target):
            for product, rule in self._decided(gate, "input", piece):
                step = Step(gate, entry, None, "input", _action(rule), rule, translated)
                passes = step.action == "allow"
                yield _part(piece.narrowed(product), step, passes=passes, why="rule" if rule else "default")
            return
        onward = self.network.towards(gate, target)
        if onward is None or len(piece.steps) > len(self.network.gates):
            yield _part(piece, passes=False, why="no-way")
            return
        out, following = onward
        chain: Chain = "forward" if entry is not None else "output"
        for product, rule in self._decided(gate, chain, piece):
            step = Step(gate, entry, out, chain, _action(rule), rule, translated)
            allowed = piece.narrowed(product)
            if step.action != "allow":
                yield _part(allowed, step, passes=False, why="rule" if rule else "default")
                continue
            for left, ids in self._leaving(gate, allowed):
                done = replace(left, steps=(*left.steps, step._replace(translated=(*translated, *ids))))
                if following is None:
                    yield _part(done, passes=True, why="rule")
                else:
                    yield from self._at(following, self.network.link(following, gate.name), done)

    def _decided(self, gate: Gate, chain: Chain, piece: _Piece) -> Iterator[tuple[Product, ResolvedRule | None]]:
        """The piece in parts, each with the first rule that matches it."""
        left = [piece.product]
        for rule in self.rules[gate.name]:
            if rule.chain != chain:
                continue
            source = EVERYWHERE if chain == "output" else rule.source
            destination = EVERYWHERE if chain == "input" else rule.destination
            left, taken = _cut(left, (source, destination, rule.services))
            for product in taken:
                yield product, rule
            if not left:
                return
        for product in left:
            yield product, None

    def _leaving(self, gate: Gate, piece: _Piece) -> Iterator[tuple[_Piece, tuple[str, ...]]]:
        """After translation of its source. One address stands for a pool, or for the interface's."""
        left = [piece.product]
        for nat in self.outward[gate.name]:
            left, taken = _cut(left, (nat.source, nat.destination, nat.services))
            for product in taken:
                pool = nat.to or gate.own
                source = ((pool[0][0], pool[0][0]),) if pool else product[0]
                yield replace(piece.narrowed(product), now_source=source), (nat.nat.id,)
        for product in left:
            yield piece.narrowed(product), ()


def _cut(products: Sequence[Product], by: Product) -> tuple[list[Product], list[Product]]:
    """What is left of them, and what was taken."""
    left: list[Product] = []
    taken: list[Product] = []
    for product in products:
        common, rest = split(product, by)
        left += rest
        if common is not None:
            taken.append(common)
    return left, taken


def _action(rule: ResolvedRule | None) -> Action:
    return rule.rule.action if rule else "deny"


def _part(piece: _Piece, *steps: Step, passes: bool, why: Why) -> Part:
    return Part(piece.source, piece.destination, piece.services, passes, why, (*piece.steps, *steps))
