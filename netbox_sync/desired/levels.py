"""The order in which operations can be done: each after those that it needs."""

from __future__ import annotations

from collections.abc import Sequence

from netbox_sync.desired.difference import Operation
from netbox_sync.desired.kinds import KINDS
from netbox_sync.desired.resolving import Resolver

STEP = 1000  # levels of one kind; a chain within a kind (regions in regions) is never as long


def arranged(operations: Sequence[Operation], resolver: Resolver) -> tuple[Operation, ...]:
    """The operations with their levels, sorted by them; a ring of needs is told to the resolver as a problem."""
    by_number = {operation.number: operation for operation in operations}
    levels: dict[int, int] = {}
    for operation in operations:
        _level(operation.number, by_number, levels, resolver)
    placed = (operation.model_copy(update={"level": levels[operation.number]}) for operation in operations)
    return tuple(sorted(placed, key=lambda operation: (operation.level, operation.number)))


def _level(start: int, operations: dict[int, Operation], levels: dict[int, int], resolver: Resolver) -> None:
    """Depth first, without recursion: a chain may be longer than Python's stack."""
    path: list[int] = [start]
    on_path = {start}
    while path:
        operation = operations[path[-1]]
        waiting = [number for number in operation.needs if number in operations and number not in levels]
        ring = [number for number in waiting if number in on_path]
        for number in ring:
            resolver.problem(
                resolver.nodes[operation.number],
                "",
                f"needs itself, by way of {operations[number].label}",
                f"dolaylı olarak kendisine bağlı: {operations[number].label}",
            )
        ahead = [number for number in waiting if number not in on_path]
        if ahead:
            path.append(ahead[0])
            on_path.add(ahead[0])
            continue
        below = [levels[number] + 1 for number in operation.needs if number in levels]
        levels[operation.number] = max((KINDS[operation.endpoint].rank * STEP, *below))
        on_path.discard(path.pop())
