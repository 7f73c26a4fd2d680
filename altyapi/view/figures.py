"""Figures of a bench: a table per subject, and how each row compares with the peer measured in the same run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from altyapi.view import markdown
from altyapi.view.output import Output

if TYPE_CHECKING:
    from lab.bench import Machine, Row, Subject

HEAD = """\
# Performance

Written by `./inv dev.bench --write`; do not edit. Every section is one run on one machine; rows of other tools were measured
in the same run, on the same devices, texts or NetBox, so compare rows with each other rather than with figures from elsewhere.
Emulated devices and the lab's NetBox run in processes of their own: CPU is the client's alone, the server's is told apart.
"""
_MARK = re.compile(r"^<!-- measured: (.+) -->$", re.MULTILINE)


def show(out: Output, machine: Machine, subjects: Sequence[Subject]) -> None:
    """Wall and CPU of each row, in all and per unit."""
    out.data(
        {
            "machine": machine.model_dump(mode="json"),
            "subjects": [_plain(subject) for subject in subjects],
        }
    )
    for subject in subjects:
        out.heading(subject.title)
        if subject.against:
            out.line(subject.against)
        out.table(_head(subject), [_cells(subject, row) for row in subject.rows])
        out.line(_below(subject))
        out.line()
    out.line(_place(machine))


def page(machine: Machine, subjects: Sequence[Subject], before: str = "") -> str:
    """The same as a page of the documentation. Sections of `before`, the page as it was, stay where nothing newer is given."""
    sections = _sections(before)
    by_key: dict[str, list[str]] = {}
    for subject in subjects:
        by_key.setdefault(_key(subject), []).append(_section(machine, subject))
    sections |= {key: "\n".join(parts) for key, parts in by_key.items()}
    return "\n".join([HEAD, *(f"<!-- measured: {key} -->\n\n{text}" for key, text in sections.items())])


def _key(subject: Subject) -> str:
    """The lab's NetBox and a real one are measured beside each other."""
    return " ".join(part for part in (subject.name, subject.place) if part)


def _sections(page: str) -> dict[str, str]:
    found = list(_MARK.finditer(page))
    ends = [match.start() for match in found[1:]] + [len(page)] * bool(found)
    return {match[1]: page[match.end() : end].strip() + "\n" for match, end in zip(found, ends, strict=True)}


def _section(machine: Machine, subject: Subject) -> str:
    table = markdown.table(_head(subject), [_cells(subject, row) for row in subject.rows])
    below = [f"{_below(subject)}\n"] if subject.goal else []
    against = [f"Against: {subject.against}.\n"] if subject.against else []
    return "\n".join([f"## {subject.title}\n", *against, f"{table}\n", *below, f"{_place(machine)}\n"])


def _plain(subject: Subject) -> dict[str, object]:
    rows = []
    for row in subject.rows:
        wall, cpu = subject.ratios(row) or (None, None)
        each = {"wall_ms_each": row.wall_ms_each, "cpu_ms_each": row.cpu_ms_each}
        rows.append({**row.model_dump(mode="json"), **each, "wall_of_peer": wall, "cpu_of_peer": cpu})
    return {**subject.model_dump(mode="json"), "rows": rows}


def _head(subject: Subject) -> list[str]:
    head = ["what", "count", "wall s", "CPU s", f"CPU ms/{subject.unit}"]
    head += [title for title, values in _beside(subject) if _told(values)]
    return [*head, "wall / CPU of the peer's"] if subject.peer else head


def _beside(subject: Subject) -> list[tuple[str, list[float | None]]]:
    """What only some benches can tell, by row."""
    return [
        ("MiB", [row.memory_mib for row in subject.rows]),
        ("server CPU s", [row.server_cpu_s for row in subject.rows]),
    ]


def _told(values: list[float | None]) -> bool:
    return any(value is not None for value in values)


def _cells(subject: Subject, row: Row) -> list[str]:
    cells = [row.name, str(row.count), f"{row.wall_s:.2f}", f"{row.cpu_s:.2f}", f"{row.cpu_ms_each:.2f}"]
    at = subject.rows.index(row)
    own = [values[at] for _, values in _beside(subject) if _told(values)]
    cells += ["" if value is None else f"{value:.1f}" for value in own]
    if subject.peer:
        ratios = subject.ratios(row)
        cells.append("peer" if ratios is None else f"{ratios[0]:.2f} / {ratios[1]:.2f}")
    return cells


def _below(subject: Subject) -> str:
    return f"Goal: {subject.goal}." if subject.goal else ""


def _place(machine: Machine) -> str:
    return (
        f"Python {machine.python}, {machine.cores} cores, {machine.system}, load before: {machine.load}, {machine.date}"
    )
