"""The forms in which Cisco devices show secrets, and whether a form belongs to a given secret.

Type 0 is plain; 7 is a Vigenère cipher with a fixed key; 4 is one SHA-256; 5 is md5crypt (FreeBSD's, 1,000 rounds);
8 is PBKDF2-HMAC-SHA256 with 20,000 rounds; 9 is scrypt with N=16384, r=1, p=1. 4, 8 and 9 print in the alphabet of
crypt(3). Type 6 is AES under a key that only the device has: nobody else can tell.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable

_TYPE_7_KEY = b"dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"
_CRYPT64 = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_TO_CRYPT64 = str.maketrans(_BASE64, _CRYPT64)

ALGORITHMS = {"md5": "5", "sha256": "8", "scrypt": "9"}
"""IOS's words of `algorithm-type` and the type that the device then shows."""


def verifies(type_: str, shown: str, secret: str) -> bool | None:
    """Whether what a device shows is this secret; none where nobody but the device can tell."""
    check = _CHECKS.get(type_)
    try:
        return None if check is None else check(shown, secret)
    except (ValueError, IndexError):
        return False  # not a well-formed value of its type: surely not this secret


def decode_7(shown: str) -> str:
    """The plain text of a type 7 value. Raises ValueError, IndexError for what is none."""
    start, data = int(shown[:2], 10), bytes.fromhex(shown[2:])
    return bytes(byte ^ _TYPE_7_KEY[(start + index) % len(_TYPE_7_KEY)] for index, byte in enumerate(data)).decode(
        "latin-1"
    )


def md5crypt(secret: str, salt: str) -> str:
    """`$1$salt$hash`, by Poul-Henning Kamp's algorithm of FreeBSD's crypt(3)."""
    password, seasoning = secret.encode(), salt.encode()
    alternate = hashlib.md5(password + seasoning + password).digest()  # noqa: S324  what the device computes
    mixed = bytearray(password + b"$1$" + seasoning)
    mixed += (alternate * (len(password) // 16 + 1))[: len(password)]
    length = len(password)
    while length:
        mixed += b"\0" if length & 1 else password[:1]
        length >>= 1
    digest = hashlib.md5(mixed).digest()  # noqa: S324
    for turn in range(1000):
        parts = (
            password if turn & 1 else digest,
            seasoning if turn % 3 else b"",
            password if turn % 7 else b"",
            digest if turn & 1 else password,
        )
        digest = hashlib.md5(b"".join(parts)).digest()  # noqa: S324
    words = [(digest[a] << 16 | digest[a + 6] << 8 | digest[a + 12 if a < 4 else 5], 4) for a in range(5)]
    words.append((digest[11], 2))
    text = "".join(_CRYPT64[word >> 6 * place & 63] for word, places in words for place in range(places))
    return f"$1${salt}${text}"


def type_8(secret: str, salt: str) -> str:
    digest = hashlib.pbkdf2_hmac("sha256", secret.encode(), salt.encode(), 20_000, 32)
    return f"$8${salt}${_printed(digest)}"


def type_9(secret: str, salt: str) -> str:
    digest = hashlib.scrypt(secret.encode(), salt=salt.encode(), n=16_384, r=1, p=1, dklen=32)
    return f"$9${salt}${_printed(digest)}"


def _printed(digest: bytes) -> str:
    return base64.b64encode(digest).decode().rstrip("=").translate(_TO_CRYPT64)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _salted(make: Callable[[str, str], str], mark: str) -> Callable[[str, str], bool]:
    def check(shown: str, secret: str) -> bool:
        _, found, salt, _ = shown.split("$", 3)
        return found == mark and _same(make(secret, salt), shown)

    return check


_CHECKS: dict[str, Callable[[str, str], bool]] = {
    "0": _same,
    "4": lambda shown, secret: _same(_printed(hashlib.sha256(secret.encode()).digest()), shown),
    "5": _salted(md5crypt, "1"),
    "7": lambda shown, secret: _same(decode_7(shown), secret),
    "8": _salted(type_8, "8"),
    "9": _salted(type_9, "9"),
}
