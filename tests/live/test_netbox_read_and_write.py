"""Against a real NetBox: what the lab's one can't show. Needs NETBOX_URL and NETBOX_TOKEN (a superuser's)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator

import pytest

from netbox_sync import snapshot
from netbox_sync.check import check
from netbox_sync.client import NetBox

REAL = bool(os.environ.get("NETBOX_URL") and os.environ.get("NETBOX_TOKEN"))
pytestmark = [pytest.mark.live, pytest.mark.skipif(not REAL, reason="set NETBOX_URL and NETBOX_TOKEN")]


@pytest.fixture
def netbox() -> Iterator[NetBox]:
    with NetBox(os.environ["NETBOX_URL"], os.environ["NETBOX_TOKEN"]) as one:
        yield one


def test_a_pull_reads_all_of_it(netbox: NetBox) -> None:
    taken = snapshot.pull(netbox)
    assert taken.digest == snapshot.digest(taken.tables)


def test_a_port_cabled_to_a_panel_or_a_circuit_is_cabled_though_it_has_no_far_end(netbox: NetBox) -> None:
    name = f"nbx{secrets.token_hex(4)}"
    made: list[tuple[str, int]] = []

    def make(path: str, **fields: object) -> int:
        row = netbox.create(path, fields)
        made.append((path, row["id"]))
        return int(row["id"])

    def cable(port: int, kind: str, far: int) -> None:
        ends = [[{"object_type": "dcim.interface", "object_id": port}], [{"object_type": kind, "object_id": far}]]
        make("dcim/cables", a_terminations=ends[0], b_terminations=ends[1])

    named = {"name": name, "slug": name}
    try:
        site = make("dcim/sites", **named)
        role = make("dcim/device-roles", **named, color="aa1409")
        maker = make("dcim/manufacturers", **named)
        device_type = make("dcim/device-types", manufacturer=maker, model=name, slug=name)
        kind = {"site": site, "role": role, "device_type": device_type}
        device = make("dcim/devices", name=name, **kind)
        panel = make("dcim/devices", name=f"{name}-panel", **kind)
        ports = [make("dcim/interfaces", device=device, name=f"Gi0/{n}", type="1000base-t") for n in range(3)]
        rear = make("dcim/rear-ports", device=panel, name="1", type="8p8c", positions=1)
        front = make("dcim/front-ports", device=panel, name="1", type="8p8c", rear_port=rear, rear_port_position=1)
        carrier = make("circuits/providers", **named)
        metro = make("circuits/circuit-types", **named)
        circuit = make("circuits/circuits", cid=name, provider=carrier, type=metro)
        at_site = {"termination_type": "dcim.site", "termination_id": site}
        end = make("circuits/circuit-terminations", circuit=circuit, term_side="A", **at_site)
        cable(ports[0], "dcim.frontport", front)
        cable(ports[1], "circuits.circuittermination", end)
        rows = snapshot.pull(netbox).interfaces_by_device[name]
        assert [(row.cabled, row.connected) for row in rows] == [(True, None), (True, None), (False, None)]
    finally:
        for path, object_id in reversed(made):
            netbox.delete(path, object_id)


def test_options_tell_what_a_token_may_write(netbox: NetBox) -> None:
    name = f"nbx{secrets.token_hex(4)}"
    account = netbox.create("users/users", {"username": name, "password": f"Aa1-{secrets.token_hex(12)}"})
    may = {"name": name, "object_types": ["dcim.site"], "actions": ["view", "add", "change"], "users": [account["id"]]}
    permission = netbox.create("users/permissions", may)
    try:
        for write_enabled, expected in ((True, {"add", "change"}), (False, set())):
            key = secrets.token_hex(20)
            netbox.create("users/tokens", {"user": account["id"], "key": key, "write_enabled": write_enabled})
            with NetBox(netbox.url, key) as limited:
                assert limited.write_actions("dcim/sites") == expected
                assert limited.write_actions("dcim/devices") == frozenset()
    finally:
        netbox.delete("users/permissions", permission["id"])
        netbox.delete("users/users", account["id"])


def test_the_check_finds_no_fault_with_a_good_token(netbox: NetBox) -> None:
    assert [each.en for each in check(netbox) if each.severity not in {"ok", "note"}] == []
