"""The command tables of AOS-S, in the order in which it writes the lines out; see `lab.devices.commandline.tables`."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence

from lab.devices.commandline.params import Accepted, one
from lab.devices.commandline.tables import Grammar
from lab.devices.procurve.ports import expanded, listed, place


def _quoted(words: Sequence[str], at: int) -> Accepted:
    """A name: one word, or several between quotes; it is printed between quotes."""
    if not words[at].startswith('"'):
        return [] if '"' in words[at] else [(1, f'"{words[at]}"')]
    text = ""
    for used, word in enumerate(words[at:], 1):
        text = f"{text} {word}" if text else word
        if len(text) > 1 and text.endswith('"') and not text.endswith('\\"'):
            return [(used, text)]
    return []


def _ports(word: str) -> str | None:
    found = expanded(word)
    return None if found is None else listed(found)


def _trunk(word: str) -> str | None:
    return word.lower() if re.fullmatch(r"(?i:trk)[1-9]\d{0,2}", word) else None


def _cidr(words: Sequence[str], at: int) -> Accepted:
    """An address with its mask, or with a prefix length."""
    try:
        if "/" in words[at]:
            interface = ipaddress.IPv4Interface(words[at])
            return [(1, f"{interface.ip} {interface.netmask}")]
        if at + 1 < len(words):
            interface = ipaddress.IPv4Interface(f"{words[at]}/{words[at + 1]}")
            return [(2, f"{interface.ip} {interface.netmask}")]
    except ValueError:
        pass
    return []


def _end(words: Sequence[str], at: int) -> Accepted:
    """One end of an access list's entry, with its wildcard."""
    try:
        if words[at] == "any":
            return [(1, "0.0.0.0 255.255.255.255")]
        if words[at] == "host" and at + 1 < len(words):
            return [(2, f"{ipaddress.IPv4Address(words[at + 1])} 0.0.0.0")]
        if "/" in words[at]:
            network = ipaddress.IPv4Network(words[at], strict=False)
            return [(1, f"{network.network_address} {network.hostmask}")]
        if at + 1 < len(words):
            return [(2, f"{ipaddress.IPv4Address(words[at])} {ipaddress.IPv4Address(words[at + 1])}")]
    except ValueError:
        pass
    return []


GRAMMAR = Grammar(
    __name__,
    kinds={
        "NAME": _quoted,
        "PORTS": one(_ports),
        "TRUNK": one(_trunk),
        "CIDR": _cidr,
        "END": _end,
    },
    sorts={"port": lambda key: place(key[1]) if len(key) > 1 else ()},
)
