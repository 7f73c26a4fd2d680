"""What it costs to read the settings of hundreds of cameras, beside onvif-zeep-async used plainly on the same emulators.

The cameras are emulated in two processes of their own and each side reads them all in another, twice. Used
plainly is what the library's documentation shows: an object for each camera, its addresses looked up, asked, closed, either one
camera after the other or as many at once as altyapi asks. It loads its WSDL files at first, once a process where cameras are asked
one after the other, and once for each camera that is begun before the first load has ended; so the second reading, with all files
loaded, is a row of its own. Each row says what the emulators needed meanwhile too: they bound the wall time of ours, not its CPU.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final

from lab.bench.figure import Row, Subject
from lab.bench.processes import cpu_s

AT_ONCE: Final = 32
IN_TURN: Final = "onvif-zeep-async, plainly, one by one"
PEER: Final = f"onvif-zeep-async, plainly, {AT_ONCE} at once"
LOADED: Final = f"onvif-zeep-async, WSDL loaded, {AT_ONCE} at once"
OURS: Final = f"altyapi, settings as text, {AT_ONCE} at once"
GOAL: Final = "a tenth of the peer's time and CPU"
_READ_S: Final = 300


def subjects(count: int, progress: Callable[[str], None]) -> tuple[Subject, ...]:
    """So many cameras, in a process that has read none before; of the peer also once more. Raises RuntimeError where one is not
    read."""
    rows: list[Row] = []
    with _field(count) as (cameras, servers):
        for name, side in ((IN_TURN, "in-turn"), (PEER, "at-once"), (OURS, "altyapi")):
            progress(name)
            first, again = _read(cameras, name, side, servers)
            rows.append(first)
            if name == PEER:
                rows.append(again.model_copy(update={"name": LOADED}))
    title = f"Reading the settings of {count} emulated cameras"
    return (Subject(title=title, unit="camera", rows=tuple(rows), peer=PEER, goal=GOAL),)


def _read(cameras: list[dict[str, Any]], name: str, side: str, servers: tuple[int, ...]) -> tuple[Row, Row]:
    command = [sys.executable, "-m", "lab.bench.camera_reader", side, str(AT_ONCE)]
    before = cpu_s(servers)
    done = subprocess.run(
        command, input=json.dumps(cameras), stdout=subprocess.PIPE, text=True, timeout=_READ_S, check=False
    )
    each = (cpu_s(servers) - before) / 2  # the same requests twice
    if done.returncode != 0:
        raise RuntimeError(f"not read: {name}")
    first, again = (Row.model_validate({**row, "name": name, "server_cpu_s": each}) for row in json.loads(done.stdout))
    return first, again


@contextmanager
def _field(count: int) -> Iterator[tuple[list[dict[str, Any]], tuple[int, ...]]]:
    """The cameras, and the processes that they are in."""
    shares = [count // 2 + count % 2, count // 2]
    with ExitStack() as stack:
        running = [stack.enter_context(_emulated(share, number)) for number, share in enumerate(shares) if share]
        cameras = [camera for each in running for camera in each[0]]
        yield cameras, tuple(process for _, process in running)


@contextmanager
def _emulated(count: int, part: int) -> Iterator[tuple[list[dict[str, Any]], int]]:
    command = [sys.executable, "-m", "lab.devices.onvif", str(count)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None  # noqa: S101 - asked for in the line above
        assert process.stdout is not None  # noqa: S101
        try:
            told: list[dict[str, Any]] = json.loads(process.stdout.readline())
            yield [{**camera, "name": f"{part}-{camera['name']}"} for camera in told], process.pid
        finally:
            process.stdin.close()  # which ends it
            process.wait(30)
