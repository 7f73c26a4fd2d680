"""An apply that is killed with SIGKILL at random moments, and resumed: no device twice, none forgotten."""

from __future__ import annotations

import random
import time
from multiprocessing.process import BaseProcess

import pytest

from altyapi import platforms, remediation
from altyapi.apply.device import apply_device
from altyapi.apply.run import Run
from tests.e2e.loop import worker
from tests.e2e.loop.ground import Ground, Start

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

KILLS = 50
SWITCHES = 6
EVENTS = 30  # at most so many between two kills; a switch has about twenty


def test_killed_fifty_times_and_resumed_no_device_is_done_twice_and_none_forgotten(ground: Start) -> None:
    seed = random.SystemRandom().randrange(2**32)
    chance = random.Random(seed)
    print(f"seed {seed}")
    killed = 0
    while killed < KILLS:
        place = ground(**{f"sw{n}": {"latency_s": 0.01} for n in range(SWITCHES)})
        before = {name: place.normal(name) for name in place.devices}
        run = place.begin(place.plan(minutes=40))
        while True:
            process = worker.start(place, run)
            if struck(process, run, chance):
                killed += 1
            elif not waiting_for_a_timer(place, run):
                break  # it came to its end
            settled(place, run, before)
        assert process.exitcode == 0
        for name in place.devices:
            assert run.fate(name).state == "applied", f"seed {seed}: {run.fate(name)}"
            wanted = remediation.predict(before[name], run.entry(name).commands)
            assert remediation.same_config(place.normal(name), wanted), f"seed {seed}: {name}"
            applied = [event for event in run.journal.events(name) if event.name == "applied"]
            assert len(applied) == 1, f"seed {seed}: {name} was applied {len(applied)} times"
            assert place.devices[name].timers == {}, f"seed {seed}: {name} has a timer left"


def struck(process: BaseProcess, run: Run, chance: random.Random) -> bool:
    """Kill the process a random moment after it has written a random number of events; whether it was still at work."""
    already = len(run.journal.events())
    last = already + chance.randrange(EVENTS)
    while process.is_alive() and len(run.journal.events()) < last:
        process.join(0.01)
    process.join(chance.uniform(0.0, 0.1))
    at_work = process.is_alive()
    process.kill()
    process.join()
    return at_work


def waiting_for_a_timer(place: Ground, run: Run) -> bool:
    """Killed between sending `configure terminal revert timer` and noting its answer, the timer may be anybody's: it is left
    to fire, and the device is done by the next start. True when that was so, and the timers are gone."""
    waiting = [fate.device for fate in run.fates() if fate.event and fate.event.detail.get("code") == "APL-034"]
    deadline = time.monotonic() + 60
    while any(place.devices[name].timers for name in waiting):
        assert time.monotonic() < deadline, waiting
        time.sleep(0.1)
    return bool(waiting)


def settled(place: Ground, run: Run, before: dict[str, str]) -> None:
    """Whatever the kill left, each device has the old config, the new one, or is in flight with its revert armed."""
    for name, device in place.devices.items():
        state = run.fate(name).state
        now = place.normal(name)
        old = remediation.same_config(now, before[name])
        new = remediation.same_config(now, remediation.predict(before[name], run.entry(name).commands))
        armed = bool(device.timers)
        assert old or new or armed or state == "in-flight", f"{name}: {state}, neither old nor new nor armed"
        if state == "applied":
            assert new, f"{name}: said to be applied, is not"


def test_a_run_interrupted_while_a_device_is_armed_goes_on_from_there(ground: Start) -> None:
    place = ground(sw1={"latency_s": 0.2})
    run = place.begin(place.plan(minutes=60))
    process = worker.start(place, run)
    deadline = time.monotonic() + 30
    while not any(event.name == "line" for event in run.journal.events("sw1")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.kill()
    process.join()
    assert run.fate("sw1").state == "in-flight"
    assert place.devices["sw1"].timers
    assert apply_device(run, "sw1", place.services).state == "applied"
    assert platforms.load("cisco_ios").normalise(place.devices["sw1"].startup()) == place.normal("sw1")
