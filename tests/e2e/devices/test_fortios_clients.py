"""netmiko, scrapli, OpenSSH and RANCID's fnlogin against the emulated FortiGate."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from netmiko import ConnectHandler
from scrapli import AuthOptions, Cli, SessionOptions, TransportBinOptions

from altyapi.remediation import same_config
from lab.devices import RunningDevice, running
from tests.contract.device.platforms.fortinet_fortios import FORTINET_FORTIOS

pytestmark = pytest.mark.e2e
CONFIG = FORTINET_FORTIOS.config
VDOMS = "\nconfig vdom\nedit root\nnext\nend\n\nconfig global\n{}end\n\nconfig vdom\nedit root\n{}end\n".format(
    *(CONFIG.partition("config router static")[0], "".join(CONFIG.partition("config router static")[1:]))
)
FNLOGIN = shutil.which("fnlogin", path=f"{os.environ.get('PATH', '')}:/usr/lib/rancid/bin:/usr/local/rancid/bin")


@pytest.fixture
def start() -> Iterator[Callable[..., RunningDevice]]:
    with ExitStack() as stack:

        def make(**fields: Any) -> RunningDevice:
            spec = {
                "name": "fw1",
                "platform": "fortinet_fortios",
                "running_config": CONFIG,
                "hostname": "fw1",
                **fields,
            }
            return stack.enter_context(running([spec]))["fw1"]

        yield make


def netmiko(device: RunningDevice) -> Any:
    # netmiko keeps to key exchanges of long ago for FortiOS: paramiko's own are let through
    return ConnectHandler(
        device_type="fortinet", host=device.host, port=device.port, username="admin", password="admin", conn_timeout=30,
        disabled_algorithms={"kex": []},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("version", "config"), [("6.4.14", CONFIG), ("7.0.12", CONFIG), ("7.4.4", CONFIG), ("7.2.8", VDOMS)]
)
def test_netmiko_logs_in_turns_paging_off_reads_and_puts_it_back(
    start: Callable[..., RunningDevice], version: str, config: str
) -> None:
    device = start(version=version, running_config=config)
    before = device.running()
    client = netmiko(device)
    assert "set output standard" in device.running()
    shown = client.send_command("show", read_timeout=60)
    assert 'edit "port48"' in shown
    client.disconnect()
    assert same_config(device.running(), before, "fortinet_fortios")


def test_netmiko_configures_and_sees_a_refusal(start: Callable[..., RunningDevice]) -> None:
    device = start()
    client = netmiko(device)
    answer = client.send_config_set(
        [
            "config firewall address",
            'edit "kamera"',
            "set subnet 10.68.20.0/24",
            "next",
            "edit bozuk",
            "set sybnet 1",
            "end",
        ]
    )
    client.disconnect()
    assert "command parse error before 'sybnet'" in answer
    assert "Command fail. Return code" in answer
    assert "        set subnet 10.68.20.0 255.255.255.0\n" in device.running()


def test_scrapli_reads_and_configures(start: Callable[..., RunningDevice], tmp_path: Path) -> None:
    device = start()
    hosts = tmp_path / "known_hosts"
    hosts.write_text(device.known_hosts_line)
    client = Cli(
        device.host,
        port=device.port,
        definition_file_or_name="fortinet_fortios",
        auth_options=AuthOptions(username="admin", password="admin"),
        session_options=SessionOptions(operation_timeout_s=60),
        transport_options=TransportBinOptions(known_hosts_path=str(hosts), enable_strict_key=True, term_width=255),
    )
    with client:
        assert "Hostname: sw1" in client.send_input("get system status").result
        client.send_inputs(["config system global", "set alias yeni", "end"])
    assert '    set alias "yeni"\n' in device.running()
    assert "set output standard" in device.running()


def test_openssh_runs_one_command(start: Callable[..., RunningDevice], tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    device = start(authorized_keys=(key.with_suffix(".pub").read_text(),))
    hosts = tmp_path / "known_hosts"
    hosts.write_text(device.known_hosts_line)
    ssh = [
        "ssh", "-F", "none", "-T", "-p", str(device.port), "-i", str(key), "-o", f"UserKnownHostsFile={hosts}",
        "-o", "GlobalKnownHostsFile=none", "-o", "BatchMode=yes", f"admin@{device.host}",
    ]  # fmt: skip
    shown = subprocess.run([*ssh, "get system status"], check=True, capture_output=True, text=True, timeout=60).stdout
    assert "Version: FortiGate-60F v7.2.8" in shown
    typed = "config system global\nset alias oturum\nend\nexit\n"
    session = subprocess.run(ssh, input=typed, check=True, capture_output=True, text=True, timeout=60).stdout
    assert "sw1 (global) # set alias oturum" in session.replace("\r", "")
    assert '    set alias "oturum"\n' in device.running()


@pytest.mark.skipif(FNLOGIN is None or shutil.which("expect") is None, reason="needs RANCID's fnlogin and expect")
def test_rancids_fnlogin_runs_a_command(start: Callable[..., RunningDevice], tmp_path: Path) -> None:
    device = start()
    hosts = tmp_path / "known_hosts"
    hosts.write_text(device.known_hosts_line)
    ssh = tmp_path / "ssh"
    ssh.write_text(f'#!/bin/sh\nexec ssh -F none -o UserKnownHostsFile={hosts} "$@"\n')
    ssh.chmod(0o700)
    login = tmp_path / ".cloginrc"
    login.write_text(
        f"add sshcmd {device.host} {ssh}\nadd user {device.host} admin\nadd password {device.host} admin\n"
        f"add method {device.host} ssh:{device.port}\n"
    )
    login.chmod(0o600)
    assert FNLOGIN is not None
    found = subprocess.run(
        [FNLOGIN, "-t", "30", "-f", str(login), "-c", "get system status", device.host],
        env={**os.environ, "HOME": str(tmp_path)}, capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert "Serial-Number: FGT60FTK00000000" in found.stdout, found.stdout + found.stderr
