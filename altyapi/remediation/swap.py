"""A list that can't be changed in place safely is rebuilt: its users are pointed to a spare copy meanwhile, so that each of
them goes from one whole list to another in one command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from altyapi.remediation.facts import interpret
from altyapi.remediation.references import Name, mentions, of_line
from altyapi.remediation.rules import Rules
from altyapi.remediation.state import Node, State

Row = tuple[int, str]


@dataclass(frozen=True, slots=True)
class User:
    """A line that uses a list, in the modes that it stands in."""

    path: tuple[str, ...]
    leaves: tuple[str, ...]
    section: str
    node: Node


def users(rules: Rules, old: State, new: State, name: Name) -> list[User]:
    """Lines that use the list before and after."""
    return list(
        _users(rules, old.root, new.root, name, User((), (), "global", Node(interpret(rules, "global", "end")[0])))
    )


def _users(rules: Rules, old: Mapping[str, Node], new: Mapping[str, Node], name: Name, at: User) -> Iterator[User]:
    for key, node in old.items():
        other = new.get(key)
        if other is None or node.entries is not None:
            continue
        if name in of_line(rules, node).used and name in of_line(rules, other).used:
            yield User(at.path, at.leaves, at.section, node)
        if node.children:
            below = User((*at.path, node.fact.line), (*at.leaves, node.fact.rule.leave), node.section, node)
            yield from _users(rules, node.children, other.children, name, below)


def pointed(rules: Rules, user: User, name: str, spare: str) -> list[Row]:
    """The user's line with another list's name: over the old one where it is one setting, else beside it, then without it."""
    fact = user.node.fact
    rows: list[Row] = list(enumerate(user.path))
    depth = len(user.path)
    if user.node.words:
        rows += [(depth, f"{fact.key} {spare}"), (depth, f"no {fact.key} {name}")]
    else:
        line = " ".join(spare if word == name else word for word in fact.line.split(" "))
        then = interpret(rules, user.section, line)[0]
        plain = interpret(rules, user.section, " ".join(name if word == spare else word for word in line.split(" ")))[0]
        rows.append((depth, line))
        if then.key != plain.key:
            rows.append((depth, plain.filled(plain.removal)))
    return rows + [(level + 1, user.leaves[level]) for level in range(depth - 1, -1, -1) if user.leaves[level]]


def back(user: User, name: str, spare: str, rules: Rules) -> list[Row]:
    """The same in the other direction."""
    fact = user.node.fact
    if user.node.words:
        rows = pointed(rules, user, spare, name)
        return [(depth, text) for depth, text in rows]
    there = pointed(rules, user, name, spare)
    line = interpret(rules, user.section, fact.line)[0]
    depth = len(user.path)
    rows: list[Row] = [row for row in there if row[0] < depth]
    own = [row for row in there if row[0] == depth and row[1] not in user.leaves]
    rows.append((depth, line.line))
    if len(own) > 1:
        spared = interpret(rules, user.section, own[0][1])[0]
        rows.append((depth, spared.filled(spared.removal)))
    return rows + [(level + 1, user.leaves[level]) for level in range(depth - 1, -1, -1) if user.leaves[level]]


def spare_name(rules: Rules, state: State, name: str) -> str:
    """A name that no list has."""
    taken = {thing for key in state.root for _, thing in mentions(rules, key).made}
    spare = f"SPARE-{name}"
    while spare in taken:
        spare = f"{spare}-2"
    return spare
