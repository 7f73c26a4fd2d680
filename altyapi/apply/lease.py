"""One lease per device: whoever holds it may change the device; it dies with its process, however that dies.

A lease is a POSIX lock (flock) on `<state_dir>/leases/<device>.lease`; the file's content says who holds it. Put `state_dir`
on a file system that all operators share (it must honour flock across hosts, as NFSv4 does) to have leases across hosts.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from altyapi.errors import EngineError
from netbox_sync.model import Frozen


class LeaseHeld(EngineError):
    code = "APL-001"
    en = "Device already being changed: {device}: held by {holder} (run {run}, since {since}, process {pid} on {host})."
    tr = "Cihaz şu anda değiştiriliyor: {device}: elinde tutan: {holder} (çalıştırma {run}, başlangıç {since}, süreç {pid}, makine {host})."
    en_remedy = "Wait for that run to end, then run the same command again; it goes on where it stopped."
    tr_remedy = "O çalıştırmanın bitmesini bekleyin, sonra aynı komutu yeniden çalıştırın; kaldığı yerden sürer."


class Holder(Frozen):
    holder: str
    run: str
    since: str
    pid: int
    host: str


@contextmanager
def lease(folder: Path, device: str, *, holder: str, run: str, since: str, wait_s: float = 0.0) -> Iterator[None]:
    """Hold the device's lease inside the block. Raises LeaseHeld, saying who has it.

    A worker of the same run (left over when its parent was killed) is waited for, up to `wait_s` seconds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / f"{device}.lease", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    deadline = time.monotonic() + wait_s
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                found = _holder(descriptor)
                if found["run"] not in {run, "?"} or time.monotonic() >= deadline:
                    raise LeaseHeld(device=device, **found) from None
                time.sleep(0.05)
        me = Holder(holder=holder, run=run, since=since, pid=os.getpid(), host=socket.gethostname())
        content = me.model_dump_json().encode()
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, content, 0)
        yield
    finally:
        os.close(descriptor)


def under_way(folder: Path, run: str) -> bool:
    """Whether a process that works on the run holds one of its leases; it is asked by taking them for an instant, so that
    processes of other hosts count too."""
    return any(_held(file, run) for file in folder.glob("*.lease"))


def _held(file: Path, run: str) -> bool:
    descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if _holder(descriptor)["run"] != run:
            return False
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _holder(descriptor: int) -> dict[str, object]:
    try:
        found = json.loads(os.pread(descriptor, 4096, 0))
        return dict(Holder.model_validate(found).model_dump())
    except ValueError:  # taken this instant, not yet signed
        return {"holder": "?", "run": "?", "since": "?", "pid": "?", "host": "?"}
