"""One NetBox for the tests of a file, one project folder for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from altyapi.settings import PACKAGE_ROOT
from altyapi.vpn import keys
from lab.netbox import running
from netbox_sync import snapshot
from netbox_sync.client import NetBox
from netbox_sync.model import Snapshot
from tests.e2e.vpn.ground import DAY, FIREWALL, POLICY, Desk, plant
from tests.unit.netbox_sync.netbox_front import Front, front


class Served(NamedTuple):
    netbox: NetBox
    line: Front
    token: str
    finance: int
    works: int
    taken: Snapshot


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with running() as stand_in, NetBox(stand_in.url, stand_in.token) as netbox, front(stand_in.url) as line:
        finance, works = plant(netbox)
        yield Served(netbox, line, stand_in.token, finance["id"], works["id"], snapshot.pull(netbox))


@pytest.fixture
def desk(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Desk]:
    policy = tmp_path / "inventory" / "policy"
    (policy / "firewall").mkdir(parents=True)
    (policy / "vpn.yml").write_text(POLICY.replace("{key}", keys.pair().public), "utf-8")
    shutil.copy(PACKAGE_ROOT / "inventory" / "policy" / "change.yml", policy)
    (policy / "firewall" / "10-policy.yml").write_text(FIREWALL, "utf-8")
    monkeypatch.chdir(tmp_path)
    for name, value in {
        "ALTYAPI_ROOT": str(tmp_path),
        "ALTYAPI_NO_LAB": "1",
        "COLUMNS": "80",
        "NETBOX_URL": served.line.url,
        "NETBOX_TOKEN": served.token,
    }.items():
        monkeypatch.setenv(name, value)
    one = Desk(served.netbox, served.line, served.token, tmp_path, served.finance, served.works, monkeypatch, capsys)
    one.on(DAY)
    snapshot.save(served.taken, one.state / "snapshot.json")
    yield one
    served.line.rules.clear()
