from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from lab.netbox import Running, load, running
from tests.unit.lab.netbox.netbox_groundwork import GROUNDWORK


@pytest.fixture
def served() -> Iterator[Running]:
    with running() as server:
        load(server.store, GROUNDWORK)
        yield server


@pytest.fixture
def client(served: Running) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Token {served.token}"}
    with httpx.Client(base_url=f"{served.url}/api", headers=headers, timeout=30) as each:
        yield each
