"""An empty MariaDB of the drill's own: its files in a folder, a socket and no network, gone afterwards."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from altyapi.backup.drill.faults import DumpRefused, NoServer, ServerFailed
from altyapi.backup.drill.machine import Machine, machine

ACCOUNT = "mysql"
START_S = 120
TABLES = "SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema = "
INSERT = re.compile(rb"^INSERT INTO `(?P<table>(?:[^`]|``)+)` VALUES")
CREATE = re.compile(rb"^CREATE TABLE `(?P<table>(?:[^`]|``)+)`")


class Server:
    """A running one."""

    def __init__(self, on: Machine, client: str) -> None:
        self._command = on.words(
            client,
            "--no-defaults",
            f"--socket={on.sockets}/sock",
            "--user=root",
            "--default-character-set=utf8mb4",
        )
        self.version = f"MariaDB {self._ask('SELECT VERSION()').split('-')[0].strip()}{on.told}"

    def load(self, name: str, dump: Path) -> None:
        """The dump makes its database itself; that of the users is not taken in: they hold plugins and hosts of the system."""
        if dump.stem == "users":
            return
        del name
        with dump.open("rb") as stream:
            done = subprocess.run(self._command, stdin=stream, capture_output=True, check=False, cwd="/")
        if done.returncode != 0:
            raise DumpRefused(file=dump.name, problem=_said(done.stderr))

    def rows(self, name: str) -> dict[str, int]:
        quoted = "'" + name.replace("\\", "\\\\").replace("'", "''") + "'"
        tables = self._ask(TABLES + quoted).splitlines()
        return {table: int(self._ask(f"SELECT COUNT(*) FROM {_name(name)}.{_name(table)}")) for table in tables}  # noqa: S608  quoted names

    def _ask(self, sql: str) -> str:
        done = subprocess.run([*self._command, "-NBr"], input=sql.encode(), capture_output=True, check=False, cwd="/")
        if done.returncode != 0:
            raise ServerFailed(program="mariadb", problem=_said(done.stderr))
        return done.stdout.decode("utf-8", "replace")


@contextmanager
def started(folder: Path, system: str, image: str = "") -> Iterator[Server]:
    """In a container of `image` where one is named and can be had. Raises NoServer, ServerFailed."""
    with machine(folder, ACCOUNT, image, system, "mariadb-server") as on:
        programs = {name: on.program(name) for name in ("mariadbd", "mariadb-install-db", "mariadb")}
        if absent := [name for name, path in programs.items() if path is None]:
            raise NoServer(system=system, program=absent[0], package="apt install mariadb-server")
        data = f"{on.data}/my"
        made = subprocess.run(
            on.words(
                str(programs["mariadb-install-db"]), "--no-defaults", f"--datadir={data}",
                "--auth-root-authentication-method=normal", "--skip-test-db",
            ),
            capture_output=True, check=False, cwd="/",
        )  # fmt: skip
        if made.returncode != 0:
            raise ServerFailed(program="mariadb-install-db", problem=_said(made.stderr or made.stdout))
        server = subprocess.Popen(
            on.words(
                str(programs["mariadbd"]), "--no-defaults", f"--datadir={data}", f"--socket={on.sockets}/sock",
                "--skip-networking", f"--pid-file={on.data}/pid", f"--log-error={on.data}/drill.log",
            ),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd="/",
            start_new_session=True,
        )  # fmt: skip
        try:
            _answers(server, on, str(programs["mariadb"]))
            yield Server(on, str(programs["mariadb"]))
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def counted(dump: Path) -> dict[str, int]:
    """Each table's rows by the dump's own text: one row per line from the second on, or all behind the first VALUES."""
    rows: dict[str, int] = {}
    table = ""
    with dump.open("rb") as stream:
        for line in stream:
            if made := CREATE.match(line):
                rows.setdefault(_plain(made["table"]), 0)
            if head := INSERT.match(line):
                table = _plain(head["table"])
                line = line[head.end() :]  # noqa: PLW2901  what stands behind it
            if table:
                rows[table] = rows.get(table, 0) + _tuples(line)
                if line.rstrip().endswith(b";"):
                    table = ""
    return rows


def _tuples(line: bytes) -> int:
    """How many `(…)` stand in it, those inside of strings aside."""
    bare = re.sub(rb"'(?:[^'\\]|\\.|'')*'", b"", line)
    return bare.count(b"(")


def _answers(server: subprocess.Popen[bytes], on: Machine, client: str) -> None:
    until = time.monotonic() + START_S
    command = on.words(client, "--no-defaults", f"--socket={on.sockets}/sock", "--user=root", "-NBe", "SELECT 1")
    while subprocess.run(command, capture_output=True, check=False, cwd="/").returncode != 0:
        if server.poll() is not None or time.monotonic() > until:
            raise ServerFailed(program="mariadbd", problem=_said(on.read("drill.log")))
        time.sleep(0.1)


def _plain(name: bytes) -> str:
    return name.decode().replace("``", "`")


def _name(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _said(raw: bytes) -> str:
    lines = [line for line in raw.decode("utf-8", "replace").splitlines() if line.strip()]
    wrong = [line for line in lines if "ERROR" in line]
    return (wrong or lines or ["-"])[0][:300]
