"""What a workbook may hold: its sheets and columns, as `sheets/*.yml` says; docs, template and reading all come from there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final, Literal

from netbox_sync import yamltext
from netbox_sync.errors import Language
from netbox_sync.model import Frozen
from netbox_sync.text import to_ascii

Type = Literal[
    "text", "slug", "hostname", "serial", "email", "colour", "time_zone", "json", "integer", "decimal", "boolean",
    "date", "choice", "mac", "address", "prefix", "vlan", "vlans", "ref", "refs",
]  # fmt: skip

OBJECT_TYPES: Final[Mapping[str, str]] = {
    "sites": "dcim.site",
    "departments": "tenancy.tenant",
    "devices": "dcim.device",
    "providers": "circuits.provider",
    "circuits": "circuits.circuit",
    "locations": "dcim.location",
    "racks": "dcim.rack",
    "regions": "dcim.region",
    "clusters": "virtualization.cluster",
    "virtual_machines": "virtualization.virtualmachine",
}
"""Sheets whose objects a contact can be assigned to, and NetBox's name of their type."""


class Column(Frozen):
    """One column. `field` is NetBox's field where the sheet stands for one object, our own name elsewhere."""

    field: str
    tr: str
    en: str
    also: tuple[str, ...] = ()
    type: Type = "text"
    required: bool = False
    unique: bool = False  # no two rows may hold the same
    of: str | None = None  # the sheet that a ref or refs names
    choices: str | None = None
    max: float | None = None  # longest text in characters, or the largest number
    min: float | None = None
    digits: int | None = None  # of a decimal, after the point
    version: Literal[4, 6] | None = None  # of an address
    about_tr: str = ""
    about_en: str = ""
    example: str | int = ""

    def title(self, language: Language) -> str:
        return self.tr if language == "tr" else self.en

    def about(self, language: Language) -> str:
        return self.about_tr if language == "tr" else self.about_en


class Layout(Frozen):
    """One sheet. Without an endpoint, its rows are not NetBox's."""

    sheet: str
    endpoint: str | None = None
    tr: str
    en: str
    also: tuple[str, ...] = ()
    about_tr: str
    about_en: str
    columns: tuple[Column, ...]

    def title(self, language: Language) -> str:
        return self.tr if language == "tr" else self.en

    def about(self, language: Language) -> str:
        return self.about_tr if language == "tr" else self.about_en

    def column(self, field: str) -> Column:
        return next(column for column in self.columns if column.field == field)


@cache
def layouts() -> Mapping[str, Layout]:
    """Every sheet by its name, in the order of the documentation and of the template."""
    shared: dict[str, dict[str, Any]] = _load("shared.yml")
    found: dict[str, Layout] = {}
    for name in ("1-organisation.yml", "2-devices.yml", "3-network.yml", "4-virtual.yml"):
        for sheet in _load(name):
            columns = [_column(column, shared) for column in sheet["columns"]]
            found[sheet["sheet"]] = Layout.model_validate({**sheet, "columns": columns})
    return found


@cache
def choices(name: str) -> Mapping[str, tuple[str, ...]]:
    """NetBox's values of a choice, each with the words for it: NetBox's label, the Turkish word, others."""
    return {str(value): tuple(words) for value, words in _load("choices.yml")[name].items()}


@cache
def choice_words(name: str) -> Mapping[str, str]:
    """Folded word to value."""
    found: dict[str, str] = {}
    for value, words in choices(name).items():
        for word in (value, *words):
            found.setdefault(fold_choice(word), value)
    return found


def choice_title(name: str, value: str, language: Language) -> str:
    """What the template offers for a value."""
    words = choices(name)[value]
    return words[1] if language == "tr" and len(words) > 1 else words[0]


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """What is left of a header or a word when case, spaces, punctuation and Turkish dots don't count."""
    return "".join(letter for letter in to_ascii(text).lower() if letter.isalnum())


@lru_cache(maxsize=1 << 12)
def fold_choice(text: str) -> str:
    """The same for the words of a choice, where 2.5G and 25G are two things."""
    return fold(re.sub(r"(?<=\d)[.,](?=\d)", "point", text))


@cache
def _load(name: str) -> Any:
    text = (resources.files(__package__) / "sheets" / name).read_text("utf-8")
    return yamltext.read(text)


def _column(given: dict[str, Any], shared: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    own = dict(given)
    use = own.pop("use", None)
    if use is None:
        return own
    base = shared[use]
    # a sheet's own words come beside the shared ones
    also = [*own.pop("also", ()), *base.get("also", ())]
    return {**base, **own, "also": list(dict.fromkeys(also))}
