"""The words of a RouterOS command: quoting, escapes, `[ find … ]`."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[A-Za-z0-9_.:/,*!@+-]+")
_ESCAPED = {'"': '\\"', "\\": "\\\\", "$": "\\$", "\n": "\\n", "\r": "\\r", "\t": "\\t", "?": "\\?"}
_MEANT = {"n": "\n", "r": "\r", "t": "\t", "_": " "}


class Malformed(Exception):
    """`column` counts from 1, as the device does."""

    def __init__(self, column: int) -> None:
        super().__init__(column)
        self.column = column


def quoted(value: str) -> str:
    """As an export prints it: in quotes where it is not one plain word, bytes outside ASCII in hexadecimal."""
    if _PLAIN.fullmatch(value):
        return value
    out = []
    for letter in value:
        if letter in _ESCAPED:
            out.append(_ESCAPED[letter])
        elif letter.isascii():
            out.append(letter)
        else:
            out += [f"\\{byte:02X}" for byte in letter.encode()]
    return f'"{"".join(out)}"'


def split(line: str) -> list[tuple[str, int]]:
    """The words with the column at which each begins; a bracket is one word. Raises Malformed."""
    found: list[tuple[str, int]] = []
    place = 0
    while place < len(line):
        if line[place] == " ":
            place += 1
            continue
        begin = place
        if line[place] == "[":
            end = line.find("]", place)
            if end < 0:
                raise Malformed(len(line) + 1)
            found.append((line[place : end + 1], begin + 1))
            place = end + 1
            continue
        while place < len(line) and line[place] != " ":
            place = _quote_end(line, place) if line[place] == '"' else place + 1
        found.append((line[begin:place], begin + 1))
    return found


def _quote_end(line: str, start: int) -> int:
    place = start + 1
    while place < len(line):
        if line[place] == "\\":
            place += 2
        elif line[place] == '"':
            return place + 1
        else:
            place += 1
    raise Malformed(len(line) + 1)


def meant(word: str) -> str:
    """A value as it is kept."""
    if not word.startswith('"'):
        return word
    body, out, place = word[1:-1], bytearray(), 0
    while place < len(body):
        letter = body[place]
        if letter != "\\":
            out += letter.encode()
            place += 1
        elif re.fullmatch(r"[0-9A-F]{2}", body[place + 1 : place + 3]):
            out.append(int(body[place + 1 : place + 3], 16))
            place += 3
        else:
            out += _MEANT.get(body[place + 1], body[place + 1]).encode()
            place += 2
    return out.decode("utf-8", "replace")
