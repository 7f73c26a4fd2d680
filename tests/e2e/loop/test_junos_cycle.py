"""What only Junos switches do in a change: one candidate is everybody's, and any commit confirms."""

from __future__ import annotations

import pytest
from lxml.builder import E  # type: ignore[import-untyped]

from altyapi.apply.device import apply_device
from altyapi.device import open_session
from altyapi.platforms.juniper_junos.driver import Driver
from tests.e2e.loop.case import Case
from tests.e2e.loop.ground import Ground, Start
from tests.e2e.loop.platforms.juniper_junos import JUNIPER_JUNOS
from tests.e2e.loop.trouble import QUIET

pytestmark = pytest.mark.e2e


@pytest.fixture
def case() -> Case:
    return JUNIPER_JUNOS


def colleague(place: Ground) -> Driver:
    session = open_session(place.target())
    assert isinstance(session, Driver)
    return session


def test_a_candidate_that_a_colleague_holds_stops_the_change_before_anything_and_says_whose_it_is(
    ground: Start,
) -> None:
    place = ground(sw1=QUIET)
    run = place.begin(place.plan())
    other = colleague(place)
    other._lock()
    fate = apply_device(run, "sw1", place.services)
    assert fate.state in {"untouched", "reverted"}, fate
    assert "locked by" in fate.why
    assert place.is_old()
    assert place.devices["sw1"].counters.saves == place.devices["sw1"].counters.reverts == 0
    other.close()


def test_what_a_colleague_left_uncommitted_is_neither_committed_nor_lost(ground: Start) -> None:
    place = ground(sw1=QUIET)
    run = place.begin(place.plan())
    other = colleague(place)
    other._loaded("set vlans BASKASI vlan-id 77", "load")
    fate = apply_device(run, "sw1", place.services)
    assert fate.state in {"untouched", "reverted"}, fate
    assert "modified" in fate.why
    assert "BASKASI" not in place.devices["sw1"].running()
    assert "BASKASI" in other._candidate()
    other.close()


def test_what_a_colleague_commits_meanwhile_is_seen_in_the_candidate(
    ground: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ground(sw1=QUIET)
    run = place.begin(place.plan())
    arm = Driver.arm

    def after_a_colleague(self: Driver, method: str, minutes: int) -> None:
        other = colleague(place)
        other._loaded("set vlans BASKASI vlan-id 77", "load")
        other._call(E("commit-configuration"))
        other.close()
        arm(self, method, minutes)

    monkeypatch.setattr(Driver, "arm", after_a_colleague)
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "diverged", fate
    assert "BASKASI" in fate.why
    running = place.devices["sw1"].running()
    assert "set vlans BASKASI vlan-id 77" in running
    assert "Kamera" not in running
    assert place.devices["sw1"].timers == {}
