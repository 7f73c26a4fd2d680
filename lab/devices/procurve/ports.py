"""Port lists of AOS-S: `1-4,A1,2/1-2/12,Trk1`."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NAME = re.compile(r"(?:(\d{1,2})/)?(trk|[a-l]?)(\d{1,3})", re.IGNORECASE)


def place(port: str) -> tuple[int, str, int]:
    """Where a port stands among others: member, slot, number; trunks come last."""
    found = _NAME.fullmatch(port)
    if found is None:
        raise ValueError(port)
    slot = found[2].lower()
    return int(found[1] or 0), "~trk" if slot == "trk" else slot, int(found[3])


def name(member: int, slot: str, number: int) -> str:
    return f"{f'{member}/' if member else ''}{'Trk' if slot == '~trk' else slot.upper()}{number}"


def expanded(text: str) -> list[str] | None:
    """The ports of a list in the switch's own spelling; None where it is none."""
    found: list[str] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        try:
            member, slot, number = place(first)
            end = place(last) if dash else (member, slot, number)
        except ValueError:
            return None
        if end[:2] != (member, slot) or end[2] < number:
            return None
        found += [name(member, slot, each) for each in range(number, end[2] + 1)]
    return found


def listed(ports: Iterable[str]) -> str:
    """The ports as the switch lists them."""
    parts: list[list[tuple[int, str, int]]] = []
    for one in sorted(map(place, set(ports))):
        if parts and parts[-1][-1] == (*one[:2], one[2] - 1):
            parts[-1].append(one)
        else:
            parts.append([one])
    return ",".join(name(*run[0]) if len(run) == 1 else f"{name(*run[0])}-{name(*run[-1])}" for run in parts)
