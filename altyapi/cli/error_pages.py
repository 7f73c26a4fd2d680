"""docs/errors/: one page for every code, made from the classes that raise it and from error_causes.yml beside this module."""

from __future__ import annotations

import importlib
import pkgutil
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import yaml

from altyapi.errors import EngineError, Language, ToolkitError
from altyapi.intent.faults import FaultKind
from netbox_sync.importer.faults import FaultKind as CellFaultKind

FOLDER = "docs/errors"
CAUSES = Path(__file__).with_name("error_causes.yml")
MADE = "<!-- Made by `./inv dev.docs` from the code. Change the error's class or altyapi/cli/error_causes.yml. -->"
Kind = FaultKind | CellFaultKind
Told = type[ToolkitError] | Kind


class Words(NamedTuple):
    """How a page's parts are called."""

    heading: str
    message: str
    cause: str
    remedy: str


WORDS: dict[Language, Words] = {
    "en": Words("English", "Message", "Cause", "Remedy"),
    "tr": Words("Türkçe", "İleti", "Neden", "Çözüm"),
}


@cache
def modules() -> tuple[ModuleType, ...]:
    """Every module of the toolkit and of the lab, imported."""
    names = ("netbox_sync", "altyapi", "lab")
    packages = [importlib.import_module(name) for name in names]
    found = [
        info.name
        for package in packages
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not info.name.endswith("__main__")
    ]
    return (*packages, *map(importlib.import_module, found))


def errors() -> list[type[ToolkitError]]:
    """The classes that are raised, by code; those that only have subclasses are none of them."""
    ours = {module.__name__ for module in modules()}  # tests may have subclasses of their own
    found = {one for one in _below(ToolkitError) if one.__module__ in ours and not one.__subclasses__()}
    return sorted(found - {ToolkitError, EngineError}, key=lambda one: (one.code, one.__name__))


def kinds() -> list[Kind]:
    """What can be wrong with a device's data or with a table's cell, by code."""
    found = {one.code: one for module in modules() for one in vars(module).values() if isinstance(one, Kind)}
    return [found[code] for code in sorted(found)]


def told() -> list[Told]:
    """Everything that has a code."""
    return [*errors(), *kinds()]


def name(one: Told) -> str:
    """The class's name; a fault has none."""
    return one.__name__ if isinstance(one, type) else ""


def causes() -> dict[str, dict[str, dict[Language, str]]]:
    """`families` by three letters and `codes` by code, each with its text in both languages."""
    read: dict[str, dict[str, dict[Language, str]]] = yaml.safe_load(CAUSES.read_text("utf-8"))
    return read


def pages() -> dict[str, str]:
    """The page of every code and the index of them, by path in the project."""
    known = causes()
    listed = sorted(told(), key=lambda one: one.code)
    made = {f"{FOLDER}/{one.code}.md": "\n".join(_page(one, known)) for one in listed}
    return {f"{FOLDER}/index.md": "\n".join(_index(listed, known)), **made}


def shown(template: str) -> str:
    """A template as a reader sees it: fields as words, English words of number in the plural."""
    parts: list[str] = []
    for text, field, form, _ in string.Formatter().parse(template):
        parts.append(text)
        if field is not None:
            word = re.sub(r"^(?:en|tr)_", "", re.split(r"[.\[]", field)[0]).replace("_", " ")
            parts.append(form.partition("|")[2] if form and "|" in form else f"‹{word}›")
    return "".join(parts)


def _page(one: Told, known: dict[str, dict[str, dict[Language, str]]]) -> Iterator[str]:
    yield f"# {one.code}{f' {name(one)}' if name(one) else ''}"
    yield from ("", MADE, "")
    for language, words in WORDS.items():
        family = known["families"].get(one.code[:3], {}).get(language, "")  # a test asks for one
        own = known["codes"].get(one.code, {}).get(language, "")
        message, remedy = (one.en, one.en_remedy) if language == "en" else (one.tr, one.tr_remedy)
        yield from (f"## {words.heading}", "")
        yield from (f"**{words.message}:** {_text(message)}", "")
        yield from (f"**{words.cause}:** {' '.join(filter(None, (own, family)))}", "")
        yield from (f"**{words.remedy}:** {_text(remedy)}", "")


def _index(listed: list[Told], known: dict[str, dict[str, dict[Language, str]]]) -> Iterator[str]:
    yield from ("# Errors · Hatalar", "", MADE, "")
    yield "Every error has a code that never changes its meaning. ‹words› stand for what the message names."
    yield ""
    yield "Her hatanın anlamı değişmeyen bir kodu vardır. ‹sözcükler› iletide adı geçenin yerini tutar."
    family = ""
    for one in listed:
        if one.code[:3] != family:
            family = one.code[:3]
            about = known["families"].get(family, {})
            yield from ("", f"## {family}", "", about.get("en", ""), "", about.get("tr", ""))
            yield from ("", "| code | message | ileti |", "|---|---|---|")
        yield f"| [{one.code}]({one.code}.md) | {_cell(one.en)} | {_cell(one.tr)} |"
    yield ""


def _text(template: str) -> str:
    """As Markdown's prose: what would be taken for its marks is written so that it is not, and pages that are named are links."""
    escaped = re.sub(r"([*_|\[\]#])", r"\\\1", shown(template)).replace("<", "&lt;")
    escaped = re.sub(r"\bdocs/([\w/-]+\.md)", r"[docs/\1](../\1)", escaped)
    plain = "`".join(  # inside of code spans Markdown takes every sign as it is
        shown_part if at % 2 else part
        for at, (part, shown_part) in enumerate(zip(escaped.split("`"), shown(template).split("`"), strict=True))
    )
    return plain.replace("\n", "<br>")


def _cell(template: str) -> str:
    """In a table a bar ends the cell, in a code span too."""
    return re.sub(r"(?<!\\)\|", r"\\|", _text(template))


def _below(root: type[ToolkitError]) -> set[type[ToolkitError]]:
    return {root}.union(*(_below(child) for child in root.__subclasses__()))
