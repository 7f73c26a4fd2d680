"""One restic at work: started with its secrets in the environment, listened to, understood, interrupted where it must be.

restic tells the kind of a fault by its exit code from 0.17 on (10 no repository, 11 locked, 12 wrong key) and only in words
before; both are read. A command line can be read by every user of the machine, so passwords, and addresses that hold one, never
stand there.
"""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, Self

from altyapi.backup.faults import (
    AccessRefused,
    AppendOnly,
    NotReachable,
    RepositoryDamaged,
    RepositoryFull,
    RepositoryLocked,
    RepositoryMissing,
    ResticFailed,
    ResticMissing,
    WrongKey,
)
from altyapi.errors import EngineError

PROGRAM = "restic"
INCOMPLETE, NO_REPOSITORY, LOCKED, WRONG_PASSWORD = 3, 10, 11, 12
"""restic's exit codes that mean one thing only."""
STOPPING_S = 30
"""Seconds that an interrupted restic gets for taking its lock away."""
_LINES_KEPT = 200

_DAMAGE = re.compile(
    r"invalid data returned|unexpected file size|ciphertext verification failed|repository contains errors|LoadIndex returned errors"
    r"|hash (?:does not match|mismatch)|ID does not match|not found in index|unexpected EOF"
    r"|pack [0-9a-f]{8,64}.{0,40}(?:does not exist|contains)"
    r"|data corruption|blob [0-9a-f]{8,64}.{0,40}(?:not found|does not match)|wrong length|file size does not match|does not match hash"
)
_FULL = re.compile(r"no space left on device|disk quota exceeded|507 Insufficient Storage")
_UNREACHABLE = re.compile(
    r"connection refused|no such host|i/o timeout|network is unreachable|no route to host|connection reset|x509:|"
    r"certificate|server misbehaving|Could not resolve|Connection timed out|Connection closed by|Host key verification failed"
)
_HOLDER = re.compile(r"already locked (?:exclusively )?by (PID \d+ on \S+(?: by \S+)?)")
_LOGIN = re.compile(r"(401 Unauthorized|403 Forbidden|Permission denied|permission denied)")
_URL_PASSWORD = re.compile(r"(://[^/:@\s]*):[^/@\s]*@")


class Process:
    """One restic at work. Left by an exception or by Ctrl-C it is interrupted and waited for, so that no lock stays."""

    def __init__(
        self,
        words: Sequence[str],
        environment: Mapping[str, str],
        *,
        shown: str,
        into: IO[bytes] | None = None,
    ) -> None:
        """`shown`: the repository as errors name it. `into`: where standard output goes instead of lines()."""
        self._shown = shown
        self._refused = False
        self.complaints: list[str] = []
        self.code = -1
        self._process = subprocess.Popen(
            [program(), *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if into is None else into,
            stderr=subprocess.PIPE,
            cwd=tempfile.gettempdir(),
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *reason: object) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(STOPPING_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._listener.join()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def lines(self) -> Iterator[str]:
        if self._process.stdout is not None:
            for line in self._process.stdout:
                yield line.decode("utf-8", errors="replace")

    def finish(self, allowed: Sequence[int] = (0,)) -> None:
        """Wait for the end; raises what restic's exit code and words mean."""
        self.code = self._process.wait()
        self._listener.join()
        if self._refused:
            raise AppendOnly(location=self._shown)
        if self.code not in allowed:
            raise meaning(self.code, self.complaints, self._shown)

    def _listen(self) -> None:
        for raw in self._process.stderr or ():
            line = without_password(raw.decode("utf-8", errors="replace").rstrip())
            if line and len(self.complaints) < _LINES_KEPT:
                self.complaints.append(line)
            if "not removed, server response: 403" in line or ("Remove(" in line and "403" in line):
                self._refused = True  # restic would ask again for three quarters of a minute, or of an hour
                self._process.send_signal(signal.SIGINT)


def program() -> str:
    """Raises ResticMissing."""
    found = shutil.which(PROGRAM)
    if found is None:
        raise ResticMissing(program=PROGRAM)
    return found


def meaning(code: int, complaints: Sequence[str], location: str) -> EngineError:
    """What an exit code and the words beside it mean. The order matters: restic asks whether there is a repository after
    whatever kept it from reading one."""
    text = "\n".join(complaints)
    problem = first_of(complaints)
    holder, login = _HOLDER.search(text), _LOGIN.search(text)
    damage = [line for line in complaints if _DAMAGE.search(line) and "repository contains errors" not in line]
    meanings: tuple[tuple[bool, EngineError], ...] = (
        (code == WRONG_PASSWORD or "wrong password or no key found" in text, WrongKey(location=location)),
        (
            code == LOCKED or "already locked" in text,
            RepositoryLocked(location=location, holder=holder.group(1) if holder else "?"),
        ),
        (bool(_FULL.search(text)), RepositoryFull(location=location)),
        (
            bool(_DAMAGE.search(text)),
            RepositoryDamaged(location=location, problem=first_of(damage or complaints), count=len(damage) or 1),
        ),
        (bool(_UNREACHABLE.search(text)), NotReachable(location=location, problem=problem)),
        (bool(login), AccessRefused(location=location, problem=login.group(1) if login else "")),
        (
            code == NO_REPOSITORY or "Is there a repository at the following location" in text,
            RepositoryMissing(location=location),
        ),
    )
    return next(
        (meant for fits, meant in meanings if fits), ResticFailed(location=location, code=code, problem=problem)
    )


def first_of(complaints: Sequence[str]) -> str:
    """The line that says most: restic's own `Fatal:`, else the first."""
    words = next((line for line in complaints if "Fatal:" in line), complaints[0] if complaints else "-")
    said = parsed(words)  # newer ones say their last words in JSON
    return str(said.get("message", words)).replace("Fatal:", "").strip()[:300]


def without_password(text: str) -> str:
    """Addresses in it without their password."""
    return _URL_PASSWORD.sub(r"\1:***@", text)


def parsed(line: str) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
