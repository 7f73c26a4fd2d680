"""Interface names as Comware reads and prints them."""

from __future__ import annotations

import re

# Order is the order of interface types in a Comware 7 configuration.
INTERFACE_TYPES: tuple[tuple[str, str], ...] = (
    ("Bridge-Aggregation", "BAGG"),
    ("Route-Aggregation", "RAGG"),
    ("NULL", "NULL"),
    ("LoopBack", "Loop"),
    ("Vlan-interface", "Vlan"),
    ("Tunnel", "Tun"),
    ("HundredGigE", "HGE"),
    ("FortyGigE", "FGE"),
    ("Twenty-FiveGigE", "WGE"),
    ("GigabitEthernet", "GE"),
    ("M-GigabitEthernet", "MGE"),
    ("Ten-GigabitEthernet", "XGE"),
    ("Ethernet", "Eth"),
)
_RANK = {name: rank for rank, (name, _) in enumerate(INTERFACE_TYPES)}
_SHORT = dict(INTERFACE_TYPES)
_NAME = re.compile(r"([A-Za-z][A-Za-z-]*)\s*(\d+(?:/\d+)*(?:\.\d+)?)\Z")
VIRTUAL_TYPES = frozenset({"Bridge-Aggregation", "Route-Aggregation", "NULL", "LoopBack", "Vlan-interface", "Tunnel"})


def interface_name(text: str) -> str | None:
    """The long name for any spelling Comware accepts (`gigabitethernet 1/0/1`, `GE1/0/1`); None where it is no name."""
    found = _NAME.match(text.strip())
    if not found:
        return None
    typed, number = found.groups()
    prefix = typed.lower()
    exact = [name for name, short in INTERFACE_TYPES if prefix in (name.lower(), short.lower())]
    fitting = exact or [name for name, _ in INTERFACE_TYPES if name.lower().startswith(prefix)]
    return fitting[0] + number if len(fitting) == 1 else None


def interface_type(name: str) -> str:
    return re.split(r"\d", name, maxsplit=1)[0]


def short_interface(name: str) -> str:
    """`GE1/0/1` for `GigabitEthernet1/0/1`, as brief tables print it."""
    kind = interface_type(name)
    return _SHORT.get(kind, kind) + name[len(kind) :]


def interface_sort(name: str) -> tuple[int, tuple[int, ...]]:
    return _RANK.get(interface_type(name), len(_RANK)), tuple(int(n) for n in re.findall(r"\d+", name))


def is_virtual(name: str) -> bool:
    return interface_type(name) in VIRTUAL_TYPES or "." in name
