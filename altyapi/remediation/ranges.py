"""Numbers in a device's list notation: `10,20-30`, or `10 20 to 30`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from altyapi.platforms import Language

ALL_VLANS = frozenset(range(1, 4095))
"""What IOS calls `all` on a trunk: 1-4094."""

NUMBERS = re.compile(r"\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*")


def numbers(text: str) -> tuple[int, ...]:
    """`10,20-22` as numbers in rising order; blanks after commas are allowed. Raises ValueError on anything else."""
    found: set[int] = set()
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return tuple(sorted(found))


def runs(values: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and last of each unbroken run."""
    start = previous = None
    for value in sorted(values):
        if start is None or previous is None:
            start = previous = value
        elif value == previous + 1:
            previous = value
        else:
            yield start, previous
            start = previous = value
    if start is not None and previous is not None:
        yield start, previous


CISCO = Language()


def notation(values: Iterable[int], language: Language = CISCO) -> str:
    """Numbers in list notation; two neighbours are written as devices do: `1,2`, or `1 to 2`."""
    return _SEPARATOR[language.lists].join(_parts(values, language))


def chunks(values: Iterable[int], width: int, language: Language = CISCO, runs: int = 0) -> list[str]:
    """List notation cut into pieces of at most `width` characters, and of at most as many parts as one line takes."""
    separator = _SEPARATOR[language.lists]
    most = 1 if language.lists == "each" else runs or language.runs
    pieces: list[str] = []
    current = ""
    count = 0
    for part in _parts(values, language):
        if current and (len(current) + 1 + len(part) > width or count == most > 0):
            pieces.append(current)
            current, count = part, 1
        else:
            current, count = (f"{current}{separator}{part}" if current else part), count + 1
    return [*pieces, current] if current else pieces


_SEPARATOR = {"comma": ",", "to": " ", "each": ","}


def _parts(values: Iterable[int], language: Language) -> Iterator[str]:
    if language.lists == "each":
        yield from map(str, sorted(values))
        return
    joiner, shortest = ("-", 2) if language.lists == "comma" else (" to ", 1)
    for first, last in runs(values):
        if last - first >= shortest:
            yield f"{first}{joiner}{last}"
        else:
            yield from (str(value) for value in range(first, last + 1))


def collected(words: list[str], place: int) -> list[str]:
    """The words, with a list such as `10 20 to 30` that begins at that place as the one word `10,20-30`."""
    end = place
    text = ""
    while end < len(words) and (words[end].isdigit() or (words[end] == "to" and end > place)):
        word = words[end]
        text += "-" if word == "to" else word if not text or text.endswith("-") else f",{word}"
        end += 1
    return [*words[:place], text, *words[end:]] if end > place and NUMBERS.fullmatch(text) else words
