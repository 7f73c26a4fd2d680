"""Every driver: pushing, timed reverts, saving."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest

from altyapi.device import connect, open_session
from altyapi.device.errors import (
    CandidateDiffers,
    CommandTimeout,
    DeviceError,
    LineRejected,
    NothingToConfirm,
    RevertRefused,
    SaveFailed,
    SessionLost,
    UnexpectedPrompt,
)
from altyapi.platforms import load
from lab.devices import InjectedError

from .cases import Case
from .conftest import Device, Start

MOST_COMMANDS = 14
"""That make a confirmed and saved change of three lines in one session, the login and reading the config included. Over
NETCONF, requests: one carries all lines."""


class Sent:
    """Collects what a push reports."""

    def __init__(self) -> None:
        self.indexes: list[int] = []

    def __call__(self, index: int, _line: str) -> None:
        self.indexes.append(index)


def until(condition: Callable[[], bool], deadline_s: float = 20.0) -> None:
    """Wait until the condition holds."""
    end = time.monotonic() + deadline_s
    while not condition():
        assert time.monotonic() < end, "the condition did not come true in time"
        time.sleep(0.02)


def running_of(device: Device) -> str:
    with connect(device.target) as session:
        return session.running_config()


def running_when_back(device: Device) -> str:
    """The same of a device that may still be starting."""
    texts: list[str] = []

    def answered() -> bool:
        try:
            texts.append(running_of(device))
        except DeviceError:
            return False
        return True

    until(answered)
    return texts[-1]


def test_a_change_takes_effect_line_by_line(case: Case, start: Start) -> None:
    device = start()
    sent = Sent()
    with connect(device.target) as session:
        session.push(case.lines, sent)
        assert sent.indexes == [0, 1, 2]
        assert case.after in session.running_config()


def test_a_candidate_that_is_not_what_was_expected_takes_no_effect(case: Case, start: Start) -> None:
    if not case.candidate:
        pytest.skip("lines of this platform take effect one by one")
    device = start(knobs={"minute_s": 600.0})
    before, shown = device.emulated.running(), list[str]()
    with connect(device.target) as session:
        session.arm(case.strongest, 5)
        session.expect(lambda text: shown.append(text) or "one line too many")  # type: ignore[func-returns-value]
        with pytest.raises(CandidateDiffers):
            session.push(case.lines, Sent())
        assert not session.pending()
    assert case.after in shown[0]
    assert session.platform.complete(shown[0])  # type: ignore[attr-defined]
    assert device.emulated.running() == before
    with connect(device.target) as session:
        session.push(case.lines, Sent())  # what was expected counted for that push alone
    assert case.after in device.emulated.running()


def test_a_push_stops_at_the_first_refused_line(case: Case, start: Start) -> None:
    device = start()
    sent = Sent()
    with connect(device.target) as session, pytest.raises(LineRejected) as caught:
        session.push([case.lines[0], case.bad_line, case.lines[1]], sent)
    assert sent.indexes == [0]
    assert caught.value.fields["index"] == 1
    assert caught.value.fields["line"] == case.bad_line
    last, *left = device.emulated.log[-1 - len(case.abandons) :]
    assert last == case.bad_line
    assert all(re.fullmatch(pattern, line) for pattern, line in zip(case.abandons, left, strict=True))
    assert case.after not in running_of(device)


def test_an_injected_error_stops_the_push_even_where_the_device_took_the_line(case: Case, start: Start) -> None:
    device = start()
    for answer in case.refusals:
        device.emulated.set(errors=(InjectedError(pattern=f"^{re.escape(case.lines[1])}$", answer=answer, apply=True),))
        sent = Sent()
        with connect(device.target) as session, pytest.raises(LineRejected) as caught:
            session.push(case.lines, sent)
        assert sent.indexes == [0], answer
        assert answer.split()[1] in str(caught.value.fields["answer"])


def test_syslog_between_the_answers_is_no_error_and_no_config(case: Case, start: Start) -> None:
    device = start(knobs={"syslog": case.syslog})
    sent = Sent()
    with connect(device.target) as session:
        session.push(case.lines, sent)
        text = session.running_config()
        assert session.fallback is None
    assert sent.indexes == [0, 1, 2]
    assert device.emulated.running() in text
    assert not [line for line in case.syslog if line in text]


def test_an_error_between_syslog_lines_is_still_an_error(case: Case, start: Start) -> None:
    device = start(knobs={"syslog": case.syslog})
    sent = Sent()
    with connect(device.target) as session, pytest.raises(LineRejected):
        session.push([*case.lines[:2], case.bad_line], sent)
    assert sent.indexes == [0, 1]


def test_a_new_hostname_in_mid_push_is_followed(case: Case, start: Start) -> None:
    device = start()
    sent = Sent()
    with connect(device.target) as session:
        session.push(case.rename, sent)
        assert case.renamed in session.running_config()
    assert sent.indexes == [0, 1, 2]


def test_another_devices_prompt_in_mid_session_stops_a_push_and_is_told_by_what_only_reads(
    case: Case, start: Start
) -> None:
    if not case.prompts:
        pytest.skip("an API has no prompts")
    device = start()
    impatient = device.target.model_copy(update={"command_timeout_s": 0.5})
    for push in (True, False):
        device.emulated.set(prompt=None)
        session, sent = open_session(impatient), Sent()
        device.emulated.set(prompt="baska-bir-cihaz")
        if push:
            with pytest.raises((CommandTimeout, UnexpectedPrompt)):
                session.push(case.lines, sent)
            assert sent.indexes == []
        elif load(case.platform).dialogue.second_way:
            assert device.emulated.running() in session.running_config()
            assert session.fallback is not None
        else:
            with pytest.raises(CommandTimeout):
                session.running_config()
        session.close()
    assert case.after not in device.emulated.running()


def test_a_banner_in_utf8_is_one_element_and_reads_back(case: Case, start: Start) -> None:
    device = start()
    sent = Sent()
    commands = [*case.lines_of(case.banner), *case.lines]
    with connect(device.target) as session:
        session.push(commands, sent)
        text = session.running_config()
    assert sent.indexes == list(range(len(commands)))
    assert case.banner_line in text
    assert case.banner_line in running_of(device)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("line", [1, 2, 3])
def test_a_connection_dropped_at_any_line_is_a_lost_session_with_the_accepted_lines_known(
    case: Case, start: Start, line: int, when: str
) -> None:
    device = start(knobs={"drop_after_lines": line, "drop_when": when})
    sent = Sent()
    with connect(device.target) as session, pytest.raises(SessionLost):
        session.push(case.lines, sent)
    assert sent.indexes == ([] if case.candidate else list(range(line - 1)))
    assert not case.candidate or case.after not in device.emulated.running()


def test_a_large_push_is_accepted_line_by_line(case: Case, start: Start) -> None:
    device = start()
    sent = Sent()
    with connect(device.target) as session:
        session.push(case.many, sent)
    assert sent.indexes == list(range(len(case.many)))
    assert case.many_after in device.emulated.running()


# -- timed reverts


def test_the_strongest_revert_method_is_found(case: Case, start: Start) -> None:
    with connect(start().target) as session:
        assert session.revert_method() == case.strongest
        session.running_config()
        assert session.revert_method() == case.strongest


def test_without_what_it_needs_the_weaker_method_is_found_and_the_reason_told(case: Case, start: Start) -> None:
    if case.config_without_revert is None:
        pytest.skip("the strongest method needs nothing of the config")
    with connect(start(running_config=case.config_without_revert).target) as session:
        assert session.revert_method() == case.weaker
        assert case.weaker_reason in (session.revert_reason or "")  # type: ignore[attr-defined]


def test_a_method_that_the_device_refuses_leaves_nothing_armed(case: Case, start: Start) -> None:
    if case.config_without_revert is None:
        pytest.skip("the strongest method needs nothing of the config")
    device = start(running_config=case.config_without_revert)
    with connect(device.target) as session:
        with pytest.raises(RevertRefused):
            session.arm(case.strongest, 5)
        assert not session.pending()


def test_a_confirmed_change_stays_and_takes_few_commands(case: Case, start: Start) -> None:
    device = start(knobs={"minute_s": 600.0})
    with connect(device.target) as session:
        session.running_config()
        method = session.revert_method()
        session.arm(method, 5)
        session.push(case.lines, Sent())
        session.confirm(method)
        session.save()
        assert session.sent <= MOST_COMMANDS  # type: ignore[attr-defined]
        assert not session.pending()
    assert case.after in device.emulated.running()
    assert device.emulated.startup() == device.emulated.running()


def test_another_session_sees_and_confirms_the_pending_revert(case: Case, start: Start) -> None:
    device = start(knobs={"minute_s": 600.0})
    with connect(device.target) as first:
        method = first.revert_method()
        first.arm(method, 5)
        first.push(case.lines, Sent())
        with connect(device.target) as second:
            assert second.pending()
            second.confirm(method)
            assert not second.pending()
    assert device.emulated.timers == {}
    assert case.after in device.emulated.running()


@pytest.mark.parametrize("which", ["strongest", "weaker"])
def test_an_unconfirmed_change_goes_back_by_itself(case: Case, start: Start, which: str) -> None:
    method = getattr(case, which)
    if method is None:
        pytest.skip("the platform has one method only")
    device = start(knobs={"minute_s": 0.2, "reload_downtime_s": 0.1})
    before = device.emulated.running()
    try:
        with connect(device.target) as session:
            session.arm(method, 5)
            session.push(case.lines, Sent())
    except SessionLost:
        pass  # the timer may fire before the session has ended
    until(lambda: not device.emulated.timers and device.emulated.running() == before)

    def nothing_pending() -> bool:
        try:
            with connect(device.target) as session:
                with pytest.raises(NothingToConfirm):
                    session.confirm(method)
                return not session.pending()
        except DeviceError:
            return False  # still starting

    until(nothing_pending)


def test_a_change_that_cuts_management_goes_back_by_itself(case: Case, start: Start) -> None:
    device = start(
        {"command_timeout_s": 3, "connect_timeout_s": 3},
        knobs={"cuts_management": (case.cutting_line,), "minute_s": 0.5},
    )
    before = device.emulated.running()
    with connect(device.target) as session:
        session.arm(case.strongest, 2)
        with pytest.raises(DeviceError):
            session.push([*case.cutting, *case.lines], Sent())
    if not case.ends_with_session:
        with pytest.raises(DeviceError), connect(device.target):
            pass
    until(lambda: device.emulated.running() == before)
    assert case.after not in running_when_back(device)


def test_going_back_at_once_restores_the_config(case: Case, start: Start) -> None:
    device = start(knobs={"minute_s": 600.0})
    before = device.emulated.running()
    with connect(device.target) as session:
        session.arm(case.strongest, 5)
        session.push(case.rename, Sent())
        session.revert_now(case.strongest)
    until(lambda: device.emulated.running() == before)
    assert device.emulated.timers == {}


def test_going_back_with_nothing_pending_says_so(case: Case, start: Start) -> None:
    with connect(start().target) as session, pytest.raises(NothingToConfirm):
        session.revert_now(case.strongest)


def test_the_weaker_method_confirms_and_keeps_what_was_saved_before(case: Case, start: Start) -> None:
    if case.weaker is None:
        pytest.skip("the platform has one method only")
    device = start(running_config=case.config_without_revert or case.config, knobs={"minute_s": 600.0})
    with connect(device.target) as session:
        session.push(case.lines_of(case.unsaved), Sent())
        session.arm(case.weaker, 5)
        assert session.pending()
        saved = device.emulated.startup()
        session.push(case.lines, Sent())
        session.confirm(case.weaker)
        assert not session.pending()
    assert case.unsaved_after in saved
    assert case.after not in saved
    assert device.emulated.timers == {}


def test_the_weaker_method_goes_back_at_once_by_a_reload(case: Case, start: Start) -> None:
    if case.weaker is None:
        pytest.skip("the platform has one method only")
    config = case.config_without_revert or case.config
    device = start(running_config=config, knobs={"minute_s": 600.0, "reload_downtime_s": 0.1})
    before = device.emulated.running()
    with connect(device.target) as session:
        session.arm(case.weaker, 5)
        session.push(case.lines, Sent())
        session.revert_now(case.weaker)
    until(lambda: device.emulated.counters.reloads == 1 and device.emulated.running() == before)


def test_no_method_arms_and_confirms_nothing(case: Case, start: Start) -> None:
    device = start()
    with connect(device.target) as session:
        session.arm("none", 5)
        session.push(case.lines, Sent())
        session.confirm("none")
        assert not session.pending()
    assert device.emulated.timers == {}


def test_saving_makes_the_running_config_the_startup_config(case: Case, start: Start) -> None:
    device = start()
    with connect(device.target) as session:
        session.push(case.lines, Sent())
        assert case.saves_itself or case.after not in device.emulated.startup()
        session.save()
    assert case.after in device.emulated.startup()


def test_a_save_without_the_devices_ok_is_an_error(case: Case, start: Start) -> None:
    device = start()
    device.emulated.set(errors=(InjectedError(pattern=case.save, answer=case.save_refusal),))
    with connect(device.target) as session, pytest.raises(SaveFailed, match=case.save_word):
        session.save()
