"""The names that somebody may have meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Final

from netbox_sync.importer.layout import fold

_MOST_COMPARED: Final = 1500
"""Past this many, only names that begin alike are compared: a fault in each of 100,000 rows must not take hours."""


_PORT: Final = re.compile(r"([^\W\d_]{2,})[ -]?(\d[\d/.:]*)")


def nearest(text: str, known: Iterable[str], count: int = 3, *, likeness: float = 0.55) -> str:
    """Up to `count` names, nearest first; nothing where none is near. `likeness`: what is near, from 0 to 1."""
    folded = fold(text)
    # of a slug and a name that fold alike, the name, which comes behind it
    names = {fold(name): name for name in known}
    candidates = [one for one in names if one]
    if len(candidates) > _MOST_COMPARED:
        candidates = [one for one in candidates if one[:3] == folded[:3]][:_MOST_COMPARED]
    found = [one for one in candidates if _abbreviates(text, names[one])][:count]
    close = difflib.get_close_matches(folded, candidates, n=count, cutoff=likeness)
    found += [one for one in close if one not in found][: count - len(found)]
    if len(found) < count and len(folded) >= 3:
        found += [one for one in candidates if folded in one and one not in found][: count - len(found)]
    return ", ".join(names[one] for one in found)


def _abbreviates(text: str, name: str) -> bool:
    """Whether a port is meant as people write it: Gi1/0/24 for GigabitEthernet1/0/24."""
    short, long = _PORT.fullmatch(text.strip()), _PORT.fullmatch(name)
    if short is None or long is None or short[2] != long[2]:
        return False
    return len(short[1]) < len(long[1]) and fold(long[1]).startswith(fold(short[1]))
