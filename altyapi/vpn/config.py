"""The user's side of a grant: the config that a WireGuard client takes, and its QR code."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Final

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined

from altyapi.vpn.faults import GatewayMissing
from altyapi.vpn.pending import Wanted
from altyapi.vpn.policy import Gateway, VpnPolicy
from netbox_sync.text import to_ascii

OWN_KEY: Final = "Özel anahtarınız buraya / your private key here"
_SCALE: Final = 6
"""Pixels of one square of a QR code."""


def gateway(policy: VpnPolicy, profile: str) -> Gateway:
    """Where the profile's people connect. Raises GatewayMissing."""
    name = policy.profiles[profile].gateway
    found = policy.gateways.get(name)
    if found is None or (found.provider == "wireguard" and not found.public_key):
        raise GatewayMissing(gateway=name, profile=profile)
    return found


def wireguard(policy: VpnPolicy, one: Wanted, networks: Sequence[str], private: str = "") -> str:
    """The config; without `private` the user puts the own key in. Raises GatewayMissing."""
    profile, place = policy.profiles[one.profile], gateway(policy, one.profile)
    own = [f"{address}/32" for address in profile.dns]
    reached = ["0.0.0.0/0", "::/0"] if profile.whole_traffic else list(dict.fromkeys([*networks, *own]))
    return (
        _environment()
        .get_template("wireguard.conf.j2")
        .render(
            title=to_ascii(place.title or profile.title),
            address=one.address,
            until=_day(one.until),
            private=private,
            own_key=to_ascii(OWN_KEY),
            dns=list(profile.dns),
            search=list(profile.search),
            mtu=profile.mtu,
            gateway_key=place.public_key,
            endpoint=place.endpoint,
            networks=reached,
            keepalive=profile.keepalive_s,
        )
    )


def picture(config: str) -> bytes:
    """The QR code of a config, as PNG."""
    stream = io.BytesIO()
    segno.make(config, error="l", micro=False).save(stream, kind="png", scale=_SCALE)
    return stream.getvalue()


def on_terminal(config: str) -> str:
    """The same in characters: two squares a character, as the WireGuard app reads it from a screen."""
    stream = io.StringIO()
    segno.make(config, error="l", micro=False).terminal(stream, compact=True)
    return stream.getvalue()


def _day(day: date | None) -> str:
    return day.isoformat() if day else "-"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("altyapi.vpn"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701  a config, no page
    )
