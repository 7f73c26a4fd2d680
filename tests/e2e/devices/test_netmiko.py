"""netmiko's cisco_ios driver against the emulated switch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from netmiko import ConnectHandler, NetmikoAuthenticationException
from netmiko.exceptions import NetmikoTimeoutException
from paramiko.ssh_exception import SSHException

from lab.devices import RunningDevice
from tests.e2e.devices.device_waiting import wait_until

pytestmark = pytest.mark.e2e


@contextmanager
def connected(device: RunningDevice, **settings: Any) -> Iterator[Any]:
    fields = {
        "username": "admin",
        "password": "admin",
        "secret": "etkin",
        "conn_timeout": 30,
        "banner_timeout": 30,
        **settings,
    }
    client = ConnectHandler(device_type="cisco_ios", host=device.host, port=device.port, **fields)
    try:
        yield client
    finally:
        client.disconnect()


def test_finds_the_prompt_and_reads_the_running_config_to_its_end(switch: RunningDevice) -> None:
    with connected(switch) as client:
        assert client.find_prompt() == "obb-cin-hb01-ers01#"
        shown = client.send_command("show running-config")
    assert shown.startswith("Building configuration...\n\nCurrent configuration : ")
    assert shown.rstrip().endswith("\nend")
    assert switch.running().strip() in shown


def test_configures_and_saves(switch: RunningDevice) -> None:
    with connected(switch) as client:
        answer = client.send_config_set(["vlan 50", "name KAMERA", "interface range gi1/0/1 - 2", "description kamera"])
        assert "%" not in answer
        assert "name KAMERA" not in switch.startup()
        assert "[OK]" in client.save_config()
    assert "vlan 50\n name KAMERA\n" in switch.running()
    assert switch.running().count(" description kamera\n") == 2
    assert switch.startup() == switch.running()


def test_puts_the_caret_under_the_fault(switch: RunningDevice) -> None:
    with connected(switch) as client:
        answer = client.send_config_set(["interface gi1/0/1", "switchport bogus vlan 10"])
    lines = answer.splitlines()
    at = next(number for number, line in enumerate(lines) if line.strip() == "^")
    assert lines[at - 1][lines[at].index("^") :].startswith("bogus")
    assert lines[at + 1] == "% Invalid input detected at '^' marker."


def test_needs_enable_with_its_secret_for_a_user_of_low_privilege(start: Callable[..., RunningDevice]) -> None:
    device = start(spec={"privilege": 1})
    with connected(device) as client:
        assert client.find_prompt().endswith(">")
        assert "% Invalid input" in client.send_command("show running-config")
        client.enable()
        assert client.find_prompt().endswith("#")
        assert "hostname" in client.send_command("show running-config")
    with connected(device, secret="yanlis") as client, pytest.raises(ValueError, match="enable"):
        client.enable()


def test_refuses_a_wrong_password_and_counts_it(switch: RunningDevice) -> None:
    with pytest.raises(NetmikoAuthenticationException), connected(switch, password="yanlis"):
        pass
    assert switch.counters.failed_logins >= 1
    assert switch.counters.logins == 0


def test_a_dropped_connection_leaves_what_was_entered_before(start: Callable[..., RunningDevice]) -> None:
    for when, expected in (("before", False), ("after", True)):
        device = start(spec={"name": "sw1"}, drop_after_lines=2, drop_when=when)
        with pytest.raises(Exception, match=r"(?i)closed|eof|reset|socket|pattern"), connected(device) as client:
            client.send_config_set(["vlan 50", "vlan 51", "vlan 52"], read_timeout=3)
        wait_until(lambda device=device: device.counters.dropped_sessions == 1)  # type: ignore[misc]
        assert "vlan 52" not in device.running()
        assert ("51" in device.running()) is expected


def test_a_line_that_cuts_management_ends_the_session_and_forbids_logins_until_the_revert(
    start: Callable[..., RunningDevice],
) -> None:
    device = start(minute_s=1.5, cuts_management=["^no ip address$"])
    before = device.running()
    client = ConnectHandler(
        device_type="cisco_ios", host=device.host, port=device.port, username="admin", password="admin", conn_timeout=30
    )
    client.send_command("configure terminal revert timer 1", expect_string=r"\(config\)#")
    client.write_channel("interface Vlan10\nno ip address\n")
    wait_until(lambda: "no ip address" in device.running())
    with pytest.raises((NetmikoTimeoutException, Exception)), connected(device, conn_timeout=2):
        pass
    wait_until(lambda: device.counters.reverts == 1)
    assert device.running() == before
    with connected(device) as again:
        assert "10.68.16.5" in again.send_command("show ip interface brief")


def test_syslog_lines_can_stand_between_answers(start: Callable[..., RunningDevice]) -> None:
    line = "*Apr 20 09:00:00.000: %LINK-3-UPDOWN: Interface GigabitEthernet1/0/2, changed state to up"
    with connected(start(syslog=[line])) as client:
        client.write_channel("show clock\n")
        assert line in client.read_until_pattern(r"UPDOWN[\s\S]*#")


def test_injected_errors_answer_as_often_as_told(start: Callable[..., RunningDevice]) -> None:
    device = start(errors=[{"pattern": "^name ", "answer": "% Flash is full", "times": 1}])
    with connected(device) as client:
        assert "% Flash is full" in client.send_config_set(["vlan 50", "name A"])
        assert "% Flash is full" not in client.send_config_set(["vlan 50", "name A"])
    assert "vlan 50\n name A\n" in device.running()


def test_refuses_more_sessions_than_its_limit(start: Callable[..., RunningDevice]) -> None:
    device = start(session_limit=1)
    with connected(device):
        with pytest.raises((NetmikoTimeoutException, SSHException, EOFError, OSError)), connected(device):
            pass
        assert device.counters.refused_sessions >= 1
    wait_until(lambda: _logs_in(device))


def _logs_in(device: RunningDevice) -> bool:
    try:
        with connected(device):
            return True
    except (NetmikoTimeoutException, SSHException, EOFError, OSError):
        return False


def test_old_switches_offer_only_old_key_exchange(start: Callable[..., RunningDevice]) -> None:
    device = start(old_crypto="group14-sha1")
    assert device.host_key.startswith("ssh-rsa ")
    with connected(device) as client:
        assert client.remote_conn.transport.host_key_type == "ssh-rsa"


def test_a_truncated_running_config_has_no_end(start: Callable[..., RunningDevice]) -> None:
    with connected(start(truncate_running=400)) as client:
        assert not client.send_command("show running-config").rstrip().endswith("end")
