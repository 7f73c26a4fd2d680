"""The AOS-CX command line of one session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lab.devices.commandline import shell as commandline
from lab.devices.commandline.shell import ExecHandler
from lab.devices.commandline.syntax import Match
from lab.devices.terminal import Terminal, Typed

if TYPE_CHECKING:
    from lab.devices.aoscx.device import CxDevice

_OPERATORS = frozenset(
    {"enable", "leave", "page", "show_version", "show_system", "show_clock", "show_brief", "show_vlan"}
)


class Shell(commandline.Shell["CxDevice"]):
    def __init__(self, device: CxDevice, terminal: Terminal, username: str, size: tuple[int, int] | None) -> None:
        super().__init__(device, terminal, username, size)
        device.account(username, None)

    @property
    def handlers(self) -> Mapping[str, ExecHandler]:
        from lab.devices.aoscx.execution import HANDLERS  # noqa: PLC0415 - the handlers work on this class

        return HANDLERS

    def prompt(self) -> str:
        name = self.device.knobs.prompt or self.device.hostname
        if self.configuring is None:
            return f"{name}{'#' if self.level > 1 else '>'} "
        return f"{name}({self.configuring.mode})# "

    def greeting(self) -> str:
        node = self.device.config.root.get("banner", "exec")
        text = "" if node is None else "\n".join(node.text.split("\n")[1:-1]) + "\n"
        return f'{text}Last login: 2026-01-05 09:00:00 from 192.0.2.1\nUser "{self.username}" has logged in 1 time in the past 30 days\n'

    def allowed(self, match: Match) -> bool:
        return self.level > 1 or match.spec.do in _OPERATORS

    async def take(self, typed: Typed) -> None:
        if typed.text.strip() and not self.gathering():
            self.device.account(self.username, typed.text.strip())
        await super().take(typed)

    async def configure(self, line: str) -> None:
        gathering = self.gathering()
        await super().configure(line)
        if self.gathering():
            self.terminal.write(">> ")
        elif gathering:
            self.terminal.write("Banner updated successfully!\n")

    def entered(self, line: str) -> str | None:
        """Show commands and those of the manager work in every context."""
        word = line.strip().partition(" ")[0]
        return line.strip() if word in ("show", "write", "copy", "checkpoint", "erase") else None

    async def execute(self, line: str, whole: str | None = None) -> None:
        command, _, pipe = line.partition("|")
        if pipe.strip() != "count":
            await super().execute(line, whole)
            return
        text = await self.answer(command)
        if text is not None:
            self.terminal.write(f"{text.count(chr(10))}\n")

    async def page(self, text: str) -> None:
        """What is lost of a config is lost on its way to the terminal: `count` still counts it."""
        await super().page(self.device.shown_running(text) if text.startswith("Current configuration:") else text)

    async def answer(self, command: str) -> str | None:
        """What a show command would print; None where it is refused, which is then said."""
        parsed = self.device.config.grammar.mode("exec").parse(command)
        if isinstance(parsed, Match) and parsed.spec.do.startswith("show_"):
            return await self.handlers[parsed.spec.do](self, parsed)
        await super().execute(command)
        return None
