"""Filters by custom fields, type by type: which lookups there are, and what becomes of objects without a value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .client import Api, Yard, cleared

# three tenants: one with every value, one with others, one with none
VALUES: dict[str, tuple[Any, Any]] = {
    "text": ("Alfa", "beta"),
    "exact": ("Tam", "tam"),
    "integer": (5, 10),
    "decimal": (1.5, 2.5),
    "boolean": (True, False),
    "date": ("2026-01-01", "2026-06-01"),
    "datetime": ("2026-01-01T10:00:00+03:00", "2026-06-01T10:00:00+03:00"),
    "select": ("a", "b"),
    "multiselect": (["a", "b"], ["b"]),
}
FOUND = [
    ("text", "alf", "1"),  # loose: part of the text, whatever the case
    ("text", "", "123"),
    ("text__empty", "true", "123"),  # loose ones have no lookups, and an unknown filter finds everything
    ("exact", "Tam", "1"),
    ("exact", "ta", ""),
    ("exact__ie", "TAM", "12"),
    ("exact__ic", "A", "12"),
    ("exact__n", "Tam", "2"),  # what has no such key is never among those that differ
    ("exact__nic", "Tam", ""),
    ("exact__empty", "true", "3"),
    ("exact__empty", "false", "12"),
    ("exact__gt", "A", "123"),
    ("integer", "5", "1"),
    ("integer__gte", "5", "12"),
    ("integer__gt", "5", "2"),
    ("integer__lt", "10", "1"),
    ("integer__lte", "10", "12"),
    ("integer__n", "5", "2"),
    ("integer__empty", "true", "3"),
    ("integer__ic", "5", "123"),
    ("decimal", "1.5", "1"),
    ("decimal__gt", "1.5", "2"),
    ("boolean", "true", "1"),
    ("boolean", "false", "2"),
    ("boolean__empty", "true", "123"),
    ("boolean__n", "true", "123"),
    ("date", "2026-01-01", "1"),
    ("date__gte", "2026-01-02", "2"),
    ("date__lt", "2026-06-01", "1"),
    ("date__empty", "true", "3"),
    ("datetime", "2026-01-01T10:00:00+03:00", "1"),
    ("datetime__gt", "2026-01-01T10:00:00+03:00", "2"),
    ("datetime__lte", "2026-01-01T10:00:00+03:00", "1"),
    ("select", "a", "1"),
    ("select__n", "a", "2"),
    ("select__empty", "true", "3"),
    ("multiselect", "a", "1"),
    ("multiselect", "b", "12"),
    ("multiselect__n", "a", "12"),
    ("multiselect__empty", "true", "3"),
]


@pytest.fixture(scope="module")
def tenants(api: Api) -> Iterator[Yard]:
    with cleared(Yard(api)) as yard:
        pairs = [["a", "Alfa"], ["b", "Beta"]]
        choices = yard.make("extras/custom-field-choice-sets", name=yard.prefix, extra_choices=pairs)
        for kind in VALUES:
            extra: dict[str, Any] = {"choice_set": choices["id"]} if "select" in kind else {}
            if kind == "exact":
                extra["filter_logic"] = "exact"
            yard.make(
                "extras/custom-fields",
                name=f"{yard.prefix}_{kind}",
                type="text" if kind == "exact" else kind,
                object_types=["tenancy.tenant"],
                **extra,
            )
        for at in range(3):
            values = {f"{yard.prefix}_{kind}": pair[at] for kind, pair in VALUES.items()} if at < 2 else {}
            yard.named("tenancy/tenants", str(at + 1), custom_fields=values)
        yield yard


@pytest.mark.parametrize(("field", "value", "found"), FOUND, ids=[f"{field}={value}" for field, value, _ in FOUND])
def test_a_custom_field_finds(api: Api, tenants: Yard, field: str, value: str, found: str) -> None:
    query = {f"cf_{tenants.prefix}_{field}": value, "name__isw": tenants.prefix, "fields": "name", "ordering": "name"}
    assert "".join(row["name"][-1] for row in api.found("tenancy/tenants", **query)) == found


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("integer", "x", "Enter a whole number."),
        ("date", "x", "Enter a valid date."),
        ("select", "nope", None),
    ],
)
def test_a_value_that_the_field_cannot_have(
    api: Api, tenants: Yard, field: str, value: str, message: str | None
) -> None:
    name = f"cf_{tenants.prefix}_{field}"
    answer = api.call("GET", "tenancy/tenants", **{name: value, "name__isw": tenants.prefix})
    if message is None:
        assert answer.json()["results"] == []
    else:
        assert (answer.status_code, answer.json()) == (400, {name: [message]})
