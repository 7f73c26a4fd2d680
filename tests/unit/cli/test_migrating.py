"""A run of pardus.migrate with Ansible's part left out: computers that are lost, runs at the same second, leases."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from altyapi.apply.lease import LeaseHeld, lease
from altyapi.audit.estate import Estate, field
from altyapi.audit.registers import Wave
from altyapi.audit.thing import Scope
from altyapi.cli import calendaring, migrating, playbook, telling
from altyapi.cli.calendaring import Ground
from altyapi.cli.frame import ERROR, PENDING
from altyapi.cli.migrating import Asked
from altyapi.endpoint import migrating as runs
from altyapi.endpoint.calendar import Computer, Standing
from altyapi.endpoint.policy import PardusPolicy
from altyapi.settings import Settings
from altyapi.view.output import Output
from netbox_sync.model import Device
from tests.support import estates, hosts

NOW = datetime(2026, 4, 20, 19, 0, tzinfo=UTC)
ASKED = Asked("W1", "", "Deneme", "", ())
Told = Mapping[str, Mapping[str, Any]]
Ansible = Callable[[Mapping[str, Any], list[str]], None]
"""What it does with the run's variables and the computers of a batch."""


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Estate:
    base = tmp_path_factory.getbasetemp()
    return estates.estate(base if worker_id == "master" else base.parent, "tiny")


@pytest.fixture
def devices(estate: Estate) -> list[Device]:
    return sorted(estate.in_roles(estate.policy.roles.computers), key=lambda one: one.name)[:8]


@pytest.fixture
def configured(tmp_path: Path) -> Settings:
    return Settings(root=tmp_path, state_dir=tmp_path, policy_dir=tmp_path, registers_dir=tmp_path)


@pytest.fixture
def over(estate: Estate) -> Ground:
    return Ground(estate, estate.snapshot, PardusPolicy(), Scope(), (), NOW)


