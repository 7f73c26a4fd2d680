"""The RouterOS command line of one session."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lab.devices.commandline.reply import Reply
from lab.devices.commandline.shell import BareShell, Left
from lab.devices.routeros.store import Refused
from lab.devices.terminal import Terminal

if TYPE_CHECKING:
    from lab.devices.routeros.device import RouterOsDevice

_EXPORT = re.compile(r"/?export\b")
_RESET = re.compile(r"/?system[ /]reset-configuration\b")
_OPTION = re.compile(r"([a-z-]+)=(\S+)")


class Shell(BareShell["RouterOsDevice"]):
    """Pages nothing: an export runs through."""

    def __init__(self, device: RouterOsDevice, terminal: Terminal, username: str, size: tuple[int, int] | None) -> None:
        super().__init__(device, terminal, username, size)
        self.length = 0

    def prompt(self) -> str:
        name = self.device.knobs.prompt or self.device.hostname
        return f"[{self.username.partition('+')[0]}@{name}] > "

    def greeting(self) -> str:
        version = self.device.spec.version
        return (
            f"\n\n  MikroTik RouterOS {version} (c) 1999-2024       https://www.mikrotik.com/\n\nPress F1 for help\n\n"
        )

    def injected_refusal(self, line: str) -> Reply:
        return Reply(ok=False, text=f"bad command name {line.split(maxsplit=1)[0].lstrip('/')} (line 1 column 1)")

    async def take_line(self, line: str) -> None:
        line = line.strip()
        if self.injected(line):
            return
        if line.lstrip("/") in {"quit", "exit"}:
            raise Left
        if _EXPORT.match(line):
            await self._export(line)
        elif _RESET.match(line):
            await self._reset(line)
        else:
            await self._enter(line)

    async def _export(self, line: str) -> None:
        sensitive = "show-sensitive" in line.split()
        options = dict(_OPTION.findall(line))
        text = self.device.export(sensitive=sensitive)
        if "file" in options:
            self.device.files[f"{options['file']}.rsc"] = text.encode()
        else:
            await self.page(self.device.shown_running(text))

    async def _reset(self, line: str) -> None:
        options = dict(_OPTION.findall(line))
        after = options.get("run-after-reset", "")
        if after and after not in self.device.files:
            self.terminal.write("input does not match any value of run-after-reset\n")
            return
        self.terminal.write("Dangerous! Reset anyway? [y/N]: \n")
        if (await self.terminal.key()) in "yY":
            self.terminal.write("system configuration will be reset\n")
            await self.terminal.drain()
            self.device.reset(after)
            raise Left

    async def _enter(self, line: str) -> None:
        drops = self.drops(line)
        if drops and self.device.knobs.drop_when == "before":
            self.drop()
        try:
            self.device.store.enter(line)
        except Refused as refused:
            self.terminal.write(f"{refused}\n")
        else:
            self.device.entered()
            self.device.check_management()
        if drops:
            self.drop()
