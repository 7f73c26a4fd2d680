"""What servers' own jobs have left in the repositories since the last look, as results for the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from altyapi.backup import archive, measuring
from altyapi.backup.archive import Archive
from altyapi.backup.faults import RepositoryMissing
from altyapi.backup.policy import BackupPolicy
from altyapi.backup.register import Result
from altyapi.backup.systems import System
from altyapi.errors import ToolkitError


class Collected(NamedTuple):
    """`unmade` are places in which nothing was ever put; `faults` are those that could not be read."""

    made: list[Result]
    unmade: tuple[str, ...]
    faults: tuple[ToolkitError, ...]


def collect(
    policy: BackupPolicy,
    systems: Mapping[str, System],
    places: Mapping[str, Archive],
    entered: Sequence[Result],
    seen: datetime,
    operator: str,
) -> Collected:
    """`entered` is the register. A copy that a drill or the second site speaks of is no backup that was told: only a backup is. A time
    that lies ahead, by a server's clock, is brought back to `seen`."""
    known = {one.point.id for one in entered if one.job == "backup" and one.point is not None}
    made: list[Result] = []
    unmade: list[str] = []
    faults: list[ToolkitError] = []
    for name, held in places.items():
        try:
            points = held.points()
        except RepositoryMissing as error:
            if _used(name, entered):
                faults.append(error)
            else:
                unmade.append(name)
            continue
        except ToolkitError as error:
            faults.append(error)
            continue
        fresh = [point for point in points if point.id not in known and _first(policy, systems, point.system, name)]
        made += [
            Result(
                time=min(point.moment, seen).isoformat(timespec="seconds"),
                job="backup",
                system=point.system,
                ok=True,
                seen=seen.isoformat(timespec="seconds"),
                task=point.task,
                point=point,
                place=name,
                operator=operator,
            )
            for point in sorted(fresh, key=lambda point: point.moment)
        ]
        made += _room(held, seen, operator)
    return Collected(made, tuple(unmade), tuple(faults))


def _used(place: str, entered: Iterable[Result]) -> bool:
    """Whether anything was ever put there: then a repository that is not there is a loss."""
    return any(one.ok and one.place == place and one.job in {"backup", "replicate", "check"} for one in entered)


def _first(policy: BackupPolicy, systems: Mapping[str, System], system: str, place: str) -> bool:
    """Whether a point there is a backup, and not the copy of one. Of systems that the plan no longer has, every point is that does not
    lie where nothing can be removed."""
    known = systems.get(system)
    if known is None:
        return not policy.places[place].append_only
    return policy.classes[known.class_].place == place


def _room(held: Archive, seen: datetime, operator: str) -> list[Result]:
    """How full a place is that is a folder of this machine; of others its server's own report tells."""
    folder = Path(held.place.address.partition(archive.EACH)[0])
    if not folder.is_absolute() or not folder.is_dir():
        return []
    return [measuring.reading(held.name, folder, seen, operator)]
