"""Pages, order and the choice of fields."""

from __future__ import annotations

from typing import Any

import pytest

from .client import Api, Yard
from .plant import Plant


@pytest.fixture(scope="module")
def tags(api: Api) -> Any:
    """Five tags whose names sort otherwise than their ids."""
    yard = Yard(api)
    made = [yard.named("extras/tags", suffix, color="aa1409") for suffix in ("d", "b", "e", "a", "c")]
    yield yard.prefix, made
    yard.clear()


def letters(page: dict[str, Any]) -> str:
    return "".join(one["name"][-1] for one in page["results"])


def test_a_page_tells_the_whole_count_and_its_neighbours(api: Api, tags: Any) -> None:
    prefix, _ = tags
    mine = {"name__isw": prefix, "ordering": "name", "fields": "name"}
    base = f"{api.url}/api/extras/tags/?fields=name&limit=2"
    tail = "&ordering=name"
    first = api.get("extras/tags", limit=2, **mine)
    assert (first["count"], first["previous"], letters(first)) == (5, None, "ab")
    assert first["next"] == f"{base}&name__isw={prefix}&offset=2{tail}"
    second = api._good(api.http.get(first["next"]), 200)
    assert (second["count"], letters(second)) == (5, "cd")
    assert second["previous"] == f"{base}&name__isw={prefix}{tail}"
    third = api._good(api.http.get(second["next"]), 200)
    assert (third["next"], letters(third)) == (None, "e")
    assert third["previous"] == f"{base}&name__isw={prefix}&offset=2{tail}"


def test_an_offset_may_fall_between_pages_or_past_the_end(api: Api, tags: Any) -> None:
    mine = {"name__isw": tags[0], "ordering": "name", "fields": "name", "limit": 2}
    between = api.get("extras/tags", offset=1, **mine)
    assert letters(between) == "bc"
    assert "offset" not in between["previous"]
    past = api.get("extras/tags", offset=50, **mine)
    assert (past["count"], past["results"], past["next"]) == (5, [], None)
    assert "offset=48" in past["previous"]


@pytest.mark.parametrize("limit", ["0", "", "-1", "abc", "1000", "5000"])
def test_limits_that_are_none_or_too_large_give_the_largest_or_usual_page(api: Api, tags: Any, limit: str) -> None:
    page = api.get("extras/tags", name__isw=tags[0], limit=limit, ordering="name", fields="name")
    assert (page["count"], page["next"], letters(page)) == (5, None, "abcde")


def test_no_page_is_larger_than_a_thousand(api: Api, yard: Yard) -> None:
    # the choices of a set are paged like objects, and a thousand of them are made in one request
    many = [[f"v{number:04}", f"V{number:04}"] for number in range(1001)]
    choices = yard.make("extras/custom-field-choice-sets", name=yard.name(), extra_choices=many)
    path = f"extras/custom-field-choice-sets/{choices['id']}/choices"
    for limit in (0, 1001, 5000):
        page = api.get(path, limit=limit)
        assert (page["count"], len(page["results"])) == (1001, 1000)
        assert page["next"] == f"{api.url}/api/{path}/?limit=1000&offset=1000"
    last = api.get(path, limit=0, offset=1000)
    assert (last["next"], last["results"]) == (None, [{"id": "v1000", "display": "V1000"}])
    usual = api.get(path)
    assert (len(usual["results"]), usual["next"]) == (50, f"{api.url}/api/{path}/?limit=50&offset=50")


def test_an_offset_that_is_no_number_is_zero(api: Api, tags: Any) -> None:
    page = api.get("extras/tags", name__isw=tags[0], offset="abc", limit=2, ordering="name", fields="name")
    assert letters(page) == "ab"


@pytest.mark.parametrize(
    ("ordering", "order"),
    [("name", "abcde"), ("-name", "edcba"), ("id", "dbeac"), ("-id", "caebd"), ("color,-name", "edcba")],
)
def test_objects_come_in_the_order_that_is_asked_for(api: Api, tags: Any, ordering: str, order: str) -> None:
    assert letters(api.get("extras/tags", name__isw=tags[0], ordering=ordering, fields="name")) == order


def test_an_order_by_nothing_that_exists_is_ignored(api: Api, tags: Any) -> None:
    page = api.get("extras/tags", name__isw=tags[0], ordering="nonsense", fields="name")
    assert (page["count"], sorted(letters(page))) == (5, list("abcde"))


def test_device_names_sort_as_people_count(api: Api, yard: Yard, plant: Plant) -> None:
    for suffix in ("sw10", "sw9", "sw2"):
        plant.device(yard, suffix)
    expected = [yard.name(suffix) for suffix in ("sw2", "sw9", "sw10")]
    mine = {"name__isw": yard.prefix, "fields": "name"}
    assert [one["name"] for one in api.found("dcim/devices", **mine)] == expected
    assert [one["name"] for one in api.found("dcim/devices", ordering="-name", **mine)] == expected[::-1]


def test_fields_gives_only_what_is_named(api: Api, plant: Plant) -> None:
    one = api.get(f"dcim/sites/{plant.site['id']}", fields="id,name")
    assert one == {"id": plant.site["id"], "name": plant.prefix}
    [listed] = api.found("dcim/sites", id=plant.site["id"], fields="slug,status,nonsense")
    assert listed == {"slug": plant.prefix, "status": {"value": "active", "label": "Active"}}


@pytest.mark.parametrize("word", ["1", "true"])
def test_brief_gives_the_short_form_that_nested_objects_have(api: Api, plant: Plant, word: str) -> None:
    site = plant.site
    short = {
        "id": site["id"],
        "url": f"{api.url}/api/dcim/sites/{site['id']}/",
        "display": plant.prefix,
        "name": plant.prefix,
        "slug": plant.prefix,
        "description": "",
    }
    assert api.get(f"dcim/sites/{site['id']}", brief=word) == short
    assert api.found("dcim/sites", id=site["id"], brief=word) == [short]


def test_exclude_leaves_out_the_rendered_context_and_nothing_else(api: Api, yard: Yard, plant: Plant) -> None:
    device = plant.device(yard)
    whole = api.get(f"dcim/devices/{device['id']}")
    without = api.get(f"dcim/devices/{device['id']}", exclude="config_context")
    assert set(whole) - set(without) == {"config_context"}
    [listed] = api.found("dcim/devices", id=device["id"], exclude="config_context")
    assert "config_context" not in listed
    assert "name" in api.get(f"dcim/sites/{plant.site['id']}", exclude="name")
