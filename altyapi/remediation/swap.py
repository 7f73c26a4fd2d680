"""A list that can't be changed in place safely is rebuilt: its users are pointed to a spare copy meanwhile, so that each of
them goes from one whole list to another in one command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from altyapi.platforms import Language
from altyapi.platforms.language import NO
from altyapi.remediation.facts import NUMBER, interpret
from altyapi.remediation.ranges import notation, runs
from altyapi.remediation.references import Name, mentions, of_line
from altyapi.remediation.rules import Rules
from altyapi.remediation.spelling import renamed
from altyapi.remediation.state import Node, State

Row = tuple[int, str]


@dataclass(frozen=True, slots=True)
class User:
    """A line that uses a list, in the modes that it stands in; `numbers` for NUMBER in the path."""

    path: tuple[str, ...]
    leaves: tuple[str, ...]
    section: str
    node: Node
    numbers: tuple[int, ...] = ()
    span: bool = False

    def paths(self, language: Language) -> list[tuple[str, ...]]:
        if not self.numbers:
            return [self.path]
        spelled = [f"{first} {last}" if last > first else str(first) for first, last in runs(self.numbers)]
        return [
            tuple(text.replace(NUMBER, piece) for text in self.path)
            for piece in (spelled if self.span else [notation(self.numbers, language)])
        ]


def users(rules: Rules, old: State, new: State, name: Name) -> list[User]:
    """Lines that use the list before and after; those of several numbers (vty lines) as one."""
    top = User((), (), "global", Node(interpret(rules, "global", "end")[0]))
    joined: dict[tuple[tuple[str, ...], str], User] = {}
    for user in _users(rules, old.root, new.root, name, top):
        key = (user.path, user.node.fact.line)
        first = joined.setdefault(key, user)
        if first is not user:
            joined[key] = replace(first, numbers=(*first.numbers, *user.numbers))
    return list(joined.values())


def _users(rules: Rules, old: Mapping[str, Node], new: Mapping[str, Node], name: Name, at: User) -> Iterator[User]:
    for key, node in old.items():
        other = new.get(key)
        if other is None or node.entries is not None:
            continue
        if name in of_line(rules, node).used and name in of_line(rules, other).used:
            yield replace(at, node=node)
        if node.children:
            numbers = at.numbers if node.fact.number is None else (node.fact.number,)
            below = User((*at.path, node.fact.text), (*at.leaves, node.fact.rule.leave), node.section, node, numbers,
                         at.span or "<span>" in node.fact.rule.words)  # fmt: skip
            yield from _users(rules, node.children, other.children, name, below)


def pointed(rules: Rules, user: User, name: str, have: str, want: str) -> list[Row]:
    """The line of a user of `name`, which now uses `have`, made to use `want`: set over where it is one setting, else put beside
    the old line, which then goes."""
    fact = user.node.fact
    depth = len(user.path)
    if user.node.words:
        own = [f"{fact.key} {want}", f"{NO}{fact.key} {have}"]
    else:
        then, now = (
            interpret(rules, user.section, renamed(rules, fact.line, name, other))[0] for other in (want, have)
        )
        own = [then.line] if then.key == now.key else [then.line, now.filled(now.removal)]
    leaving = [(level + 1, user.leaves[level]) for level in range(depth - 1, -1, -1) if user.leaves[level]]
    return [
        row
        for path in user.paths(rules.language)
        for row in (*enumerate(path), *((depth, line) for line in own), *leaving)
    ]


def spare_name(rules: Rules, states: tuple[State, State], name: str) -> str:
    """A name that no list has; where names are numbers that say the list's kind, another number of the same thousand."""
    taken = {thing for state in states for key in state.root for _, thing in mentions(rules, "global", key).made}
    if name.isdigit() and int(name) >= 1000:
        return next(str(number) for number in range(int(name) // 1000 * 1000 + 999, 0, -1) if str(number) not in taken)
    spare = f"SPARE-{name}"
    while spare in taken:
        spare = f"{spare}-2"
    return spare
