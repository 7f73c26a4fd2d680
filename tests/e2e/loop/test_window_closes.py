"""A window that closes while a wave is under way: what has no time left is not begun, and goes on when it opens again."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from altyapi.apply.device import apply_device
from altyapi.plan.calendar import Calendar, OutsideWindow, Window
from altyapi.plan.policy import ChangePolicy
from tests.e2e.loop.ground import Ground, Start
from tests.e2e.loop.trouble import changes

pytestmark = pytest.mark.e2e

NIGHT = Window.model_validate({"name": "gece", "open": [{"from": "01:00", "to": "05:00"}]})
TOMORROW = datetime.now(ZoneInfo("Europe/Istanbul")).replace(minute=0, second=0, microsecond=0) + timedelta(days=1)


def by_clock(place: Ground, hour: int, minute: int = 0, days: int = 0) -> None:
    """From here on it is that time of the night."""
    now = TOMORROW.replace(hour=hour, minute=minute) + timedelta(days=days)
    policy = ChangePolicy(calendar=Calendar(windows=(NIGHT,)))
    place.services = place.services.model_copy(update={"policy": policy, "clock": lambda: now})


def test_a_device_whose_timer_would_outlast_the_window_is_left_and_goes_on_the_next_night(ground: Start) -> None:
    place = ground(sw1={}, sw2={}, sw3={})
    run = place.begin(place.plan(budget=0, minutes=5))
    (canary,), (second, third) = run.waves()

    by_clock(place, 4, 50)
    assert apply_device(run, canary.device, place.services).state == "applied"
    assert apply_device(run, second.device, place.services).state == "applied"
    by_clock(place, 4, 56)  # four minutes are left, its timer has five
    fate = apply_device(run, third.device, place.services)
    assert (fate.state, fate.event and fate.event.detail["code"]) == ("untouched", OutsideWindow.code)
    assert changes(place.devices[third.device].commands_since()) == []
    assert place.is_old(third.device)
    assert run.postponed() == (third.device,)
    assert run.failures() == ()
    assert run.stopped()

    by_clock(place, 1, days=1)
    run.journal.append("run-resumed", operator="kul0001")
    run.require_time(place.services.policy, place.services.clock())
    assert apply_device(run, third.device, place.services).state == "applied"
    assert [fate.state for fate in run.fates()] == ["applied"] * 3
    assert all(place.is_new(run, one.device) for one in (canary, second, third))
