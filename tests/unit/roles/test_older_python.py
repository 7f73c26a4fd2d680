"""Programs that also run on an older Pardus (21: Python 3.9), by that Python where it is there."""

from __future__ import annotations

import ast
import os
import subprocess
from pathlib import Path

import pytest

from altyapi.settings import PACKAGE_ROOT

ROLES = PACKAGE_ROOT / "roles"
PROGRAMS = {
    "pardus_assess": [ROLES / "pardus_assess" / "files" / "altyapi_pardus_assess.py"],
    "pardus_migration": sorted((ROLES / "pardus_migration" / "files" / "pardus_migration").glob("*.py")),
}
LATER = {
    ("datetime", "UTC"),
    ("enum", "StrEnum"),
    ("itertools", "pairwise"),
    ("itertools", "batched"),
    ("typing", "Self"),
}
"""Names of the standard library that came after 3.9."""
FILES = [pytest.param(file, id=f"{role}-{file.stem}") for role, files in PROGRAMS.items() for file in files]


@pytest.mark.parametrize("file", FILES)
def test_the_program_is_written_in_the_python_of_an_older_pardus(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"), feature_version=(3, 9))
    taken = {
        (node.module, name.name) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names
    }
    assert not taken & LATER
    assert not any(isinstance(node, ast.Match) for node in ast.walk(tree))


@pytest.mark.parametrize(
    "program", [PROGRAMS["pardus_assess"][0], PROGRAMS["pardus_migration"][0].parent], ids=PROGRAMS
)
def test_the_program_runs_by_the_python_of_an_older_pardus(program: Path) -> None:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        there = subprocess.run(["python3.9", "--version"], env=environment, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("python3.9 is not installed")
    if there.returncode != 0:
        pytest.skip("python3.9 does not start")
    done = subprocess.run(
        ["python3.9", str(program), "--help"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
