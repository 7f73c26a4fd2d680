"""Host keys: a known_hosts file in OpenSSH's format, kept with the inventory; no key is ever trusted silently.

Format: sshd(8), section "SSH_KNOWN_HOSTS FILE FORMAT". Read: plain and hashed names, `[host]:port`, wildcards, negation
and `@revoked`. Written: one plain `[host]:port` (or `host`, for port 22) line per key, sorted.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import hashlib
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from altyapi.device.contract import Target
from altyapi.device.errors import HostKeyChanged, KnownHostsUnreadable, UnknownHostKey
from netbox_sync.files import write_atomically
from netbox_sync.model import Frozen


class HostKey(Frozen):
    """A public host key as known_hosts writes it."""

    type: str
    blob: str  # base64 of the key's wire form

    @property
    def fingerprint(self) -> str:
        """As `ssh-keygen -lf` prints it: SHA256:<base64 without padding>."""
        digest = hashlib.sha256(base64.b64decode(self.blob)).digest()
        return "SHA256:" + base64.b64encode(digest).decode("ascii").rstrip("=")


def name_of(target: Target) -> str:
    """The device's name in known_hosts: `host` on port 22, otherwise `[host]:port`."""
    host = target.host.lower()
    return host if target.port == 22 else f"[{host}]:{target.port}"


class _File:
    """A parsed known_hosts file: plain names are a dictionary, so that 20,000 lines cost nothing per lookup."""

    def __init__(self, text: str) -> None:
        self.plain: dict[str, list[HostKey]] = {}
        self.hashed: list[tuple[bytes, bytes, HostKey]] = []
        self.patterns: list[tuple[tuple[str, ...], HostKey]] = []
        self.revoked: set[str] = set()
        for line in text.splitlines():
            self._read(line)

    def _read(self, line: str) -> None:
        fields = line.split()
        if not fields or fields[0].startswith("#"):
            return
        marker = fields.pop(0) if fields[0].startswith("@") else ""
        if len(fields) < 3 or marker == "@cert-authority":
            return
        key = HostKey(type=fields[1], blob=fields[2])
        if marker == "@revoked":
            self.revoked.add(key.blob)
        elif fields[0].startswith("|1|"):
            salt, digest = fields[0].split("|")[2:4]
            self.hashed.append((base64.b64decode(salt), base64.b64decode(digest), key))
        elif any(character in fields[0] for character in "*?!"):
            self.patterns.append((tuple(fields[0].lower().split(",")), key))
        else:
            for name in fields[0].lower().split(","):
                self.plain.setdefault(name, []).append(key)

    def keys(self, name: str) -> list[HostKey]:
        found = list(self.plain.get(name, ()))
        found += [
            key
            for salt, digest, key in self.hashed
            if hmac.compare_digest(hmac.new(salt, name.encode(), hashlib.sha1).digest(), digest)
        ]
        found += [key for patterns, key in self.patterns if _matches(name, patterns)]
        return found


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    # brackets are part of `[host]:port`, not a character class as fnmatch has them
    def fits(pattern: str) -> bool:
        return fnmatchcase(name, pattern.replace("[", "[[]"))

    if any(pattern.startswith("!") and fits(pattern[1:]) for pattern in patterns):
        return False
    return any(not pattern.startswith("!") and fits(pattern) for pattern in patterns)


@lru_cache(maxsize=8)
def _parsed(path: Path, _mtime_ns: int, _size: int, _inode: int) -> _File:
    return _File(path.read_text("utf-8"))


def _load(target: Target) -> _File:
    path = target.known_hosts
    try:
        state = path.stat()
        return _parsed(path, state.st_mtime_ns, state.st_size, state.st_ino)
    except FileNotFoundError:
        return _File("")
    except (OSError, ValueError, binascii.Error) as error:
        raise KnownHostsUnreadable(device=target.name, known_hosts=path, detail=error) from error


def known(target: Target) -> tuple[HostKey, ...]:
    """The keys on record for this device, in the file's order."""
    return tuple(_load(target).keys(name_of(target)))


def check(target: Target, shown: HostKey) -> None:
    """Raise UnknownHostKey or HostKeyChanged unless this very key is on record for the device."""
    file = _load(target)
    recorded = file.keys(name_of(target))
    if shown in recorded and shown.blob not in file.revoked:
        return
    fields: dict[str, object] = {
        "device": target.name,
        "address": name_of(target),
        "key_type": shown.type,
        "fingerprint": shown.fingerprint,
        "known_hosts": target.known_hosts,
    }
    if recorded or shown.blob in file.revoked:
        kept = ", ".join(f"{key.type} {key.fingerprint}" for key in recorded) or "@revoked"
        raise HostKeyChanged(recorded=kept, **fields)
    raise UnknownHostKey(**fields)


def record(target: Target, key: HostKey) -> bool:
    """Write the key to the target's known_hosts, atomically and under a lock; False when it was there already.

    Raises HostKeyChanged when another key is on record: taking that one out is a person's deliberate act.
    """
    path = target.known_hosts
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _locked(path):
            if known(target):
                check(target, key)
                return False
            lines = path.read_text("utf-8").splitlines() if path.exists() else []
            lines.append(f"{name_of(target)} {key.type} {key.blob}")
            mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
            write_atomically(path, ("\n".join(_sorted(lines)) + "\n").encode(), mode)
            return True
    except OSError as error:
        raise KnownHostsUnreadable(device=target.name, known_hosts=path, detail=error) from error


def _sorted(lines: list[str]) -> list[str]:
    """Comments first, in their order, then entries by name: the file's history in git shows true changes only."""
    comments = [line for line in lines if line.startswith("#")]
    entries = {line for line in lines if line.strip() and not line.startswith("#")}
    return comments + sorted(entries)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One writer at a time, across threads and processes: a lock on the folder, which leaves no file behind."""
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
