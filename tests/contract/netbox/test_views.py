"""What pages inside NetBox are made of: saved filters, table configs, custom links; and what is told to other systems."""

from __future__ import annotations

from typing import Any

import pytest

from .client import MISSING_ID, Api, Yard
from .plant import Plant

FILTERS, TABLES = "extras/saved-filters", "extras/table-configs"
DEVICES = {"object_types": ["dcim.device"]}


class TestSavedFilters:
    @pytest.fixture
    def found(self, api: Api, yard: Yard, plant: Plant) -> Any:
        site = yard.named("dcim/sites")
        plant.device(yard, "a", site=site["id"])
        plant.device(yard, "b", site=site["id"], status="planned")

        def ask(**query: Any) -> str:
            rows = api.found("dcim/devices", site=site["slug"], ordering="name", fields="name", **query)
            return "".join(row["name"][-1] for row in rows)

        return ask

    def save(self, yard: Yard, suffix: str, parameters: Any, **fields: Any) -> dict[str, Any]:
        return yard.named(FILTERS, suffix, parameters=parameters, **DEVICES, **fields)

    def test_a_list_can_be_asked_for_by_a_filters_slug_or_id(self, yard: Yard, found: Any) -> None:
        one = self.save(yard, "one", {"status": ["planned"]})
        other = self.save(yard, "other", {"status": "active", "has_primary_ip": False})
        assert found(filter=one["slug"]) == found(filter_id=one["id"]) == "b"
        assert found(filter=other["slug"]) == "a"

    def test_values_of_several_filters_and_the_requests_own_are_put_together(self, yard: Yard, found: Any) -> None:
        one = self.save(yard, "one", {"status": ["planned"], "nonsense": ["x"]})
        other = self.save(yard, "other", {"status": ["active"]})
        assert found(filter=[one["slug"], other["slug"]]) == "ab"
        assert found(filter=one["slug"], status="active") == "ab"
        assert found(filter=one["slug"], filter_id=other["id"]) == "ab"

    def test_a_disabled_filter_counts_all_the_same(self, yard: Yard, found: Any) -> None:
        one = self.save(yard, "one", {"status": ["planned"]}, enabled=False)
        assert found(filter=one["slug"]) == "b"

    def test_a_filter_nobody_has_leaves_everything(self, api: Api, yard: Yard, found: Any) -> None:
        assert found(filter=yard.name("none")) == found(filter_id=MISSING_ID) == "ab"
        assert api.call("GET", "dcim/devices", filter_id="x").json()["exception"] == "ValueError"

    @pytest.mark.parametrize("parameters", [[], {}, None, "x", [1]])
    def test_parameters_are_an_object_that_says_something(self, api: Api, yard: Yard, parameters: Any) -> None:
        body = {"name": yard.name(), "slug": yard.name(), "parameters": parameters, **DEVICES}
        assert list(api.refused("POST", FILTERS, body)) == ["parameters"]

    def test_a_slug_is_ascii(self, api: Api, yard: Yard) -> None:
        body = {"name": yard.name(), "slug": f"{yard.name()}-ş", "parameters": {"q": ["x"]}, **DEVICES}
        assert list(api.refused("POST", FILTERS, body)) == ["slug"]


