"""How often cameras answered: looks that were answered, of all that were made. Hours without a check are no hours without cameras."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from altyapi.camera.state import Run


class Availability(NamedTuple):
    """Looks and answered ones, each by the camera's name, by day and in all."""

    looks: Counter[str]
    answered: Counter[str]
    looks_of_day: Counter[date]
    answered_of_day: Counter[date]

    def of(self, names: Iterable[str]) -> float | None:
        """Share of these cameras' looks that were answered; None where nobody looked."""
        wanted = list(names)
        looks = sum(self.looks[name] for name in wanted)
        return sum(self.answered[name] for name in wanted) / looks if looks else None

    def of_day(self, day: date) -> float | None:
        looks = self.looks_of_day[day]
        return self.answered_of_day[day] / looks if looks else None


def availability(runs: Iterable[Run], in_service: Collection[str], zone: tzinfo | None) -> Availability:
    """Of the cameras that are in service now; days as they are in that zone."""
    found = Availability(Counter(), Counter(), Counter(), Counter())
    everyone = frozenset(in_service)
    for run in runs:
        names = everyone.intersection(run.names) if run.names else everyone
        answered = names.difference(run.failed)
        day = datetime.fromisoformat(run.time).astimezone(zone).date()
        found.looks.update(names)
        found.answered.update(answered)
        found.looks_of_day[day] += len(names)
        found.answered_of_day[day] += len(answered)
    return found
