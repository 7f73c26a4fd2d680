"""The user's side of a grant: the config that a client of WireGuard or OpenVPN takes, and its QR code."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from functools import cache
from ipaddress import ip_network
from typing import Final

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined

from altyapi.vpn.authority import gateway_name
from altyapi.vpn.faults import GatewayMissing
from altyapi.vpn.pending import Wanted
from altyapi.vpn.policy import Gateway, VpnPolicy
from altyapi.vpn.shared import Certified
from netbox_sync.text import to_ascii

OWN_KEY: Final = "Özel anahtarınız buraya / your private key here"
KEY_FILE: Final = "{name}.key"
"""Where OpenVPN's client looks for a key of the user's own."""
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


def openvpn(policy: VpnPolicy, one: Wanted, networks: Sequence[str], held: Certified, private: str = "") -> str:
    """OpenVPN's profile, all in one file; without `private` the user's own key lies beside it. Name servers and the network's own
    address are the gateway's to tell. Raises GatewayMissing."""
    profile, place = policy.profiles[one.profile], gateway(policy, one.profile)
    host, _, port = place.endpoint.rpartition(":")
    return (
        _environment()
        .get_template("openvpn.ovpn.j2")
        .render(
            title=to_ascii(place.title or profile.title),
            address=one.address,
            until=_day(one.until),
            host=host.strip("[]"),
            port=port,
            mtu=profile.mtu,
            name=gateway_name(profile.gateway),
            networks=[ip_network(network) for network in dict.fromkeys([*networks, *profile.dns])],
            whole=profile.whole_traffic,
            totp=place.totp,
            keyfile=KEY_FILE.format(name=name_of(one)),
            private=private,
            held=held,
        )
    )


def name_of(one: Wanted) -> str:
    """Of a grant's files. No person's name: they may lie where others see them."""
    return f"vpn-{one.profile}-{one.person}"


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
