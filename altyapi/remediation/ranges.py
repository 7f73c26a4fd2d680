"""Numbers in a device's list notation: `10,20-30`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

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


def notation(values: Iterable[int]) -> str:
    """Numbers in list notation; two neighbours are written `1,2` as devices do, three and more `1-3`."""
    parts: list[str] = []
    for first, last in runs(values):
        if last - first >= 2:
            parts.append(f"{first}-{last}")
        else:
            parts.extend(str(value) for value in range(first, last + 1))
    return ",".join(parts)


def chunks(values: Iterable[int], width: int) -> list[str]:
    """List notation cut into pieces of at most `width` characters, at commas."""
    pieces: list[str] = []
    current = ""
    for part in notation(values).split(","):
        if current and len(current) + 1 + len(part) > width:
            pieces.append(current)
            current = part
        else:
            current = f"{current},{part}" if current else part
    return [*pieces, current] if current else pieces
