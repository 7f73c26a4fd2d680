"""What became of a difference when it was applied."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict

from netbox_sync.desired.wanted import Origin
from netbox_sync.faults import NetBoxError
from netbox_sync.model import Frozen

Why = Literal["refused", "conflict", "gone", "prerequisite", "dependents"]


class Refusal(Frozen):
    """One object that was not written, and why.

    `refused`: NetBox's own words are in `detail`. `conflict`: NetBox holds something else than when it was compared.
    `gone`: it was deleted meanwhile. `prerequisite`: an object that it needs, named in `detail`, was not written.
    `dependents`: a deletion that NetBox refuses, as other objects depend on it.
    """

    why: Why
    endpoint: str
    label: str
    detail: str = ""
    origin: Origin | None = None


class Outcome(Frozen):
    """What was written, by list's path, and what was not. `stopped` is the error that ended the run early."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    run: str
    created: dict[str, int] = {}
    updated: dict[str, int] = {}
    deleted: dict[str, int] = {}
    already: int = 0  # another run, or an answer that was lost, had done it
    refusals: tuple[Refusal, ...] = ()
    untried: int = 0
    stopped: NetBoxError | None = None

    @property
    def whole(self) -> bool:
        """Whether NetBox now holds everything that was wanted."""
        return not self.refusals and not self.untried and self.stopped is None
