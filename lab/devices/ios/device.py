"""An emulated IOS device: what it has besides its configuration."""

from __future__ import annotations

from datetime import datetime

from lab.devices.commandline.device import CommandLineDevice, Revert, file_name
from lab.devices.ios import secrets
from lab.devices.ios.config import IosConfig
from lab.devices.ios.shell import Shell
from lab.devices.spec import DeviceSpec
from lab.devices.terminal import Terminal

MODEL, VERSION, SERIAL = "WS-C2960X-48TS-L", "15.2(7)E4", "FOC0000X000"


def make(spec: DeviceSpec) -> IosDevice:
    return IosDevice(spec.filled(model=MODEL, version=VERSION, serial=SERIAL, neighbour=f"cisco {MODEL}"))


class IosDevice(CommandLineDevice[IosConfig]):
    """One device."""

    ssh_software = "Cisco-1.25"

    def __init__(self, spec: DeviceSpec) -> None:
        super().__init__(spec)
        self.snmp_saved: dict[str, str] = {}
        self.archived: list[tuple[str, str]] = []  # (URL, text), oldest first

    def new_shell(self, terminal: Terminal, username: str, size: tuple[int, int] | None) -> Shell:
        return Shell(self, terminal, username, size)

    # -- configuration
    def parse(self, text: str) -> IosConfig:
        config = IosConfig(text, model=self.spec.model, version=self.spec.version)
        if self.spec.hostname and not config.root.has("hostname"):
            config.enter(f"hostname {self.spec.hostname}")
        if not any(kind == "vty" for kind, _ in config.lines):
            config.session().enter("line con 0")
            config.loading = True
            config.session().enter(f"line vty 0 {15 if config.profile.is_switch else 4}")
            config.loading = False
        return config

    def remember(self, config: IosConfig) -> None:
        self.snmp_saved = dict(config.snmp_users)

    def recall(self, config: IosConfig) -> None:
        config.snmp_users = dict(self.snmp_saved)

    def erase_startup(self) -> None:
        self.snmp_saved = {}
        self.replace_startup("")

    # -- management access
    def login_banner(self) -> str:
        node = self.config.root.get("banner", "login")
        return banner_text(node.text) if node else ""

    def check_password(self, username: str, password: str) -> bool:
        if super().check_password(username, password):
            return True
        words = self.config.root.words("username", username)
        for kind in ("secret", "password"):
            if kind in words[2:-2]:
                number, shown = words[words.index(kind, 2) + 1 :][:2]
                if number == "7":
                    return secrets.decode7(shown) == password
                return shown == password if number == "0" else secrets.verify(password, shown)
        return False

    def privilege(self, username: str) -> int:
        if username == self.spec.username:
            return self.spec.privilege
        words = self.config.root.words("username", username)
        return int(words[words.index("privilege") + 1]) if "privilege" in words else 1

    def check_enable(self, password: str) -> bool:
        if self.spec.enable_secret is not None and password == self.spec.enable_secret:
            return True
        words = self.config.root.words("enable", "secret")
        if len(words) == 4:
            return secrets.verify(password, words[3])
        words = self.config.root.words("enable", "password")
        if len(words) == 4 and words[2] == "7":
            return secrets.decode7(words[3]) == password
        return words[2:] == [password]

    def has_enable(self) -> bool:
        return (
            self.spec.enable_secret is not None
            or self.config.root.has("enable", "secret")
            or self.config.root.has("enable", "password")
        )

    # -- time and log
    def stamp(self, moment: datetime) -> str:
        return moment.strftime("%H:%M:%S UTC %a %b ") + f"{moment.day} {moment.year}"

    def log_line(self, moment: datetime, text: str) -> str:
        stamp = (
            f"{moment.strftime('%b')} {moment.day:2d} {moment.strftime('%H:%M:%S')}.{moment.microsecond // 1000:03d}"
        )
        return f"*{stamp}: {text}"

    def configured(self, user: str) -> None:
        self.syslog(f"%SYS-5-CONFIG_I: Configured from console by {user} on vty0 (127.0.0.1)")

    # -- rollback confirmed change
    @property
    def archive_path(self) -> str | None:
        node = self.config.root.get("archive")
        words = node.words("path") if node else []
        return words[1] if len(words) > 1 else None

    def archive_now(self) -> str:
        """Put the running config into the archive; its URL."""
        node = self.config.root.get("archive")
        path = (self.archive_path or "flash:").replace("$h", self.hostname).replace("$t", "")
        maximum = int((node.words("maximum") if node else [])[-1:][0]) if node and node.words("maximum") else 10
        now = self.now()
        number = int(self.archived[-1][0].rpartition("-")[2]) + 1 if self.archived else 0
        url = (
            f"{path}{now.strftime('%b')}-{now.day:2d}-{now.strftime('%H-%M-%S')}.{now.microsecond // 1000:03d}-{number}"
        )
        url = url.replace(" ", "-")
        self.archived.append((url, self.config.text()))
        del self.archived[:-maximum]
        return url

    def arm_revert(self, minutes: int, user: str, kind: str = "absolute") -> str:
        """Archive the running config and go back to it after `minutes` unless confirmed; the archive's URL."""
        url = self.archive_now()
        self.schedule_revert(minutes, self.archived[-1][1], user, name=url, kind=kind)
        self.syslog(f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_BACKUP: Backing up current running config to {url}")
        self.syslog(
            f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_START_ABSTIMER: User: {user}: Scheduled to rollback to config {url} "
            f"in {minutes} minutes"
        )
        return url

    def reverting(self, pending: Revert) -> None:
        self.syslog(f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_ROLLBACK_START: Start rolling to: {pending.name}")

    def store_file(self, path: str, content: bytes) -> str | None:
        if not self.config.root.has("ip", "scp", "server", "enable"):
            return "Administratively disabled."
        return super().store_file(path, content)


def banner_text(text: str) -> str:
    """The text between the marks of a stored banner line."""
    return text.partition("^C")[2].removesuffix("^C")


__all__ = ["IosDevice", "banner_text", "file_name", "make"]
