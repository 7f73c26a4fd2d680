"""A config as what it says: facts by identity, with lists as sets and access lists as ordered entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from altyapi.platforms.language import NO
from altyapi.remediation.acl import Entries
from altyapi.remediation.facts import Fact, interpret
from altyapi.remediation.rules import Rules
from altyapi.remediation.tree import Line, Tree
from altyapi.remediation.trunk import based, carried

LISTS = {"acl", "acl6", "prefix-list"}


@dataclass(slots=True)
class Node:
    fact: Fact
    children: dict[str, Node] = field(default_factory=dict)
    vlans: frozenset[int] | None = None  # of a trunk line
    words: tuple[str, ...] = ()  # of a line that collects words
    entries: Entries | None = None

    @property
    def section(self) -> str:
        return self.fact.rule.block

    @property
    def flavour(self) -> str:
        if self.fact.rule.listing:
            return self.fact.rule.listing
        kind = self.fact.rule.kind
        return {"acl6": "ipv6", "prefix-list": "prefix"}.get(kind) or self.fact.captures[0]

    def clone(self) -> Node:
        return Node(self.fact, {key: child.clone() for key, child in self.children.items()}, self.vlans, self.words,
                    None if self.entries is None else self.entries.copy())  # fmt: skip


@dataclass(slots=True)
class State:
    rules: Rules
    root: dict[str, Node] = field(default_factory=dict)
    denied: frozenset[str] = frozenset()  # what the config says is not there: `no ip http server`
    lent: set[str] = field(default_factory=set)  # top lines whose nodes another state has too: never written to

    def clone(self) -> State:
        return State(self.rules, {key: node.clone() for key, node in self.root.items()})

    def branch(self) -> State:
        """The same, in nodes that are copied only when they are about to be written to (`own`)."""
        return State(self.rules, dict(self.root), lent=set(self.root))

    def own(self, key: str) -> None:
        """Make a top line's node this state's alone."""
        if key in self.lent:
            self.lent.discard(key)
            if key in self.root:
                self.root[key] = self.root[key].clone()


def build(rules: Rules, tree: Tree) -> State:
    state = State(rules)
    top = tree.lines if rules.language.own else [_inner(rules, line) for line in tree.lines]
    _fill(rules, state.root, "global", top)
    state.denied = frozenset(
        fact.key
        for line in top
        if line.text.startswith(NO)
        for fact in interpret(rules, "global", line.text)
        if fact.key not in state.root
    )
    return state


def _inner(rules: Rules, line: Line) -> Line:
    return Line(rules.language.inner(line.text), [_inner(rules, child) for child in line.children])


def _fill(rules: Rules, into: dict[str, Node], section: str, lines: Iterable[Line]) -> None:
    flat: list[Node] = []  # the block that lines without indentation belong to
    for line in lines:
        facts = interpret(rules, section, line.text)
        if not facts:  # numbers that run backwards
            continue
        if flat and not facts[0].known and interpret(rules, flat[0].section, line.text)[0].known:
            for block in flat:
                _fill(rules, block.children, block.section, [line])
            continue
        flat = []
        below = line.children
        if below and facts[0].rule.fold:
            _fill(rules, into, section, [Line(_folded(facts[0], line))])
            continue
        for fact in facts:
            node = _enter(rules, into, fact, section, below)
            if node is not None and not below and fact.rule.block:
                flat.append(node)
    if rules.section(section).relative:
        for key in [key for key, node in into.items() if unspoken(into, node.fact)]:
            del into[key]


def _enter(rules: Rules, into: dict[str, Node], fact: Fact, section: str, below: list[Line]) -> Node | None:
    """One line and what stands under it; None where lines without indentation do not belong to it."""
    node = put(rules, into, fact, section)
    if node is None:
        return None
    if fact.rule.hoist:
        _fill(rules, into, section, below)
        return None
    if node.entries is not None:
        listing = rules.listings.get(fact.rule.listing)
        for child in below:
            if listing is None or listing.pattern.fullmatch(child.text):
                node.entries.add(rules, child.text, node.flavour)
            else:
                _fill(rules, node.children, node.section, [child])
        return None
    if below:
        _fill(rules, node.children, node.section or "?", below)
        if fact.rule.implied:
            _drop_implied(node)
    return node


def _folded(fact: Fact, line: Line) -> str:
    """The line with what is printed below it as its words."""
    below = [child.text for start in fact.rule.fold for child in line.children if child.text.split()[0] == start]
    return " ".join([line.text, *(text.removeprefix(f"{fact.rule.fold[0]} ") for text in below)])


def _drop_implied(node: Node) -> None:
    fact = node.fact
    said = {pattern.format(fact.number) for pattern in fact.rule.implied}
    for key in [key for key, child in node.children.items() if child.fact.canon in said]:
        del node.children[key]


def unspoken(among: Mapping[str, Node], fact: Fact) -> bool:
    """Whether a line says only what a sibling already makes the default."""
    return bool(fact.rule.on_with) and fact.negative != (fact.rule.on_with in among)


def put(rules: Rules, into: dict[str, Node], fact: Fact, section: str) -> Node | None:
    """One line taken as the device takes it from a config. None where it says nothing: a default's `no` form."""
    rule = fact.rule
    if fact.negative and fact.known and not (rule.default_on or rule.on_with or (rule.adds and fact.rest)):
        return None
    if rule.kind in _COLLECTING:
        return _COLLECTING[rule.kind](rules, into, fact, section)
    node = into.get(fact.key)
    if node is None:
        node = into[fact.key] = Node(fact)
        if rule.kind in LISTS:
            node.entries = Entries([], step=rules.listings[rule.listing].step if rule.listing else 10)
    else:
        node.fact = fact
    return node


