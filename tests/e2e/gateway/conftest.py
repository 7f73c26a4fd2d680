from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.gateway.ground import Town, around_gateway
from tests.support.gateway import missing
from tests.support.plans import People, people

REASON = missing()


@pytest.fixture(scope="session")
def who(tmp_path_factory: pytest.TempPathFactory) -> People:
    return people(tmp_path_factory.mktemp("people"))


@pytest.fixture
def town(tmp_path: Path, who: People) -> Iterator[Town]:
    if REASON:
        pytest.skip(REASON)
    with around_gateway(tmp_path, who) as made:
        yield made
