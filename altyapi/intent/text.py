"""Text that a device can hold: ASCII, on one line, Turkish letters by their plain ones."""

from __future__ import annotations

from functools import lru_cache

from altyapi.intent import kinds, untrusted
from altyapi.intent.faults import Faults
from netbox_sync.text import nfc, to_ascii


def ascii_text(text: str, faults: Faults, place: str, field: str, forbidden: str = "") -> str:
    """The text in printable ASCII; letters that have no plain form, and `forbidden`, are faults."""
    untrusted.check(text, faults, place, field)
    plain, lost = _plain(text)
    bad = lost.union(letter for letter in forbidden if letter in plain)
    if bad:
        faults.add(kinds.TEXT_UNUSABLE, place, field, characters=" ".join(sorted(repr(letter) for letter in bad)))
    return plain


def limited(text: str, limit: int, faults: Faults, place: str, field: str) -> str:
    """The text in ASCII on one line with single spaces, at most `limit` characters."""
    plain = ascii_text(" ".join(text.split()), faults, place, field)
    if len(plain) > limit:
        faults.add(kinds.TEXT_TOO_LONG, place, field, length=len(plain), limit=limit)
    return plain


@lru_cache(maxsize=4096)  # the same words stand on thousands of ports
def _plain(text: str) -> tuple[str, frozenset[str]]:
    """The text in ASCII, and the letters that it can't hold."""
    plain = to_ascii(text)
    # one letter at a time: only that tells a real question mark from a letter that has no plain form
    lost = {letter for letter in nfc(text) if not letter.isascii() and "?" in to_ascii(letter)}
    return plain, frozenset(lost | {letter for letter in plain if not letter.isprintable()})
