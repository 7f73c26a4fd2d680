"""Cells and sheets as a file holds them, before anybody asks what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any, NamedTuple

from netbox_sync.importer.faults import FaultKind


class Formula(NamedTuple):
    text: str


class CellError(NamedTuple):
    """`#N/A` and its like."""

    text: str


class Padded(NamedTuple):
    """A number that its format shows with leading zeros: the text that people see."""

    text: str


Raw = str | int | float | bool | date | time | timedelta | Formula | CellError | Padded | tuple[str, ...] | None
"""A date may be a datetime; a tuple is a YAML list."""


@dataclass
class Seen:
    """What a sheet tells beside its values, whole once its rows have been gone through."""

    hidden_rows: int = 0
    merged: list[str] = field(default_factory=list)  # ranges: A1:C1


@dataclass(frozen=True)
class RawSheet:
    """One sheet; its rows can be gone through once."""

    title: str
    rows: Iterator[tuple[int, tuple[Raw, ...]]]  # row number as the file's own program counts, cells from column A on
    header: tuple[str, ...] | None = None  # given where the form itself has names (YAML)
    from_file_name: bool = False  # the title is the file's name, so it may say nothing
    hidden: bool = False
    seen: Seen = field(default_factory=Seen)


class Unusable(Exception):
    """A file that can't be read on; becomes a fault of that file."""

    def __init__(self, kind: FaultKind, **fields: Any) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.fields = fields


class Limits(NamedTuple):
    """How much a file may hold; sizes in bytes."""

    file: int = 256 * 1024 * 1024
    unpacked: int = 1024 * 1024 * 1024
    ratio: int = 150  # of unpacked to packed size, past `ratio_from`
    ratio_from: int = 64 * 1024 * 1024
    entries: int = 5000
