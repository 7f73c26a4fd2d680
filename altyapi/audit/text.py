"""A sentence in both languages, and how a value is written in each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from altyapi.errors import Language

Cell = str | int | Decimal | date | bool | None
"""What a table or a finding holds. Dates are days; a bool is yes or no; none is nothing known."""


class Text(NamedTuple):
    en: str
    tr: str

    def of(self, language: Language) -> str:
        return self.tr if language == "tr" else self.en

    def filled(self, language: Language, values: Mapping[str, Cell]) -> str:
        """With named fields; a field is never inflected."""
        return self.of(language).format(**{name: shown(value, language) or "-" for name, value in values.items()})


def shown(value: Cell, language: Language) -> str:
    """As a person of that language writes it: 20.04.2026, 12,5 and `evet` in Turkish; nothing for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return ("evet" if value else "hayır") if language == "tr" else ("yes" if value else "no")
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M" if language == "tr" else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y" if language == "tr" else "%Y-%m-%d")
    if isinstance(value, Decimal):
        return str(value).replace(".", ",") if language == "tr" else str(value)
    return str(value)


def plain(value: Cell) -> str | int | bool | None:
    """For programs: dates in ISO 8601, decimals as text, so that nothing is rounded on the way."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value
