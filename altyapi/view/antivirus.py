"""Detections on a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from altyapi.endpoint.detections import Gathered, Register
from altyapi.view.output import Output


def departments(out: Output, by: Mapping[str, int]) -> None:
    if by:
        out.line()
        head = [out.say("antivirus.department"), out.say("antivirus.detections")]
        out.table(head, [[name or "-", str(count)] for name, count in by.items()])


def gathered(out: Output, found: Gathered, register: Register, days: int, *, cut: Sequence[str], whole: bool) -> None:
    """What this gathering brought. `cut`: the log's lines that tell of a detection and can't be read, as file and line;
    `whole`: everything that was to be read was."""
    evidence = register.evidence.file
    if found.anonymised:
        out.line(out.say("antivirus.anonymised", count=found.anonymised, days=days))
    if cut:
        out.line(out.say("antivirus.cut", count=len(cut), sources=", ".join(cut[:5])), "yellow")
    if found.announced:
        out.line(out.say("antivirus.announced", count=len(found.announced)), "yellow")
    if found.late:
        out.line(out.say("antivirus.late", count=found.late, log=evidence))
    by_log = sum(one.announced for one in found.new)
    if by_log:
        out.line(out.say("antivirus.new-by-log", count=by_log), "red")
    if proven := len(found.new) - by_log:
        out.line(out.say("antivirus.new", count=proven, log=evidence), "red")
    if not found.new:
        out.line(
            out.say("antivirus.nothing-new", count=len(found.detections)), "green" if whole and not cut else "yellow"
        )
