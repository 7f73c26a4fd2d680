"""What waits to be written to NetBox: an append-only file of JSON lines, each on disk before the call returns.

```
{"op":"put","at":…,"item":{…}}                   wants to be written
{"op":"try","at":…,"key":…}                      a request is about to leave (its answer may get lost)
{"op":"end","at":…,"key":…,"result":"delivered"}  or "conflict", with what was found
{"op":"again","at":…,"key":…}                    a conflict shall be tried once more
{"op":"settle","at":…,"key":…,"keep":"netbox","by":…,"reason":…,"left":[…]}   a person decided: these fields stay as they are
{"op":"settle",…,"keep":"ours","over":{…}}       or: ours is written over these values, and over no others
```

A process that dies in the middle of a line leaves a line without its end: it was never promised to anyone, and the next
reader cuts it off. Writers exclude each other for the moment of a write; deliverers exclude each other for a delivery.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import Field, TypeAdapter

from netbox_sync import faults
from netbox_sync.files import held, sync_folder
from netbox_sync.model import Frozen
from netbox_sync.writeback.fieldchange import FieldChange
from netbox_sync.writeback.journal import JournalEntry

Item = Annotated[JournalEntry | FieldChange, Field(discriminator="item")]
_ITEM: Final[TypeAdapter[JournalEntry | FieldChange]] = TypeAdapter(Item)


DEVICE: Final = "device"


class FieldFault(Frozen):
    """One reason why an item was not written."""

    field: str  # empty where the whole item was refused; DEVICE where not exactly one has the wanted name
    wanted: Any = None
    found: Any = None  # of DEVICE: the ids of those that have it
    detail: str = ""  # NetBox's words, where it refused

    @property
    def is_entry(self) -> bool:
        """Whether somebody's entry stands in the way: there are two values to decide between."""
        return self.field not in ("", DEVICE) and not self.detail


class Conflict(Frozen):
    """An item that will not be written; a person decides."""

    item: Item
    faults: tuple[FieldFault, ...]

    @property
    def entries(self) -> dict[str, Any]:
        """The fields that hold somebody's entry, with what was found there."""
        return {fault.field: fault.found for fault in self.faults if fault.is_entry}


Keep = Literal["netbox", "ours"]


class Settlement(Frozen):
    """How a person settled a conflict."""

    keep: Keep
    by: str
    reason: str
    at: str  # ISO 8601 with offset
    over: dict[
        str, Any
    ] = {}  # field to the value that may be written over, of this and earlier settlements of the item
    left: tuple[str, ...] = ()  # fields left as NetBox has them, likewise
    given_up: bool = False  # nothing of the item is left to write


@dataclass
class State:
    """The outbox as its file tells it, in the order of putting."""

    items: dict[str, JournalEntry | FieldChange] = field(default_factory=dict)
    tried: dict[str, datetime] = field(default_factory=dict)
    delivered: dict[str, int] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    written: dict[tuple[str, str], Any] = field(default_factory=dict)  # (device, field) -> our last value
    settled: dict[str, Settlement] = field(default_factory=dict)  # the last settlement of each key

    @property
    def waiting(self) -> tuple[JournalEntry | FieldChange, ...]:
        ended = self.delivered.keys() | self.conflicts.keys() | self.given_up
        return tuple(item for key, item in self.items.items() if key not in ended)

    @property
    def given_up(self) -> frozenset[str]:
        """The keys of what a person decided not to write."""
        return frozenset(key for key, settlement in self.settled.items() if settlement.given_up)

    def settled_over(self, key: str) -> dict[str, Any]:
        """The values that a person allowed this item to be written over, by field."""
        return self.settled[key].over if key in self.settled else {}

    def settled_left(self, key: str) -> tuple[str, ...]:
        """The fields of this item that a person left as NetBox has them."""
        return self.settled[key].left if key in self.settled else ()

    def copy(self) -> State:
        return State(*(dict(getattr(self, each.name)) for each in fields(self)))

    def note_delivered(self, item: JournalEntry | FieldChange, object_id: int) -> None:
        """Keeps that the item stands in NetBox, in the object of this id."""
        self.delivered[item.key] = object_id
        if isinstance(item, FieldChange):
            left = self.settled_left(item.key)
            self.written.update({(item.device, name): item.after[name] for name in item.after if name not in left})

    def follow(self, line: dict[str, Any]) -> None:
        """Takes one line of the file; raises ValueError, KeyError or TypeError where it is not one of ours."""
        if line["op"] == "put":
            item = _ITEM.validate_python(line["item"])
            self.items[item.key] = item
            return
        item = self.items[line["key"]]
        if line["op"] == "try":
            self.tried[item.key] = datetime.fromisoformat(line["at"])
        elif line["op"] == "again":
            del self.conflicts[item.key]
        elif line["op"] == "settle":
            known = {name: value for name, value in line.items() if name not in ("op", "key")}
            self.settled[item.key] = Settlement.model_validate(known)
            del self.conflicts[item.key]
        elif line["op"] == "end" and line["result"] == "delivered":
            self.note_delivered(item, int(line["id"]))
        elif line["op"] == "end" and line["result"] == "conflict":
            told = tuple(FieldFault.model_validate(fault) for fault in line["faults"])
            self.conflicts[item.key] = Conflict(item=item, faults=told)
        else:
            raise ValueError("not a line of an outbox")


