"""Progress of long work: a bar on a terminal, a line every few seconds elsewhere; always on standard error."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

from altyapi.view.output import Output

EVERY_S = 5.0


class Progress:
    """Counts steps of a known total. Safe to step from several threads."""

    def __init__(self, out: Output, title: str, total: int) -> None:
        self.out = out
        self.title = title
        self.total = total
        self.done = 0
        self.failed = 0
        self.told = time.monotonic()
        self.bar: RichProgress | None = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty() and self.total:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self.bar = RichProgress(*columns, console=Console(stderr=True), transient=True)
            self.bar.add_task(self.title, total=self.total)
            try:
                self.bar.start()
            except BaseException:  # Ctrl-C in the very moment: nobody calls __exit__ then, and the bar would draw on
                self.bar.stop()
                raise
        return self

    def step(self, _name: str, good: bool = True) -> None:
        """One more is done."""
        self.done += 1
        self.failed += not good
        if self.bar is not None:
            self.bar.advance(self.bar.task_ids[0])
        elif time.monotonic() - self.told >= EVERY_S:
            self.told = time.monotonic()
            self.out.note(f"{self.title}: {self.done}/{self.total}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.stop()
        if kind is None and self.total:
            failed = f" ({self.failed} ✗)" if self.failed else ""
            self.out.note(f"{self.title}: {self.done}/{self.total}{failed}")
