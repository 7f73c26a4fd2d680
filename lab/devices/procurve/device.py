"""An emulated AOS-S switch: what it has besides its configuration."""

from __future__ import annotations

import hashlib

from lab.devices.commandline.device import CommandLineDevice
from lab.devices.procurve.config import ProCurveConfig
from lab.devices.procurve.shell import Shell
from lab.devices.spec import DeviceSpec
from lab.devices.terminal import Terminal

MODEL, VERSION, SERIAL = "J9729A 2920-48G-PoE+ Switch", "WB.16.10.0012", "SG40FLX0AB"


def make(spec: DeviceSpec) -> ProCurveDevice:
    return ProCurveDevice(spec.filled(model=MODEL, version=VERSION, serial=SERIAL, neighbour=f"Aruba {MODEL}"))


class ProCurveDevice(CommandLineDevice[ProCurveConfig]):
    """One switch."""

    ssh_software = "Mocana SSH 6.3"

    def new_shell(self, terminal: Terminal, username: str, size: tuple[int, int] | None) -> Shell:
        return Shell(self, terminal, username, size)

    def parse(self, text: str) -> ProCurveConfig:
        head = f"; {self.spec.model.split()[0]} Configuration Editor; Created on release #{self.spec.version}\n"
        config = ProCurveConfig(text, head=f"{head}; Ver #14:4f.6f.f8.1d.fb:7f")
        if self.spec.hostname and not config.root.has("hostname"):
            config.enter(f'hostname "{self.spec.hostname}"')
        return config

    @property
    def restores(self) -> bool:
        """Whether a saved configuration can be put in force without a restart: since 16.04."""
        numbers = self.spec.version.split(".")[1:3]
        return [int(number) for number in numbers if number.isdigit()] >= [16, 4]

    def login_banner(self) -> str:
        text = self.config.root.value("banner", "motd") or ""
        return text.strip('"').replace("\\n", "\n")

    def mac(self, index: int) -> str:
        digest = hashlib.md5(f"{self.spec.name} {index}".encode(), usedforsecurity=False).hexdigest()
        return f"3821c7{digest[:6]}"
