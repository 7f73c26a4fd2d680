"""The FortiOS command line of one session."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lab.devices.commandline.reply import Reply
from lab.devices.commandline.shell import BareShell, Left
from lab.devices.fortios import status
from lab.devices.fortios.schema import Section, sections
from lab.devices.fortios.session import INCOMPLETE, Refused, Session, listing
from lab.devices.fortios.store import Table, table_lines
from lab.devices.fortios.words import split, unfinished
from lab.devices.terminal import Terminal

if TYPE_CHECKING:
    from lab.devices.fortios.device import FortiDevice, Transaction

GLOBAL = "global"
_OUTSIDE = ("get", "show", "execute", "diagnose", "fnsysctl", "exit", "config", "sudo")


class FortiShell(BareShell["FortiDevice"]):
    more = "--More-- "
    erase = "\r         \r"

    def __init__(self, device: FortiDevice, terminal: Terminal, username: str, size: tuple[int, int] | None) -> None:
        super().__init__(device, terminal, username, size)
        self.domain: str | None = None if device.vdoms else "root"  # none: outside of all
        self.choosing = False  # in `config vdom`
        self.transaction: Transaction | None = None
        self._gathered = ""
        self._session = self._new_session()

    def _new_session(self) -> Session:
        device, domain = self.device, self.domain or GLOBAL
        before = device.setting("system global", "cfg-save")

        def committed(path: str, key: str) -> None:
            if self.transaction is not None:
                self.transaction.touched[path, key] = None
            else:
                device.committed(before)

        def allowed(section: Section) -> bool:
            return not device.vdoms or section.vdom == (self.domain != GLOBAL)

        tree = self.transaction.tree if self.transaction is not None else device.tree(domain)
        return Session(
            tree,
            allowed=allowed,
            committed=committed,
            locked=lambda path, key: device.locked(domain, path, key, self.transaction),
        )

    # -- prompts
    def prompt(self) -> str:
        name = self.device.knobs.prompt or self.device.hostname
        if self.transaction is not None:
            name = (self.transaction.tree.table("system global").single.values.get("hostname") or [name])[0]
        label = self._session.label or ("vdom" if self.choosing else (self.domain or "") if self.device.vdoms else "")
        end = "#" if self.device.privilege(self.username) > 1 else "$"
        return f"{name} ({label}) {end} " if label else f"{name} {end} "

    def greeting(self) -> str:
        return ""

    def gathering(self) -> bool:
        return bool(self._gathered)

    def interrupted(self) -> None:
        self._gathered = ""

    def injected_refusal(self, line: str) -> Reply:
        word = line.strip().rpartition(" ")[2]
        return Reply(ok=False, text=f"\ncommand parse error before '{word}'\nCommand fail. Return code -61")

    def closed(self) -> None:
        """A session that ends leaves its transaction behind until its time is over."""
        self._session.frames.clear()

    async def run(self) -> None:
        if self.device.setting("system global", "post-login-banner") == "enable":
            self.terminal.write("\nUyarı: yetkisiz erişim yasaktır.\n(Press 'a' to accept):")
            while (await self.terminal.key()) != "a":
                pass
            self.terminal.write("\n")
        await super().run()

    # -- one line
    async def take_line(self, line: str) -> None:
        line = line.replace("\x16", "")
        if self._gathered:
            line = f"{self._gathered}\n{line}"
        if unfinished(line):
            self._gathered = line
            self.terminal.write("> ")
            return
        self._gathered = ""
        self.device.watch()
        if self.transaction is not None:
            if self.transaction.number in self.device.transactions:
                self.device.refresh(self.transaction)
            else:
                self._expired()
        configuring = bool(self._session.frames) or re.match(r"\s*co\w*\s", line) is not None
        if not configuring:
            if not self.injected(line):
                await self._outside(line)
            return
        drops = self.drops(line)
        if drops and self.device.knobs.drop_when == "before":
            self.drop()
        if not self.injected(line):
            await self._inside(line)
        if drops:
            self.drop()

    def _expired(self) -> None:
        self.transaction = None
        self._session = self._new_session()

    async def _inside(self, line: str) -> None:
        words = split(line)
        if not self._session.frames and self._scope(words):
            return
        if self._session.frames and words and words[0] in {"execute", "exec", "diagnose", "diag"}:
            await self._outside(line)
            return
        if words and words[0] == "purge" and self._session.frames:
            question = "This operation will clear all table!\nDo you want to continue? (y/n)"
            if not await self.confirm(question):
                return
        if not self._session.frames:
            self._session = self._new_session()
        try:
            answer = self._session.line(line)
        except Refused as refusal:
            self.terminal.write(f"{refusal}\n")
            return
        if answer:
            await self.page(answer)

    def _scope(self, words: list[str]) -> bool:
        """Whether the line goes into, or out of, a virtual domain or what is common to all."""
        if not self.device.vdoms or words[:1] not in (["config"], ["edit"], ["end"], ["next"]):
            return False
        if words == ["config", GLOBAL] and self.domain is None:
            self.domain = GLOBAL
        elif words == ["config", "vdom"] and self.domain is None:
            self.choosing = True
        elif words[0] == "edit" and self.choosing and len(words) == 2:
            if words[1] not in self.device.trees:
                self.terminal.write(f"\ncommand parse error before '{words[1]}'\nCommand fail. Return code -61\n")
                return True
            self.domain, self.choosing = words[1], False
            self.terminal.write(f"current vf={words[1]}:0\n")
        elif words[0] == "next" and self.domain not in {None, GLOBAL}:
            self.domain, self.choosing = None, True
        elif words[0] == "end" and (self.domain is not None or self.choosing):
            self.domain, self.choosing = None, False
        else:
            return False
        return True

    async def _outside(self, line: str) -> None:
        """A command that is no configuration."""
        command, _, pipe = line.partition("|")
        words = split(command)
        if not words or words[0].startswith("#"):
            return
        if self._scope(words):
            return
        found = [known for known in _OUTSIDE if known.startswith(words[0])]
        if len(found) != 1 and words[0] not in found:
            self.terminal.write("Unknown action 0\n\nCommand fail. Return code -1\n")
            return
        verb = words[0] if words[0] in found else found[0]
        try:
            text = await getattr(self, f"_{verb}")(words[1:])
        except Refused as refusal:
            self.terminal.write(f"{refusal}\n")
            return
        if text:
            await self.page(_piped(text, pipe) if pipe.strip() else text)

    async def _exit(self, _words: list[str]) -> str:
        raise Left

    async def _config(self, _words: list[str]) -> str:
        raise Refused(INCOMPLETE, -160)

    async def _sudo(self, words: list[str]) -> str:
        raise Refused(f"\ncommand parse error before '{words[0] if words else 'sudo'}'", -61)

    # -- show and get
    async def _show(self, words: list[str]) -> str:
        full = bool(words) and len(words[0]) > 1 and "full-configuration".startswith(words[0])
        path = " ".join(words[1:] if full else words)
        if not path:
            return self.device.shown_running(self._whole(full=full))
        return "\n".join(table_lines(*self._table(path), 0, full=full)) + "\n"

    def _whole(self, *, full: bool) -> str:
        device = self.device
        if self.transaction is not None:
            return device.head(self.username) + self.transaction.tree.text(full=full)
        if device.vdoms and self.domain is not None:
            return device.tree(self.domain).text(full=full)
        body = device.tree("root").text(full=True) if full and not device.vdoms else device.running_text()
        return device.head(self.username) + body

    def _table(self, path: str) -> tuple[Table, str]:
        """A section by its path, or one entry of it."""
        device = self.device
        words = split(path)
        if device.vdoms and self.domain is None:
            raise Refused(f"\ncommand parse error before '{words[0]}'", -61)
        tree = self.transaction.tree if self.transaction is not None else device.tree(self.domain or GLOBAL)
        for size in (len(words), len(words) - 1):
            name = " ".join(words[:size])
            if name not in sections():
                continue
            table = tree.table(name)
            if size == len(words):
                return table, name
            if words[-1] in table.entries:
                return Table(table.section, {words[-1]: table.entries[words[-1]]}), name
        raise Refused(f"\ncommand parse error before '{words[-1]}'", -61)

    async def _get(self, words: list[str]) -> str:
        if not words:
            raise Refused(INCOMPLETE, -160)
        made = status.get(self.device, words)
        if made is not None:
            return made
        table, _ = self._table(" ".join(words))
        if table.section.key is None:
            return listing(table.single)
        return "".join(f"== [ {key} ]\nname: {key}\n" for key in table.entries)

    async def _diagnose(self, words: list[str]) -> str:
        return status.diagnose(self.device, words)

    async def _fnsysctl(self, words: list[str]) -> str:
        if words == ["ifconfig"]:
            return status.ifconfig(self.device)
        raise Refused(f"\ncommand parse error before '{words[0] if words else 'fnsysctl'}'", -61)

    # -- execute
    async def _execute(self, words: list[str]) -> str:
        device = self.device
        if device.vdoms and self.domain is None:
            raise Refused(f"\ncommand parse error before '{words[0] if words else 'execute'}'", -61)
        if words[:1] == ["config-transaction"] and device.spec.version >= "6.2":
            return self._transact(words[1:])
        match words:
            case ["cfg", "save" | "reload" as what]:
                return await self._saving(what)
            case ["reboot"]:
                if await self.confirm("This operation will reboot the system !\nDo you want to continue? (y/n)"):
                    device.reload()
                    raise Left
                return ""
            case ["date" | "time"]:
                return f"current time is: {device.now().strftime('%H:%M:%S')}\n"
        raise Refused(f"\ncommand parse error before '{words[0] if words else 'execute'}'", -61)

    async def _saving(self, what: str) -> str:
        device = self.device
        if device.setting("system global", "cfg-save") == "automatic" or not device.unsaved:
            return f"no config to be {what.replace('load', 'loade')}d.\n"
        if what == "save":
            device.save()
            return "config saved.\n"
        self.terminal.write("configs reloaded. system will reboot.\n")
        await self.terminal.drain()
        device.reload()
        raise Left

    def _transact(self, words: list[str]) -> str:
        device = self.device
        if words[:1] == ["start"]:
            if self.transaction is not None:
                raise Refused("The current session is already in a transaction.", -1)
            self.transaction = device.begin(self.domain or GLOBAL)
            self._session = self._new_session()
            return ""
        if self.transaction is None or words[:1] not in (["commit"], ["abort"]):
            raise Refused("The current session is not in a transaction.", -1)
        done, self.transaction = self.transaction, None
        if words[0] == "commit":
            device.commit(done)
        else:
            device.discard(done)
        self._session = self._new_session()
        return ""


def _piped(text: str, pipe: str) -> str:
    words = split(pipe)
    if words[:1] != ["grep"] or len(words) < 2:
        return text
    inverted, folded = "-v" in words, "-i" in words
    pattern = re.compile(words[-1], re.IGNORECASE if folded else 0)
    return "".join(line for line in text.splitlines(keepends=True) if (pattern.search(line) is None) == inverted)
