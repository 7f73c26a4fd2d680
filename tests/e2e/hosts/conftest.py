"""The container engine that tests of hosts work with, or why there is none."""

from __future__ import annotations

import os

import pytest

from altyapi.settings import PACKAGE_ROOT
from lab.hosts.engine import Engine, NoEngine, find
from tests.e2e.endpoint.conftest import _stand_in, office

__all__ = ["_stand_in", "ground", "office"]


@pytest.fixture(scope="session")
def ground() -> Engine:
    if not os.environ.get("ALTYAPI_MOLECULE"):
        pytest.skip("minutes per role: set ALTYAPI_MOLECULE=1")
    pytest.importorskip("molecule")
    try:
        return find(PACKAGE_ROOT / "var" / "hosts")
    except NoEngine as error:
        pytest.skip(str(error))
