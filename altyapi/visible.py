"""Characters that act on a terminal or on a reader's eye instead of being read: found, and made to be seen."""

from __future__ import annotations

import re

# C0, DEL and C1; what sets the direction of writing; line and paragraph separators; what has no width of its own
_CLASS = "\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff"
UNSEEN = re.compile(f"[{_CLASS}\ud800-\udfff]")
_NAMED = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def visible(text: str, *, lines: bool = True) -> str:
    """The text with every such character as its escape, e.g. `\\x1b`; `lines` leaves line feed and tabulator."""

    def shown(match: re.Match[str]) -> str:
        letter = match[0]
        if lines and letter in "\n\t":
            return letter
        code = ord(letter)
        return _NAMED.get(letter) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")

    return UNSEEN.sub(shown, text)


def in_json(document: str) -> str:
    """A JSON document whose strings hold such characters as JSON's own escapes; the line ends between its parts stay."""
    return UNSEEN.sub(lambda match: match[0] if match[0] == "\n" else f"\\u{ord(match[0]):04x}", document)
