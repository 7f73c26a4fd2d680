"""What it costs to fetch the running configs of many devices: this toolkit beside netmiko, bare asyncssh and Ansible.

All do the same work: log in, paging off, `show running-config`, log out; none but this toolkit checks host keys. asyncssh is what
Python can do at best: it offers one algorithm of each kind, and a prompt is whatever ends in #.
"""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import asyncssh

from altyapi.device import Target
from lab.bench import fetch
from lab.bench.figure import Row, Subject, measured
from lab.bench.fleet import fleet
from lab.orneksehir.contexts import CREDENTIALS

ASYNCSSH: Final = "fetch, bare asyncssh"
ANSIBLE: Final = "backup by cisco.ios.ios_config"
WORKERS: Final = 32
SAMPLE: Final = 20
"""Devices that Ansible is given: it takes a second of CPU for each."""
PORTS: Final = 60
_PLAY: Final = [
    {
        "hosts": "all",
        "gather_facts": False,
        "tasks": [
            {"cisco.ios.ios_config": {"backup": True, "backup_options": {"dir_path": "{{ inventory_dir }}/backup"}}}
        ],
    }
]
_PR_SET_CHILD_SUBREAPER: Final = 36


def subject(devices: int, peer_python: Path | None, progress: Callable[[str], None]) -> Subject:
    """So many emulated switches, on a core of their own; Ansible's row is left out without a Python that has it."""
    login = CREDENTIALS["network"]
    texts = {f"sw{number}": config(number) for number in range(devices)}
    with fleet(texts, own_core=True) as place:
        targets = [
            Target(
                name=name, host=host, port=port, known_hosts=place.known_hosts,
                username=login["username"], password=login["password"], command_timeout_s=60,
            )
            for name, (host, port) in place.addresses.items()
        ]  # fmt: skip
        rows = [*fetch.rows(targets, WORKERS), _asyncssh(targets)]
        if peer_python is not None:
            progress(ANSIBLE)
            rows.append(with_ansible(targets[:SAMPLE], peer_python))
    return Subject(
        title=f"Fetching the configs of {devices} emulated switches ({next(iter(texts.values())).count(chr(10))} lines "
        f"each), {WORKERS} at a time",
        unit="device",
        rows=tuple(rows),
        peer=fetch.NETMIKO,
        goal="at most 0.40 of netmiko's wall time and 0.60 of its CPU, twice bare asyncssh, a fiftieth of Ansible's CPU",
    )


def config(number: int) -> str:
    """A switch's running config, of some 360 lines."""
    lines = [f"hostname sw{number}", "!"]
    for port in range(1, PORTS + 1):
        lines += [
            f"interface GigabitEthernet1/0/{port}", f" description oda {port}", " switchport access vlan 30",
            " switchport mode access", " spanning-tree portfast", "!",
        ]  # fmt: skip
    return "\n".join([*lines, "line vty 0 4", " login local", " transport input ssh", "!", "end", ""])


def _asyncssh(targets: Sequence[Target]) -> Row:
    async def fetch_all() -> None:
        free = asyncio.Semaphore(WORKERS)
        await asyncio.gather(*(_fetch(target, free) for target in targets))

    return measured(ASYNCSSH, len(targets), lambda: asyncio.run(fetch_all()))[0]


async def _fetch(target: Target, free: asyncio.Semaphore) -> None:
    async with (
        free,
        asyncssh.connect(
            target.host, target.port, username=target.username, password=target.password, known_hosts=None,
            client_keys=None, config=None, kex_algs=["curve25519-sha256"], encryption_algs=["aes128-gcm@openssh.com"],
            server_host_key_algs=["ssh-ed25519"],
        ) as connection,
        connection.create_process(term_type="vt100", term_size=(511, 1000), encoding="latin-1") as process,
    ):  # fmt: skip
        text = ""
        for line in ("", "terminal length 0\n", "show running-config\n"):
            process.stdin.write(line)
            text = ""
            while not text.endswith("#"):
                more = await process.stdout.read(1 << 16)
                if not more:
                    raise RuntimeError(f"{target.name} closed the session")
                text += more
        if "\nend" not in text[-80:]:
            raise RuntimeError("asyncssh gave an incomplete config")


def with_ansible(targets: Sequence[Target], python: Path) -> Row:
    """One playbook run, five hosts at a time as it comes. Its connections outlive it for a moment: their CPU counts too."""
    with tempfile.TemporaryDirectory(prefix="altyapi-bench-") as name:
        folder = Path(name)
        hosts = {
            target.name: {
                "ansible_host": target.host, "ansible_port": target.port, "ansible_user": target.username,
                "ansible_password": target.password, "ansible_connection": "ansible.netcommon.network_cli",
                "ansible_network_os": "cisco.ios.ios", "ansible_network_cli_ssh_type": "paramiko",
            }
            for target in targets
        }  # fmt: skip
        (folder / "hosts.json").write_text(json.dumps({"all": {"hosts": hosts}}), "utf-8")
        (folder / "backup.json").write_text(json.dumps(_PLAY), "utf-8")
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("ANSIBLE_")},
            "HOME": name, "ANSIBLE_HOST_KEY_CHECKING": "false", "ANSIBLE_PERSISTENT_CONNECT_TIMEOUT": "5",
            "ANSIBLE_PARAMIKO_LOOK_FOR_KEYS": "false", "ANSIBLE_NOCOLOR": "1",
        }  # fmt: skip
        words = [
            str(python.with_name("ansible-playbook")),
            "-i",
            str(folder / "hosts.json"),
            str(folder / "backup.json"),
        ]
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
        try:
            before, begun = _children_s(), time.perf_counter()
            done = subprocess.run(words, env=environment, cwd=folder, capture_output=True, text=True, check=False)
            wall = time.perf_counter() - begun
            _reap()
            cpu = _children_s() - before
        finally:
            ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 0)
        if done.returncode != 0 or len(list((folder / "backup").glob("*"))) != len(targets):
            raise RuntimeError(f"Ansible's backup failed: {(done.stdout + done.stderr)[-800:]}")
    return Row(name=ANSIBLE, count=len(targets), wall_s=wall, cpu_s=cpu)


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _reap() -> None:
    """Wait for Ansible's connection processes, which were left to this process; the emulators are not waited for."""
    deadline = time.monotonic() + 30
    mine = f"{os.getpid()}"
    while time.monotonic() < deadline:
        left = []
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                fields = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()
                words = (folder / "cmdline").read_bytes()
                if fields[1] == mine and (b"ansible" in words or fields[0] == "Z"):
                    left.append(int(folder.name))
        if not left:
            return
        for process in left:
            with suppress(ChildProcessError):
                os.waitpid(process, os.WNOHANG)
        time.sleep(0.1)
