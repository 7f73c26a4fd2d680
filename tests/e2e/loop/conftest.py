"""People with keys, and emulated switches on free ports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from lab import devices
from tests.e2e.loop.ground import Ground, spec
from tests.support.plans import People, people


@pytest.fixture(scope="session")
def who(tmp_path_factory: pytest.TempPathFactory) -> People:
    return people(tmp_path_factory.mktemp("people"))


@pytest.fixture
def ground(tmp_path: Path, who: People) -> Iterator[Callable[..., Ground]]:
    """Starts switches, by name with their knobs, and gives the ground they stand on."""
    with ExitStack() as stack:

        def start(**switches: dict[str, Any]) -> Ground:
            specs = [spec(name, **knobs) for name, knobs in switches.items()]
            running = stack.enter_context(devices.running(specs))
            return Ground(tmp_path / "project", who, dict(running))

        yield start
