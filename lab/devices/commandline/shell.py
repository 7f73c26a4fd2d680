"""The command line of one session: prompts, exec and configuration modes, paging, and the faults that are injected."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from lab.devices.commandline.config import ConfigSession
from lab.devices.commandline.pipes import apply_pipe
from lab.devices.commandline.reply import Reply
from lab.devices.commandline.syntax import Failure, Match
from lab.devices.terminal import Gone, Terminal, Typed, pause

if TYPE_CHECKING:
    from lab.devices.commandline.device import BareDevice, CommandLineDevice

B = TypeVar("B", bound="BareDevice")
D = TypeVar("D", bound="CommandLineDevice[Any]")
ExecHandler = Callable[[Any, Match], Awaitable[str | None]]


class Left(Exception):
    """The session is over by the user's own command."""


class Refused(Exception):
    """The exec command is answered by this text."""


class ExecHandlers:
    """The functions of one platform's exec commands, by the name that its table `exec.txt` uses.

    What every platform has is there from the start: `accept` (nothing happens), `leave`, `configure`, `monitor`, and `length`
    and `width`, whose number is the line's last word.
    """

    def __init__(self) -> None:
        self.table: dict[str, ExecHandler] = dict(_COMMON)

    def execute(self, *names: str) -> Callable[[ExecHandler], ExecHandler]:
        """Enter the decorated function under `names`. It returns what to print, paged and filtered."""

        def enter(handler: ExecHandler) -> ExecHandler:
            for name in names:
                self.table[name] = handler
            return handler

        return enter


async def _accept(_shell: Shell[Any], _match: Match) -> str | None:
    return None


async def _leave(_shell: Shell[Any], _match: Match) -> str | None:
    raise Left


async def _configure(shell: Shell[Any], _match: Match) -> str | None:
    shell.enter_configuration()
    return None


async def _monitor(shell: Shell[Any], _match: Match) -> str | None:
    shell.monitor = True
    return None


async def _length(shell: Shell[Any], match: Match) -> str | None:
    shell.length = int(match.words[-1])
    return None


async def _width(shell: Shell[Any], match: Match) -> str | None:
    shell.width = int(match.words[-1])
    return None


_COMMON: Mapping[str, ExecHandler] = {
    "accept": _accept, "leave": _leave, "configure": _configure, "monitor": _monitor, "length": _length, "width": _width
}  # fmt: skip


