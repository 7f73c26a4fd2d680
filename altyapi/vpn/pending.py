"""What was begun and may be half done: written down before NetBox is asked for anything, gone when all of it stands.

Each step is a file of its own, locked by the run that works on it. A run that was killed leaves its file unlocked: the next one finds
it, looks what came of it, and finishes it or takes it back. A private key is in none of them.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from pydantic import ValidationError

from altyapi.errors import EngineError
from altyapi.evidence.access import AccessAction
from altyapi.moment import Moment
from altyapi.vpn.peer import RETIRED, Peer, Provider
from netbox_sync.files import sync_folder, write_atomically
from netbox_sync.model import Frozen

AWAY: Final[tuple[AccessAction, ...]] = ("revoke", "expire")
"""The steps that take access away."""


class PendingUnreadable(EngineError):
    code = "VPN-030"
    en = "What was begun can't be read: {file}: {problem}"
    tr = "Başlanmış işlemin kaydı okunamıyor: {file}: {problem}"
    en_remedy = "Look at it by hand: it names the addresses and keys; compare NetBox with it, then remove the file."
    tr_remedy = "Elle bakılmalı: adresler ve anahtarlar içinde; NetBox ile karşılaştırılıp dosya kaldırılmalı."


class Wanted(Frozen):
    """One grant as it shall be. `netbox_id` and `address` are known once NetBox has given them; `changes`: the fields of NetBox that a
    step on a grant that stands sets, custom fields under `custom_fields`."""

    person: int
    person_id: str
    department: str
    profile: str
    provider: Provider
    public_key: str
    until: date | None
    evrak: str
    netbox_id: int = 0
    address: str = ""
    changes: dict[str, Any] = {}
    was_key: str = ""  # the key that a grant held before the step


class Step(Frozen):
    """`handed`: the pair was made here and its private half has reached its file, or none was made here. A grant whose key reached
    nobody is taken back. `cut`: the keys that its grants held before are cut off at once, and may not come back whatever becomes of the
    new ones."""

    id: str
    action: AccessAction
    at: Moment
    by: str
    reason: str
    evrak: str
    netbox_url: str
    grants: tuple[Wanted, ...]
    handed: bool = True
    cut: bool = False

    @property
    def gone(self) -> frozenset[str]:
        """The keys that it takes away."""
        if self.action in AWAY:
            return frozenset(one.public_key for one in self.grants)
        return frozenset(one.was_key for one in self.grants) if self.cut else frozenset()


def wanted(one: Peer, changes: dict[str, Any], **after: Any) -> Wanted:
    """A grant that stands as it shall be: `changes` are NetBox's fields, `after` what differs in the record."""
    held: dict[str, Any] = {
        "person": one.person or 0,
        "person_id": one.person_id,
        "department": one.department,
        "profile": one.profile,
        "provider": one.provider,
        "public_key": one.public_key,
        "until": one.until,
        "evrak": one.evrak,
    }
    return Wanted(
        netbox_id=one.netbox_id, address=one.address, was_key=one.public_key, changes=changes, **{**held, **after}
    )


def retired(one: Peer) -> Wanted:
    """Taken back, its record kept."""
    return wanted(one, {"status": RETIRED})


def new_id() -> str:
    return uuid4().hex


class Pending:
    """The folder of the steps."""

    def __init__(self, state_dir: Path) -> None:
        self.folder = state_dir / "vpn" / "pending"

    @contextmanager
    def begin(self, step: Step) -> Iterator[Path]:
        """Writes it down and holds it; whoever ends it calls `done`."""
        file = self.folder / f"{step.id}.json"
        self.folder.mkdir(parents=True, exist_ok=True)
        with _locked(file.with_suffix(".lock")):  # held for sure: nobody else knows the new name
            write_atomically(file, _content(step), 0o600)
            yield file

    def update(self, step: Step) -> None:
        write_atomically(self.folder / f"{step.id}.json", _content(step), 0o600)

    def done(self, step: Step) -> None:
        (self.folder / f"{step.id}.json").unlink(missing_ok=True)
        sync_folder(self.folder)

    @contextmanager
    def take(self, file: Path) -> Iterator[Step | None]:
        """The step of that file to be gone on with; None where its run still works on it, or it is done. Raises
        PendingUnreadable."""
        with _locked(file.with_suffix(".lock")) as held:
            yield read(file) if held and file.is_file() else None

    def files(self) -> tuple[Path, ...]:
        return tuple(sorted(self.folder.glob("*.json"))) if self.folder.is_dir() else ()


def read(file: Path) -> Step:
    """Raises PendingUnreadable."""
    try:
        return Step.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise PendingUnreadable(file=file, problem=str(error).split("\n", 1)[0]) from error


def _content(step: Step) -> bytes:
    return step.model_dump_json(indent=1).encode()


@contextmanager
def _locked(file: Path) -> Iterator[bool]:
    """Whether this process has the lock. The lock's file goes once its step is gone: nobody looks for that any more."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
        if not file.with_suffix(".json").exists():
            with suppress(FileNotFoundError):
                file.unlink()
    finally:
        os.close(descriptor)
