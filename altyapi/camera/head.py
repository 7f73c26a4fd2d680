"""The head of an answer, as HTTP (RFC 9112) and RTSP (RFC 2326) share it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

_STATUS: Final = re.compile(r"(HTTP|RTSP)/1\.(\d) (\d{3})(?: (.*))?")

_LINE: Final = re.compile(r"^([^:\n]*):(.*)$", re.MULTILINE)


class Head(NamedTuple):
    protocol: str  # HTTP, RTSP
    minor: int  # version 1.<minor>
    status: int
    reason: str
    headers: Mapping[str, str]  # names in lower case; of a repeated one all values, a line each


def read(raw: bytes) -> Head | None:
    """Of the bytes before the empty line; None where the first line is no answer's. Lines may end without CR, as devices' do."""
    first, _, rest = raw.decode("utf-8", "replace").partition("\n")
    match = _STATUS.fullmatch(first.rstrip("\r"))
    if match is None:
        return None
    headers: dict[str, str] = {}
    for name, value in _LINE.findall(rest):
        key = name.strip().lower()
        headers[key] = f"{headers[key]}\n{value.strip()}" if key in headers else value.strip()
    return Head(match[1], int(match[2]), int(match[3]), (match[4] or "")[:80], headers)


def length(headers: Mapping[str, str]) -> int | None:
    """What Content-Length says; None where it is not there. Raises ValueError where it is no length."""
    told = headers.get("content-length")
    if told is None:
        return None
    if not told.isascii() or not told.isdigit() or len(told) > 12:
        raise ValueError(f"Content-Length: {told[:20]!r}")
    return int(told)


def shown(raw: bytes | bytearray) -> str:
    """The beginning of what came instead, for a message."""
    return repr(bytes(raw[:40]).split(b"\n")[0].decode("latin-1"))
