"""What a shell completes: asked for by the program, and typed into the real shells."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from altyapi.cli import completing, completion, namespace
from altyapi.cli.program import program
from altyapi.settings import PACKAGE_ROOT

DEADLINE_S = 60.0
SNAPSHOT = (
    '{"schema_version":1}\n'
    '{"devices":[{"name":"obb-ers01","tags":["kritik"]},{"name":"obb-ers02"}],"sites":[{"slug":"mrk"},{"slug":"ili"}],"roles":[]}\n'
)


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "snapshot.json").write_text(SNAPSHOT, "utf-8")
    (tmp_path / "runs" / "20260420-1").mkdir(parents=True)
    (tmp_path / "runs" / "20260420-1" / "run.json").write_text("{}", "utf-8")
    monkeypatch.setenv("ALTYAPI_STATE_DIR", str(tmp_path))
    return tmp_path


def candidates(typed: str) -> list[str]:
    return completing.candidates(typed, namespace(), program.initial_context)


@pytest.mark.parametrize(
    ("typed", "some", "none_of"),
    [
        ("", {"config.plan", "init"}, "--list"),
        ("config.pl", {"config.plan"}, "--limit"),
        ("--li", {"--list", "--help"}, "config.plan"),
        ("--help conf", {"config.plan"}, "--limit"),
        ("--list ", {"config", "vpn"}, "config.plan"),
        ("config.plan ", {"--limit", "--reason"}, "--list"),
        ("config.plan --li", {"--limit"}, "--list"),
        ('config.plan --reason "two words" --ou', {"--out"}, "--list"),
        ('config.plan --reason "two w', set(), "--out"),
        ("config.plan --limit x --format ", {"json", "markdown"}, "--limit"),
        ("config.plan --out ", set(), "--limit"),
        ("config.show ", set(), "--format"),
        ("config.show plan.json ", {"--commands", "--format"}, "--list"),
        ("config.rollback ", {"latest", "20260420-1"}, "--reason"),
        ("config.plan --limit ", {"site:", "tag:", "obb-ers01"}, "mrk"),
        ("config.plan --limit site:", {"site:mrk", "site:ili"}, "obb-ers01"),
        ("config.plan --limit obb-ers01,!tag:kr", {"obb-ers01,!tag:kritik"}, "obb-ers01"),
        ("config.plan --limit status:", set(), "site:mrk"),
        ("audit.inventory --view ", {"donanim"}, "--view"),
        ("backup.show ", {"obb-ers01"}, "--at"),
        ("vpn.bulk people.xlsx ", set(), "--reason"),
        ("--print-completion-script ", {"zsh", "fish"}, "config.plan"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("state")
def test_what_may_stand_at_the_cursor(typed: str, some: set[str], none_of: str) -> None:
    found = candidates(typed)
    assert some <= set(found)
    assert bool(found) == bool(some)
    assert none_of not in found


def test_a_fault_leaves_the_shell_its_files(state: Path) -> None:
    (state / "snapshot.json").write_text("{", "utf-8")
    assert candidates("config.plan --limit ") == []
    (state / "snapshot.json").unlink()
    assert candidates("config.plan --limit ") == []


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_a_shell_completes_what_is_typed(shell: str, state: Path) -> None:
    """A real shell on a terminal, the key pressed for a command, an option, a kind, a value and another value."""
    interpreter = shutil.which(shell)
    if interpreter is None:
        pytest.skip(f"needs {shell}")
    ask = f'exec {sys.executable} -P -m altyapi.cli --search-root {PACKAGE_ROOT} "$@"'
    program_ = state / "altyapi"
    program_.write_text(
        f'#!/bin/sh\n[ "$1" != --complete ] || {ask}\nprintf "%s\\n" "$@" >got.new && mv got.new got\n', "utf-8"
    )
    program_.chmod(0o755)
    (state / "script").write_text(completion.script(shell, "./altyapi"), "utf-8")
    starts = {
        "bash": ("--norc", "--noprofile", "-i"),
        "zsh": ("-f", "-i"),
        "fish": ("--no-config", "--private", "-i"),
    }
    before = {
        "bash": "source ./script",
        "zsh": 'autoload -Uz compinit && compinit -u -D && eval "$(cat ./script)"',
        "fish": "source ./script",
    }
    lines = (
        before[shell],
        "./altyapi config.pla\t--lim\tsi\tm\t--form\tjs\t",
        "exit",
    )
    assert typed((interpreter, *starts[shell]), lines, state, state / "got") == [
        "config.plan", "--limit", "site:mrk", "--format", "json",
    ]  # fmt: skip


def typed(command: tuple[str, ...], lines: tuple[str, ...], folder: Path, answer: Path) -> list[str]:
    """Type the lines into a shell at a terminal of its own, and wait for what the program was called with."""
    ours, theirs = pty.openpty()
    environment = {
        **os.environ,
        "TERM": "xterm",
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "LC_ALL": "C.UTF-8",
    }
    shown = bytearray()
    on_terminal = ("setsid", "--ctty", "--wait", *command)
    with subprocess.Popen(
        on_terminal, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs
    ) as shell:
        os.close(theirs)
        os.write(ours, "".join(f"{line}\r" for line in lines).encode())
        deadline = time.monotonic() + DEADLINE_S
        while shell.poll() is None and time.monotonic() < deadline:
            if select.select([ours], [], [], 0.1)[0]:
                try:
                    shown += os.read(ours, 65536)
                except OSError:  # the shell has closed its end
                    break
        shell.kill()
    os.close(ours)
    assert answer.is_file(), shown.decode(errors="replace")
    return answer.read_text("utf-8").splitlines()
