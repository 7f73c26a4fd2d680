"""What must not be shown of a NetBox's own data: values under keys that speak of a secret, and passwords in addresses.

Secrets have no place in NetBox, but config contexts and custom fields are free, and somebody will have put one there.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from netbox_sync.text import to_ascii

MASK: Final = "(masked)"
_SECRET: Final = re.compile(
    r"passw|passphrase|pwd|parola|sifre|secret|gizli|token|communit|topluluk|psk|preshared|credential|authoriz|key_?string"
    r"|(?:^|[^a-z])(?:keys?|anahtari?)$|^anahtarlar$|(?:api|shared|private|auth|radius|tacacs|wpa|ozel)[^a-z]?(?:key|anahtar)"
    r"|(?:^|[^a-z])(?:pass|pw|pin|pem|pfx|snmp_?r[ow])(?:$|[^a-z])"
)
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LOGIN: Final = re.compile(r"(?<=://)([^\s/:@]*):[^\s/@]+(?=@)")
"""The user and the password of an address: rtsp://user:password@camera."""


@lru_cache(maxsize=1 << 12)
def is_secret(key: str) -> bool:
    """Whether a key's name says that what stands under it is a secret, in English or Turkish, in any case and any form of
    its letters."""
    return _SECRET.search(_HUMP.sub("_", to_ascii(key)).lower()) is not None


def masked(key: str, value: Any, *, below_secret: bool = False) -> Any:
    """The value with MASK for each text and number where this key, one above or one in it speaks of a secret, and for the
    password in an address wherever that stands."""
    below_secret = below_secret or is_secret(key)
    if isinstance(value, dict):
        return {name: masked(str(name), each, below_secret=below_secret) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(masked(key, each, below_secret=below_secret) for each in value)
    if value is None or value == "" or isinstance(value, bool):
        return value
    if not below_secret:
        return _LOGIN.sub(rf"\1:{MASK}", value) if isinstance(value, str) and "://" in value else value
    return MASK
