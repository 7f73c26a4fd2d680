"""The difference of two states for people: lines with `+` and `-`, each under the lines that it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff

from altyapi.remediation.facts import NUMBER
from altyapi.remediation.layout import header, lines
from altyapi.remediation.paths import spelled
from altyapi.remediation.ranges import notation, runs
from altyapi.remediation.rules import Rules
from altyapi.remediation.state import Node, State, same, same_line
from altyapi.remediation.subsequence import common

CONTEXT = 2
"""Lines told around a difference inside a text."""

Row = tuple[str, int, str]
"""Sign, depth, text."""


def tree_diff(old: State, new: State) -> str:
    """Empty where both say the same."""
    spoken = old.rules.language.outer
    rows = _level(old, "global", old.root, new.root, 0)
    if old.rules.language.flat:
        return "".join(f"{sign}{spoken(text)}\n" for sign, text in _along(old.rules, rows))
    return "".join(f"{sign}{' ' * depth}{spoken(text)}\n" for sign, depth, text in rows)


def _along(rules: Rules, rows: Iterator[Row]) -> Iterator[tuple[str, str]]:
    """Marked rows with the whole path of each; a head is said by what stands below it."""
    stack: list[str] = []
    listed = list(rows)
    for place, (sign, depth, text) in enumerate(listed):
        del stack[depth:]
        following = listed[place + 1] if place + 1 < len(listed) else None
        below = following is not None and following[1] > depth and following[0] in (sign, " ")
        if sign != " " and not below:
            yield sign, spelled(rules, stack, text)
        stack.append(text)


def _level(state: State, section: str, old: Mapping[str, Node], new: Mapping[str, Node], depth: int) -> Iterator[Row]:
    moved = state.rules.section(section).ordered and [k for k in old if k in new] != [k for k in new if k in old]
    alike: dict[object, tuple[Node, list[int], tuple[Row, ...]]] = {}
    for key in (*old, *(key for key in new if key not in old)):
        before, after = old.get(key), new.get(key)
        node = after or before
        if node is None or (not moved and same(state.rules, section, before, after)):
            continue
        rows = tuple(_one(state, section, before, after, depth, moved=moved))
        if node.fact.number is None:
            yield from _joined(state.rules, alike)
            alike = {}
            yield from rows
            continue
        mark = (node.fact.rule, tuple((sign, at, _template(text, node)) for sign, at, text in rows))
        alike.setdefault(mark, (node, [], rows))[1].append(node.fact.number)
    yield from _joined(state.rules, alike)
    if moved:
        for key, after in new.items():
            if key in old:
                yield from _whole(state.rules, "+", after, depth)


def _template(text: str, node: Node) -> str:
    """The text with the node's own number taken out, where it is the node's line."""
    line = node.fact.line
    return node.fact.text if text == line else text


def _joined(rules: Rules, alike: dict[object, tuple[Node, list[int], tuple[Row, ...]]]) -> Iterator[Row]:
    """Nodes whose rows differ in their number alone, once, with all the numbers."""
    for node, numbers, rows in alike.values():
        fact = node.fact
        if "<span>" in fact.rule.words:
            spelled = [f"{first} {last}" if last > first else str(first) for first, last in runs(numbers)]
        else:
            spelled = [notation(numbers, rules.language)]
        for numbered in spelled:
            for sign, depth, text in rows:
                yield (
                    sign,
                    depth,
                    header(fact, bare=len(rows) == 1).replace(NUMBER, numbered) if text == fact.line else text,
                )


def _one(
    state: State, section: str, before: Node | None, after: Node | None, depth: int, *, moved: bool
) -> Iterator[Row]:
    if before is None or after is None or moved:
        if before is not None:
            yield from _whole(state.rules, "-", before, depth)
        elif after is not None:
            yield from _whole(state.rules, "+", after, depth)
    elif before.entries is not None and after.entries is not None:
        yield from _entries(before, after, depth)
        yield from _level(state, before.section, before.children, after.children, depth + 1)
    elif before.fact.rule.whole:
        yield from _texts(before.fact.line, after.fact.line, depth)
    elif before.vlans is not None or not before.section:
        yield from _whole(state.rules, "-", before, depth)
        yield from _whole(state.rules, "+", after, depth)
    else:
        if same_line(state.rules, section, before, after):
            yield " ", depth, after.fact.line
        else:
            yield "-", depth, before.fact.line
            yield "+", depth, after.fact.line
        yield from _level(state, before.section, before.children, after.children, depth + 1)


def _whole(rules: Rules, sign: str, node: Node, depth: int) -> Iterator[Row]:
    for below, text in lines(rules, node):
        for part in text.split("\n"):
            yield sign, depth + below, part


def _texts(before: str, after: str, depth: int) -> Iterator[Row]:
    """Two texts of many lines: what differs, with the lines around it."""
    for row in unified_diff(before.split("\n"), after.split("\n"), n=CONTEXT, lineterm=""):
        if not row.startswith(("--- ", "+++ ")):
            yield (row[0], depth, row[1:]) if row[0] in "+- " else (" ", depth, "…")


def _entries(before: Node, after: Node, depth: int) -> Iterator[Row]:
    old = [] if before.entries is None else before.entries.rows
    new = [] if after.entries is None else after.entries.rows
    yield " ", depth, after.fact.key
    at = to = 0
    for i, j in (*common([row.canon for row in old], [row.canon for row in new]), (len(old), len(new))):
        for row in old[at:i]:
            yield "-", depth + 1, row.text
        for row in new[to:j]:
            yield "+", depth + 1, row.text
        for sign, kept, other in (("-", old[i : i + 1], new[j : j + 1]), ("+", new[j : j + 1], old[i : i + 1])):
            if kept and other and kept[0].note != other[0].note and kept[0].note:
                yield sign, depth + 1, f"{kept[0].number} {kept[0].note}"
        at, to = i + 1, j + 1
