"""pynetbox, unmodified, against a NetBox: the flows that people's own scripts are made of."""

from __future__ import annotations

from typing import Any

import pynetbox
import pytest
from pynetbox.core.query import AllocationError, RequestError

from .client import NetBox, Yard
from .plant import Plant, interface, prefix, vrf


def test_it_learns_the_version(pynb: pynetbox.api) -> None:
    assert tuple(int(part) for part in pynb.version.split(".")) >= (4, 2)
    assert pynb.status()["netbox-version"].startswith(pynb.version)


def test_it_creates_gets_changes_and_deletes(pynb: pynetbox.api, yard: Yard) -> None:
    site = pynb.dcim.sites.create(name=yard.name(), slug=yard.name())
    yard.adopt("dcim/sites", dict(site))
    assert pynb.dcim.sites.get(slug=yard.name()).id == site.id
    assert pynb.dcim.sites.get(site.id).name == yard.name()
    site.description = "yeni"
    site.status = "planned"
    assert site.save() is True
    again = pynb.dcim.sites.get(site.id)
    assert (again.description, again.status.value, str(again.status)) == ("yeni", "planned", "Planned")
    assert again.save() is False
    assert again.update({"facility": "B2"}) is True
    assert again.delete() is True
    assert pynb.dcim.sites.get(slug=yard.name()) is None
    assert pynb.dcim.sites.get(site.id) is None


def test_it_walks_all_pages_and_counts(pynb: pynetbox.api, yard: Yard) -> None:
    made = pynb.extras.tags.create([{"name": yard.name(str(at)), "slug": yard.name(str(at))} for at in range(7)])
    yard.adopt("extras/tags", [dict(one) for one in made])
    found = pynb.extras.tags.filter(name__isw=yard.prefix, limit=3)
    assert sorted(one.id for one in found) == sorted(one.id for one in made)
    assert pynb.extras.tags.count(name__isw=yard.prefix) == 7
    assert {one.id for one in made} <= {one.id for one in pynb.extras.tags.all()}
    threaded = pynetbox.api(pynb.base_url.removesuffix("/api"), token=pynb.token, threading=True)
    assert len(list(threaded.extras.tags.filter(name__isw=yard.prefix, limit=3))) == 7


def test_it_changes_and_deletes_many(pynb: pynetbox.api, yard: Yard) -> None:
    sites = [yard.named("dcim/sites", suffix) for suffix in "ab"]
    changed = pynb.dcim.sites.update([{"id": one["id"], "facility": "x"} for one in sites])
    assert [one.facility for one in changed] == ["x", "x"]
    records = pynb.dcim.sites.filter(name__isw=yard.prefix)
    assert len(list(records.update(description="hepsi"))) == 2
    assert {one.description for one in pynb.dcim.sites.filter(name__isw=yard.prefix)} == {"hepsi"}
    assert pynb.dcim.sites.delete([one["id"] for one in sites]) is True
    assert pynb.dcim.sites.count(name__isw=yard.prefix) == 0


def test_it_reads_nested_objects_and_fetches_what_is_missing(pynb: pynetbox.api, yard: Yard, plant: Plant) -> None:
    made = plant.device(yard, local_context_data={"a": {"b": 1}})
    interface(yard, made)
    device = pynb.dcim.devices.get(name=made["name"], site=plant.prefix)
    assert (device.site.slug, device.device_type.manufacturer.slug) == (plant.prefix, plant.prefix)
    assert device.site.physical_address == ""  # not in the short form: fetched
    assert device.config_context == {"a": {"b": 1}}
    [port] = pynb.dcim.interfaces.filter(device_id=device.id)
    assert (port.device.name, port.type.value, str(port)) == (made["name"], "1000base-t", "Gi1/0/1")


def test_it_hands_out_free_addresses_and_prefixes(pynb: pynetbox.api, yard: Yard) -> None:
    ground = vrf(yard)
    container = pynb.ipam.prefixes.get(prefix(yard, "198.51.100.0/24", ground)["id"])
    cut: Any = container.available_prefixes.create({"prefix_length": 30})
    yard.adopt("ipam/prefixes", dict(cut))
    assert str(cut) == "198.51.100.0/30"
    assert [one["address"] for one in map(dict, cut.available_ips.list())] == ["198.51.100.1/30", "198.51.100.2/30"]
    first = cut.available_ips.create({"description": "bir"})
    second = cut.available_ips.create()
    yard.adopt("ipam/ip-addresses", [dict(first), dict(second)])
    assert (str(first), first.description, str(second)) == ("198.51.100.1/30", "bir", "198.51.100.2/30")
    with pytest.raises(AllocationError):
        cut.available_ips.create()


def test_it_tells_the_errors_of_netbox(pynb: pynetbox.api) -> None:
    with pytest.raises(RequestError) as caught:
        pynb.dcim.sites.create(name="x")
    assert caught.value.req.status_code == 400
    assert "This field is required." in caught.value.error


def test_it_follows_cables(pynb: pynetbox.api, yard: Yard, plant: Plant) -> None:
    near, far = (interface(yard, plant.device(yard, name)) for name in ("sw01", "sw02"))
    ends = [[{"object_type": "dcim.interface", "object_id": port["id"]}] for port in (near, far)]
    yard.make("dcim/cables", a_terminations=ends[0], b_terminations=ends[1])
    port = pynb.dcim.interfaces.get(near["id"])
    assert [one.device.name for one in port.connected_endpoints] == [far["device"]["name"]]
    _, cable, [end] = port.trace()
    assert (cable.id, end.id) == (port.cable.id, far["id"])


def test_it_reads_the_choices_of_a_field(pynb: pynetbox.api) -> None:
    choices = pynb.dcim.sites.choices()
    assert {"value": "active", "display_name": "Active"} in choices["status"]


def test_an_unknown_token_is_told(netbox: NetBox) -> None:
    stranger = pynetbox.api(netbox.url, token="0" * 40)
    with pytest.raises(RequestError) as caught:
        stranger.dcim.sites.count()
    assert caught.value.req.status_code == 403
