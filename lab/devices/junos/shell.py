"""The Junos command line of one session: operational mode, and configuration mode on the candidate that all share.

After the "Junos OS CLI User Guide". The prompt is `user@name>`; in configuration mode it is `user@name#` below `[edit …]`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lab.devices.commandline.reply import Reply
from lab.devices.commandline.shell import BareShell, Left
from lab.devices.junos import braces
from lab.devices.junos.commands import Unknown, output
from lab.devices.junos.compare import compared
from lab.devices.junos.tree import Refused, Tree, words_of
from lab.devices.terminal import Terminal

if TYPE_CHECKING:
    from lab.devices.junos.device import JunosDevice

_SETTINGS = {
    r"set cli screen-length (\d+)": "Screen length set to {}",
    r"set cli screen-width (\d+)": "Screen width set to {}",
    r"set cli complete-on-space off": "Disabling complete-on-space",
    r"set cli idle-timeout (\d+)": "Idle timeout set to {} minutes",
    r"set cli timestamp.*": "CLI timestamp set",
}


class JunosShell(BareShell["JunosDevice"]):
    more = "---(more)---"
    erase = "\r" + " " * 60 + "\r"

    def __init__(self, device: JunosDevice, terminal: Terminal, username: str, size: tuple[int, int] | None) -> None:
        super().__init__(device, terminal, username, size)
        self.editor = device.editor(username, "cli")
        self.configuring = False
        self.path: tuple[str, ...] = ()

    def prompt(self) -> str:
        name = f"{self.username}@{self.device.knobs.prompt or self.device.hostname}"
        return f"[edit{''.join(f' {word}' for word in self.path)}]\n{name}# " if self.configuring else f"{name}> "

    def greeting(self) -> str:
        return f"--- JUNOS {self.device.spec.version} Kernel 32-bit  JNPR-11.0\n"

    def closed(self) -> None:
        self.device.release(self.editor)

    def injected_refusal(self, line: str) -> Reply:
        del line
        return Reply(ok=False, text="syntax error.")

    def _say(self, text: str) -> None:
        self.terminal.write(text if text.endswith("\n") else f"{text}\n")
        if not self.configuring:
            self.terminal.write("\n")

    async def take_line(self, line: str) -> None:
        if self.configuring:
            await self._configure(line.strip())
        elif not self.injected(line):
            await self._operate(line.strip())

    # -- operational mode
    async def _operate(self, line: str) -> None:
        for pattern, answer in _SETTINGS.items():
            found = re.fullmatch(pattern, line)
            if found:
                if "screen-length" in line:
                    self.length = int(found[1])
                self._say(answer.format(*found.groups()))
                return
        if line in ("exit", "quit"):
            raise Left
        if re.fullmatch(r"(?:configure|edit)(?: exclusive| private)?", line):
            self._enter(exclusive=line.endswith("exclusive"))
            return
        try:
            await self.page(output(self.device, line))
        except Unknown as unknown:
            self._complain(line, str(unknown))
            return
        self.terminal.write("\n")

    def _complain(self, line: str, word: str) -> None:
        first = line.split()[:1] == [word]
        self.terminal.write(f"{' ' * (len(self.prompt().rpartition(chr(10))[2]) + max(line.find(word), 0))}^\n")
        self._say("unknown command." if first else "syntax error, expecting <command>.")

    def _enter(self, *, exclusive: bool) -> None:
        try:
            self.device.may_edit(self.editor)
            if exclusive:
                self.device.lock(self.editor)
        except Refused as refused:
            self._say(f"error: {refused.message}")
            return
        self.configuring, self.path = True, ()
        kind = "warning: uncommitted changes will be discarded on exit\n" if exclusive else ""
        changed = "The configuration has been changed but not committed\n" if self.device.edited else ""
        self.terminal.write(f"{kind}Entering configuration mode\n{changed}\n")

    # -- configuration mode
    async def _configure(self, line: str) -> None:
        drops = self.drops(line)
        if drops and self.device.knobs.drop_when == "before":
            self.drop()
        if not self.injected(line):
            try:
                await self._edit(line)
            except Refused as refused:
                self._refuse(line, refused)
        if drops:
            self.drop()
        if self.configuring:
            self.terminal.write("\n")

    def _refuse(self, line: str, refused: Refused) -> None:
        if refused.warning:
            self.terminal.write(f"warning: {refused.message}\n")
        elif refused.word and refused.word in line:
            self.terminal.write(f"{' ' * (len(self.prompt().rpartition(chr(10))[2]) + line.find(refused.word))}^\n")
            self.terminal.write(f"{refused.message}.\n")
        else:
            self.terminal.write(f"error: {refused.message}\n")

    async def _edit(self, line: str) -> None:
        verb, *rest = line.split() or [""]
        if verb in ("set", "delete", "insert", "activate", "deactivate"):
            self.device.may_edit(self.editor)
            own = self.device.candidate
            own.line(line, self.path)
            self.device.edited = True
        elif verb == "edit":
            self.path = (*self.path, *words_of(line)[1:])
        elif verb in ("top", "up"):
            self.path = () if verb == "top" else self.path[:-1]
        elif verb == "show":
            await self._show(line)
        elif verb == "run":
            await self._operate(" ".join(rest))
        elif verb == "load":
            await self._load(rest)
        elif verb == "rollback":
            self.device.may_edit(self.editor)
            self.device.roll_back(int(rest[0]) if rest and rest[0].isdigit() else 0)
            self.terminal.write("load complete\n")
        elif verb == "commit":
            self._commit(line)
        elif verb in ("exit", "quit"):
            await self._leave(at_once=rest == ["configuration-mode"] or not self.path)
        elif verb:
            raise Refused("unknown command", verb)

    async def _show(self, line: str) -> None:
        pipes = [part.strip() for part in line.split("|")[1:]]
        if "compare" in pipes:
            await self.page(compared(self.device.active, self.device.candidate) or "\n")
            return
        tree = self.device.candidate
        text = "".join(f"{row}\n" for row in tree.set_lines()) if "display set" in pipes else tree.text()
        await self.page(text)

    async def _load(self, words: list[str]) -> None:
        """`load set|merge|override terminal`: the text ends with Ctrl-D on its own line."""
        if not words or words[-1] != "terminal":
            raise Refused("missing argument", words[-1] if words else "load")
        self.terminal.write("[Type ^D at a new line to end input]\n")
        rows: list[str] = []
        while not (row := (await self.terminal.line()).text).startswith("\x04"):
            rows.append(row)
        if words[0] == "override":
            self.device.candidate = Tree()
        text = "\n".join(rows)
        self.device.load(row.strip() for row in rows if row.strip()) if words[0] == "set" else self.device.load(
            braces.lines_of_text(text)
        )
        self.terminal.write("load complete\n")

    def _commit(self, line: str) -> None:
        self.device.may_edit(self.editor)
        found = self.device.check()
        if found:
            for where, why in found:
                self.terminal.write(f"{where}\n  {why}\n")
            self.terminal.write("error: configuration check-out failed\n")
            return
        if re.match(r"commit check\b", line):
            self.terminal.write("configuration check succeeds\n")
            return
        comment = re.search(r'comment (?:"([^"]*)"|(\S+))', line)
        trial = re.match(r"commit confirmed(?: (\d+))?", line)
        minutes = None if trial is None else int(trial[1] or 10)
        self.device.commit(self.editor, minutes, (comment[1] or comment[2]) if comment else "")
        if minutes is not None:
            self.terminal.write(
                f"commit confirmed will be automatically rolled back in {minutes} minutes unless confirmed\n"
            )
        self.terminal.write("commit complete\n")
        if "and-quit" in line:
            self._out()

    def _out(self) -> None:
        self.configuring, self.path = False, ()
        self.device.release(self.editor)
        self.terminal.write("Exiting configuration mode\n\n")

    async def _leave(self, *, at_once: bool) -> None:
        if not at_once:
            self.path = ()
            return
        if self.device.edited:
            question = (
                "The configuration has been changed but not committed\nExit with uncommitted changes? [yes,no] (yes) "
            )
            answer = await self.ask(question)
            if answer and not "yes".startswith(answer.lower()):
                return
        self._out()
