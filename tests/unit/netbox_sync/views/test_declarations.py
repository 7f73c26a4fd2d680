"""What is shipped for auditors, held against NetBox's published description and the practice municipality's own fields."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest

from lab.orneksehir import schema as lab
from netbox_sync.desired.wanted import Wanted
from netbox_sync.text import slugify
from netbox_sync.views import KINDS, of_kinds, wanted
from netbox_sync.views.declarations import View, load
from netbox_sync.views.faults import KindUnknown
from tests.contract.netbox import schema

DECLARED = load()
WANTED = wanted()
VIEWS = DECLARED.views.views
DOCUMENTED = pytest.mark.skipif(not schema.location().exists(), reason=f"no OpenAPI document: set {schema.VARIABLE}")
LONGEST_DESCRIPTION = 200
LOOKUPS = {
    "date": ("", "__empty", "__gt", "__gte", "__lt", "__lte", "__n"),
    "integer": ("", "__empty", "__gt", "__gte", "__lt", "__lte", "__n"),
    "object": ("", "__empty", "__gt", "__gte", "__lt", "__lte", "__n"),
    "select": ("", "__n"),
    "boolean": ("",),
    "text": ("",),
}
"""What NetBox filters a custom field by, as measured on 4.4.10: a text's `__empty` is passed over."""
WITHHELD = re.compile(
    r"^users\.|^account\.|token|configcontext|configtemplate|webhook|eventrule|script|datasource|datafile|contact|job|customfield"
)


def _label(one: Wanted) -> str:
    return f"{one.endpoint} {next(iter(one.key.values()))}"


def _slug(view: View) -> str:
    return view.slug


def _named(endpoint: str) -> dict[str, Wanted]:
    return {str(next(iter(one.key.values()))): one for one in WANTED if one.endpoint == endpoint}


class TestAgreesWithThePracticeMunicipality:
    def test_every_custom_field_of_the_lab_is_declared_the_same(self) -> None:
        ours = _named("extras/custom-fields")
        for field in lab.CUSTOM_FIELDS:
            mine = ours[field["name"]].body
            assert {name: mine.get(name) for name in field if name not in {"name", "object_types"}} == {
                name: value for name, value in field.items() if name not in {"name", "object_types"}
            }
            assert set(field["object_types"]) <= set(mine["object_types"]), field["name"]

    def test_every_choice_set_of_the_lab_has_the_same_choices_in_the_same_order(self) -> None:
        ours = _named("extras/custom-field-choice-sets")
        for one in lab.CHOICE_SETS:
            assert ours[one["name"]].body["extra_choices"] == one["extra_choices"]

    def test_every_tag_of_the_lab_is_declared_the_same(self) -> None:
        ours = _named("extras/tags")
        for tag in lab.TAGS:
            assert {**ours[tag["slug"]].key, **ours[tag["slug"]].body} == tag


