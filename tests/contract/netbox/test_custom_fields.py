"""Custom fields of each type, their checks and filters, choice sets and tags.

The fields stand on tenants and tenant groups, so that no other object of a NetBox in use is touched by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from .client import MISSING_ID, Api, Yard
from .plant import Plant

FIELDS = "extras/custom-fields"
SETS = "extras/custom-field-choice-sets"
TENANTS = "tenancy/tenants"
GROUPS = "tenancy/tenant-groups"
NO_REFERENCE = (
    "Related objects must be referenced by numeric ID or by dictionary of attributes. Received an unrecognized value:"
)
OPTIONS: dict[str, dict[str, Any]] = {
    "text": {"validation_regex": "^[A-Z]{3}$", "label": "Kod", "group_name": "Lab"},
    "longtext": {},
    "integer": {"validation_minimum": 1, "validation_maximum": 10, "default": 5},
    "decimal": {},
    "boolean": {},
    "date": {},
    "datetime": {},
    "url": {},
    "json": {},
    "select": {"choice_set": True},
    "multiselect": {"choice_set": True},
    "object": {"related_object_type": "dcim.site"},
    "multiobject": {"related_object_type": "dcim.site"},
}


class Form:
    """One custom field of each type on tenants, named `<prefix>_<type>`."""

    def __init__(self, yard: Yard, site: dict[str, Any]) -> None:
        self.yard = yard
        self.site = site
        self.choices = yard.make(SETS, name=yard.name(), extra_choices=[["a", "Alfa"], ["b", "Beta"]])
        self.fields = {kind: self._field(kind, dict(options)) for kind, options in OPTIONS.items()}

    def _field(self, kind: str, options: dict[str, Any]) -> dict[str, Any]:
        if "choice_set" in options:
            options["choice_set"] = self.choices["id"]
        return self.yard.make(FIELDS, name=self.key(kind), type=kind, object_types=["tenancy.tenant"], **options)

    def key(self, kind: str) -> str:
        return f"{self.yard.prefix}_{kind}"

    def values(self, **values: Any) -> dict[str, Any]:
        return {self.key(kind): value for kind, value in values.items()}

    def own(self, tenant: dict[str, Any]) -> dict[str, Any]:
        """The values of this form's fields on a tenant, by type."""
        return {kind: tenant["custom_fields"][self.key(kind)] for kind in OPTIONS}

    def good(self) -> dict[str, Any]:
        site = self.site["id"]
        return {
            "text": "ABC",
            "longtext": "satır 1\nsatır 2",
            "integer": 3,
            "decimal": 1.5,
            "boolean": True,
            "date": "2026-01-02",
            "datetime": "2026-01-02T03:04:05",
            "url": "http://example.com/",
            "json": {"a": [1]},
            "select": "a",
            "multiselect": ["a", "b"],
            "object": site,
            "multiobject": [site],
        }


@pytest.fixture(scope="module")
def form(api: Api, plant: Plant) -> Iterator[Form]:
    yard = Yard(api)
    yield Form(yard, plant.site)
    yard.clear()


@pytest.fixture
def tenant(yard: Yard, form: Form) -> dict[str, Any]:
    return yard.named(TENANTS)


@pytest.fixture(scope="module")
def filled(api: Api, form: Form) -> dict[str, Any]:
    """A tenant that has every field set, beside one that has none."""
    form.yard.named(TENANTS, "empty", custom_fields=form.values(integer=None))
    return form.yard.named(TENANTS, "filled", custom_fields=form.values(**form.good()))


def test_a_new_field_comes_back_with_its_definition(form: Form) -> None:
    text, choice, related = (form.fields[kind] for kind in ("text", "select", "object"))
    assert (text["type"], text["data_type"]) == ({"value": "text", "label": "Text"}, "string")
    assert (text["display"], text["object_types"]) == ("Kod", ["tenancy.tenant"])
    assert text["filter_logic"] == {"value": "loose", "label": "Loose"}
    assert text["ui_visible"] == {"value": "always", "label": "Always"}
    assert text["ui_editable"] == {"value": "yes", "label": "Yes"}
    assert (text["required"], text["unique"], text["weight"], text["search_weight"]) == (False, False, 100, 1000)
    assert choice["type"] == {"value": "select", "label": "Selection"}
    assert (choice["choice_set"]["id"], choice["choice_set"]["choices_count"]) == (form.choices["id"], 2)
    assert related["related_object_type"] == "dcim.site"
    assert related["display"] == form.key("object").replace("_", " ").capitalize()


