"""Figures of a bench: a table per subject, the ratio to the first row beside each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from altyapi.view.output import Output

if TYPE_CHECKING:
    from lab.bench import Subject


def show(out: Output, subjects: Sequence[Subject]) -> None:
    """Wall and client CPU per unit, beside peers measured in the same run."""
    out.data([subject.model_dump(mode="json") for subject in subjects])
    for subject in subjects:
        out.line()
        out.line(subject.title, "bold")
        rows = [[row.name, f"{row.wall_s:.2f}", f"{row.cpu_ms_each:.2f}", row.ratio] for row in subject.rows]
        out.table(["what", "wall s", f"client CPU ms/{subject.unit}", "wall / CPU against the last row"], rows)
