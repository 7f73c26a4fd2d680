"""What NetBox is told of backups: the day of the last one and of the last drill, written only where it holds something else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from netbox_sync.canonical import canonical_line, sha256
from netbox_sync.model import Snapshot
from netbox_sync.writeback.fieldchange import FieldChange

LAST_BACKUP: Final = "son_yedek"
LAST_DRILL: Final = "son_geri_donus_testi"


def known(snapshot: Snapshot, field: str) -> bool:
    """Whether devices have that field in that NetBox."""
    return any(field in device.custom_fields for device in snapshot.tables.devices)


def changes(
    field: str, days: Mapping[str, date], snapshot: Snapshot, written: Mapping[tuple[str, str], Any], message: str
) -> tuple[FieldChange, ...]:
    """What is to be written: of each of these devices the day, where another one stands. Others are passed over."""
    made: list[FieldChange] = []
    for name, day in sorted(days.items()):
        device = snapshot.device_by_name.get(name)
        if device is None:
            continue
        wanted = day.isoformat()
        if (written.get((name, field), device.custom_fields.get(field)) or None) == wanted:
            continue
        digest = sha256(canonical_line([field, wanted, device.id]))
        made.append(
            FieldChange(
                key=f"altyapi:backup-{digest[:12]}:{name}",
                device_id=device.id,
                device=name,
                before={field: device.custom_fields.get(field)},
                after={field: wanted},
                message=message,
            )
        )
    return tuple(made)
