"""One lab for the tests of a worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lab import control
from tests.e2e.cli.town import Town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    state = tmp_path_factory.mktemp("facts")
    status = control.up(state, "tiny")
    assert status.record is not None
    try:
        yield Town(state, status.record)
    finally:
        control.down(state)
