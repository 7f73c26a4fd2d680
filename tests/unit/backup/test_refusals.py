"""What backups need and do not find: each is told, and nothing is half done."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from altyapi.backup import configs, git, own, remote, restic
from altyapi.backup.archive import PlaceWithoutAddress
from altyapi.backup.changer import Changer
from altyapi.backup.configs import NoPlatform, NothingToBackUp
from altyapi.backup.drill import machine, proof
from altyapi.backup.drill.faults import NoRoom, NoServer
from altyapi.backup.faults import ResticMissing
from altyapi.backup.git import Git, GitFailed, GitMissing, HistoryBusy
from altyapi.backup.history import History
from altyapi.backup.own import DumpFailed
from altyapi.backup.policy import OwnSystem, Place
from altyapi.backup.remote import JobsFailed, NoAddress
from altyapi.cli.backup import archived, drilling, looking, restoring, taped, watch
from altyapi.cli.backup.restoring import OnlyRead, OtherPlatform
from altyapi.plan.build import EvrakRefused
from altyapi.plan.policy import FILE
from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from altyapi.view.output import Output
from netbox_sync import snapshot
from netbox_sync.model import Device, Snapshot, Source, Tables, VirtualMachine
from tests.unit.backup.test_history import NOON, change, group


@pytest.fixture
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


def device(name: str, platform: str | None, **fields: object) -> Device:
    return Device.model_validate(
        {"id": 1, "name": name, "site": "mrk-ahb01", "role": "access-switch", "status": "active", "platform": platform,
         "device_type": "x", "manufacturer": "x", **fields}
    )  # fmt: skip


def holding(*devices: Device) -> Snapshot:
    source = Source(url="http://netbox.example", version="4.4.10", taken=NOON.isoformat(), duration_ms=1)
    tables = Tables(devices=devices)
    return Snapshot(source=source, digest=snapshot.digest(tables), tables=tables)


@pytest.mark.usefixtures("nothing_installed")
def test_programs_that_are_not_installed_are_named(tmp_path: Path) -> None:
    with pytest.raises(GitMissing):
        Git(tmp_path / "history").run("status")
    with pytest.raises(ResticMissing, match="restic"):
        restic.program()
    database = OwnSystem.model_validate({"name": "netbox-db", "class": "A", "kind": "database"})
    with pytest.raises(DumpFailed, match="pg_dump is not installed"):
        own.dump(database, tmp_path / "dump", SecretStore(environment={}))


def test_a_drill_without_a_database_server_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with (
        pytest.raises(NoServer, match="no-such-account-here"),
        machine.machine(tmp_path, "no-such-account-here", "", "netbox-db", "postgresql"),
    ):
        pass


def test_a_drill_looks_for_room_before_it_restores(tmp_path: Path) -> None:
    with pytest.raises(NoRoom, match="netbox-db"):
        proof.require_room(tmp_path, 1 << 60, "netbox-db")


def test_git_s_own_words_are_told_where_it_fails(tmp_path: Path) -> None:
    with pytest.raises(GitFailed, match="no-such-word"):
        Git(tmp_path / "history").run("no-such-word")


def test_one_process_at_a_time_writes_to_the_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git, "WAIT_S", 0)
    with Git(tmp_path / "history").writing(), pytest.raises(HistoryBusy), Git(tmp_path / "history").writing():
        pass


def test_a_device_of_the_plan_that_nothing_is_known_of_fails_and_others_are_left_out() -> None:
    wanted = device("sw1", "no-such-system", custom_fields={"sinif": "B"})
    found, failed, _ = configs.sources(holding(wanted), ["sw1"], frozenset("B"), "sinif", "")
    assert found == []
    assert isinstance(failed["sw1"], NoPlatform)
    with pytest.raises(NothingToBackUp, match="sw2"):
        configs.sources(holding(device("sw2", "no-such-system")), ["sw2"], frozenset("B"), "sinif", "sw2")


def test_a_server_without_an_address_or_an_answer_has_no_copy(tmp_path: Path) -> None:
    settings = Settings(root=tmp_path, known_hosts=tmp_path / "known_hosts", ssh_config=tmp_path / "ssh_config")
    (tmp_path / "ssh_config").write_text("Host *\n  Port 9\n")
    server = VirtualMachine(id=1, name="sunucu", status="active", cluster=None)
    with pytest.raises(NoAddress, match="sunucu"):
        remote.take(server, settings)
    with pytest.raises(JobsFailed, match="refused"):
        remote.take(server.model_copy(update={"primary_ip4": "127.0.0.1/32"}), settings)


def test_a_place_of_the_plan_without_an_address_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlaceWithoutAddress, match="teyp"):
        Changer("teyp", Place.model_validate({"kind": "tape"}), SecretStore(environment={}), tmp_path)


def test_a_device_without_a_history_is_told_with_the_names_near_to_it(tmp_path: Path) -> None:
    configured = Settings(root=tmp_path, state_dir=tmp_path)
    with pytest.raises(looking.HistoryEmpty, match="no device yet"):
        looking.versions(configured, "sw1")
    History.of(tmp_path).add([group(change("sw1", "hostname sw1\n"))], "root", NOON)
    with pytest.raises(looking.DeviceUnknown) as told:
        looking.versions(configured, "sv1")
    assert "sw1" in told.value.remedy("en")


@pytest.mark.parametrize(("platform", "error"), [("cisco_asa", OnlyRead), ("huawei_vrp", OtherPlatform)])
def test_a_backup_is_not_put_back_on_a_system_that_it_is_not_of(tmp_path: Path, platform: str, error: type) -> None:
    configured = Settings(
        root=tmp_path, state_dir=tmp_path, policy_dir=tmp_path, snapshot_file=tmp_path / "snapshot.json"
    )
    snapshot.save(holding(device("sw1", platform)), configured.snapshot)
    History.of(tmp_path).add([group(change("sw1", "hostname sw1\n"))], "root", NOON)
    with pytest.raises(error, match="sw1"):
        restoring.plan(Output("text", "en"), configured, "sw1", "", None, reason="-", evrak="E-99999999-703.01-1")


def test_a_document_number_of_another_form_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    state, policy = tmp_path / "state", tmp_path / "policy"
    policy.mkdir()
    (policy / FILE).write_text(r'evrak: {pattern: "E-\\d+-[0-9.]+-\\d+"}', "utf-8")
    desk = Settings(root=tmp_path, state_dir=state, policy_dir=policy)
    out, wrong = Output("text", "tr"), "evrak yok"
    asked: tuple[Callable[[], int], ...] = (
        lambda: archived.now(out, desk, "altyapi-durumu", evrak=wrong),
        lambda: archived.replicate(out, desk, system="", place="", read="", evrak=wrong),
        lambda: drilling.drill(
            out, desk, system="", due=False, place="", target="", folder="", lesson="", evrak=wrong, file=""
        ),
        lambda: taped.add(out, desk, "OBB001L8", location="Kasa 2", evrak=wrong),
        lambda: taped.write(out, desk, "", evrak=wrong),
        lambda: watch.status(out, desk, on="", month_="", file="", evrak=wrong),
    )
    for command in asked:
        with pytest.raises(EvrakRefused):
            command()
    assert not state.exists()
