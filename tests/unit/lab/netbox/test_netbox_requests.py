from __future__ import annotations

import httpx

from lab.netbox import Running, load
from tests.unit.lab.netbox.netbox_groundwork import device


def test_a_bulk_change_with_one_bad_object_changes_none(served: Running, client: httpx.Client) -> None:
    load(served.store, [device("sw1"), device("sw2")])
    sent = [{"id": 1, "description": "yeni"}, {"id": 2, "status": "yok"}]
    answer = client.patch("/dcim/devices/", json=sent)
    assert (answer.status_code, answer.json()) == (400, {"status": ["yok is not a valid choice."]})
    assert client.get("/dcim/devices/1/").json()["description"] == ""


def test_a_bulk_change_passes_over_ids_that_do_not_exist(served: Running, client: httpx.Client) -> None:
    load(served.store, [device("sw1")])
    answer = client.patch("/dcim/devices/", json=[{"id": 1, "serial": "A"}, {"id": 99, "serial": "B"}])
    assert [(each["id"], each["serial"]) for each in answer.json()] == [(1, "A")]


def test_deleting_a_device_takes_its_interfaces_addresses_and_cables_ends_along(
    served: Running, client: httpx.Client
) -> None:
    ends = [[{"object_type": "dcim.interface", "object_id": number}] for number in (1, 2)]
    address = {"address": "192.0.2.1/24", "assigned_object_type": "dcim.interface", "assigned_object_id": 1}
    load(
        served.store,
        [
            device("sw1"),
            device("sw2"),
            ("dcim/interfaces", {"device": 1, "name": "Gi1/0/1", "type": "1000base-t"}),
            ("dcim/interfaces", {"device": 2, "name": "Gi1/0/1", "type": "1000base-t"}),
            ("dcim/cables", {"a_terminations": ends[0], "b_terminations": ends[1]}),
            ("ipam/ip-addresses", address),
            ("dcim/devices", {"id": 1, "primary_ip4": 1}),
        ],
    )
    assert client.delete("/dcim/devices/1/").status_code == 204
    assert client.get("/ipam/ip-addresses/").json()["count"] == 0
    assert [each["id"] for each in client.get("/dcim/interfaces/").json()["results"]] == [2]
    assert client.get("/dcim/interfaces/2/").json()["link_peers"] == []


def test_an_unknown_filter_returns_everything_and_a_wrong_value_is_an_error(
    served: Running, client: httpx.Client
) -> None:
    load(served.store, [device("sw1"), device("sw2")])
    assert client.get("/dcim/devices/", params={"nonsense": "x"}).json()["count"] == 2
    assert client.get("/dcim/devices/", params={"site": "yok"}).status_code == 400
    assert client.get("/dcim/devices/", params={"region": "merkez"}).json()["count"] == 2


def test_what_a_list_gave_before_a_change_is_not_given_after_it(served: Running, client: httpx.Client) -> None:
    load(served.store, [device("sw1")])
    assert client.get("/dcim/devices/1/").json()["site"]["name"] == "Bina"
    client.patch("/dcim/sites/1/", json={"name": "Yeni Bina"})
    assert client.get("/dcim/devices/1/").json()["site"]["name"] == "Yeni Bina"
    client.post("/extras/config-contexts/", json={"name": "c", "data": {"a": 1}})
    assert client.get("/dcim/devices/1/").json()["config_context"] == {"a": 1}


def test_a_device_is_made_with_the_interfaces_of_its_type(served: Running, client: httpx.Client) -> None:
    template = {"device_type": 1, "name": "Gi1/0/1", "type": "1000base-t"}
    load(served.store, [("dcim/interface-templates", template), device("sw1")])
    [made] = client.get("/dcim/interfaces/", params={"device": "sw1"}).json()["results"]
    assert (made["name"], made["type"]["value"]) == ("Gi1/0/1", "1000base-t")
