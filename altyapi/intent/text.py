"""Text that a device can hold: ASCII, on one line, Turkish letters by their plain ones."""

from __future__ import annotations

from altyapi.intent import kinds
from altyapi.intent.faults import Faults
from netbox_sync.text import nfc, to_ascii


def ascii_text(text: str, faults: Faults, place: str, field: str, forbidden: str = "") -> str:
    """The text in printable ASCII; letters that have no plain form, and `forbidden`, are faults."""
    # one letter at a time: only that tells a real question mark from a letter that has no plain form
    lost = {letter for letter in nfc(text) if letter != "?" and "?" in to_ascii(letter)}
    plain = to_ascii(text)
    bad = lost | {letter for letter in plain if not " " <= letter <= "~" or letter in forbidden}
    if bad:
        faults.add(kinds.TEXT_UNUSABLE, place, field, characters=" ".join(sorted(repr(letter) for letter in bad)))
    return plain


def limited(text: str, limit: int, faults: Faults, place: str, field: str) -> str:
    """The text in ASCII on one line with single spaces, at most `limit` characters."""
    plain = ascii_text(" ".join(text.split()), faults, place, field)
    if len(plain) > limit:
        faults.add(kinds.TEXT_TOO_LONG, place, field, length=len(plain), limit=limit)
    return plain
