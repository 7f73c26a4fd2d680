"""What a run of the migration did, or would do, on a terminal and in Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from altyapi.audit.estate import Estate
from altyapi.audit.table import Table
from altyapi.audit.views.view import View
from altyapi.endpoint.host_words import HOST
from altyapi.endpoint.migrating import Examined, Fate
from altyapi.endpoint.migration import Migration
from altyapi.endpoint.migration_table import STEPS, WAYS
from altyapi.view import audit
from altyapi.view.output import Colour, Output

COLOURS: dict[Fate, Colour] = {
    "done": "green",
    "needs-start": "yellow",
    "running": "yellow",
    "failed": "red",
    "rolled-back": "yellow",
    "lost": "red",
    "silent": "dim",
}


def results(out: Output, found: Mapping[str, Fate], reports: Mapping[str, Migration]) -> None:
    """One computer after the other, where it stands and why; of those that stand still, the way back in plain words."""
    for name, fate in found.items():
        report = reports.get(name)
        words = [name, out.say(f"migration.{fate}")]
        at = report.at if report is not None and fate not in ("lost", "silent") else None
        if at is not None and fate in ("failed", "running"):
            words.append(STEPS[at.name].of(out.language))
        out.marked("●", COLOURS[fate], "  ".join(words))
        if at is not None and at.why:
            out.under("  - ", said(out, at.why))
        if report is not None and fate == "failed":
            way = WAYS[report.way_back].of(out.language)
            out.under("  - ", f"{out.say('migration.way-back')}: {way}")


def said(out: Output, text: str) -> str:
    """A computer's own words in the reader's language, as far as they are known."""
    return HOST.in_turkish(text) if out.language == "tr" else text


def rehearsal(out: Output, names: Sequence[str], found: Mapping[str, Examined]) -> None:
    for name in names:
        one = found.get(name)
        if one is None:
            out.marked("●", "dim", f"{name}  {out.say('migration.silent')}")
            continue
        if one.state == "done":
            out.marked("●", "green", f"{name}  {out.say('migration.done')}")
        elif one.faults:
            out.marked("●", "red", f"{name}  {out.say('migration.in-the-way')}")
            for fault in one.faults:
                out.under("  - ", said(out, fault))
        else:
            new, changed, gone = one.counts
            out.marked("●", "yellow", f"{name}  {out.say('migration.would', new=new, changed=changed, gone=gone)}")
            way = WAYS[one.way_back].of(out.language) if one.way_back in WAYS else one.way_back
            out.under("  - ", f"{out.say('migration.way-back')}: {way}")
    ready = sum(not one.faults and one.state != "done" for one in found.values())
    out.line(out.say("migration.rehearsed", ready=ready, of=len(names)), "green" if ready == len(names) else "yellow")


def standing(out: Output, view: View, table: Table, estate: Estate, *, masked: bool) -> None:
    if not table.rows:
        out.line(out.say("migration.no-report"))
        return
    audit.inventory(out, view, table, estate, masked=masked)
