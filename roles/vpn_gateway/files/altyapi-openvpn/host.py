"""The host as root sees it: folders, programs, files that are whole or not there, what is told to the journal."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

LIVE = Path("/run/altyapi-openvpn")
FILES = Path("/etc/openvpn/altyapi")
BACK = [Path(f"/run/altyapi/{one}/openvpn") for one in ("pending", "reverting")]
"""What a change would go back to, or is going back to just now: in the order in which the one becomes the other."""
USER = "altyapi-openvpn"
KEY = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,14}")
WAIT_S = 20.0


class Fault(Exception):
    """Why it was not done."""


def run(*words: str, check: str = "", text: str = "") -> str:
    done = subprocess.run(words, input=text, capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise Fault(f"{check}: {(done.stderr or done.stdout).strip()[-200:]}")
    return done.stdout if not done.returncode else ""


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def tell(text: str) -> None:
    if Path("/dev/log").is_socket():
        run("logger", "-t", "altyapi-openvpn", "--", text)
    else:
        with (LIVE / "log").open("a") as log:
            log.write(f"{now()} {text}\n")


def by_systemd() -> bool:
    """Whether a unit of the system's would run where this does: not in another network namespace."""
    try:
        here, there = (Path(f"/proc/{one}/ns/net").readlink() for one in ("self", "1"))
    except OSError:  # not to be seen from here
        return False
    return Path("/run/systemd/system").is_dir() and here == there


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """One at a time: a change, a cut and the timer would write the same files."""
    LIVE.mkdir(mode=0o755, exist_ok=True)
    LIVE.chmod(0o755)
    with (LIVE / "lock").open("w") as lock:
        for _ in range(300):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.1)
        else:
            raise Fault("another one is at work")
        yield


def write(file: Path, text: str, mode: int = 0o600, *, lasting: bool = True) -> bool:
    """Whole or not at all; whether it says something else than before. What a boot makes anew need not be `lasting`."""
    if file.is_file() and file.read_text() == text:
        return False
    new = file.with_name(f".{file.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as stream:
        os.fchmod(stream.fileno(), mode)
        stream.write(text)
        stream.flush()
        if lasting:
            os.fsync(stream.fileno())
    new.replace(file)
    return True


def wait(condition: Callable[[], bool], why: str) -> None:
    deadline = time.monotonic() + WAIT_S
    while not condition():
        if time.monotonic() > deadline:
            raise Fault(why)
        time.sleep(0.02)
