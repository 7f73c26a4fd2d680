"""How VRP shows secrets: `%^%#…%^%#` can be turned back by the device, `$1c$…$…$` is a digest."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

_MARK = "%^%#"
_KEY = b"practice municipality"


def _stream(salt: bytes, size: int) -> bytes:
    return b"".join(hashlib.sha256(_KEY + salt + bytes([turn])).digest() for turn in range(size // 32 + 1))[:size]


def cipher(text: str) -> str:
    """The reversible form, another one each time; what already is of that form stays."""
    if shown(text):
        return text
    salt = secrets.token_bytes(6)
    data = bytes(a ^ b for a, b in zip(text.encode(), _stream(salt, len(text.encode())), strict=True))
    return f"{_MARK}{base64.urlsafe_b64encode(salt + data).decode()}{_MARK}"


def plain(text: str) -> str | None:
    """The text behind the reversible form; None when it is another device's."""
    if not shown(text):
        return text
    try:
        data = base64.urlsafe_b64decode(text[len(_MARK) : -len(_MARK)])
        return bytes(a ^ b for a, b in zip(data[6:], _stream(data[:6], len(data) - 6), strict=True)).decode()
    except ValueError:
        return None


def shown(text: str) -> bool:
    return len(text) > 2 * len(_MARK) and text.startswith(_MARK) and text.endswith(_MARK)


def digest(text: str, salt: str | None = None) -> str:
    if text.startswith(("$1a$", "$1c$")) and text.endswith("$"):
        return text
    salt = salt or secrets.token_hex(5)
    value = base64.urlsafe_b64encode(hashlib.pbkdf2_hmac("sha256", text.encode(), salt.encode(), 1000)).decode()
    return f"$1c${salt}${value}$"


def verify(text: str, shown_digest: str) -> bool:
    parts = shown_digest.split("$")
    return len(parts) == 5 and hmac.compare_digest(digest(text, parts[2]), shown_digest)
