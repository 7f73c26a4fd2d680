"""An emulated AOS-CX switch: what it has besides its configuration."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lab.devices.aoscx.commands import ciphertext
from lab.devices.aoscx.config import CxConfig
from lab.devices.aoscx.shell import Shell
from lab.devices.commandline.device import CommandLineDevice, Revert
from lab.devices.spec import DeviceSpec
from lab.devices.terminal import Terminal

MODEL, VERSION, SERIAL = "JL665A 6300F 48G CL4 PoE 4SFP56 Swch", "FL.10.10.1070", "SG00KN0000"


def make(spec: DeviceSpec) -> CxDevice:
    return CxDevice(spec.filled(model=MODEL, version=VERSION, serial=SERIAL, neighbour=f"Aruba {MODEL}"))


@dataclass
class Checkpoint:
    name: str
    text: str
    writer: str
    written: datetime


class CxDevice(CommandLineDevice[CxConfig]):
    """One switch."""

    ssh_software = "OpenSSH_8.4"

    def __init__(self, spec: DeviceSpec) -> None:
        super().__init__(spec)
        self.checkpoints: list[Checkpoint] = []
        self.records: list[str] = []  # of the accounting log
        self._began = time.monotonic()

    def new_shell(self, terminal: Terminal, username: str, size: tuple[int, int] | None) -> Shell:
        return Shell(self, terminal, username, size)

    def parse(self, text: str) -> CxConfig:
        config = CxConfig(text, version=self.spec.version)
        if self.spec.hostname and not config.root.has("hostname"):
            config.enter(f"hostname {self.spec.hostname}")
        return config

    def now(self) -> datetime:  # type: ignore[override]
        """The switch's clock, which goes with its minutes."""
        passed = (time.monotonic() - self._began) * 60 / self.knobs.minute_s
        return datetime.fromtimestamp(self.booted, UTC) + timedelta(seconds=passed)

    def account(self, user: str, line: str | None) -> None:
        """A record of the local accounting log: a command, or None for a login."""
        now = self.now()
        stamp = f"{now:%b %d %Y  %H:%M:%S}.{now.microsecond // 1000:03d}:{len(self.records) + 40}"
        who = f"timezone=UTC user={user} priv-lvl=15 auth-method=LOCAL auth-type=LOCAL service=shell"
        if line is None:
            kind, what = "USER_START", f"rec=ACCT_EXEC op=start {who}"
        else:
            kind, what = "USYS_CONFIG", f'rec=ACCT_CMD op=stop {who} data="{line}"'
        self.records.append(
            f"type={kind} msg=audit({stamp}) : msg='{what} hostname={self.hostname} addr=192.0.2.1 res=success'"
        )

    def check_password(self, username: str, password: str) -> bool:
        if super().check_password(username, password):
            return True
        words = self.config.root.words("user", username)
        return words[-2:] == ["ciphertext", ciphertext(password)]

    def privilege(self, username: str) -> int:
        if username == self.spec.username:
            return self.spec.privilege
        return 15 if "administrators" in self.config.root.words("user", username) else 1

    def login_banner(self) -> str:
        node = self.config.root.get("banner", "motd")
        return "" if node is None else "\n".join(node.text.split("\n")[1:-1]) + "\n"

    # -- checkpoints
    def checkpoint(self, name: str) -> Checkpoint | None:
        if name == "startup-config":
            return Checkpoint(name, self.startup, "User", self.now())
        return next((one for one in self.checkpoints if one.name == name), None)

    def keep_checkpoint(self, name: str, user: str = "User") -> str:
        """Keep the running config under that name; empty, or why not."""
        text = self.config.text()
        if any(one.name == name for one in self.checkpoints):
            return f"Checkpoint {name} already exists"
        if any(one.text == text for one in self.checkpoints):
            return "An identical checkpoint already exists"
        self.checkpoints.append(Checkpoint(name, text, user, self.now()))
        return ""

    def arm_auto(self, minutes: int, user: str) -> None:
        self.schedule_revert(minutes, self.config.text(), user, kind="auto")

    def reverting(self, pending: Revert) -> None:
        del pending
        for shell in list(self.shells):
            shell.terminal.write(
                "\nWARNING: Restoring configuration. Do NOT add any new configuration.\nRestoration successful\n"
            )

    def reload(self) -> None:
        super().reload()
        self.records.clear()
