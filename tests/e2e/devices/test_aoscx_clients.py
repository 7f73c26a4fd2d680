"""netmiko's, scrapli's and OpenSSH's own ways with the emulated AOS-CX switch."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from netmiko import ConnectHandler
from scrapli import AuthOptions, Cli, SessionOptions, TransportBinOptions, TransportSsh2Options

from lab.devices import RunningDevice

pytestmark = pytest.mark.e2e

SWITCH = """\
hostname obb-mrk-hb01-ers01
ssh server vrf default
vlan 1
vlan 10
    name YONETIM
interface 1/1/1
    no shutdown
    no routing
    vlan access 10
interface 1/1/2
    shutdown
interface vlan 10
    ip address 10.68.16.5/24
https-server vrf default
"""


@pytest.fixture
def cx(start: Callable[..., RunningDevice]) -> RunningDevice:
    return start(spec={"platform": "aruba_aoscx", "running_config": SWITCH, "enable_secret": None, "neighbours": []})


def netmiko(device: RunningDevice) -> Any:
    return ConnectHandler(
        device_type="aruba_aoscx",
        host=device.host,
        port=device.port,
        username="admin",
        password="admin",
        conn_timeout=30,
    )


def test_netmiko_reads_configures_and_saves(cx: RunningDevice) -> None:
    with netmiko(cx) as client:
        assert client.find_prompt() == "obb-mrk-hb01-ers01#"
        shown = client.send_command("show running-config")
        assert shown.startswith("Current configuration:\n!\n!Version ArubaOS-CX ")
        assert cx.running().strip() in shown
        # netmiko knows `(config)#` alone as configuration mode: it has to be left from there
        lines = ["vlan 50", "name KAMERA", "interface 1/1/1", "vlan access 50", "description kamera", "exit"]
        client.send_config_set(lines)
        assert "name KAMERA" not in cx.startup()
        assert "Invalid input: acces" in client.send_config_set(["interface 1/1/1", "vlan acces-yanlis 1", "exit"])
        assert "Success" in client.save_config("write memory")
    assert "    description kamera\n" in cx.running()
    assert cx.startup() == cx.running()


def test_netmikos_tables_are_read_by_its_templates(cx: RunningDevice) -> None:
    with netmiko(cx) as client:
        (system,) = client.send_command("show system", use_textfsm=True)
        vlans = client.send_command("show vlan", use_textfsm=True)
        ports = client.send_command("show interface", use_textfsm=True)
    assert system["hostname"] == "obb-mrk-hb01-ers01"
    assert {row["vlan_id"]: row["vlan_name"] for row in vlans}["10"] == "YONETIM"
    assert {row["interface"] for row in ports} >= {"1/1/1", "1/1/2"}


@pytest.mark.parametrize("transport", ["openssh", "libssh2"])
def test_scrapli_works(cx: RunningDevice, tmp_path: Path, transport: str) -> None:
    hosts = tmp_path / "known_hosts"
    hosts.write_text(cx.known_hosts_line)
    options = {
        "openssh": TransportBinOptions(known_hosts_path=str(hosts), enable_strict_key=True, term_width=255),
        "libssh2": TransportSsh2Options(),
    }
    client = Cli(
        cx.host,
        port=cx.port,
        definition_file_or_name="aruba_aoscx",
        auth_options=AuthOptions(username="admin", password="admin"),
        session_options=SessionOptions(operation_timeout_s=60),
        transport_options=options[transport],
    )
    with client:
        assert client.get_prompt().result == "obb-mrk-hb01-ers01#"
        assert "hostname obb-mrk-hb01-ers01" in client.send_input("show running-config").result
        answer = client.send_inputs(["vlan 50", "name KAMERA", "bogus"], requested_mode="configuration")
        assert answer.failed
        assert "Invalid input: bogus" in answer.results[2]
    assert "vlan 50\n    name KAMERA\n" in cx.running()


def test_openssh_pipes_a_session(start: Callable[..., RunningDevice], tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    keys = [key.with_suffix(".pub").read_text()]
    switch = start(
        spec={"platform": "aruba_aoscx", "running_config": SWITCH, "authorized_keys": keys, "neighbours": []}
    )
    hosts = tmp_path / "known_hosts"
    hosts.write_text(switch.known_hosts_line)
    ssh = [
        "ssh", "-F", "none", "-T", "-p", str(switch.port), "-i", str(key), "-o", f"UserKnownHostsFile={hosts}",
        "-o", "GlobalKnownHostsFile=none", "-o", "BatchMode=yes", f"admin@{switch.host}",
    ]  # fmt: skip
    typed = "no page\nconfigure terminal\nvlan 50\nend\nshow vlan\ncheckpoint auto 5\nexit\n"
    said = subprocess.run(ssh, input=typed, check=True, capture_output=True, text=True, timeout=60).stdout
    assert "obb-mrk-hb01-ers01(config-vlan-50)# end" in said.replace("\r", "")
    assert "VLAN50" in said
    assert "Auto checkpoint mode expires in 5 minute(s)" in said
    assert switch.timers.keys() == {"revert"}
