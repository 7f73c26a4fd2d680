"""Where a drill's own database server runs: this machine, in a folder of the drill's, or a container without any network.

Either is empty before and gone afterwards. A container lets a dump be tried by the very release that it comes from, whatever this
machine has installed; its image is the plan's (`drill_images`).
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from altyapi.backup.drill.faults import NoServer, ServerFailed

ENGINES = ("podman", "docker")
SYSTEM_FOLDERS = "/usr/sbin:/usr/local/sbin:/sbin"
"""Where Debian keeps servers, outside of a person's PATH."""
INSIDE = "/srv/altyapi-drill"


class Machine(Protocol):
    """`data` and `sockets` are empty folders of the server's account."""

    data: str
    sockets: str
    told: str
    """What a report says of it behind the server's name."""

    def words(self, *command: str) -> list[str]:
        """The command as the server's account runs it there; standard input goes through."""

    def program(self, name: str, *, beside: str = "") -> str | None:
        """The path of a program; where several releases stand side by side, that of the newest. `beside` is a pattern of folders
        that are looked through first."""

    def read(self, file: str) -> bytes:
        """A file of `data`, empty where there is none."""


class Here:
    """This machine. As root the server's own account does the work, as such servers refuse root."""

    told = ""

    def __init__(self, data: Path, sockets: Path, account: str | None) -> None:
        self.data, self.sockets, self._account = str(data), str(sockets), account

    def words(self, *command: str) -> list[str]:
        return list(command) if self._account is None else ["runuser", "-u", self._account, "--", *command]

    def program(self, name: str, *, beside: str = "") -> str | None:
        return found(name, beside=beside)

    def read(self, file: str) -> bytes:
        path = Path(self.data) / file
        return path.read_bytes() if path.is_file() else b""


class Container:
    """A container that does nothing but wait for commands."""

    told = " (container)"

    def __init__(self, engine: str, name: str, account: str) -> None:
        self._engine, self._name, self._account = engine, name, account
        self.data, self.sockets = f"{INSIDE}/data", f"{INSIDE}/run"

    def words(self, *command: str) -> list[str]:
        return [self._engine, "exec", "--interactive", "--user", self._account, self._name, *command]

    def program(self, name: str, *, beside: str = "") -> str | None:
        look = f'PATH="$PATH:{SYSTEM_FOLDERS}"; ls -d {beside}/{name} 2>/dev/null | sort -V | tail -n 1 | grep . || command -v {name}'
        done = subprocess.run(self.words("sh", "-c", look), capture_output=True, check=False)
        return done.stdout.decode().strip() or None

    def read(self, file: str) -> bytes:
        return subprocess.run(self.words("cat", f"{self.data}/{file}"), capture_output=True, check=False).stdout


def found(name: str, *, beside: str = "") -> str | None:
    """As Machine.program, for this machine."""
    if beside:
        folders = [one for one in Path("/").glob(beside.lstrip("/")) if (one / name).exists()]
        if folders:
            return str(max(folders, key=_release) / name)
    return shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:{SYSTEM_FOLDERS}")


@contextmanager
def machine(folder: Path, account: str, image: str, system: str, package: str) -> Iterator[Machine]:
    """A container of that image where one is named and an engine is installed, this machine otherwise. The server's files lie
    beside `folder`. Raises NoServer, ServerFailed."""
    engine = next((name for name in ENGINES if shutil.which(name)), None) if image else None
    if engine is not None:
        with _container(engine, image, account) as made:
            yield made
        return
    as_root = os.geteuid() == 0
    if as_root and not _known(account):
        raise NoServer(system=system, program=f"account {account}", package=package)
    places = folder.parent.parent  # the folder of the restored files is closed to the server's account
    with (
        tempfile.TemporaryDirectory(prefix="altyapi-drill-", dir=places, ignore_cleanup_errors=True) as data,
        tempfile.TemporaryDirectory(prefix="drill-") as sockets,  # a socket's path holds 107 bytes
    ):
        if as_root:
            for one in (data, sockets):
                shutil.chown(one, account)
        yield Here(Path(data), Path(sockets), account if as_root else None)


@contextmanager
def _container(engine: str, image: str, account: str) -> Iterator[Container]:
    name = f"altyapi-drill-{secrets.token_hex(4)}"
    run = [engine, "run", "--detach", "--rm", "--network=none", f"--name={name}", "--user=0", "--entrypoint=sleep"]
    try:
        _done([*run, image, "infinity"], image)
        make = f"mkdir -p {INSIDE}/data {INSIDE}/run && chmod 700 {INSIDE}/data && chown -R {account} {INSIDE}"
        _done([engine, "exec", "--user=0", name, "sh", "-c", make], image)
        yield Container(engine, name, account)
    finally:
        subprocess.run([engine, "rm", "--force", "--volumes", name], capture_output=True, check=False)


def _done(command: Sequence[str], image: str) -> None:
    done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        lines = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if line.strip()]
        raise ServerFailed(program=f"{command[0]}, {image}", problem=(lines or ["-"])[-1][:300])


def _release(folder: Path) -> tuple[int, ...]:
    """Of `/usr/lib/postgresql/15/bin`: 15."""
    return tuple(int(part) for part in folder.parent.name.split(".") if part.isdigit())


def _known(account: str) -> bool:
    try:
        pwd.getpwnam(account)
    except KeyError:
        return False
    return True
