"""What an adversary, a colleague or bad luck does to a change: nobody's lines or timers are touched but the change's own, and
what the journal says became of the device is so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from altyapi import platforms, remediation
from altyapi.apply import recovery
from altyapi.apply.device import apply_device, settle_device
from altyapi.apply.lease import LeaseHeld, lease
from altyapi.apply.run import Run
from altyapi.apply.work import Work
from altyapi.plan.model import DevicePlan, Plan
from tests.e2e.loop.ground import Ground, Start
from tests.e2e.loop.platforms.cisco_ios import INTENDED, RUNNING, WITHOUT_ARCHIVE
from tests.e2e.loop.trouble import NO_ROOM, QUIET, back, by_hand, changes, fire, ios, kill_at, session, steps

pytestmark = pytest.mark.e2e

REFUSES_A_LINE = {"errors": [{"pattern": "description Kamera"}]}
ENGINEER = ("snmp-server location Merkez", "ntp server 10.77.7.7")


def forged(plan: Plan, **changes: object) -> Plan:
    """The plan with the entry of its only device changed, as with an editor."""
    return plan.model_copy(update={"devices": (plan.devices[0].model_copy(update=changes),)})


def fired(place: Ground, run: Run) -> None:
    """The time of the change's own revert is over: the device is back."""
    fire(place)
    assert place.is_old()
    assert run.fate("sw1").state == "in-flight"


# -- a plan is not believed ------------------------------------------------------------------------------------------------


def more_commands(entry: DevicePlan) -> dict[str, object]:
    return {"commands": (*entry.commands, "username evil privilege 15 secret 0 Evil-123")}


def other_commands(entry: DevicePlan) -> dict[str, object]:
    return {"commands": tuple(line.replace("10.64.0.5", "10.6.6.6") for line in entry.commands)}


def other_diff(entry: DevicePlan) -> dict[str, object]:
    return {"diff": entry.diff.replace("Kamera", "Yazici")}


def other_prediction(_entry: DevicePlan) -> dict[str, object]:
    return {"predicted_sha256": "0" * 64}


def no_flags(_entry: DevicePlan) -> dict[str, object]:
    return {"flags": ()}


@pytest.mark.parametrize("forge", [more_commands, other_commands, other_diff, other_prediction, no_flags])
def test_commands_that_the_plan_does_not_tell_of_are_refused_and_nothing_is_sent(
    ground: Start, forge: Callable[[DevicePlan], dict[str, object]]
) -> None:
    place = ground(sw1=QUIET)
    plan = place.plan()
    run = place.begin(forged(plan, **forge(plan.devices[0])))
    place.devices["sw1"].mark()
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "untouched"
    assert fate.event is not None
    assert fate.event.detail["code"] == "APL-035"
    assert changes(place.devices["sw1"].commands_since()) == []
    assert "arming" not in steps(run, "sw1")


@pytest.mark.parametrize("rollback", [(), ("username evil privilege 15 secret 0 Evil-123",)])
def test_a_change_whose_rollback_does_not_lead_back_is_refused_and_nothing_is_sent(
    ground: Start, rollback: tuple[str, ...]
) -> None:
    place = ground(sw1=QUIET)
    run = place.begin(forged(place.plan(), rollback=rollback))
    place.devices["sw1"].mark()
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "untouched"
    assert "does not lead back" in fate.why
    assert changes(place.devices["sw1"].commands_since()) == []


@pytest.mark.parametrize("character", ["\x03", "\x1a", "\x1b", "\x7f"])
def test_a_control_character_in_a_command_is_refused_before_anything_is_armed(ground: Start, character: str) -> None:
    place = ground(sw1=QUIET)
    plan = place.plan(intended=INTENDED.replace("description Kamera", f"description Ka{character}mera"))
    run = place.begin(plan)
    place.devices["sw1"].mark()
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "untouched", fate
    assert changes(place.devices["sw1"].commands_since()) == []
    assert "arming" not in steps(run, "sw1")
    assert place.is_old()


def test_a_command_that_hides_another_behind_a_line_break_is_refused_and_nothing_is_sent(ground: Start) -> None:
    """Removing what is not there makes no difference, and the engine's model does not look behind the line break."""
    place = ground(sw1=QUIET)
    plan = place.plan()
    hiding = "no ntp server 10.1.1.1\nusername evil privilege 15 secret 0 Evil-123"
    run = place.begin(forged(plan, commands=(*plan.devices[0].commands, hiding)))
    place.devices["sw1"].mark()
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "untouched"
    assert changes(place.devices["sw1"].commands_since()) == []
    assert "arming" not in steps(run, "sw1")


