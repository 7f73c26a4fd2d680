"""The platforms that can be emulated, each a folder of its own, named by what follows the vendor in the platform's name:
`cisco_ios` is lab/devices/ios, and its module `device` has `make(spec) -> Device`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Protocol, runtime_checkable

from lab.devices.knobs import Counters, Knobs
from lab.devices.spec import DeviceSpec
from lab.devices.terminal import Channel, Terminal


class Device(Protocol):
    """What the SSH server and the control socket need from a device, whatever its platform."""

    spec: DeviceSpec
    knobs: Knobs
    counters: Counters
    log: list[str]
    ssh_software: str  # in the SSH greeting

    def start(self, loop: asyncio.AbstractEventLoop, cut: Callable[[], None], down: Callable[[float], None]) -> None:
        """Called once before the first session. `cut` ends all sessions, `down` stops listening for so many seconds."""

    def running_text(self) -> str: ...

    def startup_text(self) -> str: ...

    def reachable(self) -> bool:
        """Whether a management session can be had with the configuration in force."""

    def login_banner(self) -> str: ...

    def check_password(self, username: str, password: str) -> bool: ...

    async def shell(self, terminal: Terminal, username: str, size: tuple[int, int] | None) -> None:
        """Run an interactive session until it ends."""

    async def command(self, terminal: Terminal, username: str, line: str) -> None:
        """Run one command, as an SSH exec request asks for it."""

    def store_file(self, path: str, content: bytes) -> str | None:
        """Take a file sent by SCP; None, or why not."""

    def reload(self) -> None:
        """Restart from the startup config."""

    def timers(self) -> dict[str, float]:
        """Pending timers: name to real seconds left."""


@runtime_checkable
class SubsystemDevice(Protocol):
    """A device that offers SSH subsystems."""

    async def subsystem(self, name: str, channel: Channel, username: str) -> None:
        """Serve one session of a subsystem until it ends; a name that the device does not know ends it at once."""


@cache
def systems() -> frozenset[str]:
    """The folders that hold a platform."""
    found = (path.parent.name for path in Path(__file__).parent.glob("*/device.py"))
    return frozenset(found) - {"commandline"}


def make_device(spec: DeviceSpec) -> Device:
    """The emulated device for `spec`. Raises ValueError for a platform that is not there."""
    system = spec.platform.partition("_")[2]
    if system not in systems():
        raise ValueError(
            f"platform {spec.platform!r} of {spec.name} is not emulated; lab/devices has {', '.join(sorted(systems()))}"
        )
    device: Device = import_module(f"lab.devices.{system}.device").make(spec)
    return device
