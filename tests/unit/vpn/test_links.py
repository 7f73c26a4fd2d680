"""Tunnels between sites: who reaches whom, what a tunnel still lacks, and what the firewall policy gets for it."""

from __future__ import annotations

from typing import Any

import pytest

from altyapi.vpn import keys
from altyapi.vpn.gateway import links
from altyapi.vpn.policy import Links
from netbox_sync.model import (
    Device,
    Interface,
    IPAddress,
    Prefix,
    Snapshot,
    Source,
    Tables,
    Tunnel,
    TunnelTermination,
)

RULES = Links()
KEYS = {name: keys.pair().public for name in ("a", "b", "c")}


def end(number: int, role: str = "peer", **changes: Any) -> TunnelTermination:
    name = "abc"[number]
    values: dict[str, Any] = {
        "id": number + 1,
        "tunnel": 1,
        "role": role,
        "device": name,
        "interface": "wg7",
        "interface_id": number,
        "outside_ip": f"198.51.100.{number + 1}/24",
        "custom_fields": {"vpn_anahtar": KEYS[name]},
    }
    return TunnelTermination.model_validate(values | changes)


def town(*ends: TunnelTermination, **changes: Any) -> Snapshot:
    """Three sites with a gateway each; `changes` are of the tunnel."""
    tunnel: dict[str, Any] = {
        "id": 1,
        "name": "yedek",
        "status": "active",
        "encapsulation": "wireguard",
        "tunnel_id": 7,
    }
    kind: dict[str, Any] = {"status": "active", "role": "firewall", "device_type": "t", "manufacturer": "m"}
    return Snapshot(
        source=Source(url="http://netbox.example", version="4.4.10", taken="2026-04-20T09:00:00+03:00", duration_ms=1),
        digest="0" * 64,
        tables=Tables(
            devices=tuple(
                Device(id=number, name=name, site=f"site-{name}", **kind) for number, name in enumerate("abc")
            ),
            interfaces=tuple(
                Interface(id=number, device=name, name="wg7", type="virtual", enabled=True)
                for number, name in enumerate("abc")
            ),
            ip_addresses=tuple(
                IPAddress(id=number, address=f"10.66.17.{number}/24", status="active", device=name, interface="wg7")
                for number, name in enumerate("abc", start=1)
            ),
            prefixes=(
                *(
                    Prefix(id=number, prefix=f"10.{number}.0.0/20", status="container", site=f"site-{name}")
                    for number, name in enumerate("abc", start=1)
                ),
                Prefix(id=11, prefix="10.1.4.0/24", status="active", site="site-a"),
                Prefix(id=12, prefix="172.20.0.0/22", status="active", site="site-a", vrf="MISAFIR"),
            ),
            tunnels=(Tunnel.model_validate(tunnel | changes),),
            tunnel_terminations=ends,
        ),
    )


def test_both_ends_know_each_other_and_what_lies_behind() -> None:
    found = links.of_devices(town(end(0), end(1)), RULES)
    (near,), (far,) = found["a"], found["b"]
    assert (near.listen_port, near.public_key, near.distance) == (51907, KEYS["a"], 200)
    (peer,) = near.peers
    assert (peer.public_key, peer.endpoint, peer.addresses) == (
        *(KEYS["b"], "198.51.100.2:51907", ("10.2.0.0/20", "10.66.17.2/32")),
    )
    assert near.routes == ("10.2.0.0/20",)  # its own address is by the interface's prefix
    assert far.peers[0].addresses == ("10.1.0.0/20", "10.66.17.1/32")  # one container, and no guests


def test_a_devices_name_is_one_word_and_says_no_more_of_the_peer_than_who_it_is() -> None:
    odd = "şube 2 address 0.0.0.0/0"
    held = Snapshot.model_validate_json(town(end(0), end(1)).model_dump_json().replace('"b"', f'"{odd}"'))
    found = links.of_devices(held, RULES)
    assert found.keys() == {"a", odd}
    words = found["a"][0].peers[0].words.split()
    assert (words.count("address"), words[-1]) == (1, "sube-2-address-0.0.0.0-0")


def test_spokes_reach_the_hub_and_not_each_other() -> None:
    found = links.of_devices(town(end(0, "hub"), end(1, "spoke"), end(2, "spoke")), RULES)
    assert {name: [peer.name for peer in some[0].peers] for name, some in found.items()} == {
        "a": ["b", "c"],
        "b": ["a"],
        "c": ["a"],
    }


def test_an_end_without_an_outside_address_calls_and_is_let_in_from_anywhere() -> None:
    held = town(end(0), end(1, outside_ip=None))
    found = links.of_devices(held, RULES)
    assert (found["a"][0].peers[0].endpoint, found["b"][0].peers[0].endpoint) == ("", "198.51.100.1:51907")
    objects, rules = links.firewall(held, RULES, [("merkez", ("a",)), ("sube", ("b",))])
    assert {one.name: one.addresses for one in objects} == {"vpn-uc-2": ("198.51.100.1",)}
    assert {(one.id, one.from_, one.to) for one in rules} == {
        ("vpn-uc-1", ("any",), ("self",)),
        ("vpn-uc-2", ("vpn-uc-2",), ("self",)),
        ("vpn-uc-2-giden", ("self",), ("vpn-uc-2",)),
    }


@pytest.mark.parametrize(
    ("held", "lacks"),
    [
        (town(end(0), end(1), tunnel_id=None), {("number", "")}),
        (town(end(0)), {("ends", "")}),
        (town(end(0), end(1, custom_fields={})), {("key", "b")}),
        (town(end(0), end(1, custom_fields={"vpn_anahtar": "olmaz"})), {("key", "b")}),
        (town(end(0, outside_ip=None), end(1, outside_ip=None)), {("outside", "a"), ("outside", "b")}),
        (town(end(0, "spoke"), end(1, "spoke")), {("hub", "")}),
        (town(end(0), end(1, interface="wg8")), {("address", "b")}),
    ],
)
def test_a_tunnel_that_lacks_something_is_brought_up_nowhere(held: Snapshot, lacks: set[tuple[str, str]]) -> None:
    (link,) = links.links(held, RULES)
    assert set(link.lacks) == lacks
    assert links.of_devices(held, RULES) == {}
    assert links.firewall(held, RULES, [("merkez", ("a", "b"))]) == ((), ())


def test_two_tunnels_of_one_gateway_can_not_share_a_port() -> None:
    held = town(end(0), end(1))
    again = Tunnel(id=2, name="ikinci", status="active", encapsulation="wireguard", tunnel_id=7)
    ends = (end(0, id=11, tunnel=2, interface="wg7"), end(2, id=12, tunnel=2))
    held = held.holding(
        tunnels=(*held.tables.tunnels, again), tunnel_terminations=(*held.tables.tunnel_terminations, *ends)
    )
    assert {one.name: set(one.lacks) for one in links.links(held, RULES)} == {
        "yedek": {("shared", "a")},
        "ikinci": {("shared", "a")},
    }


@pytest.mark.parametrize("changes", [{"status": "planned"}, {"encapsulation": "ipsec-tunnel"}])
def test_what_is_not_active_or_not_wireguard_is_left_alone(changes: dict[str, Any]) -> None:
    assert links.links(town(end(0), end(1), **changes), RULES) == ()
