"""What goes to tape: the points that the plan keeps there and that are on no cartridge yet; written, and read back whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from altyapi.backup.archive import Archive
from altyapi.backup.changer import Changer
from altyapi.backup.faults import RepositoryFull
from altyapi.backup.generations import GENERATIONS, Keep, certain_day, select, slot
from altyapi.backup.point import Point
from altyapi.backup.policy import BackupPolicy
from altyapi.backup.repository import Repository
from altyapi.backup.systems import System
from altyapi.backup.tape import Cartridge, Event, Tapes, on_tape
from netbox_sync.model import Frozen


class Wanted(Frozen):
    """A point that should be on tape."""

    point: Point
    source: str


class Written(Frozen):
    """What came of one cartridge. `left` did not fit and needs another."""

    cartridge: Cartridge
    points: tuple[Point, ...]
    left: tuple[Wanted, ...] = ()


def keep_on_tape(policy: BackupPolicy, class_: str, place: str) -> Keep | None:
    """How much of a class's points is kept on that tape place; none: nothing goes there."""
    plan = policy.classes[class_]
    for copy in plan.copies:
        if copy.place == place:
            kept = {one: plan.keep.of(one) for one in copy.generations if plan.keep.of(one)}
            return Keep(**kept) if kept else None
    return None


def missing(
    policy: BackupPolicy,
    systems: Mapping[str, System],
    archives: Mapping[str, Archive],
    tapes: Tapes,
    place: str,
    now: datetime,
) -> tuple[Wanted, ...]:
    """Points of the first places that stand for a generation which tape keeps, and are on no whole cartridge; oldest first.

    The one that stands for a slot which is still open (this month) waits for its end, as a later one will take its place;
    a system that is on no cartridge at all does not wait.
    """
    there = on_tape(tapes.cartridges().values())
    found: list[Wanted] = []
    for name, system in sorted(systems.items()):
        keep, source = keep_on_tape(policy, system.class_, place), policy.classes[system.class_].place
        if keep is None or source not in archives:
            continue
        held = archives[source]
        listed = held.snapshots.get(name if held.each else "", ())
        points = [held.point(one) for one in listed if one.hostname == name]
        # what lies on tape stands for its slot also where the first place has forgotten it
        taped = [
            point for point in there.values() if point.system == name and point.id not in {one.id for one in points}
        ]
        verdicts = select([*points, *taped], keep, zone=policy.zone, now=now, holds=policy.holds)
        kept = [one.point for one in verdicts if {reason.rule for reason in one.reasons} - {"last-good", "future"}]
        shortest = next(one for one in GENERATIONS if keep.of(one))
        open_now = slot(now, shortest, policy.zone) if any(one.system == name for one in there.values()) else ""
        found += [
            Wanted(point=point, source=source)
            for point in kept
            if point.id not in there and slot(point.moment, shortest, policy.zone) != open_now
        ]
    return tuple(sorted(found, key=lambda one: (one.point.moment, one.point.system)))


def kept_ids(
    policy: BackupPolicy, systems: Mapping[str, System], tapes: Tapes, place: str, now: datetime
) -> frozenset[str]:
    """Ids of points on tape that must stay: by generation or hold, and all of systems that the plan no longer knows."""
    kept: set[str] = set()
    by_system: dict[str, list[Point]] = {}
    for point in on_tape(tapes.cartridges().values()).values():
        by_system.setdefault(point.system, []).append(point)
    for name, points in by_system.items():
        keep = keep_on_tape(policy, systems[name].class_, place) if name in systems else None
        if keep is None:
            kept |= {point.id for point in points}
            continue
        verdicts = select(points, keep, zone=policy.zone, now=now, holds=policy.holds)
        kept |= {one.point.id for one in verdicts if one.kept}
    return frozenset(kept)


def documents(policy: BackupPolicy, tapes: Tapes, cartridge: Cartridge, now: datetime) -> tuple[str, ...]:
    """The documents that forbid to lose any of its points, whether it is whole or not."""
    every = [point for one in tapes.cartridges().values() for point in one.points]
    found: set[str] = set()
    for point in cartridge.points:
        today = certain_day([one for one in every if one.system == point.system], now, policy.zone)
        day = point.moment.astimezone(policy.zone).date()
        found |= {hold.evrak for hold in policy.holds if hold.holds(point.system, day, today)}
    return tuple(sorted(found))


def write(
    cartridge: Cartridge,
    wanted: tuple[Wanted, ...],
    *,
    changer: Changer,
    archives: Mapping[str, Archive],
    tapes: Tapes,
    now: datetime,
    by: str,
    evrak: str,
) -> Written:
    """Write these onto a cartridge that may be written, read all of it back, and enter it in the register.

    Raises CartridgeNotUsable, RepositoryDamaged (the register then holds nothing of it), and what repositories raise.
    """
    changer.require(cartridge.barcode)
    moment = now.isoformat(timespec="seconds")
    if cartridge.state == "written":
        reason = "none of its points is kept any more"
        tapes.add(Event(time=moment, barcode=cartridge.barcode, happening="erased", by=by, evrak=evrak, reason=reason))
    changer.erase(cartridge.barcode)
    repository = changer.repository(cartridge.barcode)
    done, left = _copy(repository, wanted, archives)
    repository.check(read="all")
    digest, size = changer.content(cartridge.barcode)
    event = Event(
        time=moment, barcode=cartridge.barcode, happening="written", by=by, location=changer.name, evrak=evrak, points=done,
        content_sha256=digest, bytes=size,
    )  # fmt: skip
    return Written(cartridge=tapes.add(event), points=done, left=left)


def _copy(
    repository: Repository, wanted: tuple[Wanted, ...], archives: Mapping[str, Archive]
) -> tuple[tuple[Point, ...], tuple[Wanted, ...]]:
    """As many as fit; what was half-written when it was full is taken off again."""
    done: list[Point] = []
    for number, one in enumerate(wanted):
        source = archives[one.source].repository(one.point.system)
        try:
            if not number:
                repository.init(like=source)
            repository.copy_from(source, [one.point.id])
        except RepositoryFull:
            if not done:
                raise
            repository.prune()
            return tuple(done), wanted[number:]
        done.append(one.point)
    return tuple(done), ()
