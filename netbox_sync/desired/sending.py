"""Bodies as NetBox takes them, and whether a row holds what a body says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from netbox_sync.client import Row
from netbox_sync.desired.difference import Reference
from netbox_sync.desired.holdings import held
from netbox_sync.desired.kinds import Kind
from netbox_sync.desired.normal import equal


def resolved(value: Any, ids: Mapping[int, int]) -> Any:
    """The value with ids in the places of references; `ids`: operation -> the object that it made."""
    if isinstance(value, Reference):
        return value.id if value.operation is None else ids[value.operation]
    if isinstance(value, dict):
        return {name: resolved(item, ids) for name, item in value.items()}
    if isinstance(value, list):
        return [resolved(item, ids) for item in value]
    return value


def holds(kind: Kind, row: Row, body: Mapping[str, Any]) -> bool:
    """Whether the row holds all that the (resolved) body says."""
    return all(
        holds_field(kind, row, name, value)
        for name, value in body.items()
        if name not in kind.write_only and name != "id"
    )


def holds_field(kind: Kind, row: Row, name: str, value: Any) -> bool:
    """Whether the row's field holds the value, both in NetBox's terms."""
    if name == "custom_fields":
        there = row.get(name) or {}
        return all(_same_custom(wanted, there.get(custom)) for custom, wanted in value.items())
    if name in kind.terminations:
        wanted = {(end["object_type"], end["object_id"]) for end in value or ()}
        return any(wanted == held(kind, row, side) for side in kind.terminations)
    if name in kind.many:
        wanted = {item["id"] if isinstance(item, dict) else item for item in value or ()}
        there = held(kind, row, name)
        return bool(wanted <= there if name == "tags" else wanted == there)
    if name in kind.one or name in kind.generic:
        return bool((value["id"] if isinstance(value, dict) else value) == held(kind, row, name))
    if name == "tags":
        return set(value or ()) == set(row.get(name) or ())
    return equal(name, value, row.get(name))


def _same_custom(wanted: Any, there: Any) -> bool:
    if isinstance(there, dict) and "id" in there:
        return bool(wanted == there["id"])
    if isinstance(there, list) and there and isinstance(there[0], dict) and "id" in there[0]:
        return sorted(map(repr, wanted or ())) == sorted(repr(item["id"]) for item in there)
    if isinstance(wanted, list) and isinstance(there, list):
        return sorted(map(repr, wanted)) == sorted(map(repr, there))
    return equal("", wanted, there)


def unchanged_since(kind: Kind, row: Row, seen: Mapping[str, Any]) -> bool:
    """Whether the row still holds what was seen when it was compared."""
    for name, value in seen.items():
        if name == "custom_fields":
            there = row.get(name) or {}
            if any(not _same_raw(there.get(custom), before) for custom, before in value.items()):
                return False
        elif held(kind, row, name) != held(kind, {name: value}, name):
            return False
    return True


def _same_raw(one: Any, other: Any) -> bool:
    return bool(_bare(one) == _bare(other))


def _bare(value: Any) -> Any:
    """Another object by its id alone: its name may change without this field changing."""
    if isinstance(value, dict) and "id" in value and "url" in value:
        return value["id"]
    return [_bare(item) for item in value] if isinstance(value, list) else value
