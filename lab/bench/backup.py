"""What it costs to back up many devices' configs: a whole run of this toolkit beside RANCID's login and Ansible's backup.

A run of this toolkit logs in with host keys checked, tells whether each config is whole and differs, masks it, encrypts the full
copy, and writes history and register to disk; git's own work is counted in. RANCID is measured by its login script alone, five at
a time as its PAR_COUNT has it: what rancid(1) makes of the answers comes on top. The peers are given fewer devices.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pyrage import x25519

from altyapi import connection, platforms
from altyapi.backup.configs import Run, Source, State
from altyapi.backup.history import History
from altyapi.backup.policy import Configs
from altyapi.backup.register import Register
from altyapi.device import Target
from altyapi.settings import Settings
from lab.bench import drifted, transport
from lab.bench.figure import Row, Subject
from lab.bench.fleet import Fleet, fleet
from netbox_sync.model import Device

ALTYAPI: Final = "backup, altyapi, first run"
AGAIN: Final = "backup, altyapi, nothing changed"
RANCID: Final = "login by RANCID's clogin, 5 at a time"
RANCID_AT_ONCE: Final = 5
WORKERS: Final = 32
PER_SITE: Final = 50
ANSWER_S: Final = 120


def subject(devices: int, peer_python: Path | None, progress: Callable[[str], None]) -> Subject:
    """So many emulated switches, on a core of their own. The row of a peer that is not installed is left out."""
    texts = {f"sw{number:04}": transport.config(number) for number in range(devices)}
    sample = transport.SAMPLE
    with fleet(texts, own_core=True) as place:
        with tempfile.TemporaryDirectory(prefix="altyapi-bench-") as name:
            _run(place, Path(name), sorted(texts), "new")  # not measured: the emulators read their configs
        with tempfile.TemporaryDirectory(prefix="altyapi-bench-") as name:
            progress(ALTYAPI)
            rows = [_run(place, Path(name), sorted(texts), "new").model_copy(update={"name": ALTYAPI})]
            progress(AGAIN)
            rows.append(_run(place, Path(name), sorted(texts), "unchanged").model_copy(update={"name": AGAIN}))
        targets = _targets(place, sorted(texts)[: 5 * sample])
        if shutil.which("clogin"):
            progress(RANCID)
            rows.append(_rancid(targets))
        if peer_python is not None:
            progress(transport.ANSIBLE)
            rows.append(transport.with_ansible(targets[:sample], peer_python))
    peers = {row.name for row in rows}
    return Subject(
        title=f"Backing up the configs of {devices} emulated switches ({next(iter(texts.values())).count(chr(10))} lines each)",
        unit="device",
        rows=tuple(rows),
        peer=next((name for name in (RANCID, transport.ANSIBLE) if name in peers), ""),
        goal="a twentieth of the wall time of RANCID's login, a fiftieth of Ansible's CPU",
    )


def _run(place: Fleet, state: Path, names: Sequence[str], expected: State) -> Row:
    """One run over these; raises RuntimeError where one does not come to what is expected."""
    settings = Settings(
        root=state, state_dir=state, known_hosts=place.known_hosts, workers=WORKERS, logins_per_second=1_000_000
    )
    own = x25519.Identity.generate()
    wall, cpu = time.perf_counter(), _cpu_s()
    run = Run(
        history=History.of(state),
        register=Register.of(state),
        policy=Configs(recipients=(str(own.to_public()),)),
        store=drifted.store(),
        settings=settings,
        operator="bench",
        clock=lambda: datetime.now(UTC),
        attribute=lambda _differences: {},
        names=frozenset(names),
    )
    outcomes = run.over([_source(place, name, number) for number, name in enumerate(names)])
    row = Row(name="", count=len(names), wall_s=time.perf_counter() - wall, cpu_s=_cpu_s() - cpu)
    wrong = [one for one in outcomes if one.state != expected]
    if wrong or len(outcomes) != len(names):
        raise RuntimeError(f"{len(wrong)} of {len(names)} devices are not {expected}: {wrong[:2]}")
    return row


def _source(place: Fleet, name: str, number: int) -> Source:
    host, port = place.addresses[name]
    device = Device(
        id=number + 1, name=name, status="active", site=f"site{number // PER_SITE:02}", role="access-switch",
        device_type="c9200l-24p-4x", manufacturer="cisco", platform="cisco-ios",
        config_context={"connection": {"host": host, "port": port}},
    )  # fmt: skip
    return Source(device, platforms.load("cisco_ios"), connection.of(device))


def _targets(place: Fleet, names: Sequence[str]) -> list[Target]:
    settings = Settings(root=Path(), known_hosts=place.known_hosts)
    sources = [_source(place, name, number) for number, name in enumerate(names)]
    return [
        connection.target(one.device.name, one.system.name, one.connection, drifted.store(), settings)
        for one in sources
    ]


def _rancid(targets: Sequence[Target]) -> Row:
    """clogin for each, with the command that rancid(1) sends for the config; ssh knows the emulators by a file of its own."""
    with tempfile.TemporaryDirectory(prefix="altyapi-bench-") as name:
        folder = Path(name)
        (folder / "ssh").write_text(
            "".join(
                f"Host {one.name}\n HostName {one.host}\n Port {one.port}\n StrictHostKeyChecking no\n"
                " UserKnownHostsFile /dev/null\n LogLevel ERROR\n"
                for one in targets
            ),
            "utf-8",
        )
        login = folder / "cloginrc"
        first = targets[0]
        login.write_text(
            f"add user * {first.username}\nadd password * {first.password} {first.enable_secret}\n"
            f"add method * ssh\nadd sshcmd * {{ssh\\ -F\\ {folder / 'ssh'}}}\nadd autoenable * 1\n",
            "utf-8",
        )
        login.chmod(0o600)

        def fetch(target: Target) -> None:
            words = ["clogin", "-f", str(login), "-t", "60", "-c", "show running-config", target.name]
            done = subprocess.run(
                words, capture_output=True, text=True, timeout=ANSWER_S, check=False, env={**os.environ, "HOME": name}
            )
            if "\nend" not in done.stdout.replace("\r", ""):
                raise RuntimeError(f"clogin failed: {(done.stdout + done.stderr)[-500:]}")

        wall, cpu = time.perf_counter(), _cpu_s()
        with ThreadPoolExecutor(RANCID_AT_ONCE) as pool:
            for _ in pool.map(fetch, targets):
                pass
        return Row(name=RANCID, count=len(targets), wall_s=time.perf_counter() - wall, cpu_s=_cpu_s() - cpu)


def _cpu_s() -> float:
    """Of this process and of those that it started and that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system
