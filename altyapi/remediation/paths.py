"""Languages without modes, in which every line says its whole path (`set a b c`): lines as a tree of blocks, and back.

Where a path is cut into blocks is what the rules say: the words of a rule that has a block are one level.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from altyapi.platforms.language import NO
from altyapi.remediation.rules import Rules

Row = tuple[int, str]
"""Depth, and the text without what stands above it."""


def levels(rules: Rules, line: str) -> tuple[str, ...]:
    """The blocks that a line without its verb stands in, from the top, and last what it says in the innermost; the last is a
    block's own head where the line says no more."""
    words = rules.language.words(line)
    found: list[str] = []
    section = "global"
    while words:
        size, below = _head(rules, section, words)
        if not size or size == len(words):
            break
        found.append(" ".join(words[:size]))
        words, section = words[size:], below
    return (*found, " ".join(words)) if words else tuple(found)


def _head(rules: Rules, section: str, words: list[str]) -> tuple[int, str]:
    """How many words are the head of a block, and its section; 0 where the line is none of a block."""
    index = rules.section(section).index
    for rule in (*index.get(words[0], ()), *index.get("*", ())):
        if not rule.block:
            if rule.match(words) is not None:
                return 0, ""
        elif len(words) >= len(rule.words) and rule.match(words[: len(rule.words)]) is not None:
            return len(rule.words), rule.block
    return 0, ""


def steps(rules: Rules, command: str) -> tuple[tuple[str, ...], str]:
    """A command in the inner form as the blocks that it is about and what it does in the last of them."""
    verb, body = "", command
    first = command.partition(" ")[0]
    if command.startswith(NO):
        verb, body = NO, command.removeprefix(NO)
    elif first in rules.language.orders:
        verb, body = f"{first} ", command.removeprefix(f"{first} ")
        return _ordering(rules, verb, body)
    *path, last = levels(rules, body) or (body,)
    return tuple(path), verb + last


def _ordering(rules: Rules, verb: str, body: str) -> tuple[tuple[str, ...], str]:
    """`insert PATH term A before term B`: what is moved is said in the innermost block whose entries have an order."""
    words = rules.language.words(body)
    found: list[str] = []
    section = "global"
    while words and rules.section(section).moves is None:
        size, below = _head(rules, section, words)
        if not size:
            break
        found.append(" ".join(words[:size]))
        words, section = words[size:], below
    return tuple(found), verb + " ".join(words)


def flat(rules: Rules, rows: Iterable[Row], above: tuple[str, ...] = ()) -> Iterator[str]:
    """Rows of a tree as lines in the inner form, each with its whole path. A head is said by what stands below it."""
    listed = [(depth, text) for depth, text in rows if text]
    stack = list(above)
    for place, (depth, text) in enumerate(listed):
        del stack[len(above) + depth :]
        below = place + 1 < len(listed) and listed[place + 1][0] > depth
        if not below:
            yield spelled(rules, stack, text)
        stack.append(text)


def spelled(rules: Rules, path: Iterable[str], text: str) -> str:
    """One line in the inner form, its verb in front of its path."""
    first, _, rest = text.partition(" ")
    if text.startswith(NO):
        return NO + " ".join((*path, text.removeprefix(NO)))
    if first in rules.language.orders:
        return " ".join((first, *path, rest))
    return " ".join((*path, text))
