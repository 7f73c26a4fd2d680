"""Dumps taken in by a server in a container without network, of an image that the plan names."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from altyapi.backup.drill import postgresql
from altyapi.backup.drill.machine import found
from altyapi.backup.policy import DrillImages
from lab.hosts.engine import Engine
from tests.e2e.restic.ground import DATABASE, Ground
from tests.e2e.restic.test_drills import GLOBALS, MY_DUMP, PG_DUMP
from tests.support import restic

IMAGE = "localhost/altyapi-deneme-veritabani"
SHELL = (
    "sh", "ls", "sort", "tail", "grep", "mkdir", "chmod", "chown", "cat", "sleep", "sed", "dirname", "basename", "hostname", "uname",
    "rm", "touch", "id", "tr", "cut", "bash", "env", "test", "expr", "awk",
)  # fmt: skip
MARIADB = ("mariadbd", "mariadb-install-db", "mariadb", "my_print_defaults", "resolveip")
ACCOUNTS = "root:x:0:0::/root:/bin/sh\npostgres:x:70:70::/:/bin/sh\nmysql:x:71:71::/:/bin/sh\n"


@pytest.fixture(scope="module")
def image(ground: Engine) -> Iterator[str]:
    """This machine's own database servers and what they need, as an image."""
    restic.needs("restic", "mariadbd", "initdb" if not found("initdb", beside=postgresql.RELEASES) else "restic")
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as packed:
        for link in ("/bin", "/sbin", "/lib", "/lib64"):
            if Path(link).is_symlink():
                packed.add(link)
        for file in sorted(_needed()):
            packed.add(file, filter=lambda one: None if "/bitcode" in one.name else one)
        for name, text in {"etc/passwd": ACCOUNTS, "etc/group": "root:x:0:\npostgres:x:70:\nmysql:x:71:\n"}.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            packed.addfile(entry, io.BytesIO(text.encode()))
        for name in ("tmp", "var/tmp", "srv"):
            entry = tarfile.TarInfo(name)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o1777
            packed.addfile(entry)
    command = [ground.program, "import", "-", IMAGE]
    subprocess.run(command, input=content.getvalue(), env=_environment(ground), capture_output=True, check=True)
    yield IMAGE
    ground.attempt("rmi", "--force", IMAGE)


def _needed() -> set[Path]:
    """Programs with their libraries, and the folders that they read."""
    release = Path(str(found("initdb", beside=postgresql.RELEASES))).parent
    programs = [Path(path) for name in (*SHELL, *MARIADB) if (path := found(name))]
    programs = [one for file in programs for one in (file.parent.resolve() / file.name, file.resolve())]
    programs += [release / name for name in ("initdb", "postgres", "pg_ctl", "psql")]
    share = Path("/usr/share/postgresql") / release.parent.name
    folders = [
        release.parent / "lib",
        share,
        Path("/usr/share/mysql"),
        Path("/usr/lib/locale/C.utf8"),
        Path("/usr/share/zoneinfo"),
    ]
    return {
        *programs,
        *_libraries([*programs, *(release.parent / "lib").glob("*.so")]),
        *filter(Path.exists, folders),
    }


def _libraries(programs: Iterable[Path]) -> set[Path]:
    told = subprocess.run(["ldd", *map(str, programs)], capture_output=True, text=True, check=False).stdout
    words = {
        word for line in told.splitlines() for word in line.split() if word.startswith("/") and not word.endswith(":")
    }
    every = {Path(word) for word in words}
    named = {file.parent.resolve() / file.name for file in every}
    return named | {file.resolve() for file in named}


def _environment(engine: Engine) -> dict[str, str]:
    return {**os.environ, **dict(engine.environment)}


@pytest.mark.slow
def test_dumps_are_taken_in_by_servers_in_containers_that_go_afterwards(
    ground: Engine,
    image: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in ground.environment:
        monkeypatch.setenv(name, value)
    place = Ground(tmp_path)
    place.policy = place.policy.model_copy(update={"drill_images": DrillImages(postgresql=image, mariadb=image)})
    dumps = {"postgresql/ebys.sql": PG_DUMP, "postgresql/globals.sql": GLOBALS, "mariadb/pdks.sql": MY_DUMP}
    place.filled(DATABASE, dumps, kind="database")
    held = place.drills().hold(DATABASE)
    assert (held.ok, held.problem) == (True, "")
    assert held.target.count("(container)") == 2
    assert "altyapi-drill-" not in ground.run("ps", "--all", "--format", "{{.Names}}")
    place.filled(DATABASE, {"postgresql/ebys.sql": PG_DUMP.replace("integer", "nonsense")}, kind="database")
    assert place.drills().hold(DATABASE).problem.startswith("DRL-005")


@pytest.mark.slow
def test_an_image_that_is_not_there_proves_nothing_and_is_told(
    ground: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    restic.needs("restic")
    for name, value in ground.environment:
        monkeypatch.setenv(name, value)
    place = Ground(tmp_path)
    absent = DrillImages(postgresql="localhost/altyapi-yok:1")
    place.policy = place.policy.model_copy(update={"drill_images": absent})
    place.filled(DATABASE, {"postgresql/ebys.sql": PG_DUMP}, kind="database")
    problem = place.drills().hold(DATABASE).problem
    assert problem.startswith("DRL-004")
    assert "localhost/altyapi-yok:1" in problem
