"""inv backup.prune, status, schedule: how much is kept, whether it is in time, and when it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import command
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
