"""Copies at the second site: what is missing there is brought over, then read back there; how old the newest copy is.

The second site's endpoint takes additions only. Of each system the points that the plan keeps there are copied, with their
times, so that the copy has the same history. A repository that was there before and is gone is a loss and is never made anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from altyapi.backup.archive import Archive
from altyapi.backup.bundles import SYSTEM as HISTORY
from altyapi.backup.bundles import Bundles
from altyapi.backup.faults import NotReachable, RepositoryMissing
from altyapi.backup.generations import Keep, select
from altyapi.backup.point import Point
from altyapi.backup.policy import BackupClass, BackupPolicy
from altyapi.backup.register import Job, Register, Result
from altyapi.backup.repository import Repository, Snapshot
from altyapi.backup.systems import System, class_of_history
from altyapi.errors import ToolkitError
from netbox_sync.model import Frozen

PARTS = 7
"""Of a repository's data one part is read per run, another each day: all of it within a week. The first run reads all."""


class Order(Frozen):
    """One system's way to a second place."""

    system: str
    source: str  # the place of the first copy
    target: str
    hours_max: int


class Copied(Frozen):
    """What became of one system's copy. `hours` is the age of the newest point in the second place; none: there is none."""

    order: Order
    brought: int = 0
    newest: Point | None = None
    hours: float | None = None
    error: str = ""
    remedy_en: str = ""
    remedy_tr: str = ""
    milliseconds: int = 0

    @property
    def overdue(self) -> bool:
        return self.hours is None or self.hours > self.order.hours_max


class Checked(Frozen):
    """One repository of the second place, its data read there."""

    place: str
    system: str  # whose repository it is; empty for one that all share
    read: str  # `all`, or a part as restic writes it
    error: str = ""
    remedy_en: str = ""
    remedy_tr: str = ""
    milliseconds: int = 0


def orders(
    policy: BackupPolicy, systems: Mapping[str, System], chosen: frozenset[str] | None = None
) -> tuple[Order, ...]:
    """Every copy into a place of the kind restic that the plan asks for; the history of configs goes as one system."""
    found = [
        Order(system=name, source=class_.place, target=copy.place, hours_max=copy.hours_max)
        for name, class_ in _replicated(policy, systems)
        for copy in class_.copies
        if policy.places[copy.place].kind == "restic"
    ]
    return tuple(one for one in found if chosen is None or one.system in chosen)


def _replicated(policy: BackupPolicy, systems: Mapping[str, System]) -> Iterator[tuple[str, BackupClass]]:
    for name, system in sorted(systems.items()):
        class_ = policy.classes[system.class_]
        if policy.places[class_.place].kind == "restic":
            yield name, class_
    history = class_of_history(policy)
    if history is not None:
        yield HISTORY, history


