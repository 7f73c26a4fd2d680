"""Everything that must not be rolled out, found before it is: what `inv firewall.check` tells."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from altyapi.firewall import ranges
from altyapi.firewall.findings import KINDS, Finding, Found, placed
from altyapi.firewall.flow import Part, trace
from altyapi.firewall.gateways import Gate
from altyapi.firewall.policy import Section
from altyapi.firewall.ranges import ANY_SERVICE, EVERYWHERE, IPV4, IPV6, Ranges
from altyapi.firewall.resolve import Resolved, ResolvedRule
from altyapi.firewall.shadows import shadows
from netbox_sync.faults import SelectionError
from netbox_sync.model import Snapshot
from netbox_sync.selection import select

TOLD: tuple[Section, ...] = ("rules", "source_nat", "destination_nat")
MOST = 3
"""Names that a finding tells before it only counts."""


def check(resolved: Resolved, blocked: Ranges = ()) -> tuple[Finding, ...]:
    """Every finding, by file and line."""
    found = [
        *_untold(resolved),
        *_open(resolved),
        *_unmatched(resolved),
        *_unreached(resolved),
        *_translated_twice(resolved),
        *_unheld(resolved),
        *_management(resolved, blocked),
    ]
    rows = (*resolved.findings, *placed(resolved.policy, found))
    return tuple(sorted(rows, key=lambda row: (row.file, row.line, row.kind, row.subject)))


def management(resolved: Resolved, blocked: Ranges = ()) -> tuple[Finding, ...]:
    """Only what would cut the toolkit's own way, or leaves it unknown whether something does."""
    found = placed(resolved.policy, _management(resolved, blocked))
    return tuple(one for one in found if KINDS[one.kind].severity == "error")


def _untold(resolved: Resolved) -> Iterator[Found]:
    """What an auditor would ask and the policy does not answer."""
    for section in TOLD:
        for index, one in enumerate(getattr(resolved.policy, section)):
            if not one.enabled:
                continue
            for kind, value in (("no-purpose", one.purpose), ("no-owner", one.owner), ("no-evrak", one.evrak)):
                if not value.strip():
                    yield Found(kind, section, index, {})
            if one.expired(resolved.day):
                days = (resolved.day - one.expires).days
                yield Found("expired", section, index, {"expires": one.expires.isoformat(), "days": str(days)})


def _open(resolved: Resolved) -> Iterator[Found]:
    for one in resolved.rules:
        everything = one.source == one.destination == EVERYWHERE and one.services == ANY_SERVICE
        if one.rule.action == "allow" and one.chain == "forward" and everything:
            yield Found("any-any", "rules", one.index, {})


def _unmatched(resolved: Resolved) -> Iterator[Found]:
    """Rules whose sets hold something, and none of it ever passes a gateway. An empty set is told where it is defined."""
    if not resolved.network.gates:
        return
    matching: dict[tuple[Ranges, Ranges, tuple[str, ...]], bool] = {}
    for one in resolved.rules:
        if one.chain == "forward" and one.source and one.destination:
            key = one.source, one.destination, one.rule.gateways
            if key not in matching:
                gates = (gate for gate in resolved.network.gates if resolved.applies(one.rule.gateways, gate))
                matching[key] = any(resolved.network.passes(gate, one.source, one.destination) for gate in gates)
            if not matching[key]:
                yield Found("never-matches", "rules", one.index, {})


def _unreached(resolved: Resolved) -> Iterator[Found]:
    """Rules that earlier ones take whole, on every gateway where they stand. Gateways with the same rules are one question."""
    alike: dict[tuple[int, ...], list[Gate]] = {}
    for gate in resolved.network.gates:
        alike.setdefault(tuple(one.index for one in resolved.rules_of(gate)), []).append(gate)
    if not alike:
        alike[tuple(one.index for one in resolved.rules)] = []
    stands: dict[int, int] = {}
    taken: dict[int, list[tuple[str, str, tuple[ResolvedRule, ...]]]] = {}
    by_index = {one.index: one for one in resolved.rules}
    for indexes, gates in alike.items():
        name = _listed([gate.name for gate in gates]) or "-"
        for chain in ("forward", "input", "output"):
            rows = [by_index[index] for index in indexes if by_index[index].chain == chain]
            for one in rows:
                stands[one.index] = stands.get(one.index, 0) + 1
            for shadow in shadows([_product(one) for one in rows]):
                one, others = rows[shadow.rule], tuple(rows[place] for place in shadow.by)
                allows = one.rule.action == "allow"
                same = all((other.rule.action == "allow") == allows for other in others)
                kind = "duplicate-rule" if shadow.whole else "redundant-rule" if same else "shadowed-rule"
                taken.setdefault(one.index, []).append((kind, name, others))
    for index, rows_ in sorted(taken.items()):
        if len(rows_) == stands[index]:
            worst = max(rows_, key=lambda row: ("redundant-rule", "shadowed-rule", "duplicate-rule").index(row[0]))
            kind, name, others = worst
            yield Found(kind, "rules", index, {"gateway": name, "others": _listed([one.rule.id for one in others])})


