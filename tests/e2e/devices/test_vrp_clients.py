"""netmiko's huawei and huawei_vrpv8, scrapli's huawei_vrp and ntc-templates against emulated switches."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from netmiko import ConnectHandler
from ntc_templates.parse import parse_output  # type: ignore[import-untyped]
from scrapli import AuthOptions, Cli, SessionOptions, TransportBinOptions, TransportSsh2Options

from lab.devices import RunningDevice, running

pytestmark = pytest.mark.e2e

SWITCH = """\
#
sysname obb-cin-hb01-poe01
#
vlan batch 10 30
#
lldp enable
#
interface Vlanif10
 ip address 10.68.16.5 255.255.255.0
#
interface GigabitEthernet0/0/1
 description masa
 port link-type access
 port default vlan 30
#
interface GigabitEthernet0/0/2
 shutdown
#
interface GigabitEthernet0/0/24
 port link-type trunk
 port trunk allow-pass vlan 10 30
#
user-interface con 0
user-interface vty 0 4
 authentication-mode aaa
#
return
"""
VRP8 = {"model": "CE6857-48S6CQ-EI", "version": "V200R021C10SPC600"}
Start = Callable[..., RunningDevice]


@pytest.fixture
def start() -> Iterator[Start]:
    with ExitStack() as stack:

        def make(**fields: Any) -> RunningDevice:
            near = {"interface": "GigabitEthernet0/0/24", "name": "obb-cin-hb01-dgt01", "remote_interface": "Gi1/0/1"}
            spec = {"name": "sw1", "platform": "huawei_vrp", "running_config": SWITCH, "neighbours": [near],
                    "knobs": {"minute_s": 600.0}, **fields}  # fmt: skip
            return stack.enter_context(running([spec]))["sw1"]

        yield make


def _netmiko(device: RunningDevice, kind: str) -> Any:
    return ConnectHandler(
        device_type=kind, host=device.host, port=device.port, username="admin", password="admin", conn_timeout=30,
        banner_timeout=30,
    )  # fmt: skip


def test_netmiko_reads_configures_and_saves_vrp5(start: Start) -> None:
    switch = start()
    with _netmiko(switch, "huawei") as client:
        assert client.find_prompt() == "<obb-cin-hb01-poe01>"
        assert switch.running().strip() in client.send_command("display current-configuration")
        lines = ["vlan batch 50", "interface g0/0/1", "port default vlan 50"]
        assert "Error" not in client.send_config_set(lines)
        assert "vlan batch 10 30 50" not in switch.startup()
        assert "successfully" in client.save_config()
        refused = client.send_config_set(["interface GigabitEthernet0/0/1", "port bogus"])
        assert "Error: Unrecognized command found at '^' position." in refused
    assert " port default vlan 50" in switch.running()
    assert switch.startup() == switch.running()


def test_netmiko_commits_on_vrp8(start: Start) -> None:
    switch = start(**VRP8)
    with _netmiko(switch, "huawei_vrpv8") as client:
        client.send_config_set(["vlan batch 50"])
        assert "vlan batch 10 30 50" not in switch.running()
        client.commit()
        assert "vlan batch 10 30 50" in switch.running()
        assert client.find_prompt() == "<obb-cin-hb01-poe01>"


def test_the_public_parsers_understand_the_display_commands(start: Start) -> None:
    switch = start(up_interfaces=["GigabitEthernet0/0/24"])
    with _netmiko(switch, "huawei") as client:
        version, brief, told = (
            parse_output("huawei_vrp", command, client.send_command(command))
            for command in ("display version", "display interface brief", "display lldp neighbor")
        )
    assert version[0]["product_version"] == "S5735 V200R021C00SPC600"
    assert version[0]["model"].startswith("S5735-L24P4X-A1")
    states = {row["interface"]: row["phy"] for row in brief}
    assert states["GigabitEthernet0/0/24"] == "up"
    assert states["GigabitEthernet0/0/2"] == "*down"
    assert [(row["local_interface"], row["neighbor_name"]) for row in told if row["neighbor_name"]] == [
        ("GigabitEthernet0/0/24", "obb-cin-hb01-dgt01")
    ]


@pytest.mark.parametrize("transport", ["openssh", "libssh2"])
@pytest.mark.parametrize("kind", [{}, VRP8], ids=["vrp5", "vrp8"])
def test_scrapli_reads_and_configures(start: Start, tmp_path: Path, transport: str, kind: dict[str, str]) -> None:
    switch = start(**kind)
    hosts = tmp_path / "known_hosts"
    hosts.write_text(switch.known_hosts_line)
    options = {
        "openssh": TransportBinOptions(known_hosts_path=str(hosts), enable_strict_key=True, term_width=255),
        "libssh2": TransportSsh2Options(),
    }
    client = Cli(
        switch.host,
        port=switch.port,
        definition_file_or_name="huawei_vrp",
        auth_options=AuthOptions(username="admin", password="admin"),
        session_options=SessionOptions(operation_timeout_s=60),
        transport_options=options[transport],
    )
    with client:
        # a config holds lines of `#` alone, which its definition takes for prompts, on real devices too
        assert "VRP (R) software" in client.send_input("display version").result
        more = ["commit"] if kind else []
        answer = client.send_inputs(["vlan batch 50", *more, "bogus"], requested_mode="configuration")
        assert answer.failed
        assert "Error: Unrecognized command" in answer.results[-1]
    assert "vlan batch 10 30 50" in switch.running()


def test_openssh_runs_one_command(start: Start, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    switch = start(authorized_keys=[key.with_suffix(".pub").read_text()])
    hosts = tmp_path / "known_hosts"
    hosts.write_text(switch.known_hosts_line)
    ssh = [
        "ssh", "-F", "none", "-T", "-p", str(switch.port), "-i", str(key), "-o", f"UserKnownHostsFile={hosts}",
        "-o", "GlobalKnownHostsFile=none", "-o", "BatchMode=yes", f"admin@{switch.host}",
    ]  # fmt: skip
    shown = subprocess.run([*ssh, "display version"], check=True, capture_output=True, text=True, timeout=60).stdout
    assert "VRP (R) software, Version 5.170 (S5735 V200R021C00SPC600)" in shown
