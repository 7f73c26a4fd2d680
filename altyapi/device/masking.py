"""Keeps secrets out of what errors and logs show of a command and its answer."""

from __future__ import annotations

import re

from altyapi.platforms.platform import Platform
from altyapi.secrets.masking import MASK, SHORTEST, mask

# For lines that no pattern of the platform knows: the words after which a vendor's command line shows a secret.
_GENERIC = re.compile(
    r"(?i)\b(?P<word>password|secret|key-string|key|community|pre-shared-key|md5|auth (?:md5|sha\S*)"
    r"|priv (?:des|3des|aes(?: \d+)?\S*))(?P<type> +\d)? +(?P<secret>\S.*)"
)


def masked(platform: Platform, text: str, *known: str | None) -> str:
    """The text with its secrets replaced; `known` are secrets to look for by value."""
    for value in known:
        if value and len(value) >= SHORTEST:
            text = text.replace(value, MASK)
    return _GENERIC.sub(lambda found: f"{found['word']}{found['type'] or ''} {MASK}", mask(text, platform))
