"""The Comware command line of one session."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from lab.devices.commandline import shell as commandline
from lab.devices.commandline.shell import ExecHandler, Left, Refused
from lab.devices.terminal import Gone

if TYPE_CHECKING:
    from lab.devices.comware.device import ComwareDevice

_COPYRIGHT = """
******************************************************************************
* Copyright (c) 2010-2018 Hewlett Packard Enterprise Development LP          *
* Without the owner's prior written consent,                                 *
* no decompiling or reverse-engineering shall be allowed.                    *
******************************************************************************

"""
_ANY_VIEW = re.compile(r"\s*(dis(?:p|pl|pla|play)?|save|more|ping|dir)\b")
_COMMIT = re.compile(r"\s*configuration\s+commit(?:\s+delay\s+(\d+))?\s*\Z")
_REPLACE = re.compile(r"\s*configuration\s+replace\s+file\s+(\S+)\s*\Z")


class Shell(commandline.Shell["ComwareDevice"]):
    device: ComwareDevice

    @property
    def handlers(self) -> Mapping[str, ExecHandler]:
        from lab.devices.comware.exec import HANDLERS  # noqa: PLC0415 - the handlers work on this class

        return HANDLERS

    def prompt(self) -> str:
        name = self.device.knobs.prompt or self.device.hostname
        if self.configuring is None:
            return f"<{name}>"
        view = self.configuring.mode
        return f"[{name}-{view}]" if view else f"[{name}]"

    def greeting(self) -> str:
        shown = [self.device.config.root.get("header", kind) for kind in ("motd", "shell")]
        return _COPYRIGHT + "".join(f"{text_of(node.text)}\n" for node in shown if node)

    async def run(self) -> None:
        legal = self.device.config.root.get("header", "legal")
        if legal is not None:
            self.terminal.write(f"{text_of(legal.text)}\nPress Y or ENTER to continue, N to exit.\n")
            try:
                if (await self.terminal.key()) not in "yY\r\n":
                    return
            except Gone:
                return
        await super().run()

    def entered(self, line: str) -> str | None:
        """`display`, `save` and a few more are taken in every view."""
        return line if _ANY_VIEW.match(line) else None

    async def configure(self, line: str) -> None:
        session = self.configuring
        at_top = session is not None and len(session.frames) == 1 and session.gathering is None
        commit, replace = _COMMIT.match(line), _REPLACE.match(line)
        if at_top and line.strip() == "return":
            self.leave_configuration()  # no configuration line: it changes nothing
            return
        if at_top and self.entered(line):
            if not self.injected(line):
                await self.execute(line.strip(), line)
            return
        if not at_top or not (commit or replace) or self.device.config.generation < 7:
            await super().configure(line)
            return
        if self.injected(line):
            return
        if replace:
            await self._replace(replace[1])
        elif commit and commit[1]:
            await self._delay(int(commit[1]))
        else:
            self.device.cancel_revert()

    async def _delay(self, minutes: int) -> None:
        device = self.device
        if not 1 <= minutes <= 65535:
            self.caret(len("configuration commit delay "))
            self.terminal.write(" % Wrong parameter found at '^' position.\n")
            return
        if device.revert is None:
            device.schedule_revert(minutes, device.config.text(), self.username)
            return
        pending = device.revert
        question = f"The commit delay already set {pending.minutes:g} minutes, overwrite it? [Y/N]:"
        # the rollback point stays where it was
        if await self.confirm(question) and device.revert is pending:
            device.restart_revert(pending, minutes)

    async def _replace(self, name: str) -> None:
        content = self.device.files.get(name.removeprefix("flash:/"))
        if content is None:
            self.terminal.write(f"The file flash:/{name.removeprefix('flash:/')} does not exist.\n")
            return
        if await self.confirm("Current configuration will be lost, save current configuration? [Y/N]:"):
            self.device.save(self.username)
        self.terminal.write("Now replacing the current configuration. Please wait ...\n")
        self.device.roll_to(content.decode(), self.username)
        self.terminal.write(f"Succeeded in replacing current configuration with the file {name}.\n")


def text_of(stored: str) -> str:
    """The text between the marks of a stored `header` line."""
    found = re.match(r"header \S+ (\S)", stored)
    return stored[found.end() :].removesuffix(found[1]).strip("\n") if found else ""


__all__ = ["Left", "Refused", "Shell"]
