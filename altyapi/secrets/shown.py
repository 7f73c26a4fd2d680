"""Secrets that a device shows (hashes, type 7, keys) in commands that a plan must hold without them.

In a plan such a value stands as `<<shown:DIGEST>>`, the keyed digest of the value. Whoever has the device's config from before
the change and the digest key finds the value again; a plan's reader does not.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Collection, Mapping, Sequence

from altyapi.errors import EngineError
from altyapi.platforms import Platform
from altyapi.platforms.masking import spans_of

TOKEN = re.compile(r"<<shown:([0-9a-f]{32})>>")


class ShownSecretLost(EngineError):
    code = "SEC-020"
    en = "A secret that the device showed when the plan was made is not in its kept config any more (digest {digest:.8})."
    tr = "Plan yapılırken cihazın gösterdiği bir sır saklanan yapılandırmada yok (özet {digest:.8})."
    en_remedy = "Nothing was sent. Make a new plan with ./inv config.plan."
    tr_remedy = "Hiçbir şey gönderilmedi. ./inv config.plan ile yeni plan yapın."


def shield(text: str, platform: Platform, key: str) -> str:
    """The text with every secret value that the platform's patterns find replaced by its token; references stay."""
    return shielded([text], platform, key)[0]


def shielded(
    commands: Sequence[str], platform: Platform, key: str, among: Collection[str] | None = None
) -> tuple[str, ...]:
    """As `shield`, for commands that follow one another, each of one line or more. With `among`, only values of these digests
    are replaced: what the device does not show could not be found again."""
    rows = [row for command in commands for row in command.split("\n")]
    done = (_shielded(row, spans, key, among) for row, spans in zip(rows, spans_of(rows, platform), strict=True))
    return tuple("\n".join(next(done) for _ in command.split("\n")) for command in commands)


def values(config: str, platform: Platform, key: str) -> dict[str, str]:
    """Digest to value of every secret that a config shows."""
    found: dict[str, str] = {}
    lines = config.splitlines()
    for line, spans in zip(lines, spans_of(lines, platform), strict=True):
        for start, end in spans:
            found[_digest(line[start:end], key)] = line[start:end]
    return found


def reveal(line: str, known: Mapping[str, str]) -> str:
    """The line with its tokens replaced. Raises ShownSecretLost."""

    def value(match: re.Match[str]) -> str:
        if match.group(1) not in known:
            raise ShownSecretLost(digest=match.group(1))
        return known[match.group(1)]

    return TOKEN.sub(value, line)


def _shielded(line: str, spans: Sequence[tuple[int, int]], key: str, among: Collection[str] | None) -> str:
    for start, end in reversed(spans):
        digest = _digest(line[start:end], key)
        if not line[start:end].startswith("<<") and (among is None or digest in among):
            line = f"{line[:start]}<<shown:{digest}>>{line[end:]}"
    return line


def _digest(value: str, key: str) -> str:
    return hmac.new(key.encode(), b"shown " + value.encode(), hashlib.sha256).hexdigest()[:32]
