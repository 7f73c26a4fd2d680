"""Ports in lists as AOS-S writes them: `1-24,A1-A4,2/1-2/12,Trk1`. In the engine a port is a number, so that a list of ports is a
set of numbers like any other; ports of one slot that follow each other have numbers that follow each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from altyapi.remediation.ranges import runs

_PORT = re.compile(r"(?:(\d{1,2})/)?([A-Za-z]?|[Tt][Rr][Kk])(\d{1,3})")
_SLOTS = 32  # no slot, A to Z, and one for static trunks
_TRUNKS = 31
_SIZE = 1000  # numbers of one slot


def port_number(name: str) -> int | None:
    """The number that stands for a port or static trunk; None where the word names none."""
    found = _PORT.fullmatch(name)
    if found is None:
        return None
    slot = found[2].lower()
    place = _TRUNKS if slot == "trk" else 0 if not slot else ord(slot) - ord("a") + 1
    return (int(found[1] or 0) * _SLOTS + place) * _SIZE + int(found[3])


def port_name(number: int) -> str:
    """The port as the switch prints it."""
    block, port = divmod(number, _SIZE)
    member, place = divmod(block, _SLOTS)
    slot = "Trk" if place == _TRUNKS else chr(ord("A") + place - 1) if place else ""
    return f"{f'{member}/' if member else ''}{slot}{port}"


def port_numbers(text: str) -> frozenset[int] | None:
    """The ports of a list; None where the text is none."""
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        start, end = port_number(first), port_number(last or first)
        if start is None or end is None or end < start or end // _SIZE != start // _SIZE:
            return None
        found.update(range(start, end + 1))
    return frozenset(found)


def port_lists(ports: Iterable[int], width: int) -> list[str]:
    """Lists of at most `width` characters that together name the ports."""
    lists: list[str] = []
    for part in _parts(ports):
        if lists and len(lists[-1]) + 1 + len(part) <= width:
            lists[-1] += f",{part}"
        else:
            lists.append(part)
    return lists


def _parts(ports: Iterable[int]) -> Iterator[str]:
    for first, last in runs(ports):
        yield port_name(first) if first == last else f"{port_name(first)}-{port_name(last)}"
