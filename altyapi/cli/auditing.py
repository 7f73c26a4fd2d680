"""The steps that audit.inventory and audit.findings share: the estate, the selection, the file and its line in the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from altyapi.account import operator
from altyapi.apply.expiry import Timed, timed
from altyapi.audit import controls, export, export_log, policy, registers
from altyapi.audit.estate import Estate, Standing
from altyapi.audit.export.cover import Cover, cover
from altyapi.audit.export_log import Export
from altyapi.audit.findings import unknown_roles
from altyapi.audit.table import Section, Table
from altyapi.audit.text import shown
from altyapi.audit.thing import Scope
from altyapi.audit.views.view import View
from altyapi.backup import policy as backup_policy
from altyapi.cli import snapshots
from altyapi.cli.frame import now, zone
from altyapi.drift.fields import summary
from altyapi.drift.history import History
from altyapi.errors import EngineError
from altyapi.settings import Settings
from altyapi.view.output import Output
from altyapi.vpn import policy as vpn_policy
from netbox_sync.canonical import sha256
from netbox_sync.files import write_atomically
from netbox_sync.selection import select

YEARS = range(1990, 2200)  # a day beyond is a slip of the keys; limits in years must fit into the calendar


class DayUnreadable(EngineError):
    code = "AUD-005"
    en = "Not a day: {day}"
    tr = "Tarih değil: {day}"
    en_remedy = "--on 2026-04-20 or --on 20.04.2026"
    tr_remedy = "--on 2026-04-20 ya da --on 20.04.2026"


def log_file(configured: Settings) -> Path:
    return configured.state_dir / "evidence" / "exports.jsonl"


def day_of(text: str) -> date:
    """The day that everything is judged for; today where none is given. Raises DayUnreadable."""
    if not text.strip():
        return now().date()
    parts = text.strip().split(".")
    try:
        day = date(*map(int, reversed(parts))) if len(parts) == 3 else date.fromisoformat(text.strip())
    except (ValueError, OverflowError) as error:
        raise DayUnreadable(day=text) from error
    if day.year not in YEARS:
        raise DayUnreadable(day=text)
    return day


def estate(out: Output, configured: Settings, day: date) -> Estate:
    """The last snapshot with the registers and the policy. Raises SnapshotError and PolicyFileInvalid."""
    rules, kept = policy.load(configured.policy_dir), registers.load(configured.registers_dir)
    taken = snapshots.load(out, configured)
    found = Estate(
        taken,
        kept,
        rules,
        day,
        configured.os_version_field,
        compared=_compared(configured),
        standing=_standing(configured),
        backup=backup_policy.load(configured.policy_dir),
        vpn=vpn_policy.load(configured.policy_dir),
        zone=zone(),
    )
    unknown = unknown_roles(found)
    if unknown:
        out.note(out.say("audit.unknown-roles", roles=", ".join(unknown)))
    return found


def _compared(configured: Settings) -> dict[str, tuple[date, str] | None]:
    """What this machine's last comparison of each device found."""
    readings = History(configured.state_dir / "drift").readings().devices
    return {
        name: (_day_here(datetime.fromisoformat(one.since)), summary(one.managed)) if one.since else None
        for name, one in readings.items()
    }


def _standing(configured: Settings) -> tuple[Standing, ...]:
    """The changes for a time that stand, device by device."""
    found: list[Standing] = []
    for one in timed(configured.state_dir):
        if isinstance(one, Timed):
            last = _day_here(datetime.fromisoformat(one.until) - timedelta(seconds=1))
            found += [Standing(device, one.until, last, one.reason, one.evrak, one.run) for device in one.devices]
    return tuple(found)


def _day_here(moment: datetime) -> date:
    """Its day where today is what `day_of` says."""
    return moment.astimezone(zone()).date()


def scope(over: Estate, limit: str) -> Scope:
    """What `--limit` means here. Raises SelectionError."""
    return Scope.of(over.snapshot, select(over.snapshot, limit) if limit else None)


def cover_of_view(
    out: Output, over: Estate, view: View, table: Table, *, limit: str, evrak: str, masked: bool
) -> Cover:
    return cover(
        table,
        over,
        title=view.title.of(out.language),
        about=view.about.of(out.language),
        controls=controls.shown(controls.of("views", view.name)),
        filter_=limit,
        masked=masked,
        evrak=evrak,
        by=operator(),
        now=now(),
    )


def cover_of_findings(out: Output, over: Estate, table: Table, *, filter_: str, evrak: str) -> Cover:
    return cover(
        table,
        over,
        title=f"{table.title.of(out.language)}, {shown(over.day, out.language)}",
        about=out.say("audit.findings-about"),
        controls="",
        filter_=filter_,
        masked=True,
        evrak=evrak,
        by=operator(),
        now=now(),
    )


def write(
    out: Output,
    configured: Settings,
    file: Path,
    table: Table,
    head: Cover,
    *,
    view: str,
    kinds: Sequence[str] = (),
    sections: Sequence[Section] | None = None,
    picture: str = "",
) -> dict[str, object]:
    """The file, once its line stands in the log: nothing leaves without one. Raises LogBroken and OSError."""
    content = export.content(file, table, head, out.language, sections, picture)
    made = _export(file.resolve(), content, table, head, view=view, kinds=kinds)
    number = export_log.append(log_file(configured), made)
    write_atomically(file, content)
    out.line(out.say("audit.written", file=file, bytes=len(content), sha256=made.sha256))
    out.note(out.say("audit.logged", number=number, log=log_file(configured)))
    return {"file": str(file), "export": number, **made.model_dump(exclude={"file"})}


def note_output(configured: Settings, table: Table, head: Cover, *, view: str, kinds: Sequence[str] = ()) -> None:
    """What goes to a program or shows personal data is an export too, though it makes no file."""
    export_log.append(log_file(configured), _export(None, b"", table, head, view=view, kinds=kinds))


def _export(file: Path | None, content: bytes, table: Table, head: Cover, *, view: str, kinds: Sequence[str]) -> Export:
    return Export(
        made=head.made,
        by=head.by,
        view=view,
        filter=head.filter,
        kinds=tuple(kinds),
        day=head.day.isoformat(),
        rows=len(table.rows),
        masked=head.masked,
        evrak=head.evrak,
        file=str(file) if file else "-",
        bytes=len(content),
        sha256=sha256(content) if file else "",
        content_sha256=table.sha256,
        snapshot_digest=head.snapshot_digest,
    )
