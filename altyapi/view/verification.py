"""What a verification found, device by device."""

from __future__ import annotations

from collections.abc import Mapping

from altyapi.verify import Result
from altyapi.view.output import Output

SHOWN = 60
"""Characters of what was observed that fit into the table; the whole of it is told below."""


def show(out: Output, subject: str, results: Mapping[str, Result]) -> None:
    """A row per device; a difference is shown below the table."""
    out.data(
        {"subject": subject, "devices": {name: result.model_dump(mode="json") for name, result in results.items()}}
    )
    head = [out.say(f"column.{name}") for name in ("device", "check", "result")]
    rows = []
    for name, result in sorted(results.items()):
        shown = "✓" if result.passed else "✗ " + result.observed.strip().splitlines()[0][:SHOWN]
        rows.append([name, result.kind, shown])
    out.table(head, rows)
    for name, result in sorted(results.items()):
        if not result.passed and ("\n" in result.observed.strip() or len(result.observed.strip()) > SHOWN):
            out.line()
            out.heading(name)
            out.code(result.observed, "diff")
