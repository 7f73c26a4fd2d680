"""The systems that the plan speaks of: by NetBox's custom field, and those that NetBox does not hold."""

from __future__ import annotations

from altyapi.backup.bundles import SYSTEM as HISTORY
from altyapi.backup.policy import BackupClass, BackupPolicy, OwnSystem
from netbox_sync.model import Frozen, Snapshot

DRILL_ROLE = "drill-target"
"""NetBox role of devices that stand apart for restore drills: they hold what drills load, and are never backed up themselves."""


class System(Frozen):
    """`netbox` says which of its tables holds it; empty for the policy's own ones."""

    name: str
    class_: str
    site: str = ""
    netbox: str = ""  # device, machine
    own: OwnSystem | None = None


def every(policy: BackupPolicy, snapshot: Snapshot | None) -> dict[str, System]:
    """By name: devices and virtual machines with a class of the plan, and the policy's own systems (those alone without a
    snapshot). One that is offline or only planned stays: its copies do."""
    found: dict[str, System] = {}
    if snapshot is not None:
        for kind, rows in (("device", snapshot.tables.devices), ("machine", snapshot.tables.virtual_machines)):
            for row in rows:
                if row.role == DRILL_ROLE:
                    continue
                class_ = str(row.custom_fields.get(policy.field) or "")
                if class_ in policy.classes:
                    found[row.name] = System(name=row.name, class_=class_, site=row.site or "", netbox=kind)
    for own in policy.own_systems:
        found[own.name] = System(name=own.name, class_=own.class_, own=own)
    return found


def class_of_history(policy: BackupPolicy) -> BackupClass | None:
    """The class whose first place is that of the configs: its copies are copies of the history as a whole."""
    return next((one for one in policy.classes.values() if one.place == policy.configs.place), None)


__all__ = ["DRILL_ROLE", "HISTORY", "System", "class_of_history", "every"]