class Outbox:
    """The file at `path`; made on first use, mode 0600. Safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._state = State()
        self._read = 0  # bytes that the state holds
        self._lines = 0

    def put(self, *items: JournalEntry | FieldChange) -> int:
        """Puts items in, all or none; returns how many are new (others wait, were delivered or are in conflict).

        Raises ValueError where a key is there with another content: a key names one fact for ever.
        """
        with self._locked() as descriptor:
            new: dict[str, JournalEntry | FieldChange] = {}
            for item in items:
                known = self._state.items.get(item.key, new.get(item.key))
                if known is not None and known != item:
                    raise ValueError(f"outbox key used twice: {item.key}")
                if known is None:
                    new[item.key] = item
            self._append(
                descriptor,
                *({"op": "put", "at": _now(), "item": item.model_dump(mode="json")} for item in new.values()),
            )
        return len(new)

    def state(self) -> State:
        """What waits, what was delivered and what is in conflict, as of now."""
        if not self.path.exists():
            return State()
        with self._locked():
            return self._state.copy()

    def tried(self, key: str) -> None:
        """Notes that a request is about to leave."""
        self._note({"op": "try", "key": key})

    def delivered(self, key: str, object_id: int) -> None:
        """Notes that the item stands in NetBox, in the object of this id."""
        self._note({"op": "end", "key": key, "result": "delivered", "id": object_id})

    def conflicted(self, conflict: Conflict) -> None:
        """Notes that the item will not be written."""
        told = [fault.model_dump(mode="json") for fault in conflict.faults]
        self._note({"op": "end", "key": conflict.item.key, "result": "conflict", "faults": told})

    def again(self, *keys: str) -> int:
        """Lets these conflicts (without any named: all) wait once more, their cause mended by somebody; returns how many.
        Raises NoSuchConflict."""
        with self._locked() as descriptor:
            for key in keys:
                self._conflict(key)
            meant = keys or tuple(self._state.conflicts)
            self._append(descriptor, *({"op": "again", "at": _now(), "key": key} for key in meant))
        return len(meant)

    def settle(self, key: str, keep: Keep, *, by: str, reason: str) -> Settlement:
        """Notes a person's decision on the entries that the conflict tells of: `netbox` leaves those fields alone, and the
        item waits with its other ones; `ours` lets it be written over these entries, and should NetBox hold yet others by
        then, it is a conflict again. Without an entry, or a field that is not left alone, `netbox` gives the item up.

        Raises NoSuchConflict, and NothingToDecide for `ours` where no entry of somebody's stands in the way.
        """
        with self._locked() as descriptor:
            conflict = self._conflict(key)
            if keep == "ours" and not conflict.entries:
                raise faults.NothingToDecide(key=key)
            # what was decided before stays so: the conflict may tell of other fields now
            over, left = dict(self._state.settled_over(key)), list(self._state.settled_left(key))
            if keep == "ours":
                over |= conflict.entries
            else:
                left += conflict.entries
            rest = (
                isinstance(conflict.item, FieldChange) and conflict.entries and conflict.item.after.keys() - set(left)
            )
            settlement = Settlement(
                keep=keep, by=by, reason=reason, at=_now(), over=over, left=tuple(left),
                given_up=keep == "netbox" and not rest,
            )  # fmt: skip
            self._append(descriptor, {"op": "settle", "key": key, **settlement.model_dump(mode="json")})
        return settlement

    def _conflict(self, key: str) -> Conflict:
        if key not in self._state.conflicts:
            raise faults.NoSuchConflict(key=key, known=", ".join(self._state.conflicts) or "-")
        return self._state.conflicts[key]

    @contextmanager
    def delivering(self) -> Iterator[None]:
        """One deliverer at a time; raises OutboxBusy at once where there is another."""
        with held(self.path.with_name(f"{self.path.name}.lock"), busy=faults.OutboxBusy(path=self.path)):
            yield

    def _note(self, line: dict[str, Any]) -> None:
        with self._locked() as descriptor:
            self._append(descriptor, {"at": _now(), **line})

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """The file, open for one writer, its torn last line cut off and all others followed."""
        made = not self.path.exists()
        with held(self.path, append=True) as descriptor:
            if made:
                sync_folder(self.path.parent)
            self._follow_file(descriptor)
            yield descriptor

    def _follow_file(self, descriptor: int) -> None:
        size = os.fstat(descriptor).st_size
        if size < self._read:  # somebody mended it by hand
            self._state, self._read, self._lines = State(), 0, 0
        data = b""
        while len(data) < size - self._read:
            data += os.pread(descriptor, size - self._read - len(data), self._read + len(data))
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            os.ftruncate(descriptor, self._read + len(whole))
        for line in whole.splitlines():
            try:
                self._state.follow(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                number, detail = self._lines + 1, type(error).__name__
                self._state, self._read, self._lines = State(), 0, 0
                raise faults.OutboxDamaged(path=self.path, line=number, detail=detail) from error
            self._lines += 1
        self._read += len(whole)

    def _append(self, descriptor: int, *lines: dict[str, Any]) -> None:
        texts = (json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for line in lines)
        data = "".join(f"{text}\n" for text in texts).encode()
        while data:
            data = data[os.write(descriptor, data) :]
        os.fsync(descriptor)
        self._follow_file(descriptor)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
