"""The evidence chain as a person reads it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from altyapi.evidence.chain import Entry
from altyapi.view.output import Output


def show(out: Output, file: Path, entries: Sequence[Entry]) -> None:
    """One row per record, then the chain's head, to be compared with its copies in NetBox."""
    out.data([{"sha256": entry.sha256, **entry.link.model_dump(mode="json")} for entry in entries])
    head = [out.say(f"column.{name}") for name in ("number", "run", "when", "result", "reason")]
    rows = []
    for entry in entries:
        record = entry.link.record
        applied = sum(device.state == "applied" for device in record.devices)
        rows.append(
            [str(entry.link.number), record.run, record.ended, f"{applied}/{len(record.devices)}", record.reason]
        )
    out.table(head, rows)
    out.line(out.say("chain.good", count=len(entries), file=file, head=entries[-1].sha256 if entries else "-"))
