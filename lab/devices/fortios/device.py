"""An emulated FortiGate: its configuration, how it saves it, transactions, virtual domains."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

from lab.devices.commandline.device import BareDevice, Reload
from lab.devices.commandline.shell import BareShell
from lab.devices.fortios import store
from lab.devices.fortios.session import load
from lab.devices.fortios.store import Tree
from lab.devices.spec import DeviceSpec
from lab.devices.terminal import Terminal

GLOBAL = "global"
TRANSACTION_MINUTES = 5.0


def make(spec: DeviceSpec) -> FortiDevice:
    return FortiDevice(
        spec.filled(model="FortiGate-60F", version="7.2.8", serial="FGT60FTK00000000", neighbour="FortiSwitch-124F")
    )


@dataclass
class Transaction:
    """Changes that are staged: a tree of its own, what differs from the device's, and the timer after which it is gone."""

    number: int
    domain: str
    tree: Tree
    touched: dict[tuple[str, str], None] = field(default_factory=dict)
    timer: asyncio.TimerHandle | None = None


class FortiDevice(BareDevice):
    """`trees` holds the sections of the whole device under `global`, and those of each virtual domain under its name. Without
    virtual domains, all are in the one named `root`."""

    ssh_software = "-"  # `SSH-2.0--`, as FortiOS greets

    def __init__(self, spec: DeviceSpec) -> None:
        super().__init__(spec)
        self.revision = self.saved_revision = 0
        self.trees: dict[str, Tree] = {}
        self.vdoms = False
        self.transactions: dict[int, Transaction] = {}
        self._began = 0
        self._given = self.kept("running-config") or spec.running_config
        self._startup = self.kept("startup-config") or spec.startup_config or ""
        self._read(self._given)
        if not self._startup:
            self._startup = self.running_text()
            self.saved_revision = self.revision

    # -- configuration
    def _read(self, text: str) -> None:
        self.vdoms = re.search(r"(?m)^config (?:vdom|global)$", text) is not None
        self.trees = {}
        if not self.vdoms:
            self.trees["root"] = Tree()
            load(self.trees["root"], text)
        else:
            self._read_vdoms(text)
        settings = self.tree(GLOBAL).table("system global").single.values
        if self.spec.hostname and "hostname" not in settings:
            settings["hostname"] = [self.spec.hostname]
        self.revision += 1

    def _read_vdoms(self, text: str) -> None:
        self.trees = {GLOBAL: Tree()}
        for name in re.findall(r"(?m)^config vdom\nedit (\S+)\n", text):
            self.trees.setdefault(name, Tree())
        for scope, body in re.findall(
            r"(?ms)^config (global|vdom\nedit \S+)\n(.*?)^end\n(?=\n|\Z|config (?:global|vdom)\n)", text
        ):
            name = scope.rpartition(" ")[2] if scope != GLOBAL else GLOBAL
            load(self.trees[name], re.sub(r"(?m)^next\n(?:edit \S+\n)?", "", body))

    def tree(self, name: str) -> Tree:
        """The tree that holds the sections of the whole device, or of a virtual domain."""
        return self.trees[name if self.vdoms else "root"]

    def running_text(self) -> str:
        if not self.vdoms:
            return self.trees["root"].text()
        names = [name for name in self.trees if name != GLOBAL]
        listed = "".join(f"edit {name}\nnext\n" for name in names)
        inside = "".join(f"config vdom\nedit {name}\n{self.trees[name].text()}end\n\n" for name in names)
        return (
            f"\nconfig vdom\n{listed}end\n\nconfig global\n{self.trees[GLOBAL].text()}end\n\n{inside}".rstrip() + "\n"
        )

    def startup_text(self) -> str:
        return self._startup

    def in_force(self) -> object:
        return self.revision

    @property
    def hostname(self) -> str:
        return self.tree(GLOBAL).table("system global").single.values.get("hostname", [self.spec.name])[0]

    def setting(self, path: str, name: str) -> str:
        return " ".join(self.tree(GLOBAL).table(path).single.value(name))

    @property
    def build(self) -> str:
        known = {"6.4": "2093", "7.0": "0523", "7.2": "1639", "7.4": "2573"}
        return known.get(".".join(self.spec.version.split(".")[:2]), "1828")

    def head(self, user: str) -> str:
        """What `show` prints before a whole config."""
        short = (
            self.spec.model.replace("FortiGate-60F", "FGT60F").replace("FortiGate-", "FG").replace("FortiGate ", "FG")
        )
        date = "240313"
        return (
            f"#config-version={short}-{self.spec.version}-FW-build{self.build}-{date}:opmode=0:vdom={int(self.vdoms)}"
            f":user={user}\n#conf_file_ver={185495342590113 + self.revision}\n#buildno={self.build}\n"
            f"#global_vdom=1\n"
        )

    # -- saving
    @property
    def unsaved(self) -> bool:
        return self.revision != self.saved_revision

    def committed(self, before: str) -> None:
        """A section has taken a change; `before` is how the device saved until then."""
        del before
        self.revision += 1
        self.keep("running-config", self.running_text())
        if self.setting("system global", "cfg-save") == "automatic":
            self.save()
        self.watch()
        self.check_management()

    def save(self) -> None:
        self._startup = self.running_text()
        self.saved_revision = self.revision
        self.counters.saves += 1
        self.keep("startup-config", self._startup)
        self.watch()

    def watch(self) -> None:
        """Input was seen, or something changed: the time until the restart begins anew where one is due."""
        if self.setting("system global", "cfg-save") == "revert" and self.unsaved:
            minutes = int(self.setting("system global", "cfg-revert-timeout")) / 60
            if self.reload_at is not None:
                self.reload_at.handle.cancel()
            self.reload_at = Reload(self.later(minutes, self._time_over), minutes, "", "cfg-revert", self.now())
        else:
            self.cancel_reload()

    def _time_over(self) -> None:
        self.counters.reverts += 1
        self.reload()

    def reload(self) -> None:
        for transaction in list(self.transactions.values()):
            self.discard(transaction)
        self._read(self._startup)
        self.saved_revision = self.revision
        self.keep("running-config", self.running_text())
        self.restart()

    def roll_to(self, text: str, user: str) -> None:
        del user
        self._read(text)
        self.committed("")

    # -- transactions
    def begin(self, domain: str) -> Transaction:
        self._began += 1
        made = Transaction(self._began, domain, self.tree(domain).copy())
        self.transactions[made.number] = made
        self.refresh(made)
        return made

    def refresh(self, transaction: Transaction) -> None:
        """There was input in it: its time begins anew."""
        if transaction.timer is not None:
            transaction.timer.cancel()
        transaction.timer = self.later(TRANSACTION_MINUTES, lambda: self.discard(transaction))

    def discard(self, transaction: Transaction) -> None:
        if transaction.timer is not None:
            transaction.timer.cancel()
        self.transactions.pop(transaction.number, None)

    def commit(self, transaction: Transaction) -> None:
        live = self.tree(transaction.domain)
        for path in dict.fromkeys(path for path, _ in transaction.touched):
            staged, table = transaction.tree.table(path).entries, live.table(path)
            mine = {key for touched, key in transaction.touched if touched == path}
            order = {
                key: staged[key] if key in mine else table.entries[key]
                for key in staged
                if key in mine or key in table.entries
            }
            order.update((key, entry) for key, entry in table.entries.items() if key not in order and key not in mine)
            table.entries = order
        self.discard(transaction)
        self.committed("")

    def locked(self, domain: str, path: str, key: str, own: Transaction | None) -> bool:
        return any(
            other is not own and other.domain == domain and (path, key) in other.touched
            for other in self.transactions.values()
        )

    # -- sessions
    def new_shell(self, terminal: Terminal, username: str, size: tuple[int, int] | None) -> BareShell[Any]:
        from lab.devices.fortios.shell import FortiShell  # noqa: PLC0415 - the shell works on this class

        return FortiShell(self, terminal, username, size)

    def check_password(self, username: str, password: str) -> bool:
        if super().check_password(username, password):
            return True
        admin = self.tree(GLOBAL).table("system admin").entries.get(username)
        shown = admin.values.get("password", [""])[0] if admin is not None else ""
        return shown.startswith("ENC ") and store.verified(password, shown.removeprefix("ENC "))

    def log_line(self, moment: Any, text: str) -> str:
        return f"1: date={moment.strftime('%Y-%m-%d')} time={moment.strftime('%H:%M:%S')} {text}"
