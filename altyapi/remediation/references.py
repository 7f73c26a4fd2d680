"""Which named things a line makes and which it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter

from altyapi.remediation.facts import Fact
from altyapi.remediation.portnames import port_name
from altyapi.remediation.ranges import NUMBERS, numbers
from altyapi.remediation.rules import Rules
from altyapi.remediation.spelling import plain
from altyapi.remediation.state import Node

Name = tuple[str, str]
"""Kind and name, e.g. `("acl", "SSH-IN")`."""


@dataclass(frozen=True, slots=True)
class Mentions:
    made: frozenset[Name] = frozenset()
    used: frozenset[Name] = frozenset()
    excluded: frozenset[Name] = frozenset()  # can't be set while these stand

    def __or__(self, other: Mentions) -> Mentions:
        return Mentions(self.made | other.made, self.used | other.used, self.excluded | other.excluded)


NOTHING = Mentions()


def _together(parts: Sequence[Mentions]) -> Mentions:
    """All of them: one union, as joining one by one would copy a list of thousands thousands of times."""
    if len(parts) == 1:
        return parts[0]
    return Mentions(*(frozenset[Name]().union(*each) for each in zip(*map(attrgetter(*_ROLES), parts), strict=True)))


_ROLES = ("made", "used", "excluded")


@cache
def _patterns(rules: Rules, section: str) -> tuple[tuple[str, str, int, re.Pattern[str]], ...]:
    return tuple(
        (thing.kind, thing.name, role, re.compile(pattern))
        for thing in rules.objects
        for role, patterns in enumerate((thing.made, thing.used, thing.excludes))
        if section in (within := thing.used_in if role == 1 else thing.made_in) or not within
        for pattern in patterns
    )


@lru_cache(maxsize=65536)
def mentions(rules: Rules, section: str, line: str) -> Mentions:
    """What a canonical line makes and uses."""
    roles: tuple[set[Name], set[Name], set[Name]] = (set(), set(), set())
    for kind, template, role, pattern in _patterns(rules, section):
        for found in pattern.finditer(line):
            roles[role].update((kind, template.format(name)) for name in named(rules, found[1]))
    return Mentions(*map(frozenset, roles)) if any(roles) else NOTHING


def named(rules: Rules, text: str) -> Iterator[str]:
    """The names in what a pattern's group found."""
    for word in map(plain, rules.language.words(text)) if rules.language.quotes else text.split():
        if ("," in word or "-" in word) and NUMBERS.fullmatch(word):
            yield from map(str, numbers(word))
        else:
            yield word


def of_node(rules: Rules, node: Node) -> Mentions:
    """What a line and everything below it makes and uses."""
    below = (of_node(rules, child) for child in node.children.values())
    return _together([of_line(rules, node), *(one for one in below if one is not NOTHING)])


def of_line(rules: Rules, node: Node) -> Mentions:
    if node.fact.negative:
        return NOTHING
    if node.vlans is not None and node.fact.rule.ports:
        return of_ports(rules, node.fact, node.vlans)
    if node.vlans is not None:
        return Mentions(
            used=frozenset(("vlan", str(vlan)) for vlan in node.vlans) if len(node.vlans) < 4094 else frozenset()
        )
    total = [mentions(rules, node.fact.section, node.fact.canon)]
    total += [mentions(rules, node.fact.section, f"{node.fact.key} {word}") for word in node.words]
    if node.entries is not None:
        rows = (mentions(rules, node.section, row.canon) for row in node.entries.rows)
        total += [one for one in rows if one is not NOTHING]
    return _together(total)


def of_ports(rules: Rules, fact: Fact, ports: Iterable[int], *, whole: bool = True) -> Mentions:
    """Of ports that a line lists: a bundle makes its members and, as a whole, itself; who lists a bundle uses it, none lists a
    member, and a VLAN gives them a place."""
    names = tuple(map(port_name, ports))
    known = rules.membership
    members = frozenset(("member", name) for name in names)
    if known is not None and fact.rule.family == known.bundle:
        itself = frozenset({("port", fact.captures[0].lower())}) if whole else frozenset()
        return Mentions(made=members | itself, excluded=members)
    made = _places(names) if known is not None and fact.section == known.section else frozenset()
    return Mentions(made=made, used=frozenset(("port", name.lower()) for name in names), excluded=members)


def left_by(rules: Rules, fact: Fact, ports: Iterable[int]) -> Mentions:
    """Of a line that takes ports out of a VLAN: it waits for their new places, for a port must be in some VLAN."""
    known = rules.membership
    if known is None or not fact.rule.ports or fact.section != known.section:
        return NOTHING
    return Mentions(used=_places(map(port_name, ports)))


def _places(names: Iterable[str]) -> frozenset[Name]:
    return frozenset(("place", name) for name in names)
