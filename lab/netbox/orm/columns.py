"""The Python values that Django gives for a row's columns, and the rows that NetBox keeps beside the objects of its API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from lab.netbox.computed import COMPUTED
from lab.netbox.contexts import contexts
from lab.netbox.orm import concrete
from lab.netbox.orm.networks import EUI, IPNetwork
from lab.netbox.schema import MODELS, Field, type_id
from lab.netbox.store import Row, Store

CONTENT_TYPE = "contenttypes.contenttype"
CABLE_END = concrete.CABLE_END
CABLE_PATH = "dcim.cablepath"
BESIDE: Mapping[str, Mapping[str, str]] = {
    CONTENT_TYPE: {"id": "int", "app_label": "text", "model": "text"},
    CABLE_END: {"id": "int", "cable_end": "text", "termination_id": "int"},
    CABLE_PATH: {"id": "int", "path": "json", "is_active": "bool", "is_complete": "bool", "is_split": "bool"},
}
"""Models without an endpoint here: their columns and the columns' kinds."""

_STAMPS = {"id": "int", "pk": "int", "created": "datetime", "last_updated": "datetime"}
_TEXT = frozenset({"text", "slug", "email", "url", "choice"})
_AS_HELD = _TEXT | {"int", "bool", "json", "list"}
_PLUGGED = {"cable_end": "text"}
_CHANGES = {
    "time": "datetime",
    "user_name": "text",
    "request_id": "text",
    "action": "text",
    "changed_object_id": "int",
    "related_object_id": "int",
    "object_repr": "text",
    "message": "text",
    "prechange_data": "json",
    "postchange_data": "json",
}
CONTEXT = "config_context_data"
WITH_CONTEXT = frozenset({"dcim.device", "virtualization.virtualmachine"})


@dataclass(frozen=True)
class Span:
    """A range of integers as psycopg hands it over: the upper bound is not in it."""

    lower: int
    upper: int
    lower_inc: bool = True
    upper_inc: bool = False

    def __str__(self) -> str:
        return f"[{self.lower}, {self.upper})"

    def __repr__(self) -> str:
        return f"Range({self.lower}, {self.upper}, '[)')"


@lru_cache(maxsize=65536)
def network(text: str) -> IPNetwork:
    """A prefix or an address with its mask."""
    return IPNetwork(text)


@lru_cache(maxsize=65536)
def moment(text: str) -> datetime:
    """A point in time, aware of its zone."""
    return datetime.fromisoformat(text)


def _decimal(item: Field | None) -> Callable[[Any], Any]:
    unit = Decimal(1).scaleb(-item.places) if item is not None and item.digits else None
    return lambda raw: Decimal(str(raw)).quantize(unit) if unit else Decimal(str(raw))


_READ: dict[str, Callable[[Any], Any]] = {
    "network": network,
    "address": network,
    "mac": EUI,
    "date": date.fromisoformat,
    "datetime": moment,
    "timezone": ZoneInfo,
    "ranges": lambda raw: [Span(low, high + 1) for low, high in raw],
}


@lru_cache(maxsize=4096)
def kind(label: str, name: str) -> str | None:  # noqa: PLR0911 - one return per source of columns
    """What kind of column this is, or None where the model has none of that name."""
    if (own := concrete.own(label, name)) is not None:
        return own[0]
    if label in BESIDE:
        return BESIDE[label].get("id" if name == "pk" else name)
    model = MODELS[label]
    if name in {"id", "pk"} or (name in _STAMPS and (model.stamps or label == "extras.taggeditem")):
        return _STAMPS[name]
    if name == CONTEXT:
        return "json" if label in WITH_CONTEXT else None
    if name == "custom_field_data":
        return "json" if model.custom else None
    if label == "core.objectchange":
        return _CHANGES.get(name)
    if name in _PLUGGED and "cable" in model.fields:
        return _PLUGGED[name]
    item = model.fields.get({"_children": "children"}.get(name, name))
    if item is None:
        return None
    if item.kind == "computed" and concrete.lists(label, name):
        return "int"  # a number that the serializers work out and NetBox keeps in a column
    return item.kind if item.stored and item.kind in _AS_HELD | _READ.keys() | {"decimal"} else None


@lru_cache(maxsize=4096)
def reader(label: str, name: str) -> Callable[[Store, Row], Any] | None:
    """How the column's value is read off a row, or None where the model has no such column."""
    found = kind(label, name)
    if found is None:
        return None
    if name == CONTEXT:
        return lambda store, row: contexts(store).data(label, row)
    held = {"pk": "id", "custom_field_data": "custom_fields", "_children": "children"}.get(name, name)
    if (own := concrete.own(label, name)) is not None:
        read, exactly = own[1], _READ.get(found, lambda value: value)
        return lambda store, row: None if (value := read(store, row)) is None else exactly(value)
    if label in MODELS and (item := MODELS[label].fields.get(held)) is not None and item.kind == "computed":
        count = COMPUTED.get((label, held)) or COMPUTED[("", held)]
        return lambda store, row: count(_Reading(store), row)  # type: ignore[arg-type]
    if found in _AS_HELD:
        return lambda _, row: row.get(held)
    convert = _READ.get(found) or _decimal(None if label in BESIDE else MODELS[label].fields.get(held))
    return lambda _, row: None if (raw := row.get(held)) is None else convert(raw)


def natural(label: str, name: str) -> bool:
    """Whether the column is sorted by the collation of names."""
    item = MODELS[label].fields.get(name) if label in MODELS else None
    return item is not None and "natural" in item.flags


@dataclass(frozen=True)
class _Reading:
    """As much of a serializer as a count needs."""

    store: Store


def content_type(label: str | None) -> Row | None:
    """The row of a model among the content types."""
    if not label:
        return None
    app, _, name = label.partition(".")
    return {"id": type_id(label), "app_label": app, "model": name}


def names(label: str) -> list[str]:
    """The names of the model's columns."""
    if label in BESIDE:
        return sorted(BESIDE[label])
    model = MODELS[label]
    candidates = {*_STAMPS, "custom_field_data", "cable_end", *_CHANGES, *model.fields} - {"pk"}
    return sorted(name for name in candidates if kind(label, name))
