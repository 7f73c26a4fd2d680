from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.e2e.vpn_gateway.ground import VpnTown, missing, vpn_town
from tests.support.plans import People, people

REASON = missing()
NO_OPENVPN = "" if shutil.which("openvpn", path="/usr/sbin:/usr/bin") else "needs openvpn (Debian package)"


@pytest.fixture(scope="session")
def who(tmp_path_factory: pytest.TempPathFactory) -> People:
    return people(tmp_path_factory.mktemp("people"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, who: People) -> Iterator[VpnTown]:
    if REASON:
        pytest.skip(REASON)
    with vpn_town(tmp_path_factory.mktemp("vpn"), who) as made:
        yield made


@pytest.fixture(scope="session")
def openvpn_missing() -> str:
    """Why there can be no gateway of OpenVPN here; empty where there can."""
    return REASON or NO_OPENVPN
