"""What only EOS switches do in a change: all of it is a session, which is a copy of the whole config."""

from __future__ import annotations

from typing import Any

import pytest

from altyapi.apply import recovery
from altyapi.apply.device import apply_device
from altyapi.device import connect
from altyapi.device.errors import SessionLost
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


def test_the_old_config_decides_nothing_while_the_commit_whose_answer_was_lost_may_be_under_way(
    ground: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The switch takes its time over the commit, and has it done after it was looked at for the first time."""
    place = ground(sw1=QUIET)
    run = place.begin(place.plan())
    monkeypatch.setattr(recovery, "SLOW", 6)
    under_way: list[str] = []
    taken, armed_by = Driver._taken, Driver.armed_by

    def lost(self: Driver, line: str) -> dict[str, Any]:
        if "timer" not in line:
            return taken(self, line)
        under_way.append(line)
        raise SessionLost(device="sw1", after=line, detail="")

    def done_after_a_look(self: Driver, method: str) -> str | None:
        found = armed_by(self, method)
        if under_way:
            self.command(under_way.pop())
        return found

    monkeypatch.setattr(Driver, "_taken", lost)
    monkeypatch.setattr(Driver, "armed_by", done_after_a_look)
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "reverted", fate
    assert under_way == []
    assert place.is_old()
    assert place.devices["sw1"].timers == {}
    assert place.devices["sw1"].counters.reverts == 1
