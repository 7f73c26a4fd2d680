"""The cases that every whole change is tried on: `CASES` of each module in `platforms/`. A new platform adds a module there."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from tests.e2e.loop.case import Case

_MODULES = sorted(path.stem for path in (Path(__file__).parent / "platforms").glob("[a-z]*.py"))
CASES: tuple[Case, ...] = tuple(
    case for name in _MODULES for case in import_module(f"{__package__}.platforms.{name}").CASES
)

__all__ = ["CASES", "Case"]
