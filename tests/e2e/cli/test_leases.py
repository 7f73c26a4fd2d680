"""Two at once, and one that is interrupted or killed."""

from __future__ import annotations

import json
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.e2e.cli.town import TIMEOUT_S, Town

DEVICE = 4


def _await(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)  # between two looks


def _armed(town: Town, device: str) -> Callable[[], bool]:
    """Whether a run of now has armed the device's timed revert."""
    since = len(town.typed(device))
    return lambda: any("revert timer" in line for line in town.typed(device)[since:])


def test_an_apply_that_is_interrupted_begins_no_further_device_though_ansible_goes_on(town: Town) -> None:
    """To the command alone: Ansible, which now and then swallows a Ctrl-C, hears nothing of it here."""
    devices = [town.drifted(DEVICE), town.drifted(DEVICE + 1)]
    plan = town.approved(",".join(devices), "interrupted.json")
    first, second = _in_order(plan)
    since = len(town.typed(second))
    town.slow(first, 0.5)
    armed = _armed(town, first)
    process = town.start("config.apply", str(plan), "--format", "json")
    _await(armed)
    process.send_signal(signal.SIGINT)
    town.slow(first, 0.0)
    out, err = process.communicate(timeout=TIMEOUT_S)
    assert process.returncode == 1, err
    assert {"device": second, "state": "untouched"}.items() <= json.loads(out)["devices"][-1].items(), err
    assert town.changes(second, since) == []
    told = town.inv("config.apply", str(plan), "--format", "json")
    assert told.code == 0, told
    told = town.inv("config.rollback", "latest", "--reason", "deneme", "--format", "json")
    assert told.code == 0, told


def _in_order(plan: Path) -> list[str]:
    return [entry["device"] for entry in sorted(json.loads(plan.read_bytes())["devices"], key=lambda one: one["wave"])]


def test_the_second_of_two_applies_on_a_device_is_refused_and_says_who_holds_it(town: Town) -> None:
    device = town.drifted(DEVICE)
    first, second = town.approved(device, "a.json", "bir"), town.approved(device, "b.json", "iki")
    town.slow(device, 1.0)
    armed = _armed(town, device)
    process = town.start("config.apply", str(first), "--format", "json")
    _await(armed)
    town.slow(device, 5.0)  # the others must come while it is at work, however busy the machine is
    same = town.start("config.apply", str(first))
    other = town.inv("config.apply", str(second), "--format", "json")
    out, err = same.communicate(timeout=TIMEOUT_S)
    assert process.poll() is None, "the first run must still be at work for the others to be refused by its lease"
    town.slow(device, 0.0)
    assert same.returncode == 1, out
    assert "APL-015" in err
    assert f"process {process.pid}" in err

    assert other.code == 1
    fate = other.data["devices"][0]
    assert fate["state"] == "untouched"
    assert re.search(r"already being changed: \S+: held by \S+ \(run \S+, since \S+, process \d+ on \S+\)", other.err)

    process.communicate(timeout=TIMEOUT_S)
    assert process.returncode == 0
    assert town.inv("config.verify", "--limit", device).code == 0


def test_an_apply_that_is_killed_goes_on_with_the_same_command(town: Town) -> None:
    device = town.drifted(DEVICE + 1)
    plan = town.approved(device, "killed.json")
    town.slow(device, 0.5)
    armed = _armed(town, device)
    process = town.start("config.apply", str(plan))
    _await(armed)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=TIMEOUT_S)
    town.slow(device, 0.0)
    told = town.inv("config.apply", str(plan), "--format", "json")
    assert told.code == 0, told
    assert told.data["devices"][0]["state"] == "applied"
    assert town.inv("config.verify", "--limit", device).code == 0
