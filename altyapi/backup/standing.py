"""Where each system stands against the plan: its last backup, the copies elsewhere, the last restore that was tried. Pure.

What the register knows counts; NetBox's fields, which others may fill, count where they say something later. A day that stands
there is taken to its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple

from altyapi import moment as moments
from altyapi.backup import systems
from altyapi.backup.fields import LAST_BACKUP, LAST_DRILL
from altyapi.backup.hostreports import ServerReport
from altyapi.backup.point import Kind
from altyapi.backup.policy import OVERDUE_HOURS, BackupClass, BackupPolicy
from altyapi.backup.register import Job, Result
from altyapi.backup.systems import HISTORY, System
from netbox_sync.model import Device, Frozen, Snapshot, VirtualMachine

State = Literal["good", "due", "overdue", "never", "unasked"]
"""In time; overdue; never; or nothing is asked for. `due` is what was never done and need not be yet."""
HORIZON = timedelta(days=400)
"""So far back the register is read: the longest interval, and a month."""
IN_SERVICE = frozenset({"active", "staged", "failed"})
"""Statuses in NetBox of systems that are backed up; what is offline or planned can't be."""


class CopyStanding(Frozen):
    place: str
    last: str = ""  # ISO 8601 with offset
    state: State


class JobStanding(Frozen):
    """One of several jobs of a server."""

    job: str
    last: str = ""  # ISO 8601 with offset
    hours_max: int | None = None
    state: State
    problem: str = ""


class Standing(Frozen):
    """One system. Times are ISO 8601 with offset, empty where nothing is known. Where a server has jobs of its own, `last`, `hours_max`
    and `state` are those of the worst of them, and `job` is its name."""

    system: str
    title: str = ""
    class_: str
    site: str = ""
    kinds: tuple[Kind, ...]
    owner_role: str
    last: str = ""
    source: Literal["register", "netbox", ""] = ""
    hours: int | None = None  # since then
    hours_max: int | None = None
    state: State
    problem: str = ""  # of the newest attempt, where that failed
    job: str = ""
    jobs: tuple[JobStanding, ...] = ()
    copies: tuple[CopyStanding, ...] = ()
    drill: str = ""
    drill_state: State

    @property
    def overdue(self) -> bool:
        """Whether anything of it is: the backup, a copy, the drill."""
        states = (self.state, self.drill_state, *(copy.state for copy in self.copies))
        return any(state in {"overdue", "never"} for state in states)


class Last(NamedTuple):
    """The newest of each: successes by job, system and place (empty: any); backups by system and the server's own job (empty: none is
    named); of these the failures that no success followed; and the newest time that the register holds."""

    good: Mapping[tuple[Job, str, str], Result]
    taken: Mapping[tuple[str, str], Result]
    failed: Mapping[tuple[str, str], Result]
    newest: datetime | None

    def tasks(self, system: str) -> tuple[str, ...]:
        """The jobs that it is known to have; the empty name alone where none has one."""
        found = {task for name, task in (*self.taken, *self.failed) if name == system}
        return tuple(sorted(found - {""})) or ("",)


def last(newest_first: Iterable[Result], now: datetime) -> Last:
    """What the register says, read from its end."""
    good: dict[tuple[Job, str, str], Result] = {}
    taken: dict[tuple[str, str], Result] = {}
    failed: dict[tuple[str, str], Result] = {}
    newest: datetime | None = None
    for result in newest_first:
        if result.moment < now - HORIZON:  # a copy as old as that may have been found yesterday, behind newer lines
            continue
        newest = max(newest, result.moment) if newest else result.moment
        if result.moment > now:  # a clock was wrong: it proves nothing of now
            continue
        if result.ok:
            for key in ((result.job, result.system, ""), (result.job, result.system, result.place)):
                if key not in good or good[key].moment < result.moment:  # what was collected later may be older
                    good[key] = result
            own = (result.system, result.task)
            if result.job == "backup" and (own not in taken or taken[own].moment < result.moment):
                taken[own] = result
        elif result.job == "backup":
            followed = (result.system, result.task) in taken if result.task else ("backup", result.system, "") in good
            if not followed:
                failed.setdefault((result.system, result.task), result)
    return Last(good, taken, failed, newest)


def standings(
    policy: BackupPolicy,
    snapshot: Snapshot | None,
    told: Last,
    now: datetime,
    reports: Mapping[str, ServerReport] | None = None,
) -> tuple[Standing, ...]:
    """Every system of the plan that is in service, by name. `reports` say which jobs a server has, and how often each runs."""
    fields = _fields(snapshot, policy)
    every = systems.every(policy, snapshot)
    found = [
        _standing(system, policy, told, fields.get(name, {}), now, (reports or {}).get(name))
        for name, system in sorted(every.items())
        if system.own is not None or fields[name]["status"] in IN_SERVICE
    ]
    sampled = {name for name, plan in policy.classes.items() if plan.drill_scope == "sample"}
    newest = {
        name: max(
            (one.drill for one in found if one.class_ == name and one.drill), key=datetime.fromisoformat, default=""
        )
        for name in sampled
    }
    return tuple(_sampled(one, newest[one.class_], policy, now) if one.class_ in sampled else one for one in found)


def _sampled(one: Standing, newest: str, policy: BackupPolicy, now: datetime) -> Standing:
    """A drill of any system of its class speaks for it too."""
    plan = policy.classes[one.class_]
    return one.model_copy(
        update={"drill": newest, "drill_state": _state(newest, plan.drill_days and plan.drill_days * 24, now)}
    )


