"""A place that holds restic repositories: which one is a system's, what opens it, which points lie in it, what is kept.

Snapshots bear the system's name as their host and `kind:…` among their tags; `kind` decides how a drill proves them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import get_args

from altyapi.backup.dating import Dating
from altyapi.backup.faults import RepositoryMissing
from altyapi.backup.generations import Keep
from altyapi.backup.point import Kind, Point
from altyapi.backup.policy import BackupPolicy, Place
from altyapi.backup.repository import Repository, Snapshot
from altyapi.backup.systems import HISTORY, System, class_of_history
from altyapi.errors import EngineError
from altyapi.secrets import SecretStore

EACH = "{system}"
"""In an address: every system has a repository of its own."""
LOGIN = "login"
"""Below the place's key: the secret `user:password` of an endpoint."""
_KINDS = frozenset(get_args(Kind))
_ENDPOINT = re.compile(r"^(rest:https?://)(?![^/]*@)")


class PlaceWithoutAddress(EngineError):
    code = "RST-011"
    en = "The plan does not say where this place is: {place}."
    tr = "Planda bu yerin adresi yok: {place}."
    en_remedy = "Give places.{place} an address and a key in inventory/policy/backup.yml (docs/backup.md)."
    tr_remedy = "inventory/policy/backup.yml içinde places.{place} için address ve key verin (docs/backup.md)."


class Archive:
    """One place of the kind restic."""

    def __init__(
        self,
        name: str,
        policy: BackupPolicy,
        store: SecretStore,
        systems: Mapping[str, System],
        cache: Path | None = None,
        dating: Dating | None = None,
    ) -> None:
        """Raises PlaceWithoutAddress. `cache` is a folder for restic's cache; `dating` judges the times of points."""
        self.name = name
        self.place: Place = policy.places[name]
        if not self.place.address or not self.place.key:
            raise PlaceWithoutAddress(place=name)
        self._policy, self._store, self._systems, self._cache = policy, store, systems, cache
        self._dating = dating

    @property
    def each(self) -> bool:
        """Whether every system has a repository of its own."""
        return EACH in self.place.address

    def repository(self, system: str) -> Repository:
        """The system's. Raises SecretMissing."""
        key = self.place.key
        address = self.place.address.replace(EACH, system)
        password = (self._store.find(f"{key}/{system}") if self.each else None) or self._store.get(key)
        login = (self._store.find(f"{key}/{system}/{LOGIN}") if self.each else None) or self._store.find(
            f"{key}/{LOGIN}"
        )
        if login:
            address = _ENDPOINT.sub(lambda found: f"{found[1]}{login}@", address)
        cacert = Path(self.place.ca_file) if self.place.ca_file else None
        return Repository(address, password, cacert=cacert, cache_dir=self._cache)

    def repositories(self) -> dict[str, Repository]:
        """Each of the place's repositories once, by the system that it is asked for with. Those of systems that are no longer
        in NetBox are found where the place is a folder."""
        if not self.each:
            return {"": self.repository("")}
        return {name: self.repository(name) for name in sorted({*self._systems, *self._in_folder, HISTORY})}

    @cached_property
    def snapshots(self) -> dict[str, tuple[Snapshot, ...]]:
        """Of each repository that is there, by the same names. Raises what tells that one can't be read."""
        found: dict[str, tuple[Snapshot, ...]] = {}
        for name, repository in self.repositories().items():
            try:
                found[name] = repository.snapshots()
            except RepositoryMissing:
                if not self.each:
                    raise
        return found

    # --- as pruning and watching see a place

    def points(self) -> Sequence[Point]:
        return [self.point(one) for listed in self.snapshots.values() for one in listed]

    def point(self, snapshot: Snapshot) -> Point:
        tags = dict(tag.partition(":")[::2] for tag in snapshot.tags or ())
        system = self._systems.get(snapshot.hostname)
        own = self._policy.classes[system.class_].kinds[0] if system is not None else "files"
        kind = tags.get("kind", "")
        point = Point.model_validate(
            {
                "system": snapshot.hostname,
                "time": snapshot.time.astimezone(self._policy.zone).isoformat(timespec="seconds"),
                "kind": kind if kind in _KINDS else own,
                "id": snapshot.id,
                "task": tags.get("job", ""),
                "place": self.name,
            }
        )
        return point if self._dating is None else self._dating.judge(point)

    def keep(self, system: str) -> Keep | None:
        """As the system's class says it: whole in its first place, the copy's generations elsewhere."""
        known = self._systems.get(system)
        class_ = class_of_history(self._policy) if system == HISTORY else None
        class_ = self._policy.classes[known.class_] if known is not None else class_
        if class_ is None:
            return None
        if class_.place == self.name:
            return class_.keep
        for copy in class_.copies:
            if copy.place == self.name:
                kept = {one: class_.keep.of(one) for one in copy.generations if class_.keep.of(one)}
                return Keep(**kept, days=class_.keep.days) if kept or class_.keep.days else None
        return None

    def forget(self, points: Sequence[Point]) -> None:
        """Raises AppendOnly where this login may only add."""
        by_system: dict[str, list[str]] = {}
        for point in points:
            by_system.setdefault(point.system if self.each else "", []).append(point.id)
        for system, ids in by_system.items():
            self.repository(system).forget(ids)

    @cached_property
    def _in_folder(self) -> frozenset[str]:
        before, _, after = self.place.address.partition(EACH)
        if not before.startswith("/") or after.strip("/"):
            return frozenset()
        folder = Path(before)
        return (
            frozenset(one.name for one in folder.iterdir() if (one / "config").is_file())
            if folder.is_dir()
            else frozenset()
        )


def of_places(
    policy: BackupPolicy,
    store: SecretStore,
    systems: Mapping[str, System],
    cache: Path,
    names: Iterable[str] = (),
    dating: Dating | None = None,
) -> dict[str, Archive]:
    """Every place of the kind restic that has an address, by name; of these names alone where some are given."""
    wanted = frozenset(names)
    return {
        name: Archive(name, policy, store, systems, cache, dating)
        for name, place in policy.places.items()
        if place.kind == "restic" and place.address and place.key and (not wanted or name in wanted)
    }
