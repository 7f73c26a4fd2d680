"""inv antivirus.*: what protects the computers, and what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import OptionMissing, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings

HOSTS = "folder of the hosts' reports; default: <state_dir>/antivirus, where it is there"
ON = "the day to judge for (2026-04-20 or 20.04.2026); default: today"


@command(
    help={
        "hosts": HOSTS,
        "by": "department: one row per department instead of one per computer",
        "apply": "tell NetBox what the hosts report (av_* fields)",
        "out": "file to write: .csv, .xlsx, .html or .json",
        "on": ON,
        "unmask": "show persons; the log of exports says so",
        "evrak": "document number that stands on the printed page",
    }
)
def report(
    out: Output,
    configured: Settings,
    hosts: str = "",
    limit: str = "",
    by: str = "",
    apply: bool = False,
    out_: str = "",
    on: str = "",
    unmask: bool = False,
    reason: str = "",
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Show each computer's agent, signatures, last scan and detections; exit code 2 when one is not protected.

    Example: ./inv antivirus.report --limit site:mrk-ahb01 --out antivirus.html        ./inv antivirus.report --by department
    """
    del format_
    from pathlib import Path

    from altyapi.audit import export
    from altyapi.cli import guarding, writing

    if out_:
        export.check(Path(out_))
    if apply and not reason.strip():
        raise OptionMissing(
            option="reason", meaning="why", example='./inv antivirus.report --apply --reason "Haftalık"'
        )
    if apply:
        writing.check_evrak(configured, evrak)
    asked = guarding.Asked(hosts, limit, by, out_, on, unmask, evrak, reason, apply)
    return guarding.report(out, configured, asked)


@command(
    help={
        "hosts": HOSTS,
        "logs": "central logs with the hosts' lines: paths or globs joined by commas; default: the setting log_files",
        "since": "show detections from that day on (2026-04-20 or 20.04.2026)",
        "mail": "show the mail that would tell of detections nobody was told of yet",
        "send": "send that mail too (settings mail_*)",
        "out": "file to write: .csv, .xlsx, .html or .json",
        "unmask": "show persons and paths; the log of exports says so",
        "evrak": "document number that stands on the printed page",
    }
)
def events(
    out: Output,
    configured: Settings,
    hosts: str = "",
    logs: str = "",
    since: str = "",
    mail: bool = False,
    send: bool = False,
    limit: str = "",
    out_: str = "",
    unmask: bool = False,
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Gather what was found from reports and central logs, record it as evidence, show it; exit code 2 when anything is new.

    Example: ./inv antivirus.events --logs "/var/log/merkez/*.log" --mail
    Login and path of a detection are taken out of the file after limits.antivirus_person_days (audit.yml).
    """
    del format_
    from pathlib import Path

    from altyapi.audit import export
    from altyapi.cli import guarding

    if out_:
        export.check(Path(out_))
    wanted = guarding.Wanted(hosts, logs, since, mail or send, send, limit, out_, unmask, evrak)
    return guarding.events(out, configured, wanted)
