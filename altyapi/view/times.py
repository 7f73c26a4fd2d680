"""Times as people read them: one form everywhere, `2026-04-20 09:00:00 +03:00`, by the clock of the policy's time zone and with
its offset. JSON has them as they were written, in ISO 8601."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

WRITTEN = re.compile(r"(?<![\w:.-])\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)(?![\w:])")


def told(text: str, zone: tzinfo | None) -> str:
    """A text whose ISO 8601 moments are written for people; without a zone, by the clock that they were written with."""
    return WRITTEN.sub(lambda found: _told(found[0], zone), text) if "T" in text else text


def minute(moment: str, zone: tzinfo | None) -> str:
    """A moment where a second has no room, as in a table."""
    return _told(moment, zone, seconds=False)


def _told(written: str, zone: tzinfo | None, *, seconds: bool = True) -> str:
    try:
        at = datetime.fromisoformat(written)
        at = at.astimezone(zone) if zone is not None and at.tzinfo is not None else at
    except (ValueError, OverflowError):  # not a day, or one that no calendar reaches
        return written
    clock = "%H:%M:%S" if seconds and re.search(r"T\d\d:\d\d:", written) else "%H:%M"
    offset = "" if at.tzinfo is None else f" {at.isoformat()[-6:]}"
    return f"{at:%Y-%m-%d} {at:{clock}}{offset}"
