"""An object as code inside NetBox has it: columns as Python values, relations as objects, and its properties."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NoReturn

from lab.netbox.computed import COMPUTED, count
from lab.netbox.display import display
from lab.netbox.ordering import arrange
from lab.netbox.orm import columns, queryset, relations
from lab.netbox.schema import MODELS
from lab.netbox.store import Row, Store


class Record:
    """One row. Two of the same row are equal, wherever they come from."""

    def __init__(self, store: Store, label: str, row: Row, *, counted: bool = False) -> None:
        self._store = store
        self._label = label
        self._row = row
        self._counted = counted

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and (self._label, self._row["id"]) == (other._label, other._row["id"])

    def __hash__(self) -> int:
        return hash((self._label, self._row["id"]))

    def __str__(self) -> str:
        if self._label in columns.BESIDE:
            return str(self._row.get("model", self._row["id"]))
        return display(self._store, self._label, self._row)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self}>"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        value = _attribute(self, name)
        self.__dict__[name] = value
        return value

    def _forbidden(self, *_: Any, **__: Any) -> NoReturn:
        raise RuntimeError(self._label)  # the sandbox refuses the call before it gets here

    _forbidden.alters_data = True  # type: ignore[attr-defined]
    save = delete = full_clean = snapshot = _forbidden


@lru_cache(maxsize=256)
def _class(label: str) -> type[Record]:
    """A class of the model's own name, which is what a template's error names."""
    app, _, name = label.partition(".")
    name = MODELS[label].object_name if label in MODELS else name.title()
    return type(name, (Record,), {"__module__": f"{app}.models"})


def instance(store: Store, label: str, row: Row, counted: bool = False) -> Record:
    """The object of a row."""
    return _class(label)(store, label, row, counted=counted)


def held(store: Store, key: tuple[str | None, int | None]) -> Record | None:
    """The object that a relation to any model points at."""
    label, identifier = key
    row = store.get(label, identifier) if label else None
    return instance(store, label, row) if label and row is not None else None


def _attribute(of: Record, name: str) -> Any:  # noqa: PLR0911 - one return per kind of attribute
    store, label, row = of._store, of._label, of._row
    if read := columns.reader(label, name):
        return read(store, row)
    from lab.netbox.orm.properties import PROPERTIES  # noqa: PLC0415 - properties give records back

    if found := PROPERTIES.get((label, name)) or PROPERTIES.get(("", name)):
        return found(of)
    if relations.generic(label, name):
        return held(store, (row[f"{name}_type"], row[f"{name}_id"]))
    if (relation := relations.relation(label, name)) and relation.attribute:
        return _related(of, name, relation)
    if name.endswith("_id") and (relation := relations.relation(label, name[:-3])) and not relation.many:
        others = relation.follow(store, row)
        return others[0]["id"] if others else None
    if name.startswith("get_") and name.endswith("_display") and label in MODELS:
        item = MODELS[label].fields.get(name[4:-8])
        if item is not None and item.kind == "choice":
            return lambda: item.choices.get(row[item.name], row[item.name])
        if (label, name) == ("core.objectchange", "get_action_display"):
            return lambda: COMPUTED[label, "action"](of, row)["label"]  # type: ignore[arg-type]
    if of._counted and label in MODELS and (item := MODELS[label].fields.get(name)) and item.kind == "count":
        target, _, field = item.argument.rpartition(".")
        return count(store, label, row, target, field)
    raise AttributeError(f"{type(of).__name__!r} object has no attribute {name!r}")


def _related(of: Record, name: str, relation: relations.Relation) -> Any:
    store = of._store
    others = relation.follow(store, of._row)
    if not relation.many:
        if others:
            return instance(store, relation.target, others[0])
        if name in MODELS[of._label].fields or relation.key:
            return None
        raise AttributeError(f"{type(of).__name__} has no {name}.")

    def of_all() -> queryset.QuerySet:
        if relation.target not in MODELS:
            return queryset.QuerySet(store, relation.target, others)
        return queryset.QuerySet(store, relation.target, arrange(store, MODELS[relation.target], others, None))

    kind = queryset.TagManager if name == "tags" else queryset.Manager
    app = relation.target.split(".")[0]
    return kind(of_all, f"{app}.{_class(relation.target).__name__}.None")
