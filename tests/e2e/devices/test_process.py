"""A fleet as a process of its own, with its control socket."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import paramiko
import pytest

from lab.devices import running
from tests.e2e.devices.device_waiting import SWITCH, wait_until

pytestmark = pytest.mark.e2e


class Fleet:
    def __init__(self, folder: Path, specs: list[dict[str, Any]]) -> None:
        fleet, self.ready, self.socket = folder / "fleet.json", folder / "ready.json", folder / "control"
        self.ready.unlink(missing_ok=True)
        fleet.write_text(json.dumps(specs))
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "lab.devices",
                str(fleet),
                "--control",
                str(self.socket),
                "--ready-file",
                str(self.ready),
            ]
        )
        wait_until(self.ready.exists, 60)

    def ask(self, **request: Any) -> dict[str, Any]:
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(self.socket))
            client.sendall(json.dumps(request).encode() + b"\n")
            answer: dict[str, Any] = json.loads(client.makefile().readline())
            return answer

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@pytest.fixture
def folder() -> Iterator[Path]:
    # a Unix socket's path must be short
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def spec(folder: Path, name: str = "sw1") -> dict[str, Any]:
    return {
        "name": name, "running_config": SWITCH, "state_dir": str(folder / "state"), "host_key_file": str(folder / f"{name}.key")
    }  # fmt: skip


def test_a_fleet_announces_itself_answers_on_its_socket_and_keeps_its_state(folder: Path) -> None:
    fleet = Fleet(folder, [spec(folder)])
    announced = json.loads(fleet.ready.read_text())
    assert fleet.ask(do="list")["devices"][0]["port"] == announced[0]["port"]
    assert fleet.ask(do="set", device="*", knobs={"latency_s": 0.01}) == {"ok": True, "changed": ["sw1"]}
    assert fleet.ask(do="inspect", device="sw1")["knobs"]["latency_s"] == 0.01
    assert "latency_s" in fleet.ask(do="set", device="sw1", knobs={"latency_s": -1})["error"]
    assert fleet.ask(do="running", device="yok") == {"ok": False, "error": "no device named 'yok'"}
    port = announced[0]["port"]
    typed = "configure terminal\nvlan 77\nend\nexit\n"
    _type(port, typed)
    wait_until(lambda: "vlan 77" in fleet.ask(do="running", device="sw1")["text"])
    assert "vlan 77" not in fleet.ask(do="startup", device="sw1")["text"]
    assert "vlan 77" in fleet.ask(do="log", device="sw1")["lines"]
    assert fleet.stop() == 0
    again = Fleet(folder, [spec(folder)])
    assert json.loads(again.ready.read_text())[0]["host_key"] == announced[0]["host_key"]
    assert "vlan 77" in again.ask(do="running", device="sw1")["text"]
    again.ask(do="reload", device="sw1")
    assert "vlan 77" not in again.ask(do="running", device="sw1")["text"]
    assert again.stop() == 0


def _type(port: int, typed: str) -> None:
    with paramiko.SSHClient() as client:
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
        client.connect("127.0.0.1", port, "admin", "admin", allow_agent=False, look_for_keys=False, timeout=30)
        channel = client.invoke_shell()
        channel.sendall(typed.encode())
        while channel.recv(4096):
            pass


def test_a_faulty_fleet_file_is_refused_with_the_place_of_the_fault(folder: Path) -> None:
    fleet = folder / "fleet.json"
    fleet.write_text(json.dumps([{"name": "sw1", "knobs": {"minute_s": 0}}]))
    done = subprocess.run(
        [sys.executable, "-m", "lab.devices", str(fleet)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    assert "knobs.minute_s" in done.stderr


def test_many_devices_run_in_one_process() -> None:
    specs = [{"name": f"sw{number}", "running_config": SWITCH} for number in range(50)]
    with running(specs) as devices:
        assert len({device.port for device in devices.values()}) == 50
        assert len({device.host_key for device in devices.values()}) == 50
        assert devices["sw49"].running() == devices["sw0"].running()
