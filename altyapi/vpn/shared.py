"""What an OpenVPN gateway, or a pair of them, shares with its people: the key of tls-crypt, and the secret of which the seeds of the
second factor (TOTP, RFC 6238) are made. Both are secrets of the store, and come to the gateway by the role vpn_gateway.

A person's seed is an HMAC of that secret over the key's fingerprint: the gateway makes it when it is asked, and so none is kept or
sent. A new key has a new seed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from altyapi.errors import EngineError
from netbox_sync.text import to_ascii

TLS_CRYPT_OCTETS: Final = 256
TOTP_OCTETS: Final = 32
_SEED_OCTETS: Final = 20


class SharedMissing(EngineError):
    """Fields: name, gateway."""

    code = "VPN-083"
    en = "The secret of the gateway {gateway} is missing, or not what it has to be: {name}"
    tr = "Ağ geçidinin gizli değeri yok ya da olması gereken biçimde değil: {gateway}, {name}"
    en_remedy = "./inv vpn.authority --gateway {gateway} --apply makes it once; then play the role vpn_gateway."
    tr_remedy = (
        "./inv vpn.authority --gateway {gateway} --apply bir kez oluşturur; ardından vpn_gateway rolü çalıştırılmalı."
    )


@dataclass(frozen=True)
class Certified:
    """What goes into a person's profile, each in PEM or OpenVPN's own form."""

    authority: str
    certificate: str
    tls_crypt: str = field(repr=False)


def tls_crypt_name(gateway: str) -> str:
    return f"vpn/{gateway}/tls-crypt"


def totp_name(gateway: str) -> str:
    return f"vpn/{gateway}/totp"


def made(gateway: str) -> dict[str, str]:
    """Both, new, as the store keeps them: hex."""
    return {
        tls_crypt_name(gateway): secrets.token_hex(TLS_CRYPT_OCTETS),
        totp_name(gateway): secrets.token_hex(TOTP_OCTETS),
    }


def tls_crypt(find: Callable[[str], str | None], gateway: str) -> str:
    """The key as OpenVPN reads it. Raises SharedMissing."""
    text = _octets(find, tls_crypt_name(gateway), gateway, TLS_CRYPT_OCTETS).hex()
    lines = "".join(f"{text[start : start + 32]}\n" for start in range(0, len(text), 32))
    return f"-----BEGIN OpenVPN Static key V1-----\n{lines}-----END OpenVPN Static key V1-----\n"


def seed(find: Callable[[str], str | None], gateway: str, public_key: str) -> str:
    """A person's seed in base32, as apps take it. Raises SharedMissing."""
    master = _octets(find, totp_name(gateway), gateway, TOTP_OCTETS)
    found = hmac.new(master, b"totp " + public_key.encode(), hashlib.sha256).digest()[:_SEED_OCTETS]
    return base64.b32encode(found).decode("ascii")


def uri(seed_: str, title: str) -> str:
    """What an app's QR code says. No person's name."""
    issuer = quote(to_ascii(title) or "VPN")
    return f"otpauth://totp/{issuer}:vpn?secret={seed_}&issuer={issuer}"


def _octets(find: Callable[[str], str | None], name: str, gateway: str, count: int) -> bytes:
    try:
        found = bytes.fromhex(find(name) or "")
    except ValueError:
        found = b""
    if len(found) != count:
        raise SharedMissing(name=name, gateway=gateway)
    return found
