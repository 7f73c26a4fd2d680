"""A page that prints on A4 with page numbers, document number, the snapshot's digest and a place to sign; no outside resources."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from altyapi.audit.export.cover import Cover, lines, taken
from altyapi.audit.table import Heading, Section, Table
from altyapi.audit.text import Text, shown
from altyapi.errors import Language
from altyapi.evidence.report import css_string
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
WIDE = 120
"""Characters of a row from which on the paper lies on its side."""


def section(table: Table, language: Language) -> Section:
    """A whole table as the page's one section."""
    rows = tuple(tuple(visible(shown(cell, language), lines=False) for cell in row) for row in table.rows)
    return Section("", "", (), table.headings, rows)


def write(sections: Sequence[Section], cover: Cover, language: Language, picture: str = "") -> bytes:
    """`picture` is an SVG of ours: it is put in as it is."""
    environment = Environment(
        loader=PackageLoader("altyapi.audit.export"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["css"] = css_string
    weights = _weights(sections, language)
    page = environment.get_template("page.html.j2").render(
        cover=cover,
        lines=[(label, visible(shown(value, language), lines=False)) for label, value in lines(cover, language)],
        taken=taken(cover, language),
        sections=[
            (one, [f"{100 * weight / sum(weights[one.headings]):.2f}%" for weight in weights[one.headings]])
            for one in sections
        ],
        picture=Markup(picture),  # noqa: S704  made by altyapi, its texts escaped there
        language=language,
        words={name: text.of(language) for name, text in WORDS.items()},
        landscape=max(map(sum, weights.values())) > WIDE,
    )
    return page.encode()


def _weights(sections: Sequence[Section], language: Language) -> dict[tuple[Heading, ...], list[float]]:
    """What each column should hold, in characters; tables with the same headings are as wide, column by column."""
    rows: dict[tuple[Heading, ...], list[tuple[str, ...]]] = {}
    for one in sections:
        rows.setdefault(one.headings, []).extend(one.rows)
    return {
        headings: [
            _weight(heading.text.of(language), [row[column] for row in found], whole=heading.kind == "date")
            for column, heading in enumerate(headings)
        ]
        for headings, found in rows.items()
    }


def _weight(heading: str, texts: list[str], *, whole: bool) -> float:
    """What can't be broken at a blank (`whole`: nothing is), and half of what can; a few odd rows aside."""
    distinct = list(dict.fromkeys(texts))
    # a date is digits and blanks: narrower than words as long
    sizes = (
        (0.85 * len(text) for text in distinct)
        if whole
        else (_size(word) for text in distinct for word in text.split())
    )
    widest = max(sizes, default=0.0)
    usual = sorted(map(len, texts))[: max(1, len(texts) * 19 // 20)]
    head = max(1.45 * _size(word) for word in heading.split())
    return min(36.0, max(widest, head, (usual[-1] if usual else 0) / 2)) + 2


def _size(word: str) -> float:
    """In widths of a small letter."""
    return len(word) + 0.25 * sum(letter.isupper() or letter.isdigit() for letter in word)
