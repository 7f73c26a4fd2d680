"""inv pardus.migrate, rollback and report: computers go over, come back, and tell where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import OptionMissing, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings

VARIABLES = "YAML files with variables of the roles, joined by commas: mirror, keys, backup (roles/pardus_migration)"


@command(
    help={
        "wave": "the wave, as in waves.yml",
        "variables": VARIABLES,
        "dry-run": "ask every computer what a run would do; nothing is changed",
    }
)
def migrate(
    out: Output,
    configured: Settings,
    wave: str,
    limit: str = "",
    variables: str = "",
    dry_run: bool = False,
    reason: str = "",
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Bring the computers of a wave whose opening is now over to Pardus: a canary first, then batch by batch.

    Example: ./inv pardus.migrate --wave W3 --dry-run        ./inv pardus.migrate --wave W3 --reason "W3, 2. gün"
    """
    del format_
    from altyapi.cli import calendaring, migrating
    from altyapi.endpoint.migrating import variable_files

    if not dry_run and not reason.strip():
        raise OptionMissing(
            option="reason", meaning="why", example='./inv pardus.migrate --wave W3 --reason "W3, 2. gün"'
        )
    files = variable_files(variables)
    over = calendaring.ground(out, configured, "")
    asked = migrating.Asked(wave, limit, reason, evrak, files)
    return migrating.migrate(out, configured, over, asked, dry=dry_run)


@command(help={"variables": VARIABLES})
def rollback(
    out: Output,
    configured: Settings,
    limit: str,
    reason: str,
    variables: str = "",
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Take computers back to what they were, where there is a way: sources, keys, and packages of the same base release.

    Example: ./inv pardus.rollback --limit MRKAHB01PC0001 --reason "Yazıcı sürücüsü çalışmıyor"
    """
    del format_
    from altyapi.cli import calendaring, migrating
    from altyapi.endpoint.migrating import variable_files

    files = variable_files(variables)
    over = calendaring.ground(out, configured, "")
    return migrating.rollback(out, configured, over, migrating.Asked("", limit, reason, evrak, files))


@command(
    help={
        "wave": "only computers of that wave",
        "out": "file to write: .csv, .xlsx, .html or .json",
        "on": "the day to judge for (2026-04-20 or 20.04.2026); default: today",
        "unmask": "show persons; the log of exports says so",
        "evrak": "document number that stands on the printed page",
    }
)
def report(
    out: Output,
    configured: Settings,
    wave: str = "",
    limit: str = "",
    out_: str = "",
    on: str = "",
    unmask: bool = False,
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Show where every computer stands on its way to Pardus, by its own word; exit code 2 when one failed or is under way.

    Example: ./inv pardus.report --wave W3 --out goc.html
    """
    del format_
    from pathlib import Path

    from altyapi.audit import export
    from altyapi.cli import calendaring, migrating

    if out_:
        export.check(Path(out_))
    over = calendaring.ground(out, configured, on, limit)
    return migrating.report(out, configured, over, wave=wave, file=out_, unmask=unmask, evrak=evrak)


@command(
    help={
        "wave": "only computers of that wave that are left",
        "out": "the boot server's folder: files are written below it",
    }
)
def install(
    out: Output,
    configured: Settings,
    out_: str,
    wave: str = "",
    limit: str = "",
    format_: str = "text",
) -> int:
    """Write installers' answers and boot entries from NetBox, remove those of computers that are done; exit code 2 when one gets none.

    Example: ./inv pardus.install --limit MRKAHB01PC0001 --out /srv/tftp
    """
    del format_
    from pathlib import Path

    from altyapi.cli import calendaring, installing

    if not wave and not limit.strip():
        raise OptionMissing(
            option="limit",
            meaning="which computers",
            example="./inv pardus.install --limit MRKAHB01PC0001 --out kurulum",
        )
    over = calendaring.ground(out, configured, "", limit)
    return installing.install(out, configured, over, wave=wave, limit=limit, folder=Path(out_).expanduser())
