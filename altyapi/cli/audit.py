"""inv audit.*: what an auditor asks, answered from the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, PENDING, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command(help={"netbox": "also compare with the journal entries in NetBox"})
def chain(out: Output, configured: Settings, netbox: bool = False, format_: str = "text") -> int:
    """Check the evidence chain from its first line, list its records, and tell what is missing from it.

    Example: ./inv audit.chain --netbox
    """
    del format_
    from altyapi.apply.run import runs_folder
    from altyapi.cli.evidencing import chain_file, names_in_netbox, names_in_outbox
    from altyapi.evidence import chain as chains
    from altyapi.evidence import completeness
    from altyapi.view import evidence

    entries = chains.verify(chain_file(configured))
    named = names_in_outbox(configured) + (names_in_netbox(configured) if netbox else ())
    compared = completeness.compare(entries, runs_folder(configured.state_dir), named)
    evidence.show(out, chain_file(configured), entries, compared)
    return PENDING if compared.gaps else DONE


@command(help={"run": "the run's id or its beginning; default: the latest"})
def report(out: Output, configured: Settings, run: str = "latest", format_: str = "text") -> int:
    """Write the report of a run again, from the evidence chain.

    Example: ./inv audit.report --run 20261121T2210
    """
    del format_
    from altyapi.apply import run as runs
    from altyapi.cli.evidencing import chain_file
    from altyapi.evidence import chain as chains
    from altyapi.evidence import report as reports

    wanted = runs.find(configured.state_dir, run).head.run
    entries = [entry for entry in chains.verify(chain_file(configured)) if entry.link.record.run == wanted]
    if not entries:
        raise runs.RunUnknown(run=wanted, folder=chain_file(configured), known="-")
    file = reports.write(entries[-1], configured.state_dir / "reports", out.language)
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
    from netbox_sync.outbox import Outbox

    outbox = Outbox(configured.state_dir / "outbox.jsonl")
    if again and outbox.state().conflicts:
        outbox.again()
    flush(out, configured, outbox)
    state = outbox.state()
    out.data(show_outbox(out, state))
    return PENDING if state.waiting or state.conflicts else DONE
