"""The AOS-S command line of one session, on the VT100 that it takes every terminal for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lab.devices.commandline import shell as commandline
from lab.devices.commandline.shell import ExecHandler
from lab.devices.commandline.syntax import Match
from lab.devices.terminal import Terminal

if TYPE_CHECKING:
    from lab.devices.procurve.device import ProCurveDevice

ESC = "\x1b"
_OPERATORS = frozenset(
    {"enable", "exit", "logout", "terminal", "show_version", "show_system", "show_time", "show_vlans"}
)
_ANYWHERE = frozenset({"show", "write", "reload", "cfg-restore", "page", "terminal", "logout", "walkmib"})
_WELCOME = """
{banner}
HP {model}
Software revision {version}

(C) Copyright 2026 Hewlett Packard Enterprise Development LP

                      RESTRICTED RIGHTS LEGEND
 Confidential computer software. Valid license from Hewlett Packard Enterprise
 Development LP required for possession, use or copying.

 We'd like to keep you up to date about:
  * Software feature updates
  * New product announcements

 Please register your products now at:  www.hpe.com/networking/register

"""


class Shell(commandline.Shell["ProCurveDevice"]):
    def __init__(self, device: ProCurveDevice, terminal: Terminal, username: str, size: tuple[int, int] | None) -> None:
        super().__init__(device, terminal, username, size)
        terminal.line_end = f"{ESC}[24;{len(device.hostname) + 3}H{ESC}[?25h{ESC}E".encode()

    @property
    def handlers(self) -> Mapping[str, ExecHandler]:
        from lab.devices.procurve.execution import HANDLERS  # noqa: PLC0415 - the handlers work on this class

        return HANDLERS

    async def run(self) -> None:
        spec = self.device.spec
        banner = self.device.login_banner()
        self.terminal.write(_WELCOME.format(banner=banner, model=spec.model, version=spec.version))
        self.terminal.write(f"{ESC}[24;1HPress any key to continue{ESC}[24;1H{ESC}[?25h{ESC}[24;27H")
        try:
            await self.terminal.key()
        except Exception:
            self.closed()
            raise
        await super().run()

    def greeting(self) -> str:
        return f"{ESC}[2J{ESC}[?7l{ESC}[3;23r{ESC}[?6l{ESC}[1;1H{ESC}[?25l\n"

    def prompt(self) -> str:
        name = self.device.knobs.prompt or self.device.hostname
        if self.configuring is None:
            return f"{name}{'#' if self.level > 1 else '>'} "
        return f"{name}({self.configuring.mode})# "

    def caret(self, column: int) -> None:
        """AOS-S repeats the faulty word and points at nothing."""
        del column

    def show_prompt(self) -> None:
        prompt = self.prompt()
        head = f"{ESC}[1;24r{ESC}[24;1H{ESC}[24;1H{ESC}[2K{ESC}[24;1H{ESC}[?25h{ESC}[24;1H{ESC}[24;1H"
        self.terminal.write(
            f"{head}{prompt}{ESC}[24;1H{ESC}[24;{len(prompt) + 1}H{ESC}[24;1H{ESC}[?25h{ESC}[24;{len(prompt) + 1}H"
        )

    def allowed(self, match: Match) -> bool:
        return self.level > 1 or match.spec.do in _OPERATORS

    def entered(self, line: str) -> str | None:
        """Commands of the manager work in every context."""
        words = line.split()
        if words and (words[0].lower() in _ANYWHERE or words[:2] in (["no", "page"], ["no", "reload"])):
            return line.strip()
        return None

    async def confirm(self, question: str) -> bool:
        """One key is the answer."""
        self.terminal.write(question)
        while True:
            key = await self.terminal.key()
            if key in "yYnN":
                self.terminal.write(f"{key}\n")
                return key in "yY"

    async def page(self, text: str) -> None:
        if text.startswith("\nRunning configuration:"):
            text = self.device.shown_running(text)
        await super().page(text)
