"""An empty PostgreSQL of the drill's own: initdb in a folder, a socket in it and no network, gone afterwards."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from altyapi.backup.drill.faults import DumpRefused, NoServer, ServerFailed
from altyapi.backup.drill.machine import Machine, machine

ACCOUNT = "postgres"
"""Who the server runs as: it refuses root."""
RELEASES = "/usr/lib/postgresql/*/bin"
"""Where Debian keeps the programs of each release."""
START_S = 120
COPY = re.compile(rb"^COPY (?P<table>\S+(?:\.\S+)?) \(.*\) FROM stdin;$")
HEAD_LINES = 400
"""Where in a dump the lines stand that make the database itself."""


class Server:
    """A running one."""

    def __init__(self, on: Machine, psql: str) -> None:
        self._on, self._program = on, psql
        self.version = f"PostgreSQL {self._ask('postgres', 'SHOW server_version').split()[0]}{on.told}"

    def load(self, name: str, dump: Path) -> None:
        """Roles are made as far as they are not there; a database is made empty and filled, and stops at the first error.

        What in the dump makes the database itself is passed over: its locale need not exist on this machine.
        """
        if dump.stem == "globals":
            with dump.open("rb") as stream:
                self._psql("postgres", stream, stop=False)
            return
        quoted = '"' + name.replace('"', '""') + '"'
        if name != "postgres":
            self._ask("postgres", f"CREATE DATABASE {quoted} TEMPLATE template0 ENCODING 'UTF8'")
        with tempfile.TemporaryFile(dir=dump.parent) as stream:
            _without_head(dump, stream)
            stream.seek(0)
            done = self._psql(name, stream, stop=True)
        if done.returncode != 0:
            raise DumpRefused(file=dump.name, problem=_said(done.stderr))

    def rows(self, name: str) -> dict[str, int]:
        """Each table's rows; partitions stand for themselves."""
        sql = (
            "SELECT format('SELECT %L, count(*) FROM ONLY %I.%I', n.nspname || '.' || c.relname, n.nspname, c.relname) "
            "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' "
            "AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
        )
        each = self._ask(name, sql).splitlines()
        told = self._ask(name, " UNION ALL ".join(each)).splitlines() if each else []
        return {table: int(count) for table, _, count in (line.rpartition("|") for line in told)}

    def _ask(self, database: str, sql: str) -> str:
        done = subprocess.run(
            self._command(database, "-AtXq", "-v", "ON_ERROR_STOP=1", "-f", "-"),
            input=sql.encode(),
            capture_output=True,
            check=False,
            cwd="/",
        )
        if done.returncode != 0:
            raise ServerFailed(program="psql", problem=_said(done.stderr))
        return done.stdout.decode("utf-8", "replace")

    def _psql(self, database: str, stream: IO[bytes], *, stop: bool) -> subprocess.CompletedProcess[bytes]:
        words = ["-Xq", *(["-v", "ON_ERROR_STOP=1"] if stop else []), "-f", "-"]
        return subprocess.run(
            self._command(database, *words),
            stdin=stream,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
            cwd="/",
        )

    def _command(self, database: str, *words: str) -> list[str]:
        database = "dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'"
        return self._on.words(self._program, "-d", f"{database} host={self._on.sockets} user=drill", *words)


@contextmanager
def started(folder: Path, system: str, image: str = "") -> Iterator[Server]:
    """In a container of `image` where one is named and can be had. Raises NoServer, ServerFailed."""
    with machine(folder, ACCOUNT, image, system, "postgresql") as on:
        programs = {name: on.program(name, beside=RELEASES) for name in ("initdb", "pg_ctl", "psql")}
        if absent := [name for name, path in programs.items() if path is None]:
            raise NoServer(system=system, program=absent[0], package="apt install postgresql")
        data = f"{on.data}/pg"
        words = ["--auth=trust", "--username=drill", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        _run(on, str(programs["initdb"]), f"--pgdata={data}", *words)
        options = (
            f"-c listen_addresses='' -c unix_socket_directories='{on.sockets}' -c fsync=off -c full_page_writes=off"
        )
        control = [str(programs["pg_ctl"]), f"--pgdata={data}", "--wait", f"--timeout={START_S}", "--silent"]
        try:
            _run(on, *control, f"--log={on.data}/drill.log", f"--options={options}", "start")
            yield Server(on, str(programs["psql"]))
        finally:
            subprocess.run(on.words(*control, "--mode=immediate", "stop"), capture_output=True, check=False, cwd="/")


def counted(dump: Path) -> dict[str, int]:
    """Each table's rows by the dump's own text; a table without any is there with none."""
    rows: dict[str, int] = {}
    table = ""
    with dump.open("rb") as stream:
        for line in stream:
            if table:
                if line == b"\\.\n":
                    table = ""
                else:
                    rows[table] += 1
            elif head := COPY.match(line.rstrip(b"\n")):
                table = head["table"].decode().replace('"', "")
                rows[table] = 0
    return rows


def _without_head(dump: Path, target: IO[bytes]) -> None:
    """The dump behind the line that goes into its database; all of it where no such line stands near its beginning."""
    with dump.open("rb") as stream:
        for _, line in zip(range(HEAD_LINES), stream, strict=False):
            if line.startswith(b"\\connect "):
                shutil.copyfileobj(stream, target)
                return
        stream.seek(0)
        shutil.copyfileobj(stream, target)


def _run(on: Machine, *command: str) -> None:
    """pg_ctl leaves the server behind it, which would hold a pipe open: what is said goes nowhere, what is wrong into a file."""
    with tempfile.TemporaryFile() as complaints:
        done = subprocess.run(
            on.words(*command),
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            stdin=subprocess.DEVNULL,
            check=False,
            cwd="/",
        )
        if done.returncode != 0:
            complaints.seek(0)
            raise ServerFailed(
                program=command[0].rpartition("/")[2], problem=_said(complaints.read() or on.read("drill.log"))
            )


def _said(raw: bytes) -> str:
    lines = [line for line in raw.decode("utf-8", "replace").splitlines() if line.strip()]
    wrong = [line for line in lines if "ERROR" in line or "FATAL" in line or "error" in line]
    return (wrong or lines or ["-"])[0][:300]
