"""Keeps secrets out of everything that people or files get to see."""

from __future__ import annotations

import re
from functools import lru_cache

from altyapi.platforms import Platform
from altyapi.secrets.store import SecretStore

MASK = "<masked>"
SHORTEST = 4  # shorter values occur in any text by chance; patterns mask them all the same
_TOKEN = re.compile(r"<<(?:secret|shown):[^<>\s]+>>")


def mask(text: str, platform: Platform, store: SecretStore | None = None) -> str:
    """The text without secrets: what the platform's patterns find, and every value that the store knows.

    References stay, as they are no secrets. Text may be config, a diff, a dialogue or a message."""
    if store is not None:
        known = _literals(store.known_values())
        text = known.sub(lambda match: match[0] if match["token"] else MASK, text)
    return "\n".join(_mask_line(line, platform) for line in text.split("\n"))


def secret_spans(line: str, platform: Platform) -> list[tuple[int, int]]:
    """Where the line shows secrets, in order and without overlaps; references and tokens are none."""
    if not platform.secret_hint.search(line):
        return []
    spans: list[tuple[int, int]] = []
    for pattern in platform.secret_patterns:
        for match in pattern.regex.finditer(line):
            for group in match.groupdict():
                start, end = match.span(group)
                free = all(end <= other or start >= other_end for other, other_end in spans)
                if group.startswith("secret") and start < end and free and not _TOKEN.fullmatch(line, start, end):
                    spans.append((start, end))
    return sorted(spans)


def _mask_line(line: str, platform: Platform) -> str:
    for start, end in reversed(secret_spans(line, platform)):
        if line[start:end] != MASK:
            line = f"{line[:start]}{MASK}{line[end:]}"
    return line


@lru_cache(maxsize=8)
def _literals(values: frozenset[str]) -> re.Pattern[str]:
    """Matches any of the values as a whole word, longest first. Tokens come before all: a value that is also part of a
    secret's name must not break its reference."""
    words = sorted((value for value in values if len(value) >= SHORTEST), key=lambda value: (-len(value), value))
    listed = "|".join(map(re.escape, words)) or r"(?!)"
    return re.compile(rf"(?P<token>{_TOKEN.pattern})|(?<!\w)(?:{listed})(?!\w)")


def visible(text: str, platform: Platform) -> str:
    """The text without the lines that the platform never shows in its running config."""
    hidden = [pattern.regex for pattern in platform.secret_patterns if pattern.encoding == "hidden"]
    hint = platform.secret_hint
    return "\n".join(
        line for line in text.split("\n") if not hint.search(line) or not any(regex.search(line) for regex in hidden)
    )
