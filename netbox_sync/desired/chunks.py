"""How many objects go into one request, and which are next.

NetBox writes between 2 and 20 objects a second, by kind and load, so no fixed number fits: too many, and a proxy gives up on
the request before NetBox does; too few, and the overhead of a request counts.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Self

from netbox_sync.desired.difference import Operation
from netbox_sync.desired.kinds import KINDS

FIRST: Final = 40
SMALLEST: Final = 10
LARGEST: Final = 160
GOAL_S: Final = 10.0  # for one request

Write = Callable[[Sequence[Operation]], None]


class Sizes:
    """How many objects of a list to send at a time, from how long the last ones took."""

    def __init__(self, largest: int = LARGEST) -> None:
        self._largest = max(1, largest)
        self._sizes: dict[str, int] = {}

    def of(self, endpoint: str) -> int:
        return min(self._sizes.get(endpoint, FIRST), self._largest)

    def took(self, endpoint: str, count: int, seconds: float) -> None:
        """Learns; never more than doubles."""
        fitting = int(GOAL_S * count / max(seconds, 0.001))
        size = max(SMALLEST, min(fitting, 2 * self.of(endpoint), LARGEST))
        self._sizes[endpoint] = min(size, self._largest)


class Chunk:
    """Operations that are written together. As a context, it tells the queue when it is through."""

    def __init__(self, queue: Queue, group: _Group, operations: Sequence[Operation]) -> None:
        self._queue, self._group = queue, group
        self.operations = operations
        self.endpoint = group.endpoint
        self.write = group.write
        self._begun = 0.0

    def __enter__(self) -> Self:
        self._begun = time.monotonic()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._queue.through(self._group, len(self.operations), time.monotonic() - self._begun if kind is None else None)


class _Group:
    def __init__(self, endpoint: str, operations: Iterable[Operation], write: Write) -> None:
        self.endpoint = endpoint
        self.waiting = deque(operations)
        self.write = write
        self.at_work = 0
        # NetBox places an object in its tree by what it read of the tree: two at a time may spoil it
        self.alone = KINDS[endpoint].tree


class Queue:
    """Chunks of several lists, handed out to several threads."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._groups: list[_Group] = []
        self._changed = threading.Condition()

    def add(self, endpoint: str, operations: Iterable[Operation], write: Write) -> None:
        """Puts operations of one list in."""
        self._groups.append(_Group(endpoint, operations, write))

    def take(self) -> Chunk | None:
        """The next chunk; waits while those that are left must not be begun; None where nothing is left."""
        with self._changed:
            while True:
                waiting = [group for group in self._groups if group.waiting]
                if not waiting:
                    return None
                group = next((group for group in waiting if not (group.alone and group.at_work)), None)
                if group is not None:
                    group.at_work += 1
                    count = min(self._sizes.of(group.endpoint), len(group.waiting))
                    return Chunk(self, group, [group.waiting.popleft() for _ in range(count)])
                self._changed.wait()

    def through(self, group: _Group, count: int, seconds: float | None) -> None:
        """Notes that a chunk is through, and how long it took where it was written."""
        with self._changed:
            group.at_work -= 1
            if seconds is not None:
                self._sizes.took(group.endpoint, count, seconds)
            self._changed.notify_all()
