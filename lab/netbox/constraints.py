"""Constraints of object permissions: Django's lookups (`name__startswith`, `site__region__slug__in`) on one row."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lab.netbox.schema import MODELS, Model
from lab.netbox.store import Row, Store

_LOOKUPS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda held, asked: held == asked,
    "iexact": lambda held, asked: str(held).lower() == str(asked).lower(),
    "in": lambda held, asked: held in asked,
    "contains": lambda held, asked: asked in held,
    "icontains": lambda held, asked: str(asked).lower() in str(held).lower(),
    "startswith": lambda held, asked: str(held).startswith(asked),
    "istartswith": lambda held, asked: str(held).lower().startswith(str(asked).lower()),
    "endswith": lambda held, asked: str(held).endswith(asked),
    "iendswith": lambda held, asked: str(held).lower().endswith(str(asked).lower()),
    "gt": lambda held, asked: held > asked,
    "gte": lambda held, asked: held >= asked,
    "lt": lambda held, asked: held < asked,
    "lte": lambda held, asked: held <= asked,
    "regex": lambda held, asked: re.search(asked, str(held)) is not None,
    "iregex": lambda held, asked: re.search(asked, str(held), re.IGNORECASE) is not None,
    "range": lambda held, asked: asked[0] <= held <= asked[1],
}


def holds(store: Store, model: Model, row: Row, name: str, asked: Any) -> bool:
    """Whether the row meets one constraint; one that names no field of the model is never met."""
    parts = name.split("__")
    lookup = parts.pop() if len(parts) > 1 and parts[-1] in {*_LOOKUPS, "isnull"} else "exact"
    held = list(_values(store, model, row, parts))
    if lookup == "isnull":
        return (not any(value is not None for value in held)) == bool(asked)
    if asked is None:
        return held == [None]
    return any(value is not None and _LOOKUPS[lookup](value, asked) for value in held)


def _values(store: Store, model: Model, row: Row, parts: list[str]) -> list[Any]:
    name, *rest = parts
    if name in {"id", "pk"}:
        return [row["id"]]
    item = model.fields.get(name)
    target = "extras.tag" if name == "tags" else item.argument if item and item.kind in {"ref", "refs", "pk"} else ""
    if not target and (item is None or not item.stored):
        return []
    value = row[name]
    held = value if isinstance(value, list) and target else [value]
    if not rest:
        return held
    if not target:
        return []
    others = [store.rows[target][each] for each in held if each is not None]
    return [found for other in others for found in _values(store, MODELS[target], other, rest)]
