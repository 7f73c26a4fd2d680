"""The NetBox that a bench measures: a real one, or the lab's in a process of its own, so that its CPU is told apart."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal, NamedTuple

from lab.bench.processes import wait_ready
from lab.netbox import load
from lab.orneksehir import Profile, generate
from lab.orneksehir.loader import numbered
from netbox_sync.client import NetBox

TOKEN: Final = "0123456789abcdef0123456789abcdef01234567"
TIMEOUT_S: Final = 300.0


class Place(NamedTuple):
    """`kind`: the lab's, or somebody's. `told`: which NetBox it is and how much it holds, for the reader."""

    url: str
    token: str
    kind: Literal["lab", "netbox"]
    told: str


@contextmanager
def place(profile: Profile, url: str = "", token: str = "", *, empty: bool = False) -> Iterator[Place]:
    """The NetBox at `url`; without one the lab's, holding the municipality of that profile, or nothing."""
    if url:
        yield Place(url, token, "netbox", _told(url, token))
        return
    with tempfile.TemporaryDirectory(prefix="altyapi-bench-") as folder:
        database, ready = Path(folder) / "netbox.sqlite3", Path(folder) / "ready"
        if not empty:
            load(database, numbered(generate(profile)))
        command = [sys.executable, "-m", "lab.netbox", "--db", str(database), "--token", TOKEN]
        log = Path(folder) / "netbox.log"
        with log.open("wb") as output:
            process = subprocess.Popen([*command, "--ready-file", str(ready)], stderr=output)
        try:
            wait_ready(ready, process, log)
            own = ready.read_text("utf-8").strip()
            yield Place(own, TOKEN, "lab", f"the lab's stand-in for {_told(own, TOKEN)}, profile {profile}")
        finally:
            process.terminate()
            process.wait(timeout=30)


def _told(url: str, token: str) -> str:
    with NetBox(url, token, timeout_s=TIMEOUT_S) as netbox:
        devices, _ = netbox.page("dcim/devices", {"limit": 1, "fields": "id"})
        return f"NetBox {netbox.status().version}, {devices} devices at first"
