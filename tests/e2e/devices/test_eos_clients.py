"""napalm's and pyeapi's own ways with the emulated EOS switch over eAPI, netmiko's and scrapli's over SSH."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from napalm import get_network_driver
from napalm.base.exceptions import CommitError, MergeConfigException
from netmiko import ConnectHandler
from scrapli import AuthOptions, Cli, SessionOptions, TransportBinOptions

from lab.devices import RunningDevice

pytestmark = pytest.mark.e2e

USER = "admin"  # and its password

SWITCH = """\
hostname obb-mrk-hb01-ers01
!
vlan 10
   name YONETIM
!
interface Ethernet1
   switchport access vlan 10
!
interface Ethernet2
   shutdown
!
interface Vlan10
   ip address 10.68.16.5/24
!
management api http-commands
   no shutdown
!
end
"""


@pytest.fixture
def eos(start: Callable[..., RunningDevice]) -> RunningDevice:
    return start(spec={"platform": "arista_eos", "running_config": SWITCH, "enable_secret": None, "neighbours": []})


@contextmanager
def napalm(device: RunningDevice) -> Iterator[Any]:
    driver = get_network_driver("eos")(
        device.host, "admin", "admin", optional_args={"port": device.port, "transport": "https"}
    )
    driver.open()
    try:
        yield driver
    finally:
        driver.close()


@pytest.mark.parametrize("version", ["4.28.3M", "4.32.1F"])
def test_napalm_merges_with_a_timer_and_confirms(start: Callable[..., RunningDevice], version: str) -> None:
    spec: dict[str, Any] = {
        "platform": "arista_eos",
        "running_config": SWITCH,
        "version": version,
        "enable_secret": None,
        "neighbours": [],
    }
    device = start(spec=spec)
    device.set(minute_s=600.0)
    with napalm(device) as client:
        assert client.get_facts()["hostname"] == "obb-mrk-hb01-ers01"
        assert client.get_facts()["interface_list"] == ["Ethernet1", "Ethernet2", "Vlan10"]
        assert client.get_interfaces()["Ethernet2"]["is_enabled"] is False
        client.load_merge_candidate(
            config="vlan 50\n   name KAMERA\nbanner login\nYetkisiz giris\nEOF\ninterface Ethernet2\n   no shutdown\n"
        )
        assert "+vlan 50" in client.compare_config()
        assert "vlan 50" not in device.running()
        client.commit_config(revert_in=300)
        assert client.has_pending_commit()
        assert device.timers.keys() == {"revert"}
        client.confirm_commit()
        assert not client.has_pending_commit()
    assert "vlan 50\n   name KAMERA" in device.running()
    assert "banner login\nYetkisiz giris\nEOF" in device.running()
    assert device.timers == {}


def test_napalm_takes_a_timed_commit_back_and_replaces_a_whole_config(eos: RunningDevice) -> None:
    eos.set(minute_s=600.0)
    before = eos.running()
    with napalm(eos) as client:
        client.load_merge_candidate(config="vlan 50\n   name KAMERA\n")
        client.commit_config(revert_in=300)
        client.rollback()
        assert eos.running() == before
        client.load_replace_candidate(config=before.replace("YONETIM", "BASKA"))
        client.commit_config()
        assert eos.running() == before.replace("YONETIM", "BASKA")
        with pytest.raises(CommitError):
            client.confirm_commit()


def test_napalm_is_told_of_a_refused_line_and_nothing_has_changed(eos: RunningDevice) -> None:
    before = eos.running()
    with napalm(eos) as client, pytest.raises(MergeConfigException, match="swichport"):
        client.load_merge_candidate(config="interface Ethernet1\n   swichport yanlis\n")
    assert eos.running() == before


def test_eapi_answers_as_its_guide_says(eos: RunningDevice) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

    def ask(*commands: str, password: str = USER) -> Any:
        manager = urllib.request.HTTPPasswordMgrWithPriorAuth()
        url = f"https://{eos.host}:{eos.port}/command-api"
        manager.add_password(None, url, USER, password, is_authenticated=True)
        opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context), urllib.request.HTTPBasicAuthHandler(manager)
        )
        call = {"jsonrpc": "2.0", "method": "runCmds", "params": {"version": 1, "cmds": commands}, "id": "1"}
        return json.load(opener.open(url, json.dumps(call).encode()))

    assert ask("show version")["result"][0]["modelName"] == eos.spec.model
    refused = ask("enable", "show yok")["error"]
    assert (refused["code"], len(refused["data"])) == (1002, 2)
    assert "CLI command 2 of 2 'show yok' failed" in refused["message"]
    unprivileged = ask("show running-config")["error"]
    assert unprivileged["data"][-1]["errors"]
    with pytest.raises(urllib.error.HTTPError, match="401"):
        ask("show version", password="yanlis")
    assert eos.counters.failed_logins >= 1


def test_netmiko_reads_configures_and_saves(eos: RunningDevice) -> None:
    with ConnectHandler(
        device_type="arista_eos", host=eos.host, port=eos.port, username="admin", password="admin", conn_timeout=30
    ) as client:
        client.enable()
        assert client.find_prompt() == "obb-mrk-hb01-ers01#"
        assert eos.running().strip() in client.send_command("show running-config")
        client.send_config_set(["vlan 50", "name KAMERA", "interface Ethernet1", "switchport access vlan 50"])
        assert "Copy completed successfully" in client.save_config()
        parsed: Any = client.send_command("show version", use_textfsm=True)
        assert parsed[0]["serial_number"] == eos.spec.serial
        assert "Invalid input" in client.send_command("show yok")
    assert "switchport access vlan 50" in eos.startup()


def test_scrapli_reads_and_configures(eos: RunningDevice) -> None:
    with Cli(
        eos.host,
        port=eos.port,
        definition_file_or_name="arista_eos",
        auth_options=AuthOptions(username="admin", password="admin"),
        session_options=SessionOptions(operation_timeout_s=30),
        transport_options=TransportBinOptions(),
    ) as client:
        assert "EOS-" in client.send_input("show running-config").result
        client.send_inputs(["vlan 60", "name SES"], requested_mode="configuration")
    assert "vlan 60\n   name SES" in eos.running()
