"""What a filter finds, lookup by lookup, and what becomes of a filter that means nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from .client import MISSING_ID, Api, Yard
from .plant import Plant, interface


@dataclass(frozen=True)
class Fleet:
    """Three devices at a site of their own: SW01 (active, tagged), sw02 (planned, with an address), sw03 (offline)."""

    yard: Yard
    site: dict[str, Any]
    region: dict[str, Any]
    devices: tuple[dict[str, Any], ...]

    def found(self, api: Api, **query: Any) -> list[str]:
        """The last digits of the names that a filter finds within the fleet's site."""
        rows = api.found("dcim/devices", site=self.site["slug"], fields="name", ordering="id", **query)
        return [row["name"][-1] for row in rows]


@pytest.fixture(scope="module")
def fleet(api: Api, plant: Plant) -> Iterator[Fleet]:
    yard = Yard(api)
    outer = yard.named("dcim/regions")
    inner = yard.named("dcim/regions", "inner", parent=outer["id"])
    site = yard.named("dcim/sites", region=inner["id"])
    tag = yard.named("extras/tags")
    common = {"site": site["id"]}
    devices = (
        plant.device(yard, "SW01", serial="AB12", tags=[tag["id"]], **common),
        plant.device(yard, "sw02", status="planned", description="old", **common),
        plant.device(yard, "sw03", status="offline", asset_tag=yard.name("asset"), **common),
    )
    vrf = yard.make("ipam/vrfs", name=yard.name())
    port = interface(yard, devices[1], "Vlan10", type="virtual")
    address = yard.make(
        "ipam/ip-addresses",
        address="192.0.2.2/24",
        vrf=vrf["id"],
        assigned_object_type="dcim.interface",
        assigned_object_id=port["id"],
    )
    api.patch(f"dcim/devices/{devices[1]['id']}", {"primary_ip4": address["id"]})
    yield Fleet(yard, site, outer, devices)
    yard.clear()


LOOKUPS = [
    ("name__ic", "Sw0", "123"),
    ("name__nic", "sW02", "13"),
    ("name__isw", "{PREFIX}-SW01", "1"),
    ("name__nisw", "{PREFIX}-SW01", "23"),
    ("name__iew", "W03", "3"),
    ("name__niew", "W03", "12"),
    ("name__ie", "{PREFIX}-SW02", "2"),
    ("name__nie", "{PREFIX}-SW02", "13"),
    ("name__empty", "false", "123"),
    ("name__empty", "true", ""),
    ("name__regex", "SW0[1-3]$", "1"),
    ("name__iregex", "SW0[1-2]$", "12"),
    ("name__n", "{prefix}-sw02", "13"),
    ("name", "{PREFIX}-SW02", "2"),
    ("serial", "ab12", "1"),
    ("serial__empty", "true", "23"),
    ("asset_tag__ic", "asset", "3"),
    ("status", "active", "1"),
    ("status__n", "active", "23"),
    ("has_primary_ip", "true", "2"),
    ("has_primary_ip", "false", "13"),
    ("has_primary_ip", "1", "123"),  # only the words true and false are read
    ("tag", "{prefix}", "1"),
    ("tag__n", "{prefix}", "23"),
    ("role", "{plant}", "123"),
    ("manufacturer", "{plant}", "123"),
    ("device_type", "{plant}", "123"),
    ("platform_id", "null", "123"),
    ("platform", "null", "123"),
    ("tenant_id__n", "null", ""),
    ("q", "sw03", "3"),
    ("q", "AB12", "1"),
    ("created__gte", "2020-01-01", "123"),
    ("created__lt", "2020-01-01T00:00:00Z", ""),
    ("name__nonsense", "x", "123"),
    ("nonsense", "x", "123"),
]


@pytest.mark.parametrize(("key", "value", "found"), LOOKUPS, ids=[f"{key}={value}" for key, value, _ in LOOKUPS])
def test_a_filter_finds(api: Api, fleet: Fleet, plant: Plant, key: str, value: str, found: str) -> None:
    prefix = fleet.yard.prefix
    text = value.format(prefix=prefix, PREFIX=prefix.upper(), plant=plant.prefix)
    assert "".join(fleet.found(api, **{key: text})) == found


