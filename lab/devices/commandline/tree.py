"""The configuration tree: lines with an identity, in the order in which the device writes them out."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lab.devices.commandline.syntax import Spec

Key = tuple[str, ...]
SortKey = tuple[object, ...]
Sort = Callable[[Key], SortKey]


def _numbers(key: Key) -> SortKey:
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in key)


def _addresses(key: Key) -> SortKey:
    parts: list[tuple[int, int, str]] = []
    for part in key:
        try:
            parts.append((0, int(ipaddress.ip_address(part)), ""))
        except ValueError:
            parts.append((1, 0, part))
    return tuple(parts)


SORTS: dict[str, Sort] = {
    "number": _numbers,
    "address": _addresses,
    "text": lambda key: tuple(part.lower() for part in key),
}


@dataclass(slots=True, eq=False)
class Node:
    """One line and what is nested under it."""

    key: Key
    text: str
    spec: Spec | None = None  # None: kept as written, its command is not modelled
    born: int = 0
    children: dict[Key, Node] = field(default_factory=dict)

    def order(self) -> tuple[int, SortKey, int]:
        if self.spec is None:
            return 10_000, (), self.born
        sort = self.spec.sorted_by
        return self.spec.rank, sort(self.key) if sort else (), self.born

    def ordered(self) -> list[Node]:
        return sorted(self.children.values(), key=Node.order)

    def get(self, *key: str) -> Node | None:
        return self.children.get(key)

    def has(self, *key: str) -> bool:
        return key in self.children

    def under(self, *prefix: str) -> list[Node]:
        """Children whose identity starts with `prefix`, in printing order."""
        size = len(prefix)
        return [node for node in self.ordered() if node.key[:size] == prefix]

    def drop(self, *prefix: str) -> bool:
        """Remove all children whose identity starts with `prefix`; whether there were any."""
        size = len(prefix)
        gone = [key for key in self.children if key[:size] == prefix]
        for key in gone:
            del self.children[key]
        return bool(gone)

    def drop_key(self, key: Key) -> bool:
        return self.children.pop(key, None) is not None

    def words(self, *key: str) -> list[str]:
        """The words of the line with this identity, `[]` when it is not there."""
        node = self.children.get(key)
        return node.text.split() if node else []

    def value(self, *key: str) -> str | None:
        """What follows the identity's leading words in the line."""
        node = self.children.get(key)
        if node is None:
            return None
        return re.sub(rf"^\S+(?:\s+\S+){{{len(key) - 1}}}\s*", "", node.text)

    def copy(self) -> Node:
        return Node(
            self.key, self.text, self.spec, self.born, {key: node.copy() for key, node in self.children.items()}
        )

    def walk(self) -> Iterator[Node]:
        for node in self.children.values():
            yield node
            yield from node.walk()
