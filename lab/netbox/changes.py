"""The change log: one record per object and request, with the object's data before and after."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from lab.netbox.display import display
from lab.netbox.schema import MODELS, type_id
from lab.netbox.store import Row, Store

UNLOGGED = frozenset({"core.objectchange", "users.user", "users.group", "users.token", "users.objectpermission"})


@dataclass
class Author:
    """Who makes a change, in which request; `log` off writes none (a bulk load is no history)."""

    user: Row | None = None
    request_id: str = field(default_factory=lambda: str(uuid4()))
    log: bool = True


def data(store: Store, label: str, row: Row) -> dict[str, Any]:
    """An object as the change log keeps it: relations as ids, tags as names, and what a cable sets at its ends."""
    model = MODELS[label]
    stored = (*(item.name for item in model.stored), "cable", "cable_end")
    kept: dict[str, Any] = {name: row[name] for name in stored if name in row}
    for item in model.stored:
        if item.kind == "type" and kept[item.name]:
            kept[item.name] = type_id(kept[item.name])
    if model.tags:
        kept["tags"] = sorted(store.rows["extras.tag"][each]["name"] for each in row["tags"])
    if model.custom:
        kept["custom_fields"] = row["custom_fields"]
    return kept


def record(
    store: Store,
    author: Author,
    label: str,
    row: Row,
    before: Row | None,
    *,
    now: str,
    deleted: bool,
    message: str = "",
) -> None:
    """Keep what became of an object; an update that changed nothing leaves no record."""
    if not author.log or label in UNLOGGED:
        return
    old = data(store, label, before) if before is not None else None
    new = None if deleted else data(store, label, row)
    if old == new:
        return
    store.insert(
        "core.objectchange",
        {
            "time": now,
            "user": author.user["id"] if author.user else None,
            "user_name": author.user["username"] if author.user else "",
            "request_id": author.request_id,
            "action": "delete" if deleted else "create" if before is None else "update",
            "changed_object_type": label,
            "changed_object_id": row["id"],
            "related_object_type": None,
            "related_object_id": None,
            "object_repr": display(store, label, row)[:200],
            "message": message,
            "prechange_data": old or {},
            "postchange_data": new or {},
        },
    )
