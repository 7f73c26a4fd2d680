"""Who changed a field of a device last, and when, as NetBox's change log tells it."""

from __future__ import annotations

from typing import Any

from netbox_sync.client import NetBox, Parameters
from netbox_sync.model import Frozen
from netbox_sync.writeback.fieldchange import interface_of, is_custom

LOOKED_AT = 100
"""How many of an object's latest changes are looked at."""


class Edit(Frozen):
    """A change of one field."""

    by: str  # login name
    at: str  # ISO 8601 with offset
    message: str = ""  # from 4.4 on


def last(netbox: NetBox, device: str, field: str) -> Edit | None:
    """The last change of that field (named as in netbox_sync.writeback.fieldchange) of the device; None where the log has none,
    say because its retention has passed. Raises PermissionMissing and its kin."""
    query: Parameters
    if (interface := interface_of(field)) is not None:
        query = {"device": device, "name": interface, "fields": "id,name,device", "ordering": "id", "limit": 2}
        _, rows = netbox.page("dcim/interfaces", query)
        found = [int(row["id"]) for row in rows if row["name"] == interface and row["device"]["name"] == device]
        return _last(netbox, "dcim.interface", found[0], ("primary_mac_address",)) if len(found) == 1 else None
    query = {"name": device, "fields": "id,name", "ordering": "id", "limit": 2}
    _, rows = netbox.page("dcim/devices", query)
    found = [int(row["id"]) for row in rows if row["name"] == device]
    path = ("custom_fields", field) if is_custom(field) else (field.removeprefix("device."),)
    return _last(netbox, "dcim.device", found[0], path) if len(found) == 1 else None


def _last(netbox: NetBox, object_type: str, object_id: int, path: tuple[str, ...]) -> Edit | None:
    query: dict[str, str | int | list[str] | list[int]] = {
        "changed_object_type": object_type,
        "changed_object_id": object_id,
        "ordering": "-time",
        "limit": LOOKED_AT,
    }
    _, rows = netbox.page("core/object-changes", query)
    for row in rows:
        mine = row["changed_object_type"] == object_type and row["changed_object_id"] == object_id
        if mine and _value(row["prechange_data"], *path) != _value(row["postchange_data"], *path):
            return Edit(by=row["user_name"], at=row["time"], message=row.get("message") or "")
    return None


def _value(data: Any, *path: str) -> Any:
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return data
