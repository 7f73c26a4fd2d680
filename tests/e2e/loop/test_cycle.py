"""What every cycle has in common, tried on one platform: it ends in the old config or the new one, and the run says which."""

from __future__ import annotations

import pytest

from altyapi.apply import device as change
from altyapi.apply.device import apply_device
from tests.e2e.loop.ground import Start
from tests.e2e.loop.platforms.cisco_ios import WITHOUT_ARCHIVE

pytestmark = pytest.mark.e2e


def test_what_is_applied_is_not_applied_again(ground: Start) -> None:
    place = ground(sw1={})
    run = place.begin(place.plan())
    apply_device(run, "sw1", place.services)
    place.devices["sw1"].mark()
    assert apply_device(run, "sw1", place.services).state == "applied"
    assert place.devices["sw1"].commands_since() == []


def test_a_push_that_would_outlast_the_timed_revert_is_stopped_and_taken_back(
    ground: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ground(sw1={"minute_s": 60.0})
    run = place.begin(place.plan(minutes=1))
    monkeypatch.setattr(change, "LAST_LINE_S", 60.0)  # as though the minute were over at the first line
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "reverted"
    assert "line 1 of" in fate.why
    assert place.is_old()
    assert place.devices["sw1"].timers == {}


def test_without_an_archive_the_device_reloads_itself_back(ground: Start) -> None:
    """No archive path, so no configuration rollback: `reload in` brings the startup config back after a lock-out."""
    place = ground(WITHOUT_ARCHIVE, sw1={"cuts_management": ["^description Kamera$"]})
    plan = place.plan(minutes=4)
    assert plan.devices[0].revert_method == "reload-in"
    fate = apply_device(place.begin(plan), "sw1", place.services)
    assert fate.state == "reverted", fate
    assert place.is_old()


def test_a_device_that_changed_since_the_plan_is_refused_untouched(ground: Start) -> None:
    place = ground(sw1={})
    run = place.begin(place.plan())
    other = place.plan(intended="ntp server 10.1.1.1\n")
    apply_device(place.begin(other, "other.json"), "sw1", place.services)
    before = place.normal("sw1")
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "untouched"
    assert "changed since the plan" in fate.why
    assert place.normal("sw1") == before


def test_a_secret_rotated_since_the_plan_is_refused_untouched(ground: Start) -> None:
    place = ground(sw1={})
    run = place.begin(place.plan(intended="username acil privilege 15 secret <<secret:local/acil>>\n"))
    place.rotate("local/acil", "Baska-Bir-Parola-7")
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "untouched"
    assert "local/acil" in fate.why


def test_a_secret_is_set_without_standing_in_plan_or_journal(ground: Start) -> None:
    place = ground(sw1={})
    plan = place.plan(intended="username acil privilege 15 secret <<secret:local/acil>>\n")
    run = place.begin(plan)
    assert apply_device(run, "sw1", place.services).state == "applied"
    assert "username acil privilege 15 secret" in place.devices["sw1"].running()
    for file in run.folder.rglob("*"):
        if file.is_file():
            assert b"Acil-Durum-42" not in file.read_bytes(), file
    assert place.plan(intended="username acil privilege 15 secret <<secret:local/acil>>\n").devices == ()


def test_a_budget_that_is_spent_leaves_the_rest_untouched(ground: Start) -> None:
    place = ground(sw1={"errors": [{"pattern": "ntp server"}]}, sw2={})
    before = place.normal("sw2")
    run = place.begin(place.plan(budget=0))
    assert apply_device(run, "sw1", place.services).state == "reverted"
    fate = apply_device(run, "sw2", place.services)
    assert fate.state == "untouched"
    assert "sw1" in fate.why
    assert place.normal("sw2") == before
