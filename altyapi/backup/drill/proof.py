"""What a drill has to show, whatever was restored."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

from altyapi.backup.drill.faults import NoRoom
from altyapi.backup.point import Point
from altyapi.verify.result import Result

MIB = 1 << 20
SPARE = 1.2
"""So much more room than the content itself: a server that takes a dump in writes more than it."""


class Proof(NamedTuple):
    """`place` is what stood empty before: a folder, a server, a device."""

    point: Point
    place: str
    checks: tuple[Result, ...]


def check(kind: str, expected: object, observed: object) -> Result:
    """Passed where both say the same."""
    return Result(kind=kind, expected=str(expected), observed=str(observed), passed=str(expected) == str(observed))


def require_room(folder: Path, needed: int, system: str) -> None:
    """Raises NoRoom. `needed` in bytes."""
    free = shutil.disk_usage(folder).free
    if needed * SPARE > free:
        raise NoRoom(folder=folder, free=free // MIB, needed=round(needed * SPARE) // MIB + 1, system=system)
