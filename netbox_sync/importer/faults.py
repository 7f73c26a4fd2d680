"""What can be wrong with a workbook: kinds with stable codes, and the faults themselves, each with its place and remedy.

Faults are collected, never raised: one reading tells all of them. What ends a command is in `netbox_sync.importer.errors`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from netbox_sync.errors import Language
from netbox_sync.model import Frozen

Level = Literal["error", "warning", "notice"]
LONGEST_VALUE = 200  # characters of a cell's content that a fault repeats


class FaultKind(Frozen):
    """Templates of one kind of fault; the named fields are what `Findings.add` is given.

    `en_near`, `tr_near`: told behind the message where the field `nearest` is not empty.
    """

    code: str
    level: Level = "error"
    en: str
    tr: str
    en_remedy: str
    tr_remedy: str
    en_near: str = ""
    tr_near: str = ""


class Place(NamedTuple):
    """Where: `row` as the file's own program numbers it, `column` counted from 0."""

    file: str
    sheet: str = ""
    row: int | None = None
    column: int | None = None
    header: str = ""


class CellFault(Frozen):
    """One fault. An error stops the import, a warning and a notice don't."""

    code: str
    level: Level
    file: str
    sheet: str = ""
    row: int | None = None
    column: str = ""  # letters, as spreadsheets name columns; empty for a row, a sheet or a file
    header: str = ""
    value: str = ""
    en: str
    tr: str
    en_remedy: str
    tr_remedy: str

    @property
    def cell(self) -> str:
        """`B12`, as far as it is known."""
        return f"{self.column}{self.row or ''}"

    def message(self, language: Language) -> str:
        return self.tr if language == "tr" else self.en

    def remedy(self, language: Language) -> str:
        return self.tr_remedy if language == "tr" else self.en_remedy


class Findings:
    """Faults in the order in which they were met, each once."""

    def __init__(self) -> None:
        self._found: dict[CellFault, None] = {}
        self._told: dict[object, tuple[str, str, str, str]] = {}  # a hundred thousand rows may lack the same site

    def add(self, kind: FaultKind, place: Place, value: object = "", **fields: object) -> None:
        shown = shorten(value)
        values = {"value": shown, "header": place.header, "sheet": place.sheet, **fields}
        asked = (kind.code, *((name, str(told)) for name, told in values.items()))
        texts = self._told.get(asked)
        if texts is None:
            texts = self._told[asked] = _texts(kind, values)
        fault = CellFault(
            code=kind.code,
            level=kind.level,
            file=place.file,
            sheet=place.sheet,
            row=place.row,
            column="" if place.column is None else letters(place.column),
            header=place.header,
            value=shown,
            en=texts[0],
            tr=texts[1],
            en_remedy=texts[2],
            tr_remedy=texts[3],
        )
        self._found[fault] = None

    def __iter__(self) -> Iterator[CellFault]:
        return iter(self._found)


def _texts(kind: FaultKind, values: dict[str, object]) -> tuple[str, str, str, str]:
    """Message and remedy, in English and in Turkish."""
    english = values | {name[3:]: told for name, told in values.items() if name.startswith("en_")}
    turkish = values | {name[3:]: told for name, told in values.items() if name.startswith("tr_")}
    near = bool(values.get("nearest"))
    return (
        (kind.en + kind.en_near * near).format(**english),
        (kind.tr + kind.tr_near * near).format(**turkish),
        kind.en_remedy.format(**english),
        kind.tr_remedy.format(**turkish),
    )


def letters(column: int) -> str:
    """0 is A, 25 Z, 26 AA."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def shorten(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
