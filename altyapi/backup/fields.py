"""What NetBox is told of backups: the day of the last one and of the last drill, written only where it holds something else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from netbox_sync.canonical import canonical_line, sha256
from netbox_sync.model import Device, Snapshot, VirtualMachine
from netbox_sync.writeback.fieldchange import FieldChange

LAST_BACKUP: Final = "son_yedek"
LAST_DRILL: Final = "son_geri_donus_testi"


def known(snapshot: Snapshot, field: str) -> bool:
    """Whether devices, or virtual machines, have that field in that NetBox."""
    rows: tuple[Device | VirtualMachine, ...] = (*snapshot.tables.devices, *snapshot.tables.virtual_machines)
    return any(field in one.custom_fields for one in rows)


def changes(
    field: str, days: Mapping[str, date], snapshot: Snapshot, written: Mapping[tuple[str, str], Any], message: str
) -> tuple[FieldChange, ...]:
    """What is to be written: of each of these devices and virtual machines the day, where another one stands. Others, and those of a
    kind that does not have the field, are passed over."""
    machines = {one.name: one for one in snapshot.tables.virtual_machines}
    made: list[FieldChange] = []
    for name, day in sorted(days.items()):
        device = snapshot.device_by_name.get(name)
        one = device or machines.get(name)
        if one is None or field not in one.custom_fields:
            continue
        wanted = day.isoformat()
        if (written.get((name, field), one.custom_fields.get(field)) or None) == wanted:
            continue
        digest = sha256(canonical_line([field, wanted, one.id]))
        made.append(
            FieldChange(
                key=f"altyapi:backup-{digest[:12]}:{name}",
                device_id=one.id,
                device=name,
                before={field: one.custom_fields.get(field)},
                after={field: wanted},
                message=message,
                holder="machine" if device is None else "device",
            )
        )
    return tuple(made)
