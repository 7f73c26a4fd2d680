"""Which MAC address a port is locked to, by what NetBox has at the other end of its cable."""

from __future__ import annotations

import pytest

from altyapi.intent.locks import locks
from lab.bench.switches import CATALYST, Maker
from tests.golden.switches.cases_locked import LOCKED, camera

SWITCH, PORTS = "obb-mrk-hb01-ers51", tuple(map(CATALYST.port.format, (1, 2)))
ONE, OTHER = "00:1A:2B:00:00:01", "00:1a:2b:00:00:02"


def locked(*addresses: str | None) -> dict[str, str]:
    """The locks of a switch at whose first ports stand cameras with these addresses."""
    maker = Maker()
    maker.switch(SWITCH, "access-switch", 51, LOCKED, CATALYST)
    for number, (port, address) in enumerate(zip(PORTS, addresses, strict=False)):
        maker.access(SWITCH, port, 50, **camera(maker, f"obb-mrk-hb01-kam0{number}", address))
    snapshot = maker.snapshot()
    return locks(snapshot, snapshot.interfaces_by_device[SWITCH], frozenset({"camera"}))


def test_each_port_is_locked_to_its_own_camera() -> None:
    assert locked(ONE, OTHER) == dict(zip(PORTS, (ONE, OTHER.upper()), strict=True))


def test_an_address_that_netbox_has_at_two_ports_locks_neither() -> None:
    assert locked(ONE, ONE.lower()) == {}


@pytest.mark.parametrize("address", [None, "", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "01:00:5E:00:00:01", "0:1:2"])
def test_an_address_that_no_camera_sends_from_locks_nothing(address: str | None) -> None:
    assert locked(address, OTHER) == {PORTS[1]: OTHER.upper()}
