"""The bench of camera checks fails where an answer is wrong, and runs small."""

from __future__ import annotations

import pytest

from altyapi.camera.standing import Standing, State
from lab.bench import camera_check
from lab.cameras.endpoint import Behaviour

TIME = "2026-04-20T09:00:00+03:00"
WANTED: dict[str, Behaviour] = {"good": "good", "dead": "dead", "hanging": "hanging"}


def standings(**states: State) -> dict[str, Standing]:
    return {name: Standing(state=state, since=TIME, seen=TIME) for name, state in states.items()}


def test_one_that_is_missed_falsely_named_or_left_out_ends_the_bench() -> None:
    camera_check._judge(WANTED, standings(good="up", dead="down", hanging="down"))
    for wrong in (
        standings(good="up", dead="up", hanging="down"),
        standings(good="down", dead="down", hanging="down"),
        standings(dead="down", hanging="down"),
    ):
        with pytest.raises(RuntimeError, match="falsely named"):
            camera_check._judge(WANTED, wrong)


def test_two_per_cent_are_dead_and_one_hangs() -> None:
    found = [camera_check._behaviour(number) for number in range(5000)]
    assert {kind: found.count(kind) for kind in set(found)} == {"good": 4850, "dead": 100, "hanging": 50}


def test_it_runs_and_counts_every_camera_twice() -> None:
    told: list[str] = []
    subject = camera_check.subject(100, told.append)
    assert [(row.name, row.count) for row in subject.rows[:2]] == [
        (camera_check.FIRST, 100),
        (camera_check.SECOND, 100),
    ]
    assert told == [row.name for row in subject.rows]
