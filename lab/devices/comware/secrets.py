"""How Comware keeps secrets: `$c$3$` ciphertext, `$h$6$` salted SHA-512. Only the form is the device's; the key is ours."""

from __future__ import annotations

import base64
import hashlib
import hmac

_KEY = b"comware-emulator"


def cipher(secret: str) -> str:
    """A ciphertext of that secret; one that is a ciphertext already stays."""
    if secret.startswith("$c$3$"):
        return secret
    pad = hashlib.sha256(_KEY).digest() * (len(secret.encode()) // 32 + 1)
    mixed = bytes(one ^ other for one, other in zip(secret.encode(), pad, strict=False))
    salt = hmac.new(_KEY, secret.encode(), hashlib.sha256).digest()[:8]
    return f"$c$3${base64.b64encode(salt + mixed).decode()}"


def digest(secret: str) -> str:
    if secret.startswith("$h$6$"):
        return secret
    salt = hmac.new(_KEY, secret.encode(), hashlib.sha256).digest()[:12]
    return _digest(secret, salt)


def _digest(secret: str, salt: bytes) -> str:
    return f"$h$6${base64.b64encode(salt).decode()}${base64.b64encode(hashlib.sha512(salt + secret.encode()).digest()).decode()}"


def verify(secret: str, shown: str) -> bool:
    try:
        return hmac.compare_digest(_digest(secret, base64.b64decode(shown.split("$")[3])), shown)
    except (IndexError, ValueError):
        return False
