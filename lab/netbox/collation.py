"""NetBox's `natural_sort`, the collation of names: ICU's root order with numbers inside a text as numbers.

Signs come before digits, digits before letters; then accents decide, then case, small before capital.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

SIGNS = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
_PARTS = re.compile(r"\d+|.", re.DOTALL)
_PLACES = {sign: at for at, sign in enumerate(SIGNS)}
Key = tuple[tuple[tuple[int, Any], ...], str, str]


@lru_cache(maxsize=131072)
def natural(text: str) -> Key:
    """Sorts as the collation does."""
    primary: list[tuple[int, Any]] = []
    accents: list[str] = []
    for part in _PARTS.findall(unicodedata.normalize("NFD", text)):
        if part.isdecimal():
            primary.append((1, int(part)))
        elif unicodedata.combining(part):
            accents.append(part)
            continue
        elif part in _PLACES:
            primary.append((0, _PLACES[part]))
        else:
            # a dotless i is a letter of its own, after the one with a dot
            primary.append((2, "i\uffff" if part == "ı" else part.lower()))
        accents.append(" ")
    return tuple(primary), "".join(accents), text.swapcase()
