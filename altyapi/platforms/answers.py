"""What reading show commands shares between platforms: the first that fits, MAC addresses, names and ports of neighbours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from altyapi.device.contract import Learnt

_ADDRESS = re.compile(r"[\d.]+|[0-9a-f]{4}(?:[-.][0-9a-f]{4}){2}")


def first(text: str, *patterns: str) -> str:
    """The first group of the first pattern that is found; empty where none is."""
    for pattern in patterns:
        found = re.search(pattern, text)
        if found:
            return found[1]
    return ""


def mac(told: str) -> str:
    """A MAC address as NetBox spells it, from any spelling of its twelve digits."""
    digits = re.sub(r"[^0-9a-fA-F]", "", told).upper()
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))


def host(name: str) -> str:
    """A neighbour's name without its domain: the name that NetBox knows."""
    return name if _ADDRESS.fullmatch(name) else name.partition(".")[0]


def ports(told: Iterable[str], long: Callable[[str], str]) -> tuple[str, ...]:
    """As told, and the long form of it where it may be a short one: the far end may be of another vendor."""
    return tuple(dict.fromkeys(name for port in told for name in (port, long(port))))


def learnt(table: str, row: str, long: Callable[[str], str] = str) -> tuple[Learnt, ...]:
    """The rows of a table of MAC addresses. `row`: a regex of one line with the groups `mac`, `port` and, where the table tells it,
    `vlan`; a VLAN that is no number is not told."""
    return tuple(
        Learnt(
            mac=mac(found["mac"]),
            port=long(found["port"]),
            vlan=int(vlan) if (vlan := found.groupdict().get("vlan") or "").isdigit() else None,
        )
        for found in re.finditer(f"(?mi){row}", table)
    )
