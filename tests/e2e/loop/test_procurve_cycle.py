"""What only AOS-S switches do in a change: it is taken back by restoring a file, and where that fails by a restart."""

from __future__ import annotations

import pytest

from altyapi.apply.device import apply_device
from altyapi.device import connect
from tests.e2e.loop.case import Case
from tests.e2e.loop.ground import Start
from tests.e2e.loop.platforms.hpe_procurve import HPE_PROCURVE
from tests.e2e.loop.trouble import QUIET

pytestmark = pytest.mark.e2e

REFUSED = {"pattern": "name .?Kamera"}
NO_RESTORE = {**QUIET, "errors": [REFUSED, {"pattern": "^cfg-restore"}]}


@pytest.fixture
def case() -> Case:
    return HPE_PROCURVE


def test_a_refused_line_is_taken_back_without_a_restart(ground: Start) -> None:
    place = ground(sw1={**QUIET, "errors": [REFUSED]})
    assert apply_device(place.begin(place.plan()), "sw1", place.services).state == "reverted"
    assert place.is_old()
    assert place.devices["sw1"].counters.reloads == 0


def test_a_switch_that_cannot_restore_is_restarted(ground: Start) -> None:
    place = ground(sw1=NO_RESTORE)
    assert apply_device(place.begin(place.plan()), "sw1", place.services).state == "reverted"
    assert place.is_old()
    assert place.devices["sw1"].timers == {}
    assert place.devices["sw1"].counters.reloads == 1


def test_what_ran_unsaved_before_the_change_is_not_lost_when_it_comes_back(ground: Start) -> None:
    place = ground(sw1=NO_RESTORE)
    with connect(place.target()) as session:
        session.push(["interface 3", 'name "elle"'], lambda _index, _line: None)
    place.old["sw1"] = place.normal("sw1")
    assert apply_device(place.begin(place.plan()), "sw1", place.services).state == "reverted"
    assert 'name "elle"' in place.devices["sw1"].running()
    assert place.is_old()
