"""Journal entries on devices. Each carries its own key as its last line, so that one is never written twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from netbox_sync.client import NetBox
from netbox_sync.model import Frozen

Level = Literal["info", "success", "warning", "danger"]

PATH: Final = "extras/journal-entries"
_OBJECT_TYPE: Final = "dcim.device"


class JournalEntry(Frozen):
    """What shall stand in one device's journal. `key` is unique for ever: `altyapi:<run>:<device>` by convention.
    `device_id` is what the device had in the snapshot; the name decides, see `netbox_sync.writeback.writer`.

    `comments` is Markdown; the key is added to it as a last line of code.
    """

    item: Literal["journal"] = "journal"
    key: str
    device_id: int
    device: str
    level: Level
    comments: str

    @property
    def marker(self) -> str:
        return f"`{self.key}`"

    @property
    def text(self) -> str:
        """The comments as they are stored."""
        return f"{self.comments.rstrip()}\n\n{self.marker}"


def find(netbox: NetBox, entry: JournalEntry, device_id: int) -> int | None:
    """The id of the entry in the journal of that device, if it stands there already."""
    query: dict[str, str | int | list[str] | list[int]] = {
        "assigned_object_type": _OBJECT_TYPE,
        "assigned_object_id": device_id,
        "q": entry.key,
        "fields": "id,assigned_object_type,assigned_object_id,comments",
        "ordering": "id",
        "limit": 100,
    }
    _, found = netbox.page(PATH, query)
    for row in found:
        # NetBox ignores filters that it does not know: look at what came, too
        mine = row["assigned_object_type"] == _OBJECT_TYPE and row["assigned_object_id"] == device_id
        if mine and entry.marker in row["comments"].splitlines():
            return int(row["id"])
    return None


def write(netbox: NetBox, entry: JournalEntry, device_id: int) -> int:
    """Creates the entry in the journal of that device, whether or not it is there (see `find`); returns its id."""
    created = netbox.create(
        PATH,
        {
            "assigned_object_type": _OBJECT_TYPE,
            "assigned_object_id": device_id,
            "kind": entry.level,
            "comments": entry.text,
        },
    )
    return int(created["id"])


class Written(Frozen):
    """A journal entry as it stands in NetBox."""

    id: int
    device_id: int
    comments: str


def holding(netbox: NetBox, text: str, object_type: str = _OBJECT_TYPE) -> Iterator[Written]:
    """Every entry on a device (or another type of object) whose comments hold that text, oldest first."""
    last = 0
    while True:
        query: dict[str, str | int | list[str] | list[int]] = {
            "assigned_object_type": object_type,
            "q": text,
            "fields": "id,assigned_object_type,assigned_object_id,comments",
            "ordering": "id",
            "id__gt": last,  # entries may be added between two pages: offsets would skip or repeat some
            "limit": 500,
        }
        count, found = netbox.page(PATH, query)
        before = last
        for row in found:
            last = max(last, int(row["id"]))
            if row["assigned_object_type"] == object_type and text in row["comments"]:
                yield Written(id=row["id"], device_id=row["assigned_object_id"], comments=row["comments"])
        if last == before or len(found) >= count:
            return
