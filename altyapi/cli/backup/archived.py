"""The steps of backup.now, collect and replicate."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fnmatch import fnmatchcase

from altyapi.account import operator
from altyapi.backup import archive, collecting, fields, hostreports, own, policy, remote, standing, systems
from altyapi.backup.archive import Archive, PlaceWithoutAddress
from altyapi.backup.bundles import Bundles
from altyapi.backup.dating import Dating
from altyapi.backup.drill.faults import NothingToRestore, SystemUnknown
from altyapi.backup.git import Git
from altyapi.backup.history import History
from altyapi.backup.point import Point
from altyapi.backup.policy import BackupPolicy
from altyapi.backup.register import Register, Result
from altyapi.backup.replica import Checked, Copied, Order, Replication, orders
from altyapi.backup.standing import Last
from altyapi.backup.systems import System
from altyapi.cli import snapshots, writing
from altyapi.cli.backup import telling
from altyapi.cli.frame import DONE, ERROR, PENDING
from altyapi.cli.frame import now as moment
from altyapi.errors import EngineError, ToolkitError
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from altyapi.view import backup_archive as view
from altyapi.view.output import Output
from altyapi.view.progress import Progress
from altyapi.view.steps import typed
from netbox_sync.model import Device, Snapshot, VirtualMachine


class PartUnreadable(EngineError):
    code = "BCK-047"
    en = "Not an amount of data to read back: {text}."
    tr = "Okunacak veri miktarı değil: {text}."
    en_remedy = "all, a part (1/7: the first of seven), or a percentage (10%)"
    tr_remedy = "all (tümü), bir parça (1/7: yedide birincisi) ya da bir yüzde (10%)"


class Ground:
    """What all of these steps start from. The snapshot is left out where there is none: own systems need no NetBox."""

    def __init__(self, out: Output, configured: Settings) -> None:
        self.rules: BackupPolicy = policy.load(configured.policy_dir)
        self.snapshot: Snapshot | None = snapshots.load(out, configured) if configured.snapshot.is_file() else None
        if self.snapshot is None:
            out.note(out.say("backup.no-snapshot", command=typed("netbox.pull")))
        self.systems: dict[str, System] = systems.every(self.rules, self.snapshot)
        self.store = SecretStore.from_settings(configured)
        self.register = Register.of(configured.state_dir)
        self.history = History.of(configured.state_dir)
        self.bundles = Bundles.of(configured.state_dir, self.rules.configs.place, self.rules.configs.bundles)
        self.configured = configured

    def archives(self, *names: str) -> dict[str, Archive]:
        """Places with restic repositories; those named have to be there. Raises PlaceWithoutAddress."""
        cache = self.configured.state_dir / "backup" / "cache"
        dating = Dating.of(self.register.results(), moment())
        found = archive.of_places(self.rules, self.store, self.systems, cache, names, dating)
        for name in names:
            if name not in found:
                raise PlaceWithoutAddress(place=name)
        return found

    def chosen(self, pattern: str) -> frozenset[str]:
        """Systems of the plan by name or glob. Raises SystemUnknown."""
        known = {*self.systems, systems.HISTORY}
        found = frozenset(name for name in known if fnmatchcase(name, pattern))
        if not found:
            raise SystemUnknown(system=pattern, field=self.rules.field)
        return found

    def row(self, name: str) -> Device | VirtualMachine | None:
        if self.snapshot is None:
            return None
        tables = self.snapshot.tables
        rows: tuple[Device | VirtualMachine, ...] = (*tables.devices, *tables.virtual_machines)
        return next((one for one in rows if one.name == name), None)


def now(out: Output, configured: Settings, name: str, *, evrak: str) -> int:
    """One system's copy, at once. Raises EvrakRefused."""
    writing.check_evrak(configured, evrak)
    ground = Ground(out, configured)
    system = ground.systems.get(name)
    if system is None:
        raise SystemUnknown(system=name, field=ground.rules.field)
    class_ = ground.rules.classes[system.class_]
    if ground.rules.places[class_.place].kind == "git":
        from altyapi.cli.backup import taking

        return taking.run(out, configured, f"device:{name}", accept_smaller=False)
    began, started = time.monotonic(), moment()
    point, error = None, None
    try:
        point = _taken(ground, system, class_.place, started)
    except ToolkitError as fault:
        error = fault
    result = Result(
        time=moment().isoformat(timespec="seconds"),
        job="backup",
        system=name,
        ok=error is None,
        run=f"{started:%Y%m%dT%H%M%S}",
        point=point,
        place=class_.place,
        problem=f"{error.code} {error}" if error else "",
        milliseconds=round((time.monotonic() - began) * 1000),
        operator=operator(),
        evrak=evrak,
    )
    ground.register.append([result])
    if error is not None:
        raise error
    view.taken(out, result)
    return DONE


def _taken(ground: Ground, system: System, place: str, started: datetime) -> Point:
    """The point that came of it, as the repository itself shows it: what a server says of itself is not enough."""
    archive_ = ground.archives(place)[place]
    repository = archive_.repository(system.name)
    row = ground.row(system.name)
    if system.own is not None:
        if not repository.exists():
            repository.init()
        own.take(system.own, repository, ground.configured.state_dir, ground.store)
    elif row is not None:
        remote.take(row, ground.configured)
    listed = [archive_.point(one) for one in repository.snapshots(host=system.name)]
    newest = max((one for one in listed if one.dated != "astray"), key=lambda one: one.moment, default=None)
    if newest is None or newest.moment < started.replace(microsecond=0):
        raise NothingToRestore(system=system.name, place=place)
    return newest


