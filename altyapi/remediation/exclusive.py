"""What only one holder may have at a time: a subnet on an interface, a name among VLANs. The old holder lets go first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import AddressValueError, IPv4Interface, IPv4Network, NetmaskValueError

from altyapi.remediation.facts import NUMBER
from altyapi.remediation.state import Node, State
from altyapi.remediation.steps import Step

Held = dict[str, frozenset[IPv4Network]]


def released(old: State, new: State, steps: list[Step]) -> list[Step]:
    """The steps, told what they free and take, and with steps in front that let go where a holder could not do so in time."""
    return _names(old, new, _subnets(old, new, steps))


def _subnets(old: State, new: State, steps: list[Step]) -> list[Step]:
    before, after = _held(old), _held(new)
    changed = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
    waits: dict[str, set[str]] = {}
    for key in changed:
        blocked = {
            other
            for other in changed
            if other != key and any(a.overlaps(b) for a in after.get(key, ()) for b in before.get(other, ()))
        }
        if blocked:
            waits[key] = blocked
    if not waits:
        return steps
    letting_go = _circles(waits)
    out = [_told(step, waits, letting_go) for step in steps]
    for holder in letting_go:
        name = f"net {holder}"
        out.insert(0, Step((holder,), ("exit",), ((0, "no ip address"),), ((0, 0), (0, 0)), (holder, "release"), True,
                           frees=frozenset({name})))  # fmt: skip
    return out


def _circles(waits: dict[str, set[str]]) -> list[str]:
    """Holders that must let go before they get their new thing, so that no circle of waiting is left."""
    pending = {holder: set(others) for holder, others in waits.items()}
    chosen: list[str] = []
    while pending:
        free = [holder for holder, others in pending.items() if not others & pending.keys()]
        if not free:
            chosen.append(max(pending))
            for others in pending.values():
                others.discard(chosen[-1])
            continue
        for holder in free:
            del pending[holder]
    return chosen


def _told(step: Step, waits: dict[str, set[str]], letting_go: list[str]) -> Step:
    block = step.path[0] if step.path else step.rows[0][1]
    holder = block.removeprefix("no ").removeprefix("default ")
    if not any("ip address" in text or text in {f"no {holder}", f"default {holder}"} for _, text in step.rows):
        return step
    holders = {other for blocked in waits.values() for other in blocked}
    takes = frozenset(f"net {other}" for other in waits.get(holder, ())) if not step.removes else frozenset()
    frees = frozenset({f"net {holder}"}) if holder in holders and holder not in letting_go else frozenset()
    return replace(step, takes=step.takes | takes, frees=step.frees | frees)


def _held(state: State) -> Held:
    held: Held = {}
    for key, node in state.root.items():
        if key.startswith("interface ") and not any(name.startswith("vrf forwarding") for name in node.children):
            networks = frozenset(_networks(node.children.values()))
            if networks:
                held[key] = networks
    return held


def _networks(nodes: Iterable[Node]) -> Iterable[IPv4Network]:
    for node in nodes:
        words = node.fact.canon.split()
        if words[:2] == ["ip", "address"] and len(words) >= 4 and not node.fact.negative:
            try:
                yield IPv4Interface(f"{words[2]}/{words[3]}").network
            except (AddressValueError, NetmaskValueError):
                continue


def _names(old: State, new: State, steps: list[Step]) -> list[Step]:
    had = _vlan_names(old)
    has = _vlan_names(new)
    moved = {name: vlan for name, vlan in had.items() if name in has and has[name].fact.number != vlan.fact.number}
    if not moved:
        return steps
    taking = {has[name].fact.number: f"name {name}" for name in moved}
    out = [
        replace(step, takes=step.takes | {taking[step.numbers[0]]})
        if step.numbers and step.numbers[0] in taking and any(text.startswith("name ") for _, text in step.rows)
        else step
        for step in steps
    ]
    renamed = _renamed(moved, has)
    out = [
        replace(step, frees=step.frees | {f"name {renamed[step.numbers[0]]}"})
        if step.numbers and step.numbers[0] in renamed and any(text.startswith("name ") for _, text in step.rows)
        else step
        for step in out
    ]
    free = [
        Step((f"vlan {NUMBER}",), ("exit",), ((0, "no name"),), ((0, 0), (0, 0)), (f"vlan {NUMBER}", "release"), True,
             numbers=(vlan.fact.number or 0,), frees=frozenset({f"name {name}"}))
        for name, vlan in moved.items()
        if vlan.fact.number not in renamed
    ]  # fmt: skip
    return [*free, *out]


def _renamed(moved: dict[str, Node], has: dict[str, Node]) -> dict[int, str]:
    """VLANs that let their old name go by taking another one in time; those in a circle, or left without a name, do not."""
    takers = {node.fact.number: name for name, node in has.items()}
    holders = {f"{vlan.fact.number}": name for name, vlan in moved.items() if vlan.fact.number in takers}
    waits = {
        holder: {f"{moved[wanted].fact.number}"} & holders.keys()
        for holder in holders
        if (wanted := takers[int(holder)]) in moved
    }
    stuck = set(_circles({holder: others for holder, others in waits.items() if others}))
    return {int(holder): name for holder, name in holders.items() if holder not in stuck}


def _vlan_names(state: State) -> dict[str, Node]:
    return {
        node.children["name"].fact.rest: node
        for key, node in state.root.items()
        if key.startswith("vlan ") and node.fact.number is not None and "name" in node.children
    }
