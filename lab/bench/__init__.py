"""Benchmarks: each module measures one subject; `inv dev.bench` prints them all."""

from __future__ import annotations

from collections.abc import Callable

from lab.bench import planning, remediation, render
from lab.bench.figure import Machine, Row, Subject, machine

__all__ = ["SWITCHES", "Machine", "Row", "Subject", "machine", "run"]

SWITCHES = 1000
"""For the subjects that need no device."""


def run(devices: int, progress: Callable[[str], None], switches: int = SWITCHES) -> tuple[Subject, ...]:
    """Measure everything, planning on so many emulated devices; `progress` is told each subject as it begins."""
    progress(f"intent and render of {switches} switches")
    rendering = render.subject(switches)
    progress(f"remediation of {switches} switches")
    remediating = remediation.subject(switches)
    progress(f"planning {devices} emulated switches")
    return rendering, remediating, planning.subject(devices)
