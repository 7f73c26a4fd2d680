"""netmiko's and OpenSSH's own ways with the emulated AOS-S switch, on its VT100 with cursor movements in every prompt."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from netmiko import ConnectHandler

from lab.devices import RunningDevice

pytestmark = pytest.mark.e2e

SWITCH = """\
hostname "obb-mrk-hb01-ers02"
trunk 49-50 trk1 lacp
interface 2
   disable
   exit
vlan 1
   name "DEFAULT_VLAN"
   untagged 2-48,51-52,Trk1
   no ip address
   exit
vlan 10
   name "YONETIM"
   untagged 1
   tagged Trk1
   ip address 10.68.16.5 255.255.255.0
   exit
password manager
"""
NEIGHBOURS = [{"interface": "49", "name": "obb-mrk-hb01-dgt01", "remote_interface": "A1"}]


@pytest.fixture
def switch(start: Callable[..., RunningDevice]) -> RunningDevice:
    spec = {"platform": "hpe_procurve", "running_config": SWITCH, "enable_secret": None, "neighbours": NEIGHBOURS}
    return start(spec=spec)


def netmiko(device: RunningDevice) -> Any:
    return ConnectHandler(
        device_type="hp_procurve",
        host=device.host,
        port=device.port,
        username="admin",
        password="admin",
        conn_timeout=30,
    )


def test_netmiko_reads_configures_and_saves(switch: RunningDevice) -> None:
    with netmiko(switch) as client:
        assert client.find_prompt() == "obb-mrk-hb01-ers02#"
        shown = client.send_command("show running-config")
        assert "; J9729A Configuration Editor; Created on release #WB.16.10.0012" in shown
        assert switch.running().strip() in shown
        lines = ["vlan 50", 'name "KAMERA"', "untagged 3-4", "exit", "interface 3", 'name "kamera"', "exit"]
        client.send_config_set(lines)
        assert "KAMERA" not in switch.startup()
        assert "Invalid input: untaged" in client.send_config_set(["vlan 50", "untaged 5", "exit"])
        client.save_config()
    assert "   untagged 3-4\n" in switch.running()
    assert '   name "kamera"\n' in switch.running()
    assert switch.startup() == switch.running()


def test_netmiko_removes_a_vlan_with_ports_by_answering(switch: RunningDevice) -> None:
    with netmiko(switch) as client:
        client.config_mode()
        asked = client.send_command("no vlan 10", expect_string=r"\[y/n\]", strip_prompt=False)
        assert "will be moved to the default VLAN" in asked
        client.send_command("y", expect_string=r"\(config\)#", strip_command=False)
        client.exit_config_mode()
    assert "vlan 10" not in switch.running()
    assert "   untagged 1-48,51-52,Trk1\n" in switch.running()


def test_netmikos_tables_are_read_by_its_templates(switch: RunningDevice) -> None:
    with netmiko(switch) as client:
        (system,) = client.send_command("show system", use_textfsm=True)
        vlans = client.send_command("show vlans", use_textfsm=True)
        ports = client.send_command("show interfaces brief", use_textfsm=True)
        states = client.send_command("show interfaces status", use_textfsm=True)
        near = client.send_command("show lldp info remote-device", use_textfsm=True)
        (detail,) = client.send_command("show lldp info remote-device detail", use_textfsm=True)
    assert (system["name"], system["software_version"]) == ("obb-mrk-hb01-ers02", "WB.16.10.0012")
    assert {row["vlan_id"]: row["vlan_name"] for row in vlans} == {"1": "DEFAULT_VLAN", "10": "YONETIM"}
    assert {row["port"]: row["enabled"] for row in ports}["2"] == "No"
    assert {row["port"]: row["vlan_untagged"] for row in states}["1"] == "10"
    assert near[0]["local_interface"] == detail["local_interface"] == "49"
    assert detail["neighbor_name"] == "obb-mrk-hb01-dgt01"


def test_openssh_pipes_a_session(start: Callable[..., RunningDevice], tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    keys = [key.with_suffix(".pub").read_text()]
    switch = start(
        spec={"platform": "hpe_procurve", "running_config": SWITCH, "authorized_keys": keys, "neighbours": []}
    )
    hosts = tmp_path / "known_hosts"
    hosts.write_text(switch.known_hosts_line)
    ssh = [
        "ssh", "-F", "none", "-T", "-p", str(switch.port), "-i", str(key), "-o", f"UserKnownHostsFile={hosts}",
        "-o", "GlobalKnownHostsFile=none", "-o", "BatchMode=yes", f"admin@{switch.host}",
    ]  # fmt: skip
    typed = "\nno page\nconfigure\nvlan 50\nend\nshow vlans\nreload after 5\nlogout\nyn"
    said = subprocess.run(ssh, input=typed, check=True, capture_output=True, text=True, timeout=60).stdout
    assert "(vlan-50)# " in said
    assert "VLAN50" in said
    assert "Reload scheduled in 0 days, 0 hours, 5 minutes" in said
    assert "Do you want to save current configuration [y/n/^C]?" in said
    assert switch.timers.keys() == {"reload"}
