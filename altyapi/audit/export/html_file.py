"""A page that prints on A4 with page numbers, document number, the snapshot's digest and a place to sign; no outside resources."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from altyapi.audit.export.cover import Cover, lines
from altyapi.audit.table import Section, Table
from altyapi.audit.text import Text, shown
from altyapi.errors import Language
from altyapi.evidence.report import css_string
from altyapi.evidence.words import moment
from altyapi.visible import visible

WORDS: dict[str, Text] = {
    "page": Text("Page", "Sayfa"),
    "snapshot": Text("Snapshot", "Anlık görüntü"),
    "sign.prepared": Text("Prepared by", "Hazırlayan"),
    "sign.checked": Text("Checked by", "Kontrol eden"),
    "sign.approved": Text("Approved by", "Onaylayan"),
    "sign.line": Text("Name, title, date, signature", "Ad soyad, unvan, tarih, imza"),
    "empty": Text("No rows.", "Kayıt yok."),
}
WIDE = 110
"""Characters of a row from which on the paper lies on its side."""


def section(table: Table, language: Language) -> Section:
    """A whole table as the page's one section."""
    rows = tuple(tuple(visible(shown(cell, language), lines=False) for cell in row) for row in table.rows)
    return Section("", "", (), table.headings, rows)


def write(sections: Sequence[Section], cover: Cover, language: Language) -> bytes:
    environment = Environment(
        loader=PackageLoader("altyapi.audit.export"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["css"] = css_string
    widest = max((sum(heading.width for heading in one.headings) for one in sections), default=0)
    page = environment.get_template("page.html.j2").render(
        cover=cover,
        lines=[(label, visible(shown(value, language), lines=False)) for label, value in lines(cover, language)],
        taken=moment(cover.snapshot_taken, language),
        sections=[(one, _widths(one)) for one in sections],
        language=language,
        words={name: text.of(language) for name, text in WORDS.items()},
        landscape=widest > WIDE,
    )
    return page.encode()


def _widths(one: Section) -> list[str]:
    """Each column's share of the width, by what is usual in it."""
    total = sum(heading.width for heading in one.headings)
    return [f"{100 * heading.width / total:.2f}%" for heading in one.headings]