def _product(one: ResolvedRule) -> tuple[Ranges, Ranges, Ranges]:
    return (
        EVERYWHERE if one.chain == "output" else one.source,
        EVERYWHERE if one.chain == "input" else one.destination,
        one.services,
    )


def _translated_twice(resolved: Resolved) -> Iterator[Found]:
    inward = [
        ("destination_nat", one, (one.source, ((one.address, one.address),), one.services))
        for one in resolved.destination_nat
    ]
    outward = [("source_nat", one, (one.source, one.destination, one.services)) for one in resolved.source_nat]
    groups: Sequence[Sequence[tuple[Any, Any, tuple[Ranges, Ranges, Ranges]]]] = (inward, outward)
    for group in groups:
        for (_, first, one), (section, second, other) in combinations(group, 2):
            common = [ranges.intersection(mine, theirs) for mine, theirs in zip(one, other, strict=True)]
            gates = [
                gate.name
                for gate in resolved.network.gates
                if resolved.applies(first.nat.gateways, gate) and resolved.applies(second.nat.gateways, gate)
            ]
            if all(common) and gates:
                what = f"{ranges.told(common[0], 1)} → {ranges.told(common[1], 1)} {ranges.services(common[2], 1)}"
                values = {"other": first.nat.id, "gateway": _listed(gates), "what": what}
                yield Found("nat-overlap", section, second.index, values)


def _unheld(resolved: Resolved) -> Iterator[Found]:
    """Zones of which a part lies behind no gateway: no rule is ever enforced on what goes to it."""
    gates = resolved.network.gates
    if not gates:
        return
    held = ranges.union(*(gate.held for gate in gates), *(gate.own for gate in gates))
    for index, zone in enumerate(resolved.policy.zones):
        outside = ranges.difference(resolved.zones.get(zone.name, ()), held)
        if outside:
            yield Found("zone-behind-nothing", "zones", index, {"addresses": ranges.told(outside)})


def _management(resolved: Resolved, blocked: Ranges) -> Iterator[Found]:
    """Whether the toolkit would still reach every device that it manages."""
    said = resolved.policy.management
    if not resolved.policy.rules or not resolved.network.gates:
        return
    if said is None:
        yield Found("no-management", "gateways", 0, {})
        return
    try:
        names = select(resolved.snapshot, said.devices)
    except SelectionError as error:
        name = str(error.fields.get("listing", said.devices))
        yield Found("unknown-in-netbox", "management", 0, {"what": "devices", "name": name, "near": "-"})
        return
    devices = _addresses(resolved.snapshot, names)
    source = resolved.union_of(said.from_)
    for what, empty in (("from", not source), ("devices", not devices)):
        if empty:
            yield Found("management-empty", "management", 0, {"what": what})
    for word in said.services:
        services = ranges.of_ports(resolved.ports_of(word))
        for (why, told), places in _cut_off(resolved, source, devices, services, blocked).items():
            more = f" +{len(places) - 1}" if len(places) > 1 else ""
            values = {
                "service": word,
                "source": told,
                "device": f"{devices[places[0]]}{more}",
                "address": ranges.address(places[0]),
                "why": why,
            }
            yield Found("management-cut", "management", 0, values)


def _addresses(snapshot: Snapshot, names: Iterable[str]) -> dict[int, str]:
    """By which address each device is reached."""
    found: dict[int, str] = {}
    for name in names:
        device = snapshot.device_by_name[name]
        address = device.primary_ip4 or device.primary_ip6
        if address:
            found[ranges.number(address.partition("/")[0])] = name
    return found


def _cut_off(
    resolved: Resolved, source: Ranges, devices: Collection[int], services: Ranges, blocked: Ranges
) -> dict[tuple[str, str], list[int]]:
    """The addresses that are not reached, by why and from where."""
    cut: dict[tuple[str, str], list[int]] = {}
    target = ranges.joined((place, place) for place in devices)
    for family in (IPV4, IPV6):
        from_, to = ranges.intersection(source, family), ranges.intersection(target, family)
        if source and to and not from_:
            cut["no-way", "-"] = [place for place in devices if ranges.holds(to, place)]
        for part in trace(resolved, from_, to, services, blocked):
            why = _hindrance(resolved, part)
            if why:
                places = [place for place in devices if ranges.holds(part.destination, place)]
                cut.setdefault((why, ranges.told(part.source, 1)), []).extend(places)
    return cut


def _hindrance(resolved: Resolved, part: Part) -> str:
    """What keeps a part from the device that it is meant for, in words that need no language; empty where nothing does. What is
    led to another address passes, and does not come to it."""
    inward = {one.nat.id for one in resolved.destination_nat}
    led = [f"{step.gate.name}: {name}" for step in part.steps for name in step.translated if name in inward]
    if part.passes:
        return led[0] if led else ""
    if part.why == "no-way":
        return "no-way"
    last = part.steps[-1]
    told = last.rule.rule.id if last.rule else part.why
    return f"{last.gate.name}: {told}"


def _listed(names: Sequence[str]) -> str:
    more = f" +{len(names) - MOST}" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more
