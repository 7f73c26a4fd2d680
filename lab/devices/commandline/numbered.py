"""Numbered lines below a line, as an access list's entries."""

from __future__ import annotations

from lab.devices.commandline.config import Config
from lab.devices.commandline.tree import Node

STEP = 10


def rows(node: Node) -> dict[int, Node]:
    """The entries by their numbers."""
    return {int(child.key[0]): child for child in node.children.values() if child.key[0].isdigit()}


def next_number(node: Node) -> int:
    """Of an entry that is given none: the next multiple of ten."""
    last = max(rows(node), default=0)
    return last - last % STEP + STEP


def in_order(node: Node) -> None:
    """Entries stand by their numbers, behind what is said of the list as a whole."""

    def place(item: tuple[tuple[str, ...], Node]) -> int:
        return int(item[0][0]) if item[0][0].isdigit() else 0

    node.children = dict(sorted(node.children.items(), key=place))
    for at, child in enumerate(node.children.values()):
        child.born, child.spec = at, None


def renumber(config: Config, node: Node, start: int, step: int) -> None:
    """The same entries in the same order, under new numbers."""
    texts = [child.text.partition(" ")[2] for child in rows(node).values()]
    node.children = {key: child for key, child in node.children.items() if not key[0].isdigit()}
    for at, text in enumerate(texts):
        number = str(start + at * step)
        config.put(node, (number,), f"{number} {text}", None)
    in_order(node)
