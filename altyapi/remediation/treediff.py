"""The difference of two states for people: lines with `+` and `-`, each under the lines that it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from altyapi.remediation.acl import common
from altyapi.remediation.state import Node, State, lines, same, same_line


def tree_diff(old: State, new: State) -> str:
    """Empty where both say the same."""
    return "".join(f"{sign}{' ' * depth}{text}\n" for sign, depth, text in _level(old, "global", old.root, new.root, 0))


def _level(
    state: State, section: str, old: Mapping[str, Node], new: Mapping[str, Node], depth: int
) -> Iterator[tuple[str, int, str]]:
    moved = state.rules.section(section).ordered and [k for k in old if k in new] != [k for k in new if k in old]
    for key in (*old, *(key for key in new if key not in old)):
        before, after = old.get(key), new.get(key)
        if moved and before is not None and after is not None:
            yield from _whole("-", before, depth)
        elif same(state.rules, section, before, after):
            continue
        elif before is None or after is None:
            node = before or after
            if node is not None:
                yield from _whole("-" if after is None else "+", node, depth)
        elif before.entries is not None and after.entries is not None:
            yield from _entries(before, after, depth)
        elif before.vlans is not None or not before.section:
            yield from _whole("-", before, depth)
            yield from _whole("+", after, depth)
        else:
            if same_line(state.rules, section, before, after):
                yield " ", depth, after.fact.line
            else:
                yield "-", depth, before.fact.line
                yield "+", depth, after.fact.line
            yield from _level(state, before.section, before.children, after.children, depth + 1)
    if moved:
        for key, after in new.items():
            if key in old:
                yield from _whole("+", after, depth)


def _whole(sign: str, node: Node, depth: int) -> Iterator[tuple[str, int, str]]:
    for below, text in lines(node):
        for part in text.split("\n"):
            yield sign, depth + below, part


def _entries(before: Node, after: Node, depth: int) -> Iterator[tuple[str, int, str]]:
    old = [] if before.entries is None else before.entries.rows
    new = [] if after.entries is None else after.entries.rows
    yield " ", depth, after.fact.key
    at = to = 0
    for i, j in (*common([row.canon for row in old], [row.canon for row in new]), (len(old), len(new))):
        for row in old[at:i]:
            yield "-", depth + 1, row.text
        for row in new[to:j]:
            yield "+", depth + 1, row.text
        at, to = i + 1, j + 1
