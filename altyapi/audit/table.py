"""A table of typed cells, before anybody decides whether it becomes CSV, a workbook, a page or JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from altyapi.audit.text import Cell, Text, plain
from netbox_sync.canonical import canonical_line, sha256

Kind = Literal["text", "date", "number", "flag"]


@dataclass(frozen=True)
class Heading:
    key: str
    text: Text
    kind: Kind = "text"
    width: int = 14
    """Characters that are usual in it: what a workbook's column and a page's share of the width go by."""


@dataclass(frozen=True)
class Table:
    name: str
    title: Text
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def records(self) -> Iterator[dict[str, str | int | bool | None]]:
        """Each row by its headings' keys, for programs."""
        keys = [heading.key for heading in self.headings]
        for row in self.rows:
            yield dict(zip(keys, map(plain, row), strict=True))

    @cached_property
    def sha256(self) -> str:
        """Of the rows as canonical JSON: `jq -cS .rows file.json | tr -d '\\n' | sha256sum` gives the same."""
        return sha256(canonical_line(list(self.records())))


class Section(NamedTuple):
    """One table of the page, with what is said about it. `level` colours its title: high, medium, low or nothing; `levels` its
    rows, each likewise."""

    title: str
    level: str
    notes: tuple[tuple[str, str], ...]
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    levels: tuple[str, ...] = ()
