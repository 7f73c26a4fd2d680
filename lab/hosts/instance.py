"""One host: a container that one run of a role's scenario starts, reaches over SSH and removes."""

from __future__ import annotations

import hashlib
import json
import socket
import time
from pathlib import Path
from typing import Literal

from pydantic import Field

from lab.hosts.engine import Engine
from lab.hosts.image import image
from netbox_sync.errors import ToolkitError
from netbox_sync.model import Frozen

POLL_S = 0.2
READY = {"running", "degraded"}
OS_RELEASE = {
    "pardus-23": ("Pardus GNU/Linux", "23", "yirmiuc"),
    "pardus-25": ("Pardus", "25", "yirmibes"),
}
"""Pardus has called itself by both names; Ansible makes two different families of them."""


class HostNotReady(ToolkitError):
    code = "LAB-033"
    en = "A test host did not come up in {deadline_s:g} s: {name}: {problem}"
    tr = "Deneme makinesi {deadline_s:g} saniyede açılmadı: {name}: {problem}"
    en_remedy = "Try again on a less busy machine."
    tr_remedy = "Daha az yüklü bir makinede yeniden deneyin."


class Platform(Frozen):
    """What a scenario's molecule.yml says of one host."""

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    suite: Literal["bookworm", "trixie"]
    os_release: str = ""  # a key of OS_RELEASE; the image's own where empty


class Login(Frozen):
    """A line of Molecule's instance config."""

    instance: str
    address: str
    port: int
    user: str
    identity_file: str


def container(run: Path, name: str) -> str:
    """Its name in the engine: runs of several scenarios stand side by side."""
    return f"altyapi-{hashlib.sha256(str(run.resolve()).encode()).hexdigest()[:10]}-{name}"


def start(engine: Engine, platform: Platform, *, run: Path, folder: Path, key: Path, deadline_s: float = 120) -> Login:
    """A host that systemd calls up and whose sshd answers. Raises HostNotReady, EngineFailed, ImageNotMade."""
    name = container(run, platform.name)
    words = ["run", "-d", "--name", name, "--hostname", platform.name, "-p", "127.0.0.1::22", *engine.systemd_options]
    engine.run(*words, image(engine, platform.suite, folder), "/sbin/init")
    until = time.monotonic() + deadline_s
    state = ""
    while state not in READY:
        state = engine.attempt("exec", name, "systemctl", "is-system-running", "--wait").stdout.strip()
        _wait(until, name, f"systemd: {state or 'no answer'}", deadline_s, over=state in READY)
    authorised = "umask 077; mkdir -p /root/.ssh; cat > /root/.ssh/authorized_keys"
    engine.run("exec", "-i", name, "sh", "-c", authorised, given=key.with_suffix(".pub").read_text("utf-8"))
    if platform.os_release:
        engine.run(
            "exec", "-i", name, "sh", "-c", "rm /etc/os-release; cat > /etc/os-release", given=os_release(platform)
        )
    port = int(engine.run("port", name, "22/tcp").splitlines()[0].rpartition(":")[2])
    while not (up := _greets(port)):
        _wait(until, name, "sshd does not answer", deadline_s, over=up)
    return Login(instance=platform.name, address="127.0.0.1", port=port, user="root", identity_file=str(key))


def cut(engine: Engine, platform: Platform, *, run: Path, deadline_s: float = 120) -> None:
    """The power goes, and comes back: every process dies at once, then systemd calls the host up again. What was written is
    there as the kernel had it: a real loss of power can take what was not synced, this one can't. Raises HostNotReady."""
    name = container(run, platform.name)
    engine.run("kill", "-s", "KILL", name)
    until = time.monotonic() + deadline_s
    running = True
    while running:
        running = engine.run("inspect", "-f", "{{.State.Running}}", name) == "true"
        _wait(until, name, "does not go down", deadline_s, over=not running)
    engine.run("start", name)
    port = int(engine.run("port", name, "22/tcp").splitlines()[0].rpartition(":")[2])
    while not (up := _greets(port)):
        _wait(until, name, "sshd does not answer", deadline_s, over=up)


def stop(engine: Engine, platform: Platform, *, run: Path) -> None:
    """Remove the host, also one that never came up."""
    engine.attempt("rm", "-f", "-v", container(run, platform.name))


def os_release(platform: Platform) -> str:
    name, version, codename = OS_RELEASE[platform.os_release]
    return (
        f'PRETTY_NAME="{name} {version} ({codename})"\nNAME="{name}"\nID=pardus\nID_LIKE=debian\n'
        f'VERSION_ID="{version}"\nVERSION="{version} ({codename})"\nVERSION_CODENAME={codename}\n'
    )


def platforms(text: str) -> tuple[Platform, ...]:
    """Molecule's platforms, as JSON; what else it puts there is its own."""
    return tuple(
        Platform.model_validate({key: one[key] for key in Platform.model_fields if key in one})
        for one in json.loads(text)
    )


def _greets(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            return connection.recv(4) == b"SSH-"
    except OSError:
        return False


def _wait(until: float, name: str, problem: str, deadline_s: float, *, over: bool) -> None:
    if over:
        return
    if time.monotonic() > until:
        raise HostNotReady(name=name, problem=problem, deadline_s=deadline_s)
    time.sleep(POLL_S)
