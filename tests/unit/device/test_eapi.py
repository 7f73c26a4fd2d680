"""eAPI over a pinned TLS connection: what goes wrong on the way, and that commands arrive as they are."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from altyapi.device import connect, eapi, hostkeys, shown_key
from altyapi.device.contract import Target
from altyapi.device.eapi import Eapi
from altyapi.device.errors import (
    AnswerTooLong,
    CommandRefused,
    CommandTimeout,
    DeviceError,
    EnableRefused,
    LineRejected,
    SessionLost,
    Unreachable,
)
from altyapi.platforms import load
from lab.devices import RunningDevice, running

Start = Callable[..., tuple[RunningDevice, Target]]

CONFIG = """\
hostname sw1
!
vlan 10
!
interface Ethernet1
!
interface Ethernet2
!
management api http-commands
   no shutdown
!
end
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as stack:

        def make(target: dict[str, Any] | None = None, **spec: Any) -> tuple[RunningDevice, Target]:
            fields = {"name": "sw1", "platform": "arista_eos", "running_config": CONFIG, **spec}
            device = stack.enter_context(running([fields]))["sw1"]
            hosts = tmp_path / "known_hosts"
            hosts.write_text(device.known_hosts_line)
            values = {
                "name": "sw1", "host": device.host, "port": device.port, "platform": "arista_eos", "username": "admin",
                "password": "admin", "known_hosts": hosts, **(target or {}),
            }  # fmt: skip
            return device, Target.model_validate(values)

        yield make


def quiet(_index: int, _line: str) -> None:
    """What was taken does not matter here."""


def test_the_key_that_is_shown_is_recorded_like_a_host_key_and_then_counts(start: Start) -> None:
    _, target = start()
    target.known_hosts.write_text("")
    key = shown_key(target)
    assert (key.type, key.fingerprint[:7]) == ("tls-spki", "SHA256:")
    assert hostkeys.record(target, key)
    with connect(target) as session:
        assert session.facts().hostname == "sw1"


def test_an_answer_that_does_not_come_is_a_timeout(start: Start) -> None:
    device, target = start({"command_timeout_s": 0.3})
    with connect(target) as session:
        device.set(latency_s=30.0)
        with pytest.raises(CommandTimeout, match="show running-config"):
            session.running_config()
        device.set(latency_s=0.0)
        assert session.running_config(), "the next request has a connection of its own"


