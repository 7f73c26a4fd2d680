"""What Junos looks at before a commit: that what is referred to is there."""

from __future__ import annotations

from collections.abc import Iterator

from lab.devices.junos.tree import Node, Tree


def faults(tree: Tree) -> list[tuple[str, str]]:
    """Each place that can't be committed, as `[edit …]` names it, and why."""
    return list(_faults(tree))


def _faults(tree: Tree) -> Iterator[tuple[str, str]]:
    filters = tree.below("firewall", "family", "inet", "filter")
    profiles = tree.below("forwarding-options", "storm-control-profiles")
    vlans = tree.below("vlans")
    yield from _twice(vlans)
    for port, node in tree.below("interfaces").items():
        for number, unit in node.children.get("unit", Node(node.statement)).children.items():
            family = unit.children.get("family")
            if family is None:
                continue
            where = f"[edit interfaces {port} unit {number} family"
            inet, switching = family.children.get("inet"), family.children.get("ethernet-switching")
            if inet is not None and switching is not None:
                yield f"{where} inet]", "family inet and rest are mutually exclusive"
            for used in _values(inet, "filter", "input") + _values(inet, "filter", "output"):
                if used not in filters:
                    yield f"{where} inet filter]", f"Referenced filter '{used}' is not defined"
            for used in _values(switching, "storm-control"):
                if used not in profiles and used != "default":
                    yield f"{where} ethernet-switching storm-control]", f"storm-control profile '{used}' is not defined"
            for used in _values(switching, "vlan", "members"):
                if used != "all" and not used[0].isdigit() and used not in vlans:
                    yield f"{where} ethernet-switching vlan]", f"vlan {used} is not defined"
    for name, node in tree.below("system", "login", "user").items():
        if "class" not in node.children:
            yield f"[edit system login user {name}]", "Missing mandatory statement: 'class'"


def _twice(vlans: dict[str, Node]) -> Iterator[tuple[str, str]]:
    seen: dict[str, str] = {}
    for name, node in vlans.items():
        number = node.children["vlan-id"].values[0] if "vlan-id" in node.children else ""
        if number and seen.setdefault(number, name) != name:
            yield f"[edit vlans {name}]", f"vlan-id {number} is used by vlan {seen[number]} too"


def _values(node: Node | None, *path: str) -> list[str]:
    for word in path:
        node = None if node is None else node.children.get(word)
    return [] if node is None else node.values