def test_a_banner_of_several_lines_is_one_command(ground: Start) -> None:
    place = ground(sw1=QUIET)
    banner = "banner login ^C\nYetkisiz giris yasaktir.\n  Kayit tutulur.\n^C"
    run = place.begin(place.plan(intended=f"{INTENDED}{banner}\n"))
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "applied", fate
    assert "Kayit tutulur." in place.devices["sw1"].running()


# -- somebody else works on the device -------------------------------------------------------------------------------------


def test_lines_that_somebody_typed_after_an_interrupted_change_stay_and_the_device_is_told_as_diverged(
    ground: Start,
) -> None:
    place = ground(sw1=QUIET)
    run = kill_at(place, place.begin(place.plan()), "sw1", "line", 4)
    fired(place, run)
    by_hand(place, run, "sw1", *ENGINEER)
    held = place.normal("sw1")
    place.devices["sw1"].mark()
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "diverged"
    assert "alone does not explain" in str(fate.event and fate.event.detail["last"])
    assert place.normal("sw1") == held
    assert changes(place.devices["sw1"].commands_since()) == []
    assert run.stopped() is False  # the ground's budget is large …
    assert "sw1" in run.failures()  # … but it counts
    assert apply_device(run, "sw1", place.services).state == "diverged"
    assert place.normal("sw1") == held


def test_a_change_interrupted_in_the_middle_is_taken_back_and_done_again_when_nobody_else_was_there(
    ground: Start,
) -> None:
    place = ground(sw1=QUIET)
    run = kill_at(place, place.begin(place.plan()), "sw1", "line", 4)
    assert "revert" in place.devices["sw1"].timers
    assert apply_device(run, "sw1", place.services).state == "applied"
    assert place.devices["sw1"].timers == {}
    assert steps(run, "sw1").count("reverted") == 1


@pytest.mark.parametrize("method", ["configure-revert-timer", "reload-in"])
def test_a_timed_revert_that_somebody_armed_is_neither_confirmed_nor_fired_by_a_change(
    ground: Start, method: str
) -> None:
    place = ground(sw1=QUIET)
    run = place.begin(place.plan())
    with session(place, run, "sw1") as typing:
        typing.arm(method, 100)
    place.devices["sw1"].mark()
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "untouched"
    assert method in fate.why
    assert changes(place.devices["sw1"].commands_since()) == []
    assert len(place.devices["sw1"].timers) == 1
    assert place.is_old()


@pytest.mark.parametrize("method", ["configure-revert-timer", "reload-in"])
@pytest.mark.parametrize("step", ["arming", "line", "confirming"])
def test_nor_by_what_settles_a_change_whose_own_time_is_over(
    ground: Start, monkeypatch: pytest.MonkeyPatch, step: str, method: str
) -> None:
    """The change was interrupted, its timer has fired, and by now somebody else has armed one and changed the device."""
    place = ground(sw1=QUIET)
    run = kill_at(place, place.begin(place.plan()), "sw1", step, 2 if step == "line" else 1)
    fire(place)
    monkeypatch.setattr(Work, "grace", lambda _self: timedelta(minutes=-200))  # 200 minutes later
    with session(place, run, "sw1") as typing:
        typing.arm(method, 100)
        typing.push(ENGINEER, lambda _index, _line: None)
    held = place.normal("sw1")
    place.devices["sw1"].mark()
    fate = settle_device(run, "sw1", place.services)
    assert fate.state in {"diverged", "pending-revert"}
    assert place.normal("sw1") == held
    assert len(place.devices["sw1"].timers) == 1
    assert changes(place.devices["sw1"].commands_since()) == []


