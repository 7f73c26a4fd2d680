"""Filling a database without HTTP: the same validation, one transaction, no change log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lab.netbox.changes import Author
from lab.netbox.errors import FieldError, InvalidError
from lab.netbox.objects import Objects
from lab.netbox.schema import BY_ENDPOINT, Model
from lab.netbox.store import Store
from lab.netbox.values import related


class LoadError(Exception):
    """An object of a data set that NetBox would refuse."""


def load(db: Store | str | Path, objects: Iterable[tuple[str, Mapping[str, Any]]]) -> int:
    """Create objects in the given order, each an endpoint (`dcim/devices`) and the body of its POST; their number.

    Unlike in a POST, attributes may name the members of a many-to-many relation too. A body with an `id` changes the
    object of that id instead, as a PATCH. All or nothing: raises LoadError for the first object that is refused, with its
    place, its data and NetBox's messages.
    """
    if not isinstance(db, Store):
        store = Store(db)
        try:
            return load(store, objects)
        finally:
            store.close()
    writer, author, number = Objects(db), Author(log=False), 0
    with db.transaction():
        for endpoint, body in objects:
            model = BY_ENDPOINT[endpoint.strip("/")]
            try:
                sent = _by_id(db, model, body)
                if "id" in sent:
                    writer.update(model, sent["id"], sent, author, partial=True)
                else:
                    writer.create(model, sent, author)
            except (InvalidError, FieldError) as error:
                told = error.errors if isinstance(error, InvalidError) else error.messages
                msg = f"object {number} ({endpoint}): {told}: {dict(body)}"
                raise LoadError(msg) from error
            number += 1
    return number


def _by_id(store: Store, model: Model, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The body with the members of its many-to-many relations as ids, where attributes name them."""
    named = {
        name: [related(store, item.argument, each) for each in body[name]]
        for name, item in model.fields.items()
        if item.kind == "refs" and any(isinstance(each, Mapping) for each in body.get(name) or ())
    }
    return {**body, **named} if named else body
