"""The config stores of the other emulated devices as independent judges: they know their system from its vendor's documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from lab.devices.aoscx.config import CxConfig
from lab.devices.comware.config import ComwareConfig
from lab.devices.eos.config import EosConfig
from lab.devices.fortios.session import Refused, Session, load
from lab.devices.fortios.store import Tree
from lab.devices.junos import checks, tree
from lab.devices.procurve.config import ProCurveConfig
from lab.devices.vrp.config import VrpConfig


class Store(Protocol):
    def text(self) -> str: ...

    def send(self, commands: Iterable[str]) -> list[str]:
        """Send the commands as a person would; gives the refusals."""


class Typed:
    """A device that takes one line after another."""

    def __init__(self, config: Any) -> None:
        self.config = config

    def text(self) -> str:
        return str(self.config.text())

    def send(self, commands: Iterable[str]) -> list[str]:
        refused = []
        for line in (line for command in commands for line in command.split("\n")):
            reply = self.config.enter(line)
            if reply.question:
                reply = self.config.answer(agreed=True)
            if not reply.ok or reply.left:
                refused.append(f"{line!r}: {reply.text.strip() or 'leaves configuration mode'}")
        self.config.end()
        return refused


class Forti:
    """A device that takes a quoted text over several lines as one command."""

    def __init__(self, text: str) -> None:
        self.tree = Tree()
        load(self.tree, text)

    def text(self) -> str:
        return self.tree.text()

    def send(self, commands: Iterable[str]) -> list[str]:
        session = Session(self.tree)
        refused = []
        for command in commands:
            try:
                session.line(command.strip())
            except Refused as error:
                refused.append(f"{command!r}: {error}")
        return refused


class Junos:
    """A device that takes all lines at one commit, which it checks."""

    def __init__(self, text: str) -> None:
        self.tree = tree.Tree()
        for line in text.splitlines():
            self.tree.line(line)

    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.tree.set_lines())

    def send(self, commands: Iterable[str]) -> list[str]:
        refused = []
        for command in commands:
            try:
                self.tree.line(command)
            except tree.Refused as error:
                refused.append(f"{command!r}: {error}")
        return [*refused, *(f"{where} {why}" for where, why in checks.faults(self.tree))]


STORES: dict[str, Callable[[str], Store]] = {
    "arista_eos": lambda text: Typed(EosConfig(text)),
    "aruba_aoscx": lambda text: Typed(CxConfig(text, version="10.13.1010")),
    "fortinet_fortios": Forti,
    "hpe_comware": lambda text: Typed(ComwareConfig(text)),
    "hpe_procurve": lambda text: Typed(ProCurveConfig(text, ports=0)),
    "juniper_junos": Junos,
    "huawei_vrp": lambda text: Typed(VrpConfig(text)),
}
