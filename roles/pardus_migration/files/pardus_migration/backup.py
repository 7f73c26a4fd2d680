"""What people have on this host, in a restic repository; proved readable before anything is changed."""

import hashlib
import json
import os
import random
from pathlib import Path

from host import FailedError, run

TAG = "pardus-migration"
SAMPLE_LARGEST_MB = 16
"""Files larger than this are not read back one by one; `restic check` reads their data all the same."""

OWN_BY_PACKAGES = Path("/etc")
"""What lies there may change with the packages."""


class Backup:
    """`settings` is the part `backup` of the configuration; `attempt` marks the snapshot as this migration's."""

    def __init__(self, settings, attempt):
        self.settings = settings
        self.tag = f"{TAG}-{attempt}"
        self.paths = [path for path in settings["paths"] if Path(path).exists()]

    @property
    def wanted(self):
        return bool(self.settings["repository"])

    def _restic(self, *words, fails=True):
        environment = {"RESTIC_REPOSITORY": self.settings["repository"], "RESTIC_CACHE_DIR": "/var/cache/restic"}
        if self.settings["password_file"]:
            environment["RESTIC_PASSWORD_FILE"] = self.settings["password_file"]
        if self.settings["environment_file"]:
            for line in Path(self.settings["environment_file"]).read_text("utf-8").splitlines():
                key, mark, value = line.partition("=")
                if mark and not key.startswith("#"):
                    environment[key.strip()] = value.strip().strip("\"'")
        return run("restic", "--quiet", *words, environment=environment, fails=fails)

    def snapshot(self):
        """The id of this migration's own snapshot; empty where there is none. A snapshot that was cut short is none."""
        listed = self._restic("snapshots", "--json", "--tag", self.tag, "--host", os.uname().nodename)
        found = json.loads(listed.stdout or "null") or []
        return max(found, key=lambda one: one["time"])["id"] if found else ""

    def make(self):
        """A snapshot of everything named; the one there is, where a killed run had come so far."""
        if self._restic("cat", "config", fails=False).returncode != 0 and self.settings["init"]:
            self._restic("init")
        self._restic("unlock")  # of the killed run; restic itself leaves those of living ones
        done = self.snapshot()
        if done:
            return done
        if not self.paths:
            raise FailedError("nothing to back up: none of the folders exists")
        excludes = [f"--exclude={one}" for one in self.settings["exclude"]]
        # restic ends with 3 where a file could not be read: that is no backup of it
        self._restic("backup", "--host", os.uname().nodename, "--tag", TAG, "--tag", self.tag, *excludes, *self.paths)
        return self.snapshot()

    def verify(self, snapshot):
        """The repository's data read back, and files of the snapshot compared with those on disk. Gives their digests by path."""
        percent = self.settings["read_percent"]
        self._restic("check", *(["--read-data"] if percent >= 100 else [f"--read-data-subset={percent}%"]))
        chosen = self._sample()
        if not chosen:
            return {}
        target = Path("/var/cache/restic/sample")
        run("rm", "-rf", str(target))
        includes = [word for file in chosen for word in ("--include", _literal(file))]
        self._restic("restore", snapshot, "--target", str(target), *includes)
        try:
            return _compared(chosen, target)
        finally:
            run("rm", "-rf", str(target))

    def _sample(self):
        """Some regular files of the folders: always the same ones for one attempt."""
        found = []
        for path in self.paths:
            for folder, _, names in os.walk(path):
                found += [Path(folder, name) for name in names]
        found = [
            file
            for file in found
            if file.is_file() and not file.is_symlink() and file.stat().st_size <= SAMPLE_LARGEST_MB * 2**20
        ]
        return random.Random(self.tag).sample(sorted(found), min(self.settings["samples"], len(found)))  # noqa: S311


def sha256(file):
    digest = hashlib.sha256()
    with Path(file).open("rb") as stream:
        for block in iter(lambda: stream.read(2**20), b""):
            digest.update(block)
    return digest.hexdigest()


def lost(samples):
    """How many of the files that nobody wrote since have changed or gone."""
    count = 0
    for name, (digest, mtime) in samples.items():
        file = Path(name)
        if not file.is_file() or (file.stat().st_mtime_ns == mtime and sha256(file) != digest):
            count += 1
    return count


def _literal(file):
    """A path as restic's patterns have it (filepath.Match)."""
    return "".join(f"\\{sign}" if sign in "*?[\\" else sign for sign in str(file))


def _compared(chosen, target):
    """Digest and time of every file of a person that nobody has written since the snapshot. Raises FailedError where any file
    differs."""
    samples = {}
    for file in chosen:
        restored = target / str(file).lstrip("/")
        if not file.is_file():
            continue  # removed since
        if not restored.is_file():
            raise FailedError("the snapshot lacks a file that stands on the disk")
        status = file.stat()
        if restored.stat().st_mtime_ns // 1000 != status.st_mtime_ns // 1000:
            continue  # written since
        digest = sha256(file)
        if sha256(restored) != digest:
            raise FailedError("a file of the snapshot is not what stands on the disk")
        if OWN_BY_PACKAGES not in file.parents:
            samples[str(file)] = [digest, status.st_mtime_ns]
    return samples
