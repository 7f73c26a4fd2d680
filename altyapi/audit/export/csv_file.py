"""CSV as Turkish Excel opens it by a double click: `;` between fields, UTF-8 with a BOM, CRLF, decimal comma, gg.aa.yyyy."""

from __future__ import annotations

import csv
import io
import re

from altyapi.audit.table import Table
from altyapi.audit.text import Cell, shown
from altyapi.errors import Language
from altyapi.visible import visible

FORMULA = re.compile(r"^\s*(?!-\s*$)[=+\-@\t\r＝＋－＠]")
"""What a spreadsheet may take for a formula (OWASP, CSV injection), also behind blanks and in full-width letters; a dash alone
is none."""


def write(table: Table, language: Language) -> bytes:
    """Headings in the language; values always the Turkish way, as it is Turkish Excel that opens the file."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([heading.text.of(language) for heading in table.headings])
    for row in table.rows:
        writer.writerow([_field(cell) for cell in row])
    return ("\ufeff" + text.getvalue()).encode()


def _field(cell: Cell) -> str:
    """Text that looks like a formula gets an apostrophe before it, which Excel takes for "this is text"."""
    text = visible(shown(cell, "tr"), lines=False)
    return f"'{text}" if isinstance(cell, str) and FORMULA.match(cell) else text
