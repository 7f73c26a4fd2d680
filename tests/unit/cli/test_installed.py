"""What an installed package brings, and what of it works in a folder that is no checkout."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from altyapi.cli.performance import Stage
from altyapi.settings import PACKAGE_ROOT, Settings
from altyapi.view.output import Output


def test_every_playbook_and_the_roles_are_in_the_wheel() -> None:
    made = tomllib.loads((PACKAGE_ROOT / "pyproject.toml").read_text("utf-8"))
    brought = made["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for file in ("roles", *(f"playbooks/{path.name}" for path in (PACKAGE_ROOT / "playbooks").glob("*.yml"))):
        assert brought[file] == f"altyapi/share/{file}"


def test_the_demo_plays_in_a_project_folder_without_a_tasks_file(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "inventory").mkdir()
    assert Stage(Output("text", "en"), Settings(root=tmp_path)).act("up", "--list", "lab")
    assert "lab.up" in capfd.readouterr().out
