"""inv antivirus.*: what protects the computers, and what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, PENDING, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command(
    help={
        "hosts": "folder of the hosts' reports; default: <state_dir>/antivirus, where it is there",
        "out": "file to write: .csv, .xlsx, .html or .json",
        "on": "the day to judge for (2026-04-20 or 20.04.2026); default: today",
        "unmask": "show persons; the log of exports says so",
        "evrak": "document number that stands on the printed page",
    }
)
def report(
    out: Output,
    configured: Settings,
    hosts: str = "",
    limit: str = "",
    out_: str = "",
    on: str = "",
    unmask: bool = False,
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Show each computer's agent, signatures, last scan and detections; exit code 2 when one is not protected.

    Example: ./inv antivirus.report --limit site:mrk-ahb01 --out antivirus.html
    """
    from pathlib import Path

    from altyapi.audit import export
    from altyapi.audit import findings as finding
    from altyapi.audit.views.view import table
    from altyapi.cli import auditing
    from altyapi.endpoint import antivirus
    from altyapi.view import audit

    day = auditing.day_of(on)
    if out_:
        export.check(Path(out_))
    over = auditing.estate(out, configured, day)
    usual = configured.state_dir / "antivirus"
    if hosts or usual.is_dir():
        collected = antivirus.read(Path(hosts) if hosts else usual)
        for file, problem in collected.unreadable:
            out.note(out.say("antivirus.unreadable", file=file, problem=problem))
        strangers = collected.strangers(over.snapshot)
        if strangers:
            out.note(out.say("antivirus.strangers", count=len(strangers), names=", ".join(strangers[:5])))
        out.note(out.say("antivirus.collected", count=len(collected.reports)))
        over = antivirus.laid_over(over, collected)
    else:
        out.note(out.say("antivirus.netbox-alone"))
    held = auditing.scope(over, limit)
    rows = table(antivirus.VIEW, over, scope=held, unmask=unmask)
    head = auditing.cover_of_view(out, over, antivirus.VIEW, rows, limit=limit, evrak=evrak, masked=not unmask)
    results = finding.find(over, kinds=antivirus.RULES, scope=held)
    if out_:
        out.data(auditing.write(out, configured, Path(out_), rows, head, view=antivirus.VIEW.name))
        return PENDING if results else DONE
    if unmask or format_ != "text":
        auditing.note_output(configured, rows, head, view=antivirus.VIEW.name)
    if format_ == "json":
        out.data(
            {
                "cover": head.model_dump(mode="json"),
                "rows": list(rows.records()),
                "rules": finding.report(results, over),
            }
        )
        return PENDING if results else DONE
    audit.inventory(out, antivirus.VIEW, rows, over, masked=not unmask)
    out.line()
    audit.found(out, results, over, whole=True, since=None, words=["--kind", ",".join(antivirus.RULES)])
    return PENDING if results else DONE
