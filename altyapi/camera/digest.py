"""A login as HTTP Digest has it (RFC 7616, MD5 or SHA-256), in HTTP and in RTSP, which takes over the older form (RFC 2069) too."""

from __future__ import annotations

import hashlib
import os
import re


class Digest:
    """One login on one server, from the challenge that it gave."""

    def __init__(
        self, username: str, password: str, realm: str, nonce: str, algorithm: str, qop: bool, opaque: str
    ) -> None:
        self._username, self._password, self._realm, self._nonce = username, password, realm, nonce
        self._algorithm, self._qop, self._opaque = algorithm, qop, opaque
        self._count = 0

    @classmethod
    def of(cls, challenges: str, username: str, password: str) -> Digest | None:
        """From what a 401 offers: SHA-256 before MD5. None where nothing but a password in clear is wanted."""
        offered: dict[str, dict[str, str]] = {}
        for line in challenges.split("\n"):
            scheme, _, rest = line.strip().partition(" ")
            if scheme.lower() == "digest":
                told = {name.lower(): quoted or bare for name, quoted, bare in _PARAMETER.findall(rest)}
                offered.setdefault(told.get("algorithm", "MD5").upper(), told)
        for algorithm in ("SHA-256", "SHA-256-SESS", "MD5", "MD5-SESS"):
            if algorithm in offered:
                told = offered[algorithm]
                qop = "auth" in [each.strip() for each in told.get("qop", "").split(",")]
                return cls(
                    username, password, told.get("realm", ""), told.get("nonce", ""), algorithm, qop, told.get("opaque", "")
                )  # fmt: skip
        return None

    def header(self, method: str, url: str) -> str:
        digest = self._hash
        first, second = digest(f"{self._username}:{self._realm}:{self._password}"), digest(f"{method}:{url}")
        parts = {"username": self._username, "realm": self._realm, "nonce": self._nonce, "uri": url}
        bare = {"algorithm": self._algorithm}
        if self._qop:
            self._count += 1
            count, own = f"{self._count:08x}", os.urandom(8).hex()
            if self._algorithm.endswith("-SESS"):
                first = digest(f"{first}:{self._nonce}:{own}")
            parts["response"] = digest(f"{first}:{self._nonce}:{count}:{own}:auth:{second}")
            parts["cnonce"] = own
            bare |= {"qop": "auth", "nc": count}
        else:
            parts["response"] = digest(f"{first}:{self._nonce}:{second}")
        if self._opaque:
            parts["opaque"] = self._opaque
        told = [f'{name}="{_escaped(value)}"' for name, value in parts.items()]
        return "Digest " + ", ".join([*told, *(f"{name}={value}" for name, value in bare.items())])

    def _hash(self, text: str) -> str:
        made = hashlib.sha256 if self._algorithm.startswith("SHA-256") else hashlib.md5
        return made(text.encode()).hexdigest()


_PARAMETER = re.compile(r'([A-Za-z]+)=(?:"([^"\r\n]*)"|([^\s,"]+))')


def _escaped(value: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", "", value).replace("\\", "\\\\").replace('"', '\\"')
