"""napalm, scrapli, OpenSSH and paramiko against the emulated switch."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import paramiko
import pytest
from napalm import get_network_driver
from scrapli import AuthOptions, Cli, SessionOptions, TransportBinOptions, TransportSsh2Options

from lab.devices import RunningDevice

pytestmark = pytest.mark.e2e


@pytest.fixture
def napalm(switch: RunningDevice) -> Any:
    driver = get_network_driver("ios")(
        switch.host, "admin", "admin", optional_args={"port": switch.port, "secret": "etkin", "conn_timeout": 30}
    )
    driver.open()
    yield driver
    driver.close()


def test_napalm_reads_facts_interfaces_vlans_and_neighbours(napalm: Any) -> None:
    facts = napalm.get_facts()
    assert facts["hostname"] == "obb-cin-hb01-ers01"
    assert facts["model"] == "WS-C2960X-48TS-L"
    assert facts["serial_number"] == "FOC1234X0AB"
    assert facts["fqdn"] == "obb-cin-hb01-ers01.orneksehir.example"
    assert "GigabitEthernet1/0/48" in facts["interface_list"]
    interfaces = napalm.get_interfaces()
    assert interfaces["GigabitEthernet1/0/2"]["is_enabled"] is False
    assert interfaces["GigabitEthernet1/0/1"]["description"] == "masa"
    assert napalm.get_interfaces_ip()["Vlan10"]["ipv4"] == {"10.68.16.5": {"prefix_length": 24}}
    assert napalm.get_vlans()["30"]["name"] == "KULLANICI"
    assert napalm.get_lldp_neighbors()["GigabitEthernet1/0/48"][0]["hostname"] == "obb-cin-hb01-dgt01"


def test_napalm_reads_both_configs(napalm: Any, switch: RunningDevice) -> None:
    configs = napalm.get_config()
    assert switch.running().strip().splitlines()[-2:] == configs["running"].strip().splitlines()[-2:]
    assert "hostname obb-cin-hb01-ers01" in configs["startup"]


def test_napalm_merges_over_scp_and_rolls_back(napalm: Any, switch: RunningDevice) -> None:
    before = switch.running()
    napalm.load_merge_candidate(config="vlan 50\n name KAMERA\ninterface GigabitEthernet1/0/1\n description kamera\n")
    compared = napalm.compare_config()
    assert "+vlan 50" in compared
    assert "description kamera" in compared
    napalm.commit_config()
    assert "vlan 50\n name KAMERA\n" in switch.running()
    assert switch.startup() == switch.running()
    napalm.rollback()
    assert _lines(switch.running()) == [*_lines(before), "file prompt quiet"]  # napalm takes its backup with it set


def test_napalm_replaces_the_whole_config(napalm: Any, switch: RunningDevice) -> None:
    wanted = switch.running().replace("snmp-server location Bina 1\n", "").replace("masa", "sandalye")
    napalm.load_replace_candidate(config=wanted)
    compared = napalm.compare_config()
    assert "-snmp-server location Bina 1" in compared
    assert "+ description sandalye" in compared
    napalm.commit_config()
    assert _lines(switch.running()) == _lines(wanted)


def test_napalm_confirms_in_time_or_the_switch_goes_back(napalm: Any, switch: RunningDevice) -> None:
    napalm.load_merge_candidate(config="vlan 51\n name TERMAL\n")
    napalm.commit_config(revert_in=300)
    assert napalm.has_pending_commit()
    napalm.confirm_commit()
    assert not napalm.has_pending_commit()
    assert "name TERMAL" in switch.startup()


@pytest.mark.parametrize("transport", ["openssh", "libssh2"])
def test_scrapli_works(switch: RunningDevice, tmp_path: Path, transport: str) -> None:
    hosts = tmp_path / "known_hosts"
    hosts.write_text(switch.known_hosts_line)
    options = {
        "openssh": TransportBinOptions(known_hosts_path=str(hosts), enable_strict_key=True, term_width=255),
        "libssh2": TransportSsh2Options(),
    }
    client = Cli(
        switch.host,
        port=switch.port,
        definition_file_or_name="cisco_iosxe",
        auth_options=AuthOptions(username="admin", password="admin"),
        session_options=SessionOptions(operation_timeout_s=60),
        transport_options=options[transport],
    )
    with client:
        assert client.get_prompt().result == "obb-cin-hb01-ers01#"
        assert "hostname obb-cin-hb01-ers01" in client.send_input("show running-config").result
        answer = client.send_inputs(["vlan 50", "name KAMERA", "bogus"], requested_mode="configuration")
        assert answer.failed
        assert "% Invalid input" in answer.results[2]
    assert "vlan 50\n name KAMERA\n" in switch.running()


def test_openssh_runs_one_command_and_pipes_a_session(start: Callable[..., RunningDevice], tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    device = start(spec={"authorized_keys": [key.with_suffix(".pub").read_text()]})
    hosts = tmp_path / "known_hosts"
    hosts.write_text(device.known_hosts_line)
    ssh = [
        "ssh", "-F", "none", "-T", "-p", str(device.port), "-i", str(key), "-o", f"UserKnownHostsFile={hosts}",
        "-o", "GlobalKnownHostsFile=none", "-o", "BatchMode=yes", f"admin@{device.host}",
    ]  # fmt: skip
    shown = subprocess.run([*ssh, "show version"], check=True, capture_output=True, text=True, timeout=60).stdout
    assert "Processor board ID FOC1234X0AB" in shown
    typed = "terminal length 0\nconfigure terminal\nvlan 50\nend\nshow vlan brief\nexit\n"
    session = subprocess.run(ssh, input=typed, check=True, capture_output=True, text=True, timeout=60).stdout
    assert "obb-cin-hb01-ers01(config-vlan)#end" in session.replace("\r", "")
    assert "VLAN0050" in session


def test_paramiko_runs_one_command_on_a_channel(switch: RunningDevice) -> None:
    with paramiko.SSHClient() as client:
        client.get_host_keys().add(f"[{switch.host}]:{switch.port}", "ssh-ed25519", _key(switch.host_key))
        client.connect(switch.host, switch.port, "admin", "admin", allow_agent=False, look_for_keys=False, timeout=30)
        _, out, _ = client.exec_command("show running-config | include hostname")
        assert out.read().decode().strip() == "hostname obb-cin-hb01-ers01"


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line not in ("!", "end")]


def _key(line: str) -> paramiko.Ed25519Key:
    return paramiko.Ed25519Key(data=base64.b64decode(line.split()[1]))
