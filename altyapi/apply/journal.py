"""A run's journal: append-only JSON lines, each on disk before the step that it announces is taken.

The journal, not memory and not a queue, decides what a resumed run does. Events are written by several processes (Ansible
forks a worker per device): each line is one locked, fsync'd append. A line torn by a crash is skipped when reading and
closed off before the next append.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from altyapi.errors import EngineError
from netbox_sync.canonical import canonical_line
from netbox_sync.files import held
from netbox_sync.model import Frozen


class Event(Frozen):
    """One line. `device` is empty for events of the run as a whole."""

    time: str
    name: str
    device: str = ""
    detail: dict[str, Any] = {}


class JournalUnwritable(EngineError):
    code = "APL-040"
    en = "The run's journal can't be written: {file}: {problem}."
    tr = "Çalıştırmanın günlüğü yazılamıyor: {file}: {problem}."
    en_remedy = "Make room or correct the permissions, then run the same command again: it finds out what became of each device."
    tr_remedy = "Yer açın ya da izinleri düzeltin, sonra aynı komutu yeniden çalıştırın: her cihazın durumunu bulur."


class Journal:
    """Appends to and reads one run's journal file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def append(self, name: str, device: str = "", **detail: Any) -> Event:
        """Write one event and return only when it is on disk. `detail` holds no floats and no secrets.

        Raises JournalUnwritable: what the event announces must then not be begun.
        """
        event = Event(
            time=datetime.now().astimezone().isoformat(timespec="milliseconds"), name=name, device=device, detail=detail
        )
        line = canonical_line(event.model_dump(mode="json")) + b"\n"
        try:
            self._append(line)
        except OSError as error:
            raise JournalUnwritable(file=self.file, problem=error.strerror or str(error)) from error
        return event

    def events(self, device: str | None = None) -> list[Event]:
        """All events in order, or those of one device."""
        return [event for event in self._read() if device is None or event.device == device]

    def size(self) -> int:
        """Bytes written so far; an offset for `since`."""
        return self.file.stat().st_size if self.file.is_file() else 0

    def since(self, offset: int) -> tuple[list[Event], int]:
        """The whole lines written after that offset, and the offset to go on from."""
        if self.size() <= offset:
            return [], offset
        with self.file.open("rb") as stream:
            stream.seek(offset)
            new = stream.read()
        whole = new[: new.rfind(b"\n") + 1]
        return list(_events(whole)), offset + len(whole)

    def _append(self, line: bytes) -> None:
        with held(self.file, mode=0o644, append=True) as descriptor:
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                line = b"\n" + line
            if os.write(descriptor, line) != len(line):  # what is there is a torn line, which readers skip
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(descriptor)

    def _read(self) -> Iterator[Event]:
        if self.file.is_file():
            yield from _events(self.file.read_bytes())


def _events(content: bytes) -> Iterator[Event]:
    for line in content.split(b"\n"):
        try:
            yield Event.model_validate(json.loads(line))
        except ValueError:
            continue  # empty, or torn by a crash: what it announced was not begun
