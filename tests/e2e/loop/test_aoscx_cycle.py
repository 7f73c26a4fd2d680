"""What only AOS-CX switches do in a change."""

from __future__ import annotations

import pytest

from altyapi.apply.device import apply_device
from altyapi.device import connect
from tests.e2e.loop.case import Case
from tests.e2e.loop.ground import Start
from tests.e2e.loop.platforms.aruba_aoscx import ARUBA_AOSCX, RUNNING
from tests.e2e.loop.trouble import QUIET

pytestmark = pytest.mark.e2e


@pytest.fixture
def case() -> Case:
    return ARUBA_AOSCX


def test_a_switch_that_has_an_identical_checkpoint_is_changed_and_taken_back_with_it(ground: Start) -> None:
    place = ground(sw1={**QUIET, "errors": [{"pattern": "description Kamera", "times": 1}]})
    with connect(place.target()) as session:
        session.command("copy running-config checkpoint gunluk")
    run = place.begin(place.plan())
    assert apply_device(run, "sw1", place.services).state == "reverted"
    assert place.is_old()
    assert place.devices["sw1"].timers == {}
    with connect(place.target()) as session:
        assert "gunluk" in session.command("show checkpoint")
    assert apply_device(place.begin(place.plan(), "again.json"), "sw1", place.services).state == "applied"


def test_a_lag_and_a_gateway_that_the_plan_itself_takes_down_are_not_missed(ground: Start) -> None:
    lag = "interface lag 1\n    no shutdown\n    no routing\n    vlan access 30\n"
    gateway = "interface vlan 30\n    ip address 10.64.30.1/24\n"
    running = RUNNING.replace("interface vlan 10\n", f"{lag}{gateway}interface vlan 10\n")
    place = ground(running, sw1=QUIET)
    intended = running.replace("lag 1\n    no shutdown", "lag 1\n    shutdown").replace(
        "vlan 30\n    ip address", "vlan 30\n    shutdown\n    ip address"
    )
    fate = apply_device(place.begin(place.plan(intended=intended)), "sw1", place.services)
    assert fate.state == "applied", fate.why
    assert "interface lag 1\n    shutdown" in place.devices["sw1"].running()
