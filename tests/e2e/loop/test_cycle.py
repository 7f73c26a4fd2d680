"""One device's cycle over real SSH: it ends in the old config or the new one, and the run says which."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from altyapi import platforms, remediation
from altyapi.apply import device as change
from altyapi.apply.device import apply_device
from tests.e2e.loop.ground import Ground

Start = Callable[..., Ground]
pytestmark = pytest.mark.e2e


def lines(ground: Ground) -> int:
    return len(ground.plan().devices[0].commands)


def holds(ground: Ground, name: str, text: str) -> bool:
    return remediation.same_config(ground.normal(name), text, platforms.load("cisco_ios"))


def test_a_change_is_applied_proven_confirmed_and_saved(ground: Start) -> None:
    place = ground(sw1={})
    plan = place.plan()
    run = place.begin(plan)
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "applied", fate.why
    device = place.devices["sw1"]
    assert "ntp server 10.64.0.5" in device.running()
    assert "ntp server 10.9.9.9" not in device.running()
    assert platforms.load("cisco_ios").normalise(device.startup()) == place.normal("sw1")
    assert device.timers == {}
    assert place.plan().devices == ()


def test_what_is_applied_is_not_applied_again(ground: Start) -> None:
    place = ground(sw1={})
    run = place.begin(place.plan())
    apply_device(run, "sw1", place.services)
    place.devices["sw1"].mark()
    assert apply_device(run, "sw1", place.services).state == "applied"
    assert place.devices["sw1"].commands_since() == []


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_killed_at_every_line_leaves_the_old_config_or_the_new(ground: Start, when: str) -> None:
    count = lines(ground(probe={}))
    switches = {f"sw{n:02d}": {"drop_after_lines": n, "drop_when": when, "drop_times": 1} for n in range(1, count + 1)}
    place = ground(**switches)
    before = {name: place.normal(name) for name in switches}
    run = place.begin(place.plan())
    for name in switches:
        fate = apply_device(run, name, place.services)
        assert fate.state in {"applied", "reverted"}, f"{name}: {fate}"
        if fate.state == "reverted":
            assert holds(place, name, before[name]), name
        else:
            assert holds(place, name, remediation.predict(before[name], run.entry(name).commands)), name
        assert place.devices[name].timers == {}, name
        assert place.devices[name].counters.dropped_sessions == 1, name


def test_a_push_that_would_outlast_the_timed_revert_is_stopped_and_taken_back(
    ground: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ground(sw1={"minute_s": 60.0})
    run = place.begin(place.plan(minutes=1))
    monkeypatch.setattr(change, "LAST_LINE_S", 60.0)  # as though the minute were over at the first line
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "reverted"
    assert "line 1 of" in fate.why
    assert place.is_old()
    assert place.devices["sw1"].timers == {}


def test_a_refused_line_takes_the_whole_change_back(ground: Start) -> None:
    place = ground(sw1={"errors": [{"pattern": "description Kamera"}]})
    before = place.normal("sw1")
    run = place.begin(place.plan())
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "reverted"
    assert "description Kamera" in fate.why
    assert holds(place, "sw1", before)


def test_a_change_that_locks_us_out_comes_back_by_itself(ground: Start) -> None:
    place = ground(sw1={"cuts_management": ["^description Kamera$"]})
    before = place.normal("sw1")
    run = place.begin(place.plan(minutes=4))
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "reverted", fate
    assert holds(place, "sw1", before)
    assert place.devices["sw1"].counters.reverts == 1


def test_without_an_archive_the_device_reloads_itself_back(ground: Start) -> None:
    """No archive path, so no configuration rollback: `reload in` brings the startup config back after a lock-out."""
    bare = ground(sw2={"cuts_management": ["^description Kamera$"], "archive": False, "reload_downtime_s": 0.2})
    before = bare.normal("sw2")
    plan = bare.plan(minutes=4)
    assert plan.devices[0].revert_method == "reload-in"
    run = bare.begin(plan)
    fate = apply_device(run, "sw2", bare.services)
    assert fate.state == "reverted", fate
    assert holds(bare, "sw2", before)


def test_a_device_that_changed_since_the_plan_is_refused_untouched(ground: Start) -> None:
    place = ground(sw1={})
    run = place.begin(place.plan())
    other = place.plan(intended="ntp server 10.1.1.1\n")
    apply_device(place.begin(other, "other.json"), "sw1", place.services)
    before = place.normal("sw1")
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "untouched"
    assert "changed since the plan" in fate.why
    assert place.normal("sw1") == before


def test_a_secret_rotated_since_the_plan_is_refused_untouched(ground: Start) -> None:
    place = ground(sw1={})
    run = place.begin(place.plan(intended="username acil privilege 15 secret <<secret:local/acil>>\n"))
    place.rotate("local/acil", "Baska-Bir-Parola-7")
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "untouched"
    assert "local/acil" in fate.why


def test_a_secret_is_set_without_standing_in_plan_or_journal(ground: Start) -> None:
    place = ground(sw1={})
    plan = place.plan(intended="username acil privilege 15 secret <<secret:local/acil>>\n")
    run = place.begin(plan)
    assert apply_device(run, "sw1", place.services).state == "applied"
    assert "username acil privilege 15 secret" in place.devices["sw1"].running()
    for file in run.folder.rglob("*"):
        if file.is_file():
            assert b"Acil-Durum-42" not in file.read_bytes(), file
    assert place.plan(intended="username acil privilege 15 secret <<secret:local/acil>>\n").devices == ()


def test_a_budget_that_is_spent_leaves_the_rest_untouched(ground: Start) -> None:
    place = ground(sw1={"errors": [{"pattern": "ntp server"}]}, sw2={})
    before = place.normal("sw2")
    run = place.begin(place.plan(budget=0))
    assert apply_device(run, "sw1", place.services).state == "reverted"
    fate = apply_device(run, "sw2", place.services)
    assert fate.state == "untouched"
    assert "sw1" in fate.why
    assert place.normal("sw2") == before
