"""Which commands need a second look: on the path that manages the device, interrupting traffic, deleting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from ipaddress import AddressValueError, IPv4Address, IPv4Interface, NetmaskValueError

from altyapi.remediation.ranges import NUMBERS, numbers
from altyapi.remediation.rules import Rules
from altyapi.remediation.scope import SEPARATOR
from altyapi.remediation.state import Node, State
from netbox_sync.model import Frozen


class ManagementPath(Frozen):
    """How the toolkit reaches a device; None: not known."""

    address: str | None = None  # without prefix length
    interface: str | None = None  # long name
    vlan: int | None = None
    gateway: str | None = None


class Flag(Frozen):
    kind: str  # management, traffic, deletion
    line: str  # the command, with its parents joined by " / "
    reason: str


def derived(states: Iterable[State], given: ManagementPath | None) -> ManagementPath:
    """The management path from the configs, where it was not given: the interface on whose subnet the default gateway is,
    else the source interface of management protocols, else the only interface that has an address."""
    if given is not None and given.interface is not None:
        return given
    addresses: dict[str, IPv4Interface] = {}
    gateway = given.gateway if given is not None else None
    source = None
    for state in states:
        for key, node in state.root.items():
            if key.startswith("interface "):
                address = _address(node)
                if address is not None:
                    addresses.setdefault(key.removeprefix("interface "), address)
            elif key == "ip default-gateway":
                gateway = gateway or node.fact.rest
            elif key.startswith("ip route 0.0.0.0 0.0.0.0 "):
                gateway = gateway or key.split()[4]
            elif "source-interface" in key and key.split()[1] in {"ssh", "tacacs", "radius"}:
                source = source or node.fact.canon.split()[-1]
    interface = next(
        (name for name, address in addresses.items() if given is not None and str(address.ip) == given.address), None
    )
    interface = interface or next(
        (name for name, address in addresses.items() if gateway and _inside(gateway, address)), source
    )
    if interface is None and len(addresses) == 1:
        interface = next(iter(addresses))
    vlan = given.vlan if given is not None else None
    if vlan is None and interface is not None and interface.startswith("Vlan"):
        vlan = int(interface.removeprefix("Vlan"))
    own = str(addresses[interface].ip) if interface in addresses else None
    return ManagementPath(
        address=(given.address if given else None) or own, interface=interface, vlan=vlan, gateway=gateway
    )


def _address(node: Node) -> IPv4Interface | None:
    line = node.children.get("ip address")
    words = line.fact.canon.split() if line is not None and not line.fact.negative else []
    try:
        return IPv4Interface(f"{words[2]}/{words[3]}") if len(words) >= 4 else None
    except (AddressValueError, NetmaskValueError):
        return None


def _inside(gateway: str, address: IPv4Interface) -> bool:
    try:
        return IPv4Address(gateway) in address.network
    except AddressValueError:
        return False


def flags(
    rules: Rules, commands: Iterable[str], running: State, wanted: State, path: ManagementPath
) -> tuple[Flag, ...]:
    carriers = _carriers((running, wanted), path)
    access = _access_lists((running, wanted))
    found: dict[tuple[str, str], Flag] = {}
    for parents, line in walked(rules, commands):
        whole = SEPARATOR.join((*parents, line))
        for flag in _flags_of(rules, parents, line, whole, path, carriers, access):
            found.setdefault((flag.kind, flag.line), flag)
    return tuple(found.values())


def walked(rules: Rules, commands: Iterable[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each command that says something, with the modes it is in."""
    stack: list[str] = []
    for command in commands:
        line = command.strip().partition("\n")[0]
        depth = len(command) - len(command.lstrip(" "))
        del stack[depth:]
        if line not in rules.language.leaving:
            yield tuple(stack), line
            stack.append(line)


@cache
def _patterns(rules: Rules) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    return tuple((rule.kind, re.compile(rule.pattern), rule.reason) for rule in rules.flags)


def _flags_of(
    rules: Rules,
    parents: tuple[str, ...],
    line: str,
    whole: str,
    path: ManagementPath,
    carriers: frozenset[str],
    access: frozenset[str],
) -> Iterator[Flag]:
    block = parents[0] if parents else line
    words = block.removeprefix("no ").removeprefix("default ").split()
    name = words[1] if len(words) > 1 and words[0] == "interface" else ""
    if path.interface is not None and name == path.interface:
        yield Flag(kind="management", line=whole, reason=f"on the management interface {name}")
    elif name in carriers and re.match(r"(no )?(shutdown|switchport|channel-group|interface|default)\b", line):
        yield Flag(kind="management", line=whole, reason=f"{name} carries the management VLAN {path.vlan}")
    listed = words[1] if len(words) == 2 and words[0] == "vlan" and NUMBERS.fullmatch(words[1]) else ""
    if listed and path.vlan in numbers(listed):
        yield Flag(kind="management", line=whole, reason=f"VLAN {path.vlan} is the management VLAN")
    if path.gateway is not None and path.gateway in words and not name:
        yield Flag(kind="management", line=whole, reason=f"names the management gateway {path.gateway}")
    if "access-list" in words and any(word in access for word in words):
        yield Flag(kind="management", line=whole, reason="this access list decides who may log in")
    if line.startswith(("no ", "default ")) and not line.startswith("no shutdown"):
        yield Flag(kind="deletion", line=whole, reason="removes something that runs now")
    for kind, pattern, reason in _patterns(rules):
        if pattern.search(whole):
            yield Flag(kind=kind, line=whole, reason=reason)


def _carriers(states: Iterable[State], path: ManagementPath) -> frozenset[str]:
    """Layer 2 interfaces that carry the management VLAN."""
    if path.vlan is None:
        return frozenset()
    found: set[str] = set()
    for state in states:
        for key, node in state.root.items():
            if not key.startswith("interface "):
                continue
            mode = node.children.get("switchport mode")
            allowed = node.children.get("switchport trunk allowed vlan")
            access = node.children.get("switchport access vlan")
            trunking = mode is not None and mode.fact.rest == "trunk"
            if trunking and (allowed is None or allowed.vlans is None or path.vlan in allowed.vlans):
                found.add(key.removeprefix("interface "))
                member = node.children.get("channel-group")
                if member is not None:
                    found.add(f"Port-channel{member.fact.rest.split()[0]}")
            elif not trunking and access is not None and access.fact.rest == str(path.vlan):
                found.add(key.removeprefix("interface "))
    return frozenset(found)


def _access_lists(states: Iterable[State]) -> frozenset[str]:
    """Access lists that guard the vty lines."""
    return frozenset(
        child.fact.canon.split()[1]
        for state in states
        for key, node in state.root.items()
        if key.startswith("line vty")
        for child in node.children.values()
        if child.fact.canon.startswith("access-class ")
    )
