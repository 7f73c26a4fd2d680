"""The practice municipality's smallest profile with its cameras emulated, its NetBox, and a person at a shell."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from altyapi.settings import PACKAGE_ROOT
from lab.cameras import town
from lab.cameras.endpoint import Endpoint
from lab.cameras.field import running
from lab.netbox import load
from lab.netbox import running as netbox_running
from lab.orneksehir import generate
from lab.orneksehir.loader import numbered
from netbox_sync import snapshot
from netbox_sync.client import NetBox
from netbox_sync.model import Snapshot
from tests.support import processes

LOGIN = {"USERNAME": "altyapi", "PASSWORD": "lab-Camera-1"}


@dataclass
class Town:
    """`endpoints` by camera; what is changed in them is true at once."""

    folder: Path
    url: str
    token: str
    taken: Snapshot
    endpoints: dict[str, Endpoint]
    snapshot: Snapshot = field(init=False)

    def __post_init__(self) -> None:
        self.see(town.leading_to(self.taken, list(self.endpoints.values())))

    def see(self, other: Snapshot) -> None:
        """What the toolkit is to take for NetBox's content."""
        self.snapshot = other.model_copy(update={"digest": snapshot.digest(other.tables)})
        snapshot.save(self.snapshot, self.folder / "snapshot.json")

    def environment(self, **variables: str) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("NETBOX_", "ALTYAPI_"))}
        own = {
            "ALTYAPI_ROOT": str(PACKAGE_ROOT), "ALTYAPI_STATE_DIR": str(self.folder), "ALTYAPI_LANG": "tr", "ALTYAPI_NO_LAB": "1",
            "ALTYAPI_POLICY_DIR": str(self.folder / "policy"), "NETBOX_URL": self.url, "NETBOX_TOKEN": self.token,
            "COLUMNS": "80", "LC_ALL": "C.UTF-8", "NO_PROXY": "*",
            **{f"ALTYAPI_SECRET_CREDENTIALS_CAMERA_{name}": value for name, value in LOGIN.items()},
        }  # fmt: skip
        return {**clean, **own, **variables}

    def inv(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return processes.inv(*words, environment=self.environment(**variables), folder=self.folder)

    def netbox(self) -> NetBox:
        return NetBox(self.url, self.token)

    def fields(self, camera: str) -> dict[str, Any]:
        with self.netbox() as netbox:
            _, rows = netbox.page("dcim/devices", {"name": camera, "limit": 1})
        found: dict[str, Any] = rows[0]["custom_fields"]
        return found

    def journal(self, device: str) -> list[str]:
        number = self.taken.device_by_name[device].id
        query: dict[str, str | int | list[str] | list[int]] = {
            "assigned_object_type": "dcim.device", "assigned_object_id": number, "ordering": "id", "limit": 100,
        }  # fmt: skip
        with self.netbox() as netbox:
            _, rows = netbox.page("extras/journal-entries", query)
        return [row["comments"] for row in rows]

    def policy(self, **sections: dict[str, Any]) -> None:
        """The camera policy is these values from here on; JSON is YAML."""
        (self.folder / "policy" / "camera.yml").write_text(json.dumps(sections), "utf-8")


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Snapshot]:
    """The NetBox that every town begins with, and its snapshot."""
    database = tmp_path_factory.mktemp("cameras") / "netbox.sqlite3"
    load(database, numbered(generate("tiny")))
    with netbox_running(database) as stand_in, NetBox(stand_in.url, stand_in.token) as netbox:
        choices = [["calisiyor", "Çalışıyor"], ["sorunlu", "Sorunlu"], ["ulasilamiyor", "Ulaşılamıyor"]]
        made = netbox.create("extras/custom-field-choice-sets", {"name": "Kamera durumu", "extra_choices": choices})
        common = {"object_types": ["dcim.device"]}
        netbox.create(
            "extras/custom-fields", {"name": "kamera_durumu", "type": "select", "choice_set": made["id"], **common}
        )
        netbox.create("extras/custom-fields", {"name": "kamera_durum_tarihi", "type": "date", **common})
        taken = snapshot.pull(netbox)
    return database, taken


@pytest.fixture
def place(tmp_path: Path, begun: tuple[Path, Snapshot]) -> Iterator[Town]:
    database = tmp_path / "netbox.sqlite3"
    with sqlite3.connect(begun[0]) as source, sqlite3.connect(database) as copy:
        source.backup(copy)  # what is still in its log too
    taken = begun[1]
    shutil.copytree(PACKAGE_ROOT / "inventory" / "policy", tmp_path / "policy")
    with netbox_running(database) as stand_in:
        endpoints = town.endpoints(taken, "127.32")
        with running(endpoints):
            found = Town(tmp_path, stand_in.url, stand_in.token, taken, {one.name: one for one in endpoints})
            found.policy(
                check={"answer_s": 20, "timeout_s": 20, "frames_s": 1, "streams_at_once": 50, "streams_per_site": 50}
            )
            yield found
