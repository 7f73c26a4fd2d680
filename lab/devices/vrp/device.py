"""An emulated VRP device: what it has besides its configuration."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from lab.devices.commandline.device import CommandLineDevice, Revert
from lab.devices.spec import DeviceSpec
from lab.devices.terminal import Terminal
from lab.devices.vrp import secrets
from lab.devices.vrp.config import VrpConfig
from lab.devices.vrp.shell import Shell

if TYPE_CHECKING:
    from lab.devices.commandline.shell import BareShell

MODEL, VERSION, SERIAL = "S5735-L24P4X-A1", "V200R021C00SPC600", "2102353VUF10N8000123"


def make(spec: DeviceSpec) -> VrpDevice:
    return VrpDevice(
        spec.filled(model=MODEL, version=VERSION, serial=SERIAL, neighbour="Huawei Versatile Routing Platform")
    )


class VrpDevice(CommandLineDevice[VrpConfig]):
    """One device. A model of the data centre and carrier series (CE, NE) is VRP8."""

    ssh_software = "HUAWEI-1.5"

    def __init__(self, spec: DeviceSpec) -> None:
        super().__init__(spec)
        self.two_stage = spec.model.upper().startswith(("CE", "NE", "CX", "ATN"))
        # before V200R019 a trial could not outlive its session
        self.knows_persist = self.two_stage and not spec.version.startswith(("V200R00", "V800R010"))
        self.trial_shell: Shell | None = None
        self.trial_persist = ""

    @property
    def generation(self) -> str:
        return "8.180" if self.two_stage else "5.170"

    def new_shell(self, terminal: Terminal, username: str, size: tuple[int, int] | None) -> BareShell[VrpDevice]:
        return Shell(self, terminal, username, size)

    def parse(self, text: str) -> VrpConfig:
        config = VrpConfig(text)
        if not text:
            config.loaded()
        if self.spec.hostname and not config.root.has("sysname"):
            config.enter(f"sysname {self.spec.hostname}")
            config.end()
        return config

    # -- trial runs
    def begin_trial(self, shell: Shell, seconds: int, before: str, persist: str) -> None:
        self.schedule_revert(seconds / 60, before, shell.username, name=persist, kind="trial")
        self.trial_shell, self.trial_persist = shell, persist

    def end_trial(self) -> None:
        self.cancel_revert()
        self.trial_shell, self.trial_persist = None, ""

    def reverting(self, pending: Revert) -> None:
        del pending
        self.trial_shell, self.trial_persist = None, ""

    def session_ended(self, shell: Shell) -> None:
        """A trial that is tied to its session ends with it."""
        if self.trial_shell is shell and self.revert is not None:
            if self.trial_persist:
                self.trial_shell = None
            else:
                self.revert_now()

    # -- management access
    def login_banner(self) -> str:
        node = self.config.root.get("header", "login")
        return node.text.partition('"')[2].rpartition('"')[0] if node else ""

    def check_password(self, username: str, password: str) -> bool:
        if super().check_password(username, password):
            return True
        node = self.config.root.get("aaa")
        words = node.words("local-user", username, "password") if node else []
        if len(words) < 5:
            return False
        return (
            secrets.verify(password, words[4])
            if words[3] == "irreversible-cipher"
            else secrets.plain(words[4]) == password
        )

    def store_file(self, path: str, content: bytes) -> str | None:
        if not self.config.root.has("scp", "server", "enable"):
            return "The SCP server is disabled."
        return super().store_file(path, content)

    # -- time and log
    def stamp(self, moment: datetime) -> str:
        return moment.strftime("%Y-%m-%d %H:%M:%S+00:00")

    def log_line(self, moment: datetime, text: str) -> str:
        return f"{moment.strftime('%b')} {moment.day:2d} {moment.year} {moment.strftime('%H:%M:%S')}+00:00 {self.hostname} {text}"
