"""A row's fields as NetBox's POST takes them, where a column stands for a field."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from netbox_sync.importer.records import Record
from netbox_sync.importer.town import Town


def fill(town: Town, record: Record, special: Collection[str] = ()) -> dict[str, Any]:
    """All but the `special` columns and those of the natural key. Relations are resolved; one with a fault is left out."""
    body: dict[str, Any] = {}
    key = record.key or {}
    for name, value in record.values.items():
        if name in special or name in key:
            continue
        if name == "custom_fields":
            body[name] = {field: _custom(town, record, field, one) for field, one in value.items()}
            continue
        column = record.layout.column(name)
        if value is None:
            body[name] = [] if column.type == "refs" else None
        elif column.type == "ref":
            entry = town.resolve(record, name)
            if entry is not None:
                body[name] = entry.key
        elif column.type == "refs":
            keys = town.resolve_all(record, name)
            if keys is not None:
                body[name] = keys
        else:
            body[name] = value
    return body


def _custom(town: Town, record: Record, name: str, value: Any) -> Any:
    """The value of a custom field; objects by their natural keys."""
    bound = record.header.by_field.get(f"cf:{name}")
    if bound is None or bound.column.of is None or value is None:
        return list(value) if isinstance(value, tuple) else value
    if isinstance(value, tuple):
        entries = [town.lookup(record, bound.column.field, text, bound.column.of) for text in value]
        return [entry.key for entry in entries if entry is not None]
    entry = town.lookup(record, bound.column.field, str(value), bound.column.of)
    return None if entry is None else entry.key
