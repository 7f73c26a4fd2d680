"""YAML that people write and the toolkit believes: read whole, checked against its model, every fault with its line.

One document per file. Keys are English, text inside is whatever the institution's language is; it is brought to NFC.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import AfterValidator, BaseModel, ValidationError
from pydantic_core import ErrorDetails

from netbox_sync.errors import Language, ToolkitError
from netbox_sync.text import nfc

Model = TypeVar("Model", bound=BaseModel)
Place = tuple[int | str, ...]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"no such time zone: {name} | böyle bir saat dilimi yok: {name}") from error
    return name


TimeZone = Annotated[str, AfterValidator(_zone)]
"""The name of a time zone that this machine knows: Europe/Istanbul."""


def refuse(faults: Iterable[tuple[str, str]]) -> None:
    """For a model's own validator: what no single key can tell, each in English and Turkish, as one ValueError; none, no error."""
    found = list(faults)
    if found:
        raise ValueError(f"{'; '.join(en for en, _ in found)} | {'; '.join(tr for _, tr in found)}")


_RESOLVERS = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
"""Dates are left to the model, which says what is wrong with one, and where."""


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = _RESOLVERS


class _FastLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # chosen as it runs
    """libyaml's, where PyYAML was built with it: ten times as fast, but vaguer about what is wrong."""

    yaml_implicit_resolvers = _RESOLVERS


_TOLD: dict[str, tuple[str, str]] = {
    "missing": ("it is needed and not there", "gerekli ama yok"),
    "date_from_datetime_parsing": ("a date is needed: 2026-04-20", "tarih gerekli: 2026-04-20"),
    "date_from_datetime_inexact": ("a date without a time is needed: 2026-04-20", "saatsiz tarih gerekli: 2026-04-20"),
    "date_type": ("a date is needed: 2026-04-20", "tarih gerekli: 2026-04-20"),
    "date_parsing": ("a date is needed: 2026-04-20", "tarih gerekli: 2026-04-20"),
    "int_type": ("a whole number is needed", "tam sayı gerekli"),
    "int_parsing": ("a whole number is needed", "tam sayı gerekli"),
    "int_from_float": ("a whole number is needed", "tam sayı gerekli"),
    "string_type": (
        "text is needed (in quotes where it looks like a number)",
        "metin gerekli (sayıya benziyorsa tırnak içinde)",
    ),
    "string_too_short": ("it is empty", "boş"),
    "string_pattern_mismatch": ("it must match {pattern}", "kalıba uymuyor: {pattern}"),
    "greater_than_equal": ("{ge} or more is needed", "en az {ge} olmalı"),
    "greater_than": ("more than {gt} is needed", "{gt} değerinden büyük olmalı"),
    "less_than_equal": ("{le} or less is needed", "en çok {le} olmalı"),
    "literal_error": ("one of these is needed: {expected}", "şunlardan biri gerekli: {expected}"),
    "bool_type": ("true or false is needed", "true ya da false gerekli"),
    "bool_parsing": ("true or false is needed", "true ya da false gerekli"),
    "tuple_type": ("a list is needed", "liste gerekli"),
    "dict_type": ("a mapping is needed", "eşleme (anahtar: değer) gerekli"),
    "model_type": ("a mapping is needed", "eşleme (anahtar: değer) gerekli"),
}


class PolicyFileInvalid(ToolkitError):
    """Fields: file, count, faults (tuples of line, place, English and Turkish problem)."""

    code = "YML-001"
    en = "Not usable: {file}: faults: {count}{listing}"
    tr = "Kullanılamayan dosya: {file}: hata: {count}{listing}"
    en_remedy = "Correct the lines named above; the comments in the file as it is shipped say what each key means."
    tr_remedy = "Yukarıdaki satırlar düzeltilmeli; her anahtarın anlamı dosyanın dağıtılan halindeki açıklamalarda."

    def message(self, language: Language) -> str:
        """Every fault on a line of its own."""
        chosen = 3 if language == "tr" else 2
        word = "satır" if language == "tr" else "line"
        told = [f"\n  {word} {fault[0]}: {fault[1]}: {fault[chosen]}" for fault in self._faults()]
        template = self.tr if language == "tr" else self.en
        return template.format(file=self.fields.get("file"), count=len(told), listing="".join(told))

    def _faults(self) -> tuple[tuple[int, str, str, str], ...]:
        found: Any = self.fields.get("faults", ())
        return tuple(found)


