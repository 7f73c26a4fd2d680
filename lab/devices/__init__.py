"""Emulated network devices over real SSH.

In a test: `with running([{"name": "sw1", "running_config": TEXT}]) as devices: devices["sw1"].port …`.
From a shell: `python -m lab.devices FLEET.json --control SOCKET --ready-file FILE`.
"""

from __future__ import annotations

from lab.devices.knobs import Counters, InjectedError, Knobs
from lab.devices.process import RunningDevice, running
from lab.devices.spec import DeviceSpec, Neighbour, load_fleet

__all__ = ["Counters", "DeviceSpec", "InjectedError", "Knobs", "Neighbour", "RunningDevice", "load_fleet", "running"]
