"""An empty MariaDB of the drill's own: its files in a folder, a socket and no network, gone afterwards."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from altyapi.backup.drill.faults import DumpRefused, NoServer, ServerFailed

ACCOUNT = "mysql"
START_S = 120
TABLES = "SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema = "
INSERT = re.compile(rb"^INSERT INTO `(?P<table>(?:[^`]|``)+)` VALUES")
CREATE = re.compile(rb"^CREATE TABLE `(?P<table>(?:[^`]|``)+)`")


class Server:
    """A running one."""

    def __init__(self, client: str, socket: Path) -> None:
        self._command = [
            client,
            "--no-defaults",
            f"--socket={socket}",
            "--user=root",
            "--default-character-set=utf8mb4",
        ]
        self.version = f"MariaDB {self._ask('SELECT VERSION()').split('-')[0].strip()}"

    def load(self, name: str, dump: Path) -> None:
        """The dump makes its database itself; that of the users is not taken in: they hold plugins and hosts of the system."""
        if dump.stem == "users":
            return
        del name
        with dump.open("rb") as stream:
            done = subprocess.run(self._command, stdin=stream, capture_output=True, check=False)
        if done.returncode != 0:
            raise DumpRefused(file=dump.name, problem=_said(done.stderr))

    def rows(self, name: str) -> dict[str, int]:
        quoted = "'" + name.replace("\\", "\\\\").replace("'", "''") + "'"
        tables = self._ask(TABLES + quoted).splitlines()
        return {table: int(self._ask(f"SELECT COUNT(*) FROM {_name(name)}.{_name(table)}")) for table in tables}  # noqa: S608  quoted names

    def _ask(self, sql: str) -> str:
        done = subprocess.run([*self._command, "-NBr"], input=sql.encode(), capture_output=True, check=False)
        if done.returncode != 0:
            raise ServerFailed(program="mariadb", problem=_said(done.stderr))
        return done.stdout.decode("utf-8", "replace")


@contextmanager
def started(folder: Path, system: str) -> Iterator[Server]:
    """Raises NoServer, ServerFailed."""
    found = {name: shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin") for name in (
        "mariadbd", "mariadb-install-db", "mariadb")}  # fmt: skip
    absent = [name for name, path in found.items() if path is None]
    if absent:
        raise NoServer(system=system, program=absent[0], package="apt install mariadb-server")
    with tempfile.TemporaryDirectory(
        prefix="altyapi-drill-my-", dir=folder.parent.parent, ignore_cleanup_errors=True
    ) as name:
        data = Path(name)
        as_root = [f"--user={ACCOUNT}"] if os.geteuid() == 0 else []
        if as_root:
            shutil.chown(data, ACCOUNT)
        made = subprocess.run(
            [str(found["mariadb-install-db"]), "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal",
             "--skip-test-db", *as_root],
            capture_output=True, check=False,
        )  # fmt: skip
        if made.returncode != 0:
            raise ServerFailed(program="mariadb-install-db", problem=_said(made.stderr or made.stdout))
        with tempfile.TemporaryDirectory(prefix="drill-") as sockets:
            if as_root:
                shutil.chown(sockets, ACCOUNT)
            socket = Path(sockets) / "sock"
            server = subprocess.Popen(
                [str(found["mariadbd"]), "--no-defaults", f"--datadir={data}", f"--socket={socket}", "--skip-networking",
                 f"--pid-file={data}/pid", f"--log-error={data}/drill.log", *as_root],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            try:
                _answers(server, str(found["mariadb"]), socket, data / "drill.log")
                yield Server(str(found["mariadb"]), socket)
            finally:
                server.kill()
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


def _answers(server: subprocess.Popen[bytes], client: str, socket: Path, log: Path) -> None:
    until = time.monotonic() + START_S
    command = [client, "--no-defaults", f"--socket={socket}", "--user=root", "-NBe", "SELECT 1"]
    while subprocess.run(command, capture_output=True, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > until:
            raise ServerFailed(program="mariadbd", problem=_said(log.read_bytes() if log.exists() else b""))
        time.sleep(0.1)


def _plain(name: bytes) -> str:
    return name.decode().replace("``", "`")


def _name(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _said(raw: bytes) -> str:
    lines = [line for line in raw.decode("utf-8", "replace").splitlines() if line.strip()]
    wrong = [line for line in lines if "ERROR" in line]
    return (wrong or lines or ["-"])[0][:300]