def test_a_new_object_has_every_field_with_its_default(form: Form, tenant: Any) -> None:
    assert form.own(tenant) == {kind: 5 if kind == "integer" else None for kind in OPTIONS}


def test_each_type_keeps_its_value_and_related_objects_nest(form: Form, filled: Any) -> None:
    site = {
        "id": form.site["id"],
        "url": form.site["url"],
        "display": form.site["name"],
        "name": form.site["name"],
        "slug": form.site["slug"],
        "description": "",
    }
    assert form.own(filled) == {**form.good(), "object": site, "multiobject": [site]}


def test_a_patch_changes_the_fields_it_names_and_null_empties_one(api: Api, yard: Yard, form: Form) -> None:
    made = yard.named(TENANTS, custom_fields=form.values(text="ABC", boolean=False))
    path = f"{TENANTS}/{made['id']}"
    after = form.own(api.patch(path, {"custom_fields": form.values(integer=None, longtext="x")}))
    assert (after["text"], after["boolean"], after["integer"], after["longtext"]) == ("ABC", False, None, "x")


def test_an_unknown_field_is_dropped_in_silence(api: Api, form: Form, tenant: Any) -> None:
    after = api.patch(f"{TENANTS}/{tenant['id']}", {"custom_fields": {form.key("nope"): 1}})
    assert form.key("nope") not in after["custom_fields"]


BAD: list[tuple[str, Any, str]] = [
    ("text", "abc", "Value must match regex '^[A-Z]{{3}}$'"),
    ("text", 5, "Value must be a string."),
    ("integer", 0, "Value must be at least 1.0000"),
    ("integer", 11, "Value must not exceed 10.0000"),
    ("integer", "x", "Value must be an integer."),
    ("decimal", "x", "Value must be a decimal."),
    ("boolean", "x", "Value must be true or false."),
    ("date", "x", "Date values must be in ISO 8601 format (YYYY-MM-DD)."),
    ("datetime", "x", "Date and time values must be in ISO 8601 format (YYYY-MM-DD HH:MM:SS)."),
    ("url", 5, "Value must be a string."),
    ("select", "z", "Invalid choice (z) for choice set {choices}."),
    ("multiselect", ["a", "z"], "Invalid choice(s) (['a', 'z']) for choice set {choices}."),
]


@pytest.mark.parametrize(("kind", "value", "message"), BAD, ids=[f"{kind}={value}" for kind, value, _ in BAD])
def test_a_value_of_the_wrong_kind_is_refused(
    api: Api, form: Form, tenant: Any, kind: str, value: Any, message: str
) -> None:
    text = message.format(choices=form.choices["name"])
    assert api.refused("PATCH", f"{TENANTS}/{tenant['id']}", {"custom_fields": form.values(**{kind: value})}) == {
        "__all__": [f"Invalid value for custom field '{form.key(kind)}': {text}"]
    }


def test_related_objects_must_exist_and_fields_must_be_a_mapping(api: Api, form: Form, tenant: Any) -> None:
    path = f"{TENANTS}/{tenant['id']}"
    missing = [f"Related object not found using the provided numeric ID: {MISSING_ID}"]
    for values in (form.values(object=MISSING_ID), form.values(multiobject=[MISSING_ID])):
        assert api.refused("PATCH", path, {"custom_fields": values}) == {"custom_fields": missing}
    assert api.refused("PATCH", path, {"custom_fields": []}) == {
        "custom_fields": [
            "Invalid data format. Custom field data must be passed as a dictionary mapping field names to their values."
        ]
    }


FILTERS: list[tuple[str, Callable[[Form], Any], list[str]]] = [
    ("text", lambda _: "ABC", ["filled"]),
    ("text", lambda _: "bc", ["filled"]),  # loose fields are searched, not compared
    ("text", lambda _: "XYZ", []),
    ("text__ic", lambda _: "bc", ["empty", "filled"]),  # so there is no such lookup, and what is not there is ignored
    ("integer", lambda _: 3, ["filled"]),
    ("integer", lambda _: 4, []),
    ("integer__gte", lambda _: 3, ["filled"]),
    ("integer__lt", lambda _: 3, ["empty"]),  # in JSON null comes before any number
    ("decimal__gte", lambda _: 1.5, ["filled"]),
    ("boolean", lambda _: "true", ["filled"]),
    ("boolean", lambda _: "false", []),
    ("date__gt", lambda _: "2026-01-01", ["filled"]),
    ("date__gt", lambda _: "2026-01-02", []),
    ("select", lambda _: "a", ["filled"]),
    ("select", lambda _: "b", []),
    ("multiselect", lambda _: "b", ["filled"]),
    ("object", lambda form: form.site["id"], ["filled"]),
    ("multiobject", lambda form: form.site["id"], ["filled"]),
]


