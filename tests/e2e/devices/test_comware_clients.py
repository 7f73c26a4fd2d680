"""netmiko's hp_comware and scrapli's hp_comware against the emulated switch; and what our driver does on odd releases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import scrapli
from netmiko import ConnectHandler
from scrapli import AuthOptions, Cli, SessionOptions, TransportBinOptions, TransportSsh2Options

from altyapi.device import connect
from altyapi.device.contract import Target
from altyapi.device.errors import NothingToConfirm, RevertRefused
from lab.devices import InjectedError, RunningDevice, running

pytestmark = pytest.mark.e2e

SWITCH = """\
#
 sysname obb-cin-hb01-ers21
#
 lldp global enable
#
vlan 1
#
vlan 30
 name KULLANICI
#
interface Vlan-interface1
 ip address 10.68.16.5 255.255.255.0
#
interface GigabitEthernet1/0/1
 port link-mode bridge
 description masa
 port access vlan 30
#
interface GigabitEthernet1/0/2
 port link-mode bridge
 shutdown
#
line vty 0 63
 authentication-mode scheme
 user-role network-operator
#
return
"""


@pytest.fixture
def switch() -> Iterator[RunningDevice]:
    spec = {"name": "sw1", "platform": "hpe_comware", "running_config": SWITCH, "serial": "CN11ABC1AA",
            "knobs": {"minute_s": 600.0}}  # fmt: skip
    with running([spec]) as devices:
        yield devices["sw1"]


def test_netmiko_reads_configures_and_saves(switch: RunningDevice) -> None:
    with ConnectHandler(
        device_type="hp_comware", host=switch.host, port=switch.port, username="admin", password="admin",
        conn_timeout=30, banner_timeout=30,
    ) as client:  # fmt: skip
        assert client.find_prompt() == "<obb-cin-hb01-ers21>"
        shown = client.send_command("display current-configuration")
        assert str(shown).strip() == switch.running().strip()
        lines = ["vlan 50", "name KAMERA", "quit", "interface g1/0/1", "port access vlan 50"]
        assert "%" not in client.send_config_set(lines)
        assert "name KAMERA" not in switch.startup()
        assert "successfully" in client.save_config()
        refused = client.send_config_set(["interface GigabitEthernet1/0/1", "port bogus"])
        assert " % Unrecognized command found at '^' position." in refused
    assert "vlan 50\n name KAMERA\n" in switch.running()
    assert switch.startup() == switch.running()


def test_netmikos_parsers_understand_the_display_commands(switch: RunningDevice) -> None:
    with ConnectHandler(
        device_type="hp_comware",
        host=switch.host,
        port=switch.port,
        username="admin",
        password="admin",
        conn_timeout=30,
    ) as client:
        brief = client.send_command("display interface brief", use_textfsm=True)
        told = client.send_command("display device manuinfo", use_textfsm=True)
        clock = client.send_command("display clock", use_textfsm=True)
    assert isinstance(brief, list)
    assert {row["interface"] for row in brief} >= {"Vlan1", "GE1/0/1", "GE1/0/2"}
    assert "CN11ABC1AA" in str(told)
    assert isinstance(clock, list)


@pytest.mark.parametrize("transport", ["bin", "ssh2"])
def test_scrapli_reads_and_configures(switch: RunningDevice, transport: str, tmp_path: Path) -> None:
    """scrapli's own definition knows no prompt that ends in a bracket, and waits for one for ever: it is given one here."""
    shipped = (Path(scrapli.__file__).parent / "definitions" / "hp_comware.yaml").read_text()
    definition = tmp_path / "hp_comware.yaml"
    definition.write_text(re.sub(r"(?m)^prompt_pattern: .*$", r"prompt_pattern: '^.*[>#$\]]\\s?+$'", shipped))
    options = {"bin": TransportBinOptions(), "ssh2": TransportSsh2Options()}
    with Cli(
        host=switch.host,
        port=switch.port,
        definition_file_or_name=str(definition),
        auth_options=AuthOptions(username="admin", password="admin"),
        session_options=SessionOptions(operation_timeout_s=30),
        transport_options=options[transport],
    ) as client:
        assert client.get_prompt().result == "<obb-cin-hb01-ers21>"
        assert "sysname obb-cin-hb01-ers21" in client.send_input("display current-configuration").result
        assert not client.send_inputs(["undo lldp global enable"], requested_mode="configuration").failed
        assert client.send_inputs(["bogus"], requested_mode="configuration").failed
    assert "lldp" not in switch.running()


