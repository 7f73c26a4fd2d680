"""What NetBox is told of backups, through the outbox: NetBox down, it waits there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from altyapi.backup import fields
from altyapi.backup.policy import BackupPolicy
from altyapi.cli import writing
from altyapi.cli.frame import now
from altyapi.settings import Settings
from altyapi.view.output import Output
from altyapi.view.steps import typed
from netbox_sync.model import Snapshot

if TYPE_CHECKING:
    from altyapi.audit.export.cover import Cover


def today(
    out: Output,
    configured: Settings,
    rules: BackupPolicy,
    taken: Snapshot,
    field: str,
    names: Iterable[str],
    message: str,
) -> None:
    """Today's day in a field of these devices and virtual machines, where NetBox does not hold it already; others are passed over."""
    day = now().astimezone(rules.zone).date()
    days(out, configured, taken, field, dict.fromkeys(names, day), message)


def days(
    out: Output, configured: Settings, taken: Snapshot, field: str, wanted: Mapping[str, date], message: str
) -> None:
    """As `today`, with a day for each."""
    held = {*taken.device_by_name, *(one.name for one in taken.tables.virtual_machines)}
    found = {name: day for name, day in wanted.items() if name in held}
    if not found:
        return
    if not fields.known(taken, field):
        out.note(out.say("backup.no-field", field=field, command=typed("netbox.views", "--apply")))
        return
    box = writing.outbox_of(configured)
    changes = fields.changes(field, found, taken, box.state().written, message)
    if changes:
        box.put(*changes)
        writing.deliver_now(out, configured, box)


def in_zone(head: Cover, zone: ZoneInfo) -> Cover:
    """A page's head with its times in the plan's zone, as everything else on the page is."""
    told = {
        name: datetime.fromisoformat(getattr(head, name)).astimezone(zone).isoformat(timespec="seconds")
        for name in ("made", "snapshot_taken")
    }
    return head.model_copy(update=told)
