"""Whether a copy may be of the time that it bears: a client that can add can date what it adds as it likes.

The register knows when each place was last looked into. What appears behind that look was begun before it and ended after, or was
dated back; what lies ahead was dated by a clock that is wrong, or on purpose. Judged once, when it is first seen, and kept so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from altyapi.backup.point import Dated, Point
from altyapi.backup.register import Result

BEHIND = timedelta(days=1)
"""So long a backup may have been at work when the place was looked into."""
AHEAD = timedelta(hours=1)
"""So far a server's clock may run ahead."""


class Dating(NamedTuple):
    """`judged` are points by id; `looks` the last time that each place was seen; `systems` those with points there by then."""

    judged: Mapping[str, Dated]
    looks: Mapping[str, datetime]
    systems: frozenset[tuple[str, str]]
    now: datetime

    @classmethod
    def of(cls, results: Iterable[Result], now: datetime) -> Dating:
        """From the register."""
        judged: dict[str, Dated] = {}
        looks: dict[str, datetime] = {}
        systems: set[tuple[str, str]] = set()
        for one in results:
            if one.job != "backup" or one.point is None:
                continue
            judged.setdefault(one.point.id, one.point.dated)
            systems.add((one.place, one.system))
            if one.seen:
                seen = datetime.fromisoformat(one.seen)
                if seen <= now:  # by a clock that was wrong
                    looks[one.place] = max(seen, looks.get(one.place, seen))
        return cls(judged, looks, frozenset(systems), now)

    def judge(self, point: Point) -> Point:
        """The same, with how its time is to be taken. Of a system that is seen for the first time, every past time is believed."""
        dated = self.judged.get(point.id)
        if dated is None:
            dated = self._first(point)
        return point if dated == point.dated else point.model_copy(update={"dated": dated})

    def _first(self, point: Point) -> Dated:
        if point.moment > self.now + AHEAD:
            return "astray"
        look = self.looks.get(point.place)
        if look is None or (point.place, point.system) not in self.systems or point.moment >= look:
            return "in-time"
        return "late" if point.moment >= look - BEHIND else "astray"
