"""A time in a file that people review: ISO 8601 with its offset, so that it means the same wherever it is read."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator


def _with_offset(value: str) -> str:
    if datetime.fromisoformat(value).tzinfo is None:
        raise ValueError("a time without an offset")
    return value


Moment = Annotated[str, AfterValidator(_with_offset)]
"""ISO 8601 with offset."""
