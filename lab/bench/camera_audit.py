"""What it costs to read the settings of hundreds of cameras, beside onvif-zeep-async used plainly on the same emulators.

The cameras are emulated in a process of their own. Both sides ask each camera for the same settings, many cameras at once; the
library a sample, as it would take minutes for all. What was read is looked at: a camera that one side left out makes no figure.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from altyapi.device import Fetched, Target, fetch_many, pacing
from lab.bench.figure import Row, Subject, measured

PEER: Final = "onvif-zeep-async, plainly"
OURS: Final = "altyapi, settings as text"
AT_ONCE: Final = 32
SAMPLE: Final = 5  # one camera in so many
_DEVICE: Final = (
    "GetDeviceInformation", "GetHostname", "GetSystemDateAndTime", "GetNTP", "GetDNS", "GetDiscoveryMode", "GetUsers",
    "GetNetworkProtocols", "GetNetworkDefaultGateway", "GetNetworkInterfaces",
)  # fmt: skip
_MEDIA: Final = ("GetVideoEncoderConfigurations", "GetOSDs")


def subject(count: int, progress: Callable[[str], None]) -> Subject:
    """So many cameras. Raises RuntimeError where one is not read."""
    rows: list[Row] = []
    pacing.logins.configure(1e6)
    with _field(count) as cameras:
        progress(PEER)
        sample = cameras[::SAMPLE]
        asyncio.run(_plainly(sample[:1]))  # it reads its WSDL files once a process, which is not counted
        peer, read = measured(PEER, len(sample), lambda: asyncio.run(_plainly(sample)))
        progress(OURS)
        ours, texts = measured(OURS, count, lambda: fetch_many(cameras, workers=AT_ONCE))
        good = [one for one in texts.values() if isinstance(one, Fetched)]
        if read != len(sample) or len(good) != count:
            raise RuntimeError(f"not read: {len(sample) - read} by the library, {count - len(good)} by altyapi")
        rows += [peer, ours]
    return Subject(
        title=f"Reading the settings of {count} emulated cameras", unit="camera", rows=tuple(rows), peer=PEER,
        goal="a tenth of the peer's time",
    )  # fmt: skip


async def _plainly(cameras: list[Target]) -> int:
    """As its documentation shows it, many cameras at once; how many were read."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(target: Target) -> bool:
        async with room:
            return await _one(target)

    return sum(await asyncio.gather(*map(one, cameras)))


async def _one(target: Target) -> bool:
    from onvif import ONVIFCamera  # type: ignore[import-untyped]  # noqa: PLC0415  only the test extra has it

    camera: Any = ONVIFCamera(target.host, target.port, target.username, target.password, adjust_time=True)
    try:
        await camera.update_xaddrs()
        device = await camera.create_devicemgmt_service()
        media = await camera.create_media_service()
        answers = [await getattr(device, name)() for name in _DEVICE]
        answers += [await getattr(media, name)() for name in _MEDIA]
    finally:
        await camera.close()
    return all(answer is not None for answer in answers)


@contextmanager
def _field(count: int) -> Iterator[list[Target]]:
    command = [sys.executable, "-m", "lab.devices.onvif", str(count)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None  # noqa: S101 - asked for in the line above
        assert process.stdout is not None  # noqa: S101
        try:
            yield [
                Target(**told, platform="onvif", username="admin", password="admin", known_hosts=Path(os.devnull))
                for told in json.loads(process.stdout.readline())
            ]
        finally:
            process.stdin.close()  # which ends it
            process.wait(30)
