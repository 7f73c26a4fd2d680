"""Files made on the spot, and what reading them says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from netbox_sync.importer.known import CustomField, KnownRow, NothingKnown
from netbox_sync.importer.reading import Reading, read

Sheets = dict[str, Sequence[Sequence[Any]]]


class Holding(NothingKnown):
    """A NetBox that holds these rows."""

    def __init__(self, rows: dict[str, list[KnownRow]], fields: Sequence[CustomField] = ()) -> None:
        super().__init__(fields)
        self._held = rows

    def rows(self, sheet: str) -> Sequence[KnownRow]:
        return self._held.get(sheet, ())


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook; cells as openpyxl takes them, so that text beginning with = is a formula."""

    def make(sheets: Sheets, name: str = "kitap.xlsx") -> Path:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        book.save(tmp_path / name)
        return tmp_path / name

    return make


@pytest.fixture
def reading(workbook: Callable[..., Path]) -> Callable[..., Reading]:
    """Reads a workbook of these sheets against a NetBox that holds nothing, or what is given."""

    def make(sheets: Sheets, known: NothingKnown | None = None, **options: Any) -> Reading:
        return read([workbook(sheets)], known or NothingKnown(), **options)

    return make


def told(found: Reading) -> list[str]:
    """`CODE SHEET CELL` of every fault and notice."""
    return [" ".join(filter(None, (one.code, one.sheet, one.cell))) for one in (*found.faults, *found.notices)]
