"""What it costs to read the settings of hundreds of cameras, beside onvif-zeep-async used plainly on the same emulators.

The cameras are emulated in a process of their own, and each side reads them all in another, many at once, twice: the first time
the library loads its WSDL files, once a process for cameras that are asked one after the other, and once for each camera that is
begun before the first load has ended. So it is for whoever runs it; both figures are told, with that and without. Each row says
what the emulator needed meanwhile too: the wall time of the second reading is bounded by it, its CPU is not.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from lab.bench.figure import Row, Subject
from lab.bench.processes import cpu_s

PEER: Final = "onvif-zeep-async, plainly"
OURS: Final = "altyapi, settings as text"
GOAL: Final = "a tenth of the peer's CPU"
_READ_S: Final = 300


def subjects(count: int, progress: Callable[[str], None]) -> tuple[Subject, Subject]:
    """So many cameras, in a process that has read none before, and once more. Raises RuntimeError where one is not read."""
    rows: dict[str, tuple[Row, Row]] = {}
    with _field(count) as (cameras, server):
        for name, side in ((PEER, "plainly"), (OURS, "altyapi")):
            progress(name)
            rows[name] = _read(cameras, name, side, server)
    first, again = (tuple(pair[number] for pair in rows.values()) for number in (0, 1))
    title = f"Reading the settings of {count} emulated cameras"
    return (
        Subject(title=f"{title}, WSDL files loaded", unit="camera", rows=first, peer=PEER, goal=GOAL),
        Subject(title=f"{title}, once more in the same process", unit="camera", rows=again, peer=PEER, goal=GOAL),
    )


def _read(cameras: list[dict[str, Any]], name: str, side: str, server: int) -> tuple[Row, Row]:
    command = [sys.executable, "-m", "lab.bench.camera_reader", side]
    before = cpu_s((server,))
    done = subprocess.run(
        command, input=json.dumps(cameras), stdout=subprocess.PIPE, text=True, timeout=_READ_S, check=False
    )
    each = (cpu_s((server,)) - before) / 2  # the same requests twice
    if done.returncode != 0:
        raise RuntimeError(f"not read: {name}")
    first, again = (Row.model_validate({**row, "name": name, "server_cpu_s": each}) for row in json.loads(done.stdout))
    return first, again


@contextmanager
def _field(count: int) -> Iterator[tuple[list[dict[str, Any]], int]]:
    """The cameras, and the process that they are in."""
    command = [sys.executable, "-m", "lab.devices.onvif", str(count)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None  # noqa: S101 - asked for in the line above
        assert process.stdout is not None  # noqa: S101
        try:
            yield json.loads(process.stdout.readline()), process.pid
        finally:
            process.stdin.close()  # which ends it
            process.wait(30)
