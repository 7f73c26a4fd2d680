"""Passwords for cameras: made so that every maker's rules are met, and typed by nobody."""

from __future__ import annotations

import secrets
import string

LENGTH = 16
"""Many cameras take no more; 16 characters of these kinds are some 92 bits."""
_KINDS = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "-_.+")
"""What each maker takes: neither quotes nor what means something in an address (`@:/?#&%`), as some put it in one."""


def made(length: int = LENGTH) -> str:
    """A random password with at least two characters of each kind but the signs, of which it has one; a letter first."""
    rest = length - 8
    if rest < 0:
        raise ValueError("a password has 8 characters or more")
    first = secrets.choice(_KINDS[0] + _KINDS[1])
    needed = [secrets.choice(kind) for kind in (*_KINDS[:3], *_KINDS[:3], _KINDS[3])]
    others = [secrets.choice("".join(_KINDS)) for _ in range(rest)]
    inner = needed + others
    secrets.SystemRandom().shuffle(inner)
    return first + "".join(inner)
