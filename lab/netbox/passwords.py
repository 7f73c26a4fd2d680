"""Passwords of users, kept as salted hashes."""

from __future__ import annotations

import hashlib
import secrets

_ROUNDS = 1000


def password_hash(password: str, salt: str = "") -> str:
    """Salt and hash; light, as the passwords of the lab are public. The salt is the part before the `$`."""
    salt = salt or secrets.token_hex(8)
    return f"{salt}${hashlib.pbkdf2_hmac('sha256', password.encode(), salt.encode(), _ROUNDS).hex()}"
