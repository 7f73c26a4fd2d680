"""Creating, changing and deleting: shapes of answers and of errors, unique rules, bulk writes, what deleting drags along."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from .client import MISSING_ID, Api, Yard
from .plant import Plant, interface

SITE = "dcim/sites"
NO_REFERENCE = (
    "Related objects must be referenced by numeric ID or by dictionary of attributes. Received an unrecognized value:"
)


def pair(yard: Yard, suffix: str = "") -> dict[str, Any]:
    return {"name": yard.name(suffix), "slug": yard.name(suffix)}


def test_a_new_object_comes_back_whole_with_its_defaults(yard: Yard) -> None:
    made = yard.make(SITE, **pair(yard))
    own = f"{yard.api.url}/api/dcim/sites/{made['id']}/"
    created, updated = made.pop("created"), made.pop("last_updated")
    made.pop("custom_fields")  # a NetBox in use has its own
    assert made == {
        "id": made["id"],
        "url": own,
        "display_url": own.replace("/api/", "/"),
        "display": yard.name(),
        "name": yard.name(),
        "slug": yard.name(),
        "status": {"value": "active", "label": "Active"},
        "region": None,
        "group": None,
        "tenant": None,
        "facility": "",
        "time_zone": None,
        "description": "",
        "physical_address": "",
        "shipping_address": "",
        "latitude": None,
        "longitude": None,
        "comments": "",
        "asns": [],
        "tags": [],
    }
    assert created.endswith("Z")
    assert updated >= created


def test_a_read_adds_the_counts_that_a_create_leaves_out(yard: Yard) -> None:
    made = yard.make(SITE, **pair(yard))
    read = yard.api.get(f"{SITE}/{made['id']}")
    counts = {"circuit_count", "device_count", "prefix_count", "rack_count", "virtualmachine_count", "vlan_count"}
    assert set(read) - set(made) == counts
    assert {read[one] for one in counts} == {0}


def test_unknown_fields_are_ignored(yard: Yard) -> None:
    made = yard.make(SITE, **pair(yard), nonsense=1, id=MISSING_ID)
    assert "nonsense" not in made
    assert made["id"] != MISSING_ID


def test_choices_are_written_as_values_and_read_with_labels(yard: Yard) -> None:
    made = yard.make(SITE, **pair(yard), status="decommissioning", time_zone="Europe/Istanbul")
    assert made["status"] == {"value": "decommissioning", "label": "Decommissioning"}
    assert made["time_zone"] == "Europe/Istanbul"


def test_related_objects_are_named_by_id_or_by_attributes_and_nest_in_short_form(yard: Yard) -> None:
    region = yard.named("dcim/regions")
    by_id = yard.make(SITE, **pair(yard, "a"), region=region["id"])
    by_slug = yard.make(SITE, **pair(yard, "b"), region={"slug": region["slug"]})
    by_name = yard.make(SITE, **pair(yard, "c"), region={"name": region["name"], "parent": None})
    by_own_id = yard.make(SITE, **pair(yard, "d"), region={"id": region["id"]})
    nested = by_id["region"]
    assert (nested["id"], nested["slug"], nested["display"]) == (region["id"], region["slug"], region["name"])
    assert nested["url"] == region["url"]
    assert "parent" not in nested
    assert by_slug["region"] == by_name["region"] == by_own_id["region"] == nested
    assert yard.api.patch(f"{SITE}/{by_id['id']}", {"region": None})["region"] is None


def test_related_objects_are_found_through_their_own_relations(yard: Yard, plant: Plant) -> None:
    device = plant.device(yard)
    interface(yard, device, "Gi1/0/1")
    made = yard.make(
        "dcim/interfaces",
        device={"name": device["name"], "site": {"slug": plant.prefix}},
        name="Gi1/0/1.10",
        type="virtual",
        parent={"device": {"name": device["name"]}, "name": "Gi1/0/1"},
    )
    assert (made["device"]["id"], made["parent"]["name"]) == (device["id"], "Gi1/0/1")


def test_what_is_missing_is_required_and_what_is_empty_is_blank(api: Api) -> None:
    assert api.refused("POST", SITE, {}) == {
        "name": ["This field is required."],
        "slug": ["This field is required."],
    }
    assert api.refused("POST", SITE, {"name": "", "slug": ""}) == {
        "name": ["This field may not be blank."],
        "slug": ["This field may not be blank."],
    }
    assert api.refused("POST", SITE, {"name": None, "slug": None}) == {
        "name": ["This field may not be null."],
        "slug": ["This field may not be null."],
    }


def test_every_bad_field_is_told_at_once_in_netbox_words(api: Api, yard: Yard) -> None:
    bad = {
        "name": "x" * 101,
        "slug": "a b",
        "status": "nope",
        "region": MISSING_ID,
        "tenant": {"name": yard.name("nope")},
        "group": "x",
        "latitude": 91,
    }
    assert api.refused("POST", SITE, bad) == {
        "name": ["Ensure this field has no more than 100 characters."],
        "slug": ['Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.'],
        "status": ["nope is not a valid choice."],
        "region": [f"Related object not found using the provided numeric ID: {MISSING_ID}"],
        "group": [f"{NO_REFERENCE} x"],
        "tenant": [f"Related object not found using the provided attributes: {{'name': '{yard.name('nope')}'}}"],
        "latitude": ["Ensure this value is less than or equal to 90.0."],
    }


def test_an_attribute_that_does_not_exist_names_no_object(api: Api, yard: Yard) -> None:
    [message] = api.refused("POST", SITE, {**pair(yard), "region": {"nope": "x"}})["region"]
    assert message.startswith("Cannot resolve keyword 'nope' into field. Choices are: ")


def test_attributes_that_fit_several_objects_name_none(api: Api, yard: Yard) -> None:
    for suffix in ("a", "b"):
        yard.make("ipam/vlans", vid=100, name=yard.name(suffix))
    refused = api.refused("POST", "ipam/prefixes", {"prefix": "192.0.2.0/24", "vlan": {"vid": 100}})
    assert refused == {"vlan": ["Multiple objects match the provided attributes: {'vid': 100}"]}


def test_numbers_out_of_range_and_unknown_choices_of_an_interface(api: Api, yard: Yard, plant: Plant) -> None:
    device = plant.device(yard)
    bad = {"device": device["id"], "name": "x", "type": "nope", "mtu": 99_999_999, "mode": "zz"}
    assert api.refused("POST", "dcim/interfaces", bad) == {
        "type": ["nope is not a valid choice."],
        "mtu": ["Ensure this value is less than or equal to 65536."],
        "mode": ["zz is not a valid choice."],
    }


def test_names_and_slugs_are_unique(api: Api, yard: Yard) -> None:
    yard.make(SITE, **pair(yard))
    assert api.refused("POST", SITE, pair(yard)) == {
        "name": ["site with this name already exists."],
        "slug": ["site with this slug already exists."],
    }


def test_device_names_are_unique_within_a_site(api: Api, yard: Yard, plant: Plant) -> None:
    device = plant.device(yard)
    again = plant.device_fields(device["name"])
    assert api.refused("POST", "dcim/devices", again) == {"__all__": ["Device name must be unique per site."]}
    upper = plant.device_fields(device["name"].upper())
    assert api.refused("POST", "dcim/devices", upper) == {"__all__": ["Device name must be unique per site."]}
    other_site = yard.named(SITE)
    assert plant.device(yard, site=other_site["id"])["name"] == device["name"]


def test_interface_names_are_unique_within_a_device(api: Api, yard: Yard, plant: Plant) -> None:
    device = plant.device(yard)
    interface(yard, device)
    again = {"device": device["id"], "name": "Gi1/0/1", "type": "virtual"}
    assert api.refused("POST", "dcim/interfaces", again) == {
        "__all__": ["Interface with this Device and Name already exists."]
    }


def test_asset_tags_are_unique(api: Api, yard: Yard, plant: Plant) -> None:
    plant.device(yard, asset_tag=yard.name())
    again = plant.device_fields(yard.name("sw02"), asset_tag=yard.name())
    assert api.refused("POST", "dcim/devices", again) == {"asset_tag": ["device with this asset tag already exists."]}


def test_a_put_needs_what_a_create_needs_and_keeps_the_rest(api: Api, yard: Yard) -> None:
    site = yard.make(SITE, **pair(yard), description="kept")
    assert api.refused("PUT", f"{SITE}/{site['id']}", {"name": "x"}) == {"slug": ["This field is required."]}
    answer = api.call("PUT", f"{SITE}/{site['id']}", {**pair(yard), "facility": "B2"})
    assert (answer.status_code, answer.json()["facility"], answer.json()["description"]) == (200, "B2", "kept")


def test_a_patch_changes_what_it_names(api: Api, yard: Yard) -> None:
    site = yard.make(SITE, **pair(yard), description="kept")
    changed = api.patch(f"{SITE}/{site['id']}", {"facility": "B2"})
    assert (changed["facility"], changed["description"]) == ("B2", "kept")
    assert changed["last_updated"] > site["last_updated"]
    assert changed["created"] == site["created"]
    assert api.refused("PATCH", f"{SITE}/{site['id']}", {"name": None}) == {"name": ["This field may not be null."]}


def test_even_a_patch_that_changes_nothing_moves_last_updated(api: Api, yard: Yard) -> None:
    site = yard.make(SITE, **pair(yard))
    same = api.patch(f"{SITE}/{site['id']}", {"description": ""})
    assert same["last_updated"] > site["last_updated"]


def test_what_is_not_there_is_not_found(api: Api) -> None:
    gone = {"detail": "No Site matches the given query."}
    for method in ("GET", "PATCH", "DELETE"):
        assert api.refused(method, f"{SITE}/{MISSING_ID}", {} if method == "PATCH" else None, status=404) == gone
    assert api.refused("GET", f"dcim/devices/{MISSING_ID}", status=404) == {
        "detail": "No Device matches the given query."
    }
    assert api.refused("GET", f"{SITE}/abc", status=404) == {"detail": "Not found."}
    assert api.call("GET", "dcim/nonsense").status_code == 404


def test_bodies_that_cannot_be_read_are_told_apart(api: Api) -> None:
    def send(content: bytes, kind: str) -> httpx.Response:
        return api.http.post(f"{SITE}/", content=content, headers={"Content-Type": kind})

    broken = send(b"{bad", "application/json")
    assert (broken.status_code, list(broken.json())) == (400, ["detail"])
    assert broken.json()["detail"].startswith("JSON parse error - ")
    odd = send(b"[1]", "application/json")
    assert (odd.status_code, odd.json()) == (
        400,
        [{"non_field_errors": ["Invalid data. Expected a dictionary, but got int."]}],
    )
    text = send(b"x", "text/plain")
    assert (text.status_code, text.json()) == (415, {"detail": 'Unsupported media type "text/plain" in request.'})


def test_a_path_without_its_last_slash_is_redirected(api: Api) -> None:
    answer = api.http.get("dcim/sites", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (301, "/api/dcim/sites/")


class TestBulk:
    def test_many_are_created_in_one_request_in_the_order_given(self, api: Api, yard: Yard) -> None:
        made = api.post(SITE, [pair(yard, suffix) for suffix in ("c", "a", "b")])
        yard.adopt(SITE, made)
        assert [one["name"] for one in made] == [yard.name(suffix) for suffix in ("c", "a", "b")]

    def test_one_bad_object_leaves_all_of_them_unmade(self, api: Api, yard: Yard) -> None:
        yard.make(SITE, **pair(yard, "there"))
        batch = [pair(yard, "new"), {**pair(yard, "there"), "name": yard.name("other")}]
        assert api.refused("POST", SITE, batch) == [{}, {"slug": ["site with this slug already exists."]}]
        assert api.found(SITE, slug=yard.name("new")) == []

    def test_a_duplicate_inside_the_batch_is_a_server_error_that_leaves_nothing(self, api: Api, yard: Yard) -> None:
        error = api.refused("POST", SITE, [pair(yard, "x"), {**pair(yard, "x"), "name": "y"}], status=500)
        assert error["exception"] == "IntegrityError"
        assert error["netbox_version"]
        assert api.found(SITE, slug=yard.name("x")) == []

    def test_devices_are_checked_one_after_another(self, api: Api, yard: Yard, plant: Plant) -> None:
        good = plant.device_fields(yard.name("sw01"))
        assert api.refused("POST", "dcim/devices", [good, {"name": "x"}]) == {
            "device_type": ["This field is required."],
            "role": ["This field is required."],
            "site": ["This field is required."],
        }
        assert api.refused("POST", "dcim/devices", [good, good]) == {
            "__all__": ["Device name must be unique per site."]
        }
        assert api.found("dcim/devices", name=yard.name("sw01")) == []

    def test_many_are_changed_in_one_request(self, api: Api, yard: Yard) -> None:
        made = [yard.named(SITE, suffix) for suffix in "ab"]
        changed = api.patch(SITE, [{"id": one["id"], "facility": one["name"]} for one in made])
        assert [(one["id"], one["facility"]) for one in changed] == [(one["id"], one["name"]) for one in made]

    def test_one_bad_change_undoes_all_of_them(self, api: Api, yard: Yard) -> None:
        first, second = (yard.named(SITE, suffix) for suffix in "ab")
        batch = [{"id": first["id"], "facility": "x"}, {"id": second["id"], "status": "nope"}]
        assert api.refused("PATCH", SITE, batch) == {"status": ["nope is not a valid choice."]}
        batch = [{"id": first["id"], "facility": "x"}, {"id": second["id"], "slug": first["slug"]}]
        assert api.refused("PATCH", SITE, batch) == {"slug": ["site with this slug already exists."]}
        assert api.get(f"{SITE}/{first['id']}")["facility"] == ""

    def test_unknown_ids_are_passed_over_in_silence(self, api: Api, yard: Yard) -> None:
        site = yard.named(SITE)
        batch = [{"id": one, "facility": "x"} for one in (site["id"], MISSING_ID)]
        assert [one["id"] for one in api.patch(SITE, batch)] == [site["id"]]
        api.delete(SITE, [{"id": MISSING_ID}])
        api.delete(SITE, [{"id": site["id"]}, {"id": MISSING_ID}])
        assert api.call("GET", f"{SITE}/{site['id']}").status_code == 404

    def test_every_change_and_deletion_needs_an_id(self, api: Api) -> None:
        assert api.refused("PATCH", SITE, [{"facility": "x"}]) == [{"id": ["This field is required."]}]
        assert api.refused("DELETE", SITE, [{"x": 1}]) == [{"id": ["This field is required."]}]
        assert api.refused("PATCH", SITE, {"facility": "x"}) == {
            "non_field_errors": ['Expected a list of items but got type "dict".']
        }

    def test_the_last_of_two_changes_to_one_object_stays(self, api: Api, yard: Yard) -> None:
        site = yard.named(SITE)
        api.patch(SITE, [{"id": site["id"], "facility": word} for word in ("first", "last")])
        assert api.get(f"{SITE}/{site['id']}")["facility"] == "last"

    def test_one_protected_object_keeps_all_from_being_deleted(self, api: Api, yard: Yard, plant: Plant) -> None:
        free = yard.named(SITE, "free")
        busy = yard.named(SITE, "busy")
        device = plant.device(yard, site=busy["id"])
        assert api.refused("DELETE", SITE, [{"id": free["id"]}, {"id": busy["id"]}], status=409) == {
            "detail": f"Unable to delete object. 1 dependent objects were found: {device['name']} ({device['id']})"
        }
        assert api.get(f"{SITE}/{free['id']}")["id"] == free["id"]


class TestDeleting:
    @pytest.mark.parametrize("kind", ["site", "device_type", "role"])
    def test_what_a_device_stands_on_is_protected(self, api: Api, yard: Yard, plant: Plant, kind: str) -> None:
        path = {"site": SITE, "device_type": "dcim/device-types", "role": "dcim/device-roles"}[kind]
        own = (
            yard.make(path, manufacturer=plant.manufacturer["id"], model=yard.name(), slug=yard.name())
            if kind == "device_type"
            else yard.named(path)
        )
        device = plant.device(yard, **{kind: own["id"]})
        assert api.refused("DELETE", f"{path}/{own['id']}", status=409) == {
            "detail": f"Unable to delete object. 1 dependent objects were found: {device['name']} ({device['id']})"
        }

    def test_a_device_takes_its_interfaces_and_their_addresses_along(self, api: Api, yard: Yard, plant: Plant) -> None:
        device = plant.device(yard)
        port = interface(yard, device)
        vrf = yard.make("ipam/vrfs", name=yard.name())
        address = yard.make(
            "ipam/ip-addresses",
            address="192.0.2.1/24",
            vrf=vrf["id"],
            assigned_object_type="dcim.interface",
            assigned_object_id=port["id"],
        )
        api.delete(f"dcim/devices/{device['id']}")
        assert api.call("GET", f"dcim/interfaces/{port['id']}").status_code == 404
        assert api.call("GET", f"ipam/ip-addresses/{address['id']}").status_code == 404

    def test_a_region_takes_its_children_along_and_leaves_its_sites_without_one(self, api: Api, yard: Yard) -> None:
        region = yard.named("dcim/regions")
        child = yard.named("dcim/regions", "child", parent=region["id"])
        site = yard.named(SITE, region=child["id"])
        api.delete(f"dcim/regions/{region['id']}")
        assert api.call("GET", f"dcim/regions/{child['id']}").status_code == 404
        assert api.get(f"{SITE}/{site['id']}")["region"] is None

    def test_a_deleted_vlan_leaves_its_interfaces_without_it(self, api: Api, yard: Yard, plant: Plant) -> None:
        vlan = yard.make("ipam/vlans", vid=30, name=yard.name(), site=plant.site["id"])
        device = plant.device(yard)
        access = interface(yard, device, "Gi1/0/1", mode="access", untagged_vlan=vlan["id"])
        trunk = interface(yard, device, "Gi1/0/2", mode="tagged", tagged_vlans=[vlan["id"]])
        api.delete(f"ipam/vlans/{vlan['id']}")
        assert api.get(f"dcim/interfaces/{access['id']}")["untagged_vlan"] is None
        assert api.get(f"dcim/interfaces/{trunk['id']}")["tagged_vlans"] == []
