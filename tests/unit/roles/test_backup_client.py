"""What servers' own jobs write down: the program of the role backup_client."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import pytest

from altyapi.backup.drill.database import GLOBALS

PROGRAM = Path(__file__).parents[3] / "roles/backup_client/files/altyapi_backup.py"


@pytest.fixture(scope="module")
def program() -> ModuleType:
    spec = importlib.util.spec_from_file_location("altyapi_backup", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_database_that_is_called_as_the_dump_of_the_accounts_is_not_overwritten_by_it(program: ModuleType) -> None:
    assert set(program.ACCOUNTS) == GLOBALS
    for name in ("users", "globals", "evrak", "boşluk adlı", "a/b", "Users"):
        stem, _, suffix = program.file_of(name).rpartition(".")
        assert suffix == "sql"
        assert stem not in GLOBALS
        assert unquote(stem) == name
        assert "/" not in stem
