"""An emulated device with a command line: its configuration, startup configuration, files, timers and log."""

from __future__ import annotations

import asyncio
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from lab.devices.commandline.config import Config
from lab.devices.commandline.shell import BareShell
from lab.devices.knobs import Counters
from lab.devices.spec import DeviceSpec
from lab.devices.terminal import Terminal

C = TypeVar("C", bound=Config)


@dataclass
class Revert:
    """A pending timed revert: the running config goes back to `text`."""

    handle: asyncio.TimerHandle
    name: str  # of what it goes back to, such as a file
    text: str
    minutes: float
    user: str
    kind: str
    since: datetime


@dataclass
class Reload:
    """A scheduled reload."""

    handle: asyncio.TimerHandle
    minutes: float
    user: str
    reason: str
    since: datetime


class BareDevice(ABC):
    """What does not depend on how a platform keeps its configuration: sessions, knobs, clock, log, timers, kept files.

    Everything runs in the server's event loop; only `running_text` and `startup_text` may be called from elsewhere.
    """

    ssh_software = "SSH"
    """The software in the SSH greeting."""

    def __init__(self, spec: DeviceSpec) -> None:
        self.spec = spec
        self.knobs = spec.knobs.model_copy(deep=True)
        self.counters = Counters()
        self.log: list[str] = []
        self.logged: list[str] = []  # the device's own log buffer
        self.files: dict[str, bytes] = {}
        self.shells: set[BareShell[Any]] = set()
        self.booted = time.time()
        self.boot_reason = "power-on"
        self.revert: Revert | None = None
        self.reload_at: Reload | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._cut: Callable[[], None] = lambda: None
        self._down: Callable[[float], None] = lambda _seconds: None
        self._checked: tuple[object, tuple[str, ...], bool] = (None, (), True)

    def start(self, loop: asyncio.AbstractEventLoop, cut: Callable[[], None], down: Callable[[float], None]) -> None:
        self._loop, self._cut, self._down = loop, cut, down

    # -- what a platform says
    @abstractmethod
    def running_text(self) -> str: ...

    @abstractmethod
    def startup_text(self) -> str: ...

    @property
    @abstractmethod
    def hostname(self) -> str: ...

    @abstractmethod
    def new_shell(self, terminal: Terminal, username: str, size: tuple[int, int] | None) -> BareShell[Any]:
        """A session's command line."""

    @abstractmethod
    def reload(self) -> None:
        """Restart from the startup config."""

    @abstractmethod
    def roll_to(self, text: str, user: str) -> None:
        """Replace the running config by `text`, as a rollback does."""

    def in_force(self) -> object:
        """Something that changes whenever the running config does."""
        return self.running_text()

    def login_banner(self) -> str:
        """Shown before the password is asked."""
        return ""

    def check_password(self, username: str, password: str) -> bool:
        return self.spec.password is not None and (username, password) == (self.spec.username, self.spec.password)

    def privilege(self, username: str) -> int:
        """The level that a user logs in with."""
        return self.spec.privilege if username == self.spec.username else 1

    def store_file(self, path: str, content: bytes) -> str | None:
        """Take a file sent by SCP; None, or why not."""
        self.files[file_name(path)] = content
        return None

    def log_line(self, moment: datetime, text: str) -> str:
        """A line of the log as the device prints it."""
        return (
            f"{moment.strftime('%b')} {moment.day} {moment.year} {moment.strftime('%H:%M:%S')} {self.hostname} {text}"
        )

    def configured(self, user: str) -> None:  # noqa: B027 - not every platform says so
        """`user` has left configuration mode."""

    # -- what is kept across restarts of the process
    def _path(self, what: str) -> Path | None:
        return self.spec.state_dir / f"{self.spec.name}.{what}" if self.spec.state_dir else None

    def kept(self, what: str) -> str | None:
        path = self._path(what)
        return path.read_text(encoding="utf-8") if path and path.exists() else None

    def keep(self, what: str, text: str) -> None:
        path = self._path(what)
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        written = path.with_suffix(path.suffix + ".new")
        written.write_text(text, encoding="utf-8")
        written.replace(path)

    # -- management access
    def reachable(self) -> bool:
        """Whether a management session can be had with the configuration in force."""
        patterns = self.knobs.cuts_management
        if not patterns:
            return True
        now = self.in_force()
        if self._checked[:2] != (now, patterns):
            lines = [line.strip() for line in self.running_text().splitlines()]
            cut = any(re.search(pattern, line) for pattern in patterns for line in lines)
            self._checked = (now, patterns, not cut)
        return self._checked[2]

    def check_management(self) -> None:
        """End all sessions when the configuration in force no longer lets them through."""
        if not self.reachable():
            self._cut()

    def shown_running(self, text: str) -> str:
        """What a show command prints of the running config: cut where the knob says so."""
        limit = self.knobs.truncate_running
        return text if limit is None else text[:limit]

    # -- time and log
    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)

    def syslog(self, text: str) -> None:
        """A line into the log buffer, and onto the sessions that watch it."""
        line = self.log_line(self.now(), text)
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
        """Pending timers: name to real seconds left."""
        pending: dict[str, float] = {}
        for name, timer in (("revert", self.revert), ("reload", self.reload_at)):
            if timer is not None:
                pending[name] = self.left_minutes(timer.handle) * self.knobs.minute_s
        return pending

    # -- timed revert
    def schedule_revert(self, minutes: float, text: str, user: str, *, name: str = "", kind: str = "") -> None:
        """Go back to `text` after so many minutes, unless cancelled; a revert that is pending is replaced."""
        self.cancel_revert()
        self.revert = Revert(self.later(minutes, self.revert_now), name, text, minutes, user, kind, self.now())

    def cancel_revert(self) -> bool:
        if self.revert is None:
            return False
        self.revert.handle.cancel()
        self.revert = None
        return True

    def restart_revert(self, pending: Revert, minutes: float) -> None:
        pending.handle.cancel()
        pending.handle = self.later(minutes, self.revert_now)
        pending.minutes = minutes
        pending.since = self.now()

    def revert_now(self) -> None:
        """Go back, if a revert is pending."""
        pending, self.revert = self.revert, None
        if pending is None:
            return
        pending.handle.cancel()
        self.counters.reverts += 1
        self.reverting(pending)
        self.roll_to(pending.text, pending.user)

    def reverting(self, pending: Revert) -> None:  # noqa: B027 - not every platform says so
        """The running config is about to go back."""

    # -- scheduled reload
    def arm_reload(self, minutes: float, user: str, reason: str = "Reload Command") -> None:
        self.cancel_reload()
        self.reload_at = Reload(self.later(minutes, self.reload), minutes, user, reason, self.now())

    def cancel_reload(self) -> bool:
        if self.reload_at is None:
            return False
        self.reload_at.handle.cancel()
        self.reload_at = None
        return True

    def restart(self) -> None:
        """What every reload does besides reading the startup config: timers and log are gone, sessions end."""
        self.cancel_reload()
        self.cancel_revert()
        self.counters.reloads += 1
        self.logged.clear()
        self.booted = time.time()
        self.boot_reason = "Reload Command"
        self._checked = (None, (), True)
        self._cut()
        self._down(self.knobs.reload_downtime_s)

    # -- sessions
    async def shell(self, terminal: Terminal, username: str, size: tuple[int, int] | None) -> None:
        shell = self.new_shell(terminal, username, size)
        self.shells.add(shell)
        try:
            await shell.run()
        finally:
            self.shells.discard(shell)

    async def command(self, terminal: Terminal, username: str, line: str) -> None:
        shell = self.new_shell(terminal, username, None)
        shell.length = 0
        self.shells.add(shell)
        try:
            await shell.once(line)
        finally:
            self.shells.discard(shell)


