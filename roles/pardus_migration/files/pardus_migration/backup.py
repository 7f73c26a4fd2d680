"""What people have on this host, in a restic repository; proved readable before anything is changed."""

import hashlib
import heapq
import json
import os
import re
from datetime import datetime
from pathlib import Path

from host import UNREACHED, FailedError, lines, run
from state import write

TAG = "pardus-migration"
SAMPLE_LARGEST_MB = 16
"""Files larger than this are not read back one by one; `restic check` reads their data all the same."""

WORK = Path("/var/cache/restic")
KNOWN = re.compile(
    rf"{UNREACHED}|wrong password or no key found|is there a repository at the following location|permission denied"
    r"|no space left on device|already locked|at least one source file could not be read"
)
"""What restic says of its cause, without a name of a file."""
OWN_BY_PACKAGES = Path("/etc")
"""What lies there may change with the packages."""


class Backup:
    """`settings` is the part `backup` of the configuration; `attempt` marks the snapshot as this migration's, one from before `since`
    is too old. What restic says, which may name files of persons, comes into a file in `folder` that root alone reads."""

    def __init__(self, settings, attempt, since="", folder=WORK):
        self.settings = settings
        self.since = since
        self.said = Path(folder) / "restic.log"
        self.tag = f"{TAG}-{attempt}"
        self.paths = [path for path in settings["paths"] if Path(path).exists()]

    @property
    def wanted(self):
        return bool(self.settings["repository"])

    def _environment(self):
        environment = {"RESTIC_REPOSITORY": self.settings["repository"], "RESTIC_CACHE_DIR": str(WORK)}
        if self.settings["password_file"]:
            environment["RESTIC_PASSWORD_FILE"] = self.settings["password_file"]
        if self.settings["environment_file"]:
            for line in Path(self.settings["environment_file"]).read_text("utf-8").splitlines():
                key, mark, value = line.partition("=")
                if mark and not key.startswith("#"):
                    environment[key.strip()] = value.strip().strip("\"'")
        return environment

    def _restic(self, *words, fails=True):
        done = run("restic", "--quiet", *words, environment=self._environment(), fails=False)
        if fails and done.returncode != 0:
            write(self.said, done.stderr or done.stdout, 0o600)
            known = KNOWN.search(done.stderr)
            cause = f": {known[0]}" if known else ""
            raise FailedError(f"restic {words[0]} ended with {done.returncode}{cause}; what it said is in {self.said}")
        return done

    def snapshot(self):
        """The id of this migration's own snapshot; empty where there is none. A snapshot that was cut short is none."""
        listed = self._restic("snapshots", "--json", "--tag", self.tag, "--host", os.uname().nodename)
        found = json.loads(listed.stdout or "null") or []
        found = [one for one in found if not self.since or _moment(one["time"]) >= _moment(self.since)]
        return max(found, key=lambda one: _moment(one["time"]))["id"] if found else ""

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
        """The repository's data read back, and files of the snapshot compared with those on disk. Gives what `lost` asks for: their
        digest and time by path, and the times of their folders."""
        percent = self.settings["read_percent"]
        self._restic("check", *(["--read-data"] if percent >= 100 else [f"--read-data-subset={percent}%"]))
        chosen = self._sample(snapshot)
        if not chosen:
            return {}, {}
        target = WORK / "sample"
        run("rm", "-rf", str(target))
        includes = [word for file in chosen for word in ("--include", _literal(file))]
        self._restic("restore", snapshot, "--target", str(target), *includes)
        try:
            samples = _compared(chosen, target)
            return samples, _folders(samples)
        finally:
            run("rm", "-rf", str(target))

    def _sample(self, snapshot):
        """Some regular files that the snapshot has (never what it was to leave out, nor what came later): always the same ones
        for one attempt. Names that are no UTF-8 can't be asked for: restic tells them with marks in their place."""
        files = (
            json.loads(line) for line in lines("restic", "ls", "--json", snapshot, environment=self._environment())
        )
        fit = (
            one["path"]
            for one in files
            if one.get("type") == "file"
            and one.get("size", 0) <= SAMPLE_LARGEST_MB * 2**20
            and "\ufffd" not in one["path"]
        )
        drawn = heapq.nsmallest(self.settings["samples"], ((self._lot(path), path) for path in fit))
        return [Path(path) for _, path in drawn]

    def _lot(self, path):
        return hashlib.sha256(f"{self.tag} {path}".encode()).digest()


def _moment(text):
    """Of restic's times, which have nine places."""
    return datetime.fromisoformat(re.sub(r"(\.\d{6})\d*", r"\1", text).replace("Z", "+00:00"))


def sha256(file):
    digest = hashlib.sha256()
    with Path(file).open("rb") as stream:
        for block in iter(lambda: stream.read(2**20), b""):
            digest.update(block)
    return digest.hexdigest()


def lost(samples, folders):
    """How many of the files that nobody wrote since have changed or gone. One that is gone was deleted by its owner where
    a folder above it was written since; the mount that it was on must be there."""
    count = 0
    for name, (digest, mtime) in samples.items():
        file = Path(name)
        if file.is_file():
            count += file.stat().st_mtime_ns == mtime and sha256(file) != digest
            continue
        above = next(one for one in file.parents if one.is_dir())
        unmounted = any(folders.get(str(one), {}).get("mount") and not one.is_mount() for one in file.parents)
        kept = folders.get(str(above), {}).get("mtime")
        count += unmounted or kept in (None, above.stat().st_mtime_ns)
    return count


def _folders(samples):
    """Every folder above the files: when it was written, and whether something is mounted there."""
    above = {folder for name in samples for folder in Path(name).parents if folder.is_dir()}
    return {str(one): {"mtime": one.stat().st_mtime_ns, "mount": one.is_mount()} for one in above}


def _literal(file):
    """A path as restic's patterns have it (filepath.Match)."""
    return "".join(f"\\{sign}" if sign in "*?[\\" else sign for sign in str(file))


def _compared(chosen, target):
    """Digest and time of every file of a person that nobody has written since the snapshot. Raises FailedError where any file
    differs."""
    samples = {}
    for file in chosen:
        restored = target / str(file).lstrip("/")
        if not restored.is_file():
            raise FailedError("a file of the snapshot does not come back")
        if not file.is_file():
            continue  # removed since
        status = file.stat()
        if restored.stat().st_mtime_ns // 1000 != status.st_mtime_ns // 1000:
            continue  # written since
        digest = sha256(file)
        if sha256(restored) != digest:
            raise FailedError("a file of the snapshot is not what stands on the disk")
        if OWN_BY_PACKAGES not in file.parents:
            samples[str(file)] = [digest, status.st_mtime_ns]
    return samples
