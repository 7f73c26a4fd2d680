"""A file is what its content says, not what its name says: which reader it gets, and a clear word where none fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from netbox_sync.importer import delimited, xlsx, yaml_rows
from netbox_sync.importer.encoding import decode
from netbox_sync.importer.kinds import file_faults
from netbox_sync.importer.raw import Limits, RawSheet, Unusable

Form = Literal["xlsx", "csv", "yaml"]

_FORMS: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"%PDF", "a PDF document", "PDF belgesi"),
    (b"\x89PNG", "a picture", "resim"),
    (b"\xff\xd8\xff", "a picture", "resim"),
    (b"GIF8", "a picture", "resim"),
    (b"\x1f\x8b", "a gzip archive", "gzip arşivi"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "7-Zip arşivi"),
    (b"Rar!", "a RAR archive", "RAR arşivi"),
    (b"{\\rtf", "an RTF document", "RTF belgesi"),
    (b"SQLite format 3", "a database", "veritabanı"),
    (b"\x7fELF", "a program", "program"),
    (b"MZ", "a program", "program"),
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF: Final = (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00")
_UTF16 = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Source:
    """A file that can be read, as often as asked."""

    path: Path
    form: Form
    encoding: str = ""
    separator: str = ""  # as it is told

    def sheets(self) -> Iterator[RawSheet]:
        """Raises Unusable, also in the middle of a sheet's rows, and OSError."""
        if self.form == "xlsx":
            yield from xlsx.sheets(self.path)
            return
        text, _ = decode(self.path.read_bytes())
        title = sheet_name(self.path)
        if self.form == "yaml":
            yield from yaml_rows.sheets(text, title)
        else:
            divider = delimited.separator(text)
            yield RawSheet(title=title, rows=delimited.rows(text, divider), from_file_name=True)


def open_file(path: Path, limits: Limits) -> Source:
    """Looks at the content. Raises Unusable and OSError."""
    size = path.stat().st_size
    with path.open("rb") as stream:  # a folder or a file without permission fails here
        head = stream.read(1 << 16)
    if not head:
        raise Unusable(file_faults.EMPTY_FILE)
    if size > limits.file:
        raise Unusable(file_faults.TOO_LARGE, en_detail=f"{size / 1e6:.0f} MB", tr_detail=f"{size / 1e6:.0f} MB")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        xlsx.check(path, limits)
        return Source(path, "xlsx")
    _refuse_others(path, head)
    text, encoding = decode(path.read_bytes())
    if not text.strip():
        raise Unusable(file_faults.EMPTY_FILE)
    start = text.lstrip("\ufeff \t\r\n")[:200].lower()
    if start.startswith(("<!doctype", "<html", "<table", "<?xml", "<head", "<body")):
        kind = ("XML", "XML") if start.startswith("<?xml") else ("a web page (HTML)", "web sayfası (HTML)")
        raise Unusable(file_faults.NOT_A_TABLE, en_found=kind[0], tr_found=kind[1])
    if _is_yaml(text, path):
        return Source(path, "yaml", encoding)
    return Source(path, "csv", encoding, delimited.NAMES.get(delimited.separator(text), delimited.separator(text)))


def sheet_name(path: Path) -> str:
    """`01-cihazlar.csv` stands for the sheet `cihazlar`."""
    return re.sub(r"^\d+[-_. ]+", "", path.stem) or path.stem


def _refuse_others(path: Path, head: bytes) -> None:
    if head.startswith(_OLE):
        encrypted = _UTF16 in head or _UTF16 in path.read_bytes()
        raise Unusable(file_faults.ENCRYPTED if encrypted else file_faults.OLD_EXCEL)
    if head.startswith(_BIFF):
        raise Unusable(file_faults.OLD_EXCEL)
    for mark, en, tr in _FORMS:
        if head.startswith(mark) and (len(mark) > 2 or b"\x00" in head[:64]):
            raise Unusable(file_faults.NOT_A_TABLE, en_found=en, tr_found=tr)


def _is_yaml(text: str, path: Path) -> bool:
    """A first line `name:` or `- name: …` is no header row; the file's name decides only between readable texts."""
    lines = (line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    first, second = next(lines, ""), next(lines, "")
    if path.suffix.lower() == ".csv" and not re.match(r"\s|-", second) and re.search(r"[;\t]", second):
        return False  # a title that ends in a colon, and the headers below it
    if re.match(r"(---\s*$|%YAML|- ?\S*\s*:|-\s*\{|[\w .çğıöşüÇĞİÖŞÜ'#-]+:\s*(#.*|\[.*)?$|\{)", first):
        return True
    return path.suffix.lower() in {".yml", ".yaml"}
