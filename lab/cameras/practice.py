"""The cameras and recorders of a practice municipality, whole: RTSP, ONVIF with logins and settings, WS-Discovery, recordings.

`python -m lab.cameras.practice FILE --ready-file READY` runs those that FILE (JSON, a list of `Unit`) describes until SIGTERM; READY
is written once all of them listen: JSON, by name the ports of RTSP and ONVIF.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from lab.cameras.endpoint import Endpoint
from lab.cameras.field import Field
from lab.devices.onvif.recordings import DISKS_PATH, disks
from lab.devices.onvif.server import CameraHost
from lab.devices.onvif.state import CameraSpec
from netbox_sync.files import write_atomically
from netbox_sync.model import Frozen

USER: Final = "altyapi"
FIRMWARE: Final = "V5.7.3"
PROBES: Final = 3702
DISK_PERCENT: Final = 40
KEEPS_DAYS, KEEPS_TOO_LONG_DAYS = 20.0, 85.0


class Unit(Frozen):
    """One of them. `sources`: a recorder's channels, each with its camera's address."""

    name: str
    recorder: bool
    host: str
    manufacturer: str
    model: str
    serial: str
    mac: str
    password: str  # of the user `altyapi`
    default_password: bool = False  # the maker's own account is still open
    keeps_too_long: bool = False
    sources: tuple[tuple[int, str], ...] = ()


def endpoint(unit: Unit) -> Endpoint:
    return Endpoint(
        name=unit.name,
        host=unit.host,
        kind="recorder" if unit.recorder else "camera",
        manufacturer=unit.manufacturer,
        model=unit.model,
        serial=unit.serial,
        firmware=FIRMWARE,
        mac=unit.mac,
        username=USER,
        password=unit.password,
    )


def spec(unit: Unit) -> CameraSpec:
    open_account = {"admin": ("admin", "Administrator")} if unit.default_password else {}
    days = KEEPS_TOO_LONG_DAYS if unit.keeps_too_long else KEEPS_DAYS
    kept = [{"channel": channel, "address": address, "first_days": days} for channel, address in unit.sources]
    recorder = {"recordings": kept, "settings": {DISKS_PATH: disks(DISK_PERCENT)}} if unit.recorder else {}
    return CameraSpec.model_validate(
        {
            **recorder,
            "name": unit.name, "host": unit.host, "hostname": unit.name, "serial": unit.serial, "mac": unit.mac,
            "manufacturer": unit.manufacturer, "model": unit.model, "firmware": FIRMWARE,
            "users": {USER: (unit.password, "Administrator"), **open_account},
            "knobs": {"lock_after": 5, "lock_s": 1800, "skew_allowed_s": 60},
        }
    )  # fmt: skip


class Practice:
    """All of them in one event loop. A camera's stream takes the password that its settings hold."""

    def __init__(self, units: list[Unit], probes: int = PROBES) -> None:
        self.endpoints = {unit.name: endpoint(unit) for unit in units}
        self.hosts = {unit.name: CameraHost(spec(unit)) for unit in units}
        self._field = Field(list(self.endpoints.values()), http=False, probes=probes)

    async def open(self) -> None:
        for name, host in self.hosts.items():
            await host.open()
            self.endpoints[name].onvif_port = host.port
            host.camera.on_password = self._follows(self.endpoints[name])
        await self._field.open()

    @staticmethod
    def _follows(stream: Endpoint) -> Callable[[str, str], None]:
        def changed(user: str, password: str) -> None:
            if user == stream.username:
                stream.password = password

        return changed

    async def close(self) -> None:
        await self._field.close()
        await asyncio.gather(*(host.close() for host in self.hosts.values()))

    def ports(self) -> dict[str, dict[str, int]]:
        return {name: {"rtsp": one.rtsp_port, "onvif": one.onvif_port} for name, one in self.endpoints.items()}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m lab.cameras.practice")
    parser.add_argument("units", type=Path)
    parser.add_argument("--ready-file", type=Path, required=True)
    arguments = parser.parse_args()
    units = [Unit.model_validate(one) for one in json.loads(arguments.units.read_text("utf-8"))]
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard if soft < hard else soft, hard))
    asyncio.run(_run(Practice(units), arguments.ready_file))
    return 0


async def _run(practice: Practice, ready: Path) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await practice.open()
    write_atomically(ready, json.dumps(practice.ports()).encode())
    await stop.wait()
    await practice.close()


if __name__ == "__main__":
    sys.exit(main())
