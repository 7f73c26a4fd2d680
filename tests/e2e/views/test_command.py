"""inv netbox.views as a person types it: shown first, applied with a reason, nothing left to do the second time."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from altyapi.settings import PACKAGE_ROOT
from lab.netbox import Running, running
from netbox_sync.client import NetBox
from tests.support import processes


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    with running() as stand_in:
        yield stand_in


def _inv(server: Running, state: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "NETBOX_URL": server.url,
        "NETBOX_TOKEN": server.token,
        "ALTYAPI_STATE_DIR": str(state),
        "ALTYAPI_LANG": "en",
        "PATH": "/usr/bin:/bin",
    }
    return processes.inv("netbox.views", *arguments, environment=environment, folder=PACKAGE_ROOT)


def test_shows_applies_and_has_nothing_left_to_do(server: Running, tmp_path: Path) -> None:
    shown = _inv(server, tmp_path)
    assert shown.returncode == 2, shown.stderr
    assert "+ templates: Denetim 01 Donanım Envanteri (CSV)" in shown.stdout
    with NetBox(server.url, server.token) as netbox:
        assert netbox.page("extras/saved-filters", {"limit": 1})[0] == 0
    applied = _inv(server, tmp_path, "--apply", "--reason", "audit", "--format", "json")
    assert applied.returncode == 0, applied.stderr
    assert json.loads(applied.stdout)["applied"]["refused"] == []
    again = _inv(server, tmp_path)
    assert again.returncode == 0, again.stdout
    assert "No changes: NetBox holds all" in again.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--apply",), "--reason"),
        (("--day", "20.04.2026"), "Not a day: 20.04.2026"),
        (("--limit-kinds", "alanlar"), "No such kind: alanlar"),
    ],
)
def test_tells_what_is_wrong_with_what_was_typed(
    server: Running, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    answer = _inv(server, tmp_path, *arguments)
    assert answer.returncode == 1
    assert told in answer.stderr
    assert "Traceback" not in answer.stderr
