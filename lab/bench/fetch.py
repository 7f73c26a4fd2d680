"""How long it takes to fetch the running configs of many devices: this toolkit beside netmiko as it comes.

The devices are emulated, in a process of their own, so that the CPU measured here is the client's alone. Both clients do the
same work, in threads of one process: log in, paging off, `show running-config`, log out. netmiko comes without host-key checks.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from netmiko import ConnectHandler

from altyapi.device import Fetched, Target, fetch_many
from netbox_sync.model import Frozen

_START_S = 120.0


class FetchRow(Frozen):
    """One client over all devices. CPU is the client process's, user and system."""

    client: str
    devices: int
    workers: int
    lines: int  # of each config
    latency_ms: float  # before each answer of a device
    seconds: float
    cpu_ms_per_device: float


def rows(devices: int = 50, lines: int = 400, workers: int = 32, latency_s: float = 0.0) -> list[FetchRow]:
    """Fetch from so many emulated devices with each client, this toolkit's last; a first fetch of each is not measured."""
    with fleet(devices, lines, latency_s) as targets:
        measured: list[FetchRow] = []
        for client, fetch in (("netmiko", _with_netmiko), ("altyapi", _with_altyapi)):
            fetch(targets[:1], 1)
            wall, cpu = time.perf_counter(), time.process_time()
            fetch(targets, workers)
            measured.append(
                FetchRow(
                    client=client,
                    devices=devices,
                    workers=workers,
                    lines=lines,
                    latency_ms=latency_s * 1000,
                    seconds=time.perf_counter() - wall,
                    cpu_ms_per_device=(time.process_time() - cpu) * 1000 / devices,
                )
            )
    return measured


def _with_altyapi(targets: Sequence[Target], workers: int) -> None:
    for result in fetch_many(targets, workers=workers).values():
        if not isinstance(result, Fetched):
            raise result


def _with_netmiko(targets: Sequence[Target], workers: int) -> None:
    def fetch(target: Target) -> str:
        connection = ConnectHandler(
            device_type="cisco_ios",
            host=target.host,
            port=target.port,
            username=target.username,
            password=target.password,
        )
        try:
            return str(connection.send_command("show running-config", read_timeout=target.command_timeout_s))
        finally:
            connection.disconnect()

    with ThreadPoolExecutor(workers) as pool:
        for text in pool.map(fetch, targets):
            if not text.rstrip().endswith("end"):
                raise RuntimeError("netmiko gave an incomplete config")


def config(name: str, lines: int) -> str:
    """An access switch's config of about so many lines."""
    text = [f"hostname {name}", "!"]
    port = 0
    while len(text) < lines - 6:
        port += 1
        text += [
            f"interface GigabitEthernet{1 + port // 49}/0/{1 + port % 48}",
            f" description kat {port}",
            " switchport access vlan 30",
            " switchport mode access",
            " spanning-tree portfast",
            "!",
        ]
    return "\n".join([*text, "line vty 0 4", " login local", " transport input ssh", "!", "end", ""])


@contextlib.contextmanager
def fleet(devices: int, lines: int, latency_s: float) -> Iterator[list[Target]]:
    """Emulated devices in a process of their own, as targets with their host keys on record."""
    with tempfile.TemporaryDirectory(prefix="altyapi-bench-") as name:
        folder = Path(name)
        names = [f"sw{number:04}" for number in range(devices)]
        specs = [
            {"name": one, "running_config": config(one, lines), "knobs": {"latency_s": latency_s}} for one in names
        ]
        (folder / "fleet.json").write_text(json.dumps(specs), "utf-8")
        ready = folder / "ready.json"
        command = [sys.executable, "-m", "lab.devices", str(folder / "fleet.json"), "--ready-file", str(ready)]
        with subprocess.Popen(command) as process:
            try:
                _wait(ready.exists, process)
                listening = json.loads(ready.read_text("utf-8"))
                hosts = folder / "known_hosts"
                hosts.write_text(
                    "".join(f"[{one['host']}]:{one['port']} {one['host_key']}\n" for one in listening), "utf-8"
                )
                yield [
                    Target(
                        name=one["name"],
                        host=one["host"],
                        port=one["port"],
                        username="admin",
                        password="admin",
                        known_hosts=hosts,
                        connect_timeout_s=60,
                        command_timeout_s=60,
                    )
                    for one in listening
                ]
            finally:
                process.terminate()


def _wait(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_S
    while not condition():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the emulated devices did not start")
        time.sleep(0.02)
