"""Config contexts: which apply to a device, in what order they are laid over each other, and what a device adds itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .client import Api, Yard, cleared
from .plant import Plant

CONTEXTS = "extras/config-contexts"
NO_OBJECT = 'JSON data must be in object form. Example: {"foo": 123}'


class Ground:
    """A device that differs from all others in everything a context can be assigned by."""

    def __init__(self, yard: Yard, plant: Plant) -> None:
        self.yard = yard
        self.outer = yard.named("dcim/regions")
        self.region = yard.named("dcim/regions", "inner", parent=self.outer["id"])
        self.site_group = yard.named("dcim/site-groups")
        self.site = yard.named("dcim/sites", region=self.region["id"], group=self.site_group["id"])
        self.location = yard.named("dcim/locations", site=self.site["id"])
        self.role = yard.named("dcim/device-roles")
        self.platform = yard.named("dcim/platforms")
        self.tag = yard.named("extras/tags")
        self.tenant_group = yard.named("tenancy/tenant-groups")
        self.tenant = yard.named("tenancy/tenants", group=self.tenant_group["id"])
        self.device_type = yard.make(
            "dcim/device-types", manufacturer=plant.manufacturer["id"], model=yard.name(), slug=yard.name()
        )
        self.device = plant.device(
            yard,
            site=self.site["id"],
            location=self.location["id"],
            role=self.role["id"],
            platform=self.platform["id"],
            tenant=self.tenant["id"],
            device_type=self.device_type["id"],
            tags=[self.tag["id"]],
        )


class Setting:
    """The ground's device with the contexts of one test."""

    def __init__(self, yard: Yard, ground: Ground) -> None:
        self.yard = yard
        self.ground = ground

    def context(self, name: str, data: Any, weight: int = 1000, **fields: Any) -> dict[str, Any]:
        """A context of this device's site, unless it is assigned to something else."""
        assigned = fields or {"sites": [self.ground.site["id"]]}
        return self.yard.make(CONTEXTS, name=self.yard.name(name), weight=weight, data=data, **assigned)

    def rendered(self) -> Any:
        """What the device's context is, which a list shows as well."""
        device = self.yard.api.get(f"dcim/devices/{self.ground.device['id']}")
        [listed] = self.yard.api.found("dcim/devices", id=device["id"])
        assert listed["config_context"] == device["config_context"]
        return device["config_context"]


@pytest.fixture(scope="module")
def ground(api: Api, plant: Plant) -> Iterator[Ground]:
    with cleared(Yard(api)) as yard:
        yield Ground(yard, plant)


@pytest.fixture
def setting(yard: Yard, ground: Ground) -> Setting:
    return Setting(yard, ground)


def test_a_new_context_comes_back_with_its_assignments(setting: Setting) -> None:
    made = setting.context("a", {"a": 1}, roles=[setting.ground.role["id"]], tags=[setting.ground.tag["slug"]])
    assert (made["weight"], made["is_active"], made["data"], made["sites"]) == (1000, True, {"a": 1}, [])
    assert [one["id"] for one in made["roles"]] == [setting.ground.role["id"]]
    assert made["tags"] == [setting.ground.tag["slug"]]


def test_a_context_applies_by_everything_that_a_device_has(setting: Setting) -> None:
    ground = setting.ground
    fields = ["sites", "site_groups", "locations", "roles", "platforms", "tenants", "tenant_groups", "device_types"]
    for field in fields:
        own = getattr(ground, field.removesuffix("s"))
        assigned: dict[str, Any] = {field: [own["id"]]}
        setting.context(field, {field: True}, **assigned)
    assert setting.rendered() == dict.fromkeys(fields, True)


def test_a_context_of_a_region_applies_to_everything_below_it(setting: Setting) -> None:
    setting.context("outer", {"outer": 1}, regions=[setting.ground.outer["id"]])
    setting.context("inner", {"inner": 1}, regions=[setting.ground.region["id"]])
    assert setting.rendered() == {"outer": 1, "inner": 1}


