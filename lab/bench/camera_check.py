"""What it costs to ask thousands of cameras whether they are alive, and whether the answer is right: some are dead, some hang.

All are emulated in one process on a core of its own, each at an address of its own. Two checks are made with the policy as it is
shipped, so that what failed twice is down: the bench fails unless those are exactly the dead and the hanging ones.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from altyapi.camera import standing
from altyapi.camera.model import Camera
from altyapi.camera.policy import CameraPolicy
from altyapi.camera.run import run
from altyapi.camera.standing import Standing
from altyapi.secrets import Credential
from lab.bench.figure import Row, Subject, measured
from lab.bench.processes import wait_ready
from lab.cameras.endpoint import Behaviour, Endpoint

DEAD_PERCENT: Final = 2
HANGING_PERCENT: Final = 1
FIRST: Final = "check of cameras, altyapi, first"
SECOND: Final = "check of cameras, altyapi, second"
PLAIN: Final = "the same questions, asyncio streams, one after the other"
SAMPLE: Final = 200


def subject(count: int, progress: Callable[[str], None]) -> Subject:
    """So many cameras. Raises RuntimeError where one is missed or falsely named."""
    wanted = {f"cam{number:05}": _behaviour(number) for number in range(count)}
    with _field(wanted) as cameras:
        standings: dict[str, Standing] = {}
        progress(FIRST)
        first, standings = measured(FIRST, count, lambda: _check(cameras, standings))
        progress(SECOND)
        second, standings = measured(SECOND, count, lambda: _check(cameras, standings))
        _judge(wanted, standings)
        progress(PLAIN)
        alive = [one for one in cameras if wanted[one.name] == "good"][:SAMPLE]
        plain, _ = measured(PLAIN, len(alive), lambda: asyncio.run(_plainly(alive)))
    rows: tuple[Row, ...] = (first, second, plain)
    return Subject(
        title=f"Asking {count} emulated cameras, {DEAD_PERCENT} % dead and {HANGING_PERCENT} % hanging",
        unit="camera",
        rows=rows,
        goal="1,000 a second on two cores, none missed and none falsely named",
    )


def _behaviour(number: int) -> Behaviour:
    """Spread evenly, the hanging ones not beside the dead."""
    place = number % 100
    if place in range(10, 10 + DEAD_PERCENT):
        return "dead"
    return "hanging" if place in range(60, 60 + HANGING_PERCENT) else "good"


def _check(cameras: list[Camera], before: dict[str, Standing]) -> dict[str, Standing]:
    policy = CameraPolicy()
    ordered = standing.failing_first(cameras, before)
    seen = run(ordered, frozenset(), policy, Path(os.devnull), lambda _camera: Credential(username=""), 30)
    time = datetime.now(UTC).isoformat(timespec="seconds")
    return {one.camera: standing.judged(before.get(one.camera), one, time, policy.check) for one in seen}


def _judge(wanted: dict[str, Behaviour], standings: dict[str, Standing]) -> None:
    bad = {name for name, behaviour in wanted.items() if behaviour != "good"}
    named = {name for name, one in standings.items() if one.state == "down"}
    if named != bad or standings.keys() != wanted.keys():
        raise RuntimeError(f"missed: {sorted(bad - named)[:5]}, falsely named: {sorted(named - bad)[:5]}")


async def _plainly(cameras: list[Camera]) -> None:
    """What a script would do first."""
    for camera in cameras:
        reader, writer = await asyncio.open_connection(camera.host, camera.rtsp_port)
        for number, method in enumerate(("OPTIONS", "DESCRIBE"), start=1):
            url = f"rtsp://{camera.host}:{camera.rtsp_port}/"
            writer.write(f"{method} {url} RTSP/1.0\r\nCSeq: {number}\r\n\r\n".encode())
            await reader.readuntil(b"\r\n\r\n")
        writer.close()


@contextlib.contextmanager
def _field(wanted: dict[str, Behaviour]) -> Iterator[list[Camera]]:
    """In a process on one of the machine's cores, this one on the others, as far as there are two."""
    endpoints = [
        Endpoint(name=name, host=f"127.{70 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}", behaviour=one)
        for number, (name, one) in enumerate(wanted.items())
    ]
    with tempfile.TemporaryDirectory(prefix="altyapi-bench-") as name:
        folder = Path(name)
        (folder / "field.json").write_text(json.dumps([asdict(one) for one in endpoints]), "utf-8")
        ready, log = folder / "ready.json", folder / "field.log"
        command = [
            sys.executable,
            "-m",
            "lab.cameras",
            str(folder / "field.json"),
            "--ready-file",
            str(ready),
            "--no-http",
        ]
        with log.open("wb") as output, subprocess.Popen(command, stderr=output) as process:
            cores = os.sched_getaffinity(0)
            try:
                wait_ready(ready, process, log)
                if len(cores) > 1:
                    os.sched_setaffinity(process.pid, {max(cores)})
                    os.sched_setaffinity(0, cores - {max(cores)})
                told = json.loads(ready.read_text("utf-8"))
                yield [_camera(number, one) for number, one in enumerate(told, start=1)]
            finally:
                os.sched_setaffinity(0, cores)
                process.terminate()


def _camera(number: int, told: dict[str, str | int]) -> Camera:
    host = str(told["host"])
    return Camera(
        id=number, name=str(told["name"]), kind="camera", status="active", site=f"site{number // 50:03}", address=host, host=host,
        rtsp_port=int(told["rtsp_port"]), onvif_port=int(told["onvif_port"]), credential="camera", manufacturer="hikvision",
    )  # fmt: skip
