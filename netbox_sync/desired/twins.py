"""Objects that two runs made at once under one natural key, where NetBox takes a second one of it.

To look before a write is not enough there: both runs look, see nothing and write. So each looks again after its write, by
when at least the one that wrote last sees both. Of the two the higher id goes, and its run goes on with the other. The lower
one waits for that; where the other stays, as whoever made it did not look, the lower one goes: one must, and a run takes away
nothing but what it has made itself a moment ago.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Final

from netbox_sync.client import NetBox
from netbox_sync.desired import looking
from netbox_sync.desired.kinds import Kind

PAUSES_S: Final = (0.5, 1.0, 2.0)
"""What the lower id waits for the higher one to go: longer than a look and a deletion take on a busy NetBox."""


def yielding(
    netbox: NetBox, kind: Kind, made: Mapping[int, int], keys: Sequence[Mapping[str, Any]], stopping: threading.Event
) -> frozenset[int]:
    """Which of the operations in `made` (number → id of its object; `keys` in the same order, relations by id) have to take theirs
    back. Takes as long as the pauses only where there is a twin. Raises what the client raises."""
    key_of = dict(zip(made, keys, strict=True))
    going: set[int] = set()
    waiting = list(made)
    for pause_s in (0.0, *PAUSES_S):
        if pause_s:
            stopping.wait(pause_s)
        found = looking.by_key(netbox, kind, [key_of[number] for number in waiting], ())
        twins = {number: {int(row["id"]) for row in rows} for number, rows in zip(waiting, found, strict=True)}
        going |= {number for number, ids in twins.items() if len(ids) > 1 and min(ids) < made[number]}
        waiting = [number for number, ids in twins.items() if len(ids) > 1 and number not in going]
        if not waiting:
            break
    return frozenset(going.union(waiting))
