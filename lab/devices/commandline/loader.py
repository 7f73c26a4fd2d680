"""Reading a saved configuration into the store."""

from __future__ import annotations

from lab.devices.commandline.config import Config
from lab.devices.commandline.tree import Node


def load(config: Config, text: str) -> None:
    """Replace the content of `config` by `text`, as the device shows it or only its body."""
    config.clear()
    config.loading = True
    try:
        _read(config, text)
    finally:
        config.loading = False
    config.loaded()
    config.touched()


def _read(config: Config, text: str) -> None:
    language = config.language
    session = config.session()
    parents: list[tuple[int, Node]] = []
    for raw in text.splitlines():
        if session.gathering is not None:
            session.enter(raw)
            continue
        line = raw.rstrip()
        body = line.strip()
        if not body or body in (language.comment, language.end_marker) or line.startswith(language.noise):
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


def _keep(config: Config, holder: Node, body: str) -> Node:
    return config.put(holder, tuple(body.split()), body, None)
