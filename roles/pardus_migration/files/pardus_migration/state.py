"""How far the host is, on disk before anybody is told: after a loss of power it is the truth.

`migration.json` is what may be told of it (altyapi/endpoint/migration.py); `memory.json` what only this host needs.
"""

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
from pathlib import Path

import host

FORMAT = 1
STEPS = ("assess", "backup", "verify-backup", "simulate", "keyring", "sources", "upgrade", "desktop", "boot", "verify")
POINT_OF_NO_RETURN = "upgrade"
"""The first step that changes packages."""
BEFORE, ASIDE, BACK = "before", "apt", "back"
"""Folders beside: the package manager's settings as they were, sources that are asked apart from it, those of the way back."""


def write(file, content, mode=0o644):
    """The whole of it or nothing, and on disk when this returns."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    with os.fdopen(handle, "wb") as stream:
        stream.write(content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape"))
        stream.flush()
        os.fsync(stream.fileno())
    Path(name).chmod(mode)
    Path(name).replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class State:
    """`told` is migration.json, `memory` memory.json; both are read anew with every start of the program."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.told = self._read("migration.json") or _fresh()
        self.memory = self._read("memory.json") or {}

    def _read(self, name):
        """Raises FailedError where a file is there that can't be read."""
        try:
            return json.loads((self.folder / name).read_text("utf-8"))
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise host.FailedError(
                f"{self.folder / name} can't be read: put it back from a backup, or take both files of this folder away"
            ) from error

    def keep(self, **memory):
        self.memory.update(memory)
        write(
            self.folder / "memory.json",
            json.dumps(self.memory, indent=1, sort_keys=True) + "\n",  # in ASCII: names of files may be no UTF-8
            0o600,
        )

    def tell(self, **told):
        self.told.update(told, made=host.now())
        write(self.folder / "migration.json", json.dumps(self.told, ensure_ascii=False, indent=1) + "\n")

    def step(self, name):
        return next(one for one in self.told["steps"] if one["name"] == name)

    def set(self, name, state, why=""):
        record = self.step(name)
        record.update(state=state, why=why)
        if state == "running":
            record.update(started=host.now(), ended=None)
        elif state in ("done", "skipped", "failed"):
            record["ended"] = host.now()
        self.tell()

    def is_done(self, name):
        return self.step(name)["state"] in ("done", "skipped")

    def forget(self, *names):
        """These steps are still to do."""
        for name in names:
            self.step(name).update(state="pending", started=None, ended=None, why="")
        self.tell()

    @property
    def begun(self):
        """An attempt is open: it goes on by itself after a start of the host."""
        return bool(self.memory.get("attempt"))

    @property
    def finished(self):
        return all(self.is_done(name) for name in STEPS)

    @property
    def packages_touched(self):
        return self.step(POINT_OF_NO_RETURN)["state"] in ("running", "done", "failed") and bool(
            self.memory.get("touched")
        )

    def begin(self, attempt, **told):
        """A new attempt over whatever was before. What an earlier one kept of the untouched host is worth no more: the host
        has lived on since."""
        self.told = {**_fresh(), **told}
        self.memory = {}
        self.keep()  # from here on there is no way back of the earlier one
        self.tell(run=attempt)
        for name in (BEFORE, ASIDE, BACK):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        self.keep(attempt=attempt)  # last: cut off before it, nothing was begun

    @contextlib.contextmanager
    def alone(self, *, wait=True):
        """Nobody else works on this host meanwhile. Raises BlockingIOError where somebody does and `wait` is off."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            self.told = self._read("migration.json") or self.told
            self.memory = self._read("memory.json") or self.memory
            yield


def _fresh():
    return {
        "format": FORMAT,
        "host": os.uname().nodename,
        "made": host.now(),
        "wave": "",
        "run": "",
        "source": "",
        "target": "",
        "steps": [{"name": name, "state": "pending", "started": None, "ended": None, "why": ""} for name in STEPS],
        "way_back": "none",
        "way_back_why": "",
    }
