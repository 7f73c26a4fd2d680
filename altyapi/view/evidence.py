"""The evidence chain as a person reads it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from altyapi.evidence.access import AccessRecord, CutRecord
from altyapi.evidence.chain import Entry
from altyapi.evidence.completeness import Compared
from altyapi.evidence.record import CareRecord, RegisterRecord
from altyapi.view.output import Output


def show(out: Output, file: Path, entries: Sequence[Entry], compared: Compared) -> None:
    """One row per record, then the chain's head and what the chain was compared with, then what is missing."""
    out.data(
        {
            "records": [{"sha256": entry.sha256, **entry.link.model_dump(mode="json")} for entry in entries],
            "compared": compared.model_dump(mode="json"),
        }
    )
    head = [out.say(f"column.{name}") for name in ("number", "run", "when", "result", "reason")]
    rows = []
    for entry in entries:
        record = entry.link.record
        if isinstance(record, RegisterRecord):
            result = out.say("chain.register", count=record.count)
            rows.append(
                [str(entry.link.number), Path(record.register_file).name, out.minute(record.at), result, record.reason]
            )
            continue
        if isinstance(record, AccessRecord):
            result = out.say("chain.access", count=len(record.grants))
            rows.append([str(entry.link.number), f"vpn {record.action}", out.minute(record.at), result, record.reason])
            continue
        if isinstance(record, CutRecord):
            result = out.say("chain.access", count=len(record.cuts))
            rows.append([str(entry.link.number), "vpn cut", out.minute(record.at), result, record.reason])
            continue
        if isinstance(record, CareRecord):
            good = sum(one.state in ("changed", "updated") for one in record.devices)
            result = f"{good}/{len(record.devices)}"
            rows.append(
                [str(entry.link.number), f"camera {record.action}", out.minute(record.at), result, record.reason]
            )
            continue
        applied = sum(device.state == "applied" for device in record.devices)
        rows.append(
            [
                str(entry.link.number),
                record.run,
                out.minute(record.ended),
                f"{applied}/{len(record.devices)}",
                record.reason,
            ]
        )
    out.table(head, rows)
    if entries:
        out.line(out.say("chain.good", count=len(entries), file=file, head=entries[-1].sha256))
    else:
        out.line(out.say("chain.none", file=file), "yellow")
    out.line(out.say("chain.compared", runs=compared.runs, named=compared.named))
    for gap in compared.gaps:
        out.line(
            out.say(f"chain.{gap.kind}", run=gap.run, number=gap.number, sha256=gap.sha256, place=gap.place), "red"
        )
    if any(gap.kind == "run-broken-off" for gap in compared.gaps):
        out.line(f"{out.say('next')}: {out.say('chain.next-run')}")
    if any(gap.kind != "run-broken-off" for gap in compared.gaps):
        out.line(f"{out.say('next')}: {out.say('chain.next', file=file)}")
