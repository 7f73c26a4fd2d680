"""The platforms that can be emulated, each a folder of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib import import_module
from typing import Protocol

from lab.devices.knobs import Counters, Knobs
from lab.devices.spec import DeviceSpec
from lab.devices.terminal import Terminal

# platform name: module that has `make(spec) -> Device`
_MODULES = {"cisco_ios": "lab.devices.ios.device"}


class Device(Protocol):
    """What the SSH server and the control socket need from a device, whatever its platform."""

    spec: DeviceSpec
    knobs: Knobs
    counters: Counters
    log: list[str]

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


def make_device(spec: DeviceSpec) -> Device:
    """The emulated device for `spec`. Raises ValueError for a platform that is not there."""
    module = _MODULES.get(spec.platform)
    if module is None:
        raise ValueError(f"platform {spec.platform!r} of {spec.name} is not one of {', '.join(sorted(_MODULES))}")
    device: Device = import_module(module).make(spec)
    return device