class CommandLineDevice(BareDevice, Generic[C]):
    """A device whose configuration is a `Config`, with a startup config that is saved by command."""

    def __init__(self, spec: DeviceSpec) -> None:
        super().__init__(spec)
        self.changed: tuple[datetime, str] | None = None
        self.saved: tuple[datetime, str] | None = None
        self.saved_revision = 0
        self._config: C | None = None
        self._startup: str | None = None

    # -- what a platform says
    @abstractmethod
    def parse(self, text: str) -> C:
        """The configuration that the device has after starting with `text`."""

    def remember(self, config: C) -> None:
        """The configuration is saved: keep what no text shows of it."""

    def recall(self, config: C) -> None:
        """The configuration was read at a restart: give it back what `remember` kept."""

    # -- configuration
    @property
    def config(self) -> C:
        """The running config; parsed when first needed, so that a fleet starts at once."""
        if self._config is None:
            kept = self.kept("running-config")
            self._config = self.parse(self.spec.running_config if kept is None else kept)
            self.saved_revision = self._config.revision
            if self._config.text() != self.parse(self.startup).text():
                self.saved_revision = -1
        return self._config

    @property
    def startup(self) -> str:
        if self._startup is None:
            kept = self.kept("startup-config")
            given = self.spec.startup_config if self.spec.startup_config is not None else self.spec.running_config
            if kept is None:
                booted = self.parse(given)
                self._startup = booted.text()
                self.remember(booted)
            else:
                self._startup = kept
        return self._startup

    def running_text(self) -> str:
        return self.config.text()

    def startup_text(self) -> str:
        return self.startup

    def in_force(self) -> object:
        return self.config.revision

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
            self.keep("running-config", self.config.text())

    def save(self, user: str) -> None:
        self._startup = self.config.text()
        self.remember(self.config)
        self.saved = (self.now(), user)
        self.saved_revision = self.config.revision
        self.counters.saves += 1
        self.keep("startup-config", self._startup)

    def replace_startup(self, text: str) -> None:
        self._startup = text
        self.saved_revision = -1
        self.keep("startup-config", text)

    def roll_to(self, text: str, user: str) -> None:
        self.config.replace(text)
        self.touched(user)
        self.check_management()

    def answers(self, address: str) -> bool:
        """Whether a ping to `address` is answered: own addresses, neighbours and servers of the configuration."""
        known = {neighbour.address for neighbour in self.spec.neighbours}
        for node in self.config.root.walk():
            known.update(word for word in node.text.split() if word.count(".") == 3)
        return address in known

    def reload(self) -> None:
        self._config = self.parse(self.startup)
        self.recall(self._config)
        self.saved_revision = self._config.revision
        self.changed = None
        self.keep("running-config", self._config.text())
        self.restart()


def file_name(url: str) -> str:
    """The name inside flash for `flash:/x`, `flash:x`, `bootflash:x`, `x`."""
    return re.sub(r"^[a-z0-9-]+:", "", url.strip("'\"")).lstrip("/")
