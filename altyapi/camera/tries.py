"""What was tried and changed of cameras' logins: a chained log, which never holds a password.

It is what keeps a camera from being locked by its own guards: logins that it refused count for `tries_hours`, whichever run made them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from altyapi.camera.faults import TriesBroken
from altyapi.chained import Log
from altyapi.moment import Moment
from netbox_sync.model import Frozen

What = Literal["refused", "opened", "account", "candidate", "told", "proven", "changed", "kept-old", "unknown"]
"""`refused`: the camera refused a login. `opened`: it took one, after it refused others. `account`: the same of
another account than the one that is used. `candidate`: a new password is kept beside
the old. `told`: the camera said yes to it. `proven`: a new login took it. `changed`: it is the password now. `kept-old`: the camera
has the old one still. `unknown`: it takes neither."""


class Event(Frozen):
    time: Moment
    camera: str
    what: What
    detail: str = ""  # which login it was about, and what the camera said
    count: int = 1  # of `refused`: how often the password was sent


class Tries:
    """The log of one state folder."""

    def __init__(self, state_dir: Path) -> None:
        self._log = Log(state_dir / "camera" / "passwords.jsonl", Event, "event", TriesBroken, long=True)
        self._events = self._log.read()

    def note(self, event: Event) -> None:
        """On disk when this returns. Raises TriesBroken, OSError."""
        self._log.append(event)
        self._events.append(event)

    def left(self, camera: str, most: int, hours: int, now: datetime) -> int:
        """How many refused logins this camera may still be given."""
        # a camera counts from the last good login on, as far as is known here
        good = [
            _moment(one) for one in self._events if one.camera == camera and one.what in ("opened", "account", "proven")
        ]
        since = max([now - timedelta(hours=hours), *good])
        return most - sum(one.count for one in self._of(camera, "refused") if _moment(one) > since)

    def last(self, camera: str) -> What | None:
        """What was last done to change its password."""
        aside = ("refused", "opened", "account")
        return next(
            (one.what for one in reversed(self._events) if one.camera == camera and one.what not in aside), None
        )

    def opened(self, camera: str, what: Literal["opened", "account"] = "opened") -> str:
        """Which login it took last, as `note` was told; empty where it is not known."""
        return next((one.detail for one in reversed(self._events) if one.camera == camera and one.what == what), "")

    def changed(self, camera: str) -> datetime | None:
        """When its password was last changed here; None where it never was."""
        return max(map(_moment, self._of(camera, "changed")), default=None)

    def changed_since(self, moment: datetime) -> int:
        """How many cameras were given another password since then, those among them of which a run that died did not learn
        whether they took it."""
        found: set[str] = set()
        for one in self._events:
            if one.what in ("candidate", "changed") and _moment(one) > moment:
                found.add(one.camera)
            elif one.what == "kept-old":
                found.discard(one.camera)
        return len(found)

    def _of(self, camera: str, what: What) -> Iterable[Event]:
        return (one for one in self._events if one.camera == camera and one.what == what)


def _moment(event: Event) -> datetime:
    return datetime.fromisoformat(event.time)
