"""inv netbox.diff and netbox.export from a shell: exit codes, what is said, and what odd input is told."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from altyapi.settings import PACKAGE_ROOT
from netbox_sync import snapshot
from netbox_sync.model import Device, Site, Snapshot, Source, Tables
from tests.support import processes

pytestmark = pytest.mark.e2e
SITE = Site(id=1, name="Merkez", slug="mrk", status="active")


@dataclass(frozen=True)
class Desk:
    folder: Path

    def inv(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("NETBOX_", "ALTYAPI_"))}
        own = {"ALTYAPI_ROOT": str(PACKAGE_ROOT), "ALTYAPI_STATE_DIR": str(self.folder), "ALTYAPI_LANG": "en"}
        return processes.inv(*words, environment={**clean, **own, **variables}, folder=self.folder)

    def save(self, name: str, *devices: Device, url: str = "http://nb") -> None:
        content = Tables(sites=(SITE,), devices=devices)
        source = Source(url=url, version="4.4.10", taken="2026-11-22T01:00:00+00:00", duration_ms=1)
        taken = Snapshot(source=source, digest=snapshot.digest(content), tables=content)
        snapshot.save(taken, self.folder / name)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.save("before.json", device(1), device(2))
    desk.save("snapshot.json", device(1, serial="S1", config_context={"snmp": {"community": "yeni"}}), device(3))
    return desk


def device(number: int, **fields: Any) -> Device:
    kind = {"status": "active", "site": "mrk", "role": "access", "device_type": "t", "manufacturer": "m"}
    context = {"config_context": {"snmp": {"community": "eski"}}}
    return Device(**{"id": number, "name": f"sw{number}", **kind, **context, **fields})


def test_a_difference_is_pending_and_told_by_object(desk: Desk) -> None:
    told = desk.inv("netbox.diff", "before.json")
    assert told.returncode == 2, told.stderr
    for sentence in ("device added: sw3", "device removed: sw2", "device changed: sw1", "serial: – → S1"):
        assert sentence in told.stdout
    assert "1 added, 1 changed, 1 removed." in told.stdout
    assert "eski" not in told.stdout
    assert "config_context.snmp.community: (masked) → (masked)" in told.stdout


def test_a_difference_for_programs(desk: Desk) -> None:
    told = desk.inv("netbox.diff", "before.json", "snapshot.json", "--format", "json")
    assert told.returncode == 2
    data = json.loads(told.stdout)
    assert data["counts"] == {"added": 1, "removed": 1, "changed": 1}
    assert {each["name"]: each["action"] for each in data["changes"]} == {
        "sw1": "changed",
        "sw2": "removed",
        "sw3": "added",
    }


def test_a_snapshot_does_not_differ_from_itself(desk: Desk) -> None:
    told = desk.inv("netbox.diff", "snapshot.json", "snapshot.json")
    assert (told.returncode, "No differences." in told.stdout) == (0, True)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("damaged.json", None, "NBX-"),
        ("text.json", b"not a snapshot\n", "NBX-"),
        ("empty.json", b"", "NBX-"),
        ("other-version.json", b'{"schema_version": 99, "digest": "", "source": {}}\n{}\n', "NBX-"),
    ],
)
def test_what_is_no_snapshot_is_an_error_with_the_file_named(
    desk: Desk, name: str, content: bytes | None, code: str
) -> None:
    if content is None:
        content = (desk.folder / "before.json").read_bytes().replace(b"sw2", b"sw9")
    (desk.folder / name).write_bytes(content)
    told = desk.inv("netbox.diff", name)
    assert told.returncode == 1
    assert code in told.stderr
    assert name in told.stderr
    assert "Traceback" not in told.stderr
    assert "CLI-099" not in told.stderr


@pytest.mark.parametrize("given", ["missing.json", "."])
def test_a_file_that_is_none_is_an_error(desk: Desk, given: str) -> None:
    told = desk.inv("netbox.diff", given)
    assert told.returncode == 1
    assert "CLI-099" not in told.stderr


def test_more_than_two_snapshots_are_refused(desk: Desk) -> None:
    told = desk.inv("netbox.diff", *["before.json"] * 3)
    assert (told.returncode, "CLI-031" in told.stderr) == (1, True)


def test_snapshots_of_two_netboxes_are_compared_with_a_warning(desk: Desk) -> None:
    desk.save("elsewhere.json", device(1), url="http://another")
    told = desk.inv("netbox.diff", "elsewhere.json")
    assert "http://another" in told.stderr
    assert "http://another" not in desk.inv("netbox.diff", "before.json").stderr


def test_an_export_is_written_once_and_holds_no_secret(desk: Desk) -> None:
    first = desk.inv("netbox.export", "--out", "folder", "--format", "json")
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout) | {"folder": ""} == {"folder": "", "files": 2, "written": 2, "removed": 0}
    held = yaml.safe_load((desk.folder / "folder" / "sites" / "mrk.yml").read_text(encoding="utf-8"))
    assert [one["name"] for one in held["devices"]] == ["sw1", "sw3"]
    assert held["devices"][0]["config_context"] == {"snmp": {"community": "(masked)"}}
    again = desk.inv("netbox.export", "--out", "folder")
    assert (again.returncode, "0 written" in again.stdout) == (0, True)


def test_an_export_onto_a_file_is_an_error(desk: Desk) -> None:
    (desk.folder / "folder").write_text("mine", encoding="utf-8")
    told = desk.inv("netbox.export", "--out", "folder")
    assert told.returncode == 1
    assert "CLI-005" in told.stderr
    assert (desk.folder / "folder").read_text(encoding="utf-8") == "mine"


def test_without_a_snapshot_there_is_nothing_to_export_or_compare(desk: Desk) -> None:
    (desk.folder / "snapshot.json").unlink()
    for words in (("netbox.export",), ("netbox.diff", "before.json")):
        told = desk.inv(*words)
        assert told.returncode == 1
        assert "inv netbox.pull" in told.stderr
    assert not (desk.folder / "export").exists()
