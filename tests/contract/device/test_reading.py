"""Every driver: logging in and reading."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from altyapi.device import Facts, Learnt, connect, hostkeys, open_session, shown_key
from altyapi.device.errors import (
    CommandRefused,
    HostKeyChanged,
    IncompleteConfig,
    LoginRefused,
    SessionLimit,
    SessionLost,
    UnknownHostKey,
    Unreachable,
)

from .cases import Case
from .conftest import Start


def test_the_running_config_is_whole_and_the_fast_way_was_enough(case: Case, start: Start) -> None:
    device = start()
    session = open_session(device.target)
    text = session.running_config()
    session.close()
    assert session.platform.complete(text)
    assert device.emulated.running() in text
    assert session.fallback is None
    assert session.sent == case.setup_commands + 1


def test_the_startup_config_is_whole(case: Case, start: Start) -> None:
    device = start()
    with connect(device.target) as session:
        assert device.emulated.startup() in session.startup_config()


def test_a_large_config_is_whole(case: Case, start: Start) -> None:
    device = start(running_config=case.config_large)
    with connect(device.target) as session:
        text = session.running_config()
    assert text.count("\n") >= case.large_lines
    assert device.emulated.running() in text


def test_a_cut_config_is_an_error(case: Case, start: Start) -> None:
    device = start(knobs={"truncate_running": 1500})
    with connect(device.target) as session, pytest.raises(IncompleteConfig) as caught:
        session.running_config()
    assert "sw1" in str(caught.value)


def test_facts_are_the_devices_own(case: Case, start: Start) -> None:
    device = start(serial=case.serial)
    with connect(device.target) as session:
        facts = session.facts()
    assert facts.hostname == "sw1"
    assert (facts.model, facts.version) == (device.emulated.spec.model, device.emulated.spec.version)
    assert facts.serial == case.serial


def test_an_observation_names_interfaces_and_neighbours_in_full(case: Case, start: Start) -> None:
    neighbour = {"interface": case.port, "name": "obb-mrk-ahb01-omr01", "remote_interface": case.far_port}
    device = start(running_config=case.config_with_neighbours, neighbours=(neighbour,), up_interfaces=(case.port,))
    with connect(device.target) as session:
        seen = session.observe()
    assert case.port in seen.interfaces_up
    assert seen.neighbours == (f"{case.port} > obb-mrk-ahb01-omr01",)
    assert list(seen.interfaces_up) == sorted(seen.interfaces_up)


def test_an_inventory_tells_facts_macs_and_the_far_ports_in_few_commands(case: Case, start: Start) -> None:
    neighbour = {"interface": case.port, "name": "obb-mrk-ahb01-omr01", "remote_interface": case.far_port}
    device = start(
        serial=case.serial,
        running_config=case.config_with_neighbours,
        neighbours=(neighbour,),
        up_interfaces=(case.port,),
    )
    session = open_session(device.target)
    told = session.inventory()
    session.close()
    assert told.facts == Facts(
        hostname="sw1", model=device.emulated.spec.model, version=device.emulated.spec.version, serial=case.serial
    )
    assert told.members == ()
    assert len(told.macs) >= case.ports
    assert all(re.fullmatch("[0-9A-F]{2}(:[0-9A-F]{2}){5}", mac) for mac in told.macs.values())
    (far,) = told.neighbours
    assert (far.interface, far.name) == (case.port, "obb-mrk-ahb01-omr01")
    assert case.far_port in far.ports
    assert session.fallback is None
    assert session.sent <= case.setup_commands + case.inventory_commands


def test_the_addresses_that_a_switch_has_learnt_are_told_by_port_and_vlan(case: Case, start: Start) -> None:
    tagged, plain = "9C:8E:CD:11:22:33", "9C:8E:CD:11:22:44"
    stations = ({"interface": case.port, "mac": tagged, "vlan": 77}, {"interface": case.port, "mac": plain})
    device = start(stations=stations)
    session = open_session(device.target)
    found = {one.mac: one for one in session.learnt()}
    session.close()
    if session.platform.switch is None:
        assert found == {}
        return
    assert found[tagged] == Learnt(mac=tagged, port=case.port, vlan=77)
    assert (found[plain].port, (found[plain].vlan or 0) in range(1, 77)) == (case.port, True)
    assert session.fallback is None
    assert session.sent <= case.setup_commands + 1


def test_a_show_command_gives_its_answer_without_echo_and_prompt(case: Case, start: Start) -> None:
    with connect(start().target) as session:
        answer = session.command(case.show)
    assert answer
    assert case.show not in answer
    assert getattr(session, "prompt", case.show) not in answer


def test_an_unknown_command_is_refused_in_the_devices_words(case: Case, start: Start) -> None:
    with connect(start().target) as session, pytest.raises(CommandRefused) as caught:
        session.command(case.unknown)
    assert case.unknown in str(caught.value)


def test_enable_mode_is_reached_with_the_secret(case: Case, start: Start) -> None:
    if not case.has_enable:
        pytest.skip("logins of this platform have their level from the start")
    device = start({"enable_secret": "yetki"}, privilege=1, enable_secret="yetki")
    with connect(device.target) as session:
        assert session.running_config()


@pytest.mark.parametrize("latency_s", [0.05])
def test_latency_costs_one_wait_per_command(case: Case, start: Start, latency_s: float) -> None:
    device = start(knobs={"latency_s": latency_s})
    with connect(device.target) as session:
        session.running_config()
        assert session.fallback is None
    assert len(device.emulated.log) == case.setup_commands + 1


def test_a_slow_greeting_is_waited_for(case: Case, start: Start) -> None:
    with connect(start(knobs={"slow_banner_s": 1.0}).target) as session:
        assert session.running_config()


def test_old_key_exchange_and_ssh_rsa_log_in(case: Case, start: Start) -> None:
    for crypto in case.old_crypto:
        device = start({"connect_timeout_s": 30}, knobs={"old_crypto": crypto})
        assert shown_key(device.target).type == "ssh-rsa"
        with connect(device.target) as session:
            assert session.running_config()


def test_a_key_logs_in(case: Case, start: Start, tmp_path: Path) -> None:
    import asyncssh  # noqa: PLC0415  only the lab extra has it

    if not case.keys:
        with pytest.raises(LoginRefused, match="password"), connect(start({"password": None}).target):
            pass
        return
    key = asyncssh.generate_private_key("ssh-ed25519")
    (tmp_path / "id").write_bytes(key.export_private_key())
    device = start({"password": None, "key_file": tmp_path / "id"}, authorized_keys=(key.export_public_key().decode(),))
    with connect(device.target) as session:
        assert session.running_config()


def test_a_wrong_password_is_one_refused_login(case: Case, start: Start) -> None:
    device = start({"password": "yanlis-parola"})
    with pytest.raises(LoginRefused) as caught, connect(device.target):
        pass
    assert device.emulated.counters.failed_logins == 1
    assert "yanlis-parola" not in str(caught.value)


def test_a_device_without_a_free_session_says_so(case: Case, start: Start) -> None:
    device = start(knobs={"session_limit": 1})
    with connect(device.target), pytest.raises(SessionLimit), connect(device.target):
        pass
    assert device.emulated.counters.refused_sessions == 1


def test_an_unknown_and_a_changed_host_key_stop_before_the_login(case: Case, start: Start) -> None:
    device = start()
    hosts = device.target.known_hosts
    recorded = hosts.read_text()
    hosts.write_text("")
    with pytest.raises(UnknownHostKey), connect(device.target):
        pass
    other = start(name="sw2")
    hosts.write_text(other.emulated.known_hosts_line.replace(str(other.emulated.port), str(device.emulated.port)))
    with pytest.raises(HostKeyChanged), connect(device.target):
        pass
    assert device.emulated.counters.logins == 0
    hosts.write_text(recorded)
    hostkeys.check(device.target, shown_key(device.target))
    with connect(device.target) as session:
        assert session.running_config()


def test_a_session_cut_by_the_device_is_lost(case: Case, start: Start) -> None:
    device = start()
    with connect(device.target) as session:
        device.emulated.disconnect()
        if case.stateless:
            assert session.running_config()
            return
        with pytest.raises(SessionLost):
            session.running_config()


def test_a_device_that_is_off_is_not_reachable(case: Case, start: Start) -> None:
    device = start()
    with pytest.raises(Unreachable), connect(device.target.model_copy(update={"port": 1})):
        pass
