"""What only EOS switches do in a change: all of it is a session, which is a copy of the whole config."""

from __future__ import annotations

import pytest

from altyapi.apply.device import apply_device
from altyapi.device import connect
from altyapi.platforms.arista_eos.driver import Driver
from tests.e2e.loop.case import Case
from tests.e2e.loop.ground import Start
from tests.e2e.loop.platforms.arista_eos import ARISTA_EOS
from tests.e2e.loop.trouble import QUIET

pytestmark = pytest.mark.e2e


@pytest.fixture
def case() -> Case:
    return ARISTA_EOS


def test_what_a_colleague_commits_meanwhile_is_not_undone_by_our_session(
    ground: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not there when we looked is seen in the candidate, which then is dropped."""
    place = ground(sw1=QUIET)
    run = place.begin(place.plan())
    arm = Driver.arm

    def after_a_colleague(self: Driver, method: str, minutes: int) -> None:
        with connect(place.target()) as other:
            other.push(["vlan 30", "name BASKASI"], lambda _index, _line: None)
        arm(self, method, minutes)

    monkeypatch.setattr(Driver, "arm", after_a_colleague)
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "diverged", fate
    assert "BASKASI" in fate.why
    running = place.devices["sw1"].running()
    assert "name BASKASI" in running
    assert "description Kamera" not in running
    assert place.devices["sw1"].timers == {}
