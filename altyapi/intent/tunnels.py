"""A tunnel that a gateway ends: who may come in by it."""

from __future__ import annotations

import re
from typing import Final, Literal

from netbox_sync.model import Frozen
from netbox_sync.text import to_ascii

_NOT_OF_A_NAME: Final = re.compile(r"[^A-Za-z0-9._-]")


def named(text: str) -> str:
    """What NetBox calls somebody, as one word of a config: what stands behind a space there would be read as more of the peer."""
    return _NOT_OF_A_NAME.sub("-", to_ascii(text))


class TunnelPeer(Frozen):
    """One far end: a person's machine, or another gateway (then it has an `endpoint`). The key is public."""

    public_key: str
    addresses: tuple[str, ...]  # all that it may send from, CIDR
    endpoint: str = ""  # address:port
    keepalive_s: int = 0
    until: str = ""  # from then on it is out: UTC, 2026-12-31T21:00:00Z
    name: str = ""
    profile: str = ""  # OpenVPN: what is pushed to it

    @property
    def words(self) -> str:
        """What a Linux gateway's config says behind the key."""
        keepalive = str(self.keepalive_s) if self.keepalive_s else ""
        told = (",".join(self.addresses), self.endpoint, keepalive, self.until, self.name, self.profile)
        words = zip(("address", "endpoint", "keepalive", "until", "name", "profile"), told, strict=True)
        return " ".join(f"{word} {value}" for word, value in words if value)


class TunnelProfile(Frozen):
    """What OpenVPN pushes to those of a profile."""

    name: str
    dns: tuple[str, ...] = ()
    search: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        told = (("dns", ",".join(self.dns)), ("search", ",".join(self.search)))
        return " ".join((self.name, *(f"{word} {value}" for word, value in told if value)))


class TunnelIntent(Frozen):
    """An interface that a gateway's people come in by, or another site. Its private key is the gateway's own. What stands from
    `networks` to `totp` is OpenVPN's."""

    name: str
    listen_port: int
    mtu: int
    peers: tuple[TunnelPeer, ...]  # by first address
    provider: Literal["wireguard", "openvpn"] = "wireguard"
    networks: tuple[str, ...] = ()  # the gateway's own addresses in it, with their length
    profiles: tuple[TunnelProfile, ...] = ()  # by name
    totp: bool = False  # a code of six digits is asked for too
    # between sites, WireGuard's
    public_key: str = ""  # of the key that it is to have; empty: whatever the gateway made
    routes: tuple[str, ...] = ()  # what is reached through it, CIDR
    distance: int = 1  # of those routes
