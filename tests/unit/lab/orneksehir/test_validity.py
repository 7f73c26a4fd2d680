"""What a real NetBox 4.4 would refuse is not in the data: dangling relations, broken unique rules, wrong choices."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import pytest

from lab.orneksehir import PROFILES, Municipality, generate
from lab.orneksehir.loader import LoadFailed, load, resolve
from lab.orneksehir.municipality import ENDPOINTS

UNIQUE: dict[str, tuple[tuple[str, ...], ...]] = {
    "extras/tags": (("name",), ("slug",)),
    "extras/custom-field-choice-sets": (("name",),),
    "extras/custom-fields": (("name",),),
    "extras/config-contexts": (("name",),),
    "dcim/regions": (("parent", "name"), ("parent", "slug")),
    "dcim/site-groups": (("name",), ("slug",)),
    "tenancy/tenant-groups": (("name",), ("slug",)),
    "tenancy/tenants": (("group", "name"), ("group", "slug"), ("slug",)),
    "dcim/sites": (("name",), ("slug",)),
    "dcim/locations": (("site", "slug"), ("site", "name")),
    "dcim/racks": (("location", "name"), ("name",)),
    "dcim/manufacturers": (("name",), ("slug",)),
    "dcim/platforms": (("name",), ("slug",)),
    "dcim/device-types": (("manufacturer", "model"), ("manufacturer", "slug"), ("slug",)),
    "dcim/device-roles": (("name",), ("slug",)),
    "ipam/roles": (("name",), ("slug",)),
    "ipam/vrfs": (("name",),),
    "ipam/vlan-groups": (("name",), ("slug",)),
    "ipam/vlans": (("group", "vid"), ("group", "name")),
    "ipam/prefixes": (("vrf", "prefix"),),
    "circuits/providers": (("name",), ("slug",)),
    "circuits/circuit-types": (("name",), ("slug",)),
    "circuits/circuits": (("provider", "cid"),),
    "circuits/circuit-terminations": (("circuit", "term_side"),),
    "virtualization/clusters": (("name",),),
    "virtualization/virtual-machines": (("cluster", "name"),),
    "dcim/devices": (("site", "name"), ("name",), ("asset_tag",)),
    "dcim/interfaces": (("device", "name"),),
    "ipam/ip-addresses": (("vrf", "address"),),
    "dcim/cables": (("label",),),
}
"""NetBox's own unique rules, and narrower ones where other objects refer by the name alone."""

RELATIONS: dict[str, dict[str, str]] = {
    "dcim/regions": {"parent": "dcim/regions"},
    "tenancy/tenants": {"group": "tenancy/tenant-groups"},
    "dcim/sites": {"region": "dcim/regions", "group": "dcim/site-groups", "tenant": "tenancy/tenants"},
    "dcim/locations": {"site": "dcim/sites"},
    "dcim/racks": {"site": "dcim/sites", "location": "dcim/locations"},
    "dcim/platforms": {"manufacturer": "dcim/manufacturers"},
    "dcim/device-types": {"manufacturer": "dcim/manufacturers"},
    "ipam/vlan-groups": {"scope_id": "dcim/sites"},
    "ipam/vlans": {"group": "ipam/vlan-groups", "site": "dcim/sites", "role": "ipam/roles"},
    "ipam/prefixes": {"scope_id": "dcim/sites", "vlan": "ipam/vlans", "role": "ipam/roles", "vrf": "ipam/vrfs"},
    "circuits/circuits": {"provider": "circuits/providers", "type": "circuits/circuit-types"},
    "circuits/circuit-terminations": {"circuit": "circuits/circuits", "termination_id": "dcim/sites"},
    "virtualization/clusters": {"type": "virtualization/cluster-types", "scope_id": "dcim/sites"},
    "virtualization/virtual-machines": {
        "site": "dcim/sites",
        "cluster": "virtualization/clusters",
        "role": "dcim/device-roles",
        "platform": "dcim/platforms",
    },
    "dcim/devices": {
        "site": "dcim/sites",
        "role": "dcim/device-roles",
        "device_type": "dcim/device-types",
        "platform": "dcim/platforms",
        "tenant": "tenancy/tenants",
        "location": "dcim/locations",
        "rack": "dcim/racks",
    },
    "dcim/interfaces": {
        "device": "dcim/devices",
        "lag": "dcim/interfaces",
        "untagged_vlan": "ipam/vlans",
        "tagged_vlans": "ipam/vlans",
        "tags": "extras/tags",
    },
    "ipam/ip-addresses": {"assigned_object_id": "dcim/interfaces", "vrf": "ipam/vrfs"},
    "extras/config-contexts": {"sites": "dcim/sites", "roles": "dcim/device-roles", "regions": "dcim/regions"},
    "extras/custom-fields": {"choice_set": "extras/custom-field-choice-sets"},
}