class TestTableConfigs:
    def body(self, yard: Yard, **fields: Any) -> dict[str, Any]:
        table = {
            "object_type": "dcim.device",
            "table": "DeviceTable",
            "columns": ["name", "site"],
            "ordering": ["-name"],
        }
        return {"name": yard.name(), **table, **fields}

    def test_columns_and_their_order_are_kept(self, api: Api, yard: Yard) -> None:
        made = yard.make(TABLES, **self.body(yard, columns=["pk", "name", "tenant", "actions"]))
        assert (made["columns"], made["ordering"]) == (["pk", "name", "tenant", "actions"], ["-name"])
        assert (made["weight"], made["shared"], made["user"]) == (1000, True, None)

    def test_a_custom_field_is_a_column(self, yard: Yard) -> None:
        name = f"{yard.prefix}_c"
        yard.make("extras/custom-fields", name=name, type="text", object_types=["tenancy.tenant"])
        kind = {"object_type": "tenancy.tenant", "table": "TenantTable"}
        made = yard.make(TABLES, **self.body(yard, columns=["name", f"cf_{name}"], **kind))
        assert made["columns"] == ["name", f"cf_{name}"]

    @pytest.mark.parametrize(
        ("fields", "messages"),
        [
            ({"table": "NopeTable"}, {"table": ["Unknown table: NopeTable"]}),
            ({"columns": ["name", "nope"]}, {"columns": ["Unknown column: nope"]}),
            ({"columns": ["cf_nope"]}, {"columns": ["Unknown column: cf_nope"]}),
            ({"columns": []}, {"columns": ["This list may not be empty."]}),
            ({"ordering": ["-nope"]}, {"ordering": ["Unknown column: nope"]}),
        ],
    )
    def test_what_the_table_does_not_have_is_refused(
        self, api: Api, yard: Yard, fields: dict[str, Any], messages: dict[str, Any]
    ) -> None:
        assert api.refused("POST", TABLES, self.body(yard, **fields)) == messages

    def test_without_an_order_netbox_fails(self, api: Api, yard: Yard) -> None:
        body = self.body(yard)
        del body["ordering"]
        for each in (body, {**body, "ordering": None}):
            answer = api.call("POST", TABLES, each)
            assert (answer.status_code, answer.json()["exception"]) == (500, "TypeError")
        assert api.found(TABLES, name=yard.name()) == []


class TestCustomLinks:
    def test_a_link_is_shown_with_bare_values(self, api: Api, yard: Yard) -> None:
        text, url = "{{ object.name }}", "https://kanit.example/{{ object.name }}"
        made = yard.make("extras/custom-links", name=yard.name(), link_text=text, link_url=url, **DEVICES)
        assert (made["link_text"], made["link_url"], made["button_class"]) == (text, url, "default")
        assert [one["id"] for one in api.found("extras/custom-links", object_type="dcim.device", name=yard.name())] == [
            made["id"]
        ]
        assert list(api.refused("POST", "extras/custom-links", {"name": yard.name("x"), **DEVICES})) == [
            "link_text",
            "link_url",
        ]


class TestEventRules:
    def test_a_rule_names_what_is_called_when(self, api: Api, yard: Yard) -> None:
        hook = yard.make("extras/webhooks", name=yard.name(), payload_url="https://kanca.example/", secret="x")
        assert (hook["http_method"], hook["http_content_type"]) == ("POST", "application/json")
        target = {"action_object_type": "extras.webhook", "action_object_id": hook["id"]}
        events = {"event_types": ["object_created", "object_deleted"], "enabled": False}
        rule = yard.make("extras/event-rules", name=yard.name(), action_type="webhook", **target, **events, **DEVICES)
        assert rule["action_type"] == {"value": "webhook", "label": "Webhook"}
        assert (rule["event_types"], rule["action_object"]["id"]) == (events["event_types"], hook["id"])
        assert api.patch(f"extras/event-rules/{rule['id']}", {"conditions": {"and": []}})["conditions"] == {"and": []}

    def test_events_that_there_are_not_are_refused(self, api: Api, yard: Yard) -> None:
        body = {"name": yard.name(), "action_type": "webhook", "action_object_type": "extras.webhook", **DEVICES}
        refused = api.refused("POST", "extras/event-rules", {**body, "event_types": ["object_created", "nope"]})
        assert refused == {"event_types": {"1": ['"nope" is not a valid choice.']}}
        assert api.refused("POST", "extras/event-rules", {**body, "event_types": []}) == {
            "event_types": ["This list may not be empty."]
        }
        assert api.refused("POST", "extras/event-rules", body) == {"event_types": ["This field is required."]}