class Replication:
    """One run over these orders. Results go to the register as they come."""

    def __init__(
        self,
        *,
        policy: BackupPolicy,
        archives: Mapping[str, Archive],
        bundles: Bundles,
        register: Register,
        clock: Callable[[], datetime],
        operator: str,
        evrak: str = "",
    ) -> None:
        self.policy, self.archives, self.bundles, self.register = policy, archives, bundles, register
        self.clock, self.operator, self.evrak = clock, operator, evrak
        self.run = f"{clock():%Y%m%dT%H%M%S}"
        self._copied_before = {
            (one.place, one.system) for one in register.results() if one.job == "replicate" and one.ok
        }
        self._there: dict[tuple[str, str], tuple[Snapshot, ...]] = {}
        self._cut_off: dict[str, NotReachable] = {}

    def copies(self, wanted: Iterable[Order]) -> Iterator[Copied]:
        """Each system's copy, told as it ends; a fault of one does not stop the others."""
        for order in wanted:
            began = time.monotonic()
            try:
                if order.target in self._cut_off:  # hundreds of systems would each wait for a line that is down
                    raise self._cut_off[order.target]
                copied = self._copy(order)
            except NotReachable as error:
                self._cut_off[order.target] = error
                copied = Copied(order=order, error=f"{error.code} {error}", **_remedies(error))
            except (ToolkitError, OSError) as error:
                copied = Copied(order=order, error=f"{getattr(error, 'code', '')} {error}".strip(), **_remedies(error))
            copied = copied.model_copy(update={"milliseconds": _since(began)})
            point = copied.newest
            self._note(
                "replicate", order.system, order.target, copied.error, copied.milliseconds, point, copied.brought > 0
            )
            yield copied

    def checks(self, places: Iterable[str], *, read: str = "") -> Iterator[Checked]:
        """Read the data where it lies now; `read` is `all`, `1/7`, `10%`, or nothing for today's part."""
        part = read or f"{self.clock().astimezone(self.policy.zone).date().toordinal() % PARTS + 1}/{PARTS}"
        for place in places:
            archive = self.archives[place]
            whole_before = {
                one.system for one in self.register.results() if one.job == "check" and one.ok and one.place == place
            }
            for system, repository in archive.repositories().items():
                began = time.monotonic()
                amount, error = (part if (system or place) in whole_before or read else "all"), ""
                remedies: dict[str, str] = {}
                try:
                    repository.check(read=amount)
                except RepositoryMissing as missing:
                    if (place, system) not in self._copied_before:
                        continue
                    error, remedies = f"{missing.code} {missing}", _remedies(missing)
                except ToolkitError as fault:
                    error, remedies = f"{fault.code} {fault}", _remedies(fault)
                done = Checked(
                    place=place, system=system, read=amount, error=error, milliseconds=_since(began), **remedies
                )
                self._note(
                    "check", system or place, place, error, done.milliseconds, None, False, f"data read: {amount}"
                )
                yield done

    def _copy(self, order: Order) -> Copied:
        target = self.archives[order.target]
        repository = target.repository(order.system)
        bring = self._history if order.system == HISTORY else self._points
        brought = bring(order, target, repository)
        past = [one for one in self._points_there(target, order.system) if one.moment <= self.clock()]
        newest = max(
            past, key=lambda one: one.moment, default=None
        )  # what lies ahead, by a clock that was wrong, proves nothing
        hours = None if newest is None else round((self.clock() - newest.moment).total_seconds() / 3600, 1)
        return Copied(order=order, brought=brought, newest=newest, hours=hours)

    def _points(self, order: Order, target: Archive, repository: Repository) -> int:
        source = self.archives[order.source]
        origin = source.repository(order.system)
        here = [one for one in self._listed(source, order.system) if one.hostname == order.system]
        self._require(order, target, repository, like=origin)
        there = {one.source_id for one in self._listed(target, order.system)}
        keep = target.keep(order.system) or Keep(days=1)
        points = [source.point(one) for one in here]
        wanted = {
            verdict.point.id
            for verdict in select(points, keep, zone=self.policy.zone, now=self.clock(), holds=self.policy.holds)
            if verdict.kept
        }
        missing = [one.id for one in here if one.id in wanted and one.source_id not in there]
        if missing:
            repository.copy_from(origin, missing)
            self._there.pop((target.name, order.system if target.each else ""), None)
        return len(missing)

    def _history(self, order: Order, target: Archive, repository: Repository) -> int:
        """The newest bundle of the configs' history, as a file."""
        newest = self.bundles.newest(self.clock())
        if newest is None:
            return 0
        self._require(order, target, repository)
        file = Path(self.bundles.folder) / newest.id
        repository.backup([file], host=HISTORY, tags=["kind:config", f"bundle:{newest.id}"])
        self._there.pop((target.name, order.system if target.each else ""), None)
        return 1

    def _require(self, order: Order, target: Archive, repository: Repository, like: Repository | None = None) -> None:
        """The repository is there, or never was and is made. Raises RepositoryMissing for one that is gone."""
        if repository.exists():
            return
        owner = order.system if target.each else None
        before = any(place == target.name and owner in {None, system} for place, system in self._copied_before)
        if before:
            raise RepositoryMissing(location=repository.shown)
        repository.init(like=like)

    def _listed(self, archive: Archive, system: str) -> tuple[Snapshot, ...]:
        key = (archive.name, system if archive.each else "")
        if key not in self._there:
            self._there[key] = archive.repository(system).snapshots()
        return self._there[key]

    def _points_there(self, archive: Archive, system: str) -> list[Point]:
        return [archive.point(one) for one in self._listed(archive, system) if one.hostname == system]

    def _note(
        self,
        job: Job,
        system: str,
        place: str,
        problem: str,
        milliseconds: int,
        point: Point | None,
        changed: bool,
        *observed: str,
    ) -> None:
        self.register.append(
            [
                Result(
                    time=self.clock().isoformat(timespec="seconds"),
                    job=job,
                    system=system,
                    ok=not problem,
                    run=self.run,
                    point=point,
                    changed=changed,
                    place=place,
                    problem=problem,
                    milliseconds=milliseconds,
                    operator=self.operator,
                    evrak=self.evrak,
                    observed=observed,
                )
            ]
        )


def _remedies(error: Exception) -> dict[str, str]:
    """What to do about it, for those who read of it later in either language."""
    if not isinstance(error, ToolkitError):
        return {}
    return {"remedy_en": error.remedy("en"), "remedy_tr": error.remedy("tr")}


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
