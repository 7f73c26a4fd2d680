"""One device of every platform in one plan: shown whole before anything happens, killed mid-push, each brought to a known fate."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from altyapi import platforms, remediation
from altyapi.apply import runs
from altyapi.apply.head import known
from altyapi.apply.run import Run
from altyapi.settings import PACKAGE_ROOT
from lab.faults import ask, set_knobs
from lab.orneksehir.catalogue import EMULATED
from tests.e2e.cli.town import EVRAK, TIMEOUT_S, Town, standing
from tests.support.plans import APPROVER

pytestmark = pytest.mark.e2e
ALL = ("--limit", "*", "--reason", "Bütün belediye", "--evrak", EVRAK)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with standing(tmp_path_factory.mktemp("platforms"), "platforms") as town:
        assert town.inv("netbox.pull").code == 0
        yield town


def at_once(folder: Path) -> str:
    """The policy as shipped, but all devices in the first wave."""
    shipped = yaml.safe_load((PACKAGE_ROOT / "inventory" / "policy" / "change.yml").read_text("utf-8"))
    shipped["waves"]["canary"] = 50
    (folder / "change.yml").write_text(yaml.safe_dump(shipped, allow_unicode=True), "utf-8")
    return str(folder)


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)  # between two looks


def timers(town: Town, device: str) -> dict[str, float]:
    return dict(ask(town.state, {"do": "inspect", "device": device})["timers"])


def test_one_command_plans_the_whole_municipality_and_another_shows_what_would_happen_when(town: Town) -> None:
    told = town.inv("config.plan", *ALL, "--out", "all.json", "--format", "json")
    assert told.code == 2, told
    plan = told.data["plan"]
    assert {entry["platform"].replace("_", "-") for entry in plan["devices"]} == EMULATED
    assert (plan["refused"], plan["unchanged"]) == ([], [])
    assert all(entry["serial"] for entry in plan["devices"])  # by which one that is put in its place is known
    first = Counter(entry["platform"] for entry in plan["devices"] if entry["wave"] == 0)
    assert list(first.values()) == [1]
    shown = town.inv("config.show", "all.json").out
    for entry in plan["devices"]:
        assert f"{entry['revert_method']}, {entry['revert_minutes']} min" in shown
    assert "Schedule, by the policy" in shown


def test_one_device_of_each_platform_killed_mid_push_comes_to_a_known_fate_and_then_to_what_was_planned(
    town: Town, tmp_path: Path
) -> None:
    policy = at_once(tmp_path)
    assert town.inv("config.plan", *ALL, "--out", "mixed.json", ALTYAPI_POLICY_DIR=policy).code == 2
    assert town.inv("config.approve", "mixed.json", "--key", str(town.key(APPROVER))).code == 0
    names = [device.name for device in town.record.emulated]
    before = {name: town.running(name) for name in names}
    # longer than all devices take to be in the middle: a timer that fires under a push is another case
    set_knobs(town.state, "*", {"minute_s": 12.0, "reload_downtime_s": 0.1})
    process = town.start("config.apply", "mixed.json", ALTYAPI_POLICY_DIR=policy)
    held: set[str] = set()

    def all_in_the_middle() -> bool:
        assert process.poll() is None, process.communicate()
        found = known(runs.runs_folder(town.state))
        if found:
            run = runs.find(town.state, found[-1])
            for name in set(names) - held:
                if any(event.name == "armed" for event in run.journal.events(name)):
                    town.slow(name, 2.0)
                    held.add(name)
        return held == set(names)

    until(all_in_the_middle)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=TIMEOUT_S)
    run = runs.find(town.state, "latest")
    killed = Counter(fate.state for fate in run.fates())
    assert set(killed) <= {"in-flight", "applied"}  # a device may be done before it is told to be slow
    assert killed["in-flight"] > len(names) // 2
    set_knobs(town.state, "*", {"latency_s": 0.0})

    # a commit that may be under way is waited for three times as long
    patient = {"ALTYAPI_COMMAND_TIMEOUT_S": "20", "ALTYAPI_POLICY_DIR": policy}
    told = town.inv("config.apply", "mixed.json", "--format", "json", **patient)
    states = {one["device"]: one["state"] for one in told.data["devices"]}
    assert set(states.values()) <= {"applied", "reverted", "untouched", "pending-revert"}, told.err
    until(lambda: not any(timers(town, name) for name in names if states[name] == "pending-revert"))
    for name in names:
        as_known(town, run, name, before[name], states[name])
    if told.code:
        told = town.inv("config.apply", "mixed.json", "--format", "json", ALTYAPI_POLICY_DIR=policy)
    assert told.code == 0, told.err
    for name in names:
        assert timers(town, name) == {}
        assert [event.name for event in run.journal.events(name)].count("applied") == 1
    assert town.inv("config.verify", "--limit", "all").code == 0
    assert town.inv("config.drift", "--limit", "all").code == 0


def as_known(town: Town, run: Run, name: str, before: str, state: str) -> None:
    """The device holds what its state says: what was planned, or what was there before."""
    platform = platforms.load(run.entry(name).platform)
    now = platform.normalise(town.running(name))
    old = platform.normalise(before)
    assert remediation.same_config(now, old, platform) == (state != "applied"), name
