"""The settings of cameras read in a process of its own: `python -m lab.bench.camera_reader in-turn|at-once|altyapi COUNT`.

COUNT is how many cameras are asked at once.

Takes a JSON list of cameras (name, host, port) and reads all of them twice: in a process that has read none before, and once more.
Prints a JSON list of the two rows. Modules are imported before the first; nothing else is.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from altyapi.device import Fetched, Target, fetch_many, pacing
from lab.bench.figure import Row, measured

_DEVICE: Final = (
    "GetDeviceInformation", "GetHostname", "GetSystemDateAndTime", "GetNTP", "GetDNS", "GetDiscoveryMode", "GetUsers",
    "GetNetworkProtocols", "GetNetworkDefaultGateway", "GetNetworkInterfaces",
)  # fmt: skip
_MEDIA: Final = ("GetVideoEncoderConfigurations", "GetOSDs")


def plainly(at_once: int) -> Callable[[list[Target]], int]:
    """As the library's documentation shows it (one object for each camera, its addresses looked up, asked, closed); how many were
    read."""
    from onvif import ONVIFCamera  # type: ignore[import-untyped]  # noqa: PLC0415  only the test extra has it

    async def one(target: Target, room: asyncio.Semaphore) -> bool:
        async with room:
            camera: Any = ONVIFCamera(target.host, target.port, target.username, target.password)
            try:
                await camera.update_xaddrs()
                device = await camera.create_devicemgmt_service()
                media = await camera.create_media_service()
                answers = [await getattr(device, name)() for name in _DEVICE]
                answers += [await getattr(media, name)() for name in _MEDIA]
            finally:
                await camera.close()
        return all(answer is not None for answer in answers)

    async def every(cameras: list[Target]) -> int:
        room = asyncio.Semaphore(at_once)
        return sum(await asyncio.gather(*(one(camera, room) for camera in cameras)))

    return lambda cameras: asyncio.run(every(cameras))


def altyapi(at_once: int) -> Callable[[list[Target]], int]:
    pacing.logins.configure(1e6)

    def every(cameras: list[Target]) -> int:
        return sum(isinstance(one, Fetched) for one in fetch_many(cameras, workers=at_once).values())

    return every


def main(side: str, at_once: int) -> None:
    work = altyapi(at_once) if side == "altyapi" else plainly({"in-turn": 1, "at-once": at_once}[side])
    cameras = [
        Target(**told, platform="onvif", username="admin", password="admin", known_hosts=Path(os.devnull))
        for told in json.load(sys.stdin)
    ]
    rows: list[Row] = []
    for name in ("first", "again"):
        row, read = measured(name, len(cameras), lambda: work(cameras))
        if read != len(cameras):
            raise RuntimeError(f"{side}: {len(cameras) - read} cameras were not read")
        rows.append(row)
    print(json.dumps([row.model_dump() for row in rows]))  # noqa: T201 - the protocol with whoever started it


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
