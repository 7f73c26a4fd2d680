"""Filling a database without HTTP: the same validation, one transaction, no change log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lab.netbox.changes import Author
from lab.netbox.errors import InvalidError
from lab.netbox.objects import Objects
from lab.netbox.schema import BY_ENDPOINT
from lab.netbox.store import Store


class LoadError(Exception):
    """An object of a data set that NetBox would refuse."""


def load(db: Store | str | Path, objects: Iterable[tuple[str, Mapping[str, Any]]]) -> int:
    """Create objects in the given order, each an endpoint (`dcim/devices`) and the body of its POST; their number.

    A body with an `id` changes the object of that id instead, as a PATCH. All or nothing: raises LoadError for the first
    object that is refused, with its place, its data and NetBox's messages.
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
                if "id" in body:
                    writer.update(model, body["id"], body, author, partial=True)
                else:
                    writer.create(model, body, author)
            except InvalidError as error:
                msg = f"object {number} ({endpoint}): {error.errors}: {dict(body)}"
                raise LoadError(msg) from error
            number += 1
    return number
