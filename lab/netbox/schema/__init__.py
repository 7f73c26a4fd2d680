"""What the stand-in knows of each NetBox model, read from the YAML files beside this module.

A field is one line: its kind, the kind's argument (a related model, a set of choices) and its properties. Relations carry
what becomes of the row when its target is deleted (`cascade`, `protect`, `restrict`, `unset`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from netbox_sync import yamltext

VIRTUAL_KINDS = frozenset({"computed", "count"})
WITH_ARGUMENT = frozenset({"ref", "refs", "pk", "slugs", "choice", "count"})
FLAGS = frozenset(
    {"required", "null", "blank", "unique", "secret", "one", "natural", "nested", "zero"}
    | {"cascade", "protect", "restrict", "unset"}
)


@dataclass(frozen=True)
class Field:
    """One field of a model, as it is written and answered over the API."""

    name: str
    kind: str
    argument: str = ""
    flags: frozenset[str] = frozenset()
    max_length: int | None = None
    lowest: float | None = None
    highest: float | None = None
    digits: int = 0
    places: int = 0
    default: Any = None
    label: str = ""
    choices: dict[Any, str] = field(default_factory=dict)

    @property
    def stored(self) -> bool:
        """Whether a row holds a value for it; the others are worked out when answered."""
        return self.kind not in VIRTUAL_KINDS

    @property
    def required(self) -> bool:
        return "required" in self.flags

    @property
    def null(self) -> bool:
        return "null" in self.flags

    @property
    def blank(self) -> bool:
        return "blank" in self.flags

    @property
    def on_delete(self) -> str:
        return next((name for name in ("cascade", "protect", "restrict", "unset") if name in self.flags), "")

    @property
    def empty(self) -> Any:
        """The value of a field that was not sent."""
        if self.kind in {"refs", "slugs", "types", "list", "terminations"}:
            return None if self.null else []
        if self.kind == "ranges":
            return [[1, 4094]]
        if self.default is not None:
            return self.default
        if self.null or self.kind in {"ref", "pk", "int", "decimal", "date", "datetime", "json", "type", "timezone"}:
            return None
        return False if self.kind == "bool" else ""


@dataclass(frozen=True)
class Unique:
    """A unique rule: its fields, those compared without case, the field that must be null, NetBox's own message."""

    fields: tuple[str, ...]
    lower: frozenset[str] = frozenset()
    when_null: str = ""
    message: str = ""


@dataclass(frozen=True)
class Filter:
    """A query parameter: how its values are read, the path to what they are compared with, the attribute they name."""

    kind: str
    path: tuple[str, ...]
    by: str = ""
    of: str = ""
    lookup: str = "exact"


@dataclass(frozen=True)
class Model:
    """A NetBox model and its place in the API."""

    label: str
    endpoint: str
    object_name: str
    name: str
    plural: str
    fields: dict[str, Field]
    order: tuple[str, ...]
    brief: tuple[str, ...]
    nested: tuple[str, ...]
    unique: tuple[Unique, ...]
    filters: dict[str, Filter]
    tree: bool
    tags: bool
    custom: bool
    stamps: bool

    @cached_property
    def stored(self) -> tuple[Field, ...]:
        return tuple(item for item in self.fields.values() if item.stored)

    @cached_property
    def generics(self) -> tuple[str, ...]:
        """Names of relations to any model, held as a pair of fields `<name>_type` and `<name>_id`."""
        return tuple(
            name.removesuffix("_type")
            for name, item in self.fields.items()
            if item.kind == "type" and f"{name.removesuffix('_type')}_id" in self.fields
        )


def _bound(kind: str, text: str | None) -> float | None:
    if text is None:
        return None
    return int(text) if kind == "int" else float(text)


def _default(kind: str, text: str, choices: dict[Any, str]) -> Any:
    if kind == "choice":
        return next(value for value in choices if str(value) == text)
    if kind == "bool":
        return text == "true"
    if kind == "decimal":
        return float(text)
    return int(text) if kind == "int" else text


