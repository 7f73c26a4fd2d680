"""The interfaces of a config, and what stands in their blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from altyapi.remediation.landmarks import Landmarks
from altyapi.remediation.state import Node, State


def interfaces(state: State) -> Iterator[tuple[str, Node]]:
    """Interfaces by name."""
    landmarks = state.rules.landmarks
    above = state.root.get(landmarks.interfaces)
    nodes = state.root if not landmarks.interfaces else above.children if above is not None else {}
    for node in nodes.values():
        name = landmarks.name(node.fact.canon)
        if name and not node.fact.negative:
            yield name, node
            if landmarks.unit:
                yield from _units(landmarks, node)


def _units(landmarks: Landmarks, node: Node) -> Iterator[tuple[str, Node]]:
    """The logical interfaces of a port, where they are blocks of its own."""
    for unit in node.children.values():
        found = re.search(landmarks.interface, f"{node.fact.canon} {unit.fact.canon}")
        if unit.section and found and found[2] is not None:
            yield landmarks.name(found[0]), unit


def said(node: Node) -> Iterator[str]:
    """What stands in a block, canonical; where lines say whole paths, those inside it from there on."""
    for child in node.children.values():
        if child.fact.negative:
            continue
        yield child.fact.canon
        if child.children and child.section and not child.fact.rule.leave:
            yield from (f"{child.fact.canon} {below}" for below in said(child))
