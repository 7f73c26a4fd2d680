"""inv pardus.*: the migration of workstations to Pardus, from the calendar to the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import OptionMissing, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings

ON = "the day to judge for (2026-04-20 or 20.04.2026); default: today"


@command(
    help={
        "month": "the printable report of that month (2026-04 or 04.2026), with --out FILE.html",
        "out": "file to write: .csv, .xlsx, .html (with the picture) or .json",
        "on": ON,
        "unmask": "show persons; the log of exports says so",
        "evrak": "document number that stands on the printed page",
    }
)
def calendar(
    out: Output,
    configured: Settings,
    limit: str = "",
    month: str = "",
    out_: str = "",
    on: str = "",
    unmask: bool = False,
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Show every wave, planned and actual, and who is behind; exit code 2 when a wave is late.

    Example: ./inv pardus.calendar --out takvim.html        ./inv pardus.calendar --month 2026-04 --out nisan.html
    """
    del format_
    from pathlib import Path

    from altyapi.audit import export
    from altyapi.cli import auditing, calendaring
    from altyapi.endpoint import month as months

    if out_:
        export.check(Path(out_))
    if month:
        wanted = months.month(month)
        if not out_:
            raise OptionMissing(
                option="out", meaning="file", example="./inv pardus.calendar --month 2026-04 --out nisan.html"
            )
        day = wanted.day(auditing.day_of(on))
        over = calendaring.ground(out, configured, day.isoformat(), limit)
        return calendaring.monthly(out, configured, over, wanted, file=Path(out_), evrak=evrak, limit=limit)
    over = calendaring.ground(out, configured, on, limit)
    return calendaring.show(out, configured, over, limit=limit, file=out_, unmask=unmask, evrak=evrak)


@command(
    help={
        "wave": "the wave, as in waves.yml; with --assign also muaf (exempt)",
        "assign": "put these computers into the wave, in NetBox; what --limit takes elsewhere",
        "on": ON,
    }
)
def plan(
    out: Output,
    configured: Settings,
    wave: str,
    assign: str = "",
    on: str = "",
    reason: str = "",
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Show the gates of a wave and which computers are done on which day; or put computers into it.

    Example: ./inv pardus.plan --wave W3        ./inv pardus.plan --wave W3 --assign site:mrk-ot01 --reason "Terminal"
    """
    del format_
    from altyapi.cli import calendaring

    if assign and not reason.strip():
        raise OptionMissing(
            option="reason",
            meaning="why",
            example='./inv pardus.plan --wave W3 --assign site:mrk-ot01 --reason "Terminal"',
        )
    over = calendaring.ground(out, configured, on)
    if assign:
        return calendaring.assign(out, configured, over, wave, assign, reason=reason, evrak=evrak)
    return calendaring.plan(out, configured, over, wave, evrak)


@command(
    help={
        "wave": "the wave; default: every computer that is left",
        "table": "tables of an inventory program (CSV, .xlsx), joined by commas: computers and their programs; docs/pardus.md",
        "collect": "have Ansible look at the computers first (playbooks/pardus_assess.yml)",
        "variables": "for --collect: YAML files with variables, joined by commas: who logs in, and how",
        "apply": "tell NetBox the verdicts: fit or not, the day, the reasons' codes",
        "out": "file to write: .csv, .xlsx, .html or .json",
        "on": ON,
        "unmask": "show persons; the log of exports says so",
    }
)
def assess(
    out: Output,
    configured: Settings,
    wave: str = "",
    limit: str = "",
    table: str = "",
    collect: bool = False,
    apply: bool = False,
    out_: str = "",
    on: str = "",
    unmask: bool = False,
    reason: str = "",
    evrak: str = "",
    variables: str = "",
    format_: str = "text",
) -> int:
    """Say who of a wave can go over to Pardus, person by person, with the reasons; exit code 2 when somebody can't.

    Example: ./inv pardus.assess --wave W3 --table bilgisayarlar.csv,yazilimlar.csv --out uygunluk.html
    """
    del format_
    from pathlib import Path

    from altyapi.audit import export
    from altyapi.cli import assessing, calendaring, writing
    from altyapi.endpoint.migrating import variable_files

    if out_:
        export.check(Path(out_))
    if apply and not reason.strip():
        raise OptionMissing(
            option="reason", meaning="why", example='./inv pardus.assess --wave W3 --apply --reason "W3"'
        )
    if apply:
        writing.check_evrak(configured, evrak)
    files = variable_files(variables)
    over = calendaring.ground(out, configured, on, limit)
    asked = assessing.Asked(wave, limit, table, collect, out_, unmask, evrak, reason, apply, files)
    return assessing.run(out, configured, over, asked)


@command(
    help={
        "hosts": "folder of the hosts' reports; default: <state_dir>/software",
        "by": "rows: department, ring, package or computer",
        "out": "file to write: .csv, .xlsx, .html or .json",
        "on": ON,
        "evrak": "document number that stands on the printed page",
    }
)
def software(
    out: Output,
    configured: Settings,
    hosts: str = "",
    by: str = "department",
    limit: str = "",
    on: str = "",
    out_: str = "",
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Say how far the software that departments need is there, and where licences are in use; exit code 2 when something lacks.

    Example: ./inv pardus.software --by ring        ./inv pardus.software --out yazilim.html
    """
    del format_
    from pathlib import Path

    from altyapi.audit import export
    from altyapi.cli import rollout

    if out_:
        export.check(Path(out_))
    return rollout.show(out, configured, rollout.Asked(hosts, by, limit, on, out_, evrak))
