"""How long a command takes before it does anything: what a person waits for the list of commands, for help, for a first line."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from altyapi.settings import PACKAGE_ROOT
from lab.bench.figure import Row, Subject

INVOKE: Final = "invoke --list, one empty command"
"""The library beneath ours, with a tasks.py of one command that does nothing: the floor."""
TASKS: Final = """\
from invoke import task


@task
def nothing(context):
    pass
"""
STARTED: Final = (("--list",), ("--help",), ("--help", "config.plan"), ("config.runs",))
"""The last one is a command that reads the settings and what was applied here, which is nothing."""


def subject(times: int = 20, *, warm: bool = True) -> Subject:
    """Each is started so many times, in turns with the others.

    `warm`: once more at first, uncounted, for its bytecode and the disk's cache.
    """
    bin_ = Path(sys.executable).parent
    ours = (sys.executable, "-P", "-m", "altyapi.cli", "--search-root", str(PACKAGE_ROOT))
    started: dict[str, Sequence[str]] = {
        INVOKE: (str(bin_ / "invoke"), "--list"),
        "ansible --version": (str(bin_ / "ansible"), "--version"),
        **{f"./inv {' '.join(words)}": (*ours, *words) for words in STARTED},
    }
    spent = dict.fromkeys(started, (0.0, 0.0))
    with tempfile.TemporaryDirectory(prefix="altyapi-bench-") as place:
        (Path(place) / "tasks.py").write_text(TASKS, "utf-8")
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "ALTYAPI_"))},
            "ALTYAPI_STATE_DIR": place,
            "ANSIBLE_HOME": place,
            "LC_ALL": "C.UTF-8",
        }
        for turn in range(-1 if warm else 0, times):
            for name, words in started.items():
                wall_s, cpu_s = _once(words, Path(place), environment)
                if turn >= 0:
                    spent[name] = (spent[name][0] + wall_s, spent[name][1] + cpu_s)
    return Subject(
        title=f"Starting a command, {times} times each",
        unit="start",
        rows=tuple(Row(name=name, count=times, wall_s=wall, cpu_s=cpu) for name, (wall, cpu) in spent.items()),
        peer=INVOKE,
        goal=f"--list and --help in less than 0.4 s each, {0.4 * times:g} s together",
    )


def _once(words: Sequence[str], folder: Path, environment: Mapping[str, str]) -> tuple[float, float]:
    """Wall and CPU seconds of one process. Raises RuntimeError with its last words where it fails."""
    with tempfile.TemporaryFile() as told:
        began = time.perf_counter()
        process = subprocess.Popen(words, cwd=folder, env=environment, stdout=told, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            told.seek(0)
            raise RuntimeError(f"{' '.join(words)}: {told.read().decode(errors='replace')[-1000:]}")
    return wall_s, usage.ru_utime + usage.ru_stime
