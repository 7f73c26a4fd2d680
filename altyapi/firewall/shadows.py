"""Which rules are never reached, exactly: by the sets they match, not by how they are written.

Addresses and services fall into classes that no rule tells apart; a set is then a whole number with one bit per class, and the
question whether earlier rules take everything of a rule is one of bits. A policy of 1,000 rules takes about a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from altyapi.firewall.ranges import Ranges

Box = tuple[int, int, int]
"""Sources, destinations and services as bits."""


class Shadow(NamedTuple):
    """`rule` and `by` are places in the sequence that was asked about; `whole`: matched by exactly the same earlier rule."""

    rule: int
    by: tuple[int, ...]
    whole: bool


def bits(sets: Sequence[Ranges]) -> dict[Ranges, int]:
    """Each distinct set as bits over the classes of points that the sets do not tell apart."""
    distinct = list(dict.fromkeys(sets))
    events: list[tuple[int, int]] = []
    for index, one in enumerate(distinct):
        for first, last in one:
            events += [(first, 1 << index), (last + 1, 1 << index)]
    events.sort()
    classes: dict[int, int] = {}  # which sets hold a point, as bits: the class's number
    held = 0
    for place, (at, bit) in enumerate(events):
        held ^= bit
        if held and (place + 1 == len(events) or events[place + 1][0] != at):
            classes.setdefault(held, len(classes))
    found = [0] * len(distinct)
    for signature, number in classes.items():
        left = signature
        while left:
            lowest = left & -left
            found[lowest.bit_length() - 1] |= 1 << number
            left ^= lowest
    return dict(zip(distinct, found, strict=True))


def shadows(products: Sequence[tuple[Ranges, Ranges, Ranges]]) -> list[Shadow]:
    """Of products in the order in which they are tried: those of which earlier ones take everything. Empty products are no
    rules' fault and are left out."""
    numbers = [bits([product[axis] for product in products]) for axis in range(3)]
    boxes: list[Box] = [
        (numbers[0][source], numbers[1][destination], numbers[2][services])
        for source, destination, services in products
    ]
    return [shadow for place, box in enumerate(boxes) if all(box) and (shadow := _shadow(place, box, boxes))]


def _shadow(place: int, box: Box, boxes: Sequence[Box]) -> Shadow | None:
    source, destination, services = box
    before = [
        (other, one)
        for other, one in enumerate(boxes[:place])
        if one[0] & source and one[1] & destination and one[2] & services
    ]
    same = next((other for other, one in before if one == box), None)
    if same is not None:
        return Shadow(place, (same,), whole=True)
    if _stands_out(box, (one for _, one in before)):
        return None
    left, by = [box], []
    for other, one in before:
        cut = [piece for whole in left for piece in _without(whole, one)]
        if cut != left:
            by.append(other)
            left = cut
        if not left:
            return Shadow(place, tuple(by), whole=False)
    return None


def _stands_out(box: Box, others: Iterable[Box]) -> bool:
    """Whether on one axis alone there is something that no other box reaches: the usual case, and cheap."""
    reached = [0, 0, 0]
    for one in others:
        for axis in range(3):
            reached[axis] |= one[axis]
    return any(box[axis] & ~reached[axis] for axis in range(3))


def _without(box: Box, other: Box) -> list[Box]:
    """What of a box lies outside another, as boxes that are apart."""
    source, destination, services = box
    common = source & other[0], destination & other[1], services & other[2]
    if not all(common):
        return [box]
    rest = (
        (source & ~common[0], destination, services),
        (common[0], destination & ~common[1], services),
        (common[0], common[1], services & ~common[2]),
    )
    return [one for one in rest if all(one)]
