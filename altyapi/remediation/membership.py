"""Ports that belong to VLANs by lists in the VLANs: what a device does to the other lists when one of them changes.

A port is untagged in one VLAN at most: put into another, it leaves the first in the same moment. In one VLAN it is tagged or
untagged, never both. It is always in some VLAN: what belongs nowhere any more goes to the VLAN that every switch has. Ports that
are bundled are in no VLAN themselves, their bundle is. So a port is moved by one line, the one that puts it where it is to be,
and no line takes it away from where it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from altyapi.remediation.facts import Fact, interpret
from altyapi.remediation.portnames import port_lists, port_number, port_numbers
from altyapi.remediation.rules import Membership, Rules
from altyapi.remediation.state import Node, State, put

Ports = frozenset[int]
NONE: Ports = frozenset()


def consistent(state: State, *, whole: bool = True) -> State:
    """The state as a device takes its lines, one after another: the last list that names a port has it. `whole`: the state is
    that of a device, where a bundle that no line makes is not there."""
    known = state.rules.membership
    if known is None:
        return state
    blocks = _blocks(known, state)
    seen = NONE
    for _, node in reversed(blocks):
        _take(node, known.own, seen | _listed(node, known.beside))
        seen |= _listed(node, known.own)
    absent = _bundled(state)
    if whole:
        bundles = _bundles(state)
        absent |= frozenset(port for port in _members(known, state) if _is_bundle(port) and port not in bundles)
    for _, node in blocks:
        _take(node, known.own, absent)
        _take(node, known.beside, absent)
    return state


def levelled(state: State, other: State) -> State:
    """The state, in which ports that only the other one names are where ports go that are nowhere."""
    known = state.rules.membership
    if known is None:
        return state
    ours = _members(known, state) | _bundled(state)
    bundles = _bundles(state)
    more = frozenset(
        port for port in _members(known, other) | _bundled(other) if not _is_bundle(port) or port in bundles
    )
    if not more - ours and not bundles - ours:
        return state
    level = state.clone()
    _send_home(level, known, (more | bundles) - ours)
    return level


def placed(target: State, running: State, wish: State) -> State:
    """The target with each port where the intended config puts it, and where it says nothing of a port, where that is now."""
    known = target.rules.membership
    if known is None:
        return target
    settled = target.clone()
    wanted = {block: _listed(node, known.own) for block, node in _blocks(known, wish)}
    for block, node in _blocks(known, settled):
        elsewhere = _all(ports for other, ports in wanted.items() if other != block)
        _take(node, known.own, elsewhere)
        both = _listed(node, known.own) & _listed(node, known.beside)
        _take(node, known.beside, both & wanted.get(block, NONE))
        _take(node, known.own, both - wanted.get(block, NONE))
    bundled, bundles = _bundled(settled), _bundles(settled)
    missing = frozenset(port for port in _members(known, settled) if _is_bundle(port) and port not in bundles)
    for _, node in _blocks(known, settled):
        for word in (known.own, known.beside):
            _take(node, word, bundled | missing)
    nowhere = _members(known, running) | bundles
    homeless = nowhere - _members(known, settled) - bundled - _gone(running, settled)
    for block, node in _blocks(known, running):
        there = settled.root.get(block)
        if there is not None:
            for word in (known.own, known.beside):
                _add(settled.rules, known, there, word, _listed(node, word) & homeless)
    _send_home(settled, known, homeless - _members(known, settled))
    return settled


def relieved(old: State, new: State) -> State:
    """The old state without the places that ports leave by themselves on the way to the new one: no line is to be sent for them."""
    known = old.rules.membership
    if known is None:
        return old
    state = old.clone()
    wanted = dict(_blocks(known, new))
    bundled = _bundled(new) - _bundled(old)
    gone = _gone(old, new) | bundled
    for block, node in _blocks(known, state):
        after = wanted.get(block)
        moved = _all(_listed(other, known.own) for name, other in wanted.items() if name != block)
        turned = NONE if after is None else _listed(after, known.beside)
        _take(node, known.own, moved | turned | gone)
        _take(node, known.beside, (NONE if after is None else _listed(after, known.own)) | gone)
    return state


def follow(state: State, nodes: list[Node] | None, facts: Iterable[Fact], before: Ports) -> None:
    """What else the device does after a line; `nodes` are the blocks that it was given in, `before` the ports that were in a
    VLAN before it."""
    known = state.rules.membership
    if known is None:
        return
    for fact in facts:
        named = port_numbers(fact.rest) or NONE
        if fact.rule.family == known.bundle and not fact.negative:
            for _, node in _blocks(known, state):
                _take(node, known.own, named)
                _take(node, known.beside, named)
            bundle = port_number(fact.captures[0]) or 0
            if bundle not in before:
                _send_home(state, known, frozenset({bundle}))
        elif nodes is not None and not fact.negative and fact.key in (known.own, known.beside):
            other = known.beside if fact.key == known.own else known.own
            for node in nodes:
                _take(node, other, named)
            for _, node in _blocks(known, state):
                if fact.key == known.own and all(node is not own for own in nodes):
                    _take(node, known.own, named)
    _rehouse(state, known, before)


def unbundled(state: State, line: str) -> bool:
    """Take ports out of their bundle, where the line does that; the bundle goes with the last of them."""
    known = state.rules.membership
    if known is None or not line.startswith(f"no {known.bundle} "):
        return False
    before = _members(known, state)
    taken = NONE
    for key, node in list(state.root.items()):
        rule = node.fact.rule
        found = re.fullmatch(re.escape(rule.take).replace(re.escape("{list}"), r"(\S+)"), line) if rule.ports else None
        named = (port_numbers(found[1]) or NONE) & (node.vlans or NONE) if found else NONE
        if named:
            taken |= named
            node.vlans = (node.vlans or NONE) - named
            if not node.vlans:
                del state.root[key]
    _rehouse(state, known, before | taken)
    return True


def _rehouse(state: State, known: Membership, ports: Ports) -> None:
    """Bundles that are no more leave their VLANs; those of the ports that are in no VLAN go home."""
    bundles = _bundles(state)
    for _, node in _blocks(known, state):
        for word in (known.own, known.beside):
            gone = frozenset(port for port in _listed(node, word) if _is_bundle(port) and port not in bundles)
            _take(node, word, gone)
    lost = frozenset(port for port in ports if not _is_bundle(port) or port in bundles)
    _send_home(state, known, lost - _members(known, state) - _bundled(state))


def members(state: State) -> Ports:
    """The ports that are in some VLAN."""
    known = state.rules.membership
    return NONE if known is None else _members(known, state)


def members_of(state: State, block: str) -> Ports:
    """The ports of one VLAN, by the line of its block, with those that are bundled in one of them."""
    known = state.rules.membership
    node = state.root.get(block)
    if known is None or node is None:
        return NONE
    ports = _listed(node, known.own) | _listed(node, known.beside)
    inside = (node.vlans or NONE for number, node in _bundle_nodes(state) if number in ports)
    return ports | _all(inside)


def touches(rules: Rules, section: str, line: str) -> bool:
    """Whether a line can move ports."""
    known = rules.membership
    if known is None:
        return False
    word = line.removeprefix("no ").partition(" ")[0]
    if section == known.section:
        return word in (known.own, known.beside)
    return word == known.bundle or line.startswith(f"no {known.home.partition(' ')[0]} ")


def _is_bundle(port: int) -> bool:
    return port // 1000 % 32 == 31


def _bundle_nodes(state: State) -> Iterator[tuple[int, Node]]:
    known = state.rules.membership
    for node in state.root.values():
        if known is not None and node.fact.rule.family == known.bundle and node.vlans:
            yield port_number(node.fact.captures[0]) or 0, node


def _bundles(state: State) -> Ports:
    return frozenset(number for number, _ in _bundle_nodes(state))


def _bundled(state: State) -> Ports:
    return _all(node.vlans or NONE for _, node in _bundle_nodes(state))


def _gone(old: State, new: State) -> Ports:
    """Bundles that are no more."""
    return _bundles(old) - _bundles(new)


def _blocks(known: Membership, state: State) -> list[tuple[str, Node]]:
    return [(key, node) for key, node in state.root.items() if node.section == known.section]


def _listed(node: Node, word: str) -> Ports:
    child = node.children.get(word)
    return NONE if child is None else child.vlans or NONE


def _members(known: Membership, state: State) -> Ports:
    return _all(_listed(node, word) for _, node in _blocks(known, state) for word in (known.own, known.beside))


def _all(sets: Iterable[Ports]) -> Ports:
    return NONE.union(*sets)


def _take(node: Node, word: str, ports: Ports) -> None:
    child = node.children.get(word)
    if child is not None and child.vlans is not None and child.vlans & ports:
        child.vlans = child.vlans - ports
        if not child.vlans:
            del node.children[word]


def _add(rules: Rules, known: Membership, node: Node, word: str, ports: Ports) -> None:
    for text in port_lists(ports, rules.line_length):
        put(rules, node.children, interpret(rules, known.section, f"{word} {text}")[0], known.section)


def _send_home(state: State, known: Membership, ports: Ports) -> None:
    if ports:
        home = state.root.get(known.home) or put(
            state.rules, state.root, interpret(state.rules, "global", known.home)[0], "global"
        )
        if home is not None:
            _add(state.rules, known, home, known.own, ports)
