"""What NetBox is told of backups, through the outbox: NetBox down, it waits there."""

from __future__ import annotations

from collections.abc import Iterable

from altyapi.backup import fields
from altyapi.backup.policy import BackupPolicy
from altyapi.cli import writing
from altyapi.cli.frame import now
from altyapi.settings import Settings
from altyapi.view.output import Output
from altyapi.view.steps import typed
from netbox_sync.model import Snapshot


def today(
    out: Output,
    configured: Settings,
    rules: BackupPolicy,
    taken: Snapshot,
    field: str,
    names: Iterable[str],
    message: str,
) -> None:
    """Today's day in a field of these devices, where NetBox does not hold it already; what is no device is passed over."""
    day = now().astimezone(rules.zone).date()
    days = {name: day for name in names if name in taken.device_by_name}
    if not days:
        return
    if not fields.known(taken, field):
        out.note(out.say("backup.no-field", field=field, command=typed("netbox.views", "--apply")))
        return
    box = writing.outbox_of(configured)
    changes = fields.changes(field, days, taken, box.state().written, message)
    if changes:
        box.put(*changes)
        writing.deliver_now(out, configured, box)