def _field(name: str, line: str, choices: dict[str, dict[Any, str]]) -> Field:
    kind, *words = line.split()
    argument = words.pop(0) if kind in WITH_ARGUMENT else ""
    options = dict(word.split("=", 1) for word in words if "=" in word)
    flags = frozenset(word for word in words if "=" not in word)
    if unknown := flags - FLAGS:
        msg = f"{name}: unknown words {sorted(unknown)}"
        raise ValueError(msg)
    known = choices[argument] if kind == "choice" else {}
    return Field(
        name=name,
        kind=kind,
        argument=argument,
        flags=flags,
        max_length=int(options["max"]) if "max" in options else None,
        lowest=_bound(kind, options.get("ge")),
        highest=_bound(kind, options.get("le")),
        digits=int(options.get("digits", 0)),
        places=int(options.get("places", 0)),
        default=_default(kind, options["default"], known) if "default" in options else None,
        label=options.get("label", name).replace("_", " "),
        choices=known,
    )


def _unique(line: str) -> Unique:
    line, _, message = line.partition(" : ")
    line, _, when_null = line.partition(" | ")
    words = line.split()
    return Unique(
        fields=tuple(word.removeprefix("~") for word in words),
        lower=frozenset(word[1:] for word in words if word.startswith("~")),
        when_null=when_null.strip(),
        message=message,
    )


def _filter(line: str) -> Filter:
    kind, path, *words = line.split()
    options = dict(word.split("=", 1) for word in words if "=" in word)
    lookup = next((word for word in words if "=" not in word), "exact")
    return Filter(kind, tuple(path.split(".")), options.get("by", ""), options.get("of", ""), lookup)


def _model(label: str, entry: dict[str, Any], choices: dict[str, dict[Any, str]]) -> Model:
    fields = {name: _field(name, line, choices) for name, line in entry["fields"].items()}
    return Model(
        label=label,
        endpoint=entry["endpoint"],
        object_name=entry["object"],
        name=entry["name"],
        plural=entry["plural"],
        fields=fields,
        order=tuple(entry.get("order", ("id",))),
        brief=tuple(entry.get("brief", ())),
        nested=tuple(entry.get("nested", ())),
        unique=tuple(_unique(line) for line in entry.get("unique", ())),
        filters={name: _filter(line) for name, line in entry.get("filters", {}).items()},
        tree=entry.get("tree", False),
        tags=entry.get("tags", False),
        custom=entry.get("custom", False),
        stamps=entry.get("stamps", False),
    )


def _load() -> dict[str, Model]:
    here = Path(__file__).parent
    files = {path.stem: yamltext.read(path.read_bytes()) for path in sorted(here.glob("*.yml"))}
    choices: dict[str, dict[Any, str]] = {
        name: {int(value) if name in {"rack_width"} else value: text for value, text in entries.items()}
        for name, entries in files.pop("choices").items()
    }
    models: dict[str, Model] = {}
    for entries in files.values():
        models |= {label: _model(label, entry, choices) for label, entry in entries.items()}
    # a relation to a model that the stand-in does not have can only be empty
    return {
        label: replace(
            model,
            fields={
                name: replace(item, kind="computed") if _dangles(item, models) else item
                for name, item in model.fields.items()
            },
        )
        for label, model in models.items()
    }


def _dangles(item: Field, models: dict[str, Model]) -> bool:
    return item.kind in {"ref", "refs", "pk"} and item.argument not in models


MODELS = _load()
BY_ENDPOINT = {model.endpoint: model for model in MODELS.values()}

_TYPE_IDS = {label: at for at, label in enumerate(sorted(MODELS), start=1)}


def type_id(label: str) -> int:
    """The number of a model among the object types; 0 for one that the stand-in does not have."""
    return _TYPE_IDS.get(label, 0)


REFERRERS: dict[str, list[tuple[Model, Field]]] = defaultdict(list)
"""For each model, the fields of other models that point at it."""
for _each in MODELS.values():
    for _item in _each.fields.values():
        if _item.kind in {"ref", "refs", "pk", "slugs"}:
            REFERRERS[_item.argument].append((_each, _item))
GENERIC_REFERRERS = [(model, name) for model in MODELS.values() for name in model.generics]
