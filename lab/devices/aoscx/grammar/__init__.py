"""The command tables of AOS-CX, in the order in which it writes the lines out; see `lab.devices.commandline.tables`."""

from __future__ import annotations

import ipaddress
import re

from lab.devices.commandline.params import one
from lab.devices.commandline.tables import Grammar

PORT = re.compile(r"\d+/\d+/\d+(?::\d+)?")


def _source(word: str) -> str | None:
    """An address or network of an access list, as the switch prints it: a mask for a network, none for a host."""
    if word == "any":
        return word
    try:
        network = ipaddress.IPv4Network(word, strict=False)
    except ValueError:
        return None
    return str(network.network_address) if network.prefixlen == 32 else f"{network.network_address}/{network.netmask}"


GRAMMAR = Grammar(
    __name__,
    kinds={
        "PORT": one(lambda word: word if PORT.fullmatch(word) else None),
        "SOURCE": one(_source),
    },
    sorts={"port": lambda key: tuple(int(number) for number in re.findall(r"\d+", key[-1]))},
)
