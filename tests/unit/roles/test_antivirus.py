"""The program that the role leaves on a host: its history of detections."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from altyapi.settings import PACKAGE_ROOT

PROGRAM = PACKAGE_ROOT / "roles" / "antivirus" / "files" / "altyapi_antivirus.py"


@pytest.fixture(scope="module")
def program() -> ModuleType:
    made = importlib.util.spec_from_file_location("altyapi_antivirus", PROGRAM)
    assert made is not None
    assert made.loader is not None
    module = importlib.util.module_from_spec(made)
    made.loader.exec_module(module)
    return module


@pytest.fixture
def antivirus(program: ModuleType, tmp_path: Path) -> Any:
    (tmp_path / "quarantine" / "incoming").mkdir(parents=True)
    log = tmp_path / "scan.log"
    log.touch()
    config = {
        "state_dir": str(tmp_path), "quarantine_dir": str(tmp_path / "quarantine"), "logs": [str(log)], "stray_seconds": 10,
        "keep_days": 180, "person_days": 180,
    }  # fmt: skip
    return program.Antivirus(config)


def found(antivirus: Any, name: str) -> None:
    """What the scanner leaves of a file that it moved away."""
    moved = antivirus.incoming / name
    moved.write_text("X", "utf-8")
    with Path(antivirus.config["logs"][0]).open("a", encoding="utf-8") as log:
        log.write(f"/home/ayse/{name}: Eicar FOUND\n/home/ayse/{name}: moved to '{moved}'\n")
    antivirus.collect()


def test_a_line_that_a_loss_of_power_has_torn_stops_no_later_detection(
    antivirus: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.chown", lambda *_: None)
    found(antivirus, "bir.com")
    with antivirus.history.open("a", encoding="utf-8") as stream:
        stream.write('{"id": "yarım')
    found(antivirus, "iki.com")
    assert [one["path"] for one in antivirus.detections()] == ["/home/ayse/bir.com", "/home/ayse/iki.com"]


def test_a_link_among_what_was_moved_away_is_no_file_to_keep_and_ends_no_collection(antivirus: Any) -> None:
    antivirus.config["stray_seconds"] = -1
    target = antivirus.quarantine / "gizli"
    target.write_text("X", "utf-8")
    (antivirus.incoming / "bir.com").symlink_to(target)
    (antivirus.incoming / "iki.com").symlink_to("/bu-makinede-yok")
    assert antivirus.collect() == []
    assert list(antivirus.incoming.iterdir()) == []
    assert target.read_text("utf-8") == "X"


def test_what_tells_of_a_person_is_read_by_root_alone_and_forgotten_in_time(
    antivirus: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.chown", lambda *_: None)
    found(antivirus, "bir.com")
    files = [antivirus.history, *antivirus.quarantine.glob("*.json")]
    assert [file.stat().st_mode & 0o777 for file in files] == [0o600, 0o600]
    [one] = antivirus.detections()
    one["time"] = "2020-01-01T00:00:00+03:00"
    antivirus.history.write_text(json.dumps(one) + "\n", "utf-8")
    antivirus.prune()
    [kept] = antivirus.detections()
    assert (kept["signature"], kept["path"], kept["owner"]) == ("Eicar", "", "")
    assert antivirus.history.stat().st_mode & 0o777 == 0o600
