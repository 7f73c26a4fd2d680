"""What a run has sent to NetBox and what came back: an append-only file of JSON lines, each on disk before work goes on.

```
{"op":"begin","at":…,"run":…,"netbox":…,"message":…,"operations":…}
{"op":"sent","at":…,"run":…,"chunk":1,"action":"create","endpoint":"dcim/devices","objects":[…]}
{"op":"got","at":…,"run":…,"chunk":1,"ids":[…]}       or "lost" (no answer), "refused" (an answer that says no)
{"op":"end","at":…,"run":…,"result":"whole"}          or "partial", "stopped"
```

A `sent` without its answer is a request of a process that died: NetBox may still be working on it. The next run is told of
it (`unanswered`) and looks before it writes there.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from netbox_sync.desired.faults import ApplyBusy, ProgressDamaged
from netbox_sync.files import held, sync_folder


@dataclass(frozen=True)
class Unanswered:
    """A request whose answer nobody saw."""

    endpoint: str
    at: datetime


class Journal:
    """The file at `path`; made on first use, mode 0600. One run at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.run = ""
        self.unanswered: tuple[Unanswered, ...] = ()
        self._descriptor = -1
        self._chunks = 0
        self._guard = threading.Lock()

    @contextmanager
    def running(self, run: str, **told: Any) -> Iterator[Journal]:
        """Holds the file for one run; raises ApplyBusy at once where another has it, and ProgressDamaged."""
        made = not self.path.exists()
        with held(self.path, append=True, busy=ApplyBusy(path=self.path)) as descriptor:
            self._descriptor = descriptor
            try:
                if made:
                    sync_folder(self.path.parent)
                self.unanswered = self._read()
                self.run, self._chunks = run, 0
                self._write({"op": "begin", **told})
                yield self
            finally:
                self._descriptor = -1

    def sent(self, action: str, endpoint: str, objects: list[str]) -> int:
        """Notes that a request is about to leave; gives its number."""
        with self._guard:
            self._chunks += 1
            number = self._chunks
        self._write({"op": "sent", "chunk": number, "action": action, "endpoint": endpoint, "objects": objects})
        return number

    def got(self, chunk: int, ids: list[int]) -> None:
        """Notes what a request has made or changed."""
        self._write({"op": "got", "chunk": chunk, "ids": ids})

    def failed(self, chunk: int, op: str, detail: str) -> None:
        """Notes that a request was refused (`refused`) or got no answer (`lost`)."""
        self._write({"op": op, "chunk": chunk, "detail": detail[:300]})

    def end(self, result: str, **told: Any) -> None:
        """Notes how the run ended."""
        self._write({"op": "end", "result": result, **told})

    def _write(self, line: dict[str, Any]) -> None:
        head = {"op": line["op"], "at": datetime.now(UTC).isoformat(timespec="milliseconds"), "run": self.run}
        data = (json.dumps({**head, **line}, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
        with self._guard:
            while data:
                data = data[os.write(self._descriptor, data) :]
            os.fsync(self._descriptor)

    def _read(self) -> tuple[Unanswered, ...]:
        """What the last run left without an answer; a torn last line is cut off, as nobody was promised it."""
        with os.fdopen(os.dup(self._descriptor), "rb") as stream:
            stream.seek(0)
            data = stream.read()
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            os.ftruncate(self._descriptor, len(whole))
        open_: dict[tuple[str, int], Unanswered] = {}
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                entry = json.loads(line)
                if entry["op"] == "sent":
                    # a run sends only once it has waited for those before it
                    open_ = {key: one for key, one in open_.items() if key[0] == entry["run"]}
                    at = datetime.fromisoformat(entry["at"])
                    open_[entry["run"], entry["chunk"]] = Unanswered(entry["endpoint"], at)
                elif entry["op"] in {"got", "refused"}:
                    open_.pop((entry["run"], entry["chunk"]), None)
            except (ValueError, KeyError, TypeError) as error:
                raise ProgressDamaged(path=self.path, line=number, detail=type(error).__name__) from error
        return tuple(open_.values())
