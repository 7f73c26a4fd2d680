"""Reports that playbooks collect on this machine: where the commands look for them, and for nobody else's eyes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from altyapi.settings import PACKAGE_ROOT
from netbox_sync import yamltext
from tests.unit.roles.playing import play

NAMES = ("antivirus", "software")


def collected(tmp_path: Path, name: str, **own: Any) -> None:
    """What the playbook does besides its role, of a report that is on this very machine; software's role fails, but in a dry run.
    `own` are keys of the play."""
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"host": name}), "utf-8")
    report.chmod(0o600)
    program = tmp_path / "bin" / "altyapi-antivirus"
    program.parent.mkdir(exist_ok=True)
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    (one,) = yamltext.read((PACKAGE_ROOT / "playbooks" / f"{name}.yml").read_text("utf-8"))
    one.pop("roles", None)
    fails = "tasks" in one and not own.get("check_mode")
    for block in one.get("tasks", ()):
        block["block"] = [{"name": "The role", f"ansible.builtin.{'fail' if fails else 'debug'}": {}}]
    variables = one["vars"] | {f"__{name}_report": str(report)} | own.pop("vars", {})
    one |= {"become": False, "gather_facts": False, "vars": variables} | own
    said = play(tmp_path, json.dumps([one]))
    assert said.returncode == (2 if fails else 0), said


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in [one for one in os.environ if one.startswith("ALTYAPI_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv("ANSIBLE_COLLECTIONS_PATH", str(PACKAGE_ROOT / "playbooks" / "collections"))


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.mark.parametrize("name", NAMES)
def test_reports_come_to_the_state_directory_for_the_collector_s_eyes_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("ALTYAPI_STATE_DIR", str(tmp_path / "durum"))
    open_before = tmp_path / "durum" / name
    open_before.mkdir(parents=True, mode=0o755)
    collected(tmp_path, name)
    file = open_before / "localhost.json"
    assert json.loads(file.read_bytes()) == {"host": name}
    assert (mode(open_before), mode(file)) == (0o700, 0o600)


@pytest.mark.parametrize("name", NAMES)
def test_reports_follow_the_settings_file_and_a_variable_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "inventory").mkdir()
    (tmp_path / "inventory" / "altyapi.yml").write_text("state_dir: durum\n", "utf-8")
    monkeypatch.setenv("ALTYAPI_ROOT", str(tmp_path))
    collected(tmp_path, name)
    assert (tmp_path / "durum" / name / "localhost.json").is_file()
    collected(tmp_path, name, vars={f"{name}_reports": str(tmp_path / "baska")})
    assert (tmp_path / "baska" / "localhost.json").is_file()


@pytest.mark.parametrize("name", NAMES)
def test_a_dry_run_collects_nothing_and_fails_over_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("ALTYAPI_STATE_DIR", str(tmp_path / "durum"))
    collected(tmp_path, name, check_mode=True)
    assert not (tmp_path / "durum" / name).exists()
