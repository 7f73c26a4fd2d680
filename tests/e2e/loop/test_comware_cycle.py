"""What only Comware switches do in a change: an old version has no delayed commit, and restarts instead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from altyapi.apply.device import apply_device
from tests.e2e.loop.case import Case
from tests.e2e.loop.ground import Start
from tests.e2e.loop.platforms.hpe_comware import HPE_COMWARE

pytestmark = pytest.mark.e2e


@pytest.fixture
def case() -> Case:
    return replace(HPE_COMWARE, emulated={"version": "5.20.99, Release 2222"})


def test_an_old_version_that_is_locked_out_comes_back_by_a_scheduled_reboot(ground: Start, case: Case) -> None:
    place = ground(sw1={"cuts_management": [case.telling]})
    plan = place.plan(minutes=4)
    assert plan.devices[0].revert_method == "scheduled-reboot"
    fate = apply_device(place.begin(plan), "sw1", place.services)
    assert fate.state == "reverted", fate
    assert place.is_old()
    counters = place.devices["sw1"].counters
    assert (counters.reverts, counters.reloads) == (0, 1)
