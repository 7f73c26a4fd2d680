"""Values as NetBox keeps them, so that what was written once compares equal ever after.

NetBox writes MAC addresses in capitals, trims text, drops a prefix's host bits, lowers DNS names, gives decimals as
floats and choices as `{value, label}`. `plain` brings both sides to one form; `sendable` is the form that is written.
"""

from __future__ import annotations

import datetime
import ipaddress
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from netbox_sync.desired.kinds import ADDRESS_FIELDS, JSON_FIELDS, MAC_FIELDS, NULLABLE_TEXT, UNORDERED

_MAC_DIGITS = re.compile(r"[0-9A-Fa-f]+")
_MAC_FOREIGN = re.compile(r"[^0-9A-Fa-f:. -]")


def plain(field: str, value: Any) -> Any:  # noqa: PLR0911  # one return per kind of value
    """The comparable form of a value without relations; empty text and null are both None."""
    if isinstance(value, str):
        return _text(field, value)
    if value is None or isinstance(value, bool | int):
        return value
    if field in JSON_FIELDS:
        return _numbers(value)
    if isinstance(value, dict):
        return plain(field, value["value"]) if value.keys() == {"value", "label"} else _numbers(value)
    if isinstance(value, list | tuple):
        items = [plain("", item) for item in value]
        return sorted(items, key=repr) or None if field in UNORDERED else items or None
    if isinstance(value, float | Decimal):
        return _number(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return value


def equal(field: str, wanted: Any, held: Any) -> bool:  # noqa: PLR0911  # one return per pair of kinds of value
    """Whether NetBox would hold `held` after `wanted` was written over it."""
    one, other = plain(field, wanted), plain(field, held)
    if one == other:
        return type(one) is type(other) or not (isinstance(one, bool) or isinstance(other, bool))
    if one is None and other in ([], {}):  # what an empty list or mapping is given back as
        return True
    if other is None and one in ([], {}):
        return True
    if isinstance(one, str) and isinstance(other, int | float) and not isinstance(other, bool):
        return _as_number(one) == other
    if isinstance(other, str) and isinstance(one, int | float) and not isinstance(one, bool):
        return _as_number(other) == one
    if isinstance(one, str) and isinstance(other, str):
        return _same_moment(one, other)
    return False


def sendable(field: str, value: Any, held: Any = None) -> Any:  # noqa: PLR0911  # one return per kind of value
    """The value as it is written; None becomes what empties that field (`held`: what stands there)."""
    if value is None:
        return "" if isinstance(held, str) and field not in NULLABLE_TEXT else None
    if isinstance(value, str):
        text = value if field in JSON_FIELDS else value.strip()
        if field in MAC_FIELDS or field in ADDRESS_FIELDS or field == "prefix":
            return _text(field, text)
        return text
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, tuple):
        return list(value)
    return value


def _text(field: str, value: str) -> str | None:  # noqa: PLR0911  # one return per kind of text
    if field in JSON_FIELDS:
        return value
    text = value.strip()
    if not text:
        return None
    if field in MAC_FIELDS:
        digits = "".join(_MAC_DIGITS.findall(text)).upper()
        whole = len(digits) in {12, 16} and not _MAC_FOREIGN.search(text)
        return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2)) if whole else text
    if field == "dns_name":
        return text.lower()  # NetBox's own rule; host names are ASCII
    try:
        if field in ADDRESS_FIELDS:
            return ipaddress.ip_interface(text).with_prefixlen
        if field == "prefix":
            return ipaddress.ip_network(text, strict=False).with_prefixlen
    except ValueError:
        return text  # NetBox will say what is wrong with it
    return text


def _number(value: float | Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def _as_number(text: str) -> int | float | None:
    try:
        return _number(Decimal(text))
    except (InvalidOperation, OverflowError, ValueError):
        return None


def _numbers(value: Any) -> Any:
    """1.0 and 1 are one number in JSON."""
    if isinstance(value, dict):
        return {name: _numbers(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_numbers(item) for item in value]
    return _number(value) if isinstance(value, float | Decimal) else value


def _same_moment(one: str, other: str) -> bool:
    """Whether both are the same moment, written with different offsets or precision."""
    if len(one) < 16 or len(other) < 16 or "T" not in other:
        return False
    try:
        first, second = datetime.datetime.fromisoformat(one), datetime.datetime.fromisoformat(other)
    except ValueError:
        return False
    return (first.tzinfo is None) == (second.tzinfo is None) and first == second
