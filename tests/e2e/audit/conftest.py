"""The commands as a person types them, on the practice municipality's snapshot and registers."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from altyapi.settings import PACKAGE_ROOT
from lab.orneksehir import registers
from netbox_sync import snapshot
from tests.support import estates, processes


@dataclass(frozen=True)
class Desk:
    state: Path

    def environment(self, **variables: str) -> dict[str, str]:
        """Nothing of the caller's own settings."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("NETBOX_", "ALTYAPI_"))}
        own = {
            "ALTYAPI_ROOT": str(PACKAGE_ROOT), "ALTYAPI_STATE_DIR": str(self.state), "ALTYAPI_LANG": "tr",
            "ALTYAPI_REGISTERS_DIR": str(self.state / "registers"), "COLUMNS": "80", "LC_ALL": "C.UTF-8",
        }  # fmt: skip
        return {**clean, **own, **variables}

    def inv(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return processes.inv(*words, environment=self.environment(**variables), folder=self.state)

    def exports(self) -> list[dict[str, Any]]:
        log = self.state / "evidence" / "exports.jsonl"
        return [json.loads(line)["export"] for line in log.read_text("utf-8").splitlines()] if log.exists() else []


@pytest.fixture
def desk(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Desk:
    base = tmp_path_factory.getbasetemp()
    taken = estates.taken(base if worker_id == "master" else base.parent, "tiny")
    snapshot.save(taken, tmp_path / "snapshot.json")
    registers.write(tmp_path / "registers")
    return Desk(tmp_path)
