"""`python -m lab.devices FLEET.json [--control SOCKET] [--ready-file FILE]`: run a fleet until SIGTERM or SIGINT.

The ready file is written once all devices listen: JSON, per device its name, host, port and host key.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import signal
import sys
from pathlib import Path

from pydantic import ValidationError

from lab.devices.control import Control
from lab.devices.server import Fleet
from lab.devices.spec import load_fleet


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m lab.devices", description="Emulated network devices over SSH.")
    parser.add_argument("fleet", type=Path, help="JSON list of devices")
    parser.add_argument("--control", type=Path, help="Unix socket for changing knobs at run time")
    parser.add_argument("--ready-file", type=Path, help="written when all devices listen")
    arguments = parser.parse_args()
    try:
        fleet = Fleet(load_fleet(arguments.fleet))
    except (OSError, ValueError, ValidationError) as error:
        sys.stderr.write(f"{arguments.fleet}: {error}\n")
        return 1
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard if soft < hard else soft, hard))
    try:
        asyncio.run(_run(fleet, arguments.control, arguments.ready_file))
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


async def _run(fleet: Fleet, control_path: Path | None, ready_file: Path | None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    control = Control(fleet)
    try:
        await fleet.open()
        if control_path is not None:
            await control.open(control_path)
        if ready_file is not None:
            _announce(fleet, ready_file)
        await stop.wait()
    finally:
        await control.close()
        await fleet.close()


def _announce(fleet: Fleet, ready_file: Path) -> None:
    devices = [
        {"name": name, "host": host.host, "port": host.port, "host_key": host.host_key(), "keys": host.keys_shown()}
        for name, host in fleet.hosts.items()
    ]
    written = ready_file.with_name(ready_file.name + ".new")
    written.write_text(json.dumps(devices, indent=2) + "\n", encoding="utf-8")
    written.replace(ready_file)


if __name__ == "__main__":
    sys.exit(main())
