"""IOS password formats: 5 (MD5 crypt), 7 (reversible), 8 (PBKDF2-SHA256) and 9 (scrypt)."""

from __future__ import annotations

import hashlib
import hmac
import secrets

_CRYPT64 = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_KEY7 = "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"


def _salt(length: int) -> str:
    return "".join(secrets.choice(_CRYPT64) for _ in range(length))


def _crypt64(value: int, length: int) -> str:
    out = ""
    for _ in range(length):
        out += _CRYPT64[value & 0x3F]
        value >>= 6
    return out


def type5(password: str, salt: str | None = None) -> str:
    """MD5 crypt with a four-character salt, as `secret 5` shows it."""
    salt = salt or _salt(4)
    key, salted = password.encode(), salt.encode()
    inner = hashlib.md5(key + salted + key, usedforsecurity=False).digest()
    outer = hashlib.md5(key + b"$1$" + salted, usedforsecurity=False)
    for left in range(len(key), 0, -16):
        outer.update(inner[: min(16, left)])
    bits = len(key)
    while bits:
        outer.update(b"\0" if bits & 1 else key[:1])
        bits >>= 1
    digest = outer.digest()
    for turn in range(1000):
        step = hashlib.md5(key if turn & 1 else digest, usedforsecurity=False)
        if turn % 3:
            step.update(salted)
        if turn % 7:
            step.update(key)
        step.update(digest if turn & 1 else key)
        digest = step.digest()
    groups = ((0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5))
    text = "".join(_crypt64(digest[a] << 16 | digest[b] << 8 | digest[c], 4) for a, b, c in groups)
    return f"$1${salt}${text}{_crypt64(digest[11], 2)}"


def _cisco64(data: bytes) -> str:
    """Base64 with crypt's alphabet, most significant bits first, no padding."""
    out = ""
    for at in range(0, len(data), 3):
        chunk = data[at : at + 3]
        value = int.from_bytes(chunk.ljust(3, b"\0"), "big")
        out += "".join(_CRYPT64[value >> shift & 0x3F] for shift in (18, 12, 6, 0))[: len(chunk) + 1]
    return out


def type8(password: str, salt: str | None = None) -> str:
    """PBKDF2-SHA256, 20,000 rounds, as `secret 8` shows it."""
    salt = salt or _salt(14)
    return f"$8${salt}${_cisco64(hashlib.pbkdf2_hmac('sha256', password.encode(), salt.encode(), 20_000))}"


def type9(password: str, salt: str | None = None) -> str:
    """scrypt (N=16384, r=1, p=1), as `secret 9` shows it."""
    salt = salt or _salt(14)
    return f"$9${salt}${_cisco64(hashlib.scrypt(password.encode(), salt=salt.encode(), n=16384, r=1, p=1, dklen=32))}"


def hashed(password: str, kind: int) -> str:
    return {5: type5, 8: type8, 9: type9}[kind](password)


def verify(password: str, shown: str) -> bool:
    """Whether `password` is the one behind a shown type 5, 8 or 9 secret."""
    parts = shown.split("$")
    make = {"1": type5, "8": type8, "9": type9}.get(parts[1] if len(parts) == 4 else "")
    return make is not None and hmac.compare_digest(make(password, parts[2]), shown)


def encode7(text: str, offset: int | None = None) -> str:
    """The reversible encoding that `service password-encryption` applies."""
    offset = secrets.randbelow(16) if offset is None else offset
    return f"{offset:02d}" + "".join(
        f"{byte ^ ord(_KEY7[(offset + at) % len(_KEY7)]):02X}" for at, byte in enumerate(text.encode())
    )


def decode7(shown: str) -> str | None:
    """The text behind a type 7 string; None when it is none."""
    try:
        offset, data = int(shown[:2]), bytes.fromhex(shown[2:])
    except ValueError:
        return None
    if offset > 52:
        return None
    return bytes(byte ^ ord(_KEY7[(offset + at) % len(_KEY7)]) for at, byte in enumerate(data)).decode(errors="replace")
