"""Journal entries, the record of every change, times, and the status page."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from .client import MISSING_ID, Api, Yard

SITES = "dcim/sites"
JOURNAL = "extras/journal-entries"
CHANGES = "core/object-changes"


def changes(api: Api, answer: httpx.Response) -> list[dict[str, Any]]:
    """What one request changed, the first change first."""
    assert answer.status_code < 300, answer.text
    return list(reversed(api.found(CHANGES, request_id=answer.headers["X-Request-ID"], ordering="-time")))


class TestJournal:
    @pytest.fixture
    def site(self, yard: Yard) -> dict[str, Any]:
        return yard.named(SITES)

    def test_an_entry_stands_on_its_object_with_its_author(self, api: Api, yard: Yard, site: Any) -> None:
        here = {"assigned_object_type": "dcim.site", "assigned_object_id": site["id"]}
        made = yard.make(JOURNAL, **here, comments="**Değişiklik** yapıldı")
        assert made["kind"] == {"value": "info", "label": "Info"}
        assert made["assigned_object"]["slug"] == site["slug"]
        assert made["comments"] == "**Değişiklik** yapıldı"
        me = api.get(f"users/users/{made['created_by']}")["username"]
        assert me
        moment = datetime.fromisoformat(made["created"]).strftime("%Y-%m-%d %H:%M")
        assert made["display"] == f"{moment} (Info)"
        yard.make(JOURNAL, **here, comments="second", kind="warning")
        assert [one["comments"] for one in api.found(JOURNAL, **here)] == ["second", "**Değişiklik** yapıldı"]
        assert [one["comments"] for one in api.found(JOURNAL, **here, kind="warning")] == ["second"]
        assert [one["comments"] for one in api.found(JOURNAL, **here, q="değişik")] == ["**Değişiklik** yapıldı"]

    def test_bad_entries_are_refused(self, api: Api, site: Any) -> None:
        here = {"assigned_object_type": "dcim.site", "assigned_object_id": site["id"]}
        assert api.refused("POST", JOURNAL, here) == {"comments": ["This field is required."]}
        assert api.refused("POST", JOURNAL, {**here, "comments": "x", "assigned_object_id": MISSING_ID}) == {
            "non_field_errors": [f"Invalid assigned_object: DCIM > Site ID {MISSING_ID}"]
        }
        bad = {**here, "comments": "x", "assigned_object_type": "dcim.nope", "kind": "z"}
        assert api.refused("POST", JOURNAL, bad) == {
            "assigned_object_type": ["Invalid content type: dcim.nope"],
            "kind": ["z is not a valid choice."],
        }

    def test_entries_go_with_their_object(self, api: Api, site: Any) -> None:
        here = {"assigned_object_type": "dcim.site", "assigned_object_id": site["id"]}
        made = api.post(JOURNAL, {**here, "comments": "x"})
        api.delete(f"{SITES}/{site['id']}")
        assert api.call("GET", f"{JOURNAL}/{made['id']}").status_code == 404


class TestChanges:
    def test_a_create_an_update_and_a_delete_are_recorded_with_their_reason(self, api: Api, yard: Yard) -> None:
        name = yard.name()
        answer = api.call("POST", SITES, {"name": name, "slug": name, "changelog_message": "neden 1"})
        site = answer.json()
        yard.adopt(SITES, site)
        assert "changelog_message" not in site
        [created] = changes(api, answer)
        assert created["action"] == {"value": "create", "label": "Created"}
        assert (created["message"], created["changed_object_type"], created["changed_object_id"]) == (
            "neden 1",
            "dcim.site",
            site["id"],
        )
        assert created["prechange_data"] in (None, {})
        assert (created["postchange_data"]["slug"], created["postchange_data"]["status"]) == (name, "active")
        assert created["user"]["username"] == created["user_name"]
        assert created["display"] == f"DCIM | site {name} created by {created['user_name']}"
        assert created["changed_object"]["slug"] == name

        [updated] = changes(
            api, api.call("PATCH", f"{SITES}/{site['id']}", {"description": "yeni", "changelog_message": "neden 2"})
        )
        assert (updated["action"]["value"], updated["message"]) == ("update", "neden 2")
        assert (updated["prechange_data"]["description"], updated["postchange_data"]["description"]) == ("", "yeni")

        [deleted] = changes(api, api.call("DELETE", f"{SITES}/{site['id']}", {"changelog_message": "neden 3"}))
        assert (deleted["action"], deleted["message"]) == ({"value": "delete", "label": "Deleted"}, "neden 3")
        assert (deleted["changed_object"], deleted["prechange_data"]["description"]) == (None, "yeni")
        mine = {"changed_object_type": "dcim.site", "changed_object_id": site["id"]}
        newest_first = api.found(CHANGES, **mine)
        assert [one["action"]["value"] for one in newest_first] == ["delete", "update", "create"]
        assert [one["id"] for one in api.found(CHANGES, **mine, action="update")] == [updated["id"]]

    def test_every_request_has_its_own_id(self, api: Api, yard: Yard) -> None:
        site = yard.named(SITES)
        answers = [api.call("PATCH", f"{SITES}/{site['id']}", {"description": word}) for word in ("a", "b")]
        ids = {UUID(answer.headers["X-Request-ID"]) for answer in answers}
        assert len(ids) == 2
        assert [[one["request_id"] for one in changes(api, answer)] for answer in answers] == [
            [answer.headers["X-Request-ID"]] for answer in answers
        ]

    def test_a_bulk_request_is_one_request_with_a_change_per_object(self, api: Api, yard: Yard) -> None:
        batch = [{"name": yard.name(one), "slug": yard.name(one), "changelog_message": f"m-{one}"} for one in "ab"]
        answer = api.call("POST", SITES, batch)
        made = answer.json()
        yard.adopt(SITES, made)
        recorded = changes(api, answer)
        assert sorted(one["changed_object_id"] for one in recorded) == [one["id"] for one in made]
        assert len({one["request_id"] for one in recorded}) == 1
        answer = api.call(
            "PATCH", SITES, [{"id": one["id"], "facility": "x", "changelog_message": "m"} for one in made]
        )
        assert {one["message"] for one in changes(api, answer)} == {"m"}
        answer = api.call("DELETE", SITES, [{"id": one["id"], "changelog_message": "gone"} for one in made])
        assert [(one["action"]["value"], one["message"]) for one in changes(api, answer)] == [("delete", "gone")] * 2

    def test_a_change_that_changes_nothing_is_not_recorded(self, api: Api, yard: Yard) -> None:
        site = yard.named(SITES)
        assert changes(api, api.call("PATCH", f"{SITES}/{site['id']}", {"description": ""})) == []

    def test_a_refused_request_is_not_recorded(self, api: Api, yard: Yard) -> None:
        site = yard.named(SITES)
        answer = api.call("PATCH", SITES, [{"id": site["id"], "facility": "x"}, {"id": site["id"], "status": "nope"}])
        assert answer.status_code == 400
        assert api.found(CHANGES, request_id=answer.headers["X-Request-ID"]) == []

    def test_what_goes_along_with_a_deletion_is_recorded_too(self, api: Api, yard: Yard) -> None:
        outer = yard.named("dcim/regions")
        inner = yard.named("dcim/regions", "inner", parent=outer["id"])
        recorded = changes(api, api.call("DELETE", f"dcim/regions/{outer['id']}"))
        assert {(one["action"]["value"], one["changed_object_id"]) for one in recorded} == {
            ("delete", outer["id"]),
            ("delete", inner["id"]),
        }

    def test_changes_can_be_asked_for_since_a_moment_and_never_written(self, api: Api, yard: Yard) -> None:
        site = yard.named(SITES)
        [made] = api.found(CHANGES, changed_object_type="dcim.site", changed_object_id=site["id"])
        mine = {"changed_object_id": site["id"], "changed_object_type": "dcim.site"}
        assert [one["id"] for one in api.found(CHANGES, **mine, time_after=made["time"])] == [made["id"]]
        assert api.found(CHANGES, **mine, time_before="2020-01-01T00:00:00Z") == []
        assert api.get(f"{CHANGES}/{made['id']}")["request_id"] == made["request_id"]
        assert api.call("POST", CHANGES, {}).status_code == 405
        assert api.call("DELETE", f"{CHANGES}/{made['id']}").status_code == 405


class TestChangesFound:
    """Which changes of one site (created, described, moved) a filter finds, the oldest first."""

    @pytest.fixture
    def found(self, api: Api, yard: Yard) -> Any:
        site = yard.named(SITES, changelog_message="ilk neden")
        for body in ({"description": "x", "changelog_message": "ikinci neden"}, {"facility": "y"}):
            api.patch(f"{SITES}/{site['id']}", body)
        [kind] = api.found("core/object-types", app_label="dcim", model="site")
        mine = {"changed_object_id": site["id"], "changed_object_type_id": kind["id"]}
        rows = api.found(CHANGES, **mine, ordering="time")
        places = {row["id"]: str(at) for at, row in enumerate(rows, 1)}

        def ask(**query: Any) -> str:
            asked = {
                name: rows[value[0] - 1][value[1]] if isinstance(value, tuple) else value
                for name, value in query.items()
            }
            return "".join(places[row["id"]] for row in api.found(CHANGES, **mine, ordering="id", **asked))

        return ask

    @pytest.mark.parametrize(
        ("query", "changes"),
        [
            ({}, "123"),
            ({"id__gt": (1, "id")}, "23"),
            ({"id__gte": (2, "id")}, "23"),
            ({"id__lt": (2, "id")}, "1"),
            ({"action": "create"}, "1"),
            ({"action": ["create", "update"]}, "23"),  # the last one counts
            ({"time_after": (2, "time")}, "23"),
            ({"time_before": (2, "time")}, "12"),
            ({"time__gt": (2, "time")}, "123"),  # there is no such filter
            ({"request_id": (2, "request_id")}, "2"),
            ({"user_name__ic": "nobody-of-that-name"}, ""),
            ({"user_name": (1, "user_name")}, "123"),
            ({"changed_object_type": "dcim.site"}, "123"),
            ({"changed_object_type": "dcim.device"}, ""),
            ({"object_repr__ic": "ct"}, "123"),
            ({"q": "ikinci"}, "2"),
            ({"q": "no-such-words"}, ""),
        ],
        ids=str,
    )
    def test_a_filter_finds(self, found: Any, query: dict[str, Any], changes: str) -> None:
        assert found(**query) == changes

    @pytest.mark.parametrize(
        ("name", "value", "message"),
        [
            ("action", "nope", "Select a valid choice. nope is not one of the available choices."),
            ("request_id", "x", "Enter a valid UUID."),
            ("changed_object_type_id", "999999", "Select a valid choice. 999999 is not one of the available choices."),
        ],
    )
    def test_a_value_that_no_change_can_have_is_an_error(self, api: Api, name: str, value: str, message: str) -> None:
        answer = api.call("GET", CHANGES, **{name: value})
        assert (answer.status_code, answer.json()) == (400, {name: [message]})

    def test_a_moment_that_is_none_is_an_error_of_the_time(self, api: Api) -> None:
        answer = api.call("GET", CHANGES, time_after="x")
        assert (answer.status_code, answer.json()) == (400, {"time": ["Enter a valid date/time."]})


class TestStatus:
    def test_the_status_tells_the_version(self, api: Api) -> None:
        status = api.get("status")
        major, minor = status["netbox-version"].split(".")[:2]
        assert (int(major), int(minor)) >= (4, 2)
        assert {"django-version", "installed-apps", "netbox-full-version", "plugins", "python-version"} & set(status)
        assert isinstance(status["plugins"], dict)

    def test_every_answer_names_the_api_version_and_its_request(self, api: Api) -> None:
        answer = api.call("GET", "status")
        version = answer.json()["netbox-version"]
        assert answer.headers["API-Version"] == ".".join(version.split(".")[:2])
        assert UUID(answer.headers["X-Request-ID"])
        assert answer.headers["Content-Type"] == "application/json"

    def test_the_root_names_the_applications(self, api: Api) -> None:
        root = api.http.get("").json()
        for name in ("circuits", "core", "dcim", "extras", "ipam", "tenancy", "users", "status"):
            assert root[name] == f"{api.url}/api/{name}/"
        assert api.get("dcim")["devices"] == f"{api.url}/api/dcim/devices/"