@pytest.mark.parametrize(("key", "value", "found"), FILTERS, ids=[f"{one[0]}-{at}" for at, one in enumerate(FILTERS)])
def test_objects_are_found_by_their_custom_fields(
    api: Api, form: Form, filled: Any, key: str, value: Callable[[Form], Any], found: list[str]
) -> None:
    query = {f"cf_{form.key(key)}": value(form)}
    rows = api.found(TENANTS, name__isw=form.yard.prefix, fields="name", **query)
    assert [row["name"].rpartition("-")[2] for row in rows] == found


def test_an_exact_field_is_compared_whole(api: Api, yard: Yard) -> None:
    key = f"{yard.prefix}_exact"
    yard.make(FIELDS, name=key, type="text", object_types=["tenancy.tenant"], filter_logic="exact")
    made = yard.named(TENANTS, custom_fields={key: "ABC"})
    assert [one["id"] for one in api.found(TENANTS, **{f"cf_{key}": "ABC"})] == [made["id"]]
    assert api.found(TENANTS, **{f"cf_{key}": "AB"}) == []


def test_a_required_field_is_asked_for_and_never_emptied(api: Api, yard: Yard) -> None:
    before = yard.named(GROUPS, "before")
    key = f"{yard.prefix}_req"
    yard.make(FIELDS, name=key, type="text", object_types=["tenancy.tenantgroup"], required=True)
    new = {"name": yard.name(), "slug": yard.name()}
    empty = {"__all__": [f"Invalid value for custom field '{key}': Required field cannot be empty."]}
    assert api.refused("POST", GROUPS, new) == empty
    assert api.refused("POST", GROUPS, {**new, "custom_fields": {}}) == {
        "__all__": [f"Missing required custom field '{key}'."]
    }
    made = yard.make(GROUPS, **new, custom_fields={key: "x"})
    assert made["custom_fields"][key] == "x"
    for value in ("", None):
        assert api.refused("PATCH", f"{GROUPS}/{made['id']}", {"custom_fields": {key: value}}) == empty
    assert list(api.refused("PATCH", f"{GROUPS}/{before['id']}", {"description": "x"})) == ["__all__"]


def test_a_default_is_filled_in_on_objects_that_are_already_there(api: Api, yard: Yard) -> None:
    before = yard.named(GROUPS)
    key = f"{yard.prefix}_d"
    field = yard.make(FIELDS, name=key, type="integer", object_types=["tenancy.tenantgroup"], default=7)
    assert api.get(f"{GROUPS}/{before['id']}")["custom_fields"][key] == 7
    api.delete(f"{FIELDS}/{field['id']}")
    assert key not in api.get(f"{GROUPS}/{before['id']}")["custom_fields"]


def test_a_unique_field_has_every_value_once(api: Api, yard: Yard) -> None:
    key = f"{yard.prefix}_u"
    yard.make(FIELDS, name=key, type="text", object_types=["tenancy.tenantgroup"], unique=True)
    yard.named(GROUPS, "a", custom_fields={key: "one"})
    again = {"name": yard.name("b"), "slug": yard.name("b"), "custom_fields": {key: "one"}}
    assert api.refused("POST", GROUPS, again) == {"__all__": [f"Custom field '{key}' must have a unique value."]}


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"name": "a b"}, {"name": ["Only alphanumeric characters and underscores are allowed."]}),
        ({"name": "a__b"}, {"name": ["Double underscores are not permitted in custom field names."]}),
        ({"type": "nope"}, {"type": ["nope is not a valid choice."]}),
        ({"object_types": ["dcim.nope"]}, {"object_types": ["Invalid content type: dcim.nope"]}),
        ({"type": "select"}, {"choice_set": ["Selection fields must specify a set of choices."]}),
        (
            {"type": "integer", "default": "x"},
            {"default": ['Invalid default value "x": Value must be an integer.']},
        ),
    ],
)
def test_a_field_that_cannot_be_is_refused(api: Api, yard: Yard, fields: Any, error: Any) -> None:
    new = {"name": f"{yard.prefix}_x", "type": "text", "object_types": ["tenancy.tenant"], **fields}
    assert api.refused("POST", FIELDS, new) == error


