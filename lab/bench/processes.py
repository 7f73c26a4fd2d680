"""The CPU of a server's processes on this machine, as the kernel counts it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit


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
