"""FortiOS's words: quotes, escapes, and how values are printed."""

from __future__ import annotations

import re

_WORD = re.compile(r"""\s*((?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+)""", re.DOTALL)
_PART = re.compile(r""""((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)|([^\s"'\\]+)""", re.DOTALL)


def unfinished(line: str) -> bool:
    """Whether a quoted text goes on in the next line."""
    rest = re.sub(r"\\.", "", line, flags=re.DOTALL)
    quote = ""
    for letter in rest:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
    return bool(quote)


def split(line: str) -> list[str]:
    """The words of a line, without their quotes."""
    return [_plain(word) for word in _WORD.findall(line)]


def _plain(word: str) -> str:
    parts = []
    for double, single, escaped, bare in _PART.findall(word):
        parts.append(re.sub(r"\\(.)", r"\1", double, flags=re.DOTALL) or single or escaped or bare)
    return "".join(parts)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
