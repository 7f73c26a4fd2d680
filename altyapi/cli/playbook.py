"""Running one of the toolkit's playbooks in this very environment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from altyapi import share
from altyapi.errors import EngineError
from altyapi.settings import Settings, paths

GRACE_S = 30.0


class AnsibleMissing(EngineError):
    code = "CLI-010"
    en = "ansible-playbook is not in the environment of {python}."
    tr = "ansible-playbook bu ortamda yok: {python}."
    en_remedy = "Remove .venv and run ./inv again; it makes the environment anew."
    tr_remedy = ".venv klasörünü silin ve ./inv komutunu yeniden çalıştırın; ortam yeniden kurulur."


def play(
    name: str,
    inventory: Path,
    log: Path,
    configured: Settings,
    *,
    plugin: str = "altyapi.netops.plan",
    words: Sequence[str] = (),
    stopping: Callable[[], None] = lambda: None,
) -> int:
    """Run `playbooks/<name>.yml` over an inventory that `plugin` reads, its output appended to `log`; gives Ansible's exit
    code. `words` are further words of ansible-playbook's.

    Ctrl-C reaches Ansible too, SIGTERM and a lost terminal (SIGHUP) are handed on to it as one; it gets time to end before
    KeyboardInterrupt goes on.
    Ansible may swallow it (a signal that comes while it logs) and go on: `stopping` is called at once, and is to keep what
    the playbook has not begun from being begun.
    """
    program = Path(sys.executable).with_name("ansible-playbook")
    if not program.is_file():
        raise AnsibleMissing(python=sys.executable)
    environment = {
        **os.environ,
        "ALTYAPI_ROOT": str(configured.root),
        **paths(configured),
        "ALTYAPI_RUN_LEADER": str(os.getpid()),
        # Ansible ends at once under a locale that the machine has no files of (ssh brings the caller's) or that is not UTF-8
        "LC_ALL": "C.UTF-8",
        "ALTYAPI_LANG": configured.language,
        "ANSIBLE_CONFIG": str(share.path("ansible.cfg")),
        "ANSIBLE_COLLECTIONS_PATH": str(share.path("playbooks/collections")),
        "ANSIBLE_ROLES_PATH": str(share.path("roles")),
        "ANSIBLE_FORKS": str(configured.workers),
        "ANSIBLE_INVENTORY_ENABLED": plugin,
        "ANSIBLE_NOCOLOR": "1",
        "PYTHONUNBUFFERED": "1",
    }
    command = [str(program), "-i", str(inventory), str(share.path(f"playbooks/{name}.yml")), *words]
    with log.open("ab") as output:
        with _deaf_to_hangups():  # a lost terminal would end it at once
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment)
        with _heard(process, stopping):
            try:
                return process.wait()
            except KeyboardInterrupt:
                with suppress(subprocess.TimeoutExpired, KeyboardInterrupt):  # a second one waits no longer
                    process.wait(GRACE_S)
                if process.poll() is None:
                    process.send_signal(signal.SIGTERM)
                    process.wait()
                raise


def complaint(log: Path, since: int) -> str:
    """The first line that Ansible began with ERROR behind that many bytes of the log; empty where there is none."""
    if not log.is_file():
        return ""
    with log.open("rb") as content:
        content.seek(since)
        lines = content.read().decode(errors="replace").splitlines()
    return next((line.strip() for line in lines if line.startswith(("ERROR", "[ERROR]"))), "")


@contextmanager
def _deaf_to_hangups() -> Iterator[None]:
    """What is started meanwhile goes on when the terminal is lost."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)


@contextmanager
def _heard(process: subprocess.Popen[bytes], stopping: Callable[[], None]) -> Iterator[None]:
    """Meanwhile Ctrl-C, SIGTERM and SIGHUP call `stopping` before anything else, once, and raise KeyboardInterrupt. One that
    comes while it is at work (`timeout` sends two) says nothing new: it would wait for locks that the first holds. Nor does a
    second SIGHUP (a shell hands it on, the kernel sends its own), now or later: what is left is done without a terminal."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    stops: list[str] = []
    shown = [stream for stream in (1, 2) if os.isatty(stream)]

    def hear(number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGHUP:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            if before.pop(signal.SIGHUP, None) is None:
                return
            _write_nowhere(shown)
        if stops == ["begun"]:
            return
        if not stops:
            stops.append("begun")
            stopping()
            stops.append("done")
        if number != signal.SIGINT:
            process.send_signal(signal.SIGINT)
        raise KeyboardInterrupt

    stopped_by = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    heeded = [one for one in stopped_by if signal.getsignal(one) is not signal.SIG_IGN]
    before = {one: signal.getsignal(one) for one in heeded}
    for one in heeded:
        signal.signal(one, hear)
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _write_nowhere(streams: Iterable[int]) -> None:
    """Let what is still said go nowhere, instead of failing with the terminal that is gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in streams:
        os.dup2(nowhere, stream)
    os.close(nowhere)
