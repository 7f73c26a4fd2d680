"""Free text of a camera as part of a line, and back: what no line can hold stands as `\\u000a`."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
_HIDDEN_BLANK = re.compile(r"^ | $|(?<= ) ")
NOTHING = "-"
"""What stands in a line for an empty text."""


def shown(text: str) -> str:
    """One line, printable, with no blank at its ends nor two in a row."""
    visible = "".join(one if one.isprintable() and one != "\\" else f"\\u{ord(one):04x}" for one in text)
    return _HIDDEN_BLANK.sub(r"\\u0020", visible)


def meant(text: str) -> str:
    """The text that `shown` gave this line for."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def shown_value(text: str) -> str:
    """As `shown`, for what may be empty."""
    return {"": NOTHING, NOTHING: r"\u002d"}.get(text) or shown(text)


def meant_value(text: str) -> str:
    """The text that `shown_value` gave this for."""
    return "" if text == NOTHING else meant(text)
