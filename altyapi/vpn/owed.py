"""Cuts that are owed: who has to be out of a live tunnel and may still be in it, as the gateway was off or the run was killed.

Written down before the first attempt, struck out with each device's proof, and tried again until then. A gateway of two that was cut
off is not touched again for the other's sake.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from pydantic import TypeAdapter, ValidationError

from altyapi.moment import Moment
from altyapi.vpn.peer import Provider
from altyapi.vpn.pending import PendingUnreadable
from netbox_sync.files import held, write_atomically
from netbox_sync.model import Frozen

FILE: Final = "owed.json"
What = Literal["cut", "list"]
Place = tuple[What, str, str]
"""Of what, at which device, of which key: one debt at most."""


class OwedCut(Frozen):
    """What a device still has to be told of a key: `cut` takes it out of the live tunnel, `list` brings OpenVPN's list of revoked
    certificates. `reason` and `evrak` are of the step that took the access away, and go into the evidence with the proof."""

    what: What
    device: str
    gateway: str  # its name in vpn.yml
    interface: str
    provider: Provider
    public_key: str
    address: str
    since: Moment
    due: Moment  # later than `since` where the old key of a new one is still good for a while
    by: str
    reason: str
    evrak: str = ""
    why: str = ""  # the code of the error that the last attempt met; empty: there was none yet

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.due)

    @property
    def at_once(self) -> bool:
        """Nothing is waited for: no clock that is set back makes it due later."""
        return self.due == self.since

    def is_due(self, moment: datetime) -> bool:
        return self.at_once or self.at <= moment

    @property
    def place(self) -> Place:
        return (self.what, self.device, self.public_key)


Before = Mapping[Place, OwedCut | None]
"""What was owed at the places of new debts."""

_ROWS: Final = TypeAdapter(tuple[OwedCut, ...])


class Owed:
    """The file of them."""

    def __init__(self, state_dir: Path) -> None:
        self.file = state_dir / "vpn" / FILE

    def read(self) -> tuple[OwedCut, ...]:
        """The oldest first. Raises PendingUnreadable."""
        try:
            return _ROWS.validate_json(self.file.read_bytes())
        except FileNotFoundError:
            return ()
        except ValidationError as error:
            raise PendingUnreadable(file=self.file, problem=str(error).split("\n", 1)[0]) from error

    def owe(self, some: Iterable[OwedCut]) -> Before:
        """On disk when this returns. What is owed already stays as it was (since when, by which document), unless it is due sooner now.
        Raises PendingUnreadable and OSError."""
        wanted = {one.place: one for one in some}
        before: dict[Place, OwedCut | None] = {}

        def make(owed: tuple[OwedCut, ...]) -> tuple[OwedCut, ...]:
            known = {one.place: one for one in owed}
            sooner = {place: one for place, one in wanted.items() if place not in known or one.at < known[place].at}
            before.update({place: known.get(place) for place in sooner})
            return tuple((known | sooner).values())

        if wanted:
            self._change(make)
        return before

    def undo(self, before: Before) -> None:
        """As it was before `owe`: what was owed already stays owed, and what was proven meanwhile is owed no more. Raises
        PendingUnreadable and OSError."""
        if before and self.file.exists():
            self._change(
                lambda owed: tuple(row for row in (before.get(one.place, one) for one in owed) if row is not None)
            )

    def strike(self, places: Collection[Place]) -> None:
        """What was proven. Raises PendingUnreadable and OSError."""
        if places and self.file.exists():
            self._change(lambda owed: tuple(one for one in owed if one.place not in places))

    def met(self, faults: dict[str, str]) -> None:
        """What the last attempts met, by device: the errors' codes."""
        if faults and self.file.exists():
            self._change(
                lambda owed: tuple(
                    one.model_copy(update={"why": faults[one.device]}) if one.device in faults else one for one in owed
                )
            )

    def _change(self, make: Callable[[tuple[OwedCut, ...]], tuple[OwedCut, ...]]) -> None:
        with held(self.file.with_suffix(".lock")):
            owed = self.read()
            made = make(owed)
            if made != owed:
                write_atomically(self.file, _ROWS.dump_json(made, indent=1), 0o600)
