"""What pruning keeps and why, and what it forgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from altyapi.backup.generations import Reason, Verdict
from altyapi.backup.stores import Selection
from altyapi.view.output import Output

ROWS = 60
"""How many points of one system are shown; JSON has all."""


def selections(out: Output, found: Sequence[Selection]) -> None:
    """Of each system in each place every point, kept or not; then the counts."""
    out.data(
        {
            "selections": [
                {
                    "place": one.place,
                    "system": one.system,
                    "points": [
                        {
                            **verdict.point.model_dump(mode="json"),
                            "kept": verdict.kept,
                            "reasons": [reason.model_dump(mode="json") for reason in verdict.reasons],
                        }
                        for verdict in one.verdicts
                    ],
                }
                for one in found
            ]
        }
    )
    for one in found:
        out.heading(out.say("backup.prune.head", system=one.system, place=one.place))
        head = [out.say(f"backup.column.{name}") for name in ("point", "size", "why")]
        rows = [
            [row.point.time, size(row.point.bytes) if row.point.bytes else "-", _why(out, row)] for row in one.verdicts
        ]
        out.table(head, rows[:ROWS])
        if len(rows) > ROWS:
            out.line(out.say("facts.more", count=len(rows) - ROWS))
        out.line()
    counted = Counter(verdict.kept for one in found for verdict in one.verdicts)
    freed = sum(point.bytes for one in found for point in one.forgotten)
    out.line(out.say("backup.prune.count", kept=counted[True], forgotten=counted[False], freed=size(freed)))


def size(count: int) -> str:
    """Bytes as people read them; Turkish and English write the units alike."""
    value = float(count)
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        if value < 1024 or unit == "TiB":
            return f"{value:.0f} {unit}" if unit == "B" or value >= 10 else f"{value:.1f} {unit}"
        value /= 1024
    return f"{count} B"


def _why(out: Output, verdict: Verdict) -> str:
    if not verdict.kept:
        return out.say("backup.prune.forget")
    return "; ".join(_reason(out, reason) for reason in verdict.reasons)


def _reason(out: Output, reason: Reason) -> str:
    return out.say(f"backup.rule.{reason.rule}", detail=reason.detail, number=reason.number)
