"""Timed reverts and reloads, keystroke by keystroke over paramiko."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable

import paramiko
import pytest

from lab.devices import RunningDevice
from tests.e2e.devices.device_waiting import wait_until

pytestmark = pytest.mark.e2e


class Typist:
    """A person at a terminal: sends keys, waits for what comes back."""

    def __init__(self, device: RunningDevice) -> None:
        self.client = paramiko.SSHClient()
        self.client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        self.client.connect(
            device.host, device.port, "admin", "admin", allow_agent=False, look_for_keys=False, timeout=10
        )
        self.channel = self.client.invoke_shell(width=200, height=0)
        self.channel.settimeout(10)
        self.expect("#")
        self.say("terminal length 0", "#")

    def expect(self, pattern: str) -> str:
        seen = ""
        while not re.search(pattern, seen):
            data = self.channel.recv(4096)
            assert data, f"closed while waiting for {pattern!r}, saw {seen!r}"
            seen += data.decode()
        return seen

    def say(self, line: str, pattern: str) -> str:
        self.channel.send(f"{line}\n".encode())
        return self.expect(pattern)

    def close(self) -> None:
        self.client.close()


@pytest.fixture
def typist(start: Callable[..., RunningDevice]) -> Callable[..., tuple[RunningDevice, Typist]]:
    def make(**knobs: object) -> tuple[RunningDevice, Typist]:
        device = start(**knobs)
        return device, Typist(device)

    return make


def test_an_unconfirmed_change_goes_back_when_the_session_is_lost(
    typist: Callable[..., tuple[RunningDevice, Typist]],
) -> None:
    device, person = typist(minute_s=0.3)
    before = device.running()
    answer = person.say("configure terminal revert timer 2", r"\(config\)#")
    assert "Rollback Confirmed Change: Backing up current running config to flash:archive" in answer
    person.say("vlan 77", r"vlan\)#")
    person.close()
    assert "vlan 77" in device.running()
    wait_until(lambda: device.counters.reverts == 1)
    assert device.running() == before


def test_a_confirmed_change_stays(typist: Callable[..., tuple[RunningDevice, Typist]]) -> None:
    device, person = typist()
    person.say("configure terminal revert timer 5", r"\(config\)#")
    person.say("vlan 77", r"vlan\)#")
    person.say("end", "ers01#")
    assert "User: admin" in person.say("show archive config rollback timer", "ers01#")
    assert "revert" in device.timers
    person.say("configure confirm", "ers01#")
    assert "revert" not in device.timers
    assert "%No Rollback Confirmed Change pending" in person.say("configure confirm", "ers01#")
    assert "vlan 77" in device.running()


def test_reverting_now_does_not_wait_for_the_timer(typist: Callable[..., tuple[RunningDevice, Typist]]) -> None:
    device, person = typist()
    before = device.running()
    person.say("configure terminal revert timer 100", r"\(config\)#")
    person.say("hostname baska", r"baska\(config\)#")
    person.say("end", "baska#")
    person.say("configure revert now", "ers01#")
    assert device.running() == before


def test_a_revert_timer_needs_an_archive(start: Callable[..., RunningDevice]) -> None:
    device = start()
    person = Typist(device)
    person.say("configure terminal", r"\(config\)#")
    person.say("no archive", r"\(config\)#")
    person.say("end", "ers01#")
    answer = person.say("configure terminal revert timer 5", "ers01#")
    assert "%Please turn config archive on" in answer
    assert device.timers == {}


def test_a_scheduled_reload_comes_back_with_the_startup_config(
    typist: Callable[..., tuple[RunningDevice, Typist]],
) -> None:
    device, person = typist(minute_s=0.2, reload_downtime_s=0.3)
    person.say("configure terminal", r"\(config\)#")
    person.say("vlan 77", r"vlan\)#")
    person.say("end", "ers01#")
    person.say("reload in 3", r"Save\? \[yes/no\]: ")
    assert "Reload scheduled for" in person.say("no", r"Proceed with reload\? \[confirm\]")
    person.say("", "ers01#")
    assert "reload" in device.timers
    wait_until(lambda: device.counters.reloads == 1)
    wait_until(lambda: _accepts(device))
    assert "vlan 77" not in device.running()
    Typist(device).close()


def test_a_cancelled_reload_does_not_come(typist: Callable[..., tuple[RunningDevice, Typist]]) -> None:
    device, person = typist(minute_s=60)
    person.say("reload in 1:30", r"\[confirm\]")
    person.say("", "ers01#")
    assert "Reload scheduled for" in person.say("show reload", "ers01#")
    assert "SHUTDOWN ABORTED" in person.say("reload cancel", "ers01#")
    assert "No reload is scheduled." in person.say("show reload", "ers01#")
    assert device.timers == {}


def test_an_immediate_reload_saves_first_when_told_so(typist: Callable[..., tuple[RunningDevice, Typist]]) -> None:
    device, person = typist(reload_downtime_s=0.2)
    person.say("configure terminal", r"\(config\)#")
    person.say("snmp-server user izleme grup v3 auth sha Parola123 priv aes 128 Parola456", r"\(config\)#")
    person.say("vlan 77", r"vlan\)#")
    person.say("end", "ers01#")
    assert "izleme" not in device.running()
    person.say("reload", r"Save\? \[yes/no\]: ")
    person.say("yes", r"Proceed with reload\? \[confirm\]")
    person.channel.send(b"\n")
    wait_until(lambda: device.counters.reloads == 1)
    wait_until(lambda: _accepts(device))
    assert "vlan 77" in device.running()
    again = Typist(device)
    assert "User name: izleme" in again.say("show snmp user", "ers01#")
    again.close()


def test_removing_a_user_asks_first(typist: Callable[..., tuple[RunningDevice, Typist]]) -> None:
    device, person = typist()
    person.say("configure terminal", r"\(config\)#")
    person.say("username acil privilege 15 secret Parola", r"\(config\)#")
    person.say("no username acil", r"Do you want to continue\? \[confirm\]")
    person.channel.send(b"n")
    person.expect(r"\(config\)#")
    assert "username acil" in device.running()
    person.say("no username acil", r"\[confirm\]")
    person.say("", r"\(config\)#")
    assert "username acil" not in device.running()


def test_paging_stops_at_each_screen_and_control_z_leaves_configuration(switch: RunningDevice) -> None:
    person = Typist(switch)
    person.say("terminal length 10", "#")
    first = person.say("show running-config", "--More-- ")
    assert first.count("\n") <= 11
    person.channel.send(b" ")
    person.expect("--More-- ")
    person.channel.send(b"q")
    person.expect("ers01#")
    person.say("configure terminal", r"\(config\)#")
    person.channel.send(b"vlan 88\x1a")
    person.expect("ers01#")
    assert "vlan 88" in switch.running()


def _accepts(device: RunningDevice) -> bool:
    try:
        with socket.create_connection((device.host, device.port), timeout=1):
            return True
    except OSError:
        return False
