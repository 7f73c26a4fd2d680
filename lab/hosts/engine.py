"""The container engine that is there: podman or docker, of root or of a user without rights."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netbox_sync.errors import ToolkitError
from netbox_sync.files import write_atomically

UNIFIED = Path("/sys/fs/cgroup/cgroup.controllers")
"""There on a machine whose cgroups are version 2 alone."""
OLD_CGROUPS_CONF = """\
# crun can't make containers on cgroup v1 or both at once, and there is no systemd to ask for scopes
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=30000:30000"]
log_driver = "k8s-file"
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
"""
ASKED_S = 30


class NoEngine(ToolkitError):
    code = "LAB-030"
    en = "No container engine can be used here: {problem}."
    tr = "Kullanılabilir kapsayıcı motoru yok: {problem}."
    en_remedy = "Install podman (or docker) and check that `podman info` works for you."
    tr_remedy = "podman (ya da docker) kurun ve `podman info` çıktısını denetleyin."


class EngineFailed(ToolkitError):
    code = "LAB-031"
    en = "The container engine refused: {command}: {problem}"
    tr = "Kapsayıcı motoru reddetti: {command}: {problem}"
    en_remedy = "Try the command by hand."
    tr_remedy = "Komutu elle deneyin."


@dataclass(frozen=True)
class Engine:
    """`environment` is what its commands need beside the process's own."""

    program: str
    rootless: bool
    environment: tuple[tuple[str, str], ...] = ()

    @property
    def docker(self) -> bool:
        return self.program == "docker"

    @property
    def systemd_options(self) -> tuple[str, ...]:
        """What a container needs to run systemd as its first process, to block files on access (fanotify), and to filter what
        comes in over its own network (nftables)."""
        if self.docker:  # has no mode for systemd: the cgroup tree and the rights must be given whole
            return ("--privileged", "--cgroupns=host", "-v", "/sys/fs/cgroup:/sys/fs/cgroup:rw", "--tmpfs", "/run")
        return ("--systemd=always", "--cap-add", "SYS_ADMIN", "--cap-add", "NET_ADMIN")

    def run(self, *words: str, given: str | None = None) -> str:
        """The standard output of one command. Raises EngineFailed."""
        done = self.attempt(*words, given=given)
        if done.returncode != 0:
            raise EngineFailed(command=f"{self.program} {' '.join(words)}", problem=done.stderr.strip())
        return done.stdout.strip()

    def attempt(self, *words: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, **dict(self.environment)}
        return subprocess.run(
            [self.program, *words], input=given, env=environment, capture_output=True, text=True, check=False
        )


def find(folder: Path) -> Engine:
    """The first engine that answers; `folder` holds its configuration where one is needed. Raises NoEngine."""
    problems: list[str] = []
    for program in ("podman", "docker"):
        if shutil.which(program) is None:
            problems.append(f"{program} is not installed")
            continue
        environment = _environment(program, folder)
        try:
            asked = subprocess.run(
                [program, "info", "--format", "{{json .}}"],
                env={**os.environ, **dict(environment)},
                capture_output=True,
                text=True,
                check=False,
                timeout=ASKED_S,
            )
        except subprocess.TimeoutExpired:
            problems.append(f"{program} does not answer within {ASKED_S} s")
            continue
        answer = _parsed(asked.stdout)
        if asked.returncode == 0 and not answer.get("ServerErrors"):
            rootless = _rootless(program, answer)
            if rootless and not UNIFIED.exists():
                problems.append(f"{program} of a user who is not root: systemd needs cgroups of version 2 there")
                continue
            return Engine(program, rootless, environment)
        told = asked.stderr.strip() or str(answer.get("ServerErrors") or f"exit code {asked.returncode}")
        problems.append(f"{program}: {told.splitlines()[-1]}")
    raise NoEngine(problem="; ".join(problems))


def _environment(program: str, folder: Path) -> tuple[tuple[str, str], ...]:
    if program != "podman" or UNIFIED.exists() or "CONTAINERS_CONF" in os.environ:
        return ()
    file = folder.resolve() / "containers.conf"
    if not file.exists() or file.read_text("utf-8") != OLD_CGROUPS_CONF:
        write_atomically(file, OLD_CGROUPS_CONF.encode())
    return (("CONTAINERS_CONF", str(file)),)


def _parsed(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _rootless(program: str, answer: dict[str, Any]) -> bool:
    if program == "docker":
        return any("rootless" in str(option) for option in answer.get("SecurityOptions") or ())
    security = answer.get("host", {}).get("security", {})
    return bool(security.get("rootless", os.geteuid() != 0))
