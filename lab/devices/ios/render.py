"""Writing the configuration out, as `show running-config` does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lab.devices.commandline.numbers import format_numbers
from lab.devices.commandline.tree import Node
from lab.devices.ios.commands.acl import entries
from lab.devices.ios.commands.interfaces import is_l2
from lab.devices.ios.commands.lookup import spec_of
from lab.devices.ios.config import IosConfig
from lab.devices.ios.names import interface_type

_WIDTH = 80
_STANDARD_NAMED = re.compile(r"\D")


def body(config: IosConfig) -> str:
    """The configuration from `version` to `end`, lines ended by newlines."""
    out: list[str] = ["!"]
    group = -1
    for node, written in _blocks(config):
        this = node.spec.group if node.spec else -2
        if (this != group or len(written) > 1 or _is_block(node)) and out[-1] != "!":
            out.append("!")
        out.extend(written)
        if _is_block(node):
            out.append("!")
        group = this
    if out[-1] != "!":
        out.append("!")
    out.append("end")
    return "\n".join(out) + "\n"


def _is_block(node: Node) -> bool:
    return bool(node.children) or bool(node.spec and node.spec.mode and node.spec.syntax.split()[0] != "line")


def _blocks(config: IosConfig) -> Iterator[tuple[Node, list[str]]]:
    """Top-level nodes in printing order, each with its lines."""
    waiting: list[Node] = []  # VLANs without settings, which IOS writes out together
    lines_rank = spec_of("global", "line con").rank
    lines_done = False
    for node in sorted(config.root.children.values(), key=lambda node: _order(config, node)):
        if not lines_done and node.order()[0] > lines_rank:
            yield from _lines(config)
            lines_done = True
        if node.key[0] == "vlan" and len(node.key) == 2:
            if node.key[1] == "1" and not node.children:
                continue
            if not node.children:
                waiting.append(node)
                continue
        if waiting:
            yield _merged(waiting)
            waiting = []
        yield node, list(_node(config, node))
    if waiting:
        yield _merged(waiting)
    if not lines_done:
        yield from _lines(config)


def _order(config: IosConfig, node: Node) -> tuple[object, ...]:
    rank, key, born = node.order()
    if node.key[:2] == ("ip", "access-list") and len(node.key) == 4:
        numbered = node.key[3].isdigit()
        if numbered and not config.profile.shows_acl_numbers:
            return spec_of("global", "access-list @<1-99>").rank, (int(node.key[3]),), born
        # standard lists come before extended ones, numbers before names
        return rank, (0 if numbered else 1, int(node.key[3]) if numbered else 0, node.key[3]), born
    return rank, key, born


def _merged(nodes: list[Node]) -> tuple[Node, list[str]]:
    numbers = format_numbers(int(node.key[1]) for node in nodes)
    # IOS leaves a blank after a list of VLANs
    return nodes[0], [f"vlan {numbers}" + (" " if len(nodes) > 1 else "")]


def _node(config: IosConfig, node: Node, depth: int = 0) -> Iterator[str]:
    pad = " " * depth
    if node.key[:2] == ("ip", "access-list") and len(node.key) == 4:
        yield from _acl(config, node)
        return
    if node.key[:1] == ("banner",):
        yield from node.text.split("\n")
        return
    if node.key[:4] == ("switchport", "trunk", "allowed", "vlan"):
        yield from (pad + line for line in trunk_lines(node.text))
        return
    yield pad + node.text + (node.spec.tail if node.spec else "")
    children = node.ordered()
    if node.key[0] == "interface":
        children = _interface_children(config, node, children)
    for child in children:
        yield from _node(config, child, depth + 1)
    if node.key[0] == "address-family":
        yield pad + "exit-address-family"


def _interface_children(config: IosConfig, node: Node, children: list[Node]) -> list[Node]:
    """Layer 3 interfaces always say what their address is, if only that they have none."""
    if is_l2(config, node) or interface_type(node.key[1]) == "Null":
        return children
    if any(child.key[:2] == ("ip", "address") for child in children):
        return children
    none = Node(("ip", "address"), "no ip address", spec_of("if", "ip address"))
    return sorted([*children, none], key=Node.order)


def trunk_lines(text: str) -> list[str]:
    """A long VLAN list goes on in `add` lines, each within the width of a terminal."""
    head, _, listed = text.rpartition(" ")
    lines: list[str] = []
    current = f"{head} "
    for part in listed.split(","):
        joined = part if current.endswith(" ") else f",{part}"
        if len(current) + len(joined) >= _WIDTH:
            lines.append(current)
            current = f"{head} add "
            joined = part
        current += joined
    return [*lines, current]


def _acl(config: IosConfig, node: Node) -> Iterator[str]:
    name = node.key[3]
    if name.isdigit() and not config.profile.shows_acl_numbers:
        yield from (f"access-list {name} {text}" for _, text in entries(node))
        return
    yield node.text
    for number, text in entries(node):
        yield f" {number} {text}" if config.profile.shows_acl_numbers else f" {text}"


def _lines(config: IosConfig) -> Iterator[tuple[Node, list[str]]]:
    spec = spec_of("global", "line con")
    rank = {"con": 0, "aux": 1, "vty": 2}
    run: list[Node] = []
    for (kind, number), node in sorted(config.lines.items(), key=lambda item: (rank[item[0][0]], item[0][1])):
        # the first five vty lines are a unit of their own in every image
        if run and (run[0].key[0] != kind or _settings(run[0]) != _settings(node) or (kind, number) == ("vty", 5)):
            yield Node(("line",), "", spec), _line_block(run)
            run = []
        run.append(node)
    if run:
        yield Node(("line",), "", spec), _line_block(run)


def _settings(node: Node) -> list[str]:
    return [child.text for child in node.ordered()]


def _line_block(run: list[Node]) -> list[str]:
    kind, first = run[0].key
    head = f"line {kind} {first}" + (f" {run[-1].key[1]}" if len(run) > 1 else "")
    return [head, *(f" {text}" for text in _settings(run[0]))]


def node_lines(config: IosConfig, node: Node) -> list[str]:
    """One top-level line with what stands under it."""
    return list(_node(config, node))
