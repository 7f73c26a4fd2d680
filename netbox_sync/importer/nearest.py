"""The names that somebody may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

from netbox_sync.importer.layout import fold

_MOST_COMPARED: Final = 1500
"""Past this many, only names that begin alike are compared: a fault in each of 100,000 rows must not take hours."""


def nearest(text: str, known: Iterable[str], count: int = 3) -> str:
    """Up to `count` names, nearest first; a dash where none is near."""
    folded = fold(text)
    # of a slug and a name that fold alike, the name, which comes behind it
    names = {fold(name): name for name in known}
    candidates = [one for one in names if one]
    if len(candidates) > _MOST_COMPARED:
        candidates = [one for one in candidates if one[:3] == folded[:3]][:_MOST_COMPARED]
    found = difflib.get_close_matches(folded, candidates, n=count, cutoff=0.55)
    if len(found) < count and len(folded) >= 3:
        found += [one for one in candidates if folded in one and one not in found][: count - len(found)]
    return ", ".join(names[one] for one in found) or "-"
