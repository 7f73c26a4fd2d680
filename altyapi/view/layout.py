"""Prose and tables within a width. Words are never cut: a name, a path or a command that is longer than the width stands whole,
on a line of its own, so that it can be copied.

A command (`./inv …` with its options and values) and what stands between back quotes count as one word; so does a moment
(`2026-04-20 09:00 +03:00`), save in a table, where there may be no room for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

HANGING = 2
"""Columns by which the lines after the first stand further in."""
GAP = "  "
"""Between two columns of a table."""
NARROW = 10
"""Columns that a table's column keeps, whatever the width, where its cells have as many."""
_WORD = re.compile(r"( *)(`[^`\n]+`[^\s]*|\S+)")
_MOMENT = re.compile(r"\S*\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)? [+-]\d\d:\d\d\S*")
_COMMAND = re.compile(
    r"(?:[A-Z][A-Z0-9_]*=(?:'[^'\n]*'|\S+) )?(?:\./inv|altyapi)(?= (?:[a-z]+[.][a-z]|--?[a-z]|doctor|demo|test))"
)
_ARGUMENT = re.compile(r""" ("[^"\n]*"|'[^'\n]*'|\S+)""")
_VALUE = re.compile(r"""["'@*…<\[]|.*[./:=…].|[A-ZÇĞİÖŞÜ_]{2,}$|--?[a-z]""")
_NAME = re.compile(r"\S*[-\d]")
_LAST = re.compile(r"[,.;:)\]]*$| -")
_END = re.compile(r"[,.;:)\]]+$")


NAMES_SHOWN = 6
"""Of a list of names that stands in a sentence."""


def names(listed: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    more = len(listed) - NAMES_SHOWN
    return ", ".join(listed[:NAMES_SHOWN]) + (f" … (+{more})" if more > 0 else "")


def columns(text: str) -> int:
    """How many columns of a terminal a text takes; combining letters take none, wide ones two."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def wrapped(text: str, width: int, hanging: int | None = None, *, in_table: bool = False) -> list[str]:
    """The lines of one line of prose; those after the first stand `hanging` columns in, by default a little further than it."""
    if columns(text) <= width:
        return [text]
    indent = len(text) - len(text.lstrip(" "))
    inner = " " * min(indent + HANGING if hanging is None else hanging, width // 2)
    lines: list[str] = []
    line = ""
    for space, word in _words(text, in_table=in_table):
        if not line.strip():
            line += space + word if not lines else word
        elif columns(line) + len(space) + columns(word) <= width:
            line += space + word
        else:
            lines.append(line)
            line = inner + word
    return [*lines, line]


def _words(text: str, *, in_table: bool = False) -> Iterator[tuple[str, str]]:
    """Each word with the spaces before it."""
    position = 0
    while match := _WORD.match(text, position):
        command = _COMMAND.match(text, match.start(2))
        moment = None if in_table else _MOMENT.match(text, match.start(2))
        position = (moment or match).end() if command is None else _after_command(text, command.end())
        yield match[1], text[match.start(2) : position]


def _after_command(text: str, position: int) -> int:
    """Where a command ends: with its last option, value or placeholder, or where a sentence goes on after a comma or a stop."""
    first, option = True, False
    while match := _ARGUMENT.match(text, position):
        named = _NAME.match(match[1]) and text.startswith(
            " --", match.end()
        )  # a person or a device, before the options
        if not (first or option or named or _VALUE.match(match[1])):
            break
        position = match.end()
        if _END.search(match[1]):
            break
        option = match[1].startswith("-") and "=" not in match[1] and _takes_next(text, position)
        first = False
    return position


def _takes_next(text: str, position: int) -> bool:
    """Whether the word after an option can be its value: a plain word of a sentence that goes on is none."""
    match = _ARGUMENT.match(text, position)
    if match is None or match[1].startswith("-"):
        return False
    return bool(_VALUE.match(match[1]) or _NAME.match(match[1]) or _LAST.match(text, match.end()))


def table(head: Sequence[str], rows: Sequence[Sequence[str]], width: int | None) -> list[list[str]]:
    """The lines of a table, those of each row together, the head first. Where it is wider than `width`, the widest columns are
    wrapped; where even that doesn't do, each row is told as a list."""
    every = [list(head), *([*row] for row in rows)]
    widths = [max(columns(row[place]) for row in every) for place in range(len(head))]
    limit = width if width is not None else sum(widths) + len(GAP) * len(widths)
    if not _squeezed(every, widths, limit):
        return [[], *(_listed(head, row, limit) for row in rows)]
    return [_row(row, widths) for row in every]


def _squeezed(every: Sequence[Sequence[str]], widths: list[int], limit: int) -> bool:
    """Make the widths fit; whether they do."""
    least = [min(widths[place], max(NARROW, *(_longest(row[place]) for row in every))) for place in range(len(widths))]
    room = limit - len(GAP) * (len(widths) - 1)
    if sum(least) > room:
        return False
    while sum(widths) > room:
        place = max((place for place in range(len(widths)) if widths[place] > least[place]), key=lambda at: widths[at])
        widths[place] -= 1
    return True


def _longest(cell: str) -> int:
    return max((columns(word) for _, word in _words(cell, in_table=True)), default=0)


def _row(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    cells = [wrapped(cell, width, 0, in_table=True) for cell, width in zip(row, widths, strict=True)]
    return [
        GAP.join(
            _filled(lines[number] if number < len(lines) else "", width)
            for lines, width in zip(cells, widths, strict=True)
        ).rstrip()
        for number in range(max(map(len, cells), default=0))
    ]


def _listed(head: Sequence[str], row: Sequence[str], limit: int) -> list[str]:
    first, *others = zip(head, row, strict=True)
    told = [first[1], *(f"  {name}: {cell.strip()}" for name, cell in others if cell.strip())]
    return [line for one in told for line in wrapped(one, limit)]


def _filled(text: str, width: int) -> str:
    return text + " " * (width - columns(text))
