"""The command tables of Comware 7, in the order in which it writes the lines out; see `lab.devices.commandline.tables`."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence

from lab.devices.commandline.numbers import format_words, parse_words
from lab.devices.commandline.params import Accepted, interface, one
from lab.devices.commandline.tables import Grammar
from lab.devices.comware.names import interface_name, interface_sort

MOST_PARTS = 10
"""Numbers and ranges in one list: `&<1-10>` in the command references."""


def _numbers(words: Sequence[str], at: int) -> Accepted:
    """`10 20 to 30`, all of it."""
    end = at
    while end < len(words) and (words[end].isdigit() or (words[end] == "to" and end > at)):
        end += 1
    found = parse_words(words[at:end]) if end > at else None
    parts = sum(word != "to" for word in words[at:end]) - sum(word == "to" for word in words[at:end])
    return [(end - at, format_words(found))] if found and parts <= MOST_PARTS else []


def _mask(word: str) -> str | None:
    """A mask or its length, as a mask."""
    if re.fullmatch(r"\d{1,2}", word) and int(word) <= 32:
        return str(ipaddress.IPv4Network((0, int(word))).netmask)
    return _network_mask(word)


def _mask_length(word: str) -> str | None:
    """A mask or its length, as its length: as routes print it."""
    mask = _mask(word)
    return None if mask is None else str(ipaddress.IPv4Network(f"0.0.0.0/{mask}").prefixlen)


def _network_mask(word: str) -> str | None:
    try:
        return str(ipaddress.IPv4Network(f"0.0.0.0/{word}").netmask) if word.count(".") == 3 else None
    except ValueError:
        return None


def _wildcard(word: str) -> str | None:
    if word == "0":
        return word
    try:
        return str(ipaddress.IPv4Address(word)) if int(ipaddress.IPv4Address(word)) else "0"
    except ValueError:
        return None


GRAMMAR = Grammar(
    __name__,
    kinds={
        "IFACE": interface(interface_name),
        "NUMBERS": _numbers,
        "MASK": one(_mask),
        "MASKLEN": one(_mask_length),
        "WILDCARD": one(_wildcard),
    },
    sorts={"interface": lambda key: interface_sort(key[-1])},
)