def read(file: Path, model: type[Model]) -> Model:
    """The file's content as that model; a file that is not there or is empty gives the model's defaults.

    Raises PolicyFileInvalid, which tells every fault with its line and key, and OSError.
    """
    try:
        text = file.read_text("utf-8-sig")
    except FileNotFoundError:
        return model()
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise _invalid(file, [(line, "-", "not UTF-8", "UTF-8 değil")]) from error
    return parse(text, model, file)


def parse(text: str, model: type[Model], file: Path) -> Model:
    """The same for a text; `file` names it in the faults."""
    text = nfc(text)
    try:
        node, content = _composed(text)
        if node is None:
            return model()
        repeated = list(_repeated(node, ()))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", None) or error).replace("\n", " ")
        line = mark.line + 1 if mark else 1
        raise _invalid(file, [(line, "YAML", problem, problem)]) from error
    if repeated:
        raise _invalid(file, repeated)
    try:
        return model.model_validate(content)
    except ValidationError as error:
        told = error.errors(include_url=False)
        raise _invalid(file, [_fault(node, fault, model) for fault in told]) from error


def lines(text: str) -> Callable[[Place], int]:
    """On which line each place of a text stands, from 1; the text was parsed before."""
    node, _ = _composed(nfc(text))
    return lambda place: 1 if node is None else _line(node, place)


def _composed(text: str) -> tuple[yaml.Node | None, Any]:
    """The document as nodes, which know their lines, and as values. Raises yaml.YAMLError."""
    try:
        return yaml.compose(text, _FastLoader), yaml.load(text, _FastLoader)  # noqa: S506  a SafeLoader
    except yaml.YAMLError:
        return yaml.compose(text, _Loader), yaml.load(text, _Loader)  # noqa: S506  a SafeLoader


def _invalid(file: Path, faults: list[tuple[int, str, str, str]]) -> PolicyFileInvalid:
    return PolicyFileInvalid(file=file, faults=tuple(sorted(faults)), count=len(faults), listing="")


def _fault(node: yaml.Node, fault: ErrorDetails, model: type[BaseModel]) -> tuple[int, str, str, str]:
    place = fault["loc"]
    line = _line(node, place)
    shown = _shown(place) or "-"
    if fault["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(place[-1]), sorted(_keys(model, place[:-1])), 3)
        en = "no such key" + (f"; near: {', '.join(near)}" if near else "")
        tr = "böyle bir anahtar yok" + (f"; yakın: {', '.join(near)}" if near else "")
        return line, shown, en, tr
    return line, shown, *told(fault)


def told(fault: ErrorDetails) -> tuple[str, str]:
    """What is wrong with a value, in English and Turkish."""
    english, turkish = _TOLD.get(fault["type"], (fault["msg"], fault["msg"]))
    if fault["type"] == "value_error":
        english = turkish = fault["msg"].removeprefix("Value error, ")
        if " | " in english:  # a check of ours says it in both languages
            english, turkish = english.split(" | ", 1)
    context = {name: str(value) for name, value in fault.get("ctx", {}).items()}
    if fault["type"] in _TOLD:
        english, turkish = english.format(**context), turkish.format(**context)
    return english, turkish


def _shown(place: Place) -> str:
    """`licences[2].end`, counted from 1 as a person does."""
    text = ""
    for part in place:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _line(node: yaml.Node, place: Place) -> int:
    """Where that place stands, else where its nearest parent does; from 1."""
    line = node.start_mark.line + 1
    for part in place:
        below: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(part):
                    below, line = value, key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            below = node.value[part]
            line = below.start_mark.line + 1
        if below is None:
            break
        node = below
    return line


def _repeated(node: yaml.Node, place: Place) -> Iterator[tuple[int, str, str, str]]:
    """Keys that stand twice in one mapping: YAML itself would take the last one silently."""
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                first = seen[key.value]
                yield line, _shown((*place, key.value)), f"also on line {first}", f"{first}. satırda da var"
            seen[key.value] = line
            yield from _repeated(value, (*place, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _repeated(value, (*place, number))


def _keys(model: type[BaseModel], place: Place) -> set[str]:
    """The keys that the model has at that place."""
    at: type[BaseModel] = model
    for part in place:
        if isinstance(part, str) and part in at.model_fields:
            found = list(_models(at.model_fields[part].annotation))
            if not found:
                return set()
            at = found[0]
    return set(at.model_fields)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models(inner)
