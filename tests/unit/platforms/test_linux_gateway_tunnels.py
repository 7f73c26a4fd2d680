"""WireGuard's tunnels in a gateway's config: one order, one spelling, nothing secret, and the changes between two texts."""

from __future__ import annotations

import pytest

from altyapi import remediation
from altyapi.platforms import load
from altyapi.platforms.changes import changes_of
from altyapi.platforms.linux_gateway import tunnels
from altyapi.platforms.masking import mask_shown

PLATFORM = load("linux_gateway")
KEYS = tuple(f"{letter * 42}A=" for letter in "klmn")
DUMP = f"""\
interface wg0 {"G" * 42}A= 51820
peer wg0 {KEYS[1]} 10.66.0.10/32 off
peer wg0 {KEYS[0]} 10.66.0.9/32 off
peer wg0 {KEYS[2]} 10.90.0.0/16,10.80.0.0/16 25
"""
LINES = (
    "listen-port 51820",
    "mtu 1380",
    f"peer {KEYS[0]} address 10.66.0.9/32 until 2026-12-31T21:00:00Z name vpn-kul0001",
    f"peer {KEYS[2]} address 10.80.0.0/16,10.90.0.0/16 endpoint 192.0.2.7:51820 keepalive 25 name fkm",
    f"peer {KEYS[3]} address 10.66.0.12/32 name gitti",
)
KEPT = "".join(f"/run/altyapi/wireguard/wg0.if:{line}\n" for line in LINES)
LINKS = "7: wg0: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1380 qdisc noqueue state UNKNOWN\n"
TEXT = f"""\
wireguard wg0
 listen-port 51820
 mtu 1380
 public-key {"G" * 42}A=
 peer {KEYS[0]} address 10.66.0.9/32 until 2026-12-31T21:00:00Z name vpn-kul0001
 peer {KEYS[1]} address 10.66.0.10/32
 peer {KEYS[2]} address 10.80.0.0/16,10.90.0.0/16 endpoint 192.0.2.7:51820 keepalive 25 name fkm
exit
!
"""
OWN_KEY = f" public-key {'G' * 42}A=\n"


def config(block: str) -> str:
    return f"setting net.ipv4.ip_forward 1\n!\n{block}table inet altyapi {{\n}}\n!\ninterface eth0\n ip address 10.0.0.1/24\nexit\n!\nend\n"


def test_what_runs_is_what_wireguard_says_with_the_names_and_ends_of_the_last_change() -> None:
    assert "\n".join(tunnels.text(tunnels.running(DUMP, KEPT, LINKS))) + "\n" == TEXT


def test_the_files_of_the_boot_make_the_same_text() -> None:
    kept = "".join(f"/etc/wireguard/altyapi/wg0.if:{line}\n" for line in LINES[:4])
    kept += f"/etc/wireguard/altyapi/wg0.if:peer {KEYS[1]} address 10.66.0.10/32\n"
    keys = f"/etc/wireguard/altyapi/wg0.key {'G' * 42}A=\n"
    assert "\n".join(tunnels.text(tunnels.startup(kept, keys))) + "\n" == TEXT


def test_a_gateway_without_tunnels_has_no_line_of_them() -> None:
    assert not list(tunnels.text(tunnels.running("", "", LINKS)))


def test_a_public_key_is_no_secret_and_is_not_masked() -> None:
    assert mask_shown(config(TEXT), PLATFORM) == config(TEXT)


@pytest.mark.parametrize(
    ("old", "new", "commands"),
    [
        ("", TEXT, [*TEXT.replace(OWN_KEY, "").splitlines()[:-2], " exit"]),
        (TEXT, TEXT.replace(f" peer {KEYS[1]} address 10.66.0.10/32\n", ""), ["wireguard wg0", f" no peer {KEYS[1]}", " exit"]),
        (TEXT, TEXT.replace(OWN_KEY, ""), []),
        (
            TEXT,
            TEXT.replace("2026-12-31", "2027-01-31"),
            ["wireguard wg0", f" peer {KEYS[0]} address 10.66.0.9/32 until 2027-01-31T21:00:00Z name vpn-kul0001", " exit"],
        ),
    ],
)  # fmt: skip
def test_a_change_is_about_the_peers_that_differ_and_leads_back(old: str, new: str, commands: list[str]) -> None:
    found = remediation.remediate(config(old), config(new), PLATFORM)
    assert list(found.commands) == commands
    if commands:
        assert remediation.same_config(found.restored, config(old), PLATFORM)


