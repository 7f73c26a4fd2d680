"""The fix-up workbook: what was given, with every faulty cell marked and commented, behind a list that links to each.

Rows and columns stand where they stood, so that a person finds them again; the list's sheet begins with # and is therefore left out
when the mended workbook is imported itself. Every value is written as a value: text that a spreadsheet program would take
for a formula stays text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink

from netbox_sync.errors import Language
from netbox_sync.files import write_atomically
from netbox_sync.importer.faults import CellFault, letters
from netbox_sync.importer.raw import CellError, Formula, Limits, Padded, Raw, RawSheet, Unusable
from netbox_sync.importer.source import open_file

MOST_COMMENTS: Final = 3000
"""Each is a drawing to the spreadsheet program; past this only the colour and the list tell."""
_MOST_LISTED: Final = 100_000
MOST_LINKED: Final = 60_000
"""A sheet with more than 65,530 links is damaged to Excel."""
_LONGEST_CELL: Final = 32_767
_LONGEST_TITLE: Final = 31
_FILLS: Final = {
    "error": PatternFill("solid", fgColor="FFC7CE"),
    "warning": PatternFill("solid", fgColor="FFEB9C"),
    "notice": PatternFill("solid", fgColor="DDEBF7"),
}
_RANK: Final = ("error", "warning", "notice")
_HEAD: Final = {
    "tr": ("Kod", "Düzey", "Dosya", "Sayfa", "Hücre", "Sütun", "Değer", "Sorun", "Çözüm"),
    "en": ("Code", "Level", "File", "Sheet", "Cell", "Column", "Value", "Problem", "Remedy"),
}
_TITLE: Final = {"tr": "#Hatalar", "en": "#Faults"}
_LEVELS: Final = {
    "tr": {"error": "hata", "warning": "uyarı", "notice": "bilgi"},
    "en": {"error": "error", "warning": "warning", "notice": "notice"},
}
_WIDTHS: Final = (10, 9, 24, 18, 9, 20, 28, 60, 60)
_TRIGGERS: Final = ("=", "+", "-", "@", "\t", "\r")

_Marks = dict[int, dict[int, list[CellFault]]]


def free_name(file: Path) -> Path:
    """Where the workbook goes when nobody says: beside the first file, never over one that may have been mended."""
    stem = re.sub(r"-duzelt(-\d+)?$", "", file.stem)  # of a copy that has faults still
    for number in count(1):
        name = f"{stem}-duzelt.xlsx" if number == 1 else f"{stem}-duzelt-{number}.xlsx"
        if not (file.parent / name).exists():
            return file.parent / name
    raise AssertionError("counting does not end")


def write(
    files: Sequence[Path], faults: Sequence[CellFault], out: Path, language: Language, limits: Limits | None = None
) -> Path:
    """Writes it whole or not at all. A file that can't be read stands in the list only. Raises OSError."""
    writer = _Writer(faults, language)
    for file in files:
        writer.file(file, limits or Limits())
    writer.list()
    content = io.BytesIO()
    writer.book.save(content)
    write_atomically(out, content.getvalue())
    return out


