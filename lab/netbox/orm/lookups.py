"""Django's lookups at the end of a path, with values brought into the form of the column they are compared with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from lab.netbox.errors import FieldError, conflict
from lab.netbox.orm.networks import IPNetwork
from lab.netbox.values import mac_address

Check = Callable[[Any, Any], bool]


def _same(held: Any, asked: Any) -> bool:
    # netaddr takes two addresses of one network for equal, the database does not
    return str(held) == str(asked) if isinstance(held, IPNetwork) else bool(held == asked)


def _net(check: Callable[[IPNetwork, IPNetwork], bool]) -> Check:
    return lambda held, asked: held.version == asked.version and check(held, asked)


def _within(held: Any, asked: Any) -> bool:
    if isinstance(held, dict):
        return isinstance(asked, dict) and all(name in held and held[name] == value for name, value in asked.items())
    if isinstance(held, list):
        return set(asked if isinstance(asked, list) else [asked]) <= set(held)
    return str(asked) in str(held)


LOOKUPS: dict[str, Check] = {
    "exact": _same,
    "iexact": lambda held, asked: str(held).lower() == str(asked).lower(),
    "in": lambda held, asked: any(_same(held, each) for each in asked),
    "contains": _within,
    "icontains": lambda held, asked: str(asked).lower() in str(held).lower(),
    "startswith": lambda held, asked: str(held).startswith(str(asked)),
    "istartswith": lambda held, asked: str(held).lower().startswith(str(asked).lower()),
    "endswith": lambda held, asked: str(held).endswith(str(asked)),
    "iendswith": lambda held, asked: str(held).lower().endswith(str(asked).lower()),
    "gt": lambda held, asked: held > asked,
    "gte": lambda held, asked: held >= asked,
    "lt": lambda held, asked: held < asked,
    "lte": lambda held, asked: held <= asked,
    "regex": lambda held, asked: re.search(asked, str(held)) is not None,
    "iregex": lambda held, asked: re.search(asked, str(held), re.IGNORECASE) is not None,
    "range": lambda held, asked: asked[0] <= held <= asked[1],
    "isnull": lambda held, asked: (held is None) == bool(asked),
    "has_key": lambda held, asked: asked in held,
    "net_contained": _net(lambda held, asked: held != asked and held in asked),
    "net_contained_or_equal": _net(lambda held, asked: held in asked),
    "net_contains": _net(lambda held, asked: held != asked and asked in held),
    "net_contains_or_equals": _net(lambda held, asked: asked in held),
    "net_host": _net(lambda held, asked: held.ip == asked.ip),
    "net_mask_length": lambda held, asked: held.prefixlen == int(asked),
    "family": lambda held, asked: held.version == int(asked),
}

TRANSFORMS: dict[str, dict[str, tuple[Callable[[Any], Any], str]]] = {
    "datetime": {
        "date": (lambda value: value.date(), "date"),
        "year": (lambda value: value.year, "int"),
        "month": (lambda value: value.month, "int"),
        "day": (lambda value: value.day, "int"),
    },
    "date": {
        "year": (lambda value: value.year, "int"),
        "month": (lambda value: value.month, "int"),
        "day": (lambda value: value.day, "int"),
    },
}
"""What a column's value may be turned into on the way, and the kind of what comes out."""


def prepared(kind: str, lookup: str, asked: Any) -> Any:
    """What was asked, as the column's own kind of value. Raises the server error that Django gives for what can't be."""
    if lookup in {"in", "range"}:
        if isinstance(asked, str) or not isinstance(asked, Iterable):
            raise conflict("TypeError", f"'{type(asked).__name__}' object is not iterable")
        return [_one(kind, each) for each in asked]
    if lookup in {"exact", "gt", "gte", "lt", "lte"} or lookup.startswith("net_con") or lookup == "net_host":
        return _one(kind, asked)
    return asked


def _one(kind: str, asked: Any) -> Any:
    asked = getattr(asked, "pk", asked)
    convert = _CONVERT.get(kind)
    if convert is None or asked is None:
        return asked
    try:
        return convert(asked)
    except (ValueError, TypeError, InvalidOperation, FieldError):
        wanted = "a number" if kind in {"int", "decimal"} else f"a {kind}"
        raise conflict("ValueError", f"Field 'id' expected {wanted} but got {asked!r}.") from None


_TEXT: Callable[[Any], Any] = str
_CONVERT: dict[str, Callable[[Any], Any]] = {
    "int": int,
    "decimal": lambda asked: Decimal(str(asked)),
    "date": lambda asked: asked if isinstance(asked, date) else date.fromisoformat(asked),
    "datetime": lambda asked: asked if isinstance(asked, datetime) else datetime.fromisoformat(asked),
    "network": lambda asked: IPNetwork(str(asked)),
    "address": lambda asked: IPNetwork(str(asked)),
    "mac": mac_address,
    **dict.fromkeys(("text", "slug", "email", "url"), _TEXT),
}
