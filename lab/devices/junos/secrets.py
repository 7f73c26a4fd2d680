"""How Junos shows what was typed in clear: passwords as SHA-512 hashes, keys under `$9$`. The emulated forms only look so."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable


def _digest(text: str, length: int) -> str:
    return base64.b64encode(hashlib.sha512(text.encode()).digest()).decode().replace("+", ".").rstrip("=")[:length]


def hashed(text: str) -> str:
    return text if text.startswith("$") else f"$6${_digest(f'salt {text}', 8)}${_digest(text, 86)}"


def hidden(text: str) -> str:
    return text if text.startswith("$") else f"$9${_digest(text, 24)}"


SHOWN: dict[str, Callable[[str], str]] = {"hash": hashed, "key": hidden, "localized": hidden}
"""By the kind of a value, how it is kept."""

BECOMES = {
    "plain-text-password-value": "encrypted-password",
    "authentication-password": "authentication-key",
    "privacy-password": "privacy-key",
}
"""By the statement that was typed, the one under which it is kept."""
