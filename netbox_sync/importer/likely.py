"""The sheet that rows belong to, by their headers: proposed where a title is no sheet's, never taken."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import Final

from netbox_sync.importer.layout import Layout, fold, layouts
from netbox_sync.importer.raw import RawSheet, Unusable

_WITHIN: Final = 10  # rows
_LEAST: Final = 0.6
"""Of the headers, so many must be the sheet's."""
_MOST: Final = 3


def by_headers(raw: RawSheet) -> list[Layout]:
    """The sheets that most of the headers fit, up to three; none where they fit none. Uses up the sheet's rows."""
    try:
        rows = [raw.header] if raw.header is not None else [cells for _, cells in islice(raw.rows, _WITHIN)]
    except Unusable:
        return []
    found: list[tuple[float, int, Layout]] = []
    for row in rows:
        headers = {fold(cell) for cell in row if isinstance(cell, str) and cell.strip()}
        if len(headers) < 2:
            continue
        for layout, words, required in _words():
            hits = len(headers & words)
            if hits >= _LEAST * len(headers) and all(headers & one for one in required):
                found.append((hits / len(headers), hits, layout))
    found.sort(key=lambda one: one[:2], reverse=True)
    best = dict.fromkeys(layout.sheet for *likeness, layout in found if tuple(likeness) == found[0][:2])
    return [layouts()[sheet] for sheet in best][:_MOST]


@cache
def _words() -> tuple[tuple[Layout, frozenset[str], tuple[frozenset[str], ...]], ...]:
    """Every sheet with its columns' folded words, and those of each column that it must have."""
    return tuple(
        (
            layout,
            frozenset(fold(word) for one in layout.columns for word in (*one.also, one.field, one.en, one.tr)),
            tuple(
                frozenset(fold(word) for word in (*one.also, one.field, one.en, one.tr))
                for one in layout.columns
                if one.required
            ),
        )
        for layout in layouts().values()
    )