def test_a_field_given_several_times_means_any_of_its_values(api: Api, fleet: Fleet) -> None:
    first, second, _ = fleet.devices
    assert fleet.found(api, id=[first["id"], second["id"], MISSING_ID]) == ["1", "2"]
    assert fleet.found(api, status=["active", "planned"]) == ["1", "2"]
    assert fleet.found(api, name=[first["name"], second["name"]]) == ["1", "2"]


def test_different_fields_must_all_fit(api: Api, fleet: Fleet) -> None:
    assert fleet.found(api, status="planned", has_primary_ip="true") == ["2"]
    assert fleet.found(api, status="active", has_primary_ip="true") == []


def test_tags_given_several_times_must_all_be_there(api: Api, fleet: Fleet, yard: Yard) -> None:
    other = yard.named("extras/tags")
    assert fleet.found(api, tag=[fleet.yard.prefix, other["slug"]]) == []


def test_a_region_means_everything_below_it(api: Api, fleet: Fleet) -> None:
    assert fleet.found(api, region=fleet.region["slug"]) == ["1", "2", "3"]
    assert fleet.found(api, region_id=fleet.region["id"]) == ["1", "2", "3"]
    assert [one["id"] for one in api.found("dcim/sites", region=fleet.region["slug"])] == [fleet.site["id"]]


@pytest.mark.parametrize(
    ("path", "key", "value", "message"),
    [
        ("dcim/devices", "status", "nope", "Select a valid choice. nope is not one of the available choices."),
        ("dcim/devices", "site", "no-such", "Select a valid choice. no-such is not one of the available choices."),
        ("dcim/devices", "tag", "no-such", "Select a valid choice. no-such is not one of the available choices."),
        (
            "dcim/devices",
            "region_id",
            str(MISSING_ID),
            f"Select a valid choice. {MISSING_ID} is not one of the available choices.",
        ),
        ("dcim/devices", "id", "abc", "Enter a whole number."),
        ("ipam/vlans", "vid", "abc", "Enter a whole number."),
        ("dcim/devices", "last_updated__gte", "nope", "Enter a valid date/time."),
    ],
)
def test_a_value_that_no_object_can_have_is_an_error(api: Api, path: str, key: str, value: str, message: str) -> None:
    answer = api.call("GET", path, **{key: value})
    assert (answer.status_code, answer.json()) == (400, {key: [message]})


def test_times_are_compared_to_the_microsecond(api: Api, fleet: Fleet) -> None:
    rows = api.found("dcim/devices", site=fleet.site["slug"], fields="last_updated", ordering="id")
    first, second, third = (row["last_updated"] for row in rows)
    assert first < third < second  # the second was changed after the third was made
    assert fleet.found(api, last_updated=third) == ["3"]
    assert fleet.found(api, last_updated__gte=third) == ["2", "3"]
    assert fleet.found(api, last_updated__gt=third) == ["2"]
    assert fleet.found(api, last_updated__lte=third) == ["1", "3"]
    assert fleet.found(api, last_updated__lt=third) == ["1"]


def test_interfaces_are_found_by_their_device(api: Api, fleet: Fleet) -> None:
    device = fleet.devices[1]
    [row] = api.found("dcim/interfaces", device=device["name"], fields="name")
    assert row == {"name": "Vlan10"}
    assert len(api.found("dcim/interfaces", device_id=device["id"])) == 1
    assert len(api.found("dcim/interfaces", device_id=device["id"], type="virtual")) == 1
    assert api.found("dcim/interfaces", device_id=device["id"], type="lag") == []
    assert len(api.found("dcim/interfaces", site=fleet.site["slug"])) == 1
    assert len(api.found("dcim/interfaces", device_id=device["id"], enabled="true", mgmt_only="false")) == 1


def test_addresses_are_found_by_device_and_interface(api: Api, fleet: Fleet) -> None:
    device = fleet.devices[1]
    [address] = api.found("ipam/ip-addresses", device_id=device["id"])
    assert address["address"] == "192.0.2.2/24"
    assert api.found("ipam/ip-addresses", device=device["name"]) == [address]
    assert api.found("ipam/ip-addresses", interface_id=address["assigned_object_id"]) == [address]
    assert api.found("ipam/ip-addresses", device_id=fleet.devices[0]["id"]) == []
    assert api.found("ipam/ip-addresses", device_id=device["id"], assigned_to_interface="true", family=4) == [address]
    assert api.found("ipam/ip-addresses", device_id=device["id"], family=6) == []
