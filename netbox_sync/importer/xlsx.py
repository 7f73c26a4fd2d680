"""Workbooks (.xlsx), read as a stream: memory holds one row and the workbook's shared texts, whatever its length.

Values come with what they were: a formula, an error, a date, a number shown with leading zeros. openpyxl is behind this
module and `fixup`, `template`; it parses through defusedxml, which refuses entities.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from netbox_sync.importer import kinds
from netbox_sync.importer.raw import CellError, Formula, Limits, Padded, Raw, RawSheet, Unusable

_TAGS: Final = re.compile(
    rb"<(?:\w+:)?(?:row\b[^>]*?\shidden=\"(?:1|true)\"|mergeCell\b[^>]*?\sref=\"(?P<merged>[A-Z0-9:]+)\")[^>]*>|<!DOCTYPE"
)
_CHUNK: Final = 1 << 20
_OVERLAP: Final = 4096  # longer than any tag looked for
_MOST_MERGED: Final = 1000


def check(path: Path, limits: Limits) -> None:
    """Raises Unusable for what is no workbook, and for one that would unpack to more than the limits."""
    with _told(), zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        packed, unpacked = path.stat().st_size, sum(entry.file_size for entry in entries)
        if len(entries) > limits.entries:
            raise _too_large(f"{len(entries)} entries", f"{len(entries)} öğe")
        if unpacked > limits.unpacked or (unpacked > limits.ratio_from and unpacked > limits.ratio * max(1, packed)):
            size = f"{packed / 1e6:.1f} MB → {unpacked / 1e6:.0f} MB"
            raise _too_large(size, size)
        if sum(entry.compress_size for entry in entries) > packed:
            raise _too_large("its entries overlap", "öğeleri üst üste biniyor")
        if any(entry.flag_bits & 1 for entry in entries):
            raise Unusable(kinds.ENCRYPTED)
        if "xl/workbook.xml" not in names:
            found = _other_archive(archive, names)
            raise Unusable(kinds.NOT_A_TABLE, en_found=found[0], tr_found=found[1])


def sheets(path: Path) -> Iterator[RawSheet]:
    """The worksheets in the workbook's order. Each one's rows must be used before the next is asked for."""
    with _told(), path.open("rb") as stream, zipfile.ZipFile(path) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about parts that are of no interest here: styles, extensions, pictures
        # a stream, as openpyxl refuses a path by its name's ending
        book = openpyxl.load_workbook(stream, read_only=True, data_only=False, keep_links=False)
        try:
            for sheet in book.worksheets:
                hidden_rows, merged = _scan(archive, str(getattr(sheet, "_worksheet_path", "")))
                yield RawSheet(
                    title=sheet.title,
                    rows=_rows(sheet),
                    hidden=sheet.sheet_state != "visible",
                    hidden_rows=hidden_rows,
                    merged=merged,
                )
        finally:
            book.close()


def _rows(sheet: Any) -> Iterator[tuple[int, tuple[Raw, ...]]]:
    # the written dimension is often wrong, and then cuts rows or columns off
    sheet.reset_dimensions()
    padding: dict[int, int] = {}
    with _told():
        for number, cells in enumerate(sheet.iter_rows(), 1):
            yield number, tuple(None if cell.value is None else _value(cell, padding) for cell in cells)


def _value(cell: Any, padding: dict[int, int]) -> Raw:
    value, kind = cell.value, cell.data_type
    if kind in {"s", "b", "d"}:
        return value  # type: ignore[no-any-return]
    if kind == "n":
        if isinstance(value, int):
            style = cell._style_id
            if style and (width := padding.get(style) or padding.setdefault(style, _zeros(cell.number_format))) > 1:
                return Padded(str(value).zfill(width))
        return value  # type: ignore[no-any-return]
    if kind == "f":
        text = getattr(value, "text", None) or getattr(value, "ref", None) or value
        return Formula(str(text))
    if kind == "e":
        return CellError(str(value))
    return value  # type: ignore[no-any-return]


def _zeros(number_format: str) -> int:
    """How many digits a format such as `00000` shows at least; 1 for any other."""
    return len(number_format) if number_format and set(number_format) == {"0"} else 1


def _scan(archive: zipfile.ZipFile, part: str) -> tuple[int, tuple[str, ...]]:
    """Hidden rows and merged ranges of a sheet, which a streaming read does not tell; refuses a document type, which
    no spreadsheet program writes."""
    hidden, rest = 0, b""
    merged: dict[str, None] = {}
    with archive.open(part.lstrip("/")) as stream:
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            last = 0
            for match in _TAGS.finditer(text):
                last = match.end()
                if match.group().startswith(b"<!"):
                    raise Unusable(kinds.DAMAGED, detail="DOCTYPE")
                if match["merged"]:
                    merged[match["merged"].decode()] = None
                else:
                    hidden += 1
            rest = text[max(last, len(text) - _OVERLAP) :]
    return hidden, tuple(merged)[:_MOST_MERGED]


def _other_archive(archive: zipfile.ZipFile, names: set[str]) -> tuple[str, str]:
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        kind = archive.read("mimetype").decode("ascii", "replace").strip()
        return f"an archive of type {kind}", f"{kind} türünde bir arşiv"
    if "word/document.xml" in names:
        return "a Word document", "Word belgesi"
    if any(name.startswith("xl/workbook.bin") for name in names):
        return "a binary workbook (.xlsb)", "ikili çalışma kitabı (.xlsb)"
    return "a ZIP archive without a workbook", "içinde çalışma kitabı olmayan ZIP arşivi"


def _too_large(en: str, tr: str) -> Unusable:
    return Unusable(kinds.TOO_LARGE, en_detail=en, tr_detail=tr)


@contextmanager
def _told() -> Iterator[None]:
    """The libraries' many ways of saying that a file is broken, as one."""
    try:
        yield
    except (
        zipfile.BadZipFile, zlib.error, EOFError, ParseError, InvalidFileException,
        KeyError, ValueError, TypeError, AttributeError, IndexError, NotImplementedError, RuntimeError,
    ) as error:  # fmt: skip  # openpyxl lets whatever a broken part causes through
        raise Unusable(kinds.DAMAGED, detail=f"{type(error).__name__}: {error}"[:200]) from error
