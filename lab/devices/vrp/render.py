"""Writing the configuration out, as `display current-configuration` does."""

from __future__ import annotations

from collections.abc import Iterator

from lab.devices.commandline.layout import separated
from lab.devices.commandline.numbers import spans
from lab.devices.commandline.tree import Node
from lab.devices.vrp.config import VrpConfig

_RUNS = 10  # numbers and ranges that one line takes
_ALLOWED = ("port", "trunk", "allow-pass", "vlan")
# lines of one user stand together, in the order in which the users were made
_PER_NAME = {("local-user",): 2, ("snmp-agent", "usm-user", "v3"): 4, ("ssh", "user"): 3}


def body(config: VrpConfig) -> str:
    """The configuration from the first `#` to `return`, lines ended by newlines."""
    lines = ["#", *separated(_top(config), "#", lambda node: list(_node(config, node)))]
    if lines[-1] != "#":
        lines.append("#")
    return "\n".join([*lines, "return"]) + "\n"


def number_lines(head: str, numbers: set[int]) -> list[str]:
    """A list of VLANs, ten numbers or ranges a line."""
    parts = [str(first) if first == last else f"{first} to {last}" for first, last in spans(numbers)]
    return [f"{head} {' '.join(parts[at : at + _RUNS])}" for at in range(0, len(parts), _RUNS)]


def _top(config: VrpConfig) -> list[Node]:
    batch = config.grammar.spec("global", "vlan batch")
    lines = config.grammar.spec("global", "user-interface vty")
    nodes = [node for node in _together(list(config.root.children.values())) if node.key[:2] != ("vlan", "batch")]
    nodes = [node for node in nodes if not (node.key[0] == "vlan" and not node.children)]
    if config.vlans:
        nodes.append(Node(("vlan", "batch"), "", batch))
    nodes.append(Node(("user-interface",), "", lines))
    if not config.root.has("interface", "NULL0"):
        nodes.append(Node(("interface", "NULL0"), "interface NULL0", config.grammar.spec("global", "interface IFACE")))
    return sorted(nodes, key=_order)


def _order(node: Node) -> tuple[object, ...]:
    rank, key, born = node.order()
    return rank, key, born


def _together(nodes: list[Node]) -> list[Node]:
    """Each user's lines as born with that user's first one."""
    first: dict[tuple[str, ...], int] = {}
    for node in nodes:
        person = _person(node)
        if person:
            first[person] = min(first.get(person, node.born), node.born)
    ordered = []
    for node in nodes:
        person = _person(node)
        ordered.append(
            Node(node.key, node.text, node.spec, first.get(person, node.born), node.children) if person else node
        )
    return ordered


def _person(node: Node) -> tuple[str, ...]:
    for head, size in _PER_NAME.items():
        if node.key[: len(head)] == head and len(node.key) >= size:
            return node.key[:size]
    return ()


def _node(config: VrpConfig, node: Node, depth: int = 0) -> Iterator[str]:
    pad = " " * depth
    if node.key == ("vlan", "batch"):
        yield from number_lines("vlan batch", config.vlans)
        return
    if node.key == ("user-interface",):
        yield from _lines(config)
        return
    if node.key == _ALLOWED:
        yield from (pad + line for line in _allowed(node))
        return
    first, *rest = node.text.split("\n")
    yield pad + first
    yield from rest
    for child in children(node):
        yield from _node(config, child, depth + 1)


def children(node: Node) -> list[Node]:
    if node.key == ("aaa",):
        return _by_person(node.ordered(), ("local-user",))
    return node.ordered()


def _by_person(nodes: list[Node], head: tuple[str, ...]) -> list[Node]:
    """The nodes with all lines of one user at the place of the first such line, user by user."""
    mine = [node for node in nodes if node.key[: len(head)] == head and _person(node)]
    if not mine:
        return nodes
    people: dict[tuple[str, ...], list[Node]] = {}
    for node in sorted(mine, key=lambda one: one.born):
        people.setdefault(_person(node), []).append(node)
    grouped = [node for lines in people.values() for node in sorted(lines, key=Node.order)]
    at = nodes.index(mine[0])
    others = [node for node in nodes if node not in mine]
    before = [node for node in others if nodes.index(node) < at]
    return [*before, *grouped, *others[len(before) :]]


def _allowed(node: Node) -> Iterator[str]:
    numbers = allowed_vlans(node)
    if 1 not in numbers:
        yield "undo port trunk allow-pass vlan 1"
    yield from number_lines("port trunk allow-pass vlan", numbers - {1})


def allowed_vlans(node: Node) -> set[int]:
    """What the node of `port trunk allow-pass vlan` holds: comma-separated numbers behind the command."""
    return {int(number) for number in node.text.split()[-1].split(",") if number.isdigit()}


def _lines(config: VrpConfig) -> Iterator[str]:
    run: list[Node] = []
    for (kind, number), node in sorted(config.lines.items()):
        if run and (run[0].key[0] != kind or number != int(run[-1].key[1]) + 1 or _settings(run[0]) != _settings(node)):
            yield from _line_block(run)
            run = []
        run.append(node)
    if run:
        yield from _line_block(run)


def _settings(node: Node) -> list[str]:
    return [child.text for child in node.ordered()]


def _line_block(run: list[Node]) -> list[str]:
    kind, first = run[0].key
    head = f"user-interface {kind} {first}" + (f" {run[-1].key[1]}" if kind == "vty" else "")
    return [head, *(f" {text}" for text in _settings(run[0]))]


def node_lines(config: VrpConfig, node: Node) -> list[str]:
    """One top-level line with what stands under it."""
    return list(_node(config, node))