@pytest.fixture
def netbox(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What it is told, by computer."""
    told: dict[str, Any] = {}

    def write(_out: object, _configured: object, _snapshot: object, said: Told, **_words: str) -> int:
        told.update(said)
        return len(said)

    monkeypatch.setattr(telling, "write", write)
    return told


def playing(monkeypatch: pytest.MonkeyPatch, ansible: Ansible) -> None:
    def play(
        _name: str, _inventory: Path, _log: Path, _configured: Settings, *, plugin: str, words: tuple[str, ...]
    ) -> int:
        del plugin
        own = [Path(one[1:]) for one in words if one.startswith("@")]
        names = next(one for one in own if one.suffix == ".hosts").read_text("utf-8").split()
        ansible(json.loads(next(one for one in own if one.name.endswith("vars.json")).read_text("utf-8")), names)
        return 0

    monkeypatch.setattr(playbook, "play", play)


def begins(variables: Mapping[str, Any], names: list[str]) -> None:
    """Each is told to begin and answers no more: as Ansible leaves it, without a report."""
    for name in names:
        (Path(variables["pardus_migration_begun_folder"]) / name).write_text("", "utf-8")


def run(configured: Settings, over: Ground, devices: list[Device]) -> int:
    out = Output("text", "en")
    with migrating._begin(configured, "migrate", devices, ASKED.wave) as begun:
        return migrating._run(out, configured, over, ASKED, begun, devices)


def test_a_migration_that_cuts_computers_off_the_network_stops_at_the_first(
    configured: Settings,
    over: Ground,
    devices: list[Device],
    netbox: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    playing(monkeypatch, begins)
    assert run(configured, over, devices) == ERROR
    (record,) = runs.log(configured.state_dir).read()
    assert record.computers == {devices[0].name: "lost"}
    said = " ".join(capsys.readouterr().out.split())
    assert f"{devices[0].name} was told to begin, and no word came since" in said
    assert "failed 1 (no word since the beginning: 1), silent 0" in said
    assert netbox == {devices[0].name: {"goc_durum": "basarisiz", "goc_tarihi": None}}


def test_computers_that_were_told_nothing_are_off_and_fail_nothing(
    configured: Settings,
    over: Ground,
    devices: list[Device],
    netbox: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    playing(monkeypatch, lambda _variables, _names: None)
    assert run(configured, over, devices) == PENDING
    assert {fate for one in runs.log(configured.state_dir).read() for fate in one.computers.values()} == {"silent"}
    assert netbox == {}


def test_who_was_lost_counts_as_failed_in_the_next_run_until_it_is_heard_of(
    configured: Settings,
    over: Ground,
    devices: list[Device],
    netbox: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, name = configured.state_dir / "pardus" / "migration", devices[0].name
    hosts.migration(folder, name, 3, "running", made=datetime.now(UTC))  # from before; its clock is right or ahead
    report = folder / f"{name}.json"
    os.utime(report, (0, 0))
    playing(monkeypatch, begins)
    run(configured, over, devices)
    playing(monkeypatch, lambda _variables, _names: None)
    run(configured, over, devices)  # it is off now: that is no word of it

    def state() -> object:
        held = calendaring._reported(Output("text", "en"), configured, over.estate, over.rules)
        return field(held.snapshot.device_by_name[name], "goc_durum")

    assert state() == "basarisiz"
    hosts.migration(folder, name, 10, made=NOW)
    later = datetime.now(UTC).timestamp() + 60
    os.utime(report, (later, later))
    assert state() == "tamam"


def test_two_dry_runs_at_once_keep_each_its_own_answers(
    configured: Settings,
    over: Ground,
    devices: list[Device],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = Output("json", "en")

    def ansible(variables: Mapping[str, Any], names: list[str]) -> None:
        for name in names:
            answer = Path(variables["pardus_migration_examined_folder"]) / f"{name}.json"
            answer.write_text(json.dumps({"state": "waiting"}), "utf-8")
        if names == [one.name for one in devices[:2]]:
            migrating._rehearse(out.part(), configured, over, ASKED._replace(wave="W2"), devices[:1])

    playing(monkeypatch, ansible)
    migrating._rehearse(out, configured, over, ASKED, devices[:2])
    assert list(json.loads(capsys.readouterr().out)["computers"]) == [one.name for one in devices[:2]]


def test_runs_of_the_same_second_have_folders_of_their_own(
    configured: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating, "now", lambda: NOW)
    with (
        migrating._begin(configured, "migrate", wave="W1") as one,
        migrating._begin(configured, "migrate", wave="W2") as two,
    ):
        assert one.name != two.name
        assert one.folder != two.folder
        assert (one.folder.name, two.folder.name) == (one.name, two.name)


def test_a_run_whose_computers_are_another_run_s_leaves_no_folder(configured: Settings, devices: list[Device]) -> None:
    held = lease(configured.state_dir / "leases", devices[0].name, holder="kul0001", run="migrate-1", since="-")
    with held, pytest.raises(LeaseHeld), migrating._begin(configured, "migrate", devices):
        pass
    assert list((configured.state_dir / "pardus" / "runs").iterdir()) == []


def test_the_report_names_those_that_were_lost(
    configured: Settings,
    over: Ground,
    devices: list[Device],
    netbox: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    playing(monkeypatch, begins)
    run(configured, over, devices)
    wave = Wave(id="W1", name="W1", start=NOW.date(), end=NOW.date())
    standing = Standing(wave, over.estate.day, tuple(Computer(one, "W1", "waiting", None) for one in devices), ())
    held = over._replace(standings=(standing,))
    capsys.readouterr()
    told = migrating.report(Output("text", "en"), configured, held, wave="", file="", unmask=False, evrak="")
    assert told == PENDING
    assert f"no word since (1): {devices[0].name}." in " ".join(capsys.readouterr().out.split())
