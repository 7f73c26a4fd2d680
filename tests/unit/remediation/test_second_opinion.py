"""On simple cases another engine's commands have the same effect as ours."""

from __future__ import annotations

import pytest
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
