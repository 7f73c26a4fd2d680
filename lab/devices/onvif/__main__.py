"""Emulated cameras in a process of their own: `python -m lab.devices.onvif COUNT`.

Prints a JSON line with each one's name, host and port, then runs until its input ends. Users: admin, admin.
"""

from __future__ import annotations

import json
import sys

from lab.devices.onvif.server import running_cameras
from lab.devices.onvif.state import CameraKnobs, CameraSpec


def main(count: int) -> None:
    patient = CameraKnobs(
        skew_allowed_s=300
    )  # a client that asks hundreds at once signs its requests long before they are sent
    specs = [CameraSpec(name=f"cam{number:05}", serial=f"OK2143-{number:05}", knobs=patient) for number in range(count)]
    with running_cameras(specs) as cameras:
        told = [{"name": one.name, "host": one.host, "port": one.port} for one in cameras.values()]
        print(json.dumps(told), flush=True)  # noqa: T201 - the protocol with whoever started it
        sys.stdin.read()


if __name__ == "__main__":
    main(int(sys.argv[1]))
