"""inv test --molecule: which scenarios it runs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping

import pytest

from altyapi.cli import checks
from altyapi.settings import PACKAGE_ROOT
from altyapi.view.output import Output
from lab.hosts.engine import Engine
from tests.e2e.hosts.test_roles import ROLES


def test_a_role_that_is_named_runs_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def keep(out: Output, *words: str, variables: Mapping[str, str] | None = None) -> int:
        asked.extend(words)
        return 0

    monkeypatch.setattr(checks, "_run", keep)
    monkeypatch.setattr("lab.hosts.engine.find", lambda folder: Engine("podman", rootless=True))
    assert checks.scenarios(Output("text", "en"), "antivirus") == 0
    chosen = asked[asked.index("-k") : asked.index("-k") + 2]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--collect-only", "-p", "no:cacheprovider", *chosen, asked[-1]],
        cwd=PACKAGE_ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [role for role in ROLES if f"[{role}]" in done.stdout] == ["antivirus"]
