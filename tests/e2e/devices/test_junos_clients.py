"""napalm's, PyEZ's and ncclient's own ways with the emulated Junos switch over NETCONF; netmiko's, scrapli's and RANCID's over SSH."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from jnpr.junos import Device  # type: ignore[import-untyped]
from jnpr.junos.exception import CommitError, ConfigLoadError, LockError  # type: ignore[import-untyped]
from jnpr.junos.utils.config import Config  # type: ignore[import-untyped]
from napalm import get_network_driver
from napalm.base.exceptions import MergeConfigException
from ncclient import manager  # type: ignore[import-untyped]
from netmiko import ConnectHandler
from scrapli import AuthOptions, Cli, SessionOptions, TransportBinOptions

from lab.devices import RunningDevice

pytestmark = pytest.mark.e2e

USER = "admin"  # and its password
JLOGIN = shutil.which("jlogin") or shutil.which("jlogin", path="/usr/lib/rancid/bin")

SWITCH = """\
set version 21.4R3-S5.4
set system host-name obb-mrk-hb01-ers01
set system login user admin class super-user
set system services ssh
set system services netconf ssh
set system domain-name orneksehir.example
set interfaces ge-0/0/1 description masa
set interfaces ge-0/0/1 unit 0 family ethernet-switching vlan members 10
set interfaces ge-0/0/2 disable
set interfaces irb unit 10 family inet address 10.68.16.5/24
set protocols lldp interface all
set vlans YONETIM vlan-id 10
"""
NEAR = {"interface": "ge-0/0/1", "name": "obb-mrk-hb01-dgt01", "remote_interface": "ge-0/0/5"}
CHUNKS = "set system services netconf rfc-compliant\n"


@pytest.fixture
def junos(start: Callable[..., RunningDevice]) -> RunningDevice:
    return switch(start)


def switch(start: Callable[..., RunningDevice], more: str = "") -> RunningDevice:
    return start(
        spec={
            "platform": "juniper_junos",
            "running_config": SWITCH + more,
            "enable_secret": None,
            "neighbours": [NEAR],
        },
        minute_s=600.0,
    )


@contextmanager
def napalm(device: RunningDevice) -> Iterator[Any]:
    driver = get_network_driver("junos")(device.host, USER, USER, optional_args={"port": device.port})
    driver.open()
    try:
        yield driver
    finally:
        driver.close()


@contextmanager
def pyez(device: RunningDevice) -> Iterator[Any]:
    with Device(host=device.host, port=device.port, user=USER, password=USER, look_for_keys=False) as client:
        client.bind(cu=Config)
        yield client


def test_napalm_reads_facts_interfaces_neighbours_and_configs(junos: RunningDevice) -> None:
    with napalm(junos) as client:
        facts = client.get_facts()
        assert (facts["hostname"], facts["vendor"]) == ("obb-mrk-hb01-ers01", "Juniper")
        assert facts["serial_number"] == junos.spec.serial
        assert {"ge-0/0/1", "ge-0/0/2", "irb"} <= set(facts["interface_list"])
        interfaces = client.get_interfaces()
        assert interfaces["ge-0/0/1"]["is_up"]
        assert interfaces["ge-0/0/1"]["description"] == "masa"
        assert interfaces["ge-0/0/2"]["is_enabled"] is False
        assert client.get_lldp_neighbors()["ge-0/0/1"] == [{"hostname": "obb-mrk-hb01-dgt01", "port": "ge-0/0/5"}]
        assert "host-name obb-mrk-hb01-ers01;" in client.get_config()["running"]


def test_napalm_merges_with_a_timer_confirms_and_takes_back(junos: RunningDevice) -> None:
    before = junos.running()
    with napalm(junos) as client:
        client.load_merge_candidate(config="set vlans KAMERA vlan-id 50\ndelete interfaces ge-0/0/2 disable\n")
        assert "KAMERA {" in client.compare_config()
        assert junos.running() == before
        client.commit_config(revert_in=300)
        assert client.has_pending_commit()
        assert junos.timers.keys() == {"revert"}
        client.confirm_commit()
        assert not client.has_pending_commit()
        assert "set vlans KAMERA vlan-id 50" in junos.running()
        client.rollback()
    assert junos.timers == {}


def test_napalm_loads_text_and_xml_replaces_and_is_told_of_refusals(junos: RunningDevice) -> None:
    with napalm(junos) as client:
        client.load_merge_candidate(config="vlans {\n    SES {\n        vlan-id 40;\n    }\n}\n")
        client.commit_config()
        assert "set vlans SES vlan-id 40" in junos.running()
        xml = "<configuration><vlans><vlan><name>YAZICI</name><vlan-id>70</vlan-id></vlan></vlans></configuration>"
        client.load_merge_candidate(config=xml)
        client.commit_config()
        assert "set vlans YAZICI vlan-id 70" in junos.running()
        whole = client.get_config()["running"].replace("SES", "TELEFON")
        client.load_replace_candidate(config=whole)
        client.commit_config()
        assert "set vlans TELEFON vlan-id 40" in junos.running()
        assert "SES" not in junos.running()
        before = junos.running()
        with pytest.raises(MergeConfigException):
            client.load_merge_candidate(config="set interfaces ge-0/0/1 yanlis\n")
        assert junos.running() == before


def test_pyez_locks_diffs_rolls_back_and_is_refused_what_another_holds(junos: RunningDevice) -> None:
    with pyez(junos) as first, pyez(junos) as second:
        first.cu.lock()
        with pytest.raises(LockError, match="locked"):
            second.cu.lock()
        first.cu.load("set system host-name yeni", format="set")
        assert "host-name yeni;" in first.cu.diff()
        first.cu.rollback()
        assert first.cu.diff() is None
        with pytest.raises(ConfigLoadError):
            first.cu.load("set vlans A vlan-id 9999", format="set")
        first.cu.rollback()
        first.cu.load("set interfaces irb unit 10 family inet filter input YOK", format="set")
        with pytest.raises(CommitError, match="YOK"):
            first.cu.commit()
        first.cu.rollback()
        first.cu.unlock()
        second.cu.lock()
    assert junos.counters.saves == 0


def test_pyez_finds_uncommitted_changes_of_another_and_a_lost_session_leaves_none(junos: RunningDevice) -> None:
    with pyez(junos) as first:
        first.cu.load("set system host-name yarim", format="set")
        with pyez(junos) as second, pytest.raises(LockError, match="modified"):
            second.cu.lock()
        first.cu.rollback()
        first.cu.lock()
        first.cu.load("set system host-name kayip", format="set")
        junos.disconnect()
    with pyez(junos) as again:
        again.cu.lock()
        assert again.cu.diff() is None


@pytest.mark.parametrize("more", ["", CHUNKS], ids=["marks", "chunks"])
def test_ncclient_speaks_both_framings(start: Callable[..., RunningDevice], more: str) -> None:
    device = switch(start, more)
    with manager.connect(
        host=device.host, port=device.port, username=USER, password=USER, hostkey_verify=False, look_for_keys=False,
        allow_agent=False, device_params={"name": "junos"},
    ) as client:  # fmt: skip
        assert any(":candidate:" in one for one in client.server_capabilities)
        assert any("base:1.1" in one for one in client.server_capabilities) == bool(more)
        found = client.get_configuration(format="text")
        assert "host-name obb-mrk-hb01-ers01;" in found.xpath("//configuration-text")[0].text
        assert "Hostname: obb-mrk-hb01-ers01" in client.command("show version", format="text").tostring.decode()
        client.lock("candidate")
        client.load_configuration(action="set", config="set vlans SES vlan-id 40")
        client.validate()
        client.commit(confirmed=True, timeout="120")
        assert device.timers.keys() == {"revert"}
        client.commit()
        client.unlock("candidate")
        assert device.timers == {}
    assert "set vlans SES vlan-id 40" in device.running()


def test_netmiko_reads_configures_commits_and_is_told_of_faults(junos: RunningDevice) -> None:
    with ConnectHandler(
        device_type="juniper_junos", host=junos.host, port=junos.port, username=USER, password=USER, conn_timeout=30
    ) as client:
        assert client.find_prompt() == "admin@obb-mrk-hb01-ers01>"
        assert junos.running().strip() in client.send_command("show configuration | display set")
        client.send_config_set(
            ["set vlans KAMERA vlan-id 50", "set interfaces ge-0/0/1 unit 0 family ethernet-switching vlan members 50"],
            exit_config_mode=False,
        )
        assert "KAMERA" in client.send_command("show | compare", expect_string=r"#\s*$")
        client.commit(confirm=True, confirm_delay=5)
        assert junos.timers.keys() == {"revert"}
        client.commit(and_quit=True)
        assert junos.timers == {}
        parsed: Any = client.send_command("show version", use_textfsm=True)
        assert parsed[0]["hostname"] == "obb-mrk-hb01-ers01"
        assert "unknown command" in client.send_command("yok")
        client.config_mode()
        assert "syntax error" in client.send_command("set interfaces ge-0/0/1 yanlis", expect_string=r"#\s*$")
        client.exit_config_mode()
    assert "set vlans KAMERA vlan-id 50" in junos.running()


def test_scrapli_reads_and_configures(junos: RunningDevice) -> None:
    with Cli(
        junos.host,
        port=junos.port,
        definition_file_or_name="juniper_junos",
        auth_options=AuthOptions(username=USER, password=USER),
        session_options=SessionOptions(operation_timeout_s=30),
        transport_options=TransportBinOptions(),
    ) as client:
        assert "set system host-name obb-mrk-hb01-ers01" in client.send_input("show configuration | display set").result
        client.send_inputs(["set vlans SES vlan-id 40", "commit"], requested_mode="configuration")
    assert "set vlans SES vlan-id 40" in junos.running()


@pytest.mark.skipif(JLOGIN is None or shutil.which("expect") is None, reason="needs RANCID's jlogin and expect")
def test_rancids_jlogin_reads_the_config(junos: RunningDevice, tmp_path: Path) -> None:
    hosts = tmp_path / "known_hosts"
    hosts.write_text(junos.known_hosts_line)
    ssh = tmp_path / "ssh"
    ssh.write_text(f'#!/bin/sh\nexec ssh -F none -o UserKnownHostsFile={hosts} "$@"\n')
    ssh.chmod(0o700)
    login = tmp_path / ".cloginrc"
    login.write_text(
        f"add sshcmd {junos.host} {ssh}\nadd user {junos.host} {USER}\nadd password {junos.host} {USER}\n"
        f"add method {junos.host} ssh:{junos.port}\n"
    )
    login.chmod(0o600)
    assert JLOGIN is not None
    found = subprocess.run(
        [JLOGIN, "-t", "30", "-f", str(login), "-c", "show configuration", junos.host],
        env={**os.environ, "HOME": str(tmp_path)}, capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert "host-name obb-mrk-hb01-ers01;" in found.stdout, found.stdout + found.stderr
