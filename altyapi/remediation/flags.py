"""Which commands need a second look: on the path that manages the device, interrupting traffic, deleting."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv4Interface

from altyapi.remediation.interfaces import interfaces, said
from altyapi.remediation.landmarks import Landmarks, first
from altyapi.remediation.membership import members_of
from altyapi.remediation.portnames import port_name, port_numbers
from altyapi.remediation.ranges import NUMBERS, numbers
from altyapi.remediation.rules import Rules
from altyapi.remediation.scope import SEPARATOR
from altyapi.remediation.spelling import canonical
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
    marks = Landmarks()
    for state in states:
        marks = state.rules.landmarks
        for name, node in interfaces(state):
            address = _address(marks, node)
            if address is not None:
                addresses.setdefault(name, address)
        for line in _top_lines(state):
            gateway = gateway or _first(marks.gateways, line)
            source = source or _first(marks.sources, line)
    interface = next(
        (name for name, address in addresses.items() if given is not None and str(address.ip) == given.address), None
    )
    interface = interface or next(
        (name for name, address in addresses.items() if gateway and _inside(gateway, address)), source
    )
    if interface is None and len(addresses) == 1:
        interface = next(iter(addresses))
    vlan = given.vlan if given is not None else None
    if vlan is None and interface is not None:
        number = _first((marks.svi,), interface)
        vlan = int(number) if number else None
    own = str(addresses[interface].ip) if interface in addresses else None
    return ManagementPath(
        address=(given.address if given else None) or own, interface=interface, vlan=vlan, gateway=gateway
    )


def _top_lines(state: State) -> Iterator[str]:
    """The lines in which a default gateway can stand: the top ones, and where the platform has blocks alone, those of tables."""
    for node in state.root.values():
        if node.fact.negative or (node.children and not state.rules.language.blocks):
            continue
        yield node.fact.canon
        if state.rules.language.blocks:
            yield from (f"{node.fact.canon} / {_flat(child)}" for child in node.children.values())


def _flat(node: Node) -> str:
    return " / ".join((node.fact.canon, *(child.fact.canon for child in node.children.values())))


def _first(patterns: Iterable[str], line: str) -> str | None:
    return next((found for pattern in patterns if (found := first(pattern, line)) is not None), None)


def _address(marks: Landmarks, node: Node) -> IPv4Interface | None:
    return next((address for line in said(node) if (address := marks.addressed(line))), None)


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


def kinds_anywhere(rules: Rules, commands: Iterable[str], path: ManagementPath | None = None) -> frozenset[str]:
    """The kinds of flags that these commands have over any running config; with what is known of the management path."""
    none: frozenset[str] = frozenset()
    found: set[str] = set()
    for parents, line in walked(rules, commands):
        whole = SEPARATOR.join((*parents, line))
        told = _flags_of(rules, parents, line, whole, path, none, none) if path else _anywhere(rules, line, whole)
        found.update(flag.kind for flag in told)
    return frozenset(found)


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
    marks, language = rules.landmarks, rules.language
    stack = (*parents, line)
    block = stack[marks.depth] if len(stack) > marks.depth else line
    words = language.positive(block).removeprefix("default ").split()
    name = marks.name(canonical(rules, "global", language.positive(block).removeprefix("default ")))
    if path.interface is not None and name and (name == path.interface or path.interface.startswith(f"{name}.")):
        yield Flag(kind="management", line=whole, reason=f"on the management interface {name}")
    elif name in carriers and re.search(marks.cuts, language.inner(line)):
        yield Flag(kind="management", line=whole, reason=f"{name} carries the management VLAN {path.vlan}")
    listed = words[1] if len(words) == 2 and words[0] == "vlan" and NUMBERS.fullmatch(words[1]) else ""
    if listed and path.vlan in numbers(listed):
        yield Flag(kind="management", line=whole, reason=f"VLAN {path.vlan} is the management VLAN")
    for port in _moving(rules, parents, language.positive(line).split(), path) & carriers:
        yield Flag(kind="management", line=whole, reason=f"port {port} carries the management VLAN {path.vlan}")
    if path.gateway is not None and path.gateway in words and not name:
        yield Flag(kind="management", line=whole, reason=f"names the management gateway {path.gateway}")
    if re.search(marks.lists, block) and any(word in access for word in words):
        yield Flag(kind="management", line=whole, reason="this access list decides who may log in")
    yield from _anywhere(rules, line, whole)


def _anywhere(rules: Rules, line: str, whole: str) -> Iterator[Flag]:
    """What a command says of itself, whatever runs on the device."""
    language = rules.language
    head, space, rest = line.partition(" ")
    line = f"{head.lower()}{space}{rest}"  # devices take NO for no
    if line.startswith("default ") or (language.negative(line) and language.positive(line) != "shutdown"):
        yield Flag(kind="deletion", line=whole, reason="removes something that runs now")
    if _abbreviated(rules, language.positive(line).removeprefix("default ").partition(" ")[0].lower()):
        yield Flag(kind="management", line=whole, reason="abbreviated: what it does can't be told")
    for kind, pattern, reason in _patterns(rules):
        if pattern.search(whole):
            yield Flag(kind=kind, line=whole, reason=reason)


@lru_cache(maxsize=4096)
def _abbreviated(rules: Rules, word: str) -> bool:
    """Whether a command's first word is just the beginning of known ones. Devices take it; no config shows it."""
    known = rules.first_words
    return bool(word) and word not in known and any(one.startswith(word) for one in known)


def _carriers(states: Iterable[State], path: ManagementPath) -> frozenset[str]:
    """Layer 2 interfaces that carry the management VLAN."""
    if path.vlan is None:
        return frozenset()
    found: set[str] = set()
    for state in states:
        marks = state.rules.landmarks
        for name, node in interfaces(state):
            lines = list(said(node))
            if any(first(marks.trunk, line) is not None for line in lines):
                allowed = next((child.vlans for child in node.children.values() if child.vlans is not None), None)
                if allowed is None or path.vlan in allowed:
                    found.add(name)
                    members = (first(marks.member, line) for line in lines)
                    found.update(marks.bundle.format(member) for member in members if member is not None)
            elif any(first(marks.access, line) == str(path.vlan) for line in lines):
                found.add(name)
    for state in states:
        if state.rules.membership is not None:
            block = f"{state.rules.membership.home.partition(' ')[0]} {path.vlan}"
            found.update(map(port_name, members_of(state, block)))
    return frozenset(found)


def _moving(rules: Rules, parents: tuple[str, ...], words: list[str], path: ManagementPath) -> frozenset[str]:
    """The ports that a line takes out of a VLAN that is not the line's own, or out of all."""
    known = rules.membership
    if known is None or len(words) < 2 or words[0] not in (known.own, known.bundle):
        return frozenset()
    if parents and parents[-1] == f"{known.home.partition(' ')[0]} {path.vlan}":
        return frozenset()
    return frozenset(map(port_name, port_numbers(words[1]) or ()))


def _access_lists(states: Iterable[State]) -> frozenset[str]:
    """Access lists that guard the vty lines."""
    return frozenset(
        name
        for state in states
        for key, node in state.root.items()
        if re.search(state.rules.landmarks.guarded, key)
        for line in (node.fact.canon, *said(node))
        if (name := _first((state.rules.landmarks.guard,), line))
    )
