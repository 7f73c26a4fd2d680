"""A tunnel that a gateway ends: who may come in by it."""

from __future__ import annotations

from netbox_sync.model import Frozen


class TunnelPeer(Frozen):
    """One far end: a person's machine, or another gateway (then it has an `endpoint`). The key is public."""

    public_key: str
    addresses: tuple[str, ...]  # all that it may send from, CIDR
    endpoint: str = ""  # address:port
    keepalive_s: int = 0
    until: str = ""  # from then on it is out: UTC, 2026-12-31T21:00:00Z
    name: str = ""

    @property
    def words(self) -> str:
        """What a Linux gateway's config says behind the key."""
        keepalive = str(self.keepalive_s) if self.keepalive_s else ""
        told = (",".join(self.addresses), self.endpoint, keepalive, self.until, self.name)
        words = zip(("address", "endpoint", "keepalive", "until", "name"), told, strict=True)
        return " ".join(f"{word} {value}" for word, value in words if value)


class TunnelIntent(Frozen):
    """A WireGuard interface. Its private key is the gateway's own."""

    name: str
    listen_port: int
    mtu: int
    peers: tuple[TunnelPeer, ...]  # by first address
