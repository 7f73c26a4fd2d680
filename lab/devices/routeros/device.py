"""An emulated MikroTik router: its configuration, which is in force and saved at every command, and its files."""

from __future__ import annotations

from lab.devices.commandline.device import BareDevice
from lab.devices.routeros.shell import Shell
from lab.devices.routeros.store import Store
from lab.devices.spec import DeviceSpec
from lab.devices.terminal import Terminal

MODEL, VERSION, SERIAL = "CCR2004", "7.14.2", "HGQ09R2T1AB"


def make(spec: DeviceSpec) -> RouterOsDevice:
    return RouterOsDevice(spec.filled(model=MODEL, version=VERSION, serial=SERIAL, neighbour="MikroTik"))


class RouterOsDevice(BareDevice):
    """One router. There is no startup config beside the running one."""

    ssh_software = "ROSSSH"

    def __init__(self, spec: DeviceSpec) -> None:
        super().__init__(spec)
        self.store = Store(spec.model, self.kept("running-config") or spec.running_config)
        if spec.hostname and not self.store.value("/system identity", "name"):
            self.store.enter(f"/system identity set name={spec.hostname}")

    @property
    def hostname(self) -> str:
        return self.store.value("/system identity", "name") or "MikroTik"

    def head(self) -> str:
        """What stands above an export."""
        return (
            f"# {self.now():%Y-%m-%d %H:%M:%S} by RouterOS {self.spec.version}\n# software id = K4ND-9TQX\n#\n"
            f"# model = {self.spec.model}\n# serial number = {self.spec.serial}\n"
        )

    def export(self, *, sensitive: bool) -> str:
        return self.head() + self.store.text(sensitive=sensitive)

    def running_text(self) -> str:
        return self.store.text()

    def startup_text(self) -> str:
        return self.running_text()

    def entered(self) -> None:
        """The configuration was changed: it is saved as it is."""
        self.keep("running-config", self.running_text())

    def new_shell(self, terminal: Terminal, username: str, size: tuple[int, int] | None) -> Shell:
        return Shell(self, terminal, username, size)

    def check_password(self, username: str, password: str) -> bool:
        """Behind a plus sign stands how the terminal is to be, which is no part of the name."""
        return super().check_password(username.partition("+")[0], password)

    def reset(self, after: str) -> None:
        """Begin anew with what the file `after` holds."""
        self.store = Store(self.spec.model, self.files.get(after, b"").decode())
        self.entered()
        self.reload()

    def reload(self) -> None:
        self.restart()

    def roll_to(self, text: str, user: str) -> None:
        del user
        self.store = Store(self.spec.model, text)
        self.entered()
