"""What was last set of the secrets that devices don't show: per device and line, keyed digests, never values.

One JSON file; every change is a read, a change and an atomic replacement under a lock, so parallel applies don't lose
each other's entries. Among entries of one thing (the same SNMP user) the latest counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from altyapi.secrets.errors import LedgerUnreadable
from altyapi.secrets.reference import references
from altyapi.secrets.store import SecretStore
from netbox_sync.files import held, write_atomically
from netbox_sync.model import Frozen

IN_DOUBT = {"*": "in doubt"}
"""Digests that equal those of no line."""


class LedgerEntry(Frozen):
    """One line as it was last set, with references in the secrets' places."""

    line: str
    digests: dict[str, str]  # name of the secret to the keyed digest of its value
    at: str  # ISO 8601 with offset


class _Content(Frozen):
    schema_version: int = 1
    devices: dict[str, tuple[LedgerEntry, ...]] = {}


def digests(line: str, store: SecretStore) -> dict[str, str]:
    """The keyed digests of the secrets that a line refers to."""
    return {name: store.digest(name) for name in references(line)}


def _entry(line: str, values: dict[str, str]) -> LedgerEntry:
    return LedgerEntry(line=line.strip(), digests=values, at=datetime.now(UTC).isoformat(timespec="seconds"))


class SecretLedger:
    """The ledger in that file; a missing file is an empty ledger."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._read: tuple[tuple[int, int, int], _Content] | None = None

    def entries(self, device: str) -> tuple[LedgerEntry, ...]:
        """A device's entries, oldest first. Raises LedgerUnreadable."""
        return self._content().devices.get(device, ())

    def record(self, device: str, line: str, store: SecretStore) -> None:
        """Remember that this line (with references) was set on the device and confirmed; `no …` records its removal."""
        self._put(device, line, digests(line, store))

    def doubt(self, device: str, line: str) -> None:
        """Before such a line is sent: until `record` says that it was confirmed, nobody knows what the device holds, and
        a plan will set it again. Covers pushes that are reverted, rolled back or killed."""
        self._put(device, line, IN_DOUBT)

    def begin_anew(self, held: Mapping[str, Iterable[str]], store: SecretStore) -> None:
        """Remember these lines of these devices and nothing else of them: they were replaced, wiped or set up by other
        means, and what was set before no longer counts."""
        fresh = {device: tuple(_entry(line, digests(line, store)) for line in lines) for device, lines in held.items()}
        with self._locked():
            content = self._content()
            kept = {device: entries for device, entries in content.devices.items() if device not in fresh}
            self._write(content, kept | {device: entries for device, entries in fresh.items() if entries})

    def _put(self, device: str, line: str, values: dict[str, str]) -> None:
        entry = _entry(line, values)
        with self._locked():
            content = self._content()
            kept = tuple(old for old in content.devices.get(device, ()) if old.line != entry.line)
            self._write(content, {**content.devices, device: (*kept, entry)})

    def _write(self, content: _Content, devices: dict[str, tuple[LedgerEntry, ...]]) -> None:
        updated = content.model_copy(update={"devices": devices})
        text = json.dumps(updated.model_dump(), ensure_ascii=False, sort_keys=True, indent=1) + "\n"
        write_atomically(self.file, text.encode(), mode=0o600)

    def _content(self) -> _Content:
        try:
            state = self.file.stat()
        except FileNotFoundError:
            return _Content()
        stamp = (state.st_ino, state.st_mtime_ns, state.st_size)
        if self._read is None or self._read[0] != stamp:
            try:
                self._read = (stamp, _Content.model_validate_json(self.file.read_bytes()))
            except (OSError, ValidationError) as error:
                problem = error.strerror if isinstance(error, OSError) else "not a ledger"
                raise LedgerUnreadable(file=self.file, problem=problem) from error
        return self._read[1]

    def _locked(self) -> AbstractContextManager[int]:
        return held(self.file.with_name(f"{self.file.name}.lock"), mode=0o666)
