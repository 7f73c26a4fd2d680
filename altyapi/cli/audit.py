"""inv audit.*: what an auditor asks, answered from the evidence, the snapshot and the registers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, PENDING, OptionMissing, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command(help={"netbox": "also compare with the journal entries in NetBox"})
def chain(out: Output, configured: Settings, netbox: bool = False, format_: str = "text") -> int:
    """Check the evidence chain from its first line, list its records, and tell what is missing from it.

    Example: ./inv audit.chain --netbox
    """
    del format_
    from altyapi.apply.runs import runs_folder
    from altyapi.cli.evidencing import chain_file, heads_of_register, names_in_netbox, names_in_outbox
    from altyapi.evidence import chain as chains
    from altyapi.evidence import completeness
    from altyapi.view import evidence

    entries = chains.verify(chain_file(configured))
    named = names_in_outbox(configured) + (names_in_netbox(configured) if netbox else ())
    registers = heads_of_register(configured)
    leases = configured.state_dir / "leases"
    compared = completeness.compare(entries, runs_folder(configured.state_dir), named, registers, leases=leases)
    evidence.show(out, chain_file(configured), entries, compared)
    return PENDING if compared.gaps else DONE


@command(help={"run": "the run's id or its beginning; default: the latest"})
def report(out: Output, configured: Settings, run: str = "latest", format_: str = "text") -> int:
    """Write the report of a run again, from the evidence chain.

    Example: ./inv audit.report --run 20261121T2210
    """
    del format_
    from altyapi.apply import runs
    from altyapi.apply.head import RunUnknown
    from altyapi.cli.evidencing import chain_file
    from altyapi.evidence import chain as chains
    from altyapi.evidence import report as reports

    wanted = runs.find(configured.state_dir, run).head.run
    entries = [entry for entry in chains.verify(chain_file(configured)) if entry.link.record.run == wanted]
    if not entries:
        raise RunUnknown(run=wanted, folder=chain_file(configured), known="-")
    file = reports.write(entries[-1], configured.state_dir / "reports", out.language, out.zone_of())
    out.data({"file": str(file), "number": entries[-1].link.number, "sha256": entries[-1].sha256})
    out.line(out.say("evidence.report", file=file))
    return DONE


@command(help={"again": "try what could not be delivered once more, its cause mended"})
def deliver(out: Output, configured: Settings, again: bool = False, format_: str = "text") -> int:
    """Write to NetBox what waits in the outbox; tell what could not be delivered.

    Example: ./inv audit.deliver
    """
    del format_
    from altyapi.cli.evidencing import flush, show_outbox
    from netbox_sync.writeback.outbox import Outbox

    outbox = Outbox(configured.state_dir / "outbox.jsonl")
    if again and outbox.state().conflicts:
        outbox.again()
    flush(out, configured, outbox)
    state = outbox.state()
    out.data(show_outbox(out, state))
    return PENDING if state.waiting or state.conflicts else DONE


@command(
    help={
        "view": "its name; without it, the views are listed",
        "out": "file to write: .csv, .xlsx, .html or .json",
        "on": "the day to judge for (2026-04-20 or 20.04.2026); default: today",
        "unmask": "show personal data; the log of exports says so",
        "evrak": "document number that stands on the printed page",
    }
)
def inventory(
    out: Output,
    configured: Settings,
    view: str = "",
    limit: str = "",
    out_: str = "",
    on: str = "",
    unmask: bool = False,
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Show a view of the estate (hardware, cameras, lines, licences, …) or write it to a file, from the last snapshot.

    Example: ./inv audit.inventory --view donanim --limit site:mrk-ahb01 --out donanim.xlsx
    """
    from pathlib import Path

    from altyapi.audit import export, views
    from altyapi.audit.views.view import table
    from altyapi.cli import auditing
    from altyapi.view import audit

    day = auditing.day_of(on)
    wanted = views.named(view) if view else None
    if out_:
        export.check(Path(out_))
        if wanted is None:
            raise OptionMissing(option="view", meaning="its name", example="./inv audit.inventory --view donanim")
    over = auditing.estate(out, configured, day)
    held = auditing.scope(over, limit)
    if wanted is None:
        audit.views(out, over, held)
        return DONE
    rows = table(wanted, over, scope=held, unmask=unmask)
    head = auditing.cover_of_view(out, over, wanted, rows, limit=limit, evrak=evrak, masked=not unmask)
    if out_:
        out.data(auditing.write(out, configured, Path(out_), rows, head, view=wanted.name))
        return DONE
    if unmask or format_ != "text":
        auditing.note_output(configured, rows, head, view=wanted.name)
    out.data({"cover": head.model_dump(mode="json"), "rows": list(rows.records())})
    audit.inventory(out, wanted, rows, over, masked=not unmask)
    return DONE


@command(
    help={
        "kind": "rules to apply, joined by commas; default: all",
        "since": "show only what is not in this file, made earlier with --out FILE.json",
        "out": "file to write: .csv, .xlsx, .html or .json",
        "on": "the day to judge for (2026-04-20 or 20.04.2026); default: today",
        "evrak": "document number that stands on the printed page",
    }
)
def findings(
    out: Output,
    configured: Settings,
    limit: str = "",
    kind: str = "",
    since: str = "",
    out_: str = "",
    on: str = "",
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Apply the audit's rules to the last snapshot and the registers; exit code 2 when anything is found.

    Example: ./inv audit.findings --out bulgular.html
    """
    from pathlib import Path

    from altyapi.audit import export
    from altyapi.audit import findings as finding
    from altyapi.audit.rules import RULES
    from altyapi.cli import auditing
    from altyapi.view import audit

    day = auditing.day_of(on)
    kinds = [one.strip() for one in kind.split(",") if one.strip()]
    finding.check_kinds(kinds)
    before = finding.known_before(Path(since)) if since else None
    if out_:
        export.check(Path(out_))
    over = auditing.estate(out, configured, day)
    results = finding.find(over, kinds=kinds, scope=auditing.scope(over, limit))
    compared: tuple[str, int, int] | None = None
    if before is not None:
        results, new, gone = finding.without(results, before)
        compared = (since, new, gone)
    rows = finding.table(results, over, out.language)
    head = auditing.cover_of_findings(out, over, rows, filter_=limit, evrak=evrak)
    if out_:
        pages = finding.sections(results, over, out.language)
        told = auditing.write(out, configured, Path(out_), rows, head, view="findings", kinds=kinds, sections=pages)
        out.data({"count": len(rows.rows), **told})
    else:
        if format_ != "text":
            auditing.note_output(configured, rows, head, view="findings", kinds=kinds)
        given = (("--limit", limit), ("--kind", kind), ("--since", since), ("--on", on))
        words = [word for pair in given if pair[1] for word in pair]
        asked = len(kinds) or len(RULES)
        audit.found(out, results, over, whole=bool(kinds), since=compared, words=words, asked=asked)
    return PENDING if results else DONE


@command()
def exports(out: Output, configured: Settings, format_: str = "text") -> int:
    """Check the log of exports from its first line and list who took what out of the records.

    Example: ./inv audit.exports
    """
    del format_
    from altyapi.audit import export_log
    from altyapi.cli import auditing
    from altyapi.view import audit

    log = auditing.log_file(configured)
    audit.exports(out, log, export_log.read(log))
    return DONE
