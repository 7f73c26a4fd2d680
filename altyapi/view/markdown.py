"""The parts of a page in Markdown (GitHub's), one after the other, with the blank lines that keep them apart.

What is printed comes from NetBox, devices and people: in prose and cells nothing of it is markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

Kind = Literal["none", "prose", "item", "block"]
_MARKUP = re.compile(r"([\\*<>\[\]]|(?<!\w)_|_(?!\w))")
_CODE = re.compile(r"(`[^`\n]+`)")
_AT_START = re.compile(r"^([0-9]*)(?=[#+~|=-]|(?<=[0-9])[.)] )")


class Markdown:
    """What was printed last decides whether a blank line goes before what comes next."""

    def __init__(self) -> None:
        self._last: Kind = "none"

    def heading(self, text: str) -> list[str]:
        return self._apart("block", [f"## {escaped(text)}"])

    def prose(self, text: str) -> list[str]:
        """A paragraph for each line; a line that stands in, as under a heading, is an item of a list. A blank line is none:
        parts are kept apart anyway."""
        lines: list[str] = []
        for line in text.split("\n"):
            if line.startswith("  "):
                lines += self.item(line.strip(), (len(line) - len(line.lstrip())) // 4)
            elif line.strip():
                lines += self._apart("prose", [_plain(line.strip())])
        return lines

    def item(self, text: str, depth: int = 0) -> list[str]:
        """One of a list; the deeper, the further in, where there is one to be under."""
        within = "  " * depth if self._last == "item" else ""
        return self._apart("item", [f"{within}- {_plain(text)}"])

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
        return self._apart("block", table(head, [[escaped(cell.strip()) for cell in row] for row in rows]).split("\n"))

    def code(self, text: str, language: str = "") -> list[str]:
        longest = max((len(run) for run in re.findall("`+", text)), default=0)
        fence = "`" * max(3, longest + 1)  # nothing in the text can end the block
        return self._apart("block", [f"{fence}{language}", text, fence])

    def _apart(self, kind: Kind, lines: list[str]) -> list[str]:
        joined = self._last == "none" or (kind == "item" and self._last == "item")
        self._last = kind
        return lines if joined else ["", *lines]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The lines of a table, without a line end after the last; cells may hold markup of their own."""
    shown = ([cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows)
    lines = [[*head], ["---" for _ in head], *shown]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def escaped(text: str) -> str:
    """Text of which nothing is markup but what stands between back quotes."""
    return "".join(
        part if part.startswith("`") and len(part) > 1 else _MARKUP.sub(r"\\\1", part).replace("`", r"\`")
        for part in _CODE.split(text)
    )


def _plain(text: str) -> str:
    """The same at the start of a line, where more is markup."""
    return _AT_START.sub(r"\1\\", escaped(text))
