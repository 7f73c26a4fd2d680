"""An empty workbook to fill in: every sheet and column, what each means, and lists to choose from."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from netbox_sync.errors import Language
from netbox_sync.files import write_atomically
from netbox_sync.importer.faults import letters
from netbox_sync.importer.layout import Column, Layout, choice_title, choices, layouts

LISTS: Final = "#listeler"
_ROWS: Final = 20_000  # that a list is offered for
_REQUIRED: Final = PatternFill("solid", fgColor="F8CBAD")
_OTHER: Final = PatternFill("solid", fgColor="DDEBF7")
_AS_TEXT: Final = frozenset(
    {"text", "slug", "hostname", "serial", "mac", "address", "prefix", "vlan", "vlans", "ref", "refs", "colour"}
)
_INTRODUCTION: Final[dict[str, tuple[str, ...]]] = {
    "tr": (
        "Bu kitap NetBox içine aktarılmak üzere doldurulur: ./inv netbox.import DOSYA",
        "Koyu renkli başlıklar zorunludur; her başlığın açıklaması üzerindeki nottadır.",
        "Boş bırakılan hücre NetBox içindeki değeri değiştirmez; silmek için (boş) yazılır.",
        "Kullanılmayan sayfalar ve sütunlar silinebilir. Adı # ile başlayan sayfa, sütun ve satırlar atlanır.",
        "Özel alanlar için başlığı cf:AD ya da alanın NetBox içindeki adı olan bir sütun eklenir.",
        "Önce hiçbir şey değiştirilmez: bütün hatalar ve NetBox ile farklar gösterilir; --apply ile uygulanır.",
    ),
    "en": (
        "This workbook is filled in to be imported into NetBox: ./inv netbox.import FILE",
        "Headers of a darker colour are required; what each means is in the note on it.",
        "An empty cell leaves NetBox's value as it is; (empty) deletes it.",
        "Sheets and columns that are not used can be deleted. Sheets, columns and rows that begin with # are left out.",
        "For custom fields, add a column named cf:NAME or with the field's label in NetBox.",
        "Nothing is changed at first: all faults and the differences to NetBox are shown; --apply applies them.",
    ),
}


def write(out: Path, language: Language, other: Sequence[Layout] = ()) -> Path:
    """Writes it whole or not at all; `other` sheets instead of the import's. Raises OSError."""
    content = io.BytesIO()
    book(language, other).save(content)
    write_atomically(out, content.getvalue())
    return out


def book(language: Language, other: Sequence[Layout] = ()) -> openpyxl.Workbook:
    found = openpyxl.Workbook()
    first: Any = found.active
    first.title = "#Nasıl doldurulur" if language == "tr" else "#How to fill in"
    first.column_dimensions["A"].width = 120
    for line in () if other else (*_INTRODUCTION[language], ""):
        first.append([line] if line else [])
    lists: Any = found.create_sheet(LISTS)
    ranges: dict[tuple[str, ...], str] = {}
    for layout in other or layouts().values():
        first.append([f"{layout.title(language)}: {layout.about(language)}"])
        _sheet(found, layout, language, lists, ranges)
    lists.sheet_state = "hidden"
    found.move_sheet(lists, len(found.sheetnames))
    return found


def _sheet(
    found: openpyxl.Workbook, layout: Layout, language: Language, lists: Any, ranges: dict[tuple[str, ...], str]
) -> None:
    sheet: Any = found.create_sheet(layout.title(language))
    sheet.freeze_panes = "A2"
    for index, column in enumerate(layout.columns):
        letter = letters(index)
        cell = sheet.cell(row=1, column=index + 1, value=column.title(language))
        cell.font = Font(bold=True)
        cell.fill = _REQUIRED if column.required else _OTHER
        cell.comment = Comment(_note(column, language), "altyapi", height=110, width=300)
        dimension = sheet.column_dimensions[letter]
        dimension.width = max(12, min(40, len(column.title(language)) + 4))
        if column.type in _AS_TEXT:
            dimension.number_format = "@"  # keeps leading zeros, and Excel from making dates
        offered = _offered(column, language)
        if offered:
            rule = DataValidation(type="list", formula1=_range(offered, lists, ranges), allow_blank=True)
            rule.errorStyle = "warning"
            rule.add(f"{letter}2:{letter}{_ROWS}")
            sheet.add_data_validation(rule)


def _offered(column: Column, language: Language) -> tuple[str, ...]:
    if column.type == "boolean":
        return ("evet", "hayır") if language == "tr" else ("yes", "no")
    if column.choices is None:
        return ()
    return tuple(choice_title(column.choices, value, language) for value in choices(column.choices))


def _range(offered: tuple[str, ...], lists: Any, ranges: dict[tuple[str, ...], str]) -> str:
    if offered not in ranges:
        column = len(ranges) + 1
        for row, word in enumerate(offered, 1):
            lists.cell(row=row, column=column, value=word)
        letter = letters(column - 1)
        ranges[offered] = f"'{LISTS}'!${letter}$1:${letter}${len(offered)}"
    return ranges[offered]


def _note(column: Column, language: Language) -> str:
    words = ("Zorunlu", "Örnek") if language == "tr" else ("Required", "Example")
    lines = [column.about(language)]
    if column.required:
        lines.append(f"{words[0]}.")
    if column.example != "":
        lines.append(f"{words[1]}: {column.example}")
    return "\n".join(lines)
