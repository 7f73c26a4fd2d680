"""The lab comes up and goes down: real processes, the real stand-in, real SSH."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import paramiko
import pytest

from altyapi import settings
from altyapi.plan import build, gather
from altyapi.plan.model import Plan
from altyapi.plan.policy import ChangePolicy, Evrak
from altyapi.secrets import SecretLedger, SecretStore
from lab import control, start
from lab.folder import Folder, LabBusy
from lab.orneksehir.contexts import CREDENTIALS
from lab.orneksehir.drift import EDITS, MISSING_USER
from lab.process import ProcessDied
from lab.start import STEPS
from lab.status import LabStatus
from netbox_sync import snapshot


@pytest.fixture(scope="module")
def steps() -> list[str]:
    return []


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, steps: list[str]) -> Iterator[LabStatus]:
    state = tmp_path_factory.mktemp("state")
    try:
        yield control.up(state, "tiny", progress=steps.append)
    finally:
        control.down(state)


def state_of(lab: LabStatus) -> Path:
    return lab.state_dir.parent


def asked(lab: LabStatus, name: str, command: str) -> str:
    """What a switch answers."""
    assert lab.record is not None
    switch = next(one for one in lab.record.emulated if one.name == name)
    login = CREDENTIALS["network"]
    with paramiko.SSHClient() as client:
        client.load_host_keys(str(lab.known_hosts))
        client.connect(switch.host, switch.port, login["username"], login["password"], look_for_keys=False)
        return client.exec_command(command)[1].read().decode()


def plan_of(lab: LabStatus) -> Plan:
    """The plan for all switches, as config.plan makes it."""
    configured = settings.load({"ALTYAPI_STATE_DIR": str(state_of(lab))})
    store, taken = SecretStore.from_settings(configured), snapshot.load(configured.snapshot)
    assert lab.record is not None
    rendered, refused = gather.render(taken, [switch.name for switch in lab.record.emulated], "en")
    candidates, unreachable = gather.fetch(rendered, store, configured, "en")
    material = build.Material(
        snapshot=taken,
        policy=ChangePolicy(evrak=Evrak(required=False)),
        store=store,
        ledger=SecretLedger(configured.state_dir / "secrets.ledger.json"),
        templates_digest="1" * 64,
    )
    order = build.Order(author="planlayan", reason="test", evrak="", limit="all")
    return build.build(order, candidates, [*refused, *unreachable], material, datetime.now().astimezone())


def environment(lab: LabStatus) -> dict[str, str]:
    return dict(line.split("=", 1) for line in lab.env_file.read_text("utf-8").splitlines())


def test_every_step_is_told_in_order(lab: LabStatus, steps: list[str]) -> None:
    assert lab.running
    # a port that another lab takes at the same moment makes the start begin anew
    assert tuple(steps[-len(STEPS) :]) == STEPS


def test_the_env_file_names_a_netbox_that_answers_its_token(lab: LabStatus) -> None:
    values = environment(lab)
    answer = httpx.get(
        f"{values['NETBOX_URL']}/api/dcim/devices/?limit=1",
        headers={"Authorization": f"Token {values['NETBOX_TOKEN']}"},
    )
    assert lab.record is not None
    assert answer.json()["count"] == lab.record.devices == 142


def test_the_env_file_names_files_that_are_there(lab: LabStatus) -> None:
    values = environment(lab)
    places = [Path(value) for name, value in values.items() if not name.startswith("NETBOX")]
    assert len(places) == 7
    assert all(place.is_file() for place in places if place != lab.state_dir / "registers")
    assert {file.name for file in (lab.state_dir / "registers").iterdir()} == {
        "licences.yml", "exceptions.yml", "waves.yml", "firewall",
    }  # fmt: skip


def test_files_with_secrets_are_for_their_owners_eyes(lab: LabStatus) -> None:
    for name in ("env", "secrets.yml", "fleet.json", "keys/planlayan", "keys/onaylayan"):
        assert stat.S_IMODE((lab.state_dir / name).stat().st_mode) == 0o600, name


def test_the_snapshot_is_whole_and_of_this_netbox(lab: LabStatus) -> None:
    taken = snapshot.load(Path(environment(lab)["ALTYAPI_SNAPSHOT_FILE"]))
    assert lab.record is not None
    assert taken.source.url == lab.record.netbox_url
    assert len(taken.tables.interfaces) == lab.record.interfaces


def test_openssh_meets_a_switch_that_shows_the_recorded_host_key(lab: LabStatus) -> None:
    assert lab.record is not None
    switch = lab.record.emulated[0]
    scanned = subprocess.run(
        ["ssh-keyscan", "-p", str(switch.port), "-t", "ed25519", switch.host],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    recorded = lab.known_hosts.read_text("utf-8").splitlines()
    assert len(lab.record.emulated) == 12
    assert len(recorded) == 12 + 3  # and a device for drills of each model
    assert next(line for line in scanned.splitlines() if not line.startswith("#")) in recorded


def test_all_kinds_of_drift_are_planted_and_some_switches_have_none(lab: LabStatus) -> None:
    assert lab.record is not None
    assert {kind for switch in lab.record.emulated for kind in switch.drift} == {*EDITS, MISSING_USER}
    assert any(not switch.drift for switch in lab.record.emulated)


def test_switches_hold_the_monitoring_user_but_for_two_and_the_ledger_knows_which(lab: LabStatus) -> None:
    assert lab.record is not None
    ledger = SecretLedger(state_of(lab) / "secrets.ledger.json")
    without = {switch.name for switch in lab.record.emulated if MISSING_USER in switch.drift}
    assert len(without) == 2
    for switch in lab.record.emulated:
        users = asked(lab, switch.name, "show snmp user")
        assert ("User name: izleme" in users) == (switch.name not in without), switch.name
        assert bool(ledger.entries(switch.name)) == (switch.name not in without), switch.name


def test_the_first_plan_has_unchanged_switches_and_sets_the_user_where_it_is_missing(lab: LabStatus) -> None:
    assert lab.record is not None
    planned = plan_of(lab)
    assert [refusal.device for refusal in planned.refused] == []
    expected = {switch.name for switch in lab.record.emulated if not set(switch.drift) - {"unmanaged-line"}}
    assert set(planned.unchanged) == expected
    setting = {e.device for e in planned.devices if any("snmp-server user" in line for line in e.commands)}
    assert setting == {switch.name for switch in lab.record.emulated if MISSING_USER in switch.drift}


def test_a_new_lab_knows_nothing_of_an_earlier_ones_switches_and_keeps_what_is_known_of_others(tmp_path: Path) -> None:
    ledger = SecretLedger(tmp_path / "secrets.ledger.json")
    store = SecretStore(environment={"ALTYAPI_SECRET_ALTYAPI_DIGEST_KEY": "k" * 32})
    for device in ("obb-mrk-ahb01-ers01", "not-of-the-lab"):
        ledger.record(device, "snmp-server user eski altyapi-ro v3", store)
    try:
        control.up(tmp_path, "tiny")
        assert not any("eski" in entry.line for entry in ledger.entries("obb-mrk-ahb01-ers01"))
        assert len(ledger.entries("not-of-the-lab")) == 1
    finally:
        control.down(tmp_path)


def test_a_second_start_is_refused_and_harms_nothing(lab: LabStatus) -> None:
    with pytest.raises(control.LabRunning) as caught:
        control.up(state_of(lab), "tiny")
    assert "tiny" in caught.value.message("tr")
    assert control.status(state_of(lab)).running


def test_two_commands_at_once_are_refused(lab: LabStatus) -> None:
    with Folder(lab.state_dir).alone(), pytest.raises(LabBusy):
        control.down(state_of(lab))
    assert control.status(state_of(lab)).running


def test_a_taken_port_on_a_switchs_address_is_got_around(lab: LabStatus, tmp_path: Path) -> None:
    assert lab.record is not None
    try:
        other = control.up(tmp_path, "tiny")
        assert other.record is not None
        assert {switch.host for switch in other.record.emulated} == {switch.host for switch in lab.record.emulated}
        assert other.record.emulated[0].port != lab.record.emulated[0].port
        assert other.running
    finally:
        control.down(tmp_path)
    assert control.status(state_of(lab)).running


def test_a_lab_whose_part_died_says_so_and_can_be_taken_down(tmp_path: Path) -> None:
    up = control.up(tmp_path, "tiny")
    pids = {service.name: service.pid for service in up.services}
    assert pids["devices"] is not None
    os.kill(pids["devices"], signal.SIGKILL)
    while (found := control.status(tmp_path)).running:
        pass
    assert found.broken
    assert [service.running for service in found.services] == [True, False]
    with pytest.raises(control.LabRunning):
        control.up(tmp_path, "tiny")
    gone = control.down(tmp_path)
    assert gone.record == up.record
    assert not any(service.running for service in gone.services)
    left = {path.name for path in gone.state_dir.iterdir()}
    assert left == {".lock", "keys", "netbox.log", "devices.log"}
    assert control.status(tmp_path).record is None


def test_taking_down_what_is_not_there_is_no_error(tmp_path: Path) -> None:
    assert not control.down(tmp_path).running


def test_a_failed_start_leaves_nothing_running_and_no_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped: list[Any] = []

    def break_the_fleet(file: Path, _entries: list[dict[str, Any]]) -> None:
        stopped.append(control.status(tmp_path).services)
        file.write_text("no JSON")

    monkeypatch.setattr("lab.start.fleet.write", break_the_fleet)
    with pytest.raises(ProcessDied) as caught:
        control.up(tmp_path, "tiny")
    assert "fleet.json" in caught.value.message("en")
    assert stopped[0][0].running, "the stand-in ran when the devices failed"
    assert not any(service.running for service in control.status(tmp_path).services)
    assert not (tmp_path / "lab" / "env").exists()


def test_a_machine_without_the_addresses_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(start.NoLoopback) as caught:
        start.common_port(["192.0.2.1"], 2022)  # RFC 5737: an address that no machine has
    assert "192.0.2.1" in caught.value.message("tr")


def test_the_usual_port_is_taken_when_it_is_free_on_every_address() -> None:
    with socket.socket() as taken:
        taken.bind(("127.77.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert start.common_port(["127.77.0.2"], port) == port
        assert start.common_port(["127.77.0.2", "127.77.0.1"], port) != port


def test_a_deep_folder_gets_its_control_socket_elsewhere(tmp_path: Path) -> None:
    shallow, deep = Folder(Path("/x")), Folder(tmp_path / ("d" * 100))
    assert shallow.control_socket == Path("/x/devices.sock")
    assert len(os.fsencode(deep.control_socket)) <= 107
    assert deep.control_socket != Folder(tmp_path / ("e" * 100)).control_socket
