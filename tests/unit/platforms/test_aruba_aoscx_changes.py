"""Changes of AOS-CX configs, judged by the emulated switch's own store: it refuses what a switch refuses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from altyapi.remediation import remediate, same_config
from lab.devices.aoscx.commands import ciphertext
from lab.devices.aoscx.config import CxConfig

GOLDEN = Path(__file__).parents[2] / "golden"
CASES = [
    case
    for file in sorted((GOLDEN / "remediation" / "aruba_aoscx").glob("*.yml"))
    if file.name != "rules.yml"
    for case in yaml.safe_load(file.read_text("utf-8"))["cases"]
]
PORT = re.compile(r"(?m)^interface (\d+/\S+)$")


def store(text: str, *ports: str) -> CxConfig:
    """A switch that has those ports too."""
    missing = [port for port in dict.fromkeys(ports) if not re.search(rf"(?m)^interface {port}$", text)]
    return CxConfig(text + "".join(f"interface {port}\n    shutdown\n" for port in missing), version="FL.10.10.1070")


def sent(switch: CxConfig, commands: Iterable[str]) -> list[str]:
    """What the switch refuses of them."""
    session = switch.session()
    refused = []
    for line in (line for command in commands for line in command.split("\n")):
        reply = session.enter(line)
        if not reply.ok or reply.left:
            refused.append(f"{line}: {reply.text or 'left'}")
    return refused


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_golden_change_and_its_way_back_are_taken_line_by_line(case: dict[str, Any]) -> None:
    switch = store(case["running"], *PORT.findall(case["intended"]))
    before = switch.text()
    way = remediate(before, case["intended"], "aruba_aoscx", strict=case.get("strict", False))
    assert sent(switch, way.commands) == []
    assert not remediate(switch.text(), case["intended"], "aruba_aoscx", strict=case.get("strict", False)).commands
    assert same_config(switch.text(), way.predicted, "aruba_aoscx")
    assert sent(switch, way.rollback) == []
    assert same_config(switch.text(), before, "aruba_aoscx")


@pytest.mark.parametrize("name", ["aoscx_access", "aoscx_core", "aoscx_standalone"])
@pytest.mark.parametrize("as_made", ["    no shutdown\n    no routing\n    vlan access 1\n", "    shutdown\n"])
def test_a_switch_as_delivered_becomes_what_is_rendered_and_then_shows_no_difference(name: str, as_made: str) -> None:
    rendered = (GOLDEN / "switches" / name / "rendered.cfg").read_text("utf-8")
    typed = re.sub(r"<<secret:([^>]+)>>", lambda found: found[1].replace("/", "-"), rendered)
    shown = re.sub(r"plaintext (\S+)", lambda found: f"ciphertext {ciphertext(found[1])}", typed)
    ports = "".join(f"interface {port}\n{as_made}" for port in PORT.findall(rendered))
    factory = f"ssh server vrf mgmt\nvlan 1\nspanning-tree\ninterface mgmt\n    no shutdown\n    ip dhcp\n{ports}"
    switch = store(factory + "interface vlan 1\n    ip dhcp\nhttps-server vrf mgmt\n")
    before = switch.text()
    way = remediate(before, typed, "aruba_aoscx")
    assert sent(switch, way.commands) == []
    again = remediate(switch.text(), shown, "aruba_aoscx")
    assert again.commands == ()
    assert "https-server vrf mgmt" in switch.text()
    assert sent(switch, way.rollback) == []
    assert same_config(switch.text(), before, "aruba_aoscx")
