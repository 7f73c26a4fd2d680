"""Workbooks (.xlsx), read as a stream: memory holds one row and the workbook's shared texts, whatever its length.

Values come with what they were: a formula, an error, a date, a number shown with leading zeros. openpyxl reads the workbook's
structure and styles (through defusedxml), `sheet_xml` the cells.
"""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.constants import SHARED_STRINGS

from netbox_sync.importer import library_words, sheet_xml
from netbox_sync.importer.kinds import file_faults
from netbox_sync.importer.raw import Limits, Raw, RawSheet, Seen, Unusable


def check(path: Path, limits: Limits) -> None:
    """Raises Unusable for what is no workbook, and for one that would unpack to more than the limits."""
    with _told(_BROKEN), zipfile.ZipFile(path) as archive:
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
            raise Unusable(file_faults.ENCRYPTED)
        if "xl/workbook.xml" not in names:
            found = _other_archive(archive, names)
            raise Unusable(file_faults.NOT_A_TABLE, en_found=found[0], tr_found=found[1])


def sheets(path: Path) -> Iterator[RawSheet]:
    """The worksheets in the workbook's order. Each one's rows must be used before the next is asked for."""
    with path.open("rb") as stream, _told(_BROKEN), zipfile.ZipFile(path) as archive:
        with _told(_BROKEN + _OPENPYXL), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts that are of no interest here: styles, extensions, pictures
            # a stream, as openpyxl refuses a path by its name's ending
            reader = _Structure(stream, read_only=True, keep_vba=False, data_only=False, keep_links=False)
            reader.read()
            book: Any = reader.wb
            styles = _styles(book)
        try:
            for sheet in book.worksheets:
                seen = Seen()
                part = str(sheet._worksheet_path).lstrip("/")
                rows = _rows(archive, part, reader.texts, styles, seen)
                yield RawSheet(title=sheet.title, rows=rows, hidden=sheet.sheet_state != "visible", seen=seen)
        finally:
            book.close()


class _Structure(ExcelReader):
    """A workbook's sheets and styles as openpyxl reads them; its texts by the faster parser."""

    def read_strings(self) -> None:
        self.texts: list[str] = []
        part: Any = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        if part is not None:
            with self.archive.open(part.PartName[1:]) as stream:
                self.texts = sheet_xml.texts(stream)
        self.shared_strings: list[str] = []


def _rows(
    archive: zipfile.ZipFile, part: str, texts: Sequence[str], styles: sheet_xml.Styles, seen: Seen
) -> Iterator[tuple[int, tuple[Raw, ...]]]:
    with _told(_BROKEN), archive.open(part) as stream:
        yield from sheet_xml.rows(stream, texts, styles, seen)


def _styles(book: Any) -> sheet_xml.Styles:
    widths: dict[int, int] = {}
    for number, style in enumerate(book._cell_styles):
        own = style.numFmtId - BUILTIN_FORMATS_MAX_SIZE
        form = book._number_formats[own] if own >= 0 else BUILTIN_FORMATS.get(style.numFmtId, "")
        if form and set(form) == {"0"}:  # `00000` shows five digits at least
            widths[number] = len(form)
    return sheet_xml.Styles(frozenset(book._date_formats), frozenset(book._timedelta_formats), widths, book.epoch)


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
    return Unusable(file_faults.TOO_LARGE, en_detail=en, tr_detail=tr)


# what zipfile, zlib and expat raise. LookupError: a part, a text or an attribute that is missing; ValueError: no number, no date;
# RuntimeError: a part that is encrypted, or packed in a way that is not supported
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, ExpatError, LookupError, ValueError, RuntimeError)
_OPENPYXL: Final = (ParseError, InvalidFileException, TypeError, AttributeError)
"""It lets whatever a broken part causes through."""


@contextmanager
def _told(errors: tuple[type[Exception], ...]) -> Iterator[None]:
    """The libraries' many ways of saying that a file is broken, as one."""
    try:
        yield
    except errors as error:
        english, turkish = library_words.detail(error)
        raise Unusable(file_faults.DAMAGED, en_detail=english, tr_detail=turkish) from error
