"""On every platform's emulated device, for any two contents of an applied list: after every single line that is sent, a list with
entries is applied, and a packet on which both contents agree is treated as they do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from altyapi.remediation import remediate, same_config
from tests.unit.remediation.stores import STORES, Store

Entry = tuple[str, str, int | None]
"""Permit or deny, protocol (`ip` for any), destination port."""

ENTRIES: tuple[Entry, ...] = (
    ("permit", "tcp", 22), ("deny", "tcp", 22), ("permit", "tcp", None), ("deny", "tcp", None), ("permit", "udp", 161),
    ("deny", "udp", None), ("permit", "ip", None), ("deny", "ip", None), ("permit", "tcp", 443),
)  # fmt: skip
PORTS = {"ssh": 22, "snmp": 161, "https": 443}
PACKETS = [(protocol, port) for protocol in ("tcp", "udp", "icmp") for port in (22, 161, 443, 5000)]


class Dialect(NamedTuple):
    """A config with an applied list of these entries, and how to find it again in a config."""

    head: str
    tail: str
    applied: str  # regex; group 1: the list's name
    block: str  # regex of the list's block, {} the name; group 1: its entries
    port: str
    anything: str
    number: Callable[[int], str]

    def config(self, entries: Iterable[Entry]) -> str:
        lines = []
        for place, (action, protocol, port) in enumerate(entries):
            where = "" if port is None else f" {self.port} {port}"
            lines.append(f" {self.number(place)} {action} {protocol}{self.anything}{where}\n".replace("  ", " "))
        text = self.head + "".join(f" {line.strip()}\n" for line in lines) + self.tail
        return text.replace("permit ip any", "permit any any").replace("deny ip any", "deny any any")

    def now(self, text: str) -> list[Entry]:
        """The entries of the list that is applied; none where it does not exist."""
        name = re.search(self.applied, text)
        assert name, "no list is applied"
        block = re.search(self.block.format(re.escape(name[1])), text)
        rows = [
            re.search(r"\b(permit|deny) (\S+)(?:.* eq (\S+))?", row) for row in (block[1] if block else "").split("\n")
        ]
        return [
            (row[1], "ip" if row[2] == "any" else row[2], PORTS.get(row[3]) or int(row[3]) if row[3] else None)
            for row in rows
            if row is not None
        ]


def _rule(start: int) -> Callable[[int], str]:
    return lambda place: f"rule {start + 5 * place}"


DIALECTS = {
    "huawei_vrp": Dialect(
        "#\nacl number 3001\n", "#\ninterface GigabitEthernet0/0/1\n traffic-filter inbound acl 3001\n#\nreturn\n",
        r"traffic-filter inbound acl (\d+)", r"\nacl number {}[^\n]*\n((?: [^\n]*\n)*)", "destination-port eq", "", _rule(5),
    ),
    "hpe_comware": Dialect(
        "#\nacl advanced 3001\n", "#\ninterface GigabitEthernet1/0/1\n packet-filter 3001 inbound\n#\nreturn\n",
        r"packet-filter (\d+) inbound", r"\nacl advanced {}[^\n]*\n((?: [^\n]*\n)*)", "destination-port eq", "", _rule(0),
    ),
    "aruba_aoscx": Dialect(
        "access-list ip L\n", "vlan 1,10\ninterface vlan 10\n apply access-list ip L routed-in\n",
        r"apply access-list ip (\S+) routed-in", r"access-list ip {}\n((?: [^\n]*\n)*)", "eq", " any any",
        lambda place: f"{10 * (place + 1)}",
    ),
}  # fmt: skip


def passes(entries: list[Entry], packet: tuple[str, int]) -> bool:
    """By the first entry that fits; a list without entries lets everything pass."""
    if not entries:
        return True
    for action, protocol, port in entries:
        if protocol in {"ip", packet[0]} and port in {None, packet[1]}:
            return action == "permit"
    return False


def follow(store: Store, commands: Iterable[str], dialect: Dialect, old: list[Entry], new: list[Entry]) -> None:
    path: list[str] = []
    for command in commands:
        depth = len(command) - len(command.lstrip())
        leaves = command.strip() in {"quit", "exit"}
        path = path[: depth - 1] if leaves else [*path[:depth], command]
        if not leaves:
            assert store.send(path) == []
        entries = dialect.now(store.text())
        assert entries, f"an applied list without entries after {command!r}"
        for packet in PACKETS:
            if passes(old, packet) == passes(new, packet):
                assert passes(entries, packet) == passes(old, packet), f"{packet} after {command!r}"


contents = st.lists(st.sampled_from(ENTRIES), min_size=1, max_size=6, unique=True)


@pytest.mark.parametrize("platform", sorted(DIALECTS))
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(old=contents, new=contents)
def test_no_line_opens_or_cuts_what_both_contents_agree_on(platform: str, old: list[Entry], new: list[Entry]) -> None:
    dialect = DIALECTS[platform]
    store = STORES[platform](dialect.config(old))
    running = store.text()
    assert dialect.now(running) == old
    found = remediate(running, dialect.config(new), platform)
    follow(store, found.commands, dialect, old, new)
    assert dialect.now(store.text()) == new
    follow(store, found.rollback, dialect, old, new)
    assert dialect.now(store.text()) == old
    assert same_config(store.text(), running, platform)
