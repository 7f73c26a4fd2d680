"""The VRP command line of one session. Lines wait for a commit where the device is VRP8."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from lab.devices.commandline import shell as commandline
from lab.devices.commandline.reply import Reply
from lab.devices.commandline.shell import ExecHandler, Left, Refused
from lab.devices.terminal import Terminal
from lab.devices.vrp.config import VrpConfig

if TYPE_CHECKING:
    from lab.devices.vrp.device import VrpDevice

_ANYWHERE = re.compile(r"\s*(?:d(?:i(?:s(?:p\w*)?)?)?|ping|terminal|undo\s+terminal|screen-\w+)\s", re.IGNORECASE)
_COMMIT = re.compile(r"\s*commit(?:\s+trial(?:\s+(?P<seconds>\d+))?)?(?:\s+persist\s+(?P<persist>\S+))?\s*\Z")
_ABORT = re.compile(r"\s*abort\s+trial(?:\s+persist\s+(?P<persist>\S+))?\s*\Z")


class Shell(commandline.Shell["VrpDevice"]):
    def __init__(self, device: VrpDevice, terminal: Terminal, username: str, size: tuple[int, int] | None) -> None:
        super().__init__(device, terminal, username, size)
        self.candidate: VrpConfig | None = None  # of a two-stage session
        self.base = ""  # what the candidate was made from
        self.immediate = not device.two_stage

    @property
    def handlers(self) -> Mapping[str, ExecHandler]:
        from lab.devices.vrp.exec import HANDLERS  # noqa: PLC0415 - the handlers work on this class

        return HANDLERS

    @property
    def dirty(self) -> bool:
        return self.candidate is not None and self.candidate.text() != self.base

    def prompt(self) -> str:
        name = self.device.knobs.prompt or (self.device.hostname if self.immediate else self._shown_name())
        if self.configuring is None:
            return f"<{name}>"
        view = self.configuring.mode
        mark = "" if self.immediate else "*" if self.dirty or self.device.trial_shell is self else "~"
        return f"[{mark}{name}{'-' if view else ''}{view}]"

    def _shown_name(self) -> str:
        return self.device.hostname

    def greeting(self) -> str:
        return (
            "\nInfo: The max number of VTY users is 15, and the number\n"
            f"      of current VTY users on line is {len(self.device.shells)}.\n"
            f"      The current login time is {self.device.stamp(self.device.now())}.\n"
        )

    def answer_by_word(self) -> str:
        return "Error: Please choose 'YES' or 'NO' first before pressing 'Enter'. [Y/N]:"

    def entered(self, line: str) -> str | None:
        return line.strip() if _ANYWHERE.match(line + " ") else None

    # -- two stages
    def enter_configuration(self) -> None:
        if self.immediate:
            super().enter_configuration()
            return
        self.base = self.device.config.text()
        self.candidate = self.device.parse(self.base)
        self.configuring = self.candidate.session()

    def leave_configuration(self) -> None:
        self.candidate = None
        super().leave_configuration()

    def closed(self) -> None:
        super().closed()
        self.device.session_ended(self)

    async def configure(self, line: str) -> None:
        gathering = self.configuring is not None and self.configuring.gathering is not None
        if self.candidate is None or gathering:
            await super().configure(line)
            return
        commit, abort = _COMMIT.match(line), _ABORT.match(line)
        if commit is None and abort is None:
            if line.strip() == "clear configuration candidate":
                self._renew()
                return
            if (line.strip() == "return" or (line.strip() == "quit" and len(self._frames()) == 1)) and self.dirty:
                await self._leave_dirty()
                return
            await super().configure(line)
            return
        drops = self.drops(line)
        if drops and self.device.knobs.drop_when == "before":
            self.drop()
        if not self.injected(line):
            if commit is not None:
                self._commit(line, commit)
            elif abort is not None:
                self._abort(abort["persist"])
        if drops:
            self.drop()

    def _frames(self) -> list[object]:
        return list(self.configuring.frames) if self.configuring is not None else []

    async def _leave_dirty(self) -> None:
        self.terminal.write(
            "Warning: Uncommitted configurations found, commit them before exiting? [Y(yes)/N(no)/C(cancel)]:"
        )
        while True:
            answer = (await self.terminal.line()).text.strip().lower()
            if answer in ("y", "yes", "n", "no", "c", "cancel"):
                break
            self.terminal.write("Error: Please choose 'YES', 'NO' or 'CANCEL' first before pressing 'Enter'. [Y/N/C]:")
        if answer.startswith("c"):
            return
        if answer.startswith("y"):
            self._take_over()
        self.leave_configuration()

    def _renew(self) -> None:
        """The candidate becomes what runs; the session goes back to the system view."""
        self.base = self.device.config.text()
        self.candidate = self.device.parse(self.base)
        self.configuring = self.candidate.session()

    def _commit(self, line: str, found: re.Match[str]) -> None:
        device = self.device
        trial = re.search(r"\btrial\b", line) is not None
        persist: str | None = found["persist"]
        if persist and not device.knows_persist:
            self.caret(line.index("persist"))
            self.terminal.write("Error: Unrecognized command found at '^' position.\n")
            return
        if device.revert is not None:
            self._confirm(persist, trial=trial)
            return
        if persist and not trial:
            self.terminal.write("Error: The trial configuration does not exist.\n")
            return
        if not self.dirty:
            if trial:
                self.terminal.write("Error: No configuration to be committed.\n")
            return
        if device.config.text() != self.base:
            self.terminal.write(
                "Error: The configuration conflicts with the running configuration. Please refresh it.\n"
            )
            return
        seconds = int(found["seconds"] or 600)
        if trial and not 60 <= seconds <= 65535:
            self.caret(line.index(str(seconds)))
            self.terminal.write("Error: Wrong parameter found at '^' position.\n")
            return
        if trial:
            device.begin_trial(self, seconds, self.base, persist or "")
            self.terminal.write(
                "Info: The system enters the trial configuration mode. The system will revert to previous configuration if "
                f"the trial configuration is not confirmed in {seconds} seconds.\n"
            )
        self._take_over()

    def _confirm(self, persist: str | None, *, trial: bool) -> None:
        device = self.device
        mine = device.trial_shell is self if not device.trial_persist else persist == device.trial_persist
        if trial or not mine:
            self.terminal.write("Error: The system is in trial configuration mode. Please wait.\n")
            return
        device.end_trial()
        if self.dirty:
            self._take_over()

    def _abort(self, persist: str | None) -> None:
        device = self.device
        mine = device.trial_shell is self if not device.trial_persist else persist == device.trial_persist
        if device.revert is None or not mine:
            self.terminal.write("Error: The trial configuration does not exist.\n")
            return
        device.revert_now()
        self._renew()

    def _take_over(self) -> None:
        """The candidate is put in force, and the session stays in its view."""
        if self.candidate is None or self.configuring is None:
            return
        device = self.device
        text = self.candidate.text()
        self.base = text
        device.config.replace(text)
        device.touched(self.username)
        device.check_management()

    def show_reply(self, reply: Reply) -> None:
        if reply.text.startswith("Error:") and reply.caret is not None and "'^'" not in reply.text:
            reply = Reply(ok=reply.ok, text=reply.text, question=reply.question)
        super().show_reply(reply)


__all__ = ["Left", "Refused", "Shell"]