@pytest.fixture(scope="module", params=PROFILES)
def town(request: pytest.FixtureRequest) -> Municipality:
    return generate(request.param)


def text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def references(value: Any) -> list[dict[str, Any]]:
    many = value if isinstance(value, list) else [value]
    return [one for one in many if isinstance(one, dict)]


def test_objects_come_in_dependency_order_and_only_to_known_endpoints(town: Municipality) -> None:
    order = [ENDPOINTS.index(endpoint) for endpoint, _ in town.objects()]
    assert order == sorted(order)


def test_no_unique_rule_is_broken(town: Municipality) -> None:
    for endpoint, rules in UNIQUE.items():
        for rule in rules:
            values = Counter(text([body.get(name) for name in rule]) for body in town.bodies[endpoint])
            assert [value for value, count in values.items() if count > 1] == [], (endpoint, rule)


def test_every_relation_meets_one_object_that_was_created_earlier(town: Municipality) -> None:
    known: dict[str, set[str]] = {}
    wanted = {
        (other, tuple(sorted(reference)))
        for endpoint, relations in RELATIONS.items()
        for name, other in relations.items()
        for body in town.bodies[endpoint]
        for reference in references(body.get(name))
    }
    shapes: dict[str, set[tuple[str, ...]]] = {}
    for other, shape in wanted:
        shapes.setdefault(other, set()).add(shape)
    for endpoint, body in town.objects():
        for name, other in RELATIONS.get(endpoint, {}).items():
            for reference in references(body.get(name)):
                assert text(reference) in known.get(other, set()), (endpoint, name, reference)
        for shape in shapes.get(endpoint, ()):
            known.setdefault(endpoint, set()).add(text({part: body[part] for part in shape if part in body}))


def test_every_slug_is_explicit_and_ascii(town: Municipality) -> None:
    for endpoint, body in town.objects():
        if "slug" in body:
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", body["slug"]), (endpoint, body)


def test_texts_fit_netboxs_columns(town: Municipality) -> None:
    limits = {"name": 64, "description": 200, "serial": 50, "asset_tag": 50, "label": 64, "slug": 100, "facility": 50}
    wider = {"dcim/sites", "tenancy/tenants", "tenancy/tenant-groups", "extras/config-contexts", "ipam/vlan-groups"}
    for endpoint, body in town.objects():
        for name, limit in limits.items():
            if isinstance(body.get(name), str):
                assert len(body[name]) <= (100 if name == "name" and endpoint in wider else limit), (endpoint, body)


def test_custom_fields_are_declared_for_their_type_and_selects_have_known_values(town: Municipality) -> None:
    types = {
        "dcim/devices": "dcim.device",
        "dcim/device-types": "dcim.devicetype",
        "circuits/circuits": "circuits.circuit",
        "virtualization/virtual-machines": "virtualization.virtualmachine",
    }
    choices = {
        body["name"]: {value for value, _ in body["extra_choices"]}
        for body in town.bodies["extras/custom-field-choice-sets"]
    }
    fields = {body["name"]: body for body in town.bodies["extras/custom-fields"]}
    for endpoint, type_ in types.items():
        for body in town.bodies[endpoint]:
            for name, value in body.get("custom_fields", {}).items():
                assert type_ in fields[name]["object_types"]
                if fields[name]["type"] == "select":
                    assert value in choices[fields[name]["choice_set"]["name"]]


