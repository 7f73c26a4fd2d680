"""Keeps secrets out of everything that people or files get to see: what patterns find, and what the store knows."""

from __future__ import annotations

import re
from functools import lru_cache

from altyapi.platforms import Platform
from altyapi.platforms.masking import MASK, SHORTEST, TOKEN, mask_shown
from altyapi.secrets.store import SecretStore


def mask(text: str, platform: Platform, store: SecretStore | None = None) -> str:
    """The text without secrets: what the platform's patterns find, and every value that the store knows.

    References stay, as they are no secrets. Text may be config, a diff, a dialogue or a message."""
    if store is not None:
        known = store.known_values()
        if any(value in text for value in known if len(value) >= SHORTEST):
            text = _literals(known).sub(lambda match: match[0] if match["token"] else MASK, text)
    return mask_shown(text, platform)


@lru_cache(maxsize=8)
def _literals(values: frozenset[str]) -> re.Pattern[str]:
    """Matches any of the values as a whole word, longest first. Tokens come before all: a value that is also part of a
    secret's name must not break its reference."""
    words = sorted((value for value in values if len(value) >= SHORTEST), key=lambda value: (-len(value), value))
    listed = "|".join(map(re.escape, words)) or r"(?!)"
    return re.compile(rf"(?P<token>{TOKEN.pattern})|(?<!\w)(?:{listed})(?!\w)")