class _Writer:
    def __init__(self, faults: Sequence[CellFault], language: Language) -> None:
        self.faults, self.language = faults, language
        self.book = openpyxl.Workbook(write_only=True)
        self.listing: Any = self.book.create_sheet(_TITLE[language])
        self.titles: dict[tuple[str, str], str] = {}
        self.places: dict[CellFault, str] = {}
        self.comments = 0
        self.marks: dict[tuple[str, str], _Marks] = {}
        for one in faults:
            if one.row is not None:
                column = _index(one.column) if one.column else 0
                rows = self.marks.setdefault((one.file, one.sheet), {})
                rows.setdefault(one.row, {}).setdefault(column, []).append(one)

    def file(self, file: Path, limits: Limits) -> None:
        try:
            for raw in open_file(file, limits).sheets():
                if not raw.title.startswith("#"):
                    self._sheet(str(file), raw)
        except (Unusable, OSError):
            return  # told in the list; what could be read of it stands in its sheet

    def _sheet(self, file: str, raw: RawSheet) -> None:
        title = self._title(file, raw.title)
        sheet: Any = self.book.create_sheet(title)
        marks = self.marks.get((file, raw.title), {})
        if raw.header is not None:
            sheet.append([self._cell(sheet, name, []) for name in raw.header])
        written = 0 if raw.header is None else 1
        for number, cells in raw.rows:
            while raw.header is None and written < number - 1:
                sheet.append([])
                written += 1
            written += 1
            sheet.append(self._row(sheet, cells, marks.get(number, {}), title, written))

    def _row(
        self, sheet: Any, cells: tuple[Raw, ...], marked: dict[int, list[CellFault]], title: str, row: int
    ) -> list[Any]:
        width = max(len(cells), max(marked, default=-1) + 1)
        found: list[Any] = []
        for index in range(width):
            raw = cells[index] if index < len(cells) else None
            faults = marked.get(index, [])
            for one in faults:
                self.places[one] = f"'{title.replace(chr(39), chr(39) * 2)}'!{letters(index)}{row}"
            found.append(raw if not faults and _is_harmless(raw) else self._cell(sheet, raw, faults))
        return found

    def _cell(self, sheet: Any, raw: Raw, faults: list[CellFault]) -> Any:
        value = _value(raw)
        cell = WriteOnlyCell(sheet, value=None if isinstance(value, str) else value)
        if isinstance(value, str):
            cell._value, cell.data_type = value, "s"  # type: ignore[attr-defined]  # never looked at as a formula
            if value.startswith(_TRIGGERS):
                cell.quotePrefix = True
        if faults:
            worst = min(faults, key=lambda one: _RANK.index(one.level))
            cell.fill = _FILLS[worst.level]
            if self.comments < MOST_COMMENTS:
                self.comments += 1
                cell.comment = _comment(faults, self.language)
        return cell

    def _title(self, file: str, title: str) -> str:
        bare = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", title).strip("'").strip() or "_"
        for number in count(1):
            tail = "" if number == 1 else f" ({number})"
            chosen = bare[: _LONGEST_TITLE - len(tail)] + tail
            if chosen.casefold() not in {one.casefold() for one in self.book.sheetnames}:
                self.titles[file, title] = chosen
                return chosen
        raise AssertionError("counting does not end")

    def list(self) -> None:
        sheet, language = self.listing, self.language
        for index, width in enumerate(_WIDTHS):
            sheet.column_dimensions[letters(index)].width = width
        sheet.freeze_panes = "A2"
        head = []
        for name in _HEAD[language]:
            cell = WriteOnlyCell(sheet, value=name)
            cell.font = Font(bold=True)
            head.append(cell)
        sheet.append(head)
        wrapped = Alignment(wrap_text=True, vertical="top")
        for row, one in enumerate(self.faults[:_MOST_LISTED], 2):
            texts = (
                one.code, _LEVELS[language][one.level], Path(one.file).name, one.sheet, one.cell, one.header,
                one.value, one.message(language), one.remedy(language),
            )  # fmt: skip
            line = [self._cell(sheet, text, []) for text in texts]
            line[0].fill = _FILLS[one.level]
            for cell in line[-2:]:
                cell.alignment = wrapped
            if row - 1 <= MOST_LINKED and (place := self.places.get(one)) is not None:
                line[4].font = Font(color="0563C1", underline="single")
                sheet._hyperlinks.append(Hyperlink(ref=f"E{row}", location=place, display=one.cell))
            sheet.append(line)
        sheet.auto_filter.ref = f"A1:{letters(len(_WIDTHS) - 1)}{min(len(self.faults), _MOST_LISTED) + 1}"


def _comment(faults: list[CellFault], language: Language) -> Comment:
    text = "\n\n".join(f"{one.code}: {one.message(language)}\n→ {one.remedy(language)}" for one in faults[:5])
    found = Comment(ILLEGAL_CHARACTERS_RE.sub("?", text)[:2000], "altyapi")
    found.width, found.height = 360, 60 + 45 * min(3, len(faults))
    return found


def _is_harmless(raw: Raw) -> bool:
    """What can be handed over as it is: no text that could act, nothing of our own types."""
    if raw is None or isinstance(raw, bool | date | time | timedelta):
        return True
    if isinstance(raw, int | float):
        return abs(raw) < 10**15
    return (
        isinstance(raw, str)
        and len(raw) <= _LONGEST_CELL
        and not raw.startswith(_TRIGGERS)
        and not ILLEGAL_CHARACTERS_RE.search(raw)
    )


def _value(raw: Raw) -> Any:
    if isinstance(raw, Formula | CellError | Padded):
        raw = raw.text
    elif isinstance(raw, tuple):
        raw = ", ".join(raw)
    elif isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) >= 10**15:
        raw = str(raw)
    if isinstance(raw, str):
        return ILLEGAL_CHARACTERS_RE.sub(lambda bad: f"\\x{ord(bad[0]):02x}", raw)[:_LONGEST_CELL]
    return raw


def _index(column: str) -> int:
    found = 0
    for letter in column:
        found = found * 26 + ord(letter) - ord("A") + 1
    return found - 1
