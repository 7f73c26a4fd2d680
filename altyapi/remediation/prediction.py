"""What a device holds after commands: the engine's own model, from the same rule data as the commands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from altyapi.platforms.language import NO
from altyapi.remediation import listrows, membership
from altyapi.remediation.facts import Fact, interpret
from altyapi.remediation.paths import steps
from altyapi.remediation.rules import Rules
from altyapi.remediation.state import Node, State, list_of, put, unspoken
from altyapi.remediation.trunk import carried

Mode = tuple[str, list[Node] | None]
"""The section and the nodes being edited; None at the top."""


def run(state: State, commands: Iterable[str]) -> State:
    """A new state, as the device would have it after the commands."""
    after = state.branch() if state.rules.membership is None else state.clone()
    modes: list[Mode] = [("global", None)]
    for command in commands:
        line = state.rules.language.inner(command.strip())
        if state.rules.language.flat:
            _along(after, line)
        else:
            _feed(after, modes, line)
    return after


def _along(state: State, command: str) -> None:
    """A command that says its whole path: the blocks on it are made where it sets something, and looked for otherwise."""
    modes: list[Mode] = [("global", None)]
    path, line = steps(state.rules, command)
    for head in path:
        section, nodes = modes[-1]
        into = state.root if nodes is None else nodes[0].children
        standing = all(fact.key in into for fact in interpret(state.rules, section, head))
        if line.startswith(NO) and not standing:
            return
        _given(state, modes, head)
    section, nodes = modes[-1]
    if nodes is None or not _moved(state.rules, section, nodes, line):
        _given(state, modes, line)


def _feed(state: State, modes: list[Mode], line: str) -> None:
    rules = state.rules
    section, nodes = modes[-1]
    if line in rules.language.leaving:
        _leave(rules, modes, line)
        return
    if membership.unbundled(state, line):
        return
    if nodes is not None and nodes[0].entries is not None and _is_entry(rules, nodes[0], line):
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
    if nodes is None or not _moved(rules, section, nodes, line):
        _given(state, modes, line)


def _moved(rules: Rules, section: str, nodes: list[Node], line: str) -> bool:
    """Whether the line moves entries of a table; then it is done."""
    moves = rules.section(section).moves
    moving = moves.read(line) if moves is not None else None
    if moving is None:
        return False
    for node in nodes:
        _move(rules, section, node.children, *moving)
    return True


def _given(state: State, modes: list[Mode], line: str) -> None:
    """A line that sets something, takes it back, or enters a block."""
    rules = state.rules
    section, nodes = modes[-1]
    facts = interpret(rules, section, line)
    targets = [state.root] if nodes is None else [node.children for node in nodes]
    entered: list[Node] = []
    for fact in facts if nodes is None else ():
        state.own(list_of(rules, fact, section).key if fact.rule.kind == "acl-line" else fact.key)
    moving_ports = membership.touches(rules, section, line)
    before = membership.members(state) if moving_ports else membership.NONE
    for into in targets:
        taken = [(fact, _take(rules, into, fact, section)) for fact in facts]
        entered += [node for fact, node in taken if node is not None and node.section and fact.enters]
    if moving_ports:
        membership.follow(state, nodes, facts, before)
    if entered:
        modes.append((entered[0].section, entered))


def _leave(rules: Rules, modes: list[Mode], line: str) -> None:
    """One mode is left, all of them, or, where blocks have their own closing words, those up to the one that this word ends."""
    if rules.language.end and line == rules.language.end:
        del modes[1:]
        return
    place = len(modes) - 1
    if rules.language.blocks:
        ended = (place for place in range(len(modes) - 1, 0, -1) if _leave_word(modes[place]) == line)
        place = next(ended, place)
    del modes[max(1, place) :]


def _leave_word(mode: Mode) -> str:
    return mode[1][0].fact.rule.leave if mode[1] else ""


def _is_entry(rules: Rules, node: Node, line: str) -> bool:
    """Whether a line that is given inside a list is an entry of it, or takes one out."""
    listing = rules.listings.get(node.fact.rule.listing)
    if listing is None:
        return not _is_global(line)
    body = line.removeprefix(NO)
    return bool(listing.pattern.fullmatch(body) or (line.startswith(NO) and listing.named.fullmatch(body)))


def _is_global(line: str) -> bool:
    first = line.removeprefix(NO).split(" ")[0]
    return first in {"ip", "ipv6", "interface", "access-list", "router", "line", "vlan", "default"}


def _global_verb(state: State, line: str) -> bool:
    """`ip access-list resequence` and `default …` are no config lines of their own."""
    words = line.split()
    if "resequence" in words and words[-2:] == [word for word in words[-2:] if word.isdigit()]:
        start, step = int(words[-2]), int(words[-1])
        for key, node in list(state.root.items()):
            if node.entries is not None and line == listrows.resequencing(state.rules, node, start, step):
                state.own(key)
                entries = state.root[key].entries
                if entries is not None:
                    entries.resequence(start, step)
                    entries.numbered = True
        return True
    if words[:1] == ["default"]:
        for fact in interpret(state.rules, "global", line.removeprefix("default ")):
            state.own(fact.key)
            found = state.root.get(fact.key)
            if found is not None:
                found.children.clear()
        return True
    return False


def _move(rules: Rules, section: str, children: dict[str, Node], kind: str, name: str, other: str) -> None:
    """An entry of a table takes another place, or is copied; nothing happens where there is no such entry."""
    keys = {node.fact.captures[0]: key for key, node in children.items() if node.fact.captures}
    if name not in keys or (kind != "clone" and other not in keys):
        return
    node = children[keys[name]]
    if kind == "clone":
        fact = interpret(rules, section, f"{node.fact.text.partition(' ')[0]} {other}")[0]
        children[fact.key] = replace(node.clone(), fact=fact)
        return
    rows = [(key, child) for key, child in children.items() if key != keys[name]]
    place = [key for key, _ in rows].index(keys[other]) + (1 if kind == "after" else 0)
    rows.insert(place, (keys[name], node))
    children.clear()
    children.update(rows)


def _entry(rules: Rules, node: Node, line: str) -> None:
    if node.entries is None:
        return
    if line.startswith(NO):
        node.entries.remove(rules, line.removeprefix(NO), node.flavour)
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
        _wipe(into, fact, None if old is None else old.fact)
    return put(rules, into, fact, section)


def _drop(rules: Rules, into: dict[str, Node], fact: Fact, old: Node | None) -> None:
    rule = fact.rule
    if rule.kind == "trunk":
        if rule.adds and fact.rest:
            put(rules, into, fact, "")
        elif old is not None and fact.rest.startswith(("add", "remove")) and old.vlans is not None:
            old.vlans = carried(rule, old.vlans, fact.rest)
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
        _wipe(into, old.fact)  # `undo port link-type` says less than the line that it takes back


def _wipe(into: dict[str, Node], fact: Fact, before: Fact | None = None) -> None:
    if not fact.rule.wipes:
        return  # in a list of thousands, looking through it for each line would cost minutes
    gone = fact.drops(before)
    for key in [key for key in into if key.startswith(gone) and key != fact.key]:
        del into[key]
