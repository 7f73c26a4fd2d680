"""Who may do what: tokens, users, groups and object permissions."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from .client import MISSING_ID, Api, NetBox, Yard

NO_PERMISSION = {"detail": "You do not have permission to perform this action."}


class Clerk:
    """A user in a group of its own, with what its permissions allow."""

    def __init__(self, yard: Yard) -> None:
        self.yard = yard
        self.password = f"Aa1-{secrets.token_hex(12)}"
        self.group = yard.make("users/groups", name=yard.name("group"))
        self.user = yard.make(
            "users/users", username=yard.name("user"), password=self.password, groups=[self.group["id"]]
        )

    def token(self, **fields: Any) -> tuple[Api, dict[str, Any]]:
        key = secrets.token_hex(20)
        token = self.yard.make("users/tokens", user=self.user["id"], key=key, **fields)
        return Api(self.yard.api.url, key), token

    def may(self, *actions: str, on: str = "dcim.site", **fields: Any) -> dict[str, Any]:
        return self.yard.make(
            "users/permissions",
            name=self.yard.name("-".join((on, *actions))),
            object_types=[on],
            actions=list(actions),
            groups=[self.group["id"]],
            **fields,
        )


@pytest.fixture
def clerk(yard: Yard) -> Clerk:
    return Clerk(yard)


def test_a_request_without_a_token_is_forbidden(netbox: NetBox) -> None:
    api = Api(netbox.url, None)
    assert api.refused("GET", "dcim/sites", status=403) == {"detail": "Authentication credentials were not provided."}
    assert api.refused("POST", "dcim/sites", {}, status=403) == {
        "detail": "Authentication credentials were not provided."
    }


def test_a_token_nobody_has_is_invalid(netbox: NetBox) -> None:
    assert Api(netbox.url, "0" * 40).refused("GET", "dcim/sites", status=403) == {"detail": "Invalid token"}


def test_a_token_header_without_a_key_is_told_apart(netbox: NetBox) -> None:
    api = Api(netbox.url, None)
    api.http.headers["Authorization"] = "Token"
    assert api.refused("GET", "dcim/sites", status=403) == {"detail": "Invalid token header. No credentials provided."}


def test_a_deleted_token_is_invalid(clerk: Clerk, api: Api) -> None:
    clerk.may("view")
    as_clerk, token = clerk.token()
    as_clerk.get("dcim/sites", limit=1)
    api.delete(f"users/tokens/{token['id']}")
    assert as_clerk.refused("GET", "dcim/sites", status=403) == {"detail": "Invalid token"}


def test_a_tokens_key_is_never_shown_again(clerk: Clerk, api: Api) -> None:
    key = secrets.token_hex(20)
    made = clerk.yard.make("users/tokens", user=clerk.user["id"], key=key, description="lab")
    assert key not in str(made)
    again = api.get(f"users/tokens/{made['id']}")
    assert "key" not in again
    assert again["display"] == "*" * 34 + key[-6:]
    assert (again["write_enabled"], again["description"], again["expires"]) == (True, "lab", None)


def test_a_key_that_is_too_short_is_refused(clerk: Clerk, api: Api) -> None:
    assert api.refused("POST", "users/tokens", {"user": clerk.user["id"], "key": "short"}) == {
        "key": ["Ensure this field has at least 40 characters."]
    }


def test_a_user_gets_a_token_for_name_and_password(clerk: Clerk, netbox: NetBox, yard: Yard) -> None:
    clerk.may("view")
    anybody = Api(netbox.url, None)
    token = anybody.post("users/tokens/provision", {"username": clerk.user["username"], "password": clerk.password})
    yard.adopt("users/tokens", token)
    assert len(token["key"]) == 40
    Api(netbox.url, token["key"]).get("dcim/sites", limit=1)
    wrong = {"username": clerk.user["username"], "password": "wrong"}
    assert anybody.refused("POST", "users/tokens/provision", wrong, status=403) == {
        "detail": "Invalid username/password"
    }
    assert anybody.refused("POST", "users/tokens/provision", {}) == {
        "username": ["This field is required."],
        "password": ["This field is required."],
    }


def test_a_read_only_token_is_refused_on_every_write(clerk: Clerk, yard: Yard) -> None:
    clerk.may("view", "add", "change", "delete")
    site = yard.named("dcim/sites")
    reader, _ = clerk.token(write_enabled=False)
    assert reader.get(f"dcim/sites/{site['id']}")["name"] == site["name"]
    one = f"dcim/sites/{site['id']}"
    assert reader.refused("POST", "dcim/sites", {"name": "x", "slug": "x"}, status=403) == NO_PERMISSION
    assert reader.refused("PATCH", one, {"description": "x"}, status=403) == NO_PERMISSION
    assert reader.refused("PUT", one, {"name": "x", "slug": "x"}, status=403) == NO_PERMISSION
    assert reader.refused("DELETE", one, status=403) == NO_PERMISSION
    assert reader.refused("PATCH", "dcim/sites", [{"id": site["id"]}], status=403) == NO_PERMISSION
    assert reader.refused("DELETE", "dcim/sites", [{"id": site["id"]}], status=403) == NO_PERMISSION
    writer, _ = clerk.token(write_enabled=True)
    assert writer.patch(one, {"description": "x"})["description"] == "x"


def test_an_inactive_user_is_refused(clerk: Clerk, api: Api) -> None:
    clerk.may("view")
    as_clerk, _ = clerk.token()
    api.patch(f"users/users/{clerk.user['id']}", {"is_active": False})
    assert as_clerk.refused("GET", "dcim/sites", status=403) == {"detail": "User inactive"}


def test_a_token_of_other_addresses_is_refused(clerk: Clerk) -> None:
    clerk.may("view")
    elsewhere, _ = clerk.token(allowed_ips=["203.0.113.0/24"])
    assert elsewhere.refused("GET", "dcim/sites", status=403)["detail"].endswith(
        "is not permitted to authenticate using this token."
    )


def test_a_token_expires(clerk: Clerk) -> None:
    clerk.may("view")
    end = datetime.now(UTC) + timedelta(seconds=2)
    as_clerk, _ = clerk.token(expires=end.isoformat())
    deadline = time.monotonic() + 30
    while (answer := as_clerk.call("GET", "dcim/sites", limit=1)).status_code == 200:
        assert time.monotonic() < deadline
    assert datetime.now(UTC) >= end
    assert (answer.status_code, answer.json()) == (403, {"detail": "Token expired"})


def test_a_new_token_does_not_expire_in_the_past(clerk: Clerk, api: Api) -> None:
    refused = api.refused("POST", "users/tokens", {"user": clerk.user["id"], "expires": "2020-01-01T00:00:00Z"})
    assert refused["expires"][0].startswith("Expiration time must be in the future. Current server time is ")


def test_without_a_permission_an_object_type_is_closed(clerk: Clerk, yard: Yard) -> None:
    clerk.may("view")
    as_clerk, _ = clerk.token()
    site = yard.named("dcim/sites")
    for path in ("dcim/devices", f"dcim/devices/{MISSING_ID}", "dcim/regions", "users/users"):
        assert as_clerk.refused("GET", path, status=403) == NO_PERMISSION
    assert as_clerk.refused("POST", "dcim/sites", {"name": "x", "slug": "x"}, status=403) == NO_PERMISSION
    assert as_clerk.refused("PATCH", f"dcim/sites/{site['id']}", {"name": "x"}, status=403) == NO_PERMISSION
    assert as_clerk.refused("DELETE", f"dcim/sites/{site['id']}", status=403) == NO_PERMISSION


def test_a_user_without_any_permission_may_still_ask_for_the_status(clerk: Clerk) -> None:
    as_clerk, _ = clerk.token()
    assert as_clerk.get("status")["netbox-version"]
    assert as_clerk.get("users/config") == {}


def test_a_user_sees_the_own_tokens_only(clerk: Clerk) -> None:
    as_clerk, token = clerk.token()
    assert [one["id"] for one in as_clerk.found("users/tokens")] == [token["id"]]


def test_constraints_narrow_what_is_seen_and_touched(clerk: Clerk, yard: Yard) -> None:
    mine, other = yard.named("dcim/sites", "mine"), yard.named("dcim/sites", "other")
    clerk.may("view", "add", "change", "delete", constraints={"name__startswith": yard.name("mine")})
    as_clerk, _ = clerk.token()
    assert [one["id"] for one in as_clerk.found("dcim/sites", fields="id")] == [mine["id"]]
    assert as_clerk.refused("GET", f"dcim/sites/{other['id']}", status=404) == {
        "detail": "No Site matches the given query."
    }
    assert as_clerk.refused("PATCH", f"dcim/sites/{other['id']}", {"description": "x"}, status=404)
    outside = {"name": yard.name("outside"), "slug": yard.name("outside")}
    assert as_clerk.refused("POST", "dcim/sites", outside, status=403) == NO_PERMISSION
    assert yard.api.found("dcim/sites", slug=yard.name("outside")) == []
    inside = {"name": yard.name("mine-too"), "slug": yard.name("mine-too")}
    yard.adopt("dcim/sites", as_clerk.post("dcim/sites", inside))
    assert as_clerk.refused("PATCH", f"dcim/sites/{mine['id']}", {"name": yard.name("gone")}, status=403)
    assert yard.api.get(f"dcim/sites/{mine['id']}")["name"] == yard.name("mine")


def test_constraints_follow_relations_and_any_of_several_sets_will_do(clerk: Clerk, yard: Yard) -> None:
    tag, region = yard.named("extras/tags"), yard.named("dcim/regions")
    tagged = yard.named("dcim/sites", "tagged", tags=[tag["id"]])
    placed = yard.named("dcim/sites", "placed", region=region["id"])
    yard.named("dcim/sites", "neither")
    sets = [{"tags__slug__in": [tag["slug"]]}, {"region__slug": region["slug"], "status": "active"}]
    clerk.may("view", constraints=sets)
    as_clerk, _ = clerk.token()
    seen = as_clerk.found("dcim/sites", name__isw=yard.prefix, ordering="id", fields="id")
    assert [one["id"] for one in seen] == [tagged["id"], placed["id"]]


def test_a_constraint_that_leads_nowhere_is_a_server_error(clerk: Clerk) -> None:
    clerk.may("view", constraints={"nope__slug": "x"})
    as_clerk, _ = clerk.token()
    answer = as_clerk.call("GET", "dcim/sites")
    assert (answer.status_code, answer.json()["exception"]) == (500, "FieldError")


def test_bulk_writes_pass_over_what_a_user_may_not_see(clerk: Clerk, yard: Yard) -> None:
    mine, other = yard.named("dcim/sites", "mine"), yard.named("dcim/sites", "other")
    clerk.may("view", "change", "delete", constraints={"name__startswith": yard.name("mine")})
    as_clerk, _ = clerk.token()
    changed = as_clerk.patch("dcim/sites", [{"id": one["id"], "description": "x"} for one in (mine, other)])
    assert [one["id"] for one in changed] == [mine["id"]]
    as_clerk.delete("dcim/sites", [{"id": other["id"]}])
    assert yard.api.get(f"dcim/sites/{other['id']}")["description"] == ""


def test_a_permission_of_the_user_itself_counts_as_well(clerk: Clerk, yard: Yard) -> None:
    yard.make(
        "users/permissions",
        name=yard.name("own"),
        object_types=["dcim.site", "dcim.region"],
        actions=["view"],
        users=[clerk.user["id"]],
    )
    as_clerk, _ = clerk.token()
    as_clerk.get("dcim/sites", limit=1)
    as_clerk.get("dcim/regions", limit=1)


def test_a_disabled_permission_gives_nothing(clerk: Clerk) -> None:
    clerk.may("view", enabled=False)
    as_clerk, _ = clerk.token()
    assert as_clerk.refused("GET", "dcim/sites", status=403) == NO_PERMISSION


def test_permissions_on_unknown_types_and_without_actions_are_refused(api: Api, yard: Yard) -> None:
    assert api.refused("POST", "users/permissions", {"name": "x", "object_types": ["dcim.nope"], "actions": []}) == {
        "object_types": ["Invalid content type: dcim.nope"],
        "actions": ["This list may not be empty."],
    }
    assert api.refused("POST", "users/permissions", {"name": "x", "object_types": ["dcim.site"]}) == {
        "actions": ["This field is required."]
    }


def test_user_and_group_names_are_unique(clerk: Clerk, api: Api) -> None:
    assert api.refused("POST", "users/users", {"username": clerk.user["username"], "password": clerk.password}) == {
        "username": ["A user with that username already exists."]
    }
    assert list(api.refused("POST", "users/groups", {"name": clerk.group["name"]})) == ["name"]
    assert "password" not in api.get(f"users/users/{clerk.user['id']}")
