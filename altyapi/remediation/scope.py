"""Managed scopes: which lines the toolkit owns, and what the device should hold when it leaves the others alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from altyapi.remediation.layout import lines
from altyapi.remediation.paths import flat
from altyapi.remediation.references import of_line
from altyapi.remediation.rules import Rules
from altyapi.remediation.state import Node, State

SEPARATOR = " / "

REFERENCE = "<<secret:"
"""A secret that still stands as a reference: altyapi/secrets leaves it so where the line must be sent again."""


class Scope:
    """`patterns` are line beginnings, `*` standing for anything, parents and children joined by ` / `, e.g. `ntp server`,
    `interface GigabitEthernet1/0/*`; `!interface * / ip helper-address` takes a family out of what another pattern owns."""

    def __init__(self, intended: State, patterns: Sequence[str] | None, *, strict: bool) -> None:
        self.rules = intended.rules
        self.everything = strict and patterns is None
        self.families: frozenset[str] = frozenset()
        self.positive: tuple[re.Pattern[str], ...] = ()
        self.negative: tuple[re.Pattern[str], ...] = ()
        self.deep = False
        self.denied = intended.denied
        if patterns is None:
            self.families = frozenset(map(family, intended.root.values()))
        else:
            self.denied = frozenset()
            self.positive = tuple(_pattern(pattern) for pattern in patterns if not pattern.startswith("!"))
            self.negative = tuple(_pattern(pattern[1:]) for pattern in patterns if pattern.startswith("!"))
            self.deep = any(SEPARATOR in pattern for pattern in patterns)
            if not self.positive:  # only exceptions were given
                self.denied = intended.denied
                self.families = frozenset(map(family, intended.root.values()))
                self.everything = strict

    def owns(self, path: tuple[str, ...], node: Node, inherited: bool) -> bool:
        derived = inherited or self.everything or (not path and self._derived(node))
        if not self.negative and (derived or not self.positive):
            return derived
        line = SEPARATOR.join((*path, node.fact.line.partition("\n")[0]))
        if any(pattern.match(line) for pattern in self.negative):
            return False
        return derived or any(pattern.match(line) for pattern in self.positive)

    def _derived(self, node: Node) -> bool:
        return bool(self.families or self.denied) and (family(node) in self.families or node.fact.key in self.denied)


def family(node: Node) -> str:
    fact = node.fact
    return fact.rule.literals if fact.known and fact.rule.own == "family" else fact.key


@lru_cache(maxsize=4096)
def _pattern(text: str) -> re.Pattern[str]:
    words = re.escape(text.strip()).replace(r"\*", ".*").replace(r"\ ", " +")
    return re.compile(rf"(?:no )?{words}(?= |$)" if not text.endswith("*") else rf"(?:no )?{words}")


def target(running: State, intended: State, scope: Scope) -> tuple[State, tuple[str, ...]]:
    """What the device should hold, and the lines of both configs that are left as they are because nobody owns them."""
    unmanaged: list[str] = []
    root = _merge(scope, (), running.root, _unproven(running, intended), False, unmanaged)
    return State(running.rules, root), tuple(unmanaged)


def _unproven(running: State, intended: State) -> dict[str, Node]:
    """The intended lines without those that devices never print and that something in the running config already uses."""
    hidden = {
        key
        for key, node in intended.root.items()
        if node.fact.rule.hidden and key not in running.root and REFERENCE not in node.fact.text
    }
    if not hidden:
        return intended.root
    used = frozenset(name for node in running.root.values() for name in of_line(running.rules, node).used)
    return {
        key: node
        for key, node in intended.root.items()
        if key not in hidden or not of_line(intended.rules, node).made <= used
    }


def _merge(
    scope: Scope,
    path: tuple[str, ...],
    old: Mapping[str, Node],
    new: Mapping[str, Node],
    inherited: bool,
    unmanaged: list[str],
) -> dict[str, Node]:
    merged: dict[str, Node] = {}
    for key, node in new.items():
        before = old.get(key)
        if scope.owns(path, node, inherited):
            if node.fact.negative and not node.fact.known and before is not None and not before.fact.negative:
                continue  # removing an unknown line: the device does not print what it no longer has
            merged[key] = _inside(scope, path, before, node, node, True, unmanaged)
        elif scope.deep and (before is not None or node.children):
            merged[key] = _inside(scope, path, before, before or node, node, False, unmanaged)
        else:
            if before is not None:
                merged[key] = before
            _tell(scope.rules, path, before or node, unmanaged)
    for key, before in old.items():
        if key not in new and not _chosen_anew(key, before, merged, old):
            left = _left(scope, path, before, inherited, unmanaged)
            if left is not None:
                merged[key] = left
    return merged


def _chosen_anew(key: str, before: Node, merged: Mapping[str, Node], old: Mapping[str, Node]) -> bool:
    """Whether the device has the line of its own choice and drops it with one of these changes: it is not set again."""
    return before.fact.rule.chosen and key.startswith(
        tuple(
            prefix
            for other, node in merged.items()
            if other in old and node.fact.canon != old[other].fact.canon
            for prefix in node.fact.drops(old[other].fact)
        )
    )


def _left(scope: Scope, path: tuple[str, ...], before: Node, inherited: bool, unmanaged: list[str]) -> Node | None:
    """What stays of a line of the running config that the intended one does not have: also inside an owned block what is owned
    each by itself, unless everything is."""
    each = bool(path) and before.fact.rule.own == "each" and not scope.everything and not scope.positive
    if each or before.fact.rule.stays or _built_in(before) or not scope.owns(path, before, inherited):
        _tell(scope.rules, path, before, unmanaged)
        return before
    fact = before.fact
    if (fact.rule.keep and fact.kept) or (fact.negative and not fact.known):
        return before
    if before.children and scope.negative and scope.deep:
        inside = _inside(scope, path, before, before, None, True, unmanaged)
        return inside if inside.children else None
    return None


def _built_in(node: Node) -> bool:
    """Whether the device has the block of itself, by what stands below it, and refuses to remove it."""
    signs = node.fact.rule.built_in
    return bool(signs) and any(child.fact.canon in signs for child in node.children.values())


def _inside(
    scope: Scope,
    path: tuple[str, ...],
    before: Node | None,
    line: Node,
    node: Node | None,
    owned: bool,
    unmanaged: list[str],
) -> Node:
    if before is None:
        return line
    if not (before.children or (node is not None and node.children)):
        return before if _alike(before, line) else line
    below = (*path, line.fact.line)
    wanted = {} if node is None else node.children
    children = _merge(scope, below, before.children, wanted, owned, unmanaged)
    kept = list(children) == list(before.children) and all(children[key] is before.children[key] for key in children)
    if kept and _alike(before, line):
        return before
    return Node(line.fact, children, line.vlans, line.words, line.entries)


def _alike(before: Node, line: Node) -> bool:
    """Whether two lines are the same to the letter: then the target has the running config's own node, by which the engine
    sees at once, wherever it compares the two, that nothing changes there."""
    return (
        before.fact is line.fact
        and before.vlans == line.vlans
        and before.words == line.words
        and before.entries is line.entries is None
    )


def _tell(rules: Rules, path: tuple[str, ...], node: Node, unmanaged: list[str]) -> None:
    """What nobody owns; not what every such device has and nobody could take away, as `interface NULL0`."""
    if node.fact.kept and not node.children:
        return
    if rules.language.flat:
        unmanaged.extend(map(rules.language.outer, flat(rules, lines(rules, node), path)))
        return
    stack = list(path)
    for depth, text in lines(rules, node):
        del stack[len(path) + depth :]
        stack.append(rules.language.outer(text))
        unmanaged.append(SEPARATOR.join(stack))
