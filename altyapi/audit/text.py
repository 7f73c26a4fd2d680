"""A sentence in both languages, and how a value is written in each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from altyapi.errors import Language
from netbox_sync import plural


class Text(NamedTuple):
    en: str
    tr: str

    def of(self, language: Language) -> str:
        return self.tr if language == "tr" else self.en

    def filled(self, language: Language, values: Mapping[str, Any]) -> str:
        """With named fields; a field is never inflected."""
        said = {name: value if _number(value) else shown(value, language) or "-" for name, value in values.items()}
        return self.of(language).format(**plural.told(said))


def _number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


Cell = str | int | Decimal | date | bool | Text | None
"""What a table or a finding holds. Dates are days; a bool is yes or no; a text is said in the reader's language; none is
nothing known."""


def shown(value: Cell, language: Language) -> str:
    """As a person of that language writes it: 20.04.2026, 12,5 and `evet` in Turkish; nothing for none. A moment has its offset:
    20.04.2026 09:00 +03:00."""
    turkish = language == "tr"
    if isinstance(value, bool):
        value = Text("yes", "evet") if value else Text("no", "hayır")
    if isinstance(value, Text):
        return value.of(language)
    if isinstance(value, date):
        clock = ""
        if isinstance(value, datetime):
            clock = f" %H:%M {value.isoformat()[-6:]}" if value.tzinfo is not None else " %H:%M"
        return value.strftime(("%d.%m.%Y" if turkish else "%Y-%m-%d") + clock)
    text = "" if value is None else str(value)
    return text.replace(".", ",") if turkish and isinstance(value, Decimal) else text


def plain(value: Cell) -> str | int | bool | None:
    """For programs: dates in ISO 8601, decimals as text, so that nothing is rounded on the way; texts in English."""
    if isinstance(value, Text):
        return value.en
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value
