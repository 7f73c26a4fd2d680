"""The difference of two configurations, as `show | compare` prints it: under the place where they differ."""

from __future__ import annotations

from collections.abc import Iterator

from lab.devices.junos.tree import Node, Tree, rows_of


def compared(old: Tree, new: Tree) -> str:
    return "".join(f"{row}\n" for row in _level(old.root, new.root, ()))


def _level(old: Node, new: Node, path: tuple[str, ...]) -> Iterator[str]:
    own: list[str] = []
    deeper: list[tuple[str, Node, Node]] = []
    for name in (*old.children, *(name for name in new.children if name not in old.children)):
        before, after = old.children.get(name), new.children.get(name)
        if before is not None and after is not None and _splits(before) and _splits(after):
            deeper.append((name, before, after))
        elif before is None or after is None or _said(name, before) != _said(name, after):
            own += [f"-  {row}" for row in _said(name, before)] + [f"+  {row}" for row in _said(name, after)]
    if [name for name in old.children if name in new.children] != [
        name for name in new.children if name in old.children
    ]:
        own += [f"!  {name} {{ ... }}" for name in new.children if new.children[name].statement.ordered]
    if own:
        yield f"[edit{''.join(f' {word}' for word in path)}]"
        yield from own
    for name, before, after in deeper:
        yield from _level(before, after, (*path, name))


def _splits(node: Node) -> bool:
    return node.statement.form not in ("leaf", "values") and bool(node.children)


def _said(name: str, node: Node | None) -> list[str]:
    if node is None:
        return []
    holder = Node(node.statement)
    holder.children = {name: node}
    return [f"{'    ' * depth}{row}" for depth, row in rows_of(holder)]
