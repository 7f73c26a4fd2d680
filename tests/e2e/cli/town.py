"""The practice municipality in a folder of its own, and the commands as a person types them: each a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from altyapi.settings import PACKAGE_ROOT
from lab import control
from lab.faults import ask, set_knobs
from lab.orneksehir import Profile
from lab.status import LabRecord
from tests.support import processes
from tests.support.plans import APPROVER

EVRAK = "E-99999999-703.01-123456"
TIMEOUT_S = processes.TIMEOUT_S


@dataclass(frozen=True)
class Told:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Standard output as JSON, all of it."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Town:
    """A running lab of profile `tiny`. Each test changes devices of its own: the drifted ones, by number."""

    state: Path
    record: LabRecord
    variables: dict[str, str] = field(default_factory=dict)

    def drifted(self, number: int) -> str:
        """The name of a switch that has something to be changed."""
        return [switch.name for switch in self.record.emulated if switch.drift][number]

    def environment(self, **variables: str) -> dict[str, str]:
        """Nothing of the caller's own settings; what a newcomer's shell has."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("NETBOX_", "ALTYAPI_"))}
        return {**clean, "ALTYAPI_ROOT": str(PACKAGE_ROOT), "ALTYAPI_STATE_DIR": str(self.state), "LANG": "C.UTF-8",
                "LC_ALL": "C.UTF-8", **self.variables, **variables}  # fmt: skip

    def start(self, *words: str, **variables: str) -> subprocess.Popen[str]:
        """`./inv …`, begun: a process that is read from while it runs, or killed."""
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "altyapi.cli", "--search-root", str(PACKAGE_ROOT), *words],
            env=self.environment(**variables), cwd=self.state, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def inv(self, *words: str, **variables: str) -> Told:
        """`./inv …`, run to its end."""
        done = processes.inv(*words, environment=self.environment(**variables), folder=self.state)
        return Told(done.returncode, done.stdout, done.stderr)

    def ansible(self, *words: str, **variables: str) -> Told:
        """`ansible-playbook …` in the project's folder, as a person types it there."""
        program = Path(sys.executable).with_name("ansible-playbook")
        done = subprocess.run(
            [str(program), *words], env=self.environment(ANSIBLE_NOCOLOR="1", **variables), cwd=PACKAGE_ROOT,
            capture_output=True, text=True, check=False, timeout=TIMEOUT_S,
        )  # fmt: skip
        return Told(done.returncode, done.stdout, done.stderr)

    def gaps(self, *words: str) -> list[tuple[str, str]]:
        """What `audit.chain` misses: kind and run. The town is other tests' too, and some of them kill their runs."""
        told = self.inv("audit.chain", *words, "--format", "json")
        gaps = [(gap["kind"], gap["run"]) for gap in told.data["compared"]["gaps"]]
        assert told.code == (2 if gaps else 0), told
        return gaps

    def plan(self, device: str, file: str, reason: str = "NTP sunucuları taşındı", **variables: str) -> Path:
        """A plan for one device, signed by its author."""
        words = ("--limit", device, "--reason", reason, "--evrak", EVRAK, "--out", file)
        told = self.inv("config.plan", *words, **variables)
        assert told.code == 2, told
        return self.state / file

    def approved(self, device: str, file: str, reason: str = "NTP sunucuları taşındı", **variables: str) -> Path:
        """The same, approved by the second person."""
        path = self.plan(device, file, reason, **variables)
        told = self.inv("config.approve", str(path), "--key", str(self.key(APPROVER)))
        assert told.code == 0, told
        return path

    def key(self, person: str) -> Path:
        return self.state / "lab" / "keys" / person.split("@", maxsplit=1)[0]

    def typed(self, device: str) -> list[str]:
        """Every line that the device was ever sent."""
        return list(ask(self.state, {"do": "log", "device": device})["lines"])

    def changes(self, device: str, since: int) -> list[str]:
        """The lines sent since then in configuration mode or to arm it: none where a device was only read."""
        return [line for line in self.typed(device)[since:] if not line.startswith(("show ", "terminal "))]

    def running(self, device: str) -> str:
        return str(ask(self.state, {"do": "running", "device": device})["text"])

    def slow(self, device: str, seconds: float) -> None:
        """Let every command of the device take that long."""
        set_knobs(self.state, device, {"latency_s": seconds})


@contextmanager
def standing(state: Path, profile: Profile = "tiny") -> Iterator[Town]:
    """The town while its lab is up in that folder."""
    status = control.up(state, profile)
    assert status.record is not None
    try:
        yield Town(state, status.record)
    finally:
        control.down(state)
