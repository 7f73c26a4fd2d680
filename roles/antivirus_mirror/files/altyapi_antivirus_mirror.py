#!/usr/bin/python3
"""Signature databases for the intranet, carried in by hand. Reads /etc/altyapi/antivirus-mirror.json; only the standard library.

altyapi-antivirus-mirror make FOLDER --key KEY --out FILE   where there is internet: a signed bundle of a folder of databases
altyapi-antivirus-mirror check FILE                         what a bundle holds, if its signature is good
altyapi-antivirus-mirror install [FILE]                     check it, then serve it; without FILE whatever lies in the inbox

A bundle is a tar of `manifest.json` (time of making; name, size and SHA-256 of every database), `manifest.json.sig` (an SSH
signature over the manifest, ssh-keygen -Y) and the databases. Nothing of it is served before all of that holds.
"""

import argparse
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import syslog
import tarfile
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

CONFIG = Path("/etc/altyapi/antivirus-mirror.json")
NAMESPACE = "altyapi-antivirus"
NAME = re.compile(
    r"^[A-Za-z0-9][A-Za-z0-9._-]*\.(cvd|cld|cdiff|hdb|hsb|mdb|msb|ndb|ldb|ftm|ign2|fp|sfp|yar|cbc|sign|cdb)$"
)
DONE, REFUSED, AGAIN = 0, 1, 3
LARGEST = 4 * 2**30
"""Bytes of all databases together; official ones are some 300 MB."""
COPYING_S = 60
"""Seconds without a change after which a bundle that has no end is no longer being copied."""
END = bytes(2 * tarfile.BLOCKSIZE)


class RefusedError(Exception):
    """A bundle that is not served, with why."""


def say(words, stream=None):
    print(words, file=stream)


def make(folder, key, target):
    files = sorted(file for file in folder.iterdir() if file.is_file() and NAME.match(file.name))
    if not files:
        raise RefusedError(f"no database in {folder}")
    manifest = {
        "format": 1,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "files": [{"name": one.name, "size": one.stat().st_size, "sha256": digest(one)} for one in files],
    }
    with tempfile.TemporaryDirectory() as place:
        written = Path(place, "manifest.json")
        written.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", "utf-8")
        command = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", NAMESPACE, str(written)]
        subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
        partial = target.with_name(f".{target.name}.partial")
        with tarfile.open(partial, "w") as bundle:
            for one in (written, written.with_name("manifest.json.sig"), *files):
                bundle.add(one, arcname=one.name, recursive=False)
        partial.replace(target)
    return manifest


def digest(file):
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def opened(file, place, signers):
    """Unpack into `place` what the signed manifest names, and only that. Gives the manifest. Raises RefusedError."""
    try:
        with tarfile.open(file, "r:") as bundle:
            members = {}
            for member in bundle:
                if not member.isfile() or "/" in member.name or member.name in members:
                    raise RefusedError(f"not a plain file, or twice: {member.name}")
                members[member.name] = member
            for name in ("manifest.json", "manifest.json.sig"):
                if name not in members or members[name].size > 2**20:
                    raise RefusedError(f"not there, or too large: {name}")
                _unpack(bundle, members.pop(name), place)
            signer = _signer(place, signers)
            manifest = json.loads((place / "manifest.json").read_text("utf-8"))
            named = {one["name"]: one for one in manifest["files"]}
            if set(named) != set(members) or not all(map(NAME.match, named)):
                raise RefusedError("the manifest names other files than the bundle holds")
            if manifest["format"] != 1 or sum(one["size"] for one in named.values()) > LARGEST:
                raise RefusedError("another format, or too large")
            if not believable(manifest["made"]):
                raise RefusedError(
                    f"made when it is not yet, by this machine's clock, or in no zone: {manifest['made']}"
                )
            for name, one in named.items():
                if members[name].size != one["size"]:
                    raise RefusedError(f"other size than signed: {name}")
                _unpack(bundle, members[name], place)
                if digest(place / name) != one["sha256"]:
                    raise RefusedError(f"other content than signed: {name}")
    except (tarfile.TarError, ValueError, KeyError, TypeError, EOFError) as error:
        raise RefusedError(f"not a bundle: {error}") from error
    return manifest | {"signer": signer}


def believable(made):
    """A time of a zone that has been, but for the difference of two clocks. Raises ValueError and TypeError."""
    at = datetime.fromisoformat(made)
    return at.tzinfo is not None and at <= datetime.now(UTC) + timedelta(days=1)


def _unpack(bundle, member, place):
    source = bundle.extractfile(member)
    with (place / member.name).open("wb") as target:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())


def _signer(place, signers):
    signature = str(place / "manifest.json.sig")
    asked = ["ssh-keygen", "-Y", "find-principals", "-s", signature, "-f", str(signers)]
    found = subprocess.run(asked, capture_output=True, check=False)
    if found.returncode != 0:
        raise RefusedError("signed by nobody who may")
    principal = found.stdout.decode().split("\n")[0].strip()
    command = ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", principal, "-n", NAMESPACE, "-s", signature]
    with (place / "manifest.json").open("rb") as stream:
        if subprocess.run(command, stdin=stream, capture_output=True, check=False).returncode != 0:
            raise RefusedError("the signature does not hold")
    return principal


