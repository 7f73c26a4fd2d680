"""A switch as an office has it, and running devices made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from lab.devices import RunningDevice, running
from tests.e2e.devices.device_waiting import SWITCH


@pytest.fixture
def start() -> Iterator[Callable[..., RunningDevice]]:
    """Start a switch: `start(minute_s=0.05)` sets knobs, `start(spec={…})` fields of its spec."""
    with ExitStack() as stack:

        def make(spec: dict[str, Any] | None = None, **knobs: Any) -> RunningDevice:
            fields = {
                "name": "sw1",
                "running_config": SWITCH,
                "serial": "FOC1234X0AB",
                "enable_secret": "etkin",
                "neighbours": [
                    {"interface": "Gi1/0/48", "name": "obb-cin-hb01-dgt01", "remote_interface": "GigabitEthernet1/0/1"}
                ],
                "knobs": knobs,
                **(spec or {}),
            }
            return stack.enter_context(running([fields]))["sw1"]

        yield make


@pytest.fixture
def switch(start: Callable[..., RunningDevice]) -> RunningDevice:
    return start()