def test_each_port_has_at_most_one_cable_and_only_physical_ports_have_one(town: Municipality) -> None:
    types = {text(body["device"]) + body["name"]: body for body in town.bodies["dcim/interfaces"]}
    ends: Counter[str] = Counter()
    for cable in town.bodies["dcim/cables"]:
        for side in ("a_terminations", "b_terminations"):
            port = cable[side][0]["object_id"]
            name = text(port["device"]) + port["name"]
            ends[name] += 1
            assert types[name]["type"] not in {"virtual", "lag"}
            assert not types[name].get("mark_connected")
    assert set(ends.values()) == {1}


def test_vlans_of_a_port_are_of_its_devices_site_and_fit_its_mode(town: Municipality) -> None:
    sites = {body["name"]: body["site"]["slug"] for body in town.bodies["dcim/devices"]}
    for body in town.bodies["dcim/interfaces"]:
        vlans = references(body.get("untagged_vlan")) + references(body.get("tagged_vlans", []))
        assert {vlan["group"]["slug"] for vlan in vlans} <= {sites[body["device"]["name"]]}
        if vlans:
            assert body["mode"] == ("tagged" if body.get("tagged_vlans") else "access")


def test_lags_have_two_members_on_their_own_device(town: Municipality) -> None:
    members: Counter[str] = Counter()
    for body in town.bodies["dcim/interfaces"]:
        if "lag" in body:
            assert body["lag"]["device"] == body["device"]
            assert "mode" not in body
            members[text(body["lag"])] += 1
    lags = [body for body in town.bodies["dcim/interfaces"] if body["type"] == "lag"]
    assert set(members.values()) == {2}
    assert len(members) == len(lags)


class Recorder:
    """A NetBox that takes everything and remembers; ids start at a number of its own, as in a database with history."""

    def __init__(self) -> None:
        self.objects: dict[int, tuple[str, dict[str, Any]]] = {}
        self.changed: dict[int, dict[str, Any]] = {}

    def create(self, endpoint: str, bodies: list[dict[str, Any]]) -> list[int]:
        first = 1000 + len(self.objects)
        self.objects |= {first + number: (endpoint, body) for number, body in enumerate(bodies)}
        return list(range(first, first + len(bodies)))

    def change(self, endpoint: str, bodies: list[dict[str, Any]]) -> None:
        self.changed |= {body["id"]: body for body in bodies}


def test_loading_turns_references_into_the_ids_of_the_right_objects() -> None:
    town, netbox = generate("tiny"), Recorder()
    load(town, netbox, batch=7)
    made = netbox.objects
    for endpoint, body in list(made.values()):
        if endpoint == "dcim/cables":
            for side in ("a_terminations", "b_terminations"):
                assert made[body[side][0]["object_id"]][0] == "dcim/interfaces"
        if endpoint == "dcim/interfaces":
            for id_ in body.get("tagged_vlans", []):
                assert made[id_][0] == "ipam/vlans"
        if "scope_id" in body:
            assert made[body["scope_id"]][0] == "dcim/sites"
    names = {made[id_][1]["name"]: body["primary_ip4"]["address"] for id_, body in netbox.changed.items()}
    assert names == {update.key["name"]: update.body["primary_ip4"]["address"] for update in town.updates()}


def test_a_lag_is_created_in_an_earlier_request_than_its_members() -> None:
    class Strict(Recorder):
        def create(self, endpoint: str, bodies: list[dict[str, Any]]) -> list[int]:
            if endpoint == "dcim/interfaces":
                there = {
                    text({"device": body["device"], "name": body["name"]})
                    for _, body in self.objects.values()
                    if "device" in body
                }
                assert {text(body["lag"]) for body in bodies if "lag" in body} <= there
            return super().create(endpoint, bodies)

    netbox = Strict()
    load(generate("tiny"), netbox, batch=10_000)
    assert any("lag" in body for _, body in netbox.objects.values())


def test_a_reference_to_nothing_is_not_passed_on() -> None:
    with pytest.raises(KeyError):
        resolve({"scope_type": "dcim.site", "scope_id": {"slug": "yok"}}, {})


def test_a_refusal_names_the_endpoint_and_netboxs_answer() -> None:
    error = LoadFailed(endpoint="dcim/sites", status=400, answer="slug: exists")
    assert "dcim/sites" in error.message("tr")
    assert "slug: exists" in error.message("en")
