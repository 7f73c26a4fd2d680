"""A table as a file: the ending of the file's name decides the form."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from altyapi.audit.export.cover import Cover
from altyapi.audit.table import Section, Table
from altyapi.errors import EngineError, Language

ENDINGS = (".csv", ".xlsx", ".html", ".json")


class EndingUnknown(EngineError):
    code = "AUD-003"
    en = "No such form of file: {file}"
    tr = "Bilinmeyen dosya biçimi: {file}"
    en_remedy = "The ending decides: .csv, .xlsx, .html or .json"
    tr_remedy = "Biçimi dosya adının sonu belirler: .csv, .xlsx, .html ya da .json"


class PageOnly(EngineError):
    code = "AUD-007"
    en = "What is shown here is a page: {file} does not end in .html"
    tr = "Burada gösterilen bir sayfadır: {file} .html ile bitmiyor"
    en_remedy = "Name a page, as: --out {page}"
    tr_remedy = "Bir sayfa adı verilmeli, örneğin: --out {page}"


def check(file: Path) -> None:
    """Whether a table can be written so; before anything is read. Raises EndingUnknown."""
    if file.suffix not in ENDINGS:
        raise EndingUnknown(file=file)


def content(
    file: Path,
    table: Table,
    cover: Cover,
    language: Language,
    sections: Sequence[Section] | None = None,
    picture: str = "",
) -> bytes:
    """The file's bytes; `sections` is how a page shows the table where it is not one run of rows, `picture` an SVG that stands
    above them. Raises EndingUnknown."""
    check(file)
    if file.suffix == ".csv":
        from altyapi.audit.export import csv_file  # noqa: PLC0415  each form brings its own library

        return csv_file.write(table, language)
    if file.suffix == ".xlsx":
        from altyapi.audit.export import xlsx_file  # noqa: PLC0415

        return xlsx_file.write(table, cover, language)
    if file.suffix == ".html":
        from altyapi.audit.export import html_file  # noqa: PLC0415

        return html_file.write(sections or [html_file.section(table, language)], cover, language, picture)
    from altyapi.audit.export import json_file  # noqa: PLC0415

    return json_file.write(table, cover)