def collect(out: Output, configured: Settings, place: str) -> int:
    """What is new in the repositories, and what failed on the servers; a place that can't be read is told and left for the next
    time."""
    ground = Ground(out, configured)
    every = ground.archives(*([place] if place else []))
    entered = list(ground.register.results())
    seen = moment()
    runs = {(one.system, one.run) for one in entered}
    failed, unreadable = hostreports.failures(
        configured.state_dir, ground.rules, ground.systems, runs, seen, operator()
    )
    for file, problem in unreadable:
        out.note(out.say("backup.report-unreadable", file=file, problem=problem))
    found = collecting.collect(ground.rules, ground.systems, every, entered, seen, operator())
    for fault in found.faults:
        out.fault(fault)
    made = sorted(
        [*failed, *found.made], key=lambda one: one.moment
    )  # the newest try of a system is the one that counts
    ground.register.append(made)
    view.collected(out, made, found.unmade)
    _tell(out, ground, made, standing.last([*reversed(made), *reversed(entered)], seen))
    if found.faults:
        return ERROR
    astray = [one.point for one in found.made if one.point is not None and one.point.dated == "astray"]
    for point in astray:
        out.line(out.say("backup.astray", system=point.system, time=point.time, place=point.place, id=point.id), "red")
    if not found.unmade:
        return PENDING if astray else DONE
    second = {copy.place for class_ in ground.rules.classes.values() for copy in class_.copies}
    out.next(typed("backup.replicate") if second & {*found.unmade} else typed("backup.now", "SYSTEM"))
    return PENDING


def _tell(out: Output, ground: Ground, made: Sequence[Result], told: Last) -> None:
    """NetBox has the day of the newest backup that came in of each, where that is newer than what it holds; of a server with several
    jobs the day since which all of them have one."""
    if ground.snapshot is None:
        return
    newest: dict[str, date] = {}
    for one in made:
        if one.job == "backup" and one.ok:
            taken = [told.taken.get((one.system, task)) for task in told.tasks(one.system)]
            moments = [each.moment for each in taken if each is not None]
            if moments and len(moments) == len(taken):
                newest[one.system] = min(moments).astimezone(ground.rules.zone).date()
    wanted = {
        name: day
        for name, day in newest.items()
        if (row := ground.row(name)) and str(row.custom_fields.get(fields.LAST_BACKUP) or "") < day.isoformat()
    }
    telling.days(out, ground.configured, ground.snapshot, fields.LAST_BACKUP, wanted, "altyapi backup.collect")


def replicate(out: Output, configured: Settings, *, system: str, place: str, read: str, evrak: str) -> int:
    """Copy, read back, and tell how old each copy is. Raises EvrakRefused, PartUnreadable,
    PlaceWithoutAddress and SystemUnknown, before anything is copied."""
    writing.check_evrak(configured, evrak)
    if read and not _readable(read):
        raise PartUnreadable(text=read)
    ground = Ground(out, configured)
    if place and place not in ground.rules.places:
        raise PlaceWithoutAddress(place=place)
    wanted = orders(ground.rules, ground.systems, ground.chosen(system) if system else None)
    wanted = tuple(one for one in wanted if not place or one.target == place)
    every = ground.archives(*_places(wanted, ground))
    git = Git(ground.history.git.folder)
    if any(one.system == systems.HISTORY for one in wanted) and git.head():
        ground.bundles.make(git, moment())
    run = Replication(
        policy=ground.rules,
        archives=every,
        bundles=ground.bundles,
        register=ground.register,
        clock=moment,
        operator=operator(),
        evrak=evrak,
    )
    wanted = tuple(one for one in wanted if _has_any(one.system, one.source, every, ground))
    copied: list[Copied] = []
    with Progress(out, out.say("backup.replicating"), len(wanted)) as progress:
        for one in run.copies(wanted):
            copied.append(one)
            progress.step(one.order.system, not one.error)
    checked: list[Checked] = list(run.checks(sorted({one.target for one in wanted}), read=read))
    view.replicated(out, copied, checked)
    if any(one.error for one in copied) or any(one.error for one in checked):
        return ERROR
    return PENDING if any(one.overdue for one in copied) else DONE


def _readable(part: str) -> bool:
    """Whether restic takes it as an amount of data: `all`, one of so many parts, or a percentage."""
    if found := re.fullmatch(r"(\d+)/(\d+)", part):
        return 0 < int(found[1]) <= int(found[2])
    if found := re.fullmatch(r"(\d+(?:\.\d+)?)%", part):
        return 0 < float(found[1]) <= 100
    return part == "all"


def _places(wanted: Sequence[Order], ground: Ground) -> list[str]:
    names = {name for one in wanted for name in (one.source, one.target)}
    return sorted(name for name in names if ground.rules.places[name].kind == "restic")


def _has_any(system: str, source: str, every: Mapping[str, Archive], ground: Ground) -> bool:
    """Whether there is anything of it at all: systems that were never backed up are backup.status's to tell, not a copy's."""
    if system == systems.HISTORY:
        return bool(ground.bundles.points())
    listed = every[source].snapshots
    return any(one.hostname == system for one in listed.get(system if every[source].each else "", ()))
