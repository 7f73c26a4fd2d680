"""Places that hold backup points, as pruning and watching see them: whatever the kind, points in and points out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from altyapi.backup import systems
from altyapi.backup.archive import of_places
from altyapi.backup.bundles import Bundles
from altyapi.backup.dating import Dating
from altyapi.backup.generations import Keep, Verdict, select
from altyapi.backup.point import Point
from altyapi.backup.policy import BackupPolicy
from altyapi.backup.register import Register
from altyapi.errors import EngineError
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from netbox_sync.model import Snapshot

ALWAYS = 36500
"""Days: longer than any record has to be kept."""


class HoldUnknown(EngineError):
    code = "BCK-046"
    en = "A hold names what is neither a system of the plan nor in any place: {system} (document {evrak}). Nothing was forgotten."
    tr = "Saklama kararında geçen ama planda ve yerlerde olmayan sistem: {system} (evrak: {evrak}). Hiçbir nokta silinmedi."
    en_remedy = (
        "Correct the name under `holds` in inventory/policy/backup.yml, or enter `released`; `*` means every system."
    )
    tr_remedy = "inventory/policy/backup.yml içinde `holds` altındaki adı düzeltin ya da `released` girin; `*` bütün sistemlerdir."


class Store(Protocol):
    """One place. `keep` is asked for each system in it; none: nothing of that system is ever forgotten here."""

    name: str  # of the place, as the policy calls it

    def points(self) -> Sequence[Point]:
        """Every point in the place. Raises what tells that it can't be read."""

    def keep(self, system: str) -> Keep | None:
        """How much of the system's points the place keeps."""

    def forget(self, points: Sequence[Point]) -> None:
        """Remove these, and only these. Raises what tells that it can't be done: those that are left stay whole."""


class Selection(NamedTuple):
    """What would become of one system's points in one place."""

    place: str
    system: str
    verdicts: tuple[Verdict, ...]

    @property
    def forgotten(self) -> tuple[Point, ...]:
        return tuple(one.point for one in self.verdicts if not one.kept)


def selections(store: Store, policy: BackupPolicy, now: datetime) -> Iterator[Selection]:
    """Of each system in the place what is kept and why, and what would be forgotten; by the system's name."""
    by_system: dict[str, list[Point]] = {}
    for point in store.points():
        by_system.setdefault(point.system, []).append(point)
    for system, points in sorted(by_system.items()):
        keep = store.keep(system) or Keep(days=ALWAYS)
        verdicts = select(points, keep, zone=policy.zone, now=now, holds=policy.holds)
        yield Selection(store.name, system, verdicts)


def require_known_holds(policy: BackupPolicy, known: Collection[str], now: datetime) -> None:
    """Raises HoldUnknown for a hold in force that holds nothing because of how a name is written: `known` are the systems of the plan
    and those that have points anywhere."""
    today = now.astimezone(policy.zone).date()
    for hold in policy.holds:
        for name in hold.systems:
            if (hold.released is None or hold.released > today) and name != "*" and name not in known:
                raise HoldUnknown(system=name, evrak=hold.evrak)


def every(configured: Settings, policy: BackupPolicy, now: datetime, snapshot: Snapshot | None = None) -> list[Store]:
    """The stores of this installation, in the policy's order. Repositories that only take additions are pruned by their own
    server and are left out; of a system that NetBox does not hold (or no snapshot tells of) nothing is forgotten."""
    bundles: list[Store] = [
        Bundles.of(configured.state_dir, name, policy.configs.bundles)
        for name, place in policy.places.items()
        if place.kind == "git"
    ]
    held = of_places(
        policy,
        SecretStore.from_settings(configured),
        systems.every(policy, snapshot),
        configured.state_dir / "backup" / "cache",
        dating=Dating.of(Register.of(configured.state_dir).results(), now),
    )
    return [*bundles, *(one for name, one in held.items() if not policy.places[name].append_only)]
