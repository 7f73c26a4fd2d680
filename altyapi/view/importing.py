"""What netbox.import shows of the files themselves: faults, notices, licences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from altyapi.view.output import Output
from altyapi.view.program import as_typed
from altyapi.view.steps import typed
from netbox_sync.importer.faults import CellFault
from netbox_sync.importer.kinds import UNKNOWN_SHEET
from netbox_sync.importer.reading import Reading
from netbox_sync.importer.source import sheet_name
from netbox_sync.licences import Licence

MOST_SHOWN = 40
MOST_CELLS = 8
MARKS = {"add": "+", "change": "~"}


def faults(out: Output, reading: Reading, fixup: Path | None) -> None:
    """Every fault as far as a screen takes it, then where all of them are."""
    out.line(out.say("import.faults", count=len(reading.faults)), "red")
    _table(out, reading.faults)
    notices(out, reading)
    if fixup is not None:
        out.line(out.say("import.fixup", file=str(fixup)))
        out.line(out.say("import.mended", step=typed("netbox.import", fixup)))
    elif len(reading.faults) == 1 and reading.faults[0].code == UNKNOWN_SHEET.code:
        file = Path(reading.faults[0].file)
        if sheet_name(file) == reading.faults[0].sheet:  # the file is the sheet, and only its name says which
            out.line(out.say("import.sheet", step=f"{typed('netbox.import', file)} --sheet …"))


def notices(out: Output, reading: Reading) -> None:
    if reading.notices:
        out.line(out.say("import.notices"), "yellow")
        _table(out, reading.notices)


def told(reading: Reading, fixup: Path | None = None) -> dict[str, Any]:
    """The same for programs, nothing left out."""
    return {
        "rows": reading.rows,
        "faults": [one.model_dump(mode="json") for one in reading.faults],
        "notices": [one.model_dump(mode="json") for one in reading.notices],
        "fixup": None if fixup is None else str(fixup),
    }


def licences(out: Output, changes: Sequence[tuple[str, Licence]], file: Path) -> None:
    if changes:
        out.line(out.say("import.licences", file=str(file)))
        for action, one in changes:
            out.line("  " + out.say("import.licence", mark=MARKS[action], id=one.id, product=one.product))


def _table(out: Output, rows: Sequence[CellFault]) -> None:
    """What is wrong and what to do; the same fault of one column is told once, with its cells."""
    if out.format == "markdown":
        head = [out.say(f"import.{name}") for name in ("place", "column", "problem", "remedy")]
        out.table(
            head,
            [
                [_place(one), one.header, f"{one.code} {one.message(out.language)}", one.remedy(out.language)]
                for one in rows
            ],
        )
        return
    groups: dict[tuple[str, ...], list[CellFault]] = {}
    for one in rows:
        groups.setdefault((one.file, one.sheet, one.header, one.code, one.en), []).append(one)
    for group in list(groups.values())[:MOST_SHOWN]:
        one = group[0]
        indent = " " * len(one.code)
        header = f" ({one.header})" if one.header else ""
        others = ", ".join(other.cell for other in group[1:MOST_CELLS])
        more = f", … +{len(group) - MOST_CELLS}" if len(group) > MOST_CELLS else ""
        place = f"{_place(one)}{', ' if others else ''}{others}{more}{header}"
        out.marked(one.code, "red" if one.level == "error" else "yellow", place)
        for text in (one.message(out.language), f"→ {as_typed(one.remedy(out.language))}"):
            out.line(f"{indent} {text}")
    if len(groups) > MOST_SHOWN:
        out.line(out.say("import.more", count=sum(map(len, list(groups.values())[MOST_SHOWN:]))))


def _place(one: CellFault) -> str:
    name = Path(one.file).name if one.sheet else one.file  # of a file that can't be used, all of its path
    return " ".join(part for part in (name, one.sheet, one.cell) if part)
