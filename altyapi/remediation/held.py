"""What stays because something that stays still uses it. Some devices refuse to remove it, in the middle of a change; on others
what uses it would silently lose it: a port its VLAN, an interface its access list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache

from altyapi.remediation.references import Name, mentions, named
from altyapi.remediation.rules import Rules
from altyapi.remediation.state import Node, State
from netbox_sync.model import Frozen

Nodes = Mapping[str, Node]
Path = tuple[str, ...]
"""Keys from the top down to a node."""


class Held(Frozen):
    """A line that nobody wants any more, and the first that uses it; each with its parents, joined by " / "."""

    line: str
    user: str


def kept(running: State, target: State) -> tuple[State, tuple[Held, ...]]:
    """The target with the things that its other lines still need, as they are in the running config, and what these are."""
    told: list[Held] = []
    while True:
        gone = _gone(running, target)
        users = _users(target, frozenset(gone)) if gone else {}
        if not users:
            return target, tuple(told)
        root: Nodes = target.root
        for name, user in users.items():
            told += [Held(line=_spoken(running, path), user=user) for path in gone[name]]
            for path in gone[name]:
                root = _with(root, running.root, path)
        target = State(target.rules, dict(root), target.denied)


def _gone(running: State, target: State) -> dict[Name, list[Path]]:
    """Things that can be held, made in the running config and no more in the target, and the lines that make them."""
    kinds = frozenset(thing.kind for thing in running.rules.objects if thing.held)
    if not kinds:
        return {}
    found: dict[Name, list[Path]] = {}
    for path, node in _removed(running.root, target.root):
        for name in mentions(running.rules, node.fact.section, node.fact.canon).made:
            if name[0] in kinds and not node.fact.negative:
                found.setdefault(name, []).append(path)
    if found:
        for _, node in _walk(target.root):
            for name in mentions(target.rules, node.fact.section, node.fact.canon).made:
                if not node.fact.negative:
                    found.pop(name, None)
    return found


def _removed(old: Nodes, new: Nodes, above: Path = ()) -> Iterator[tuple[Path, Node]]:
    """The lines of the one that the other doesn't have; what is the same in both is not looked into."""
    for key, node in old.items():
        after = new.get(key)
        if after is None:
            yield from _walk({key: node}, above)
        elif after is not node and node.children:
            yield from _removed(node.children, after.children, (*above, key))


def _walk(nodes: Nodes, above: Path = ()) -> Iterator[tuple[Path, Node]]:
    for key, node in nodes.items():
        path = (*above, key)
        yield path, node
        if node.children:
            yield from _walk(node.children, path)


def _users(target: State, wanted: frozenset[Name]) -> dict[Name, str]:
    """Which of the things are used, and the first line that does. Of a trunk, its whole list counts, or nothing where no
    pattern is about it: most devices let a trunk list VLANs that do not exist."""
    found: dict[Name, str] = {}
    for path, node in _walk(target.root):
        fact = node.fact
        if fact.negative:
            continue
        texts = [f"{fact.key} {word}" for word in node.words] or [fact.canon]
        names = {name for text in texts for name in _holding(target.rules, fact.section, text)}
        if names and node.vlans is not None:
            kinds = {kind for kind, _ in names}
            names = {(kind, str(number)) for kind in kinds for number in node.vlans}
        for name in sorted(names & wanted):
            found.setdefault(name, _spoken(target, path))
    return found


@cache
def _patterns(rules: Rules, section: str) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple(
        (thing.kind, thing.name, re.compile(pattern))
        for thing in rules.objects
        if thing.held and (section in thing.used_in or not thing.used_in)
        for pattern in thing.used
    )


@lru_cache(maxsize=65536)
def _holding(rules: Rules, section: str, line: str) -> tuple[Name, ...]:
    return tuple(
        (kind, template.format(name))
        for kind, template, pattern in _patterns(rules, section)
        for found in pattern.finditer(line)
        for name in named(rules, found[1])
    )


def _with(root: Nodes, running: Nodes, path: Path) -> dict[str, Node]:
    """The lines with one more of the running config, in the blocks that it stands in there."""
    key, below = path[0], path[1:]
    was, have = running[key], root.get(key)
    if not below:
        return {**root, key: was}
    block = Node(was.fact) if have is None else have
    return {**root, key: replace(block, children=_with(block.children, was.children, below))}


def _spoken(state: State, path: Path) -> str:
    nodes: Nodes = state.root
    words = []
    for key in path:
        words.append(nodes[key].fact.line.partition("\n")[0])
        nodes = nodes[key].children
    spoken = state.rules.language.outer
    return spoken(" ".join(words)) if state.rules.language.flat else " / ".join(map(spoken, words))
