"""How the AOS-CX driver knows that a config is whole, where nothing marks its end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from altyapi.device import open_session
from altyapi.device.contract import Target
from altyapi.device.errors import IncompleteConfig
from lab.devices import RunningDevice

pytestmark = pytest.mark.e2e

PORTS = "".join(f"interface 1/1/{port}\n    no shutdown\n    no routing\n    vlan access 1\n" for port in range(1, 25))
SWITCH = f"hostname sw1\nssh server vrf default\nvlan 1\n{PORTS}ip route 0.0.0.0/0 10.0.0.1\n"
NO_COUNT = {"pattern": r"count$", "answer": "Invalid input: |"}


@pytest.fixture
def target(start: Callable[..., RunningDevice], tmp_path: Path) -> Callable[..., Target]:
    def make(running: str = SWITCH, **knobs: object) -> Target:
        device = start(spec={"platform": "aruba_aoscx", "running_config": running, "neighbours": [], "knobs": knobs})
        hosts = tmp_path / "known_hosts"
        hosts.write_text(device.known_hosts_line)
        return Target(name="sw1", host=device.host, port=device.port, platform="aruba_aoscx", username="admin",
                      password="admin", known_hosts=hosts)  # fmt: skip

    return make


@pytest.mark.parametrize(
    ("running", "knobs", "commands"),
    [
        (f"{SWITCH}https-server vrf default\n", {}, ["show running-config"]),
        (SWITCH, {}, ["show running-config", "show running-config | count"]),
        (SWITCH, {"errors": [NO_COUNT]}, ["show running-config", "show running-config | count", "show running-config"]),
    ],
    ids=["it ends with what comes last", "it has as many lines as the switch counts", "it comes twice the same"],
)
def test_a_config_is_whole_when(
    target: Callable[..., Target], running: str, knobs: dict[str, object], commands: list[str]
) -> None:
    session = open_session(target(running, **knobs))
    assert session.running_config().rstrip().endswith(running.rstrip().rpartition("\n")[2])
    session.close()
    assert session.sent == 1 + len(commands)


@pytest.mark.parametrize("end", [900, 1500, -30])
def test_a_config_that_was_cut_on_its_way_is_none(target: Callable[..., Target], end: int) -> None:
    length = len(SWITCH) + 90 if end < 0 else 0
    session = open_session(target(truncate_running=length + end))
    with pytest.raises(IncompleteConfig):
        session.running_config()
    session.close()


def test_what_another_system_prints_is_none(target: Callable[..., Target]) -> None:
    answer = "Building configuration...\nversion 15.2\ninterface Vlan1\n" + "!\n" * 20 + "https-server vrf default"
    errors = [{"pattern": "^show running-config$", "answer": answer}]
    session = open_session(target(errors=errors))
    with pytest.raises(IncompleteConfig):
        session.running_config()
    session.close()