def test_a_context_applies_by_tag(setting: Setting, yard: Yard) -> None:
    other = yard.named("extras/tags", "other")
    setting.context("mine", {"mine": 1}, tags=[setting.ground.tag["slug"]])
    setting.context("other", {"other": 1}, tags=[other["slug"]])
    assert setting.rendered() == {"mine": 1}


def test_every_assignment_of_a_context_must_fit(setting: Setting, plant: Plant) -> None:
    here = [setting.ground.site["id"]]
    setting.context("both", {"both": 1}, sites=here, roles=[setting.ground.role["id"]])
    setting.context("one", {"one": 1}, sites=here, roles=[plant.role["id"]])
    setting.context("any", {"any": 1}, sites=[plant.site["id"], setting.ground.site["id"]])
    assert setting.rendered() == {"both": 1, "any": 1}


def test_the_heavier_context_wins_and_mappings_are_merged_to_the_bottom(setting: Setting) -> None:
    setting.context("b-heavy", {"a": 2, "deep": {"y": {"v": 2}}, "list": [3]}, weight=200)
    setting.context("a-light", {"a": 1, "b": 1, "deep": {"x": 1, "y": {"u": 1, "v": 1}}, "list": [1, 2]}, weight=100)
    assert setting.rendered() == {"a": 2, "b": 1, "deep": {"x": 1, "y": {"u": 1, "v": 2}}, "list": [3]}


def test_of_equal_weights_the_later_name_wins(setting: Setting) -> None:
    setting.context("z", {"a": "z"})
    setting.context("a", {"a": "a"})
    assert setting.rendered() == {"a": "z"}


def test_an_inactive_context_does_not_apply(api: Api, setting: Setting) -> None:
    made = setting.context("off", {"off": 1}, sites=[setting.ground.site["id"]], is_active=False)
    assert setting.rendered() == {}
    api.patch(f"{CONTEXTS}/{made['id']}", {"is_active": True})
    assert setting.rendered() == {"off": 1}


def test_what_the_device_itself_says_comes_last(api: Api, setting: Setting) -> None:
    setting.context("a", {"a": 1, "deep": {"x": 1, "y": 1}, "list": [1]}, weight=32767)
    path = f"dcim/devices/{setting.ground.device['id']}"
    api.patch(path, {"local_context_data": {"deep": {"y": 2}, "list": [2], "own": True}})
    assert setting.rendered() == {"a": 1, "deep": {"x": 1, "y": 2}, "list": [2], "own": True}
    api.patch(path, {"local_context_data": None})
    assert setting.rendered() == {"a": 1, "deep": {"x": 1, "y": 1}, "list": [1]}


def test_contexts_that_cannot_be_are_refused(api: Api, setting: Setting) -> None:
    made = setting.context("a", {"a": 1})
    new = setting.yard.name("new")
    assert api.refused("POST", CONTEXTS, {"name": made["name"], "data": {"a": 1}}) == {
        "name": ["config context with this name already exists."]
    }
    assert api.refused("POST", CONTEXTS, {"name": new}) == {"data": ["This field is required."]}
    for data in ([1], "x", 5):
        assert api.refused("POST", CONTEXTS, {"name": new, "data": data}) == {"data": [NO_OBJECT]}
    assert api.refused("POST", CONTEXTS, {"name": new, "data": {}}) == {"data": ["This field cannot be blank."]}
    assert api.refused("POST", CONTEXTS, {"name": new, "data": {"a": 1}, "weight": 40000}) == {
        "weight": ["Ensure this value is less than or equal to 32767."]
    }
    assert api.refused("POST", CONTEXTS, {"name": new, "data": {"a": 1}, "tags": [new]}) == {
        "tags": [f"Object with slug={new} does not exist."]
    }
    by_slug = {"name": new, "data": {"a": 1}, "roles": [{"slug": setting.ground.role["slug"]}]}
    assert api.refused("POST", CONTEXTS, by_slug) == {"roles": ["Incorrect type. Expected pk value, received dict."]}
    assert api.refused("PATCH", f"dcim/devices/{setting.ground.device['id']}", {"local_context_data": [1]}) == {
        "local_context_data": [NO_OBJECT]
    }
