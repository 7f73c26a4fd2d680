"""When changes happen: a freeze that is kept and waited for, and a change for a time that goes back as it was approved."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from altyapi.apply import runs
from altyapi.apply.head import known
from tests.e2e.cli.test_drift import type_on
from tests.e2e.cli.town import EVRAK, TIMEOUT_S, Town

FROZEN, STAYS, BACK = "obb-mrk-ahb01-omr01", "obb-mrk-ahb01-omr02", "obb-mrk-ahb01-ers01"


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + TIMEOUT_S
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)  # between two looks


def policy(folder: Path, text: str = "") -> str:
    folder.mkdir(exist_ok=True)
    (folder / "change.yml").write_text(text, "utf-8")
    return str(folder)


def planned(town: Town, file: str, devices: str, *words: str, **variables: str) -> None:
    told = town.inv(
        "config.plan", "--limit", devices, "--reason", "deneme", "--evrak", EVRAK, "--out", file, *words, **variables
    )
    assert told.code == 2, told
    assert town.inv("config.approve", file).code == 0


def test_a_frozen_plan_is_refused_with_nothing_sent_and_waits_until_the_policy_lets_it(
    town: Town, tmp_path: Path
) -> None:
    type_on(town, FROZEN, ["ntp server 10.9.9.9"])
    today = datetime.now(ZoneInfo("Europe/Istanbul")).date()
    frozen = f"calendar: {{freezes: [{{name: seçim, from: {today - timedelta(days=1)}, to: {today + timedelta(days=1)}}}]}}\n"
    rules = policy(tmp_path / "policy", frozen)
    planned(town, "frozen.json", FROZEN, ALTYAPI_POLICY_DIR=rules)
    shown = town.inv("config.show", "frozen.json")
    assert "Changes were frozen then: seçim" in shown.out
    before = town.typed(FROZEN)
    told = town.inv("config.apply", "frozen.json", ALTYAPI_POLICY_DIR=rules)
    assert told.code == 1
    assert "PLN-018" in told.err
    assert f"next opening {today + timedelta(days=2)} 00:00:00 +03:00" in told.err
    assert EVRAK in told.err
    assert town.typed(FROZEN) == before

    waiting = town.start("config.apply", "frozen.json", "--wait", ALTYAPI_POLICY_DIR=rules)
    assert waiting.stderr is not None
    assert "Changes are frozen" in waiting.stderr.readline()
    policy(tmp_path / "policy", frozen.replace("}]", f", exceptions: ['{EVRAK}']}}]"))
    out, err = waiting.communicate(timeout=TIMEOUT_S)
    assert waiting.returncode == 0, (out, err)
    assert "ntp server 10.9.9.9" not in town.running(FROZEN)


def test_a_change_for_a_time_is_taken_back_though_killed_and_a_device_changed_since_is_refused_and_a_finding(
    town: Town, tmp_path: Path
) -> None:
    for device in (BACK, STAYS):
        type_on(town, device, ["ntp server 10.9.9.8"])
    others = set(known(runs.runs_folder(town.state)))  # the town is other tests' too, and they kill
    rules = policy(tmp_path / "policy", "post_checks: {by_kind: {time: [second-account]}, second_account: network}\n")
    begun = time.monotonic()
    planned(town, "before.json", f"{BACK},{STAYS}", ALTYAPI_POLICY_DIR=rules)
    # long enough for planning, approving and applying, however busy the machine is
    ends = datetime.now().astimezone() + timedelta(seconds=max(20.0, 10 * (time.monotonic() - begun)))
    with_it = {device: town.running(device) for device in (BACK, STAYS)}
    planned(
        town, "timed.json", f"{BACK},{STAYS}", "--until", ends.isoformat(timespec="seconds"), ALTYAPI_POLICY_DIR=rules
    )
    told = town.inv("config.apply", "timed.json", "--format", "json", ALTYAPI_POLICY_DIR=rules)
    assert told.code == 0, told
    checks = told.data["devices"][0]["event"]["detail"]["checks"]
    assert [check["observed"] for check in checks if check["kind"] == "second-account"] == ["network: login accepted"]
    waiting = town.inv("config.expire", "--dry", "--format", "json")
    assert [one["until"] for one in waiting.data["changes"] if set(one["devices"]) == {BACK, STAYS}] == [
        ends.astimezone(ZoneInfo("Europe/Istanbul")).isoformat(timespec="seconds")
    ]
    type_on(town, STAYS, ["cdp timer 50"])

    until(lambda: datetime.now().astimezone() > ends)
    assert town.inv("config.expire", "--dry").code == 2
    town.slow(BACK, 0.5)
    since = len(town.typed(BACK))
    process = town.start("config.expire")
    until(lambda: any("revert timer" in line for line in town.typed(BACK)[since:]))
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=TIMEOUT_S)
    town.slow(BACK, 0.0)
    again = town.inv("config.expire")
    assert again.code == 1, again
    assert "Device changed since the plan" in again.out
    assert town.running(BACK) == with_it[BACK]
    assert sum(line == "no ntp server 10.9.9.8" for line in town.typed(BACK)) == 1
    assert sum(line == "ntp server 10.9.9.8" for line in town.typed(BACK)) == 2  # by hand, and by its undoing
    assert "ntp server 10.9.9.8" not in town.running(STAYS)
    type_on(town, BACK, ["no ntp server 10.9.9.8"])  # the town is other tests' too

    tomorrow = (ends.astimezone(ZoneInfo("Europe/Istanbul")) + timedelta(days=1)).date()
    found = town.inv("audit.findings", "--kind", "change-still-standing", "--on", str(tomorrow), "--format", "json")
    assert [one["object"] for rule in found.data["rules"] for one in rule["findings"]] == [STAYS]
    assert town.inv("config.expire").code == 1  # it stays a fault until somebody looks

    run = next(one["run"] for one in town.inv("config.expire", "--dry", "--format", "json").data["changes"]
               if one["devices"] == [STAYS])  # fmt: skip
    lines = len(town.typed(STAYS))
    words = ("--reason", "yeni hat üzerinde kalacak", "--evrak", EVRAK, "--out", "release.json")
    made = town.inv("config.release", run, *words)
    assert made.code == 2, made
    assert "Device changed since the plan" in town.inv("config.show", "release.json").out
    assert town.inv("config.approve", "release.json").code == 0
    assert town.inv("config.release", "release.json").code == 0
    assert town.typed(STAYS)[lines:] == []
    assert town.inv("config.expire").code == 0
    found = town.inv("audit.findings", "--kind", "change-still-standing", "--on", str(tomorrow), "--format", "json")
    assert found.data["count"] == 0
    chain = town.inv("audit.chain", "--netbox", "--format", "json")
    assert [gap for gap in chain.data["compared"]["gaps"] if gap["run"] not in others] == [], chain
