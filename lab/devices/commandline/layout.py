"""Writing the configuration tree out: the layout that most vendors' configurations have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from lab.devices.commandline.tree import Node


def nested(node: Node, depth: int = 0, indent: str = " ") -> Iterator[str]:
    """The line of `node` and what stands under it, each deeper by one `indent`."""
    pad = indent * depth
    yield from (pad + line if at == 0 else line for at, line in enumerate(node.text.split("\n")))
    for child in node.ordered():
        yield from nested(child, depth + 1, indent)


def separated(
    nodes: Iterable[Node], separator: str, written: Callable[[Node], Iterable[str]] = nested
) -> Iterator[str]:
    """Top-level nodes, with the separator before each group of its own and before and after each block.

    Groups are those of the grammar table (`Spec.group`); a node that opens a mode is a block.
    """
    last = separator
    group: int | None = None
    for node in nodes:
        lines = list(written(node))
        if not lines:
            continue
        block = len(lines) > 1 or bool(node.spec and node.spec.mode)
        this = node.spec.group if node.spec else -2
        if (group is None or this != group or block) and last != separator:
            yield separator
        yield from lines
        last = lines[-1]
        group = this
        if block:
            yield separator
            last = separator
