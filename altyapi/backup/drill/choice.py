"""Which systems' copies are tried, by the plan: each at least so often as its class asks, the longest untried first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from altyapi.backup.policy import BackupPolicy
from altyapi.backup.register import Register
from altyapi.backup.systems import System
from netbox_sync.model import Frozen


class Due(Frozen):
    """A system whose copies have to be tried. `last` is the last drill that it passed, empty where it never did."""

    system: str
    class_: str
    last: str = ""
    days_max: int
    speaks_for_all: bool = False  # the plan's drill_scope: one system's drill is the whole class's

    def overdue(self, now: datetime) -> bool:
        return not self.last or now - datetime.fromisoformat(self.last) > timedelta(days=self.days_max)


def every(policy: BackupPolicy, systems: Mapping[str, System], register: Register) -> tuple[Due, ...]:
    """All that the plan asks drills of, the longest untried first."""
    passed: dict[str, str] = {}
    for result in register.results():
        if result.job == "drill" and result.ok:
            passed[result.system] = result.time
    found = [
        Due(
            system=name,
            class_=system.class_,
            last=passed.get(name, ""),
            days_max=days,
            speaks_for_all=policy.classes[system.class_].drill_scope == "sample",
        )
        for name, system in systems.items()
        if (days := policy.classes[system.class_].drill_days) is not None
    ]
    return tuple(
        sorted(found, key=lambda one: ((one.last and datetime.fromisoformat(one.last).timestamp()) or 0.0, one.system))
    )


def due(found: tuple[Due, ...], now: datetime) -> tuple[Due, ...]:
    """What the plan asks for now. Of a class in which one speaks for all that is the longest untried, and none where one was tried in
    time."""
    answered = {one.class_ for one in found if one.speaks_for_all and not one.overdue(now)}
    chosen: list[Due] = []
    for one in found:
        if one.overdue(now) and one.class_ not in answered:
            chosen.append(one)
            answered |= {one.class_} if one.speaks_for_all else set()
    return tuple(chosen)


def sample(found: tuple[Due, ...], now: datetime) -> tuple[Due, ...]:
    """One of each class: what a drill tries that is told nothing else; overdue ones only, where there are any."""
    by_class: dict[str, Due] = {}
    for one in sorted(found, key=lambda one: not one.overdue(now)):
        by_class.setdefault(one.class_, one)
    return tuple(by_class[name] for name in sorted(by_class))