def test_an_answer_without_end_is_given_up(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    _, target = start(
        running_config=CONFIG.replace("hostname sw1\n", "hostname sw1\n!\nbanner login\n" + "uzun\n" * 5000 + "EOF\n")
    )
    monkeypatch.setattr(eapi, "ANSWER_LIMIT", 20_000)
    with connect(target) as session:
        with pytest.raises(AnswerTooLong, match="show running-config"):
            session.running_config()
        assert session.facts().hostname == "sw1", "the next request has a connection of its own"


def test_an_answer_that_is_cut_is_a_lost_session(start: Start) -> None:
    _, target = start()
    api = Eapi(target, load("arista_eos"))
    ours, devices = socket.socketpair()

    def cut() -> None:
        devices.recv(1 << 16)
        devices.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"result"')
        devices.shutdown(socket.SHUT_WR)

    device = threading.Thread(target=cut)
    device.start()
    with ours, devices:
        api._line = SimpleNamespace(socket=ours, close=ours.close)  # type: ignore[assignment]  # what TLS would carry
        with pytest.raises(SessionLost, match="91 more expected"):
            api.exchange(b"{}", "", "show version")
        device.join(10)


def test_an_answer_that_comes_byte_by_byte_has_no_more_time_than_any_other(start: Start) -> None:
    _, target = start({"command_timeout_s": 0.2})
    api = Eapi(target, load("arista_eos"))
    ours, devices = socket.socketpair()
    told = threading.Event()

    def trickle() -> None:
        devices.recv(1 << 16)
        for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b" " * 100:
            if told.wait(0.05):
                return
            devices.sendall(bytes([byte]))

    device = threading.Thread(target=trickle)
    device.start()
    with ours, devices:
        api._line = SimpleNamespace(socket=ours, close=lambda: None)  # type: ignore[assignment]  # what TLS would carry
        with pytest.raises(CommandTimeout, match="show version"):
            api.exchange(b"{}", "", "show version")
        told.set()
        device.join(10)


def test_what_answers_without_tls_is_not_reachable(start: Start) -> None:
    _, target = start(platform="aruba_aoscx")
    with pytest.raises(Unreachable):
        shown_key(target.model_copy(update={"connect_timeout_s": 3.0}))


def test_a_wrong_enable_secret_is_told_apart_from_a_wrong_password(start: Start) -> None:
    _, target = start({"enable_secret": "yanlis"}, enable_secret="yetki")
    with pytest.raises(EnableRefused), connect(target):
        pass


def test_a_text_that_pyeapi_would_take_apart_arrives_as_it_is(start: Start) -> None:
    device, target = start()
    with connect(target) as session:
        session.push(
            ["interface Ethernet1", "description MULTILINE: kat 1", "exit", "interface Ethernet2", "shutdown"], quiet
        )
    assert "   description MULTILINE: kat 1\n" in device.running()
    assert "interface Ethernet2\n   shutdown\n" in device.running()


def test_a_secret_is_in_no_error(start: Start) -> None:
    _, target = start()
    with connect(target) as session, pytest.raises(LineRejected) as caught:
        session.push(["vlan 20", "usernaem acil secret 0 Gizli-42"], quiet)
    assert caught.value.fields["index"] == 1
    assert "Gizli-42" not in str(caught.value)


@pytest.mark.parametrize(
    "line",
    [
        "snmp-server community Gizli-1 ro",
        "username ali privilege 15 password 0 Gizli-1",
        "snmp-server user ag grp v3 auth sha Gizli-1 priv aes Gizli-2",
        "tacacs-server host 10.0.0.1 key 0 Gizli-1",
    ],
)
@pytest.mark.parametrize(
    ("fault", "seconds", "error"),
    [({"latency_s": 30.0}, 0.3, CommandTimeout), ({"drop_at": "Gizli"}, 10.0, SessionLost)],
)
def test_a_secret_on_which_a_request_ended_is_in_no_error(
    start: Start, line: str, fault: dict[str, Any], seconds: float, error: type[DeviceError]
) -> None:
    device, target = start({"command_timeout_s": seconds})
    with connect(target) as session:
        device.set(**fault)
        with pytest.raises(error) as caught:
            session.push([line], quiet)
        device.set(latency_s=0.0)
    assert line.split(maxsplit=1)[0] in str(caught.value)
    assert "Gizli" not in str(caught.value)


def test_a_candidate_that_nobody_committed_is_gone_with_the_session(start: Start) -> None:
    device, target = start()
    with connect(target) as session:
        session.expect(lambda _text: "no")
        with pytest.raises(Exception, match="not what was predicted"):
            session.push(["vlan 30"], quiet)
        assert "altyapi_" not in session.command("show configuration sessions")
    assert "vlan 30" not in device.running()


def test_sessions_that_killed_runs_left_make_room_and_a_colleagues_do_not(start: Start) -> None:
    device, target = start()
    with connect(target) as session:
        for number in range(4):
            session.command(f"configure session altyapi_20010100000000000{number}")
        session.command("configure session gunduz")
        session.push(["vlan 30"], quiet)
        assert "vlan 10,30" in device.running()
        told = session.command("show configuration sessions")
        assert "gunduz" in told
        assert "altyapi_2001" not in told
        for number in range(4):
            session.command(f"configure session gece{number}")
        with pytest.raises(CommandRefused, match="Maximum number"):
            session.push(["vlan 40"], quiet)
    assert "40" not in device.running()


def test_an_abandoned_session_that_does_not_go_is_an_error(start: Start) -> None:
    device, target = start()
    with connect(target) as session:
        for name in ("altyapi_200101000000000000", "gece1", "gece2", "gece3", "gece4"):
            session.command(f"configure session {name}")
        device.set(errors=[{"pattern": "altyapi_2001.* abort", "answer": ""}])
        with pytest.raises(CommandRefused, match="Maximum number"):
            session.push(["vlan 30"], quiet)
        assert "altyapi_2001" in session.command("show configuration sessions")
    assert "vlan 10,30" not in device.running()
