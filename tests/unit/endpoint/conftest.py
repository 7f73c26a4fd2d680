"""The whole practice municipality on its own day: the planted faults of workstations are there only."""

from __future__ import annotations

import pytest

from altyapi.audit.estate import Estate
from tests.support import estates


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Estate:
    base = tmp_path_factory.getbasetemp()
    return estates.estate(base if worker_id == "master" else base.parent, "full")
