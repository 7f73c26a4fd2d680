"""An emulated Comware device: what it has besides its configuration."""

from __future__ import annotations

from datetime import datetime

from lab.devices.commandline.device import CommandLineDevice, Revert
from lab.devices.comware import secrets
from lab.devices.comware.config import VERSION, ComwareConfig
from lab.devices.comware.shell import Shell
from lab.devices.spec import DeviceSpec
from lab.devices.terminal import Terminal

MODEL, SERIAL = "5130 48G PoE+ 4SFP+ EI", "CN00000000"


def make(spec: DeviceSpec) -> ComwareDevice:
    return ComwareDevice(spec.filled(model=MODEL, version=VERSION, serial=SERIAL, neighbour="HPE Comware Software"))


class ComwareDevice(CommandLineDevice[ComwareConfig]):
    """One device."""

    def __init__(self, spec: DeviceSpec) -> None:
        super().__init__(spec)
        self.ssh_software = f"Comware-{spec.version.partition(',')[0]}"

    def new_shell(self, terminal: Terminal, username: str, size: tuple[int, int] | None) -> Shell:
        return Shell(self, terminal, username, size)

    def parse(self, text: str) -> ComwareConfig:
        config = ComwareConfig(text, version=self.spec.version)
        config.version = self.spec.version  # whatever system the text was printed by
        if self.spec.hostname and not config.root.has("sysname"):
            config.enter(f"sysname {self.spec.hostname}")
        return config

    # -- management access
    def check_password(self, username: str, password: str) -> bool:
        if super().check_password(username, password):
            return True
        user = self.config.root.get("local-user", username, "class", "manage")
        words = user.words("password") if user else []
        return len(words) == 3 and secrets.verify(password, words[2])

    # -- time and log
    def log_line(self, moment: datetime, text: str) -> str:
        """`%Nov 21 10:11:12:131 2026 sw1 SHELL/5/SHELL_LOGIN: …`"""
        at = f"{moment.strftime('%b')} {moment.day:2d} {moment.strftime('%H:%M:%S')}:{moment.microsecond // 1000:03d}"
        return f"%{at} {moment.year} {self.hostname} {text}"

    def reverting(self, pending: Revert) -> None:
        del pending
        self.syslog("CFGMAN/5/CFGMAN_REPLACE_SOFTREBOOT: The configuration commit delay has expired, rolling back.")


__all__ = ["ComwareDevice", "make"]
