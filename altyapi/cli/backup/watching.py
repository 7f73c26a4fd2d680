"""inv backup.prune, status, schedule: how much is kept, whether it is in time, and when it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import OptionMissing, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command(
    help={
        "system": "only this system, a name or a glob",
        "place": "only this place of the policy",
        "dry-run": "show what is kept and why, and what would be forgotten; nothing is",
    }
)
def prune(
    out: Output,
    configured: Settings,
    system: str = "",
    place: str = "",
    dry_run: bool = False,
    reason: str = "",
    format_: str = "text",
) -> int:
    """Forget the copies that no generation keeps: hourly to half-yearly, legal holds and the last good one always stay.

    Example: ./inv backup.prune --dry-run        ./inv backup.prune --reason "monthly pruning"
    Exit code 2 when a dry run finds something to forget.
    """
    del format_
    from altyapi.cli.backup import pruning

    return pruning.prune(out, configured, system=system, place=place, dry_run=dry_run, reason=reason)


@command(
    help={
        "on": "the day to judge for (2026-04-20 or 20.04.2026); default: now",
        "month": "the report of a month (2026-04, 04.2026 or last), with --out",
        "out": "file to write: .html (prints on A4), .csv, .xlsx or .json; or a folder for the page",
        "evrak": "document number that stands on the printed page",
    }
)
def status(
    out: Output,
    configured: Settings,
    on: str = "",
    month: str = "",
    out_: str = "",
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Show every system against the plan: last backup, copies elsewhere, restore drills; and when the places will be full.

    Example: ./inv backup.status        ./inv backup.status --month 2026-04 --out yedekleme.html
    Exit code 2 when something is overdue, too full, or without a class.
    """
    del format_
    from altyapi.cli.backup import watch

    if month and not out_:
        example = f"./inv backup.status --month {month} --out yedekleme-{month}.html"
        raise OptionMissing(option="out", meaning="file to write", example=example)
    return watch.status(out, configured, on=on, month_=month, file=out_, evrak=evrak)


@command(
    name="schedule",
    help={
        "form": "systemd (units with timers) or cron (a file for /etc/cron.d)",
        "out": "folder to write the files to; default: print them",
        "user": "the account that runs them; default: yours",
    },
)
def schedule_(
    out: Output,
    configured: Settings,
    form: str = "systemd",
    out_: str = "",
    user: str = "",
    format_: str = "text",
) -> int:
    """Write the timers of this machine from the plan: configs, copies, drills, pruning, status, the monthly page.

    Example: ./inv backup.schedule --out /etc/systemd/system        ./inv backup.schedule --form cron --out /etc/cron.d
    """
    del format_
    from altyapi.cli.backup import scheduling

    return scheduling.schedule(out, configured, form=form, folder=out_, user=user)
