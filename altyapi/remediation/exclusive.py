"""What only one holder may have at a time: a subnet on an interface, a name among VLANs. The old holder lets go first."""

from __future__ import annotations

import re
from dataclasses import replace
from ipaddress import IPv4Network

from altyapi.platforms.language import NO
from altyapi.remediation.facts import NUMBER
from altyapi.remediation.interfaces import interfaces
from altyapi.remediation.rules import Rules
from altyapi.remediation.state import Node, State
from altyapi.remediation.step import Step

Held = dict[str, frozenset[IPv4Network]]


def released(old: State, new: State, steps: list[Step]) -> list[Step]:
    """The steps, told what they free and take, and with steps in front that let go where a holder could not do so in time."""
    if old.rules.language.flat:  # where lines say whole paths, all of a change takes effect at once
        return steps
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
    out = [_told(new.rules, step, waits, letting_go) for step in steps]
    nodes = {node.fact.text: node for _, node in interfaces(old)}
    for holder in letting_go:
        out.insert(0, _release(old, nodes[holder]))
    return out


def _release(old: State, node: Node) -> Step:
    """The interface has no address any more."""
    landmarks = old.rules.landmarks
    own = next(child.fact for child in node.children.values() if landmarks.addressed(child.fact.canon))
    above = [old.root[landmarks.interfaces].fact] if landmarks.interfaces else []
    path = tuple(fact.text for fact in (*above, node.fact))
    return Step(path, tuple(fact.rule.leave for fact in (*above, node.fact)), ((0, own.removal),), ((0, 0),) * (len(path) + 1),
                (*path, "release"), True, frees=frozenset({f"net {node.fact.text}"}))  # fmt: skip


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


def _told(rules: Rules, step: Step, waits: dict[str, set[str]], letting_go: list[str]) -> Step:
    lines = (*step.path, *(text for _, text in step.rows))
    depth = rules.landmarks.depth
    holder = lines[depth].removeprefix(NO).removeprefix("default ") if len(lines) > depth else ""
    gone = {f"{NO}{holder}", f"default {holder}"}
    if not any(re.search(rules.landmarks.addressing, text) or text in gone for _, text in step.rows):
        return step
    holders = {other for blocked in waits.values() for other in blocked}
    takes = frozenset(f"net {other}" for other in waits.get(holder, ())) if not step.removes else frozenset()
    frees = frozenset({f"net {holder}"}) if holder in holders and holder not in letting_go else frozenset()
    return replace(step, takes=step.takes | takes, frees=step.frees | frees)


def _held(state: State) -> Held:
    """Networks by the line of the interface's block."""
    landmarks = state.rules.landmarks
    held: Held = {}
    for _, node in interfaces(state):
        lines = [child.fact.canon for child in node.children.values() if not child.fact.negative]
        networks = frozenset(found.network for line in lines if (found := landmarks.addressed(line)))
        if networks and not any(re.search(landmarks.instance, line) for line in lines):
            held[node.fact.text] = networks
    return held


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
        Step((f"vlan {NUMBER}",), (vlan.fact.rule.leave,), ((0, f"{NO}name"),), ((0, 0), (0, 0)), (f"vlan {NUMBER}", "release"), True,
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
