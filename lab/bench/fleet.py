"""Emulated devices in a process of their own, so that the CPU measured here is the client's alone."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from lab.bench.processes import wait_ready
from lab.orneksehir.contexts import CREDENTIALS


class Fleet(NamedTuple):
    """Where each device listens (host, port), and the file with their host keys."""

    addresses: dict[str, tuple[str, int]]
    known_hosts: Path


@contextlib.contextmanager
def fleet(running: Mapping[str, str], *, own_core: bool = False) -> Iterator[Fleet]:
    """One emulated switch per name, with that running config; the lab's user logs in.

    With `own_core` the emulators get one of the machine's cores and this process the others, as far as there are two.
    """
    login = CREDENTIALS["network"]
    with tempfile.TemporaryDirectory(prefix="altyapi-bench-") as name:
        folder = Path(name)
        specs = [
            {"name": one, "running_config": text, "username": login["username"], "password": login["password"]}
            for one, text in running.items()
        ]
        (folder / "fleet.json").write_text(json.dumps(specs), "utf-8")
        ready = folder / "ready.json"
        command = [sys.executable, "-m", "lab.devices", str(folder / "fleet.json"), "--ready-file", str(ready)]
        log = folder / "devices.log"
        with log.open("wb") as output, subprocess.Popen(command, stderr=output) as process:
            cores = os.sched_getaffinity(0)
            try:
                wait_ready(ready, process, log)
                if own_core and len(cores) > 1:
                    os.sched_setaffinity(process.pid, {max(cores)})
                    os.sched_setaffinity(0, cores - {max(cores)})
                listening = json.loads(ready.read_text("utf-8"))
                hosts = folder / "known_hosts"
                hosts.write_text(
                    "".join(f"[{one['host']}]:{one['port']} {one['host_key']}\n" for one in listening), "utf-8"
                )
                yield Fleet({one["name"]: (one["host"], one["port"]) for one in listening}, hosts)
            finally:
                os.sched_setaffinity(0, cores)
                process.terminate()
