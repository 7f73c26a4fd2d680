#!/usr/bin/env python3
"""altyapi-backup-server verify | report | settle: whether the copies of the clients are whole, without any key to them.

restic names every file by the SHA-256 of its content (`config` aside): what was changed, cut short or rotted no longer bears its
name. `settle`, before the endpoint starts, puts aside what it was writing when it was killed: it would refuse to take the same file
again. Exit codes: 0 all is well, 1 error, 2 something is wrong. Needs Python's own library only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
import syslog
import time
from datetime import UTC, datetime
from pathlib import Path

SETTINGS = Path("/etc/altyapi/backup-server.json")
STATE = Path("/var/lib/altyapi/backup-server")
FORMAT = 1
KINDS = ("data", "index", "snapshots", "keys")
NAME = re.compile(r"[0-9a-f]{64}")
READ_BYTES = 1 << 20
ARRIVING_S = 3600
"""A file that was touched so few seconds ago may still be on its way in: it is not judged before the next time."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="altyapi-backup-server", description=__doc__)
    parser.add_argument("action", choices=["verify", "report", "settle"])
    parser.add_argument("--settings", type=Path, default=SETTINGS, help="default: %(default)s")
    parser.add_argument("--state", type=Path, default=STATE, help="default: %(default)s")
    given = parser.parse_args()
    settings = json.loads(given.settings.read_text("utf-8"))
    syslog.openlog("altyapi-backup-server", facility=syslog.LOG_DAEMON)
    return {"verify": verify, "report": report, "settle": settle}[given.action](settings, given.state)


def verify(settings: dict, state: Path) -> int:
    """Read every file; tell those that do not bear their content's name, and those with no place here."""
    started = now()
    repositories = list(found(Path(settings["repositories"])))
    damaged: list[str] = []
    files = read = 0
    for repository in repositories:
        if not (repository / "config").is_file():
            damaged.append(f"{repository}/config")
        for file in held(repository):
            try:
                digest, size = sha256(file)
            except FileNotFoundError:  # pruned meanwhile
                continue
            files, read = files + 1, read + size
            if digest != file.name and time.time() - file.stat().st_mtime > ARRIVING_S:
                damaged.append(str(file))
                tell("damaged", file=str(file))
    result = {
        "started": started, "ended": now(), "files": files, "bytes": read, "repositories": len(repositories),
        "damaged": damaged,
    }  # fmt: skip
    write(state / "verified.json", result)
    tell("verified", files=files, bytes=read, damaged=len(damaged))
    report(settings, state)
    return 2 if damaged else 0


def settle(settings: dict, state: Path) -> int:
    """No client was told that such a file is kept, so none counts on it; it is moved out of the way and not removed."""
    del state
    root = Path(settings["repositories"])
    written = [(file.stat().st_mtime, file) for repository in found(root) for file in held(repository)]
    ended = max((seconds for seconds, _ in written), default=0.0)
    for seconds, file in written:
        if seconds > ended - ARRIVING_S and sha256(file)[0] != file.name:
            aside = root / ".torn" / f"{stamp(seconds)}-{file.name}"
            aside.parent.mkdir(mode=0o700, exist_ok=True)
            file.rename(aside)
            tell("torn", file=str(file), aside=str(aside))
    return 0


def report(settings: dict, state: Path) -> int:
    """Room, and each client's repository by what its files tell."""
    root = Path(settings["repositories"])
    room = os.statvfs(root)
    total, left = room.f_blocks * room.f_frsize, room.f_bavail * room.f_frsize
    percent = round(100 * (total - left) / total) if total else 0
    clients = {}
    for repository in found(root):
        snapshots = [file.stat().st_mtime for file in held(repository, ("snapshots",))]
        clients[str(repository.relative_to(root))] = {
            "bytes": sum(file.stat().st_size for file in held(repository)),
            "snapshots": len(snapshots),
            "last": stamp(max(snapshots)) if snapshots else None,
        }
    verified = state / "verified.json"
    made = {
        "format": FORMAT, "host": os.uname().nodename, "made": now(), "total_bytes": total, "used_bytes": total - left,
        "percent": percent, "full": percent > settings["full_percent"], "clients": clients,
        "verified": json.loads(verified.read_text("utf-8")) if verified.exists() else None,
    }  # fmt: skip
    write(state / "report.json", made)
    if made["full"]:
        tell("full", percent=percent, left_bytes=left)
    wrong = made["full"] or bool(made["verified"] and made["verified"]["damaged"])
    say(json.dumps(made, ensure_ascii=False, indent=1))
    return 2 if wrong else 0


def found(root: Path) -> list[Path]:
    """Every repository, at whatever depth below the clients' own folders."""
    repositories = []
    for folder, names, _ in os.walk(root):
        names[:] = sorted(set(names) - {".torn"})
        if "data" in names and "snapshots" in names:
            repositories.append(Path(folder))
            names.clear()
    return sorted(repositories)


def held(repository: Path, kinds: tuple = KINDS):
    """Its files; what is being written has another name until it is whole."""
    for kind in kinds:
        for folder, names, files in os.walk(repository / kind):
            names.sort()
            for name in sorted(files):
                if NAME.fullmatch(name):
                    yield Path(folder) / name


def sha256(file: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as stream:
        while block := stream.read(READ_BYTES):
            digest.update(block)
            size += len(block)
        if hasattr(os, "posix_fadvise"):  # a backup server has better uses for its memory
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return digest.hexdigest(), size


def write(file: Path, content: dict) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_name(f".{file.name}.new")
    with partial.open("w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    partial.chmod(0o644)
    partial.replace(file)


def tell(event: str, **fields: object) -> None:
    quiet = event == "torn" or (event == "verified" and not fields["damaged"])
    level = syslog.LOG_INFO if quiet else syslog.LOG_ALERT
    syslog.syslog(level, f"{event} {json.dumps(fields, ensure_ascii=False)}")


def say(words: str, stream=sys.stdout) -> None:
    print(words, file=stream, flush=True)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def stamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError, KeyError) as error:
        say(f"altyapi-backup-server: {error}", sys.stderr)
        sys.exit(1)