class BareShell(ABC, Generic[B]):
    """What every session has: the loop, the log, latency, injected errors, syslog lines between answers, dropped
    connections, paging, questions. What a line means is the subclass's, in `take_line`."""

    more = " --More-- "
    erase = "\b" * 10 + " " * 10 + "\b" * 10

    def __init__(self, device: B, terminal: Terminal, username: str, size: tuple[int, int] | None) -> None:
        self.device = device
        self.terminal = terminal
        self.username = username
        width, length = size or (0, 0)
        self.width = width or 80
        self.length = length or 24
        self.monitor = False
        self._config_lines = 0
        self._commands = 0

    # -- what a platform says
    @abstractmethod
    def prompt(self) -> str:
        """The whole prompt, without a line end."""

    @abstractmethod
    async def take_line(self, line: str) -> None:
        """Carry out one line."""

    def show_prompt(self) -> None:
        self.terminal.write(self.prompt())

    def greeting(self) -> str:
        """Printed after the login, before the first prompt."""
        return "\n"

    def gathering(self) -> bool:
        """Whether the next line is text, so that no prompt is shown."""
        return False

    def interrupted(self) -> None:
        """Ctrl-C was pressed."""

    def closed(self) -> None:
        """The session is over, in whatever way."""

    def injected_refusal(self, line: str) -> Reply:
        """The answer to a line that an injected error without a text refuses."""
        del line
        return Reply(ok=False, text="error")

    # -- the loop
    async def run(self) -> None:
        try:
            self.terminal.write(self.greeting())
            while True:
                if not self.gathering():
                    self.show_prompt()
                typed = await self.terminal.line()
                await self.take(typed)
                await self.terminal.drain()
        except (Left, Gone):
            pass
        finally:
            self.closed()

    async def once(self, line: str) -> None:
        """An exec request: one command, no prompt."""
        self.device.log.append(line)
        try:
            await pause(self.device.knobs.latency_s)
            self.terminal.write("\n")
            await self.execute(line)
        except (Left, Gone):
            pass

    async def execute(self, line: str, whole: str | None = None) -> None:
        """One exec command. `whole` is the line as typed where it was given inside another."""
        del whole
        await self.take_line(line)

    async def take(self, typed: Typed) -> None:
        """One line as typed."""
        if typed.ended == "\x03":
            self.interrupted()
            return
        line = typed.text
        if line.strip() or self.gathering():
            self.device.log.append(line)
            await pause(self.device.knobs.latency_s)
            await self.take_line(line)
        if typed.ended == "\x1a":
            self.interrupted()
        self._interleave()

    # -- faults
    def injected(self, line: str) -> bool:
        """Answer by an injected error, if one is due; whether the line is done with."""
        knobs = self.device.knobs
        for at, fault in enumerate(knobs.errors):
            if not re.search(fault.pattern, line.strip()) or fault.times == 0:
                continue
            if fault.times is not None:
                left = fault.model_copy(update={"times": fault.times - 1})
                knobs.errors = (*knobs.errors[:at], left, *knobs.errors[at + 1 :])
            if fault.answer is None:
                self.show_reply(self.injected_refusal(line))
                return not fault.apply
            if "'^'" in fault.answer:
                self.caret(len(line) - len(line.lstrip()))
            self.terminal.write(f"{fault.answer}\n")
            if not fault.answer.endswith("\n"):
                self.terminal.write("\n")
            return not fault.apply
        return False

    def _interleave(self) -> None:
        lines = self.device.knobs.syslog
        if lines:
            self.terminal.write(f"\n{lines[self._commands % len(lines)]}\n")
            self._commands += 1

    def drops(self, line: str) -> bool:
        """Count a configuration line; whether the connection is to break at it."""
        self._config_lines += 1
        knobs = self.device.knobs
        if knobs.drop_times == 0:
            return False
        if knobs.drop_after_lines is not None and self._config_lines == knobs.drop_after_lines:
            return True
        return bool(knobs.drop_at and re.search(knobs.drop_at, line.strip()))

    def drop(self) -> None:
        """Break the connection."""
        knobs = self.device.knobs
        if knobs.drop_times is not None:
            knobs.drop_times -= 1
        self.device.counters.dropped_sessions += 1
        self.terminal.abort()
        raise Gone

    # -- printing and asking
    def caret(self, column: int) -> None:
        self.terminal.write(" " * (len(self.prompt()) + column) + "^\n")

    def show_reply(self, reply: Reply) -> None:
        if reply.caret is not None:
            self.caret(reply.caret)
        if reply.text:
            self.terminal.write(reply.text + ("" if reply.text.endswith("\n\n") else "\n"))

    async def confirm(self, question: str) -> bool:
        """`[confirm]` takes Enter or y for yes; another question takes a word and Enter."""
        self.terminal.write(question)
        if question.rstrip().endswith("[confirm]"):
            while True:
                key = await self.terminal.key()
                if key in "\r\n":
                    self.terminal.write("\n")
                    return True
                if key in "yY":
                    self.terminal.write(f"{key}\n")
                    return True
                self.terminal.write("\n")
                return False
        while True:
            answer = (await self.terminal.line()).text.strip().lower()
            if answer and "yes".startswith(answer):
                return True
            if answer and "no".startswith(answer):
                return False
            self.terminal.write(self.answer_by_word())
            self.terminal.write(question)

    def answer_by_word(self) -> str:
        """What is printed before a question is asked again."""
        return ""

    async def ask(self, question: str) -> str:
        """A free answer, as `copy` asks for a name."""
        self.terminal.write(question)
        return (await self.terminal.line()).text.strip()

    async def password(self, question: str = "Password: ") -> str:
        self.terminal.write(question)
        return (await self.terminal.line(echo=False)).text

    async def page(self, text: str) -> None:
        """Print, stopping at every screenful."""
        if not text.endswith("\n"):
            text += "\n"
        if self.length == 0:
            self.terminal.write(text)
            await self.terminal.drain()
            return
        shown = 0
        screen = max(self.length - 1, 1)
        limit = screen
        lines = text.splitlines(keepends=True)
        for at, line in enumerate(lines):
            self.terminal.write(line)
            shown += 1
            if shown < limit or at + 1 == len(lines):
                continue
            self.terminal.write(self.more)
            key = await self.terminal.key()
            self.terminal.write(self.erase)
            if key == " ":
                shown, limit = 0, screen
            elif key in "\r\n":
                shown, limit = 0, 1
            else:
                self.terminal.write("\n")
                return


