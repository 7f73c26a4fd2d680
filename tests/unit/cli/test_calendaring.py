"""Which moment a command of the Pardus calendar judges."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from altyapi.cli import calendaring

ZONE = ZoneInfo("Europe/Istanbul")
LATE = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
"""Where the controller keeps UTC it is still the 22nd."""


def test_the_day_is_that_of_the_calendars_zone_not_of_the_controller() -> None:
    moment = calendaring.moment_of("", ZONE, LATE)
    assert moment == LATE
    assert moment.date() == date(2026, 11, 23)


@pytest.mark.parametrize("on", ["2026-04-20", "20.04.2026"])
def test_a_day_that_was_asked_for_is_judged_at_this_time_of_day(on: str) -> None:
    assert calendaring.moment_of(on, ZONE, LATE) == datetime(2026, 4, 20, 1, 30, tzinfo=ZONE)