def test_a_peer_is_another_kind_of_change_than_a_tunnel() -> None:
    kinds = changes_of("linux_gateway").of
    assert kinds(["wireguard wg0", f" peer {KEYS[0]} address 10.66.0.9/32", f" no peer {KEYS[1]}", " exit"]) == (
        "vpn-peer",
    )
    assert kinds(["wireguard wg0", " listen-port 51821", " exit"]) == ("vpn",)
    assert kinds(["no wireguard wg0"]) == ("vpn",)


PEOPLE = tuple(letter * 64 for letter in "abc")
OPENVPN = f"""\
openvpn ovpn0
 listen-port 1194
 mtu 1380
 totp on
 network 10.66.0.1/16
 profile staff dns 10.0.20.53
 peer {PEOPLE[0]} address 10.66.1.9/32 until 2026-12-31T21:00:00Z name vpn-kul0001 profile staff
 peer {PEOPLE[1]} address 10.66.1.10/32
exit
!
"""


def test_of_openvpn_runs_whoever_has_a_file_that_lets_in() -> None:
    rows = [line.strip() for line in OPENVPN.splitlines()[1:-2]]
    rows += [f"peer {PEOPLE[2]} address 10.66.1.11/32 name gitti"]
    kept = "".join(f"/run/altyapi-openvpn/ovpn0.if:{row}\n" for row in rows)
    places = zip(PEOPLE[:2], ("10.66.1.9", "10.66.1.10"), strict=True)
    people = "".join(f"/run/altyapi-openvpn/ovpn0/people/{key}:ifconfig-push {at} 255.255.0.0\n" for key, at in places)
    links = "9: ovpn0: <POINTOPOINT,MULTICAST,NOARP,UP,LOWER_UP> mtu 1380 qdisc fq state UNKNOWN\n"
    assert "\n".join(tunnels.text(tunnels.openvpn(kept, people, links))) + "\n" == OPENVPN
    booted = "".join(f"/etc/openvpn/altyapi/ovpn0.if:{row}\n" for row in rows[:-1])
    assert "\n".join(tunnels.text(tunnels.startup("", "", booted))) + "\n" == OPENVPN


@pytest.mark.parametrize(
    ("old", "new", "commands"),
    [
        ("", OPENVPN, [*OPENVPN.splitlines()[:-2], " exit"]),
        (OPENVPN, OPENVPN.replace(f" peer {PEOPLE[1]} address 10.66.1.10/32\n", ""), ["openvpn ovpn0", f" no peer {PEOPLE[1]}", " exit"]),
        (OPENVPN, OPENVPN.replace("dns 10.0.20.53", "dns 10.0.20.54"), ["openvpn ovpn0", " profile staff dns 10.0.20.54", " exit"]),
        (OPENVPN, OPENVPN.replace(" totp on\n", ""), ["openvpn ovpn0", " no totp", " exit"]),
    ],
)  # fmt: skip
def test_a_change_of_openvpn_is_about_what_differs_and_leads_back(old: str, new: str, commands: list[str]) -> None:
    found = remediation.remediate(config(old), config(new), PLATFORM)
    assert sorted(found.commands) == sorted(commands)
    assert remediation.same_config(found.restored, config(old), PLATFORM)


def test_people_of_openvpn_are_another_kind_of_change_than_their_tunnel() -> None:
    kinds = changes_of("linux_gateway").of
    assert kinds(["openvpn ovpn0", f" peer {PEOPLE[0]} address 10.66.1.9/32", " exit"]) == ("vpn-peer",)
    assert kinds(["openvpn ovpn0", " totp on", " exit"]) == ("vpn",)
    assert kinds(["no openvpn ovpn0"]) == ("vpn",)
