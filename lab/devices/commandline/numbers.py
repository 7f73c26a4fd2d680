"""Lists of numbers, as VLANs are given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def parse_numbers(text: str, low: int = 1, high: int = 4094) -> set[int] | None:
    """The numbers of `10,20-30`; None when the text is no such list or leaves the bounds."""
    numbers: set[int] = set()
    for part in text.split(","):
        found = re.fullmatch(r"\s*(\d+)(?:\s*-\s*(\d+))?\s*", part)
        if not found:
            return None
        first = int(found.group(1))
        last = int(found.group(2) or first)
        if not low <= first <= last <= high:
            return None
        numbers.update(range(first, last + 1))
    return numbers


def format_numbers(numbers: Iterable[int]) -> str:
    """`10,20-22,30`: two neighbours are a comma pair, three or more a range."""
    parts: list[str] = []
    for first, last in spans(numbers):
        if last - first == 1:
            parts.extend((str(first), str(last)))
        else:
            parts.append(str(first) if first == last else f"{first}-{last}")
    return ",".join(parts)


def parse_words(words: Sequence[str], low: int = 1, high: int = 4094) -> set[int] | None:
    """The numbers of `10 20 to 30`; None when the words are no such list or leave the bounds."""
    numbers: set[int] = set()
    at = 0
    while at < len(words):
        far = words[at + 2] if at + 2 < len(words) and words[at + 1] == "to" else words[at]
        if not (words[at].isdecimal() and far.isdecimal() and low <= int(words[at]) <= int(far) <= high):
            return None
        numbers.update(range(int(words[at]), int(far) + 1))
        at += 1 if far is words[at] else 3
    return numbers


def format_words(numbers: Iterable[int]) -> str:
    """`10 20 to 21 30`: neighbours, two or more, are a range."""
    return " ".join(str(first) if first == last else f"{first} to {last}" for first, last in spans(numbers))


def spans(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of each run of neighbours."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
