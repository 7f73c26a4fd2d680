"""Junos over NETCONF where it goes otherwise than planned: locks and changes of others, warnings, cut answers, no NETCONF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from lxml.builder import E  # type: ignore[import-untyped]

from altyapi.device import connect, netconf, shown_key
from altyapi.device.contract import Target
from altyapi.device.errors import (
    AnswerTooLong,
    CandidateBusy,
    CommandRefused,
    CommandTimeout,
    HostKeyChanged,
    IncompleteConfig,
    LineRejected,
    NothingToConfirm,
    RevertRefused,
    SaveFailed,
    SessionLimit,
)
from altyapi.platforms.juniper_junos.driver import CONFIRMED, Driver
from lab.devices import InjectedError, RunningDevice, running

CONFIG = """\
set version 21.4R3-S5.4
set system host-name sw1
set system services netconf ssh
set interfaces ge-0/0/1 description eski
set interfaces irb unit 10 family inet address 10.0.0.2/24
set vlans Veri vlan-id 10
"""
LINE = "set interfaces ge-0/0/1 description yeni"


def nothing(_index: int, _line: str) -> None:
    """What a push reports is not looked at."""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., tuple[RunningDevice, Target]]]:
    with ExitStack() as stack:

        def make(config: str = CONFIG, **fields: Any) -> tuple[RunningDevice, Target]:
            spec = {"name": "sw1", "platform": "juniper_junos", "running_config": config, **fields}
            device = stack.enter_context(running([spec]))["sw1"]
            hosts = tmp_path / "known_hosts"
            hosts.write_text(device.known_hosts_line)
            target = Target(
                name="sw1", host=device.host, port=device.port, platform="juniper_junos", username="admin", password="admin",
                known_hosts=hosts, connect_timeout_s=5, command_timeout_s=5,
            )  # fmt: skip
            return device, target

        yield make


@pytest.fixture
def switch(start: Callable[..., tuple[RunningDevice, Target]]) -> tuple[RunningDevice, Target]:
    return start(knobs={"minute_s": 600.0})


def test_a_lock_of_another_is_refused_in_the_devices_words_and_left_alone(
    switch: tuple[RunningDevice, Target],
) -> None:
    device, target = switch
    before = device.running()
    with connect(target) as other, connect(target) as session:
        assert isinstance(other, Driver)
        other._lock()
        with pytest.raises(CandidateBusy, match="locked by"):
            session.push([LINE], nothing)
        with pytest.raises(CandidateBusy):
            session.confirm(CONFIRMED)
        other._unlock()
        session.push([LINE], nothing)
    assert device.running() != before


def test_uncommitted_changes_of_another_are_refused_and_neither_committed_nor_discarded(
    switch: tuple[RunningDevice, Target],
) -> None:
    device, target = switch
    with connect(target) as other, connect(target) as session:
        assert isinstance(other, Driver)
        other._loaded("set vlans Baskasi vlan-id 77", "load")
        with pytest.raises(CandidateBusy, match="modified"):
            session.push([LINE], nothing)
        assert "Baskasi" in other._candidate()
    assert "Baskasi" not in device.running()
    assert "yeni" not in device.running()


def test_a_commit_of_another_under_our_timer_is_not_taken_for_our_confirmation(
    switch: tuple[RunningDevice, Target],
) -> None:
    device, target = switch
    with connect(target) as session:
        session.arm(CONFIRMED, 5)
        session.push([LINE], nothing)
        with connect(target) as other:
            assert isinstance(other, Driver)
            other._loaded("set vlans Baskasi vlan-id 77", "load")
            other._call(E("commit-configuration"))
        with pytest.raises(NothingToConfirm):
            session.confirm(CONFIRMED)
    assert device.timers == {}


def test_a_revert_is_armed_for_sensible_minutes_alone_and_by_its_own_name(switch: tuple[RunningDevice, Target]) -> None:
    _, target = switch
    with connect(target) as session:
        for method, minutes in (("commit-confirmed", 0), ("commit-confirmed", 9999), ("reload-in", 5)):
            with pytest.raises(RevertRefused):
                session.arm(method, minutes)


def test_a_line_that_takes_back_what_is_not_there_is_refused_though_the_device_only_warns(
    switch: tuple[RunningDevice, Target],
) -> None:
    device, target = switch
    with connect(target) as session, pytest.raises(LineRejected, match="statement not found") as caught:
        session.push([LINE, "delete vlans Yok"], nothing)
    assert caught.value.fields["index"] == 1
    assert "yeni" not in device.running()


def test_what_only_the_commit_finds_wrong_leaves_nothing_and_frees_the_candidate(
    switch: tuple[RunningDevice, Target],
) -> None:
    device, target = switch
    with connect(target) as session:
        session.arm(CONFIRMED, 5)
        with pytest.raises(CommandRefused, match="Referenced filter 'YOK' is not defined"):
            session.push(["set interfaces irb unit 10 family inet filter input YOK"], nothing)
        session.push([LINE], nothing)
    assert "YOK" not in device.running()
    assert "yeni" in device.running()


def test_a_refused_secret_is_not_repeated(switch: tuple[RunningDevice, Target]) -> None:
    device, target = switch
    device.set(errors=(InjectedError(pattern="plain-text", answer="invalid password: Gizli-Parola-1"),))
    line = 'set system login user a authentication plain-text-password-value "Gizli-Parola-1"'
    with connect(target) as session, pytest.raises(LineRejected) as caught:
        session.push([line], nothing)
    assert "Gizli-Parola-1" not in str(caught.value)


def test_a_login_that_may_not_see_secrets_has_no_whole_config(
    start: Callable[..., tuple[RunningDevice, Target]],
) -> None:
    _, target = start(f'{CONFIG}set system tacplus-server 10.0.0.9 secret "$9$/* SECRET-DATA */"\n')
    with connect(target) as session, pytest.raises(IncompleteConfig):
        session.running_config()


def test_a_device_that_answers_too_late_is_told_by_the_request(
    start: Callable[..., tuple[RunningDevice, Target]],
) -> None:
    _, target = start(knobs={"latency_s": 3.0})
    with (
        connect(target.model_copy(update={"command_timeout_s": 0.3})) as session,
        pytest.raises(CommandTimeout, match="show version"),
    ):
        session.command("show version")


def test_a_release_that_lists_no_commits_is_asked_for_its_newest_revision(
    switch: tuple[RunningDevice, Target],
) -> None:
    device, target = switch
    device.set(errors=(InjectedError(pattern="^get-commit-information$", answer="syntax error"),))
    with connect(target) as session:
        session.arm(CONFIRMED, 5)
        session.push([LINE], nothing)
        assert session.armed_by(CONFIRMED) == "admin"
        session.confirm(CONFIRMED)
        assert not session.pending()
    assert device.timers == {}


def test_while_a_commit_is_on_trial_nothing_is_called_saved(switch: tuple[RunningDevice, Target]) -> None:
    _, target = switch
    with connect(target) as session:
        session.arm(CONFIRMED, 5)
        session.push([LINE], nothing)
        with pytest.raises(SaveFailed, match="pending"):
            session.save()
        session.confirm(CONFIRMED)
        session.save()


def test_another_key_than_the_one_on_record_stops_before_the_password(
    switch: tuple[RunningDevice, Target], start: Callable[..., tuple[RunningDevice, Target]]
) -> None:
    device, target = switch
    recorded = shown_key(target)
    other, _ = start()
    target.known_hosts.write_text(other.known_hosts_line.replace(f":{other.port}", f":{device.port}"))
    with pytest.raises(HostKeyChanged), connect(target):
        pass
    assert device.counters.logins == device.counters.failed_logins == 0
    assert shown_key(target) == recorded


def test_a_service_that_is_no_netconf_is_told_so(start: Callable[..., tuple[RunningDevice, Target]]) -> None:
    _, target = start(config="hostname sw1\nend\n", platform="cisco_ios")
    with pytest.raises(SessionLimit, match="NETCONF is off"), connect(target):
        pass


def test_an_answer_without_end_is_given_up(
    start: Callable[..., tuple[RunningDevice, Target]], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, target = start(CONFIG + "".join(f"set vlans V{number} vlan-id {number}\n" for number in range(100, 900)))
    monkeypatch.setattr(netconf, "ANSWER_LIMIT", 10_000)
    with connect(target) as session, pytest.raises(AnswerTooLong):
        session.running_config()


def test_a_greeting_without_end_is_told(switch: tuple[RunningDevice, Target], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(netconf, "ANSWER_LIMIT", 10)
    with pytest.raises(AnswerTooLong, match="hello"), connect(switch[1]):
        pass