def _numbers_line(_: Rules, into: dict[str, Node], fact: Fact, __: str) -> Node | None:
    """A trunk's line: it adds to its numbers, or takes some out."""
    node = into.get(fact.key)
    if node is None:
        if fact.rule.ports and fact.negative:
            return None
        node = into[fact.key] = Node(fact)
    node.vlans = carried(fact.rule, node.vlans, fact.rest, negative=fact.negative)
    return node


def _words_line(_: Rules, into: dict[str, Node], fact: Fact, __: str) -> Node:
    node = into.setdefault(fact.key, Node(fact))
    node.fact = fact
    node.words = (*node.words, *(word for word in fact.rest.split() if word not in node.words))
    return node


def _list_line(rules: Rules, into: dict[str, Node], fact: Fact, section: str) -> Node | None:
    """`access-list 101 permit …` says the same as an entry of `ip access-list extended 101`."""
    node = put(rules, into, list_of(rules, fact, section), section)
    if node is not None and node.entries is not None:
        node.entries.add(rules, fact.rest, node.flavour)
    return node


def list_of(rules: Rules, fact: Fact, section: str) -> Fact:
    """The block in whose list an `access-list 101 permit …` is an entry."""
    number = int(fact.captures[0]) if fact.captures[0].isdigit() else 100
    flavour = "standard" if number < 100 or 1300 <= number < 2000 else "extended"
    return interpret(rules, section, f"ip access-list {flavour} {fact.captures[0]}")[0]


def _prefix_line(rules: Rules, into: dict[str, Node], fact: Fact, _: str) -> Node:
    node = into.get(fact.key)
    if node is None:
        node = into[fact.key] = Node(fact, entries=Entries([], step=5))
    if node.entries is not None:
        node.entries.add(rules, fact.rest, "prefix")
    return node


_COLLECTING: dict[str, Callable[[Rules, dict[str, Node], Fact, str], Node | None]] = {
    "acl-line": _list_line,
    "prefix-list": _prefix_line,
    "trunk": _numbers_line,
    "words": _words_line,
}
"""Kinds of which several lines say one thing together."""


def same(rules: Rules, section: str, one: Node | None, other: Node | None) -> bool:
    """Whether two lines of the same identity (or a line and its absence) mean the same."""
    if one is other:
        return True
    if one is None or other is None:
        node = one or other
        return node is None or is_default(rules, section, node)
    if one.entries is not None and other.entries is not None:
        return same_entries(one, other) and same_children(rules, one, other)
    return same_line(rules, section, one, other) and same_children(rules, one, other)


def same_entries(one: Node, other: Node) -> bool:
    a, b = one.entries, other.entries
    return (
        a is not None
        and b is not None
        and (one.flavour, a.meaning(one.flavour)) == (other.flavour, b.meaning(other.flavour))
    )


def same_line(rules: Rules, section: str, one: Node, other: Node) -> bool:
    if one.vlans is not None or other.vlans is not None:
        return one.vlans == other.vlans
    if one.words or other.words:
        return set(one.words) == set(other.words)
    if one.fact.negative != other.fact.negative:
        return line_default(rules, section, one) and line_default(rules, section, other)
    if one.fact.canon == other.fact.canon:
        return True
    if one.fact.rule.kind == "text" or ("\n" in one.fact.canon and "\n" in other.fact.canon):
        return _without_blank_lines(one.fact.canon, other.fact.canon)
    return line_default(rules, section, one) and line_default(rules, section, other)


def _without_blank_lines(one: str, other: str) -> bool:
    """Normalised configs have lost the blank lines of their banners: then these do not count."""
    if "\n\n" in one and "\n\n" in other:
        return False
    return re.sub(r"\n+", "\n", one) == re.sub(r"\n+", "\n", other)


def same_children(rules: Rules, one: Node, other: Node) -> bool:
    mine, theirs = one.children, other.children
    if not mine and not theirs:
        return True
    section = one.fact.rule.block
    if rules.section(section).ordered and order(mine) != order(theirs):
        return False
    for key, node in mine.items():
        if not same(rules, section, node, theirs.get(key)):
            return False
    return all(key in mine or same(rules, section, None, node) for key, node in theirs.items())


def order(children: Mapping[str, Node]) -> list[str]:
    """The lines whose order counts, in it."""
    return [key for key, node in children.items() if not node.fact.rule.last]


def same_state(one: State, other: State) -> bool:
    return all(same(one.rules, "global", one.root.get(key), other.root.get(key)) for key in one.root | other.root)


def line_default(rules: Rules, section: str, node: Node) -> bool:
    """Whether the line itself says what the device does without it."""
    fact = node.fact
    if node.vlans is not None:
        return node.vlans == based(fact.rule)
    if fact.rule.default_on and not fact.negative and fact.canon == fact.key:
        return True
    if fact.kept or any(fact.canon.endswith(f" {ending}") for ending in fact.rule.defaults):
        return True
    return (NO if fact.negative else "") + fact.canon in rules.section(section).default_lines


def is_default(rules: Rules, section: str, node: Node) -> bool:
    """Whether the line and all below it say what the device does without it."""
    if node.entries is not None:
        return False
    return line_default(rules, section, node) and all(
        is_default(rules, node.section, child) for child in node.children.values()
    )
