"""vpn.links over NetBox's tunnels, where no gateway answers: what a tunnel lacks, and words that mean none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from netbox_sync.client import Row
from tests.e2e.vpn.ground import Desk
from tests.unit.netbox_sync.netbox_ground import Yard

pytestmark = pytest.mark.e2e


@pytest.fixture
def tunnel(desk: Desk) -> Iterator[Row]:
    """Between two gateways of which neither has a key; one has no address in it either."""
    yard = Yard(desk.netbox)
    site, role, maker = (yard.named(f"dcim/{kind}") for kind in ("sites", "device-roles", "manufacturers"))
    kind = yard.make("dcim/device-types", manufacturer=maker["id"], model=yard.prefix, slug=yard.prefix)
    made = yard.make("vpn/tunnels", name="merkez-sahil", status="active", encapsulation="wireguard", tunnel_id=7)
    for number in (1, 2):
        place = {"site": site["id"], "role": role["id"], "device_type": kind["id"]}
        device = yard.make("dcim/devices", name=f"gecit-{number}", **place)
        port = yard.make("dcim/interfaces", device=device["id"], name="wg7", type="virtual")
        if number == 1:
            at = {"assigned_object_type": "dcim.interface", "assigned_object_id": port["id"]}
            yard.make("ipam/ip-addresses", address="10.66.17.0/31", **at)
        end = {"termination_type": "dcim.interface", "termination_id": port["id"]}
        yard.make("vpn/tunnel-terminations", tunnel=made["id"], role="peer", **end)
    desk.pull()
    yield made
    yard.clear()


@pytest.mark.usefixtures("tunnel")
def test_what_a_tunnel_lacks_is_told_and_keys_are_made_for_nobody_without_asking(desk: Desk) -> None:
    told = desk.json("links", 2)
    assert {tuple(one) for one in told["tunnels"][0]["lacks"]} == {
        ("key", "gecit-1"), ("key", "gecit-2"), ("address", "gecit-2"), ("outside", "gecit-1"), ("outside", "gecit-2"),
    }  # fmt: skip
    assert told["ends"] == []
    assert "gecit-2" in desk("links", 2, language="tr", tunnel="merkez-sahil")
    assert desk.json("links", 2, keys=True)["ends"] == [
        {"tunnel": "merkez-sahil", "device": f"gecit-{number}", "interface": "wg7"} for number in (1, 2)
    ]
    assert "VPN-072" in desk("links", 1, keys=True, apply=True, reason="Yedek hat")  # no platform: no gateway


@pytest.mark.usefixtures("tunnel")
def test_a_name_that_means_none_names_the_nearest(desk: Desk) -> None:
    assert "merkez-sahil" in desk("links", 1, tunnel="merkez-sahi")
    assert "VPN-086" in desk("links", 1, rotate="gecit-9", apply=True, reason="x")
    assert "CLI-004" in desk("links", 1, keys=True, apply=True)


def test_without_tunnels_there_is_nothing_to_do(desk: Desk) -> None:
    assert desk.json("links")["tunnels"] == []