class Shell(BareShell[D]):
    """A command line with exec mode and configuration modes, after tables (`commandline.tables`)."""

    def __init__(self, device: D, terminal: Terminal, username: str, size: tuple[int, int] | None) -> None:
        super().__init__(device, terminal, username, size)
        self.language = device.config.language
        self.more, self.erase = self.language.more, self.language.erase
        self.level = device.privilege(username)
        self.configuring: ConfigSession[Any] | None = None
        self.changed = False

    # -- what a platform says
    @property
    @abstractmethod
    def handlers(self) -> Mapping[str, ExecHandler]:
        """The functions of the exec commands, by name."""

    def allowed(self, match: Match) -> bool:
        """Whether the session's level is enough for an exec command."""
        del match
        return True

    def entered(self, line: str) -> str | None:
        """The exec command that a line in configuration mode is, if it is one."""
        word = self.language.outside
        found = re.match(rf"\s*{word}\s+(\S.*)", line) if word else None
        return found[1] if found else None

    # -- the loop
    def gathering(self) -> bool:
        return self.configuring is not None and self.configuring.gathering is not None

    def interrupted(self) -> None:
        self.leave_configuration()

    def closed(self) -> None:
        self.leave_configuration()

    def injected_refusal(self, line: str) -> Reply:
        refusal = self.language.refusal("invalid", line, len(line) - len(line.lstrip()))
        return Reply(ok=False, text=refusal.text, caret=refusal.caret)

    async def take_line(self, line: str) -> None:
        if self.configuring is not None:
            await self.configure(line)
        elif not self.injected(line):
            await self.execute(line)

    # -- configuration mode
    async def configure(self, line: str) -> None:
        """One line in configuration mode."""
        device, knobs = self.device, self.device.knobs
        session = self.configuring
        if session is None:
            return
        drops = self.drops(line)
        if drops and knobs.drop_when == "before":
            self.drop()
        if session.gathering is None and self.injected(line):
            return
        command = self.entered(line) if session.gathering is None else None
        if command is not None:
            await self.execute(command, line)
            return
        before = session.config.revision
        reply = session.enter(line)
        self.show_reply(reply)
        while reply.question:
            agreed = await self.confirm(reply.question)
            reply = session.answer(agreed)
            self.show_reply(reply)
        if session.config.revision != before:
            self.changed = True
            if session.config is device.config:
                device.touched(self.username)
                device.check_management()
        if reply.left:
            self.leave_configuration()
        if drops:
            self.drop()

    def enter_configuration(self) -> None:
        self.configuring = self.device.config.session()
        self.changed = False

    def leave_configuration(self) -> None:
        if self.configuring is None:
            return
        self.configuring = None
        self.device.configured(self.username)

    # -- exec mode
    async def execute(self, line: str, whole: str | None = None) -> None:
        offset = len(whole) - len(line) if whole else 0
        command, _, pipe = line.partition("|")
        if not command.strip() or command.lstrip().startswith(self.language.comment):
            return
        parsed = self.device.config.grammar.mode("exec").parse(command)
        if isinstance(parsed, Failure):
            self.complain(parsed, line, offset)
            return
        if not self.allowed(parsed):
            self._refuse(Failure("invalid"), line, offset)
            return
        try:
            text = await self.handlers[parsed.spec.do](self, parsed)
        except Refused as refusal:
            self.terminal.write(f"{refusal}\n")
            return
        if text:
            if pipe.strip():
                text = apply_pipe(text, pipe, self.language)
            await self.page(text)

    def complain(self, failure: Failure, line: str, offset: int) -> None:
        """Print why an exec command is refused; it stands `offset` characters into the line as typed."""
        self._refuse(failure, line, offset)

    def _refuse(self, failure: Failure, line: str, offset: int) -> None:
        refusal = self.language.refusal(failure.kind, line, failure.column)
        caret = None if refusal.caret is None else offset + refusal.caret
        self.show_reply(Reply(ok=False, text=refusal.text, caret=caret))
