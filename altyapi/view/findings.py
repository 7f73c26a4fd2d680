"""Findings of an examination: a mark, what was found, and the next step where one is needed."""

from __future__ import annotations

from collections.abc import Sequence

from altyapi.view.output import Colour, Output
from altyapi.view.program import as_typed
from altyapi.view.texts import TEXTS
from netbox_sync.check import Finding

MARKS: dict[str, tuple[str, Colour]] = {
    "ok": ("✓", "green"),
    "note": ("·", "dim"),
    "warning": ("!", "yellow"),
    "error": ("✗", "red"),
}


def show(out: Output, findings: Sequence[Finding]) -> None:
    """One line per finding, its remedy indented below."""
    out.data([finding.model_dump(mode="json") for finding in findings])
    if out.format == "markdown":
        head = [out.say("column.what"), out.say("column.result"), out.say("next")]
        out.table(
            head,
            [
                [
                    _topic(out, f.topic),
                    f"{MARKS[f.severity][0]} {f.message(out.language)}",
                    as_typed(f.remedy(out.language)),
                ]
                for f in findings
            ],
        )
        return
    for finding in findings:
        mark, colour = MARKS[finding.severity]
        out.marked(mark, colour, f"{_topic(out, finding.topic)}: {finding.message(out.language)}")
        if remedy := as_typed(finding.remedy(out.language)):
            out.line(f"    {out.say('next')}: {remedy}")


def _topic(out: Output, topic: str) -> str:
    """What a finding is about: a word, or a kind of thing and which one (`golden sw1.cfg`)."""
    if f"topic.{topic}" in TEXTS:
        return out.say(f"topic.{topic}")
    kind, _, which = topic.partition(" ")
    return f"{out.say(f'topic.{kind}')} {which}" if f"topic.{kind}" in TEXTS else topic
