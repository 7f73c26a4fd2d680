"""What IPv4 access lists let through where they are used, read from a running config by this module alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address

PORTS = {"www": 80, "telnet": 23, "domain": 53, "ntp": 123, "snmp": 161, "ssh": 22, "ftp": 21, "smtp": 25, "tacacs": 49}
ANY = (0, 0xFFFFFFFF)


@dataclass(frozen=True)
class Entry:
    permit: bool
    protocol: str
    source: tuple[int, int]  # address, wildcard
    source_port: tuple[int, int] | None
    target: tuple[int, int]
    target_port: tuple[int, int] | None
    rest: str  # what is not understood: such an entry matches only packets made for it

    def matches(self, packet: Packet) -> bool:
        return (
            self.protocol in ("ip", packet.protocol)
            and _inside(packet.source, self.source)
            and _inside(packet.target, self.target)
            and _within(packet.source_port, self.source_port)
            and _within(packet.target_port, self.target_port)
            and self.rest in ("", packet.mark)
        )


@dataclass(frozen=True)
class Packet:
    protocol: str
    source: int
    target: int
    source_port: int
    target_port: int
    mark: str = ""


def _inside(address: int, net: tuple[int, int]) -> bool:
    return (address | net[1]) == (net[0] | net[1])


def _within(port: int, ports: tuple[int, int] | None) -> bool:
    return ports is None or ports[0] <= port <= ports[1]


def _port(word: str) -> int:
    return int(word) if word.isdigit() else PORTS.get(word, 1)


def entry(line: str, *, standard: bool) -> Entry | None:
    words = line.split()
    if words and words[0].isdigit():
        words = words[1:]
    if not words or words[0] not in ("permit", "deny"):
        return None
    permit = words.pop(0) == "permit"
    protocol = "ip" if standard else words.pop(0)
    source, source_port = _end(words, ports=not standard)
    target, target_port = (ANY, None) if standard else _end(words, ports=True)
    rest = " ".join(word for word in words if word not in ("log", "log-input"))
    return Entry(permit, protocol, source, source_port, target, target_port, rest)


def _end(words: list[str], *, ports: bool) -> tuple[tuple[int, int], tuple[int, int] | None]:
    word = words.pop(0) if words else "any"
    if word == "any":
        net = ANY
    elif word == "object-group":
        net = (hash(words.pop(0)) & 0xFFFFFFFF, 0)
    elif word == "host":
        net = (int(IPv4Address(words.pop(0))), 0)
    else:
        wild = 0
        if words and re.fullmatch(r"\d+\.\d+\.\d+\.\d+", words[0]):
            wild = int(IPv4Address(words.pop(0)))
        net = (int(IPv4Address(word)), wild)
    if not ports or not words or words[0] not in ("eq", "gt", "lt", "range"):
        return net, None
    how = words.pop(0)
    first = _port(words.pop(0))
    if how == "range":
        return net, (first, _port(words.pop(0)))
    return net, {"eq": (first, first), "gt": (first + 1, 65535), "lt": (0, first - 1)}[how]


def lists(text: str) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    inside = ""
    standard = False
    for line in text.splitlines():
        head = re.match(r"ip access-list (standard|extended) (\S+)", line)
        flat = re.match(r"access-list (\d+) (.*)", line)
        if head:
            inside, standard = head[2], head[1] == "standard"
            found.setdefault(inside, [])
        elif flat:
            number = int(flat[1])
            each = entry(flat[2], standard=number < 100 or 1300 <= number < 2000)
            found.setdefault(flat[1], [])
            if each:
                found[flat[1]].append(each)
            inside = ""
        elif inside and line.startswith(" "):
            each = entry(line, standard=standard)
            if each:
                found[inside].append(each)
        else:
            inside = ""
    return found


def uses(text: str) -> dict[str, str]:
    """Each place that a list guards, e.g. `interface Vlan10 / in`, with the list's name."""
    found: dict[str, str] = {}
    top = ""
    for line in text.splitlines():
        if not line.startswith(" "):
            top = line.strip()
        applied = re.match(r" (?:ip access-group|access-class) (\S+) (in|out)", line)
        if applied:
            places = [top]
            span = re.match(r"line vty (\d+) (\d+)", top)
            if span:
                places = [f"line vty {number}" for number in range(int(span[1]), int(span[2]) + 1)]
            found.update({f"{place} / {applied[2]}": applied[1] for place in places})
        community = re.match(r"snmp-server community (\S+)(?: view \S+)? (?:RO|RW|ro|rw) (\S+)$", line)
        if community:
            found[f"community {community[1]}"] = community[2]
    return found


def packets(texts: Iterable[str]) -> list[Packet]:
    """Packets at the edges of every entry."""
    addresses, ports, protocols, marks = {1, int(IPv4Address("203.0.113.77"))}, {1, 40000}, {"tcp"}, {""}
    for text in texts:
        for entries in lists(text).values():
            for each in entries:
                for net in (each.source, each.target):
                    if net != ANY:
                        low = net[0] & ~net[1] & 0xFFFFFFFF
                        addresses |= {low, (low | net[1]) & 0xFFFFFFFF}
                ports |= {low for span in (each.source_port, each.target_port) if span for low in span}
                protocols |= {each.protocol if each.protocol != "ip" else "udp"}
                marks.add(each.rest)
    return [
        Packet(protocol, source, target, 40000, port, mark)
        for protocol in sorted(protocols)
        for source in sorted(addresses)
        for target in sorted(addresses)
        for port in sorted(ports)
        for mark in sorted(marks)
    ]


def passes(known: dict[str, list[Entry]], name: str | None, packet: Packet) -> bool:
    """IOS lets everything through where no list is applied, and where the applied one doesn't exist or is empty."""
    if name is None or not known.get(name):
        return True
    return next((each.permit for each in known[name] if each.matches(packet)), False)


class Guard:
    """Says where a state between two configs decides about a packet what neither decides."""

    def __init__(self, before: str, after: str) -> None:
        self.packets = packets((before, after))
        self.agreed: dict[str, list[tuple[Packet, bool]]] = {}
        old, new = (lists(before), uses(before)), (lists(after), uses(after))
        for place in old[1].keys() | new[1].keys():
            both = [
                (each, passes(old[0], old[1].get(place), each), passes(new[0], new[1].get(place), each))
                for each in self.packets
            ]
            self.agreed[place] = [(each, first) for each, first, second in both if first == second]

    def faults(self, text: str) -> list[str]:
        known, used = lists(text), uses(text)
        found = []
        for place, agreed in self.agreed.items():
            wrong = next((each for each, verdict in agreed if passes(known, used.get(place), each) != verdict), None)
            if wrong is not None:
                source = IPv4Address(wrong.source)
                found.append(f"{place}: wrong for {wrong.protocol} {source} → port {wrong.target_port}")
        return found
