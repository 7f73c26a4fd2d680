"""Whole changes over real SSH on every platform: planned, applied; they end in the old config or the new one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from altyapi.apply.device import apply_device
from altyapi.device import connect
from tests.e2e.loop.cases import CASES, Case
from tests.e2e.loop.ground import SECRETS, Start
from tests.e2e.loop.trouble import QUIET, at_steps, kill_at

pytestmark = pytest.mark.e2e

GOLDEN = Path(__file__).parents[2] / "golden" / "switches"


def cases(fits: Callable[[Case], object] = lambda _case: True) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", [case for case in CASES if fits(case)], ids=str)


@cases()
def test_a_change_is_applied_proven_confirmed_and_saved(ground: Start, case: Case) -> None:
    place = ground(sw1=QUIET)
    plan = place.plan()
    assert plan.devices[0].revert_method == case.revert
    fate = apply_device(place.begin(plan), "sw1", place.services)
    assert fate.state == "applied", fate.why
    device = place.devices["sw1"]
    assert case.after in device.running()
    assert not [text for text in case.gone if text in device.running()]
    assert place.known.digest(device.startup()) == place.known.digest(device.running())
    assert device.timers == {}
    assert device.counters.reloads == 0
    assert place.plan().devices == (), place.plan().devices[0].commands


@cases()
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_killed_at_every_line_leaves_the_old_config_or_the_new(
    ground: Start, case: Case, when: str
) -> None:
    count = len(ground(probe={}).plan().devices[0].commands) + case.lines_after
    knobs = {
        f"sw{line:02d}": {
            "drop_after_lines": case.lines_before + line, "drop_when": when, "drop_times": 1, "minute_s": 0.1
        }
        for line in range(1, count + 1)
    }  # fmt: skip
    place = ground(**knobs)
    run = place.begin(place.plan(minutes=20))
    for name in knobs:
        fate = apply_device(run, name, place.services)
        assert fate.state in {"applied", "reverted"}, f"{name}: {fate}"
        assert place.is_old(name) if fate.state == "reverted" else place.is_new(run, name), name
        assert place.devices[name].timers == {}, name
        assert place.devices[name].counters.dropped_sessions == 1, name


@cases()
@pytest.mark.parametrize("step", ["arming", "armed", "pushed", "proving", "confirming", "confirmed"])
def test_a_run_that_died_at_a_step_is_finished_by_the_next(ground: Start, case: Case, step: str) -> None:
    place = ground(sw1={})
    run = kill_at(place, place.begin(place.plan(minutes=10)), "sw1", step)
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "applied", fate
    assert place.is_new(run)
    device = place.devices["sw1"]
    assert device.timers == {}
    assert place.known.digest(device.startup()) == place.known.digest(device.running())


@cases()
def test_a_refused_line_takes_the_whole_change_back_at_once(ground: Start, case: Case) -> None:
    place = ground(sw1={**QUIET, "errors": [{"pattern": case.telling}]})
    fate = apply_device(place.begin(place.plan()), "sw1", place.services)
    assert fate.state == "reverted"
    assert case.telling in fate.why
    assert place.is_old()
    device = place.devices["sw1"]
    assert device.timers == {}
    if case.candidate:
        assert device.counters.reverts == 0, "nothing had taken effect"
    if case.traces:
        with connect(place.target()) as session:
            assert "altyapi" not in session.command(case.traces)


@cases()
def test_a_change_that_can_not_be_proven_is_taken_back_at_once(ground: Start, case: Case) -> None:
    """The second login finds no free session, is refused, or is shown a part of the config."""
    faults: dict[str, dict[str, object]] = {
        "sw1": {"session_limit": 1},
        "sw2": {"refuse_logins": True},
        "sw3": {"truncate_running": 300},
    }
    whole = {"session_limit": 16, "refuse_logins": False, "truncate_running": None}
    place = ground(**dict.fromkeys(faults, QUIET))
    run = place.begin(place.plan())
    then = {
        "proving": lambda device: place.devices[device].set(**faults[device]),
        "reverting": lambda device: place.devices[device].set(**whole),
    }
    with at_steps(run, then):
        fates = {name: apply_device(run, name, place.services) for name in faults}
    for name, fate in fates.items():
        assert fate.state == "reverted", fate
        assert place.is_old(name), name
        assert place.devices[name].timers == {}, name
    assert len({fate.why for fate in fates.values()}) == len(faults)


@cases()
def test_a_change_that_locks_us_out_comes_back_by_itself(ground: Start, case: Case) -> None:
    place = ground(sw1={"cuts_management": [case.telling]})
    fate = apply_device(place.begin(place.plan(minutes=4)), "sw1", place.services)
    assert fate.state == "reverted", fate
    assert place.is_old()
    counters = place.devices["sw1"].counters
    assert counters.reloads == int(case.restarts)
    assert case.restarts or counters.reverts == 1


@cases()
def test_another_device_in_the_place_of_the_planned_one_is_refused_untouched(ground: Start, case: Case) -> None:
    place = ground(sw1=QUIET)
    device = place.devices["sw1"]
    plan = place.plan(serial=f"{device.spec.serial}X")
    fate = apply_device(place.begin(plan), "sw1", place.services)
    assert fate.state == "untouched", fate
    assert fate.event is not None
    assert fate.event.detail["code"] == "APL-039"
    assert place.is_old()
    assert device.timers == {}
    same = place.begin(place.plan(serial=device.spec.serial), "same.json")
    assert apply_device(same, "sw1", place.services).state == "applied"


@cases(lambda case: case.timer)
def test_somebody_elses_timed_revert_is_left_alone(ground: Start, case: Case) -> None:
    assert case.timer is not None
    place = ground(sw1=QUIET)
    run = place.begin(place.plan())
    with connect(place.target()) as session:
        case.timer(session)
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "untouched"
    assert fate.event is not None
    assert fate.event.detail["code"] in {"APL-034", "APL-030"}
    assert place.devices["sw1"].timers.keys() == {case.timer_is}


@pytest.mark.parametrize(
    ("case", "switch"), [pytest.param(case, switch, id=switch) for case in CASES for switch in case.rendered]
)
def test_a_rendered_switch_is_set_up_from_its_ports_alone_and_then_shows_no_difference(
    ground: Start, case: Case, switch: str
) -> None:
    rendered = (GOLDEN / switch / "rendered.cfg").read_text("utf-8")
    place = ground(case.bare(rendered), sw1=QUIET)
    fate = apply_device(place.begin(place.plan(intended=rendered)), "sw1", place.services)
    assert fate.state == "applied", fate.why
    shown = place.devices["sw1"].running()
    hidden = [value for name, value in SECRETS.items() if not name.endswith((*case.shows, "USERNAME"))]
    assert not [value for value in hidden if value in shown]
    again = place.plan(intended=rendered)
    assert again.devices == (), again.devices[0].commands
