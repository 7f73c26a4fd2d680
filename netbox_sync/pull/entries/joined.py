"""Rows of other tables, as an entry names them: by slug, name or id."""

from __future__ import annotations

from typing import Protocol

from netbox_sync.pull.columns import Row


class Joined(Protocol):
    """The rows of all tables by id."""

    def row(self, table: str, object_id: int) -> Row:
        """Raises PartialView for one that was not read: it may not be seen."""

    def hides(self, device_id: int) -> bool:
        """Whether this device has no name and is left out, with all that is on it."""


def slug(joined: Joined, table: str, object_id: int | None) -> str | None:
    return None if object_id is None else slug_of(joined, table, object_id)


def slug_of(joined: Joined, table: str, object_id: int) -> str:
    return str(joined.row(table, object_id)["slug"])


def name_of(joined: Joined, table: str, object_id: int | None) -> str | None:
    return None if object_id is None else str(joined.row(table, object_id)["name"])


def id_of(joined: Joined, table: str, object_id: int | None) -> int | None:
    """The id itself, once it is sure that the snapshot holds the object."""
    return None if object_id is None else int(joined.row(table, object_id)["id"])


def tags_of(row: Row, joined: Joined) -> tuple[str, ...]:
    return tuple(sorted(slug_of(joined, "tags", tag) for tag in row["tags"]))


def scope_site(row: Row, joined: Joined) -> str | None:
    return slug_of(joined, "sites", row["scope_id"]) if row["scope_type"] == "dcim.site" else None
