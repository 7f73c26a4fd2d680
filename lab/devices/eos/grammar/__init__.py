"""The command tables of EOS, in the order in which it writes the lines out; see `lab.devices.commandline.tables`."""

from __future__ import annotations

import ipaddress

from lab.devices.commandline.params import interface, one
from lab.devices.commandline.tables import Grammar
from lab.devices.eos.names import interface_name, sort_key


def _prefix(word: str) -> str | None:
    try:
        return str(ipaddress.IPv4Network(word)) if "/" in word and "." not in word.partition("/")[2] else None
    except ValueError:
        return None


GRAMMAR = Grammar(
    __name__,
    kinds={"IFACE": interface(interface_name), "PREFIX": one(_prefix)},
    sorts={"interface": lambda key: sort_key(key[-1])},
)
