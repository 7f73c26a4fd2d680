"""What must not be shown of a NetBox's own data: values under keys that speak of a secret.

Secrets have no place in NetBox, but config contexts and custom fields are free, and somebody will have put one there.
"""

from __future__ import annotations

import re
from typing import Any, Final

MASK: Final = "(masked)"
_SECRET: Final = re.compile(
    r"passw|passphrase|pwd|parola|sifre|secret|gizli|token|communit|psk|credential"
    r"|(?:^|[^a-z])(?:keys?|anahtari?)$|(?:api|shared|private|auth|radius|tacacs|wpa|ozel)[^a-z]?(?:key|anahtar)"
)
_FOLD: Final = str.maketrans("ıİşŞöÖ", "iissoo")


def is_secret(key: str) -> bool:
    """Whether a key's name says that what stands under it is a secret, in English or Turkish, in any case."""
    return _SECRET.search(key.translate(_FOLD).casefold()) is not None


def masked(key: str, value: Any, *, below_secret: bool = False) -> Any:
    """The value with MASK for each text and number where this key, one above or one in it speaks of a secret."""
    below_secret = below_secret or is_secret(key)
    if isinstance(value, dict):
        return {name: masked(str(name), each, below_secret=below_secret) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(masked(key, each, below_secret=below_secret) for each in value)
    if not below_secret or value is None or value == "" or isinstance(value, bool):
        return value
    return MASK
