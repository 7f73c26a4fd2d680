"""README.md and BENIOKU.md say the same in two languages: what can be compared without reading is the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from altyapi.settings import PACKAGE_ROOT

ENGLISH, TURKISH = ((PACKAGE_ROOT / name).read_text("utf-8") for name in ("README.md", "BENIOKU.md"))


def _levels(text: str) -> list[int]:
    return [len(line) - len(line.lstrip("#")) for line in _prose(text).splitlines() if line.startswith("#")]


def _prose(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def _links(text: str) -> list[str]:
    return [
        link
        for link in re.findall(r"\]\(([^)]+)\)", text)
        if Path(link).name not in {"README.md", "BENIOKU.md"} or "/" in link
    ]


def _commands(text: str) -> list[str]:
    """What is typed, without the words that people choose and what is said of it."""
    typed = re.findall(r"^\$ ((?:.*\\\n)*.*)$", text, flags=re.MULTILINE)
    return [re.sub(r'"[^"]*"', '"…"', re.sub(r" +#.*", "", line)) for line in typed]


def _rows(text: str) -> list[str]:
    """What stands in code in each row's first column."""
    return [
        " ".join(re.findall(r"`[^`]+`", line.split("|")[1])) for line in text.splitlines() if line.startswith("| `")
    ]


@pytest.mark.parametrize("part", [_levels, _links, _commands, _rows])
def test_both_have_the_same(part: object) -> None:
    assert callable(part)
    assert part(TURKISH) == part(ENGLISH)
