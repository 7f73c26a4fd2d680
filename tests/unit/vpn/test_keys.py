"""Keys: their form, and that a pair shows its private half nowhere."""

from __future__ import annotations

import base64
import shutil
import subprocess

import pytest

from altyapi.vpn import keys


def test_a_pair_is_one_that_wireguard_itself_makes_of_the_private_half() -> None:
    made = keys.pair()
    assert keys.public_of(made.private) == made.public
    if shutil.which("wg"):
        told = subprocess.run(["wg", "pubkey"], input=made.private, capture_output=True, text=True, check=True)
        assert told.stdout.strip() == made.public


def test_the_private_half_is_in_no_repr() -> None:
    made = keys.pair()
    assert made.private not in f"{made!r} {made}"


LOW_ORDER = "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"  # RFC 7748, 7: of order 8


KEY = base64.b64encode(bytes(range(1, 33))).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A" * 44,
        "A" * 43 + "=",  # zeros
        "AQ" + "A" * 41 + "=",  # one
        base64.b64encode(bytes.fromhex(LOW_ORDER)).decode(),
        base64.b64encode(b"x" * 31).decode(),
        "ğ" * 43 + "=",
        " " + KEY,
        KEY[:-2] + "/=",  # bits that 32 bytes do not have
    ],
)
def test_what_is_no_public_key_is_not_taken_for_one(text: str) -> None:
    assert not keys.usable(text, "wireguard")


def test_openvpn_goes_by_a_fingerprint() -> None:
    assert keys.usable("0f" * 32, "openvpn")
    assert not keys.usable(keys.pair().public, "openvpn")
    assert not keys.usable("0f" * 32, "wireguard")
