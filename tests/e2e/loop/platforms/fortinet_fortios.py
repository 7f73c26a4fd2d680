"""Fortinet FortiOS: a FortiGate fresh from the factory, given the head of what is rendered for it: few lines, for what is tried at each."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.loop.case import Case
from tests.golden.firewalls.test_golden_firewalls import factory

RENDERED = (Path(__file__).parents[3] / "golden" / "firewalls" / "centre.cfg").read_text("utf-8")
HEAD = (
    RENDERED[: RENDERED.index("config system interface")]
    + 'config firewall address\n    edit "kamera"\n        set subnet 10.68.20.0 255.255.255.0\n    next\nend\n'
)

FORTINET_FORTIOS = Case(
    platform="fortinet_fortios",
    row={
        "role": "firewall", "manufacturer": "fortinet", "device_type": "fortigate-600f", "platform": "fortinet-fortios",
        "primary_ip4": "10.66.32.13/32",
    },
    emulated={"model": "FortiGate-600F"},
    running=factory("centre"),
    intended=HEAD,
    revert="transaction-and-cfg-revert",
    restarts=True,
    lines_before=4,
    after="set subnet 10.68.20.0 255.255.255.0",
    gone=(),
    telling="set subnet 10.68.20.0",
)  # fmt: skip
CASES = (FORTINET_FORTIOS,)
