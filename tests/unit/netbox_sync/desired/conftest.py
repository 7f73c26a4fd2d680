"""A NetBox of the lab of one's own, a small network that it should hold, and a line to it that can be made bad."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lab.netbox import Running, running
from netbox_sync.client import NetBox
from netbox_sync.desired import Origin, Outcome, Wanted, apply, compare
from tests.unit.netbox_sync.netbox_front import Front, front

SITE = {"slug": "mrk"}
TYPE = {"manufacturer": {"slug": "cisco"}, "slug": "c9200"}


def one(endpoint: str, key: dict[str, Any], row: int = 0, **body: Any) -> Wanted:
    return Wanted(endpoint=endpoint, key=key, body=body, origin=Origin(file="ağ.xlsx", sheet=endpoint, row=row or None))


def device(name: str, **body: Any) -> Wanted:
    fields = {"site": SITE, "role": {"slug": "erisim"}, "device_type": TYPE, "status": "active", **body}
    return one("dcim/devices", {"name": name}, **fields)


def interface(name: str, port: str, **body: Any) -> Wanted:
    return one("dcim/interfaces", {"device": {"name": name}, "name": port}, **{"type": "1000base-t", **body})


def ground() -> list[Wanted]:
    return [
        one("dcim/sites", SITE, name="Merkez", status="active"),
        one("dcim/manufacturers", {"slug": "cisco"}, name="Cisco"),
        one("dcim/device-types", TYPE, model="C9200", u_height=1),
        one("dcim/device-roles", {"slug": "erisim"}, name="Erişim", color="aa1409"),
        one("ipam/vlan-groups", {"slug": "mrk"}, name="Merkez", scope_type="dcim.site", scope_id=SITE),
        one("ipam/vlans", {"group": {"slug": "mrk"}, "vid": 10}, name="YÖNETİM", site=SITE),
        one("extras/tags", {"slug": "kritik"}, name="Kritik"),
    ]


def network(devices: int = 12) -> list[Wanted]:
    """Switches in a chain, each with an address that is its primary one."""
    found = ground()
    for number in range(1, devices + 1):
        name, address = f"sw{number:02}", f"10.0.0.{number}/24"
        found.append(device(name, serial=f"FOC{number:04}", primary_ip4={"address": address}))
        for port in ("Gi1/0/1", "Gi1/0/2"):
            found.append(
                interface(name, port, mode="access", untagged_vlan={"group": {"slug": "mrk"}, "vid": 10}, enabled=True)
            )
        on = {"device": {"name": name}, "name": "Gi1/0/1"}
        found.append(
            one("ipam/ip-addresses", {"address": address}, assigned_object_type="dcim.interface", assigned_object_id=on)
        )
        if number > 1:
            found.append(cable(f"sw{number - 1:02}", "Gi1/0/2", name, "Gi1/0/1"))
    return found


def cable(name: str, port: str, other: str, far: str, **body: Any) -> Wanted:
    def end(switch: str, named: str) -> list[dict[str, Any]]:
        return [{"object_type": "dcim.interface", "object_id": {"device": {"name": switch}, "name": named}}]

    return one("dcim/cables", {"a_terminations": end(name, port), "b_terminations": end(other, far)}, **body)


@pytest.fixture
def server() -> Iterator[Running]:
    """Empty, and this test's alone."""
    with running() as stand_in:
        yield stand_in


@pytest.fixture
def direct(server: Running) -> Iterator[NetBox]:
    with NetBox(server.url, server.token, backoff_s=0.0) as netbox:
        yield netbox


@pytest.fixture
def line(server: Running) -> Iterator[Front]:
    with front(server.url) as shown:
        yield shown


@pytest.fixture
def netbox(line: Front, server: Running) -> Iterator[NetBox]:
    """Over the line; one thread, so that requests come in a known order, and no waiting between attempts."""
    with NetBox(line.url, server.token, threads=1, backoff_s=0.0) as one_line:
        yield one_line


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "import.jsonl"


def bring(netbox: NetBox, wanted: list[Wanted], journal: Path, **options: Any) -> Outcome:
    return apply(netbox, compare(netbox, wanted), journal=journal, **{"settle_s": 0.0, "chunk": 5, **options})


def held(netbox: NetBox, endpoint: str, *fields: str) -> list[Any]:
    """The rows of a list, by these fields."""
    _, rows = netbox.page(endpoint, {"limit": 1000, "ordering": "id"})
    return [row[fields[0]] if len(fields) == 1 else tuple(row[name] for name in fields) for row in rows]


def contents(netbox: NetBox) -> dict[str, list[Any]]:
    """Everything that the network is about, without what differs between two ways of making it."""
    return {
        "sites": sorted(held(netbox, "dcim/sites", "slug")),
        "devices": sorted(
            (name, serial, ip["address"] if ip else None)
            for name, serial, ip in held(netbox, "dcim/devices", "name", "serial", "primary_ip4")
        ),
        "interfaces": sorted(
            (owner["name"], name, vlan["vid"] if vlan else None)
            for owner, name, vlan in held(netbox, "dcim/interfaces", "device", "name", "untagged_vlan")
        ),
        "addresses": sorted(held(netbox, "ipam/ip-addresses", "address")),
        "cables": sorted(
            sorted(f"{end['object']['device']['name']} {end['object']['name']}" for end in (*a, *b))
            for a, b in held(netbox, "dcim/cables", "a_terminations", "b_terminations")
        ),
    }
