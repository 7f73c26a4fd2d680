"""A workbook: a cover sheet and the rows, with real dates and numbers, a frozen and filtered head and usable widths."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from altyapi.audit.export.cover import Cover, lines
from altyapi.audit.export.csv_file import FORMULA
from altyapi.audit.table import Heading, Table
from altyapi.audit.text import Cell, Text, shown
from altyapi.errors import Language
from altyapi.visible import visible

COVER = Text("Cover", "Kapak")
A4 = 9
"""Excel's number for the paper."""
LONGEST = 32_000
"""Characters of a cell; Excel takes 32,767."""
_HEAD_FILL = PatternFill("solid", fgColor="FFE9EDF3")
_HEAD_FONT = Font(bold=True)
_LINE = Border(bottom=Side(style="thin", color="FFC9CED6"))
_WRAPPED = Alignment(vertical="top", wrap_text=True)


def write(table: Table, cover: Cover, language: Language) -> bytes:
    book = Workbook(write_only=True)
    book.properties.creator = cover.by
    book.properties.title = cover.title
    _cover(book, cover, language)
    sheet = book.create_sheet(_sheet_name(table))
    for number, heading in enumerate(table.headings, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _width(heading, table, number - 1, language)
    sheet.freeze_panes = "B2"
    last = get_column_letter(len(table.headings))
    sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text = (cover.evrak or cover.title).replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"
    sheet.append([_head(sheet, heading.text.of(language)) for heading in table.headings])
    for row in table.rows:
        sheet.append([_cell(sheet, cell, language) for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _cover(book: Any, cover: Cover, language: Language) -> None:
    sheet = book.create_sheet(COVER.of(language))
    sheet.column_dimensions["A"].width = 30
    sheet.column_dimensions["B"].width = 78
    sheet.page_setup.paperSize = A4
    title = WriteOnlyCell(sheet, _safe(cover.title))
    title.font = Font(bold=True, size=16)
    sheet.append([title])
    sheet.append([_text(sheet, cover.about)])
    sheet.append([])
    for label, value in lines(cover, language):
        name = _text(sheet, label)
        name.font = Font(color="FF555555")
        told = _text(sheet, str(value)) if isinstance(value, str) else _dressed(sheet, value)
        told.alignment = Alignment(vertical="top", wrap_text=True, horizontal="left")
        sheet.append([name, told])


def _head(sheet: Any, text: str) -> Any:
    cell = _text(sheet, text)
    cell.font, cell.fill, cell.border, cell.alignment = _HEAD_FONT, _HEAD_FILL, _LINE, _WRAPPED
    return cell


def _cell(sheet: Any, cell: Cell, language: Language) -> Any:
    """Dates and numbers as such; text always as text, so that nothing in it becomes a formula."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool | Text):
        return shown(cell, language)
    if isinstance(cell, int):
        return cell
    if isinstance(cell, str):
        return _text(sheet, cell) if FORMULA.match(cell) else _safe(cell)
    return _dressed(sheet, cell)


def _dressed(sheet: Any, value: Any) -> Any:
    """A date or a number in a cell that shows it as such. A workbook knows no time zones: a time is shown as on its own clock."""
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value.replace(tzinfo=None))
        cell.number_format = "dd.mm.yyyy hh:mm"
        return cell
    cell = WriteOnlyCell(sheet, value)
    if not isinstance(value, int):
        cell.number_format = "0.0" if isinstance(value, Decimal) else "dd.mm.yyyy"
    return cell


def _text(sheet: Any, text: str) -> Any:
    """A cell that is text even where it begins with `=`, and stays so when somebody edits it."""
    cell = WriteOnlyCell(sheet, _safe(text))
    cell.data_type = "s"
    cell.quotePrefix = int(bool(FORMULA.match(text)))
    return cell


def _safe(text: str) -> str:
    return visible(text)[:LONGEST]


def _sheet_name(table: Table) -> str:
    return table.name[:31]  # Excel's limit


def _width(heading: Heading, table: Table, column: int, language: Language) -> float:
    """As wide as the longest of its first thousand values, within reason."""
    longest = max((len(shown(row[column], language)) for row in table.rows[:1000]), default=0)
    return float(min(60, max(heading.width * 0.6, longest + 2, len(heading.text.of(language)) * 0.8 + 4)))
