"""A clock that is set while changes go on: nothing of anybody else's is touched, nobody waits for ever, the newest is the newest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from altyapi.apply import runs
from altyapi.apply.recovery import patience
from altyapi.apply.run import Run
from altyapi.apply.work import Work
from altyapi.plan import model
from altyapi.plan.policy import ChangePolicy
from tests.support.plans import NOW, entry, plan
from tests.unit.apply.test_expiry import services

FIVE = timedelta(minutes=5)


def begin(folder: Path, now: datetime, reverses: str = "") -> Run:
    model.save(plan(entry("sw1")), folder / "plan.json")
    return runs.begin(
        folder, folder / "plan.json", operator="kul0001", reason="-", evrak="", now=now,
        direction="back" if reverses else "forward", reverses=reverses,
    )  # fmt: skip


@pytest.fixture
def armed(tmp_path: Path) -> Callable[[timedelta], Work]:
    """A change that armed its timer at NOW, looked at by a clock that is so far from then."""
    run = begin(tmp_path, NOW)
    run.journal.append("begun", "sw1")
    run.journal.append("arming", "sw1", method="configure-revert-timer", minutes=5, until=(NOW + FIVE).isoformat())
    run.journal.append("armed", "sw1")

    def at(later: timedelta) -> Work:
        made = services(tmp_path, ChangePolicy()).model_copy(update={"clock": lambda: NOW + later})
        return Work(run, run.entry("sw1"), made)

    return at


@pytest.mark.parametrize(
    ("later", "own"),
    [
        (timedelta(minutes=4), True),
        (timedelta(seconds=-30), True),  # a clock that was corrected a little
        (timedelta(days=-1), False),
        (timedelta(days=1), False),
    ],
)
def test_a_pending_timer_is_ours_only_while_the_clock_bears_it_out(
    armed: Callable[[timedelta], Work], later: timedelta, own: bool
) -> None:
    assert armed(later).owns_timer() is own


@pytest.mark.parametrize("later", [timedelta(days=-400), timedelta(hours=-1), timedelta(0), timedelta(days=400)])
def test_a_device_is_looked_for_no_longer_than_its_timer_can_take_whatever_the_clock_says(
    armed: Callable[[timedelta], Work], later: timedelta
) -> None:
    work = armed(later)
    assert work.grace() <= patience(work) <= FIVE + work.grace()


def test_the_newest_run_is_the_last_one_begun_though_the_clock_was_set_back(tmp_path: Path) -> None:
    first = begin(tmp_path, NOW)
    second = begin(tmp_path, NOW - timedelta(hours=2))
    third = begin(tmp_path, NOW - timedelta(days=300), reverses=second.head.run)
    fourth = begin(tmp_path, NOW - timedelta(hours=1), reverses=second.head.run)
    names = [run.head.run for run in (first, second, third, fourth)]
    assert names == sorted(names)
    assert runs.find(tmp_path, "latest").head.run == fourth.head.run
    assert [run.head.run for run in runs.rollbacks(tmp_path, second)] == names[2:]
    assert third.head.started == (NOW - timedelta(days=300)).isoformat()
