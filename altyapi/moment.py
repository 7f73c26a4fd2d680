"""A time in a file that people review: ISO 8601 with its offset, so that it means the same wherever it is read. And one as
people type it."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator


def _with_offset(value: str) -> str:
    if datetime.fromisoformat(value).tzinfo is None:
        raise ValueError("a time without an offset")
    return value


Moment = Annotated[str, AfterValidator(_with_offset)]
"""ISO 8601 with offset."""


def after(day: date, zone: ZoneInfo) -> datetime:
    """The end of a day: the midnight after it."""
    return datetime.combine(day + timedelta(days=1), time(), zone)


def typed(text: str, zone: ZoneInfo, now: datetime, *, ago: bool = False) -> datetime:
    """A day (2026-12-03 or 03.12.2026, meant to its end), a moment, or 12d or 36h from now (`ago`: before now).

    Raises ValueError and OverflowError.
    """
    text = text.strip()
    span = re.fullmatch(r"([0-9]{1,4})([dh])", text)
    if span:
        size = timedelta(days=int(span[1])) if span[2] == "d" else timedelta(hours=int(span[1]))
        return now.replace(microsecond=0) + (-size if ago else size)
    turned = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", text)
    if turned:
        return after(date(int(turned[3]), int(turned[2]), int(turned[1])), zone)
    with suppress(ValueError):
        return after(date.fromisoformat(text), zone)
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=zone)
