"""The practice municipality's cameras, asked: what is planted in its data is found by real logins, and nothing else."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest

from altyapi.camera import identify, probe, run
from altyapi.camera.model import Camera, cameras
from altyapi.camera.policy import CameraPolicy
from altyapi.camera.ring import Ring
from altyapi.camera.rotate import Result, Rotation
from altyapi.camera.tries import Event, Tries
from altyapi.facts.compare import compare
from altyapi.secrets import Credential, SecretStore
from altyapi.secrets.kept import KeptSecrets
from altyapi.settings import Settings
from lab.beside import beside
from lab.cameras.place import POLICY, enter, networks, units
from lab.cameras.practice import USER, Practice
from lab.netbox import running
from lab.orneksehir import generate
from netbox_sync import snapshot
from netbox_sync.client import NetBox
from netbox_sync.model import Snapshot
from tests.support import estates

pytestmark = pytest.mark.e2e


@dataclass
class Town:
    """What is planted, what NetBox holds, where the cameras' searches go, and their passwords by name."""

    planted: dict[str, tuple[str, ...]]
    taken: Snapshot
    networks: list[IPv4Network]
    probes: int
    passwords: dict[str, str]

    @property
    def cameras(self) -> list[Camera]:
        return [one for one in cameras(self.taken) if one.in_service]

    def login(self, camera: Camera) -> Credential:
        return Credential(username=USER, password=self.passwords[camera.name])


@pytest.fixture(scope="module")
def policy() -> CameraPolicy:
    probing = {**POLICY["probing"], "per_second": 1000}
    patient = {"frames_s": 1, "answer_s": 20, "timeout_s": 20}
    return CameraPolicy.model_validate({**POLICY, "probing": probing, "check": patient})


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Town]:
    """`small` has one of each kind that is planted."""
    base = tmp_path_factory.getbasetemp()
    common = base if worker_id == "master" else base.parent
    before = estates.taken(common, "small")
    database = tmp_path_factory.mktemp("cameras") / "netbox.sqlite3"
    with sqlite3.connect(common / "orneksehir-small.sqlite3") as source, sqlite3.connect(database) as copy:
        source.backup(copy)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with running(database) as stand_in, NetBox(stand_in.url, stand_in.token) as netbox:
        device = {"object_types": ["dcim.device"]}
        netbox.create("extras/custom-fields", {"name": "kayit_kanali", "type": "integer", **device})
        kind = {"type": "object", "related_object_type": "dcim.device"}
        netbox.create("extras/custom-fields", {"name": "kayit_cihazi", **kind, **device})
        made, known = units(before)
        practice = Practice(made, probes=port)
        with beside("lab.cameras.practice", practice):
            enter(netbox, made, known, practice.ports())
            passwords = {one.name: one.password for one in made}
            searched = [IPv4Network(one) for one in networks(before, known)]
            yield Town(dict(generate("small").findings), snapshot.pull(netbox), searched, port, passwords)


def test_a_search_finds_the_one_in_another_vlan_and_those_without_a_serial_number(
    place: Town, policy: CameraPolicy, tmp_path: Path
) -> None:
    hosts = [IPv4Address(one.host or "") for one in place.cameras]
    assert all(any(host in network for network in place.networks) for host in hosts)
    around = sorted(
        {IPv4Network((host, 28), strict=False) for host in hosts}
    )  # all of those networks would take a while
    answered = probe.search(around, policy, port=place.probes, multicast=False)
    at = identify.known_at(place.cameras)
    assert {at[one.address].name for one in answered} == {one.name for one in place.cameras}
    asked = identify.ask([(at[one.address], one) for one in answered], policy, tmp_path / "known_hosts", place.login)
    assert asked.silent == {}
    found = identify.findings(answered, place.cameras, asked.told, place.taken)
    assert [(one.kind, one.camera) for one in found] == [
        ("other-vlan", name) for name in place.planted["camera-in-wrong-vlan"]
    ]
    proposed, _ = compare(place.taken, asked.told, {}, "isletim_sistemi_surumu")
    differing = [(one.device, change.name) for one in proposed for change in one.fields]
    assert differing == [(name, "device.serial") for name in place.planted["camera-without-serial"]]


def test_a_makers_password_is_found_where_it_opens_and_nowhere_else(
    place: Town, policy: CameraPolicy, tmp_path: Path
) -> None:
    rows = place.cameras
    password_file = tmp_path / "vault"
    password_file.write_text("kasa parolası")
    settings = Settings(root=tmp_path, state_dir=tmp_path, vault_password_file=password_file)
    tries = Tries(tmp_path)
    for one in rows:
        tries.note(Event(time=datetime.now(UTC).isoformat(), camera=one.name, what="changed"))
    logins = {one.name: {"username": USER, "password": place.passwords[one.name]} for one in rows}
    (tmp_path / "secrets.yml").write_text(json.dumps({"credentials": logins}))  # JSON is YAML
    (tmp_path / "secrets.yml").chmod(0o600)
    ring = Ring(KeptSecrets.from_settings(settings), SecretStore(file=tmp_path / "secrets.yml", environment={}))
    rotation = Rotation(ring, tries, policy, settings, place.taken.device_by_name, lambda: datetime.now(UTC), "kul0001")
    found: tuple[Result, ...] = asyncio.run(rotation.run(rows, apply=False))
    assert len(found) == len(rows)
    assert [one for one in found if one.found != "own"] == []
    assert tuple(one.camera for one in found if not one.good) == place.planted["camera-default-password"]
    assert {one.accounts for one in found if not one.good} == {("admin",)}


def test_the_recorder_that_keeps_too_long_is_found_and_no_other_trouble(
    place: Town, policy: CameraPolicy, tmp_path: Path
) -> None:
    rows = place.cameras
    recorders = frozenset(one.name for one in rows if one.kind == "recorder")
    seen = run.run(
        rows, recorders, policy, tmp_path / "known_hosts", place.login, 30,
        kept=lambda recorder: tuple(one for one in rows if one.recorder == recorder.name),
    )  # fmt: skip
    assert {one.camera: [problem.code for problem in one.problems] for one in seen if one.problems} == {
        name: ["keeps-too-long"] for name in place.planted["recorder-keeps-too-long"]
    }
    assert all(one.recorder for one in rows if one.kind == "camera" and one.site in {"mrk-ahb01"})
