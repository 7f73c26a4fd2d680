"""Hierarchies: regions, site groups, locations and the other models that have a parent."""

from __future__ import annotations

from collections.abc import Iterable

from lab.netbox.store import Row, Store


def ancestors(store: Store, label: str, identifier: int | None) -> list[int]:
    """The node itself and what is above it, nearest first."""
    line: list[int] = []
    while identifier is not None and identifier not in line:
        line.append(identifier)
        identifier = store.rows[label][identifier]["parent"]
    return line


def descendants(store: Store, label: str, identifiers: Iterable[int]) -> set[int]:
    """The nodes themselves and all that is below them."""
    found: set[int] = set()
    waiting = list(identifiers)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += store.having(label, "parent", node)
    return found


def depth(store: Store, label: str, row: Row) -> int:
    """How far a node is from the top."""
    return len(ancestors(store, label, row["id"])) - 1
