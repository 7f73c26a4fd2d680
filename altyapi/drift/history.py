"""Since when each differing line is there: an append-only file of JSON lines, and the last reading of each device beside it.

`<state_dir>/drift/history.jsonl` has one line when a difference is first seen, and one when it is gone:

```
{"op":"seen","at":…,"after":…,"device":…,"kind":"managed","line":"+ ntp server 10.60.0.5"}
{"op":"gone","at":…,"device":…,"kind":"managed","line":"+ ntp server 10.60.0.5"}
```

`readings.json` can be lost: then the next reading does not know when the one before was, and nothing else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from altyapi.drift.model import DeviceDrift, Drift, Kind, Line, Who
from altyapi.errors import EngineError
from altyapi.moment import Moment
from netbox_sync.canonical import canonical, canonical_line
from netbox_sync.files import held, write_atomically
from netbox_sync.model import Frozen

Key = tuple[str, Kind, str]
"""Device, kind, sign and text."""
MOMENT: TypeAdapter[str] = TypeAdapter(Moment)
LAST: TypeAdapter[str] = TypeAdapter(Moment | Literal[""])


class HistoryDamaged(EngineError):
    code = "DRF-001"
    en = "The drift history can't be read: {file}: line {line}: {problem}."
    tr = "Sapma geçmişi okunamıyor: {file}: satır {line}: {problem}."
    en_remedy = "Restore it from a backup, or move it away: then every difference counts as first seen at the next run."
    tr_remedy = (
        "Yedekten geri getirin ya da kaldırın: o zaman her fark bir sonraki çalıştırmada ilk kez görülmüş sayılır."
    )


class Reading(Frozen):
    """A device as it was read last."""

    read: Moment
    netbox_id: int = 0
    since: str = ""  # of its oldest managed difference; empty: none
    managed: tuple[str, ...] = ()
    unmanaged: int = 0
    who: Who = Who()


class Readings(Frozen):
    devices: dict[str, Reading] = {}


class History:
    """The files in that folder. Several processes may use it: each takes it for the moment of its writing."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "history.jsonl"
        self.readings_file = folder / "readings.json"

    def readings(self) -> Readings:
        """The last reading of each device. One that can't be read is none."""
        try:
            return Readings.model_validate_json(self.readings_file.read_bytes())
        except (OSError, ValidationError):
            return Readings()

    def dated(self, devices: Sequence[DeviceDrift], at: str) -> tuple[DeviceDrift, ...]:
        """The same with the time since when each line is there; new lines are dated now. Writes nothing.

        Raises HistoryDamaged.
        """
        seen, readings = self._standing(), self.readings().devices
        dated: list[DeviceDrift] = []
        for one in devices:
            before = readings[one.device].read if one.device in readings else ""
            dated.append(
                one.model_copy(
                    update={
                        "managed": _dated(one.device, "managed", one.managed, seen, at, before),
                        "unmanaged": _dated(one.device, "unmanaged", one.unmanaged, seen, at, before),
                    }
                )
            )
        return tuple(dated)

    def remembered(self, devices: Sequence[DeviceDrift]) -> tuple[DeviceDrift, ...]:
        """The same; where no log tells any more who it was, and it is the same difference still, what was known of it."""
        readings = self.readings().devices
        made: list[DeviceDrift] = []
        for one in devices:
            before = readings.get(one.device)
            same = before is not None and before.managed == tuple(line.key for line in one.managed)
            known = before is not None and same and before.who.certainty != "unknown"
            if before is not None and known and one.who.certainty == "unknown":
                made.append(one.model_copy(update={"who": before.who}))
            else:
                made.append(one)
        return tuple(made)

    def keep(self, drift: Drift) -> None:
        """Write what is new and what is gone, then the readings. Killed in between, the next run writes the rest."""
        with self._locked() as descriptor:
            seen = self._standing()
            now = {key: line for one in drift.devices for key, line in _keys(one)}
            read = frozenset(drift.read)
            news = [
                {"op": "seen", "at": line.since, "after": line.after, **_named(key)}
                for key, line in now.items()
                if key not in seen
            ]
            gone = [
                {"op": "gone", "at": drift.created, **_named(key)} for key in seen if key[0] in read and key not in now
            ]
            _append(descriptor, [*news, *gone])
            of = {one.device: one for one in drift.devices}
            readings = dict(self.readings().devices)
            for name in drift.read:
                readings[name] = _reading(of.get(name), drift.created)
            write_atomically(self.readings_file, canonical(Readings(devices=readings).model_dump(mode="json")))

    def _standing(self) -> dict[Key, tuple[str, str]]:
        """What was there at the last reading: since when, and the reading before."""
        found: dict[Key, tuple[str, str]] = {}
        if not self.file.is_file():
            return found
        content = self.file.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]  # the rest was torn by a crash: it was told to nobody
        for number, line in enumerate(whole.splitlines(), start=1):
            try:
                entry = json.loads(line)
                key: Key = (entry["device"], entry["kind"], entry["line"])
                if entry["op"] == "seen":
                    found.setdefault(key, (MOMENT.validate_python(entry["at"]), LAST.validate_python(entry["after"])))
                else:
                    found.pop(key, None)
            except (ValueError, KeyError, TypeError) as error:
                raise HistoryDamaged(file=self.file, line=number, problem=type(error).__name__) from error
        return found

    @contextmanager
    def _locked(self) -> Iterator[int]:
        with held(self.file, append=True) as descriptor:
            content = self.file.read_bytes()
            if not content.endswith(b"\n"):
                os.ftruncate(descriptor, content.rfind(b"\n") + 1)
            yield descriptor


def _append(descriptor: int, entries: Sequence[dict[str, Any]]) -> None:
    data = b"".join(canonical_line(entry) + b"\n" for entry in entries)
    while data:
        data = data[os.write(descriptor, data) :]
    os.fsync(descriptor)


def _dated(
    device: str, kind: Kind, lines: Sequence[Line], seen: dict[Key, tuple[str, str]], at: str, before: str
) -> tuple[Line, ...]:
    made: list[Line] = []
    for line in lines:
        since, after = seen.get((device, kind, line.key), (at, before))
        made.append(line.model_copy(update={"since": since, "after": after}))
    return tuple(made)


def _keys(one: DeviceDrift) -> Iterator[tuple[Key, Line]]:
    for line in one.managed:
        yield (one.device, "managed", line.key), line
    for line in one.unmanaged:
        yield (one.device, "unmanaged", line.key), line


def _named(key: Key) -> dict[str, str]:
    return {"device": key[0], "kind": key[1], "line": key[2]}


def _reading(one: DeviceDrift | None, at: str) -> Reading:
    if one is None:
        return Reading(read=at)
    return Reading(
        read=at,
        netbox_id=one.netbox_id,
        since=one.since,
        managed=tuple(line.key for line in one.managed),
        unmanaged=len(one.unmanaged),
        who=one.who,
    )
