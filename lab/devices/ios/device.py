"""An emulated IOS device: its configuration, files, timers and log."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from lab.devices.ios import secrets
from lab.devices.ios.config import IosConfig
from lab.devices.ios.shell import Shell
from lab.devices.knobs import Counters
from lab.devices.spec import DeviceSpec
from lab.devices.terminal import Terminal


def make(spec: DeviceSpec) -> IosDevice:
    return IosDevice(spec)


class IosDevice:
    """One device. Everything runs in the server's event loop; only `running_text` and `startup_text` may be called from
    elsewhere."""

    def __init__(self, spec: DeviceSpec) -> None:
        self.spec = spec
        self.knobs = spec.knobs.model_copy(deep=True)
        self.counters = Counters()
        self.log: list[str] = []
        self.logged: list[str] = []  # the device's own log buffer
        self.files: dict[str, bytes] = {}
        self.shells: set[Shell] = set()
        self.snmp_saved: dict[str, str] = {}
        self.archived: list[tuple[str, str]] = []  # (URL, text), oldest first
        self.changed: tuple[datetime, str] | None = None
        self.saved: tuple[datetime, str] | None = None
        self.saved_revision = 0
        self.booted = time.time()
        self.boot_reason = "power-on"
        self._config: IosConfig | None = None
        self._startup: str | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._cut: Callable[[], None] = lambda: None
        self._down: Callable[[float], None] = lambda _seconds: None
        self._checked: tuple[int, tuple[str, ...], bool] = (-1, (), True)
        self.revert: Revert | None = None
        self.reload_at: Reload | None = None

    def start(self, loop: asyncio.AbstractEventLoop, cut: Callable[[], None], down: Callable[[float], None]) -> None:
        self._loop, self._cut, self._down = loop, cut, down

    # -- configuration
    @property
    def config(self) -> IosConfig:
        """The running config; parsed when first needed, so that a fleet starts at once."""
        if self._config is None:
            kept = self._kept("running-config")
            self._config = self._parse(self.spec.running_config if kept is None else kept)
            self.saved_revision = self._config.revision
            if self._config.text() != self._parse(self.startup).text():
                self.saved_revision = -1
        return self._config

    def _parse(self, text: str) -> IosConfig:
        config = IosConfig(text, model=self.spec.model, version=self.spec.version)
        if self.spec.hostname and not config.root.has("hostname"):
            config.enter(f"hostname {self.spec.hostname}")
        if not any(kind == "vty" for kind, _ in config.lines):
            config.session().enter("line con 0")
            config.loading = True
            config.session().enter(f"line vty 0 {15 if config.profile.is_switch else 4}")
            config.loading = False
        return config

    @property
    def startup(self) -> str:
        if self._startup is None:
            kept = self._kept("startup-config")
            given = self.spec.startup_config if self.spec.startup_config is not None else self.spec.running_config
            if kept is None:
                booted = self._parse(given)
                self._startup, self.snmp_saved = booted.text(), dict(booted.snmp_users)
            else:
                self._startup = kept
        return self._startup

    def running_text(self) -> str:
        return self.config.text()

    def startup_text(self) -> str:
        return self.startup

    @property
    def hostname(self) -> str:
        return self.config.hostname()

    @property
    def unsaved(self) -> bool:
        return self.config.revision != self.saved_revision

    def touched(self, user: str) -> None:
        """The running config was changed by `user`."""
        self.changed = (self.now(), user)
        if self.spec.state_dir is not None:
            self._keep("running-config", self.config.text())

    def save(self, user: str) -> None:
        self._startup = self.config.text()
        self.snmp_saved = dict(self.config.snmp_users)
        self.saved = (self.now(), user)
        self.saved_revision = self.config.revision
        self.counters.saves += 1
        self._keep("startup-config", self._startup)

    def erase_startup(self) -> None:
        self._startup = ""
        self.snmp_saved = {}
        self.saved_revision = -1
        self._keep("startup-config", "")

    def _path(self, what: str) -> Path | None:
        return self.spec.state_dir / f"{self.spec.name}.{what}" if self.spec.state_dir else None

    def _kept(self, what: str) -> str | None:
        path = self._path(what)
        return path.read_text(encoding="utf-8") if path and path.exists() else None

    def _keep(self, what: str, text: str) -> None:
        path = self._path(what)
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        written = path.with_suffix(path.suffix + ".new")
        written.write_text(text, encoding="utf-8")
        written.replace(path)

    def replace_startup(self, text: str) -> None:
        self._startup = text
        self.saved_revision = -1
        self._keep("startup-config", text)

    def answers(self, address: str) -> bool:
        """Whether a ping to `address` is answered: own addresses, neighbours and servers of the configuration."""
        known = {neighbour.address for neighbour in self.spec.neighbours}
        for node in self.config.root.walk():
            known.update(word for word in node.text.split() if word.count(".") == 3)
        return address in known

    def roll_to(self, text: str, user: str) -> None:
        """Replace the running config by `text`, as a rollback does."""
        self.config.replace(text)
        self.touched(user)
        self.check_management()

    # -- management access
    def reachable(self) -> bool:
        patterns = self.knobs.cuts_management
        if not patterns:
            return True
        revision = self.config.revision
        if self._checked[:2] != (revision, patterns):
            lines = [line.strip() for line in self.config.text().splitlines()]
            cut = any(re.search(pattern, line) for pattern in patterns for line in lines)
            self._checked = (revision, patterns, not cut)
        return self._checked[2]

    def check_management(self) -> None:
        """End all sessions when the configuration in force no longer lets them through."""
        if not self.reachable():
            self._cut()

    def login_banner(self) -> str:
        node = self.config.root.get("banner", "login")
        return banner_text(node.text) if node else ""

    def check_password(self, username: str, password: str) -> bool:
        if self.spec.password is not None and (username, password) == (self.spec.username, self.spec.password):
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
    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)

    def stamp(self, moment: datetime) -> str:
        return moment.strftime("%H:%M:%S UTC %a %b ") + f"{moment.day} {moment.year}"

    def syslog(self, text: str) -> None:
        """A line into the log buffer, and onto the sessions that watch it."""
        now = self.now()
        line = f"*{now.strftime('%b')} {now.day:2d} {now.strftime('%H:%M:%S')}.{now.microsecond // 1000:03d}: {text}"
        self.logged.append(line)
        for shell in list(self.shells):
            if shell.monitor:
                shell.terminal.write(f"\n{line}\n")

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            raise RuntimeError("the device has not been started")
        return self._loop

    def later(self, minutes: float, action: Callable[[], None]) -> asyncio.TimerHandle:
        return self.loop.call_later(minutes * self.knobs.minute_s, action)

    def left_minutes(self, handle: asyncio.TimerHandle) -> float:
        return max(0.0, handle.when() - self.loop.time()) / self.knobs.minute_s

    def timers(self) -> dict[str, float]:
        pending: dict[str, float] = {}
        for name, timer in (("revert", self.revert), ("reload", self.reload_at)):
            if timer is not None:
                pending[name] = self.left_minutes(timer.handle) * self.knobs.minute_s
        return pending

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
        text = self.archived[-1][1]
        self.cancel_revert()
        self.revert = Revert(self.later(minutes, self.revert_now), url, text, minutes, user, kind, self.now())
        self.syslog(f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_BACKUP: Backing up current running config to {url}")
        self.syslog(
            f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_START_ABSTIMER: User: {user}: Scheduled to rollback to config {url} "
            f"in {minutes} minutes"
        )
        return url

    def cancel_revert(self) -> bool:
        if self.revert is None:
            return False
        self.revert.handle.cancel()
        self.revert = None
        return True

    def restart_revert(self, pending: Revert, minutes: int) -> None:
        pending.handle.cancel()
        pending.handle = self.later(minutes, self.revert_now)
        pending.minutes = minutes
        pending.since = self.now()

    def revert_now(self) -> None:
        """Roll back to the archived config, if a rollback is pending."""
        pending, self.revert = self.revert, None
        if pending is None:
            return
        pending.handle.cancel()
        self.counters.reverts += 1
        self.syslog(f"%ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_ROLLBACK_START: Start rolling to: {pending.url}")
        self.roll_to(pending.text, pending.user)

    # -- reload
    def arm_reload(self, minutes: int, user: str, reason: str = "Reload Command") -> None:
        self.cancel_reload()
        self.reload_at = Reload(self.later(minutes, self.reload), minutes, user, reason, self.now())

    def cancel_reload(self) -> bool:
        if self.reload_at is None:
            return False
        self.reload_at.handle.cancel()
        self.reload_at = None
        return True

    def reload(self) -> None:
        """Restart from the startup config."""
        self.cancel_reload()
        self.cancel_revert()
        self.counters.reloads += 1
        text = self.startup
        users = dict(self.snmp_saved)
        self._config = self._parse(text)
        self._config.snmp_users = users
        self._checked = (-1, (), True)
        self.saved_revision = self._config.revision
        self.logged.clear()
        self.changed = None
        self.booted = time.time()
        self.boot_reason = "Reload Command"
        self._keep("running-config", self._config.text())
        self._cut()
        self._down(self.knobs.reload_downtime_s)

    # -- sessions
    async def shell(self, terminal: Terminal, username: str, size: tuple[int, int] | None) -> None:
        shell = Shell(self, terminal, username, size)
        self.shells.add(shell)
        try:
            await shell.run()
        finally:
            self.shells.discard(shell)

    async def command(self, terminal: Terminal, username: str, line: str) -> None:
        shell = Shell(self, terminal, username, None)
        shell.length = 0
        self.shells.add(shell)
        try:
            await shell.once(line)
        finally:
            self.shells.discard(shell)

    def store_file(self, path: str, content: bytes) -> str | None:
        if not self.config.root.has("ip", "scp", "server", "enable"):
            return "Administratively disabled."
        self.files[file_name(path)] = content
        return None


def file_name(url: str) -> str:
    """The name inside flash for `flash:/x`, `flash:x`, `bootflash:x`, `x`."""
    return re.sub(r"^[a-z0-9-]+:", "", url.strip("'\"")).lstrip("/")


def banner_text(text: str) -> str:
    """The text between the marks of a stored banner line."""
    return text.partition("^C")[2].removesuffix("^C")


class Revert:
    """A pending rollback confirmed change."""

    def __init__(
        self, handle: asyncio.TimerHandle, url: str, text: str, minutes: int, user: str, kind: str, since: datetime
    ) -> None:
        self.handle = handle
        self.url = url
        self.text = text
        self.minutes = minutes
        self.user = user
        self.kind = kind
        self.since = since


class Reload:
    """A scheduled reload."""

    def __init__(self, handle: asyncio.TimerHandle, minutes: int, user: str, reason: str, since: datetime) -> None:
        self.handle = handle
        self.minutes = minutes
        self.user = user
        self.reason = reason
        self.since = since
