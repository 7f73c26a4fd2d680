"""What a search for cameras found, beside NetBox."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from altyapi.camera.identify import Finding
from altyapi.camera.probe import Answered
from altyapi.facts.proposal import Proposal
from altyapi.view import facts
from altyapi.view.output import Output
from altyapi.view.steps import typed

NAMES = 6


def found(
    out: Output,
    answered: Sequence[Answered],
    findings: Sequence[Finding],
    made: Proposal,
    file: Path,
    sheet: Path | None,
    silent: Sequence[str],
) -> None:
    """Findings, then fields; the last lines say what to do next."""
    out.data(
        {
            "answered": [one._asdict() for one in answered],
            "findings": [one.model_dump(mode="json") for one in findings],
            "silent": list(silent),
            "sheet": str(sheet) if sheet else "",
            "proposal": None if made.clean else {"file": str(file), **made.model_dump(mode="json")},
        }
    )
    for kind in ("unknown", "moved", "replaced", "other-vlan"):
        these = [one for one in findings if one.kind == kind]
        if these:
            out.heading(out.say(f"camera.found.{kind}", count=len(these)))
            for one in these:
                fields = one.model_dump(exclude={"kind"})
                way = "port" if one.by == "port" else "one"
                key = "camera.found.who" if kind == "unknown" else f"camera.found.{kind}.{way}"
                out.line(f"  {out.say(key, **{name: value or '-' for name, value in fields.items()})}")
    if silent:
        more = len(silent) - NAMES
        names = ", ".join(silent[:NAMES]) + (f" … (+{more})" if more > 0 else "")
        out.line(out.say("camera.found.silent", count=len(silent), names=names), "yellow")
    if not made.clean or made.unread:
        facts.show(out.part(), made, None if made.clean else file)
    out.line(
        out.say("camera.found.count", count=len(answered), findings=len(findings)), "yellow" if findings else "green"
    )
    counted = facts.counts(made)
    if counted["fills"] or counted["differs"] or counted["ours"]:
        chosen = ["--accept-all-fills"] if counted["fills"] else ["--accept", "CAMERA:FIELD"]
        out.next(typed("camera.discover", file, *chosen, "--reason", "…"))
    if sheet is not None:
        out.next(typed("netbox.import", sheet))
