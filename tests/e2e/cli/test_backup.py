"""Backups as a person meets them: taken, looked into, brought back by a plan, and watched."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from altyapi.backup.drill import machine, postgresql
from lab.faults import set_knobs
from tests.e2e.cli.test_drift import note, type_on
from tests.e2e.cli.town import EVRAK, TIMEOUT_S, Town
from tests.support import restic

COMMUNITY = "snmp-server community Gizli-Dizi-77 RO"


@pytest.fixture(scope="module")
def device(town: Town) -> Iterator[str]:
    """A switch that no other test changes, backed up once."""
    found = next(one.name for one in town.record.emulated if not one.drift and one.platform == "cisco_ios")
    assert town.inv("backup.run", "--limit", found).code == 0
    yield found
    type_on(town, found, ["no vlan 777", f"no {COMMUNITY}"])  # the town is other tests' too


@pytest.fixture(scope="module")
def log(town: Town) -> Path:
    file = town.state / "backup.log"
    file.write_text("2020-01-01T00:00:00+03:00 10.0.0.1 begins\n")
    return file


def test_a_change_is_taken_told_and_a_plan_brings_it_back(town: Town, device: str, log: Path) -> None:
    type_on(town, device, ["vlan 777", "name DENEME", "exit", COMMUNITY])
    note(log, device, "kul0007")
    told = town.inv("backup.run", "--limit", device, ALTYAPI_LOG_FILES=str(log), ALTYAPI_LANG="tr")
    assert (told.code, "değişmiş: 1" in told.out) == (0, True), told
    difference = town.inv("backup.diff", device, "previous", "now")
    for line in ("+ name DENEME", "+snmp-server community <masked> RO", "by kul0007 (near) from 10.64.0.50"):
        assert line in difference.out
    full = town.state / "full.cfg"
    assert town.inv("backup.show", device, "--full", "--out", str(full)).code == 0
    assert COMMUNITY in full.read_text()
    assert full.stat().st_mode & 0o777 == 0o600
    oldest = town.inv("backup.list", "--limit", device, "--format", "json").data["versions"][-1]["commit"]
    back = ("--at", oldest, "--reason", "yanlış VLAN", "--evrak", EVRAK, "--out", "restore.json")
    restored = town.inv("backup.restore", device, *back)
    assert restored.code == 2, restored
    assert "-vlan 777" in restored.out
    assert "Gizli-Dizi" not in restored.out + (town.state / "restore.json").read_text()


def test_a_config_that_is_cut_short_is_told_with_what_to_do(town: Town, device: str) -> None:
    set_knobs(town.state, device, {"truncate_running": 900})
    try:
        told = town.inv("backup.run", "--limit", device, ALTYAPI_LANG="tr", COLUMNS="80")
    finally:
        set_knobs(town.state, device, {"truncate_running": None})
    assert told.code == 1
    assert "başarısız: 1" in told.out
    assert "DEV-014" in told.out
    assert all(len(line) <= 80 for line in told.out.splitlines())


def test_the_status_names_what_is_late_and_the_page_of_the_month_is_written(town: Town, device: str) -> None:
    told = town.inv("backup.status", "--format", "json")
    assert told.code == 2
    systems = {one["system"]: one for one in told.data["systems"]}
    assert (systems[device]["state"], systems[device]["source"]) == ("good", "register")
    assert systems["netbox-veritabani"]["state"] == "never"
    month = f"{datetime.now(UTC):%Y-%m}"
    page = town.inv("backup.status", "--month", month, "--out", f"{town.state}/", "--evrak", EVRAK, ALTYAPI_LANG="tr")
    assert page.code == 2
    text = (town.state / f"yedekleme-{month}.html").read_text()
    for part in ("Yedekleme planı", "Sayılarla", "Geri dönüş testleri", "<svg", EVRAK):
        assert part in text


def test_pruning_says_why_each_copy_stays(town: Town, device: str) -> None:
    told = town.inv("backup.prune", "--dry-run", "--place", "yapilandirma", ALTYAPI_LANG="tr")
    assert "son sağlam kopya" in told.out


def test_a_drill_proves_a_copy_on_a_device_that_stands_apart_and_netbox_has_its_day(town: Town, device: str) -> None:
    told = town.inv("backup.drill", "--system", device, "--evrak", EVRAK, "--lesson", "yok", "--format", "json")
    assert told.code == 0, told
    (held,) = told.data["drills"]
    assert (held["ok"], held["evrak"], [one["kind"] for one in held["checks"]]) == (
        True, EVRAK, ["complete", "accepted", "shows the same"],
    )  # fmt: skip
    assert EVRAK in Path(told.data["report"]).read_text("utf-8")
    events = [json.loads(line) for line in (town.state / "outbox.jsonl").read_text("utf-8").splitlines()]
    assert any("son_geri_donus_testi" in json.dumps(event) and device in json.dumps(event) for event in events)
    assert town.inv("netbox.outbox", "--format", "json").code == 0  # nothing waits: it was delivered


def _written(town: Town) -> int:
    """How much the register of backups holds."""
    return sum(file.stat().st_size for file in (town.state / "backup" / "register").glob("*.jsonl"))


def _newest(town: Town) -> str:
    branch = town.state / "backup" / "configs.git" / "refs" / "heads" / "main"
    return branch.read_text() if branch.is_file() else ""


def test_a_run_that_is_killed_leaves_nothing_half_and_the_next_one_takes_what_it_had_not(
    town: Town, device: str
) -> None:
    others = [one.name for one in town.record.emulated if one.name != device]
    slow, asked = others[0], len(town.typed(others[0]))
    register, newest = _written(town), _newest(town)
    town.slow(slow, 1)
    moments: tuple[Callable[[], bool], ...] = (
        lambda: len(town.typed(slow)) > asked,  # in the middle of the reading
        lambda: _newest(town) != newest,  # in the history, and not yet in the register
        lambda: _written(town) != register,  # in both, and NetBox not yet told
    )
    try:
        for moment in moments:
            run = town.start("backup.run")
            until = time.monotonic() + TIMEOUT_S
            while not moment() and run.poll() is None:
                assert time.monotonic() < until
            run.kill()
            run.communicate()
            town.slow(slow, 0)
    finally:
        town.slow(slow, 0)
    told = town.inv("backup.run", "--format", "json")
    assert told.code == 0, told
    states = {one["device"]: one["state"] for one in told.data["devices"]}
    assert set(states) >= {one.name for one in town.record.emulated}
    assert set(states.values()) <= {"new", "changed", "unchanged"}
    versions = {
        name: town.inv("backup.list", "--limit", name, "--format", "json").data["versions"] for name in others[:2]
    }
    assert all(len(listed) == 1 for listed in versions.values())  # killed or not, each state is there once
    status = town.inv("backup.status", "--format", "json")
    systems = {one["system"]: one["state"] for one in status.data["systems"]}
    assert {systems[name] for name in states if name in systems} == {"good"}
    git = ["git", "--git-dir", str(town.state / "backup" / "configs.git"), "fsck", "--full", "--strict"]
    assert subprocess.run(git, capture_output=True, check=False).returncode == 0


def test_a_drill_that_is_told_nothing_tries_one_of_each_class_of_the_town(town: Town, device: str) -> None:
    restic.needs("restic")
    if machine.found("initdb", beside=postgresql.RELEASES) is None:
        pytest.skip("not installed: postgresql (debian-packages.txt)")
    filled = town.inv("lab.backups", "--format", "json")
    assert (filled.code, filled.data["databases"], filled.data["files"]) == (
        0,
        ["netbox-veritabani"],
        ["altyapi-durumu"],
    )
    told = town.inv("backup.drill", "--format", "json")
    assert told.code == 0, told
    assert {one["system"]: one["ok"] for one in told.data["drills"]}.keys() >= {"netbox-veritabani", "altyapi-durumu"}
    assert {one["class_"] for one in told.data["drills"]} == {"A", "B", "D"}
    assert town.inv("backup.drill", "--due").code == 0  # nothing is, any more
