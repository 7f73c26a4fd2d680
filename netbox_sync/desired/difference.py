"""What has to change so that NetBox holds what is wanted."""

from __future__ import annotations

from typing import Any, Literal

from netbox_sync.desired.wanted import Origin
from netbox_sync.model import Frozen


class Reference(Frozen):
    """Another object inside a body: NetBox's id, or the number of the operation that will make it."""

    id: int | None = None
    operation: int | None = None


class Change(Frozen):
    """One field, as a person reads it: relations by name, choices by value."""

    field: str  # of a custom field `custom_fields.<name>`
    before: Any = None
    after: Any = None


class Operation(Frozen):
    """One object to create or to update.

    `body` and `late` are what is sent, `late` once all other operations are through (an address that a device's
    interface must have first); relations in them are `Reference`s. `seen` holds, for an update, the raw values of the
    fields to be changed as they were compared: NetBox must still hold them when the update is written.
    """

    number: int
    action: Literal["create", "update"]
    endpoint: str
    id: int | None = None
    label: str
    origin: Origin
    key: dict[str, Any]
    changes: tuple[Change, ...] = ()
    body: dict[str, Any] = {}
    late: dict[str, Any] = {}
    seen: dict[str, Any] = {}
    needs: tuple[int, ...] = ()  # operations that must be through before `body` can be sent
    late_needs: tuple[int, ...] = ()
    level: int = 0  # operations of one level do not need one another


class Removal(Frozen):
    """One object that NetBox holds, that lies in what the files speak of, and that they do not name."""

    endpoint: str
    id: int
    label: str
    within: str  # the object that bounds it (a site, a device), by name; empty for a whole table
    takes: dict[str, int] = {}  # list's path -> how many objects NetBox deletes with it
    last_updated: str = ""


class Difference(Frozen):
    """Everything that differs, in the order in which it can be done; `unchanged` counts objects by their list's path."""

    operations: tuple[Operation, ...] = ()
    unchanged: dict[str, int] = {}
    removals: tuple[Removal, ...] = ()

    @property
    def empty(self) -> bool:
        return not self.operations and not self.removals

    def count(self, action: Literal["create", "update", "unchanged", "prune"], endpoint: str | None = None) -> int:
        """How many objects of one list, or of all."""
        if action == "unchanged":
            return sum(number for path, number in self.unchanged.items() if endpoint in {None, path})
        if action == "prune":
            return sum(endpoint in {None, removal.endpoint} for removal in self.removals)
        return sum(one.action == action and endpoint in {None, one.endpoint} for one in self.operations)