def test_a_field_needs_a_name_a_type_and_objects_and_keeps_its_type(api: Api, form: Form) -> None:
    required = ["This field is required."]
    assert api.refused("POST", FIELDS, {}) == {"object_types": required, "type": required, "name": required}
    text = form.fields["text"]
    assert api.refused("PATCH", f"{FIELDS}/{text['id']}", {"type": "integer"}) == {
        "type": ["Changing the type of custom fields is not supported."]
    }
    again = {"name": text["name"], "type": "text", "object_types": ["tenancy.tenant"]}
    assert api.refused("POST", FIELDS, again) == {"name": ["custom field with this name already exists."]}


def test_choice_sets_keep_their_order_and_refuse_doubles(api: Api, yard: Yard) -> None:
    made = yard.make(SETS, name=yard.name(), extra_choices=[["b", "Beta"], ["a", "Alfa"]])
    assert (made["extra_choices"], made["choices_count"]) == ([["b", "Beta"], ["a", "Alfa"]], 2)
    choices = api.found(f"{SETS}/{made['id']}/choices")
    assert choices == [{"id": "b", "display": "Beta"}, {"id": "a", "display": "Alfa"}]
    other = yard.name("other")
    assert api.refused("POST", SETS, {"name": other}) == {"extra_choices": ["This field is required."]}
    assert api.refused("POST", SETS, {"name": other, "extra_choices": [["a", "A"], ["a", "B"]]}) == {
        "__all__": ["Duplicate value 'a' found in extra choices."]
    }
    assert api.refused("POST", SETS, {"name": other, "extra_choices": ["a"]}) == {
        "extra_choices": {"0": ['Expected a list of items but got type "str".']}
    }


def test_a_choice_set_in_use_is_protected(api: Api, form: Form) -> None:
    one, many = form.fields["select"], form.fields["multiselect"]
    told = api.refused("DELETE", f"{SETS}/{form.choices['id']}", status=409)["detail"]
    head, _, named = told.partition(": ")
    assert head == "Unable to delete object. 2 dependent objects were found"
    # in no order of their own
    assert set(named.split(", ")) == {f"{field['display']} ({field['id']})" for field in (one, many)}


class TestTags:
    def test_tags_are_set_as_a_whole_by_id_or_by_attributes(self, api: Api, yard: Yard) -> None:
        first, second = (yard.named("extras/tags", suffix, color="ff0000") for suffix in ("a", "b"))
        site = yard.named("dcim/sites", tags=[{"slug": second["slug"]}, first["id"]])
        assert site["tags"] == [
            {key: tag[key] for key in ("id", "url", "display_url", "display", "name", "slug", "color")}
            for tag in (first, second)
        ]
        after = api.patch(f"dcim/sites/{site['id']}", {"tags": [{"name": first["name"]}]})
        assert [tag["id"] for tag in after["tags"]] == [first["id"]]
        assert api.get(f"extras/tags/{first['id']}")["tagged_items"] == 1
        assert api.patch(f"dcim/sites/{site['id']}", {"tags": []})["tags"] == []

    def test_unknown_tags_are_refused(self, api: Api, yard: Yard) -> None:
        path = f"dcim/sites/{yard.named('dcim/sites')['id']}"
        nope = yard.name("nope")
        for value, message in (
            ({"name": nope}, f"Related object not found using the provided attributes: {{'name': '{nope}'}}"),
            (MISSING_ID, f"Related object not found using the provided numeric ID: {MISSING_ID}"),
            (nope, f"{NO_REFERENCE} {nope}"),
        ):
            assert api.refused("PATCH", path, {"tags": [value]}) == {"tags": [message]}

    def test_a_tag_for_other_objects_cannot_be_set(self, api: Api, yard: Yard) -> None:
        tag = yard.named("extras/tags", object_types=["dcim.region"])
        site = yard.named("dcim/sites")
        assert api.refused("PATCH", f"dcim/sites/{site['id']}", {"tags": [tag["id"]]}) == {
            "detail": f"Tag {tag['name']} cannot be assigned to site objects."
        }

    def test_tag_names_and_slugs_are_unique(self, api: Api, yard: Yard) -> None:
        tag = yard.named("extras/tags")
        assert api.refused("POST", "extras/tags", {"name": tag["name"], "slug": tag["slug"]}) == {
            "name": ["tag with this name already exists."],
            "slug": ["tag with this slug already exists."],
        }
