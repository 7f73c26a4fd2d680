"""Blocks that are opened and closed by words (`config … end`, `edit … next`): whether a text closes all that it opens."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ESCAPED = re.compile(r"\\.")


def balanced(text: str, blocks: Mapping[str, str]) -> bool:
    """Whether every block of the text is closed by its own word, and no word closes what is not open.

    Lines inside a quoted text that goes over several lines are no words of the language, whatever they say.
    """
    stack: list[str] = []
    closing = frozenset(blocks.values())
    quoted = False
    for line in text.splitlines():
        if not quoted:
            word = line.split(maxsplit=1)[0] if line.strip() else ""
            if word.startswith("#"):
                continue
            if word in blocks:
                stack.append(blocks[word])
            elif word in closing and line.strip() == word and (not stack or stack.pop() != word):
                return False
        quoted ^= _ESCAPED.sub("", line).count('"') % 2 == 1
    return not stack and not quoted
