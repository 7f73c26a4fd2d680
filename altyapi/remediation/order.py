"""The order of the steps: what a thing needs stands before it, what uses a thing goes before it, new before old."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable

from altyapi.remediation.references import Name
from altyapi.remediation.step import Place, Step

Edge = Callable[[int, int], None]

CLOSING = 98
"""From this rank on a line of a block waits for all others of it."""
LAST = 100
"""From this rank on a line waits also for what goes: a device may refuse it, and all else is done then."""


def ordered(steps: list[Step]) -> list[Step]:
    """Topological, and otherwise by rank: additions of the whole device first, removals of whole blocks last, the lines of one
    block together. A circle (two things that each wait for the other) is broken at the lowest rank."""
    after: list[set[int]] = [set() for _ in steps]
    waits = [0] * len(steps)

    def edge(first: int, then: int) -> None:
        if first != then and then not in after[first]:
            after[first].add(then)
            waits[then] += 1

    _references(steps, edge)
    _families(steps, edge)
    _closing(steps, edge)
    keys = [_key(step) for step in steps]
    ready = [(keys[index], index) for index in range(len(steps)) if not waits[index]]
    heapq.heapify(ready)
    out: list[Step] = []
    done = [False] * len(steps)
    while len(out) < len(steps):
        if not ready:
            index = min((index for index in range(len(steps)) if not done[index]), key=lambda index: keys[index])
        else:
            index = heapq.heappop(ready)[1]
        if done[index]:
            continue
        done[index] = True
        out.append(steps[index])
        for then in after[index]:
            waits[then] -= 1
            if not waits[then] and not done[then]:
                heapq.heappush(ready, (keys[then], then))
    return out


def _key(step: Step) -> tuple[int, Place]:
    if step.place[0][0] >= LAST:
        return (2, step.place)
    return (1 if step.removes and not step.path and not step.before_adds else 0, step.place)


def _closing(steps: list[Step], edge: Edge) -> None:
    """What ends a block's change (an interface comes up) waits for all the rest of the block."""
    for then, closing in enumerate(steps):
        if closing.path and closing.place[-1][0] >= CLOSING:
            for first, step in enumerate(steps):
                if step.path == closing.path and step.numbers == closing.numbers and step.place[-1][0] < CLOSING:
                    edge(first, then)


def _references(steps: list[Step], edge: Edge) -> None:
    _things(steps, edge)
    _exclusive(steps, edge)
    _rebuilt(steps, edge)


def _things(steps: list[Step], edge: Edge) -> None:
    """A thing is made before it is used, and goes when nothing uses it."""
    made: dict[Name, list[int]] = defaultdict(list)
    dropped: dict[Name, list[int]] = defaultdict(list)
    for index, step in enumerate(steps):
        for name in step.new.made - step.old.made:
            made[name].append(index)
        for name in step.old.made - step.new.made:
            dropped[name].append(index)
    for index, step in enumerate(steps):
        for name in step.new.used:
            for maker in made.get(name, ()):
                edge(maker, index)
        for name in step.old.used:
            for dropper in dropped.get(name, ()):
                edge(index, dropper)
        for name in step.new.excluded:
            for dropper in dropped.get(name, ()):
                edge(dropper, index)


def _exclusive(steps: list[Step], edge: Edge) -> None:
    """What one holder alone may have is let go before it is taken."""
    taken: dict[str, list[int]] = defaultdict(list)
    for index, step in enumerate(steps):
        for thing in step.takes:
            taken[thing].append(index)
    for index, step in enumerate(steps):
        for thing in step.frees:
            for taker in taken.get(thing, ()):
                edge(index, taker)


def _rebuilt(steps: list[Step], edge: Edge) -> None:
    """Who stops using a list that is rebuilt does so before, who begins to does so after."""
    for index, step in enumerate(steps):
        for name in step.rebuilds:
            for other, user in enumerate(steps):
                if name in user.old.used and name not in user.new.used:
                    edge(other, index)
                elif name in user.new.used:
                    edge(index, other)


def _families(steps: list[Step], edge: Edge) -> None:
    """Make before break: in one family of one mode, every addition before any removal, but for what can't stand beside it."""
    families: dict[tuple[str, ...], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for index, step in enumerate(steps):
        families[step.family][1 if step.removes else 0].append(index)
    for adding, removing in families.values():
        for first in adding:
            for then in removing:
                if steps[then].before_adds or steps[first].new.excluded & steps[then].old.made:
                    edge(then, first)
                elif steps[then].place[-1][0] >= steps[first].place[-1][0]:
                    edge(first, then)
