"""How a grant stands on a day, and what is due: ends that are past, warnings that nobody was given yet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Literal, NamedTuple

from altyapi.audit.text import Text
from altyapi.vpn.peer import Peer
from altyapi.vpn.policy import VpnPolicy
from netbox_sync.files import write_atomically

State = Literal["over", "endless", "ending", "active", "retired"]
STATES: dict[State, Text] = {
    "over": Text("PAST ITS END", "SÜRESİ GEÇTİ"),
    "endless": Text("NO END", "BİTİŞİ YOK"),
    "ending": Text("ends soon", "bitmek üzere"),
    "active": Text("in force", "yürürlükte"),
    "retired": Text("taken back", "geri alındı"),
}
WARNED = "warned.json"


def state(one: Peer, rules: VpnPolicy, day: date) -> State:
    if not one.live:
        return "retired"
    if one.until is None:
        return "endless"
    if one.over(day):
        return "over"
    return "ending" if (one.until - day).days <= max(rules.warn_days, default=-1) else "active"


def due(grants: Iterable[Peer], day: date) -> tuple[Peer, ...]:
    """Those that stand though their last day is past."""
    return tuple(one for one in grants if one.live and one.until is not None and one.over(day))


class NearEnd(NamedTuple):
    """A person to be told that the access ends in so many days."""

    grant: Peer
    days: int


class Warned:
    """Who was told at which distance: a file beside the state, of NetBox's ids and days alone."""

    def __init__(self, state_dir: Path) -> None:
        self.file = state_dir / "vpn" / WARNED

    def read(self) -> dict[str, list[str | int]]:
        """By grant: the last day that was told, and how many days before it. Nothing where the file can't be read: a warning too
        many is better than none."""
        try:
            held = json.loads(self.file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return held if isinstance(held, dict) else {}

    def mark(self, given: Sequence[NearEnd], standing: Iterable[Peer]) -> None:
        """These were told; of grants that stand no more nothing is kept."""
        live = {str(one.netbox_id) for one in standing if one.live}
        held = {number: told for number, told in self.read().items() if number in live}
        held |= {str(one.grant.netbox_id): [str(one.grant.until), one.days] for one in given}
        write_atomically(self.file, json.dumps(held, sort_keys=True).encode(), 0o600)


def warnings(
    grants: Iterable[Peer], rules: VpnPolicy, day: date, warned: Mapping[str, Sequence[str | int]]
) -> tuple[NearEnd, ...]:
    """Whom to tell today: each distance once, and only the nearest where several were missed."""
    found = []
    for one in grants:
        if not one.live or one.until is None or one.over(day):
            continue
        left = (one.until - day).days
        reached = [days for days in rules.warn_days if left <= days]
        until, before = warned.get(str(one.netbox_id), ("", -1))
        told = until == str(one.until) and reached and isinstance(before, int) and 0 <= before <= min(reached)
        if reached and not told:
            found.append(NearEnd(one, min(reached)))
    return tuple(found)
