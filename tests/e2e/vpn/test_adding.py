"""Access that is given: checked first, one object in NetBox, nothing half done."""

from __future__ import annotations

import pytest

from altyapi.vpn import keys
from tests.e2e.vpn.ground import EVRAK, Desk

pytestmark = pytest.mark.e2e


def test_gives_one_address_that_holds_all_of_it(desk: Desk) -> None:
    contact = desk.person("sicil-1001")
    key = keys.pair().public
    told = desk.add("sicil-1001", public_key=key)
    (one,) = desk.of("sicil-1001")
    assert (one.profile, one.public_key, one.evrak, one.department) == ("staff", key, EVRAK, "mali-hizmetler")
    assert one.until is not None
    assert one.until.isoformat() == "2026-12-31"
    assert one.address.endswith("/32")
    assert one.dns_name == f"vpn-staff-{contact['id']}.vpn.ornek.example"
    assert "obb-mrk-ahb01-vpn01,obb-mrk-ahb01-vpn02" in told
