"""An emulated Junos switch: one candidate that all sessions share, its lock, the commit history, confirmed commits.

After Juniper's "Junos OS CLI User Guide" (commit confirmed, rollback, configure exclusive) and "Junos XML Protocol Operations".
"""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lab.devices.commandline.device import BareDevice
from lab.devices.commandline.shell import BareShell
from lab.devices.junos import netconf
from lab.devices.junos.checks import faults
from lab.devices.junos.secrets import hashed
from lab.devices.junos.tree import Refused, Tree
from lab.devices.spec import DeviceSpec
from lab.devices.terminal import Channel, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterable

MODEL, VERSION, SERIAL = "ex3400-48p", "21.4R3-S5.4", "NX0000000000"
ROLLBACKS = 50


def make(spec: DeviceSpec) -> JunosDevice:
    return JunosDevice(
        spec.filled(model=MODEL, version=VERSION, serial=SERIAL, neighbour=f"Juniper Networks, Inc. {MODEL}")
    )


@dataclass
class Commit:
    """An entry of the commit history, newest first: `rollback 0` is what runs."""

    tree: Tree
    user: str
    client: str  # cli, netconf, other
    comment: str
    moment: float


@dataclass(eq=False)
class Editor:
    """A session that edits the candidate."""

    user: str
    client: str
    number: int
    since: datetime
    private: Tree | None = None


class JunosDevice(BareDevice):
    """One switch."""

    ssh_software = "OpenSSH_7.5"

    def __init__(self, spec: DeviceSpec) -> None:
        super().__init__(spec)
        self.numbers = itertools.count(20001)
        text = self.kept("running-config") or spec.running_config
        first = self._read(text)
        self.history = [Commit(first, "root", "other", "", time.time())]
        self.candidate = first.copy()
        self.revision = 0
        self.locked: Editor | None = None
        self.edited = False  # the shared candidate has changes that nobody committed

    def _read(self, text: str) -> Tree:
        tree = Tree()
        for line in text.splitlines():
            if line.strip() and not line.startswith("#"):
                tree.line(line.strip())
        if self.spec.hostname and "host-name" not in tree.below("system"):
            tree.line(f"set system host-name {self.spec.hostname}")
        if "version" not in tree.root.children:
            tree.line(f"set version {self.spec.version}")
        return tree

    # -- what it holds
    @property
    def active(self) -> Tree:
        return self.history[0].tree

    def running_text(self) -> str:
        return "".join(f"{line}\n" for line in self.active.set_lines())

    def startup_text(self) -> str:
        return self.running_text()

    def in_force(self) -> object:
        return self.revision

    @property
    def hostname(self) -> str:
        found = self.active.below("system").get("host-name")
        return found.values[0] if found is not None else "Amnesiac"

    def check_password(self, username: str, password: str) -> bool:
        if super().check_password(username, password):
            return True
        try:
            found = self.active.find(["system", "login", "user", username, "authentication", "encrypted-password"])[-1]
        except Refused:
            return False
        return found.values == [hashed(password)]

    def login_banner(self) -> str:
        found = self.active.below("system", "login").get("message")
        return "" if found is None else found.values[0]

    # -- the candidate
    def editor(self, user: str, client: str) -> Editor:
        return Editor(user, client, next(self.numbers), self.now())

    def lock(self, editor: Editor) -> None:
        """Raises Refused, as the device words it."""
        holder = self.locked
        if holder is not None and holder is not editor:
            raise Refused(
                f"configuration database locked by:\n  {holder.user} terminal  (pid {holder.number}) on since "
                f"{holder.since:%Y-%m-%d %H:%M:%S} UTC\n      exclusive [edit]"
            )
        if self.edited:
            raise Refused("configuration database modified")
        self.locked = editor

    def release(self, editor: Editor) -> None:
        """The lock is given back, or its session has ended: changes that it did not commit are gone."""
        if self.locked is editor:
            self.locked = None
            self.discard()

    def may_edit(self, editor: Editor) -> None:
        if self.locked is not None and self.locked is not editor:
            raise Refused(f"configuration database locked by:\n  {self.locked.user} (pid {self.locked.number})")

    def discard(self) -> None:
        self.candidate = self.active.copy()
        self.edited = False

    def roll_back(self, number: int) -> None:
        if number >= len(self.history):
            raise Refused(f"rollback {number}: no such file")
        self.candidate = self.history[number].tree.copy()
        self.edited = number > 0

    def load(self, lines: Iterable[str]) -> None:
        """Raises Refused at the first that is not taken."""
        for line in lines:
            self.candidate.line(line)
            self.edited = True

    # -- committing
    def check(self) -> list[tuple[str, str]]:
        """Where and why the candidate can't be committed."""
        return faults(self.candidate)

    def commit(self, editor: Editor, minutes: int | None = None, comment: str = "") -> None:
        """The candidate takes effect; a commit without minutes confirms one that waits."""
        before = self.running_text()
        said = f"commit confirmed, rollback in {minutes}mins" if minutes is not None else comment
        self._enter(Commit(self.candidate.copy(), editor.user, editor.client, said, time.time()))
        self.edited = False
        if minutes is not None:
            self.schedule_revert(minutes, before, editor.user)
        else:
            self.cancel_revert()
        self.counters.saves += 1
        self.check_management()

    def _enter(self, commit: Commit) -> None:
        self.history.insert(0, commit)
        del self.history[ROLLBACKS:]
        self.revision += 1
        self.keep("running-config", self.running_text())
        self.syslog(
            f"mgd[{next(self.numbers)}]: UI_COMMIT: User '{commit.user}' requested 'commit' operation (comment: none)"
        )

    def roll_to(self, text: str, user: str) -> None:
        del user
        self._enter(Commit(self._read(text), "root", "other", "", time.time()))
        if self.locked is None:
            self.discard()
        self.check_management()

    def reload(self) -> None:
        if self.revert is not None:
            self.revert_now()
        self.discard()
        self.locked = None
        self.restart()

    # -- sessions
    def new_shell(self, terminal: Terminal, username: str, size: tuple[int, int] | None) -> BareShell[Any]:
        from lab.devices.junos.shell import JunosShell  # noqa: PLC0415 - the shell works on this class

        return JunosShell(self, terminal, username, size)

    async def subsystem(self, name: str, channel: Channel, username: str) -> None:
        if name == "netconf":
            await netconf.serve(self, channel, username)

    def log_line(self, moment: datetime, text: str) -> str:
        return f"{moment:%b} {moment.day:2d} {moment:%H:%M:%S} {self.hostname} {text}"

    @property
    def uptime_s(self) -> int:
        return int(time.time() - self.booted)

    @staticmethod
    def stamp(moment: float) -> str:
        return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
