"""Public keys: their form, and a pair where it has to be made here. A private key lives in memory alone and shows in no repr."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from altyapi.vpn.peer import Provider

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Pair:
    """WireGuard's, both in base64."""

    public: str
    private: str = field(repr=False)


def pair() -> Pair:
    made = X25519PrivateKey.generate()
    return Pair(_text(made.public_key().public_bytes_raw()), _text(made.private_bytes_raw()))


def public_of(private: str) -> str:
    """Raises ValueError."""
    return _text(
        X25519PrivateKey.from_private_bytes(base64.b64decode(private, validate=True)).public_key().public_bytes_raw()
    )


def usable(key: str, provider: Provider) -> bool:
    """Whether it has the form: 32 bytes in base64 that give a secret with other keys (RFC 7748, 6.1); of OpenVPN a SHA-256 in hex."""
    if provider == "openvpn":
        return _FINGERPRINT.fullmatch(key) is not None
    try:
        raw = base64.b64decode(key, validate=True)
        if len(raw) != 32 or _text(raw) != key:
            return False
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(raw))
    except (binascii.Error, ValueError):  # a point of low order gives nothing but zeros
        return False
    return True


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
