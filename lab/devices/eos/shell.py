"""The EOS command line of one session, over SSH or for the length of one eAPI request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from lab.devices.commandline import shell as commandline
from lab.devices.commandline.reply import Reply
from lab.devices.commandline.shell import ExecHandler
from lab.devices.commandline.syntax import Match
from lab.devices.terminal import Terminal

if TYPE_CHECKING:
    from lab.devices.eos.device import EosDevice

_UNPRIVILEGED = frozenset(
    {"enable", "leave", "length", "width", "accept", "show_version", "show_hostname", "show_clock", "show_interfaces"}
    | {"show_status", "show_lldp", "show_vlan", "show_mac"}
)


class Shell(commandline.Shell["EosDevice"]):
    def __init__(self, device: EosDevice, terminal: Terminal, username: str, size: tuple[int, int] | None) -> None:
        super().__init__(device, terminal, username, size)
        self.level = 1  # `enable` leads on from there
        self.session_name: str | None = None
        self.faults: list[str] = []

    @property
    def handlers(self) -> Mapping[str, ExecHandler]:
        from lab.devices.eos.execution import HANDLERS  # noqa: PLC0415 - the handlers work on this class

        return HANDLERS

    def prompt(self) -> str:
        name = self.device.knobs.prompt or self.device.hostname
        if self.configuring is None:
            return f"{name}{'#' if self.level > 1 else '>'}"
        mode = self.configuring.mode
        if self.session_name is not None:
            mode = mode.replace("config", f"config-s-{self.session_name[:6]}", 1)
        return f"{name}({mode})#"

    def greeting(self) -> str:
        return self.device.banner("motd") + "\n"

    def allowed(self, match: Match) -> bool:
        return self.level > 1 or match.spec.do in _UNPRIVILEGED

    def show_reply(self, reply: Reply) -> None:
        if not reply.ok:
            self.faults.append(reply.text.strip())
        super().show_reply(reply)

    def injected(self, line: str) -> bool:
        due = next((one.answer for one in self.device.knobs.errors if one.answer and _fits(one.pattern, line)), None)
        if due is not None:
            self.faults.append(due)
        return super().injected(line)

    def enter_session(self, name: str) -> None:
        """Enter the configuration session of that name, making it first where there is none."""
        self.configuring = self.device.session(name, self.username).config.session()
        self.session_name = name
        self.changed = False

    async def configure(self, line: str) -> None:
        words = line.split()
        if (
            self.session_name is not None
            and not self.gathering()
            and words[:1] in (["commit"], ["abort"], ["rollback"])
        ):
            name = self.session_name
            if words[0] == "rollback":
                self.device.session(name, self.username).config.load("")
                self.configuring = self.device.session(name, self.username).config.session()
                return
            self.leave_configuration()
            await self.execute(" ".join(("configure session", name, *words)))
            return
        await super().configure(line)

    def entered(self, line: str) -> str | None:
        """Exec commands work in every mode of EOS."""
        found = super().entered(line)
        word = line.strip().partition(" ")[0]
        return found or (line.strip() if word in ("show", "write", "copy") else None)

    def leave_configuration(self) -> None:
        self.session_name = None
        super().leave_configuration()


def _fits(pattern: str, line: str) -> bool:
    return re.search(pattern, line.strip()) is not None