class TestFitsNetBox:
    @DOCUMENTED
    @pytest.mark.parametrize("one", WANTED, ids=_label)
    def test_a_body_is_what_netbox_takes(self, one: Wanted) -> None:
        post = schema.document()["paths"][f"/api/{one.endpoint}/"]["post"]["requestBody"]["content"]["application/json"]
        component = post["schema"]["oneOf"][0]["$ref"].rpartition("/")[2]
        body = {**one.key, **one.body} | ({"groups": [1]} if "groups" in one.body else {})
        assert schema.faults(component, body) == []

    @DOCUMENTED
    @pytest.mark.parametrize("view", VIEWS, ids=_slug)
    def test_a_filter_asks_only_what_netbox_filters_by(self, view: View) -> None:
        """NetBox passes over a filter that it does not know and lists everything."""
        known = {p["name"] for p in schema.document()["paths"][f"/api/{view.endpoint}/"]["get"]["parameters"]}
        own = [field for field in DECLARED.fields.custom_fields if view.object_type in field.object_types]
        fields = {f"cf_{field.name}{end}" for field in own for end in LOOKUPS[field.type]}
        for one in view.filters:
            for name in one.parameters:
                assert name in known | fields, name

    @pytest.mark.parametrize("one", WANTED, ids=_label)
    def test_a_description_fits(self, one: Wanted) -> None:
        assert len(one.body.get("description", "")) <= LONGEST_DESCRIPTION

    def test_no_two_objects_have_one_key(self) -> None:
        keys = Counter((one.endpoint, json.dumps(one.key, sort_keys=True)) for one in WANTED)
        assert [key for key, count in keys.items() if count > 1] == []

    def test_names_of_saved_filters_are_unique_as_netbox_wants_them(self) -> None:
        names = Counter(one.body["name"] for one in WANTED if one.endpoint == KINDS["filters"])
        assert max(names.values()) == 1

    def test_slugs_and_names_of_files_are_ascii(self) -> None:
        for view in VIEWS:
            assert slugify(view.slug) == view.slug
            assert all(slugify(one.slug) == one.slug for one in view.filters)
        files = [one.body["file_name"] for one in WANTED if one.body.get("file_name")]
        assert all(name.isascii() for name in files)

    @pytest.mark.parametrize("view", VIEWS, ids=_slug)
    def test_a_table_has_an_order_and_orders_by_what_it_shows(self, view: View) -> None:
        """Without an order NetBox answers a table config with an error of its own."""
        assert view.table.ordering
        assert {name.lstrip("-") for name in view.table.ordering} <= set(view.table.columns)

    @pytest.mark.parametrize("view", VIEWS, ids=_slug)
    def test_custom_fields_in_a_table_are_declared_for_its_kind_of_object(self, view: View) -> None:
        fields = {field.name: field.object_types for field in DECLARED.fields.custom_fields}
        for column in view.table.columns:
            if column.startswith("cf_"):
                assert view.object_type in fields[column.removeprefix("cf_")]


class TestSaysWhatItServes:
    @pytest.mark.parametrize("view", VIEWS, ids=_slug)
    def test_measures_are_numbers_of_the_guide_and_of_the_annex(self, view: View) -> None:
        assert view.bigr
        assert view.iso
        assert all(re.fullmatch(r"[345]\.\d{1,2}\.\d{1,2}\.\d{1,2}", number) for number in view.bigr)
        assert all(re.fullmatch(r"[5-8]\.\d{1,2}", number) for number in view.iso)
        assert f"BİGR {DECLARED.views.bigr_version}" in DECLARED.views.basis(view)

    def test_every_object_that_is_ours_alone_carries_its_mark_and_version(self) -> None:
        for kind in ("filters", "tables", "groups", "permissions"):
            for one in _named(KINDS[kind]).values():
                assert re.search(r"\[altyapi [\w -]+ v\d+\]$", one.body["description"]), one.key


class TestTheAuditorsGroup:
    def test_may_view_and_nothing_else(self) -> None:
        assert {action for one in _permissions() for action in one["actions"]} == {"view"}
        assert all(one["groups"] == [{"name": "denetci"}] for one in _permissions())

    def test_sees_no_accounts_tokens_contexts_or_people(self) -> None:
        seen = {kind for one in _permissions() for kind in one["object_types"]}
        assert [kind for kind in seen if WITHHELD.search(kind)] == []

    def test_sees_every_kind_of_object_that_a_view_lists(self) -> None:
        seen = {kind for one in _permissions() for kind in one["object_types"]}
        assert {view.object_type for view in VIEWS} <= seen

    def test_sees_only_the_exports_that_are_made_for_auditors(self) -> None:
        (permission,) = [one for one in _permissions() if "extras.exporttemplate" in one["object_types"]]
        prefix = permission["constraints"]["name__startswith"]
        ours = {name for name, one in _named(KINDS["templates"]).items() if "[altyapi" in one.body["description"]}
        assert {name for name in _named(KINDS["templates"]) if name.startswith(prefix)} == ours


class TestKinds:
    def test_none_named_are_all(self) -> None:
        assert of_kinds(WANTED, []) == WANTED

    def test_only_those_named(self) -> None:
        assert {one.endpoint for one in of_kinds(WANTED, ["tags", "fields"])} == {KINDS["tags"], KINDS["fields"]}

    def test_an_unknown_one_is_told_with_those_there_are(self) -> None:
        with pytest.raises(KindUnknown, match="kinds: choices, fields, tags"):
            of_kinds(WANTED, ["alanlar"])


def _permissions() -> list[dict[str, Any]]:
    return [one.body for one in WANTED if one.endpoint == KINDS["permissions"]]
