"""On simple cases another engine's commands have the same effect as ours."""

from __future__ import annotations

from typing import Any

import pytest
from annet import patching
from annet.annlib.netdev.views.hardware import HardwareView
from annet.hardware import AnnetHardwareProvider, hardware_connector
from annet.rulebook import DefaultRulebookProvider, rulebook_provider_connector
from annet.vendors import registry_connector, tabparser
from hier_config import Platform, WorkflowRemediation, get_hconfig

from altyapi.remediation import predict, remediate, same_config

CASES = {
    "description": ("interface Vlan10\n description a\n", "interface Vlan10\n description b\n"),
    "ntp": ("ntp server 10.0.0.5\n", "ntp server 10.0.0.6\n"),
    "new interface": ("hostname a\n", "hostname a\ninterface Loopback0\n ip address 10.0.0.1 255.255.255.255\n"),
    "route": ("ip route 0.0.0.0 0.0.0.0 10.0.0.1\n", "ip route 0.0.0.0 0.0.0.0 10.0.0.2\n"),
    "shutdown": ("interface Vlan10\n shutdown\n", "interface Vlan10\n no shutdown\n"),
}


@pytest.mark.parametrize("name", CASES)
def test_hier_config_agrees_in_effect(name: str) -> None:
    running, intended = CASES[name]
    workflow = WorkflowRemediation(get_hconfig(Platform.CISCO_IOS, running), get_hconfig(Platform.CISCO_IOS, intended))
    theirs = [line.cisco_style_text() for line in workflow.remediation_config.all_children_sorted()]
    ours = remediate(running, intended, strict=True).commands
    assert theirs
    assert same_config(predict(running, theirs), predict(running, ours))
    assert same_config(predict(running, ours), intended)


def annets(running: str, intended: str) -> list[str]:
    """annet's commands, by its own rulebooks for Cisco Catalyst."""
    hardware = HardwareView("Cisco Catalyst", "")
    formatter = registry_connector.get().match(hardware).make_formatter()
    rules: Any = DefaultRulebookProvider().get_rulebook(hardware)  # annet annotates it narrower than it uses it
    old, new = (tabparser.parse_to_tree(text, formatter.split) for text in (running, intended))
    steps: Any = patching.make_pre(patching.make_diff(old, new, rules, []))
    patch = patching.make_patch(pre=steps, rb=rules, hw=hardware, add_comments=False)
    return [path[-1] for path in formatter.cmd_paths(patch)]


@pytest.fixture(scope="module")
def _annet() -> None:
    hardware_connector.set(AnnetHardwareProvider)
    rulebook_provider_connector.set(DefaultRulebookProvider)


TRUNK = "interface GigabitEthernet1/0/1\n switchport mode trunk\n switchport trunk allowed vlan {}\n"
ANNET_CASES = {**CASES, "trunk": (TRUNK.format("10,20"), TRUNK.format("10,30"))}


@pytest.mark.usefixtures("_annet")
@pytest.mark.parametrize("name", ANNET_CASES)
def test_annet_agrees_in_effect(name: str) -> None:
    running, intended = ANNET_CASES[name]
    theirs = annets(running, intended)
    ours = remediate(running, intended, strict=True).commands
    assert theirs
    assert same_config(predict(running, theirs), predict(running, ours))
    assert same_config(predict(running, ours), intended)
