"""Custom fields: their values in every object of their types, defaults, choices and validation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from lab.netbox.errors import FieldError
from lab.netbox.store import Row, Store
from lab.netbox.values import related

if TYPE_CHECKING:
    from lab.netbox.serialize import Serializer

EMPTY: tuple[Any, ...] = (None, "", [])


def choices(store: Store, identifier: int) -> dict[str, str]:
    """Value and label of a choice set's own choices."""
    row = store.rows["extras.customfieldchoiceset"][identifier]
    pairs = [(each, each) if isinstance(each, str) else (each[0], each[1]) for each in row["extra_choices"]]
    return dict(sorted(pairs, key=lambda pair: pair[1])) if row["order_alphabetically"] else dict(pairs)


class CustomFields:
    """The definitions as they stand now, by model."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._by_model: dict[str, list[Row]] = {}

    def of(self, label: str) -> list[Row]:
        """The fields that objects of this model have, in NetBox's order."""
        if label not in self._by_model:
            rows = self._store.rows["extras.customfield"]
            found = [rows[each] for each in self._store.having("extras.customfield", "object_types", label)]
            self._by_model[label] = sorted(found, key=lambda row: (row["group_name"], row["weight"], row["name"]))
        return self._by_model[label]

    def answer(self, to: Serializer, label: str, row: Row) -> dict[str, Any]:
        """The object's custom fields as the API answers them."""
        held = row["custom_fields"]
        return {field["name"]: _shown(to, field, held.get(field["name"])) for field in self.of(label)}

    def defaults(self, label: str) -> dict[str, Any]:
        """What a new object has where nothing was sent."""
        return {field["name"]: field["default"] for field in self.of(label)}

    def read(self, label: str, sent: Any) -> dict[str, Any]:
        """Values as they are stored; objects named by id or attributes become ids. Raises FieldError."""
        if not isinstance(sent, dict):
            raise FieldError(
                "Invalid data format. Custom field data must be passed as a dictionary mapping field names to their "
                "values."
            )
        values = dict(sent)
        for field in self.of(label):
            value = values.get(field["name"])
            if value in EMPTY or field["type"] not in {"object", "multiobject"}:
                continue
            target = field["related_object_type"]
            if field["type"] == "object":
                values[field["name"]] = related(self._store, target, value)
            elif isinstance(value, list):
                values[field["name"]] = [related(self._store, target, each) for each in value]
        return values

    def check(self, label: str, values: Mapping[str, Any], *, but: int | None) -> dict[str, Any]:
        """Validated values without those that no field defines. Raises FieldError."""
        known = {field["name"]: field for field in self.of(label)}
        kept = {name: value for name, value in values.items() if name in known}
        # in the order in which PostgreSQL keeps the keys of an object
        for name in sorted(kept, key=lambda each: (len(each), each)):
            value = kept[name]
            try:
                validate(self._store, known[name], value)
            except FieldError as error:
                raise FieldError(f"Invalid value for custom field '{name}': {error.messages[0]}") from None
            if known[name]["unique"] and value not in EMPTY:
                others = self._store.rows[label].values()
                if any(other["id"] != but and other["custom_fields"].get(name) == value for other in others):
                    raise FieldError(f"Custom field '{name}' must have a unique value.")
        for name, field in known.items():
            if field["required"] and name not in kept:
                raise FieldError(f"Missing required custom field '{name}'.")
        return kept


def _shown(to: Serializer, field: Row, value: Any) -> Any:
    if value is None:
        return None
    if field["type"] == "object":
        return to.apart(field["related_object_type"], value)
    if field["type"] == "multiobject":
        return [to.apart(field["related_object_type"], each) for each in value]
    return value


def validate(store: Store, field: Row, value: Any) -> None:  # noqa: PLR0912 - one branch per type of field
    """Refuse a value that the field's type or limits do not allow. Raises FieldError."""
    if value is None or value == "":
        if field["required"]:
            raise FieldError("Required field cannot be empty.")
        return
    kind = field["type"]
    if kind in {"text", "longtext", "url"}:
        if not isinstance(value, str):
            raise FieldError("Value must be a string.")
        if field["validation_regex"] and not re.match(field["validation_regex"], value):
            raise FieldError(f"Value must match regex '{field['validation_regex']}'")
    elif kind in {"integer", "decimal"}:
        _number(field, value)
    elif kind == "boolean":
        if value not in (True, False, 1, 0):
            raise FieldError("Value must be true or false.")
    elif kind == "date":
        try:
            date.fromisoformat(value)
        except (TypeError, ValueError):
            raise FieldError("Date values must be in ISO 8601 format (YYYY-MM-DD).") from None
    elif kind == "datetime":
        try:
            datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise FieldError("Date and time values must be in ISO 8601 format (YYYY-MM-DD HH:MM:SS).") from None
    elif kind in {"select", "multiselect"}:
        _selected(store, field, value)
    elif kind == "object" and not isinstance(value, int):
        raise FieldError(f"Value must be an object ID, not {type(value).__name__}")
    elif kind == "multiobject" and not isinstance(value, list):
        raise FieldError(f"Value must be a list of object IDs, not {type(value).__name__}")


def _number(field: Row, value: Any) -> None:
    if field["type"] == "integer" and type(value) is not int:
        raise FieldError("Value must be an integer.")
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise FieldError("Value must be a decimal.") from None
    lowest, highest = field["validation_minimum"], field["validation_maximum"]
    if lowest is not None and number < lowest:
        raise FieldError(f"Value must be at least {lowest:.4f}")
    if highest is not None and number > highest:
        raise FieldError(f"Value must not exceed {highest:.4f}")


def _selected(store: Store, field: Row, value: Any) -> None:
    name = store.rows["extras.customfieldchoiceset"][field["choice_set"]]["name"]
    known = choices(store, field["choice_set"])
    if field["type"] == "select":
        if value not in known:
            raise FieldError(f"Invalid choice ({value}) for choice set {name}.")
    elif not set(value) <= set(known):
        raise FieldError(f"Invalid choice(s) ({value}) for choice set {name}.")