def without_class(policy: BackupPolicy, snapshot: Snapshot) -> tuple[str, ...]:
    """Systems in service that must have a class of the plan and have none, by name."""
    needs = policy.needs_class
    devices = [one for one in snapshot.tables.devices if one.role in needs.roles]
    machines = snapshot.tables.virtual_machines if needs.virtual_machines else ()
    judged: tuple[Device | VirtualMachine, ...] = (*devices, *machines)
    return tuple(
        sorted(
            one.name
            for one in judged
            if one.status in IN_SERVICE and str(one.custom_fields.get(policy.field) or "") not in policy.classes
        )
    )


def _fields(snapshot: Snapshot | None, policy: BackupPolicy) -> dict[str, dict[str, str]]:
    """A day that lay ahead when NetBox was read was mistyped, and would speak for its system for years: it is left out."""
    if snapshot is None:
        return {}
    taken = datetime.fromisoformat(snapshot.source.taken).astimezone(policy.zone).date().isoformat()
    rows: tuple[Device | VirtualMachine, ...] = (*snapshot.tables.devices, *snapshot.tables.virtual_machines)
    return {
        one.name: {
            "status": one.status,
            **{
                name: day if (day := str(one.custom_fields.get(name) or "")[:10]) <= taken else ""
                for name in (LAST_BACKUP, LAST_DRILL)
            },
        }
        for one in rows
    }


def _jobs(
    system: System, plan: BackupClass, told: Last, report: ServerReport | None, now: datetime
) -> tuple[JobStanding, ...]:
    """Every job of it, the worst first: what its register lines name, but for those that a later report has no more; and what that
    report names beside. A job runs as often as the report says, or as its class does."""
    found: list[JobStanding] = []
    asked = report.jobs if report is not None else {}
    for name in sorted({*told.tasks(system.name), *asked} - ({""} if asked else set())):
        taken, failed = told.taken.get((system.name, name)), told.failed.get((system.name, name))
        newest = max((one.moment for one in (taken, failed) if one), default=None)
        if name and name not in asked and report is not None and (newest is None or newest < report.made):
            continue
        every = asked[name].every if name in asked else ""
        hours_max = None if every == "on-demand" else OVERDUE_HOURS.get(every, plan.hours_max)
        found.append(
            JobStanding(
                job=name,
                last=taken.time if taken else "",
                hours_max=hours_max,
                state=_state(taken.time if taken else "", hours_max, now),
                problem=failed.problem if failed else "",
            )
        )
    worst: tuple[State, ...] = ("never", "overdue", "good", "unasked")
    return tuple(sorted(found, key=lambda one: (worst.index(one.state), not one.problem, one.last)))


def _standing(
    system: System,
    policy: BackupPolicy,
    told: Last,
    fields: Mapping[str, str],
    now: datetime,
    report: ServerReport | None,
) -> Standing:
    """NetBox has one day for the whole system: of several jobs it tells of none."""
    plan = policy.classes[system.class_]
    jobs = _jobs(system, plan, told, report, now)
    first = jobs[0] if jobs else JobStanding(job="", hours_max=plan.hours_max, state="never")
    day = fields.get(LAST_BACKUP, "") if len(jobs) <= 1 else ""
    at, source = _later(first.last, day, policy, now)
    whole = told.failed.get((system.name, ""))
    drilled = told.good.get(("drill", system.name, ""))
    drill, _ = _later(drilled.time if drilled else "", fields.get(LAST_DRILL, ""), policy, now)
    return Standing(
        system=system.name,
        title=system.own.title if system.own else "",
        class_=system.class_,
        site=system.site,
        kinds=plan.kinds,
        owner_role=plan.owner_role,
        last=at,
        source=source,
        hours=None if not at else int((now - datetime.fromisoformat(at)) / timedelta(hours=1)),
        hours_max=first.hours_max,
        state=_state(at, first.hours_max, now),
        problem=next((one.problem for one in jobs if one.problem), whole.problem if whole else ""),
        job=first.job,
        jobs=jobs if first.job else (),
        copies=tuple(_copies(system, plan, policy, told, now)),
        drill=drill,
        drill_state=_state(drill, plan.drill_days and plan.drill_days * 24, now),
    )


def _copies(
    system: System, plan: BackupClass, policy: BackupPolicy, told: Last, now: datetime
) -> Iterable[CopyStanding]:
    """Configs are copied with their history, as a whole. A copy is as old as the point that it is a copy of."""
    name = HISTORY if plan.place == policy.configs.place else system.name
    for copy in plan.copies:
        found = [told.good.get((job, name, copy.place)) for job in ("replicate", "tape")]
        times = [one.point.time if one.point else one.time for one in found if one]
        at = max(
            (one for one in times if datetime.fromisoformat(one) <= now), key=datetime.fromisoformat, default=""
        )  # what lies ahead, by a clock that was wrong, proves nothing
        yield CopyStanding(place=copy.place, last=at, state=_state(at, copy.hours_max, now))


def _state(at: str, hours_max: int | None, now: datetime) -> State:
    if hours_max is None:
        return "unasked"
    if not at:
        return "never"
    return "overdue" if now - datetime.fromisoformat(at) > timedelta(hours=hours_max) else "good"


def _later(
    registered: str, day: str, policy: BackupPolicy, now: datetime
) -> tuple[str, Literal["register", "netbox", ""]]:
    """Of the register's time and NetBox's day the later one, and which of them that is."""
    try:
        ended = min(moments.after(date.fromisoformat(day[:10]), policy.zone), now) if day else None
    except (ValueError, OverflowError):
        ended = None
    known = datetime.fromisoformat(registered) if registered else None
    if ended is not None and (known is None or known.astimezone(policy.zone).date() < date.fromisoformat(day[:10])):
        return ended.astimezone(UTC).astimezone(policy.zone).isoformat(timespec="seconds"), "netbox"
    return registered, "register" if registered else ""
