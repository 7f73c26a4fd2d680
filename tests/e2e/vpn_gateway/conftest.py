from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.vpn_gateway.ground import VpnTown, missing, vpn_town
from tests.support.plans import People, people

REASON = missing()


@pytest.fixture(scope="session")
def who(tmp_path_factory: pytest.TempPathFactory) -> People:
    return people(tmp_path_factory.mktemp("people"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, who: People) -> Iterator[VpnTown]:
    if REASON:
        pytest.skip(REASON)
    with vpn_town(tmp_path_factory.mktemp("vpn"), who) as made:
        yield made
