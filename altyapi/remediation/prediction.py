"""What a device holds after commands: the engine's own model, from the same rule data as the commands."""

from __future__ import annotations

from collections.abc import Iterable

from altyapi.remediation.facts import Fact, interpret
from altyapi.remediation.rules import Rules
from altyapi.remediation.state import Node, State, put, trunk, unspoken
from altyapi.remediation.tree import LEAVE

Mode = tuple[str, list[Node] | None]
"""The section and the nodes being edited; None at the top."""


def run(state: State, commands: Iterable[str]) -> State:
    """A new state, as the device would have it after the commands."""
    after = state.clone()
    modes: list[Mode] = [("global", None)]
    for command in commands:
        _feed(after, modes, command.strip())
    return after


def _feed(state: State, modes: list[Mode], line: str) -> None:
    rules = state.rules
    section, nodes = modes[-1]
    if line in LEAVE:
        del modes[1 if line == "end" else max(1, len(modes) - 1) :]
        return
    if nodes is not None and nodes[0].entries is not None and not _is_global(rules, line):
        for node in nodes:
            _entry(rules, node, line)
        return
    while (
        len(modes) > 1
        and not interpret(rules, section, line)[0].known
        and interpret(rules, modes[-2][0], line)[0].known
    ):
        modes.pop()
        section, nodes = modes[-1]
    if section == "global" and _global_verb(state, line):
        return
    targets = [state.root] if nodes is None else [node.children for node in nodes]
    entered: list[Node] = []
    for into in targets:
        taken = [_take(rules, into, fact, section) for fact in interpret(rules, section, line)]
        entered += [node for node in taken if node is not None and node.section]
    if entered:
        modes.append((entered[0].section, entered))


def _is_global(rules: Rules, line: str) -> bool:
    first = line.removeprefix("no ").split(" ")[0]
    return first in {"ip", "ipv6", "interface", "access-list", "router", "line", "vlan", "default"} and bool(
        rules.sections
    )


def _global_verb(state: State, line: str) -> bool:
    """`ip access-list resequence` and `default …` are no config lines of their own."""
    words = line.split()
    if words[:3] == ["ip", "access-list", "resequence"] and len(words) == 6:
        for node in state.root.values():
            if (
                node.entries is not None
                and node.fact.text.startswith("ip access-list")
                and node.fact.text.split()[-1] == words[3]
            ):
                node.entries.resequence(int(words[4]), int(words[5]))
                node.entries.numbered = True
        return True
    if words[:1] == ["default"]:
        for fact in interpret(state.rules, "global", line.removeprefix("default ")):
            found = state.root.get(fact.key)
            if found is not None:
                found.children.clear()
        return True
    return False


def _entry(rules: Rules, node: Node, line: str) -> None:
    if node.entries is None:
        return
    if line.startswith("no "):
        node.entries.remove(rules, line.removeprefix("no "), node.flavour)
    else:
        node.entries.add(rules, line, node.flavour)


def _take(rules: Rules, into: dict[str, Node], fact: Fact, section: str) -> Node | None:
    old = into.get(fact.key)
    if fact.rule.on_with and unspoken(into, fact):
        into.pop(fact.key, None)
        return None
    if fact.rule.on_with:
        return put(rules, into, fact, section)
    if fact.negative:
        _drop(rules, into, fact, old)
        return None
    rule = fact.rule
    if rule.default_on and fact.canon == fact.key:
        into.pop(fact.key, None)
        _wipe(into, fact)
        return None
    collects = rule.kind in {"trunk", "words", "acl-line", "prefix-list"}
    if old is None or (not collects and old.fact.canon != fact.canon):
        _wipe(into, fact)
    return put(rules, into, fact, section)


def _drop(rules: Rules, into: dict[str, Node], fact: Fact, old: Node | None) -> None:
    rule = fact.rule
    if rule.kind == "trunk":
        if old is not None and fact.rest.startswith(("add", "remove")) and old.vlans is not None:
            old.vlans = trunk(old.vlans, fact.rest)
        else:
            into.pop(fact.key, None)
    elif rule.kind == "words" and old is not None and fact.rest:
        gone = fact.rest.split()
        old.words = tuple(word for word in old.words if word not in gone)
        if not old.words:
            del into[fact.key]
    elif rule.kind == "prefix-list" and old is not None and fact.rest and old.entries is not None:
        old.entries.remove(rules, fact.rest, "prefix")
        if not old.entries.rows:
            del into[fact.key]
    elif rule.default_on or (not fact.known and old is None):
        into[fact.key] = Node(fact)
        _wipe(into, fact)
    elif old is not None:
        if rule.permanent:
            return
        del into[fact.key]
        _wipe(into, fact)


def _wipe(into: dict[str, Node], fact: Fact) -> None:
    for key in [key for key in into if fact.rule.wipes and key.startswith(fact.wipes) and key != fact.key]:
        del into[key]
