"""`python -m lab.cameras FIELD.json --ready-file FILE [--no-http]`: run endpoints until SIGTERM or SIGINT.

FIELD.json is a list of endpoints by their fields (lab/cameras/endpoint.py). The ready file is written once all of them listen: JSON,
per endpoint its name, host and ports.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import signal
import sys
from pathlib import Path

from lab.cameras.endpoint import Endpoint, Recorded
from lab.cameras.field import Field
from netbox_sync.files import write_atomically


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m lab.cameras", description="Emulated cameras and recorders.")
    parser.add_argument("field", type=Path, help="JSON list of endpoints")
    parser.add_argument("--ready-file", type=Path, required=True, help="written when all endpoints listen")
    parser.add_argument("--no-http", action="store_true", help="RTSP alone")
    arguments = parser.parse_args()
    try:
        endpoints = [_endpoint(one) for one in json.loads(arguments.field.read_text("utf-8"))]
    except (OSError, ValueError, TypeError) as error:
        sys.stderr.write(f"{arguments.field}: {error}\n")
        return 1
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard if soft < hard else soft, hard))
    asyncio.run(_run(endpoints, arguments.ready_file, http=not arguments.no_http))
    return 0


def _endpoint(told: dict[str, object]) -> Endpoint:
    recordings = told.pop("recordings", [])
    return Endpoint(**told, recordings=tuple(Recorded(**one) for one in recordings))  # type: ignore[arg-type,attr-defined]


async def _run(endpoints: list[Endpoint], ready: Path, *, http: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    field = Field(endpoints, http=http)
    await field.open()
    told = [{"name": e.name, "host": e.host, "rtsp_port": e.rtsp_port, "onvif_port": e.onvif_port} for e in endpoints]
    write_atomically(ready, json.dumps(told).encode())
    await stop.wait()
    await field.close()


if __name__ == "__main__":
    sys.exit(main())
