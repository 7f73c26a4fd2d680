"""Processes of tests: forked from one that has read the code, so that each is at work at once instead of after a second of imports."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import altyapi
import altyapi.cli
import netbox_sync
from altyapi.settings import PACKAGE_ROOT

TIMEOUT_S = 120
PROGRAM = Path(altyapi.cli.__file__).with_name("__main__.py")

FORKED = multiprocessing.get_context("forkserver")
"""Its processes share nothing with the test's but what they are given."""
FORKED.set_forkserver_preload(
    [
        ".".join(file.relative_to(PACKAGE_ROOT).with_suffix("").parts).removesuffix(".__init__")
        for package in (altyapi, netbox_sync)
        for file in sorted(Path(package.__path__[0]).rglob("*.py"))
        if file.name != "__main__.py"
    ]
)


def inv(*words: str, environment: Mapping[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """`./inv …` in that folder with that environment alone, run to its end.

    A process like any other, but for its imports: that a command imports what it needs is told by those that tests start as
    `python -m altyapi.cli`, to kill them or to read what they say while they run."""
    with tempfile.TemporaryDirectory() as name:
        out, err = Path(name, "out"), Path(name, "err")
        process = FORKED.Process(target=_inv, args=(words, dict(environment), folder, out, err))
        process.start()
        process.join(TIMEOUT_S)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(words, TIMEOUT_S, out.read_bytes(), err.read_bytes())
        return subprocess.CompletedProcess(words, process.exitcode, out.read_text("utf-8"), err.read_text("utf-8"))


def _inv(words: tuple[str, ...], environment: dict[str, str], folder: Path, out: Path, err: Path) -> None:
    for stream, file in enumerate((Path(os.devnull), out, err)):
        opened = os.open(file, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, stream)
        os.close(opened)
    for text in (sys.stdout, sys.stderr):
        text.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # they are files, not yet written to
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = [str(PROGRAM), "--search-root", str(PACKAGE_ROOT), *words]
    runpy.run_module("altyapi.cli", run_name="__main__", alter_sys=True)
