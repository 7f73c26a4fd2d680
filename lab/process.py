"""Background processes of the lab: started once, waited for, and stopped without touching anything else.

A process is known by its id and the moment it started, both in `<name>.pid`: an id that the system has meanwhile given
to somebody else is never signalled.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from netbox_sync.errors import ToolkitError
from netbox_sync.files import write_atomically

POLL_S = 0.05
LOG_TAIL_LINES = 15


class ProcessDied(ToolkitError):
    code = "LAB-010"
    en = "A part of the lab ended while starting: {name} (exit code {exit_code}). Its last words:\n{tail}"
    tr = "Deneme ortamının bir parçası açılırken sonlandı: {name} (çıkış kodu {exit_code}). Son satırları:\n{tail}"
    en_remedy = "The whole log: {log}"
    tr_remedy = "Günlüğün tamamı: {log}"


class ProcessNotReady(ToolkitError):
    code = "LAB-011"
    en = "A part of the lab did not get ready in {deadline_s:g} s: {name}. Its last words:\n{tail}"
    tr = "Deneme ortamının bir parçası {deadline_s:g} saniyede hazır olmadı: {name}. Son satırları:\n{tail}"
    en_remedy = "Try again on a less busy machine; the whole log: {log}"
    tr_remedy = "Daha az yüklü bir makinede yeniden deneyin; günlüğün tamamı: {log}"


@dataclass(frozen=True)
class Identity:
    """A process that can't be mistaken for a later one with the same id."""

    pid: int
    started: str  # in the system's own words

    def alive(self) -> bool:
        return _started(self.pid) == self.started


class Service:
    """One background process under a folder: `<name>.pid` and `<name>.log`."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        self._pid_file = folder / f"{name}.pid"
        self._child: subprocess.Popen[bytes] | None = None

    def identity(self) -> Identity | None:
        """The process on record, running or not; None without a record or with an unreadable one."""
        try:
            return Identity(**json.loads(self._pid_file.read_text("utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def running(self) -> bool:
        if self._child is not None:
            self._child.poll()  # a child that ended is a zombie until somebody asks
        found = self.identity()
        return found is not None and found.alive()

    def start(self, arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> Identity:
        """Start it in a session of its own, so that Ctrl-C in the terminal doesn't reach it."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self._child = subprocess.Popen(
                list(arguments),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, **(environment or {})},
            )
        identity = Identity(self._child.pid, _started(self._child.pid) or "")
        record = {"pid": identity.pid, "started": identity.started}
        write_atomically(self._pid_file, json.dumps(record).encode())
        return identity

    def wait(self, ready: Callable[[], bool], deadline_s: float) -> None:
        """Until `ready()`. Raises ProcessDied and ProcessNotReady."""
        end = time.monotonic() + deadline_s
        while not ready():
            if not self.running():
                exit_code = self._child.poll() if self._child else None
                raise ProcessDied(name=self.name, exit_code=exit_code, tail=self.tail(), log=self.log)
            if time.monotonic() > end:
                raise ProcessNotReady(name=self.name, deadline_s=deadline_s, tail=self.tail(), log=self.log)
            time.sleep(POLL_S)

    def stop(self, grace_s: float = 5.0) -> bool:
        """End it, politely first; False when it wasn't running. A stale record is cleared away."""
        found = self.identity()
        was_running = found is not None and self.running()
        if found is not None and was_running:
            for signal_, patience_s in ((signal.SIGTERM, grace_s), (signal.SIGKILL, grace_s)):
                with suppress(ProcessLookupError):
                    os.kill(found.pid, signal_)
                if self._gone(patience_s):
                    break
        self.forget()
        return was_running

    def forget(self) -> None:
        """Clear the record away; the process, if there is one, is left alone."""
        self._pid_file.unlink(missing_ok=True)

    def _gone(self, patience_s: float) -> bool:
        end = time.monotonic() + patience_s
        while self.running():
            if time.monotonic() > end:
                return False
            time.sleep(POLL_S)
        return True

    def tail(self) -> str:
        """The last lines of its log."""
        try:
            return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-LOG_TAIL_LINES:])
        except FileNotFoundError:
            return ""


def _started(pid: int) -> str | None:
    """When the process started; None where there is none, or only what is left of one."""
    try:
        # proc(5), /proc/pid/stat: the name in parentheses may hold blanks; field 3 is the state, field 22 the start
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None if Path("/proc/self").exists() else _started_by_ps(pid)
    return None if fields[0] in {"Z", "X"} else fields[19]


def _started_by_ps(pid: int) -> str | None:
    """Where there is no /proc."""
    answer = subprocess.run(
        ["ps", "-o", "state=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return None if not answer or answer.startswith("Z") else answer.partition(" ")[2]
