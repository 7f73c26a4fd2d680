"""What starts the commands here, and texts that name them by it."""

from __future__ import annotations

import re

from altyapi import share

PROGRAM = "./inv" if share.path("inv").is_file() else "altyapi"
"""In a checkout its script; installed, the one that the package brings."""
_WRITTEN = re.compile(r"(?<![\w./-])(?:\./)?inv(?= (?:[a-z]+\.[a-z]|--[a-z]|(?:doctor|demo|test|init)\b))")


def as_typed(text: str) -> str:
    """A text whose commands (`./inv doctor`, `inv netbox.pull`) are written as they are typed here."""
    return _WRITTEN.sub(PROGRAM, text)
