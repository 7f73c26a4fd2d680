"""Whether the contract is held to a real NetBox too."""

from __future__ import annotations

import pytest

from .client import NetBox
from .conftest import REAL, WITHOUT


@pytest.mark.skipif(not REAL, reason=WITHOUT)
def test_every_contract_ran_against_a_real_netbox(netbox: NetBox) -> None:
    assert netbox.url.startswith("http")