def test_a_new_config_under_somebody_elses_timer_is_not_confirmed(
    ground: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The confirmation's answer was lost, then somebody armed a timer of his own over the new config."""
    place = ground(sw1=QUIET)
    run = kill_at(place, place.begin(place.plan()), "sw1", "confirming")
    with session(place, run, "sw1") as typing:
        typing.confirm("configure-revert-timer")
        typing.arm("configure-revert-timer", 100)
    monkeypatch.setattr(Work, "grace", lambda _self: timedelta(minutes=-200))
    place.devices["sw1"].mark()
    fate = settle_device(run, "sw1", place.services)
    assert fate.state == "pending-revert"
    assert changes(place.devices["sw1"].commands_since()) == []
    assert len(place.devices["sw1"].timers) == 1


@pytest.mark.parametrize("archive", [True, False])
def test_a_timer_whose_arming_was_not_noted_any_more_is_known_by_its_login_and_does_not_stay(
    ground: Start, *, archive: bool
) -> None:
    """Killed between the device's answer and the journal: a reload would otherwise come in the middle of the day."""
    place = ground(RUNNING if archive else WITHOUT_ARCHIVE, sw1=QUIET)
    run = kill_at(place, place.begin(place.plan()), "sw1", "arming")
    with session(place, run, "sw1") as ours:
        ours.arm(run.entry("sw1").revert_method, 100)
    assert settle_device(run, "sw1", place.services).state == "reverted"
    assert place.devices["sw1"].timers == {}
    assert apply_device(run, "sw1", place.services).state == "applied"


def test_a_timer_armed_under_another_login_meanwhile_stays(ground: Start) -> None:
    place = ground(sw1=QUIET)
    run = kill_at(place, place.begin(place.plan()), "sw1", "arming")
    place.devices["sw1"]._call(lambda: ios(place).arm_revert(100, "muhendis"))
    place.devices["sw1"].mark()
    assert apply_device(run, "sw1", place.services).state == "untouched"
    assert list(place.devices["sw1"].timers) == ["revert"]
    assert changes(place.devices["sw1"].commands_since()) == []


# -- the way back ----------------------------------------------------------------------------------------------------------


def test_a_rotated_secret_of_a_local_user_is_taken_back_to_what_the_device_had(ground: Start) -> None:
    had = "username acil privilege 15 secret 5 $1$abcd$Zg0Nqf0hdyvRhPPmpZRXf."
    place = ground(RUNNING.replace("username altyapi ", f"{had}\nusername altyapi "), sw1=QUIET)
    run = place.begin(place.plan(intended=f"{INTENDED}username acil privilege 15 secret <<secret:local/acil>>\n"))
    assert apply_device(run, "sw1", place.services).state == "applied"
    assert had not in place.devices["sw1"].running()
    fate = apply_device(back(place, run), "sw1", place.services)
    assert fate.state == "applied", fate
    assert had in place.devices["sw1"].running()
    assert place.is_old()
    assert place.devices["sw1"].timers == {}


def test_a_port_that_a_change_opened_is_closed_by_its_rollback_and_the_difference_is_turned_round(
    ground: Start,
) -> None:
    place = ground(RUNNING.replace(" description old\n", " description old\n shutdown\n"), sw1=QUIET)
    opened = INTENDED.replace(" description Kamera\n", " description Kamera\n no shutdown\n")
    run = place.begin(place.plan(intended=opened))
    assert apply_device(run, "sw1", place.services).state == "applied"
    undo = back(place, run)
    shown = undo.entry("sw1").diff.splitlines()
    assert "+ shutdown" in [line.strip() for line in shown]
    assert [line.strip() for line in shown if "Kamera" in line] == ["- description Kamera"]
    fate = apply_device(undo, "sw1", place.services)
    assert fate.state == "applied", fate
    assert place.is_old()


def test_a_rollback_killed_between_its_end_and_the_mark_in_the_other_journal_is_marked_by_the_next_look(
    ground: Start,
) -> None:
    place = ground(sw1=QUIET)
    run = place.begin(place.plan())
    apply_device(run, "sw1", place.services)
    undo = kill_at(place, back(place, run), "sw1", "applied")
    assert run.fate("sw1").state == "applied"
    assert apply_device(undo, "sw1", place.services).state == "applied"
    assert run.fate("sw1").state == "rolled-back"
    assert place.is_old()


def test_half_a_way_back_is_told_as_diverged(ground: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    place = ground(sw1={**QUIET, **REFUSES_A_LINE})
    run = place.begin(place.plan())
    emulated = ios(place)
    whole = emulated.roll_to
    monkeypatch.setattr(emulated, "roll_to", lambda text, user: whole(text.replace("ntp server 10.9.9.9\n", ""), user))
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "diverged"
    assert "description Kamera" in fate.why
    assert place.devices["sw1"].timers == {}


def test_part_of_a_change_without_its_timer_is_pushed_back_by_hand_where_nobody_else_changed_anything(
    ground: Start,
) -> None:
    """Somebody confirmed the timed revert of an interrupted change."""
    place = ground(sw1=QUIET)
    run = kill_at(place, place.begin(place.plan()), "sw1", "line", 4)
    with session(place, run, "sw1") as typing:
        typing.confirm("configure-revert-timer")
    assert settle_device(run, "sw1", place.services).state == "reverted"
    assert place.is_old()
    assert place.devices["sw1"].timers == {}


def test_a_way_back_that_fails_leaves_no_timer_and_is_told_as_diverged(ground: Start) -> None:
    place = ground(sw1=QUIET)
    run = kill_at(place, place.begin(place.plan()), "sw1", "line", 8)
    with session(place, run, "sw1") as typing:
        typing.confirm("configure-revert-timer")
    held = place.normal("sw1")
    place.devices["sw1"].set(errors=[{"pattern": "no vlan 50"}, {"pattern": "description PC"}])
    assert settle_device(run, "sw1", place.services).state == "diverged"
    assert place.normal("sw1") == held
    assert place.devices["sw1"].timers == {}


def test_the_way_back_under_a_reload_leaves_the_old_config_as_what_the_device_starts_with(ground: Start) -> None:
    place = ground(WITHOUT_ARCHIVE, sw1=QUIET)
    run = kill_at(place, place.begin(place.plan()), "sw1", "line", 4)
    with session(place, run, "sw1") as typing:
        typing.confirm("reload-in")
    assert settle_device(run, "sw1", place.services).state == "reverted"
    platform = platforms.load("cisco_ios")
    assert place.devices["sw1"].timers == {}
    assert place.is_old()
    assert remediation.same_config(platform.normalise(place.devices["sw1"].startup()), place.old["sw1"], platform)


def test_a_device_with_one_line_only_goes_back_cleanly_and_says_why(ground: Start) -> None:
    """The proof is a second login, while the first is there to take the change back at once."""
    place = ground(sw1={**QUIET, "session_limit": 1})
    run = place.begin(place.plan())
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "reverted"
    assert "No free session" in fate.why
    assert place.is_old()
    assert place.devices["sw1"].timers == {}


# -- saving ----------------------------------------------------------------------------------------------------------------


def test_a_confirmed_change_that_is_not_saved_is_unsaved_and_counts_and_the_same_command_saves_it(
    ground: Start,
) -> None:
    place = ground(sw1={**QUIET, "errors": [NO_ROOM]}, sw2=QUIET)
    run = place.begin(place.plan(budget=0))
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "unsaved"
    assert "No space left" in fate.why
    assert place.devices["sw1"].timers == {}
    assert "ntp server 10.64.0.5" in place.devices["sw1"].running()
    assert apply_device(run, "sw2", place.services).state == "untouched"
    assert place.is_old("sw2")

    place.devices["sw1"].set(errors=[])
    place.devices["sw1"].mark()
    run.journal.append("run-resumed")
    assert apply_device(run, "sw1", place.services).state == "applied"
    assert changes(place.devices["sw1"].commands_since()) == ["write memory"]
    assert "ntp server 10.64.0.5" in place.devices["sw1"].startup()
    assert apply_device(run, "sw2", place.services).state == "applied"


# -- what counts against the budget ----------------------------------------------------------------------------------------


def test_a_device_that_another_run_holds_counts_against_the_budget(ground: Start) -> None:
    place = ground(sw1=QUIET, sw2=QUIET)
    run = place.begin(place.plan(budget=0))
    leases = place.settings.state_dir / "leases"
    with lease(leases, "sw1", holder="baska", run="other", since="now"), pytest.raises(LeaseHeld):
        apply_device(run, "sw1", place.services)
    assert apply_device(run, "sw2", place.services).state == "untouched"
    assert place.is_old("sw2")


def test_an_exception_counts_against_the_budget(ground: Start) -> None:
    place = ground(sw1=QUIET, sw2=QUIET)
    run = place.begin(place.plan(budget=0))
    (run.folder / "before").write_text("a file where a folder should be")
    with pytest.raises(OSError):  # noqa: PT011 - which one is the file system's matter
        apply_device(run, "sw1", place.services)
    (run.folder / "before").unlink()
    assert place.is_old("sw1")
    assert apply_device(run, "sw2", place.services).state == "untouched"
    assert place.is_old("sw2")


def test_looking_at_a_device_ends_with_its_time(ground: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A device that never comes back does not keep the run for ever."""
    place = ground(sw1=QUIET)
    run = kill_at(place, place.begin(place.plan()), "sw1", "line", 4)
    place.devices["sw1"].set(refuse_logins=True)
    monkeypatch.setattr(Work, "grace", lambda _self: timedelta(minutes=-200))
    monkeypatch.setattr(recovery, "POLL_S", 0.01)
    fate = settle_device(run, "sw1", place.services)
    assert fate.state == "pending-revert"
    place.devices["sw1"].set(refuse_logins=False)
    fire(place)
    assert apply_device(run, "sw1", place.services).state == "applied"


def test_a_device_that_is_lost_between_confirming_and_saving_is_told_as_not_saved_and_saved_when_it_is_back(
    ground: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No timer is left that would take it back."""
    place = ground(sw1=QUIET)
    run = kill_at(place, place.begin(place.plan()), "sw1", "confirmed")
    place.devices["sw1"].set(refuse_logins=True)
    with monkeypatch.context() as patch:
        patch.setattr(Work, "grace", lambda _self: timedelta(minutes=-200))
        fate = settle_device(run, "sw1", place.services)
    assert fate.state == "unsaved"
    assert place.known.digest(place.normal("sw1")) == fate.after_sha256
    place.devices["sw1"].set(refuse_logins=False)
    assert apply_device(run, "sw1", place.services).state == "applied"
    assert place.known.normalise(place.devices["sw1"].startup()) == place.normal("sw1")