def install(file, config):
    """Serve a bundle: its folder complete and on disk first, then one rename. Raises RefusedError; what is served then stays."""
    root = Path(config["dir"])
    releases, current = root / "releases", root / "current"
    for torn in releases.glob(".*"):  # of a run that was killed: no other is at work, the lock is held
        shutil.rmtree(torn, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=releases, prefix=".new-") as name:
        place = Path(name)
        manifest = opened(file, place, config["signers"])
        served = current / "manifest.json"
        if served.exists():
            before = json.loads(served.read_text("utf-8"))["made"]
            if believable(before) and datetime.fromisoformat(manifest["made"]) < datetime.fromisoformat(before):
                raise RefusedError(f"older than what is served: {manifest['made']} before {before}")
        release = releases / f"{manifest['made'].replace(':', '')}-{digest(place / 'manifest.json')[:12]}"
        if not release.exists():
            for one in place.iterdir():
                one.chmod(0o644)
            copied = releases / f".{release.name}"
            shutil.copytree(place, copied)
            copied.chmod(0o755)
            os.sync()
            copied.rename(release)
    if current.resolve() != release:
        link = root / ".current"
        link.unlink(missing_ok=True)
        link.symlink_to(release.relative_to(root))
        link.replace(current)
        os.sync()
    others = sorted(one for one in releases.iterdir() if not one.name.startswith(".") and one != release)
    for old in others[: max(0, len(others) + 1 - config["keep"])]:
        shutil.rmtree(old)
    return manifest


def main():
    parser = argparse.ArgumentParser(prog="altyapi-antivirus-mirror", description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    maker = commands.add_parser("make")
    maker.add_argument("folder", type=Path)
    maker.add_argument("--key", type=Path, required=True)
    maker.add_argument("--out", type=Path, required=True)
    commands.add_parser("check").add_argument("file", type=Path)
    commands.add_parser("install").add_argument("file", type=Path, nargs="?")
    for one in commands.choices.values():
        one.add_argument("--config", type=Path, default=CONFIG)
    given = parser.parse_args()
    syslog.openlog("altyapi-antivirus-mirror")
    try:
        if given.command == "make":
            told(make(given.folder, given.key, given.out))
            return DONE
        config = json.loads(given.config.read_text("utf-8"))
        if given.command == "check":
            with tempfile.TemporaryDirectory() as place:
                told(opened(given.file, Path(place), config["signers"]))
            return DONE
        with Path(config["dir"], ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return arrived(config) if given.file is None else served(given.file, config)
    except (RefusedError, OSError, subprocess.CalledProcessError) as error:
        say(f"refused: {error}", sys.stderr)
        return REFUSED


def served(file, config):
    manifest = install(file, config)
    syslog.syslog(syslog.LOG_NOTICE, f"serving {file.name} made {manifest['made']} signed by {manifest['signer']}")
    told(manifest)
    return DONE


def arrived(config):
    """Every bundle of the inbox, the oldest first; what is refused is put aside with why. What can't be read or written for now (a
    full disk), or is still being copied, stays in the inbox for the next try and holds up no other; REFUSED and AGAIN tell one from
    the other, AGAIN where there was both."""
    inbox, codes = Path(config["inbox"]), {DONE}
    for file in sorted(inbox.glob("*.tar"), key=lambda one: one.lstat().st_mtime):
        try:
            copying = growing(file)  # as it is now: a moment later it may be whole
            if not file.is_file():
                raise RefusedError("not a file")
            served(file, config)
            file.unlink()
        except OSError as error:
            codes.add(_waits(file, error))
        except RefusedError as error:
            if copying:
                codes.add(_waits(file, "it is still being copied"))
                continue
            codes.add(REFUSED)
            syslog.syslog(syslog.LOG_ERR, f"refused {file.name}: {error}")
            say(f"refused: {file.name}: {error}", sys.stderr)
            file.replace(inbox / f"{file.name}.refused")
            (inbox / f"{file.name}.refused.txt").write_text(f"{error}\n", "utf-8")
    return max(codes)


def _waits(file, why):
    syslog.syslog(syslog.LOG_ERR, f"not yet served {file.name}: {why}")
    say(f"not yet served: {file.name}: {why}", sys.stderr)
    return AGAIN


def growing(file):
    """Whether somebody may still be copying it: it has no end yet, and was written to not long ago."""
    if not file.is_file() or time.time() - file.stat().st_mtime > COPYING_S:
        return False
    with file.open("rb") as stream:
        stream.seek(max(0, file.stat().st_size - len(END)))
        return stream.read() != END


def told(manifest):
    say(f"made {manifest['made']}" + (f", signed by {manifest['signer']}" if "signer" in manifest else ""))
    for one in manifest["files"]:
        say(f"{one['sha256']}  {one['size']:>11}  {one['name']}")


if __name__ == "__main__":
    sys.exit(main())
