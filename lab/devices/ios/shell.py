"""The IOS command line of one session: prompts, exec and configuration modes, paging."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lab.devices.ios import grammar
from lab.devices.ios.config import ConfigSession
from lab.devices.ios.pipes import apply_pipe
from lab.devices.ios.reply import Reply
from lab.devices.ios.syntax import Failure
from lab.devices.terminal import Gone, Terminal, Typed, pause

if TYPE_CHECKING:
    from lab.devices.ios.device import IosDevice

_MORE = " --More-- "
_PROMPT_WIDTH = 20  # IOS cuts the hostname in configuration prompts


class Left(Exception):
    """The session is over by the user's own command."""


class Refused(Exception):
    """The exec command is answered by this text."""


class Shell:
    def __init__(self, device: IosDevice, terminal: Terminal, username: str, size: tuple[int, int] | None) -> None:
        self.device = device
        self.terminal = terminal
        self.username = username
        self.level = device.privilege(username)
        width, length = size or (0, 0)
        self.width = width or 80
        self.length = length or 24
        self.monitor = False
        self.configuring: ConfigSession | None = None
        self.changed = False
        self.tcl = False
        self._config_lines = 0
        self._commands = 0
        self._revision = device.config.revision

    # -- prompts
    def prompt(self) -> str:
        name = self.device.knobs.prompt or self.device.hostname
        if self.tcl:
            return f"{name}(tcl)#"
        if self.configuring is None:
            return f"{name}{'#' if self.level > 1 else '>'}"
        return f"{name[:_PROMPT_WIDTH]}({self.configuring.mode})#"

    # -- the loop
    async def run(self) -> None:
        try:
            banner = self.device.config.root.get("banner", "exec") or self.device.config.root.get("banner", "motd")
            if banner is not None:
                self.terminal.write(banner.text.partition("^C")[2].removesuffix("^C").replace("\r", "") + "\n")
            self.terminal.write("\n")
            while True:
                gathering = self.configuring is not None and self.configuring.gathering is not None
                if not gathering:
                    self.terminal.write(self.prompt())
                typed = await self.terminal.line()
                await self.take(typed)
                await self.terminal.drain()
        except (Left, Gone):
            pass
        finally:
            self.leave_configuration()

    async def once(self, line: str) -> None:
        """An exec request: one command, no prompt."""
        self.device.log.append(line)
        try:
            await pause(self.device.knobs.latency_s)
            self.terminal.write("\n")
            await self.execute(line)
        except (Left, Gone):
            pass

    async def take(self, typed: Typed) -> None:
        """One line as typed."""
        if typed.ended == "\x03":
            self.leave_configuration()
            return
        line = typed.text
        if line.strip() or (self.configuring is not None and self.configuring.gathering is not None):
            self.device.log.append(line)
            await pause(self.device.knobs.latency_s)
        if self.configuring is not None:
            if line.strip() or self.configuring.gathering is not None:
                await self.configure(line)
            if typed.ended == "\x1a":
                self.leave_configuration()
        elif line.strip():
            await self._exec(line)
        self._interleave()

    async def _exec(self, line: str) -> None:
        if not self._injected(line):
            await self.execute(line)

    def _injected(self, line: str) -> bool:
        """Answer by an injected error, if one is due; whether the line is done with."""
        knobs = self.device.knobs
        for at, fault in enumerate(knobs.errors):
            if not re.search(fault.pattern, line.strip()) or fault.times == 0:
                continue
            if fault.times is not None:
                left = fault.model_copy(update={"times": fault.times - 1})
                knobs.errors = (*knobs.errors[:at], left, *knobs.errors[at + 1 :])
            if fault.answer.startswith("% Invalid input"):
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

    def caret(self, column: int) -> None:
        self.terminal.write(" " * (len(self.prompt()) + column) + "^\n")

    # -- configuration mode
    async def configure(self, line: str) -> None:
        """One line in configuration mode."""
        device, knobs = self.device, self.device.knobs
        session = self.configuring
        if session is None:
            return
        self._config_lines += 1
        drops = self._drops(line)
        if drops and knobs.drop_when == "before":
            self._drop()
        if session.gathering is None and self._injected(line):
            return
        do = re.match(r"\s*do\s+(\S.*)", line)
        if do and session.gathering is None:
            await self.execute(do.group(1), line)
            return
        before = device.config.revision
        reply = session.enter(line)
        self.show_reply(reply)
        while reply.question:
            agreed = await self.confirm(reply.question)
            reply = session.answer(agreed)
            self.show_reply(reply)
        if device.config.revision != before:
            self.changed = True
            device.touched(self.username)
            device.check_management()
        if reply.left:
            self.leave_configuration()
        if drops:
            self._drop()

    def _drops(self, line: str) -> bool:
        knobs = self.device.knobs
        if knobs.drop_times == 0:
            return False
        if knobs.drop_after_lines is not None and self._config_lines == knobs.drop_after_lines:
            return True
        return bool(knobs.drop_at and re.search(knobs.drop_at, line.strip()))

    def _drop(self) -> None:
        knobs = self.device.knobs
        if knobs.drop_times is not None:
            knobs.drop_times -= 1
        self.device.counters.dropped_sessions += 1
        self.terminal.abort()
        raise Gone

    def show_reply(self, reply: Reply) -> None:
        if reply.caret is not None:
            self.caret(reply.caret)
        if reply.text:
            self.terminal.write(reply.text + ("" if reply.text.endswith("\n\n") else "\n"))

    def enter_configuration(self) -> None:
        self.configuring = self.device.config.session()
        self.changed = False

    def leave_configuration(self) -> None:
        if self.configuring is None:
            return
        self.configuring = None
        self.device.syslog(f"%SYS-5-CONFIG_I: Configured from console by {self.username} on vty0 (127.0.0.1)")

    # -- exec mode
    async def execute(self, line: str, whole: str | None = None) -> None:
        """One exec command. `whole` is the line as typed where it was given after `do`."""
        from lab.devices.ios.exec import HANDLERS  # noqa: PLC0415 - the handlers work on this class

        offset = len(whole) - len(line) if whole else 0
        command, _, pipe = line.partition("|")
        if not command.strip() or command.lstrip().startswith("!"):
            return
        parsed = grammar.mode("exec").parse(command)
        if isinstance(parsed, Failure):
            self._complain(parsed, line, offset)
            return
        if self.level < 2 and parsed.spec.do not in _USER_COMMANDS:
            self.caret(offset)
            self.terminal.write("% Invalid input detected at '^' marker.\n\n")
            return
        try:
            text = await HANDLERS[parsed.spec.do](self, parsed)
        except Refused as refusal:
            self.terminal.write(f"{refusal}\n")
            return
        if text:
            if pipe.strip():
                text = apply_pipe(text, pipe)
            await self.page(text)

    def _complain(self, failure: Failure, line: str, offset: int) -> None:
        if failure.kind == "ambiguous":
            self.terminal.write(f'% Ambiguous command:  "{line.strip()}"\n')
        elif failure.kind == "incomplete":
            self.terminal.write("% Incomplete command.\n\n")
        elif (
            failure.depth == 0
            and " " not in line.strip()
            and not offset
            and not self.device.config.root.has("ip", "domain", "lookup")
        ):
            # an unknown word alone is taken for a host to connect to
            self.terminal.write(f'Translating "{line.strip()}"...domain server (255.255.255.255)\n')
            self.terminal.write("% Unknown command or computer name, or unable to find computer address\n")
        else:
            self.caret(offset + failure.column)
            self.terminal.write("% Invalid input detected at '^' marker.\n\n")

    async def confirm(self, question: str) -> bool:
        """`[confirm]` takes Enter or y for yes; `[yes/no]:` takes a word."""
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
            self.terminal.write("% Please answer 'yes' or 'no'.\n")
            self.terminal.write(question)

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
            self.terminal.write(_MORE)
            key = await self.terminal.key()
            erase = "\b" * len(_MORE) + " " * len(_MORE) + "\b" * len(_MORE)
            self.terminal.write(erase)
            if key == " ":
                shown, limit = 0, screen
            elif key in "\r\n":
                shown, limit = 0, 1
            else:
                self.terminal.write("\n")
                return


_USER_COMMANDS = frozenset(
    {
        "enable",
        "disable",
        "logout",
        "terminal_length",
        "terminal_width",
        "accept",
        "ping",
        "show_version",
        "show_clock",
        "show_privilege",
        "show_users",
        "show_terminal",
        "show_hosts",
        "show_history",
        "show_inventory",
        "show_ip_interface_brief",
        "show_interfaces_status",
        "show_vlan",
        "show_cdp",
        "show_cdp_detail",
        "show_lldp",
        "show_lldp_detail",
        "show_interfaces",
        "show_ip_ssh",
        "show_ip_route",
        "show_arp",
        "show_mac",
        "show_etherchannel",
        "show_ntp",
        "show_ntp_status",
        "show_flash",
    }
)