@pytest.fixture
def target(switch: RunningDevice, tmp_path: Path) -> Target:
    hosts = tmp_path / "known_hosts"
    hosts.write_text(switch.known_hosts_line)
    return Target(name="sw1", host=switch.host, port=switch.port, platform="hpe_comware", username="admin",
                  password="admin", known_hosts=hosts, command_timeout_s=20)  # fmt: skip


DELAY = "configuration-commit-delay"


def test_a_release_that_does_not_tell_of_a_running_delay_is_not_trusted(switch: RunningDevice, target: Target) -> None:
    switch.set(errors=(InjectedError(pattern="^configuration commit delay", answer=""),))
    with connect(target) as session:
        with pytest.raises(RevertRefused, match="does not tell"):
            session.arm(DELAY, 5)
        with pytest.raises(RevertRefused, match="does not tell"):
            session.pending()
    assert switch.timers == {}


def test_such_a_release_is_changed_under_a_scheduled_reboot_where_the_connection_says_so(
    switch: RunningDevice, target: Target
) -> None:
    switch.set(errors=(InjectedError(pattern="^configuration commit delay", answer=""),))
    with connect(target.model_copy(update={"options": {"revert_method": "scheduled-reboot"}})) as session:
        assert session.pending() == ()
        assert session.revert_method() == "scheduled-reboot"
        session.arm("scheduled-reboot", 5)
        assert session.pending() == ("scheduled-reboot",)
        session.confirm("scheduled-reboot")
        assert session.pending() == ()
    assert not [line for line in switch.log if line.startswith("configuration commit")]


def test_the_question_whether_a_delay_runs_neither_ends_nor_shortens_it_and_begins_none(
    switch: RunningDevice, target: Target
) -> None:
    with connect(target) as session:
        assert session.pending() == ()
        assert switch.timers == {}
        session.arm(DELAY, 30)
        assert session.pending() == (DELAY,)
        assert switch.timers["revert"] > 29 * 600
        session.confirm(DELAY)
        assert switch.timers == {}
        with pytest.raises(NothingToConfirm):
            session.confirm(DELAY)


def test_a_delay_that_runs_already_is_not_taken_for_ones_own(switch: RunningDevice, target: Target) -> None:
    with connect(target) as colleague:
        colleague.arm(DELAY, 30)
    with connect(target) as session, pytest.raises(RevertRefused, match="overwrite"):
        session.arm(DELAY, 5)
    assert switch.timers["revert"] > 29 * 600


def test_without_room_for_the_kept_config_nothing_is_armed(switch: RunningDevice, target: Target) -> None:
    switch.set(errors=(InjectedError(pattern=r"^save \S+\.cfg", answer="The disk is full."),))
    with connect(target) as session, pytest.raises(RevertRefused, match="disk is full"):
        session.arm(DELAY, 5)
    assert switch.timers == {}


def test_where_the_kept_file_cannot_be_used_the_delay_is_made_as_short_as_it_can_be(
    switch: RunningDevice, target: Target
) -> None:
    switch.set(errors=(InjectedError(pattern="^configuration replace", answer="The file does not exist."),))
    with connect(target) as session:
        session.arm(DELAY, 30)
        session.push(("sysname baska",), lambda _index, _line: None)
        session.revert_now(DELAY)
    assert 0 < switch.timers["revert"] <= 600
    assert " sysname baska" in switch.running()


def test_a_legal_banner_is_accepted_before_the_first_prompt(tmp_path: Path) -> None:
    config = SWITCH.replace(
        "#\nvlan 1\n", "#\n header legal %\nYetkisiz erisim yasaktir [uyari] <dikkat>\n%\n#\nvlan 1\n"
    )
    with running([{"name": "sw1", "platform": "hpe_comware", "running_config": config}]) as devices:
        device = devices["sw1"]
        hosts = tmp_path / "hosts"
        hosts.write_text(device.known_hosts_line)
        target = Target(name="sw1", host=device.host, port=device.port, platform="hpe_comware", username="admin",
                        password="admin", known_hosts=hosts)  # fmt: skip
        with connect(target) as session:
            assert session.facts().hostname == "obb-cin-hb01-ers21"
            assert session.fallback is None
