"""Commands that do more than store their line, by the name that the command tables use (`do=NAME`)."""

from __future__ import annotations

from lab.devices.ios.commands import (
    aaa,
    acl,
    banners,
    interfaces,
    lines,
    routing,
    snmp,
    spanning_tree,
    switchports,
    system,
    vlans,
)
from lab.devices.ios.commands.registry import HANDLERS

__all__ = [
    "HANDLERS",
    "aaa",
    "acl",
    "banners",
    "interfaces",
    "lines",
    "routing",
    "snmp",
    "spanning_tree",
    "switchports",
    "system",
    "vlans",
]
