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

    def overdue(self, now: datetime) -> bool:
        return not self.last or now - datetime.fromisoformat(self.last) > timedelta(days=self.days_max)


def every(policy: BackupPolicy, systems: Mapping[str, System], register: Register) -> tuple[Due, ...]:
    """All that the plan asks drills of, the longest untried first."""
    passed: dict[str, str] = {}
    for result in register.results():
        if result.job == "drill" and result.ok:
            passed[result.system] = result.time
    found = [
        Due(system=name, class_=system.class_, last=passed.get(name, ""), days_max=days)
        for name, system in systems.items()
        if (days := policy.classes[system.class_].drill_days) is not None
    ]
    return tuple(
        sorted(found, key=lambda one: ((one.last and datetime.fromisoformat(one.last).timestamp()) or 0.0, one.system))
    )


def sample(found: tuple[Due, ...], now: datetime) -> tuple[Due, ...]:
    """One of each class: what a drill tries that is told nothing else; overdue ones only, where there are any."""
    by_class: dict[str, Due] = {}
    for one in sorted(found, key=lambda one: not one.overdue(now)):
        by_class.setdefault(one.class_, one)
    return tuple(by_class[name] for name in sorted(by_class))
