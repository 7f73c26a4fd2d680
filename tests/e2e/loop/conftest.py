"""People with keys, and emulated devices on free ports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from altyapi.apply import recovery
from tests.e2e.loop.case import Case
from tests.e2e.loop.ground import Ground, Start
from tests.e2e.loop.platforms.cisco_ios import CISCO_IOS
from tests.support.plans import People, people


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Emulated devices restart and commit in a moment, and are looked at as often."""
    monkeypatch.setattr(recovery, "POLL_S", 0.05)
    monkeypatch.setattr(recovery, "SLOW", 0.05)


@pytest.fixture(scope="session")
def who(tmp_path_factory: pytest.TempPathFactory) -> People:
    return people(tmp_path_factory.mktemp("people"))


@pytest.fixture
def case() -> Case:
    """Whose devices `ground` starts; a module of another platform has its own."""
    return CISCO_IOS


@pytest.fixture
def ground(case: Case, tmp_path: Path, who: People) -> Iterator[Start]:
    """Starts devices, by name with their knobs, and gives the ground they stand on."""
    with ExitStack() as stack:
        yield partial(Ground.started, case, tmp_path, who, stack)
