"""Which fields of which lists have to be read to compare what is wanted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from netbox_sync.client import NetBox
from netbox_sync.desired.holdings import kind_of
from netbox_sync.desired.kinds import ENDPOINTS, KINDS
from netbox_sync.desired.wanted import Wanted

CUSTOM_FIELDS: Final = "extras/custom-fields"
_POINTERS: Final[Mapping[str, str | int]] = {"fields": "id,name,related_object_type", "ordering": "id", "limit": 200}


def needed(wanted: Iterable[Wanted], pointers: Mapping[str, str]) -> dict[str, set[str]]:
    """List's path -> fields, over everything that is wanted and everything it points at."""
    fields: dict[str, set[str]] = defaultdict(set)
    for one in wanted:
        _add(fields, one.endpoint, {**one.body, **one.key}, pointers)
        fields[one.endpoint].update(KINDS[one.endpoint].keys[0])
    return fields


def pointers(netbox: NetBox, wanted: Iterable[Wanted]) -> dict[str, str]:
    """Custom fields that hold other objects -> those objects' list. NetBox is asked only where a value may be one."""
    found: dict[str, str] = {}
    may_point = False
    for one in wanted:
        if one.endpoint == CUSTOM_FIELDS and one.body.get("related_object_type"):
            found[str(one.key.get("name"))] = ENDPOINTS.get(str(one.body["related_object_type"]), "")
        elif "custom_fields" in one.body:
            may_point = may_point or any(map(_may_point, (one.body["custom_fields"] or {}).values()))
    if may_point:
        offset = 0
        while True:
            count, rows = netbox.page(CUSTOM_FIELDS, {**_POINTERS, "offset": offset})
            for row in rows:
                if row.get("related_object_type"):
                    found.setdefault(str(row["name"]), ENDPOINTS.get(str(row["related_object_type"]), ""))
            offset += len(rows)
            if not rows or offset >= count:
                break
    return {name: endpoint for name, endpoint in found.items() if endpoint}


def _may_point(value: Any) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list | tuple) and any(isinstance(item, dict) for item in value)
    )


def _add(fields: dict[str, set[str]], endpoint: str, names: Mapping[str, Any], pointers: Mapping[str, str]) -> None:
    kind = kind_of(endpoint)
    mine = fields[endpoint]
    for field, value in names.items():
        mine.add(field)
        if field in kind.generic:
            mine.add(kind.generic[field])
            _point(fields, ENDPOINTS.get(str(names.get(kind.generic[field])), ""), value, pointers)
        elif field in kind.one:
            _point(fields, kind.one[field], value, pointers)
        elif field in kind.many:
            for item in value or ():
                _point(fields, kind.many[field], item, pointers)
        elif field in kind.terminations:
            for end in value or ():
                _point(fields, ENDPOINTS.get(str(end.get("object_type")), ""), end.get("object_id"), pointers)
        elif field == "custom_fields" and pointers:
            for name, held in (value or {}).items():
                for item in held if isinstance(held, list | tuple) else (held,):
                    _point(fields, pointers.get(name, ""), item, pointers)


def _point(fields: dict[str, set[str]], target: str, key: Any, pointers: Mapping[str, str]) -> None:
    if target and isinstance(key, dict):
        _add(fields, target, key, pointers)
