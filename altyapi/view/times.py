"""Times in tables, where the whole moment has no room; JSON has it."""

from __future__ import annotations


def minute(moment: str) -> str:
    """`2026-04-20 09:00` of an ISO 8601 moment, by the clock that it was written with."""
    return moment[:16].replace("T", " ")
