"""What a bench gives: rows that were measured in one run on one machine, and how they compare."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from netbox_sync.model import Frozen

T = TypeVar("T")


class Row(Frozen):
    """One thing done `count` times. CPU is that of the measuring process, user and system."""

    name: str
    count: int
    wall_s: float
    cpu_s: float
    memory_mib: float | None = None  # the measured process's peak, where it was one of its own
    server_cpu_s: float | None = None  # of the server's processes on this machine meanwhile, whoever else asked them

    @property
    def cpu_ms_each(self) -> float:
        return self.cpu_s * 1000 / self.count

    @property
    def wall_ms_each(self) -> float:
        return self.wall_s * 1000 / self.count


class Subject(Frozen):
    """Rows that are compared with the one named `peer`, where there is one.

    `against`: the NetBox that was measured, in words; `place`: whose that is. Both empty where none took part.
    """

    name: str = ""  # what `--only` calls it
    title: str
    unit: str
    rows: tuple[Row, ...]
    peer: str = ""
    goal: str = ""
    against: str = ""
    place: str = ""  # lab, netbox

    def ratios(self, row: Row) -> tuple[float, float] | None:
        """Wall and CPU per unit, as parts of the peer's."""
        peer = next((one for one in self.rows if one.name == self.peer), None)
        if peer is None or row is peer:
            return None
        return row.wall_ms_each / peer.wall_ms_each, row.cpu_ms_each / peer.cpu_ms_each


class Machine(Frozen):
    """Where and when it was measured."""

    cores: int  # that this process may use
    python: str
    system: str
    load: float  # average over a minute, before
    date: str  # ISO 8601 with offset


def machine() -> Machine:
    return Machine(
        cores=len(os.sched_getaffinity(0)),
        python=platform.python_version(),
        system=f"{platform.system()} {platform.machine()}",
        load=round(os.getloadavg()[0], 1),
        date=datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
    )


def measured(name: str, count: int, work: Callable[[], T]) -> tuple[Row, T]:
    """Do it once, and how long that took."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    row = Row(name=name, count=count, wall_s=time.perf_counter() - wall, cpu_s=time.process_time() - cpu)
    return row, result
