"""The one module that starts git: a bare repository that only this toolkit writes, whatever the user's own git is set to.

A writer holds a lock (flock) that its git processes inherit: while any of them lives nobody else writes, and a lock file of
git's own that is found by the next holder was left by a process that is gone. Objects and references are on disk (fsync)
before a reference moves, so that a process killed at any moment leaves the old history or the new one.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from altyapi.errors import EngineError
from netbox_sync.files import held, write_atomically

BRANCH = "refs/heads/main"
LOCK = "altyapi.lock"
WAIT_S = 600
"""How long a writer waits for another one: a run over thousands of devices writes for seconds only."""
_SETTINGS = {
    "core.fsync": "all",
    "core.hooksPath": "/dev/null",
    "core.quotePath": "false",
    "gc.autoDetach": "false",
    "fastimport.unpackLimit": "1",  # always a pack: one file to write and sync instead of one per object
    "safe.directory": "*",
}
_FULL = re.compile(r"No space left on device|Out of disk ?space|Disk quota exceeded", re.IGNORECASE)
_DAMAGE = re.compile(
    r"(?:object file|loose object) .* (?:is empty|is corrupt)|corrupt|bad object|unable to read [0-9a-f]{40}|inflate|broken link"
    r"|missing (?:blob|tree|commit)|packfile .* (?:does not match|cannot be)|hash mismatch|bad tree",
    re.IGNORECASE,
)


class GitMissing(EngineError):
    code = "BCK-010"
    en = "Not installed: git."
    tr = "Kurulu değil: git."
    en_remedy = "Install it (Debian, Pardus: apt install git)."
    tr_remedy = "Kurun (Debian, Pardus: apt install git)."


class HistoryBusy(EngineError):
    code = "BCK-011"
    en = "Another process is writing to the history: {folder}."
    tr = "Geçmişe başka bir süreç yazıyor: {folder}."
    en_remedy = "Wait until it has ended, then run the same command again."
    tr_remedy = "Bitmesini bekleyin, sonra aynı komutu yeniden çalıştırın."


class HistoryFull(EngineError):
    code = "BCK-012"
    en = "No room left for the history: {folder}."
    tr = "Geçmiş için yer kalmadı: {folder}."
    en_remedy = "What was there is untouched, and nothing of this run was added to it. Make room, then run the same command again."
    tr_remedy = "Önceki içerik olduğu gibi duruyor, bu çalıştırmadan hiçbir şey eklenmedi. Yer açıp aynı komutu yeniden çalıştırın."


class HistoryDamaged(EngineError):
    code = "BCK-013"
    en = "The history is damaged: {folder}: {problem}."
    tr = "Geçmiş bozuk: {folder}: {problem}."
    en_remedy = "Write nothing to it. Clone the newest bundle (git clone --mirror FILE FOLDER), compare, then put that in its place."
    tr_remedy = "Üzerine yazmayın. En yeni paketi yeni bir klasöre açıp (git clone --mirror DOSYA) karşılaştırın, sonra yerine koyun."


class GitFailed(EngineError):
    code = "BCK-019"
    en = "git ended with code {code} in {folder}: {problem}."
    tr = "git şu kodla bitti: {code}; klasör: {folder}: {problem}."
    en_remedy = "Try it by hand: git --git-dir {folder} fsck. What was there before is still there."
    tr_remedy = "Elle deneyin: git --git-dir {folder} fsck. Önceki içerik yerinde duruyor."


class Git:
    """One bare repository. Reading needs no lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def exists(self) -> bool:
        return (self.folder / "HEAD").is_file()

    def head(self) -> str:
        """The newest commit; empty where there is none. Raises HistoryDamaged where the branch is there and can't be read."""
        if not self.exists:
            return ""
        found = self.run("for-each-ref", "--format=%(objectname)", BRANCH).decode().strip()
        if not found and (self.folder / BRANCH).exists():
            raise HistoryDamaged(folder=self.folder, problem=f"{BRANCH} names no commit")
        return found

    def run(self, *arguments: str, given: bytes | None = None, lock: int | None = None) -> bytes:
        """What that git command prints. Raises GitMissing, HistoryFull, HistoryDamaged, GitFailed.

        `lock`: the descriptor of `writing`, for a command that writes.
        """
        try:
            done = subprocess.run(
                [*_command(), *arguments],
                input=given,
                stdin=subprocess.DEVNULL if given is None else None,
                capture_output=True,
                env=self._environment(),
                pass_fds=() if lock is None else (lock,),
                check=False,
            )
        except FileNotFoundError as error:
            raise GitMissing() from error
        except BrokenPipeError as error:  # it ended before it had read everything
            raise GitFailed(code="?", folder=self.folder, problem=f"{arguments[0]} stopped reading") from error
        if done.returncode:
            raise self._failure(done.returncode, done.stderr.decode("utf-8", "replace"))
        return done.stdout

    @contextmanager
    def writing(self) -> Iterator[int]:
        """Hold the repository, made where it was not there; gives the lock's descriptor. Raises HistoryBusy, OSError."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with held(self.folder / LOCK, busy=HistoryBusy(folder=self.folder), wait_s=WAIT_S) as descriptor:
            self._clear()
            if not self.exists:
                self._make(descriptor)
            yield descriptor

    def _make(self, descriptor: int) -> None:
        self.run("init", "--quiet", "--bare", "--initial-branch=main", "--template=", lock=descriptor)
        write_atomically(self.folder / "description", b"Device configurations\n")

    def _clear(self) -> None:
        """Take away what a killed git left: nobody else holds the lock, so nobody is using it."""
        for pattern in (
            "*.lock",
            "refs/**/*.lock",
            "objects/**/tmp_*",
            "objects/**/*.lock",
            "fast_import_crash_*",
            "gc.pid",
        ):
            for left in self.folder.glob(pattern):
                if left.name != LOCK:
                    with suppress(FileNotFoundError):
                        left.unlink() if not left.is_dir() else shutil.rmtree(left)

    def _environment(self) -> Mapping[str, str]:
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "LC_ALL": "C",
            "HOME": "/nonexistent",
            "GIT_DIR": str(self.folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_OPTIONAL_LOCKS": "0",
        }

    def _failure(self, code: int, said: str) -> EngineError:
        lines = [line.strip() for line in said.splitlines() if line.strip() and "crash report" not in line]
        problem = next(
            (line for line in lines if line.startswith(("fatal", "error"))), lines[-1] if lines else "no reason given"
        )
        if _FULL.search(said):
            return HistoryFull(folder=self.folder)
        if _DAMAGE.search(said):
            return HistoryDamaged(folder=self.folder, problem=problem.rstrip("."))
        return GitFailed(code=code, folder=self.folder, problem=problem.rstrip("."))


def _command() -> Sequence[str]:
    return ["git", *(part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}"))]
