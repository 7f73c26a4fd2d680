"""Reading a saved configuration into the store."""

from __future__ import annotations

from lab.devices.ios.config import ConfigSession, IosConfig
from lab.devices.ios.names import is_virtual
from lab.devices.ios.tree import Node

_NOISE = ("Building configuration", "Current configuration", "Using ", "! ")


def load(config: IosConfig, text: str) -> None:
    """Replace the content of `config` by `text`, a `show running-config` output or its body."""
    config.root = Node((), "")
    config.lines = {}
    config.physical = set()
    config.loading = True
    try:
        _read(config, text)
    finally:
        config.loading = False
    config.physical = {key[1] for key in config.root.children if key[0] == "interface" and not is_virtual(key[1])}
    config.touched()


def _read(config: IosConfig, text: str) -> None:
    session = ConfigSession(config)
    parents: list[tuple[int, Node]] = []
    for raw in text.splitlines():
        if session.gathering is not None:
            session.enter(raw)
            continue
        line = raw.rstrip()
        body = line.strip()
        if not body or body in ("!", "end") or line.startswith(_NOISE):
            continue
        indent = len(line) - len(line.lstrip())
        if indent == 0:
            session.end()
            parents.clear()
        while parents and parents[-1][0] >= indent:
            parents.pop()
        if parents:
            parents.append((indent, _keep(config, parents[-1][1], body)))
            continue
        reply = session.enter(line)
        if not reply.ok:
            holders = session.frames[-1].nodes if indent else [config.root]
            kept = [_keep(config, holder, body) for holder in holders]
            parents.append((indent, kept[0]))


def _keep(config: IosConfig, holder: Node, body: str) -> Node:
    return config.put(holder, tuple(body.split()), body, None)
