"""Filters by custom fields (`cf_<name>`, `cf_<name>__empty`), which compare as the database compares JSON."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from lab.netbox.comparing import COMPARE, Test, takes, text_test, value_test, whole
from lab.netbox.customfields import CustomFields
from lab.netbox.errors import FieldError
from lab.netbox.schema import Filter, Model
from lab.netbox.store import Row, Store

_CUSTOM_KINDS = {
    "text": "text",
    "longtext": "text",
    "url": "text",
    "integer": "int",
    "decimal": "decimal",
    "boolean": "bool",
    "date": "date",
    "datetime": "datetime",
    "select": "text",
    "multiselect": "text",
    "object": "int",
    "multiobject": "int",
}


def select(store: Store, model: Model, name: str, lookup: str, values: list[str]) -> set[int] | None:
    """Ids of the rows that fit; None where the field or the lookup is none that can be filtered by."""
    field = next((row for row in CustomFields(store).of(model.label) if row["name"] == name), None)
    if field is None or field["filter_logic"] == "disabled" or field["type"] == "json":
        return None
    loose = field["filter_logic"] == "loose" and field["type"] in {"text", "longtext", "url"}
    wanted = Filter(_CUSTOM_KINDS.get(field["type"], "text"), (name,))
    if (loose and (lookup or values == [""])) or not takes(wanted.kind, lookup):
        return None
    rows = store.rows[model.label]
    test, negative = _custom_test(field, wanted, "ic" if loose else lookup, values)
    found = {each for each, row in rows.items() if test(row["custom_fields"].get(name))}
    if negative:
        # what has no such key is in no answer; JSON's null differs from any value, but is no text
        held = {each for each, row in rows.items() if name in row["custom_fields"]}
        nulls = {each for each in held if _is_null(rows[each], name)} if lookup != "n" else set()
        return held - found - nulls
    if lookup in {"lt", "lte"} and wanted.kind in {"int", "decimal"}:
        # PostgreSQL sorts JSON's null before every number
        found |= {each for each, row in rows.items() if _is_null(row, name)}
    return found


def _custom_test(field: Row, wanted: Filter, lookup: str, values: list[str]) -> tuple[Test, bool]:
    """A test for one stored value of a custom field, and whether its outcome is to be turned round."""
    if field["type"] == "multiobject":
        numbers = {whole(value) for value in values}
        return (lambda held: bool(numbers & set(held or ()))), lookup == "n"
    if field["type"] == "datetime" and lookup != "empty":
        return _text_times(lookup, values)
    if field["type"] == "multiselect" and lookup in {"n", "ie", "nie", "isw", "nisw", "iew", "niew"}:
        # these look at the list as the text that it is in the database
        as_text = text_test(wanted, lookup, values)
        return (lambda held: held is not None and as_text[0](json.dumps(held, ensure_ascii=False))), as_text[1]
    return value_test(wanted, None, lookup, values)


def _text_times(lookup: str, values: list[str]) -> tuple[Test, bool]:
    """Times of custom fields are compared as texts, each in the zone that it was written in."""
    asked = []
    for value in values:
        try:
            moment = datetime.fromisoformat(value.strip().replace(" 0", "+0") if "T" in value else value.strip())
        except ValueError:
            raise FieldError("Enter a valid date/time.") from None
        asked.append((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat().replace("+00:00", "Z"))
    compare: Callable[[Any, Any], Any] = COMPARE.get(lookup, operator.eq)
    return (lambda held: held is not None and any(compare(held, text) for text in asked)), lookup == "n"


def _is_null(row: Row, name: str) -> bool:
    return name in row["custom_fields"] and row["custom_fields"][name] is None
