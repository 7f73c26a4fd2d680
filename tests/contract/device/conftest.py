from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from altyapi.device.contract import Target
from lab.devices import RunningDevice, running

from .cases import CASES, Case

Start = Callable[..., "Device"]


class Device:
    """An emulated device and the target that logs in to it."""

    def __init__(self, emulated: RunningDevice, target: Target) -> None:
        self.emulated = emulated
        self.target = target


@pytest.fixture(params=CASES, ids=str)
def case(request: pytest.FixtureRequest) -> Case:
    found: Case = request.param
    return found


@pytest.fixture
def start(case: Case, tmp_path: Path) -> Iterator[Start]:
    """Start a device of the case's platform, its host key on record; `spec` and `target` change the defaults."""
    with ExitStack() as stack:

        def _start(target: Mapping[str, Any] | None = None, **spec: Any) -> Device:
            fields = {
                "name": "sw1", "platform": case.platform, "model": case.model, "version": case.version,
                "running_config": case.config, **spec
            }  # fmt: skip
            emulated = stack.enter_context(running([fields]))[fields["name"]]
            hosts = tmp_path / "known_hosts"
            hosts.write_text(emulated.known_hosts_line)
            values = {
                "name": fields["name"], "host": emulated.host, "port": emulated.port, "platform": case.platform,
                "username": "admin", "password": "admin", "known_hosts": hosts, "command_timeout_s": 20,
            }  # fmt: skip
            return Device(emulated, Target.model_validate({**values, **(target or {})}))

        yield _start
