"""The servers that a bench starts, and the CPU of a server's processes on this machine as the kernel counts it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

START_S: Final = 120.0


def wait_ready(ready: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the process has written the file. Raises RuntimeError with its last words."""
    deadline = time.monotonic() + START_S
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the bench's server did not start: {log.read_text('utf-8')[-500:]}")
        time.sleep(0.02)


def listeners(url: str) -> tuple[int, ...]:
    """The processes of this machine that listen at the URL's port; none for a server elsewhere."""
    parts = urlsplit(url)
    if parts.hostname not in {"127.0.0.1", "localhost"}:
        return ()
    wanted = f":{parts.port or 80:04X}"
    sockets = {
        f"socket:[{fields[9]}]"
        for fields in (line.split() for line in Path("/proc/net/tcp").read_text("utf-8").splitlines()[1:])
        if fields[1].endswith(wanted) and fields[3] == "0A"
    }
    return tuple(process for process, link in _links() if link in sockets)


def cpu_s(processes: tuple[int, ...]) -> float:
    """User and system time of these processes, their database not among them."""
    ticks = 0
    for process in set(processes):
        with _gone_is_fine():
            fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _links() -> Iterator[tuple[int, str]]:
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with _gone_is_fine():
            yield from {(int(folder.name), os.readlink(link)) for link in (folder / "fd").iterdir()}  # noqa: PTH115


@contextmanager
def _gone_is_fine() -> Iterator[None]:
    """Processes end while one looks at them."""
    try:
        yield
    except OSError:
        return
