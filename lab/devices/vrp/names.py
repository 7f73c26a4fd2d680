"""Interface names as VRP reads and prints them."""

from __future__ import annotations

import re

# Order is the order of interface types in `display current-configuration` of S series switches.
TYPES = (
    "Vlanif",
    "MEth",
    "Eth-Trunk",
    "Ethernet",
    "GigabitEthernet",
    "MultiGE",
    "XGigabitEthernet",
    "GE",
    "10GE",
    "25GE",
    "40GE",
    "100GE",
    "NULL",
    "LoopBack",
    "Tunnel",
)
_RANK = {name: rank for rank, name in enumerate(TYPES)}
_PREFERRED = {"g": "GigabitEthernet", "gi": "GigabitEthernet", "e": "Ethernet", "eth": "Ethernet", "m": "MEth"}
_NAME = re.compile(r"((?:\d+)?[A-Za-z][A-Za-z-]*)\s*(\d+(?:/\d+)*(?:\.\d+)?)\Z")
VIRTUAL = frozenset({"Vlanif", "Eth-Trunk", "LoopBack", "NULL", "Tunnel"})


def interface_name(text: str) -> str | None:
    """The long name for any spelling that VRP accepts (`gi0/0/1`, `GigabitEthernet 0/0/1`); None when it is none."""
    found = _NAME.match(text.strip())
    if not found:
        return None
    typed, number = found.groups()
    prefix = typed.lower()
    exact = [name for name in TYPES if name.lower() == prefix]
    fitting = exact or [name for name in TYPES if name.lower().startswith(prefix)]
    if len(fitting) > 1:
        preferred = _PREFERRED.get(prefix)
        fitting = [preferred] if preferred else []
    return fitting[0] + number if fitting else None


def interface_type(name: str) -> str:
    found = re.match(r"(?:\d+)?[A-Za-z-]+?(?=\d)", name)
    return found[0] if found else name


def interface_sort(name: str) -> tuple[int, tuple[int, ...]]:
    kind = interface_type(name)
    return _RANK.get(kind, len(_RANK)), tuple(int(n) for n in re.findall(r"\d+", name[len(kind) :]))


def is_virtual(name: str) -> bool:
    return interface_type(name) in VIRTUAL or "." in name
