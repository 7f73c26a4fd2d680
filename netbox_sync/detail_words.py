"""What the fields of an error say (`problem`, `detail`, `remedy` …), in Turkish.

Errors, journals and evidence keep these in English, as logs are. A table names each once with its Turkish; fields stand in it as
in every template, `{n}` and `{m}` for numbers alone. A text may be several of them, joined by `; `, each behind the name of what it
is about (`sw1: …`).
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from netbox_sync import system_words

LONGEST: Final = 2000
"""Characters; what is longer is what a device or a program wrote."""
_JOINT: Final = "; "


class Details:
    """One or more tables of English and Turkish templates."""

    def __init__(self, *tables: Iterable[tuple[str, str]]) -> None:
        self.table = tuple(pair for table in tables for pair in table)

    def in_turkish(self, text: str) -> str:
        """The same in Turkish, as far as the tables and the operating system's own sentences go; what is not known stays."""
        if len(text) > LONGEST:
            return system_words.in_turkish(text)
        return self._whole(text) or _JOINT.join(self._part(part) for part in text.split(_JOINT))

    def _whole(self, text: str) -> str:
        for pattern, turkish in self._patterns:
            if found := pattern.fullmatch(text):
                return turkish.format(**{name: self.in_turkish(value) for name, value in found.groupdict().items()})
        return ""

    def _part(self, part: str) -> str:
        if told := self._whole(part):
            return told
        subject, colon, rest = part.partition(": ")
        if colon and (told := self._part(rest)) != rest:
            return f"{subject}: {told}"
        return system_words.in_turkish(part)

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """Those with the most words of their own first."""
        ordered = sorted(self.table, key=lambda pair: len(re.sub(r"\{\w+\}", "", pair[0])), reverse=True)
        return [(_pattern(english), turkish) for english, turkish in ordered]


def _pattern(template: str) -> re.Pattern[str]:
    parts: list[str] = []
    for literal, name, _spec, _conversion in string.Formatter().parse(template):
        parts.append(re.escape(literal))
        if name:
            parts.append(f"(?P<{name}>" + (r"[\d.,]+" if name in {"n", "m"} else "[^;]+?") + ")")
    return re.compile("".join(parts), re.DOTALL)


NETBOX: Final[tuple[tuple[str, str], ...]] = (
    ("the token holds characters no token has", "anahtarda hiçbir anahtarda olmayan karakterler var"),
    # NetBox's own words about a token
    ("Invalid token", "böyle bir anahtar yok"),
    ("Invalid v{n} token", "böyle bir anahtar yok"),
    ("Token expired", "anahtarın süresi dolmuş"),
    ("Token disabled", "anahtar kapatılmış"),
    ("User inactive", "anahtarın kullanıcısı kapatılmış"),
    ("User inactive or deleted", "anahtarın kullanıcısı kapatılmış ya da silinmiş"),
    ("Authentication credentials were not provided.", "anahtar gönderilmedi"),
    (
        "Source IP {address} is not permitted to authenticate using this token.",
        "bu anahtar {address} adresinden kullanılamaz",
    ),
    ("no netbox-version in it", "içinde netbox-version yok"),
    ("JSON, but not an object", "JSON, ama nesne değil"),
    ("JSON, but not a list", "JSON, ama liste değil"),
    ("not JSON ({kind})", "JSON değil ({kind})"),
    ("a list without count and results", "count ve results olmayan liste"),
    ("an object without what NetBox has there: {error}", "NetBox içinde olması gerekeni taşımayan nesne: {error}"),
    ("rows come in another order than was asked for", "satırlar istenenden başka sırada geliyor"),
)
