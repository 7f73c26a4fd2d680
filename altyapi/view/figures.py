"""Figures of a bench: a table per subject, and how each row compares with the peer measured in the same run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from altyapi.view.output import Output, markdown_table

if TYPE_CHECKING:
    from lab.bench import Machine, Row, Subject

HEAD = """\
# Performance

Written by `./inv dev.bench --write`; do not edit. Every table is one run on one machine; rows of other tools were measured
in the same run, on the same devices or texts, so compare rows with each other rather than with figures from elsewhere.
Emulated devices run in a process of their own: CPU is the measuring process's alone.
"""


def show(out: Output, machine: Machine, subjects: Sequence[Subject]) -> None:
    """Wall and CPU of each row, in all and per unit."""
    out.data(
        {
            "machine": machine.model_dump(mode="json"),
            "subjects": [_plain(subject) for subject in subjects],
        }
    )
    for subject in subjects:
        out.line(subject.title, "bold")
        out.table(_head(subject), [_cells(subject, row) for row in subject.rows])
        out.line(_below(subject))
        out.line()
    out.line(_place(machine))


def page(machine: Machine, subjects: Sequence[Subject]) -> str:
    """The same as a page of the documentation."""
    parts = [HEAD, f"{_place(machine)}\n"]
    for subject in subjects:
        table = markdown_table(_head(subject), [_cells(subject, row) for row in subject.rows])
        parts.append(f"## {subject.title}\n\n{table}\n")
        if below := _below(subject):
            parts.append(f"{below}\n")
    return "\n".join(parts)


def _plain(subject: Subject) -> dict[str, object]:
    rows = []
    for row in subject.rows:
        wall, cpu = subject.ratios(row) or (None, None)
        each = {"wall_ms_each": row.wall_ms_each, "cpu_ms_each": row.cpu_ms_each}
        rows.append({**row.model_dump(mode="json"), **each, "wall_of_peer": wall, "cpu_of_peer": cpu})
    return {**subject.model_dump(mode="json"), "rows": rows}


def _head(subject: Subject) -> list[str]:
    head = ["what", "count", "wall s", "CPU s", f"CPU ms/{subject.unit}"]
    if _has_memory(subject):
        head += ["MiB", "server CPU s"]
    return [*head, "wall / CPU of the peer's"] if subject.peer else head


def _has_memory(subject: Subject) -> bool:
    return any(row.memory_mib is not None for row in subject.rows)


def _cells(subject: Subject, row: Row) -> list[str]:
    cells = [row.name, str(row.count), f"{row.wall_s:.2f}", f"{row.cpu_s:.2f}", f"{row.cpu_ms_each:.2f}"]
    if _has_memory(subject):
        cells += ["" if value is None else f"{value:.1f}" for value in (row.memory_mib, row.server_cpu_s)]
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
