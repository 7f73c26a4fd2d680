"""What became of one device in a run: a fold over the journal, which alone decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from altyapi.apply.journal import Event
from netbox_sync.model import Frozen

State = Literal[
    "applied", "reverted", "pending-revert", "untouched", "diverged", "unsaved", "in-flight", "rolled-back", "released"
]  # fmt: skip
PROVEN: tuple[State, ...] = ("applied", "rolled-back")
"""States in which the device held what the run left it with, when it was last read."""
SETTLED: tuple[State, ...] = (*PROVEN, "released")
"""States in which the run has nothing more to do with the device."""
UNSETTLED: tuple[State, ...] = ("in-flight", "pending-revert", "diverged", "unsaved")
"""States in which a device must be looked at before anything else is done with it."""


class Fate(Frozen):
    """What became of one device, by the journal alone."""

    device: str
    state: State
    why: str = ""
    since: str = ""
    event: Event | None = None

    @property
    def after_sha256(self) -> str:
        """The hash of the running config as it was read when the change was proven; empty where nothing was applied."""
        return str(self.event.detail.get("after_sha256", "")) if self.event else ""


def fold(device: str, events: Iterable[Event]) -> Fate:
    """The last decisive event wins; anything begun after it and not settled is in flight."""
    fate = Fate(device=device, state="untouched")
    for event in events:
        if event.name in {"applied", "reverted", "pending-revert", "diverged", "unsaved", "rolled-back", "released"}:
            state: State = event.name  # type: ignore[assignment]  # the names are States by the line above
        elif event.name == "refused":
            state = "untouched"
        elif event.name == "arming":
            state = "in-flight"
        elif event.name in {"lease-held", "interrupted"}:
            state = fate.state  # nothing was decided, but why it stopped is worth telling
        else:
            continue
        fate = Fate(device=device, state=state, why=str(event.detail.get("why", "")), since=event.time, event=event)
    return fate
