"""For any pair of configs, on the lab's IOS store: the commands give the intended config, the rollback gives the running one
back, and after every single command nothing forbidden holds."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from altyapi.remediation import remediate, same_config
from tests.unit.remediation.judge import apply, device

VLANS = (10, 20, 21, 22, 30, 40, 99)
SETTINGS = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
ENTRIES = [
    "permit tcp any host 10.0.0.1 eq 22",
    "deny tcp any host 10.0.0.1",
    "permit tcp 10.1.0.0 0.0.255.255 any",
    "deny ip host 10.1.2.3 any",
    "permit udp any any eq 1610",
    "deny udp any any",
    "permit ip any host 10.0.0.2",
    "permit ip any any",
    "deny ip any any",
]
PACKETS = [
    (protocol, source, target, port)
    for protocol in ("tcp", "udp")
    for source in ("10.1.2.3", "10.1.9.9", "192.0.2.1")
    for target in ("10.0.0.1", "10.0.0.2", "10.9.9.9")
    for port in (22, 1610, 443)
]


def passes(entries: list[str] | None, packet: tuple[str, str, str, int]) -> bool:
    """What a device does with a packet; a list that is absent or empty lets everything pass."""
    if not entries:
        return True
    for entry in entries:
        words = entry.split()
        if words[1] not in {"ip", packet[0]}:
            continue
        rest = words[2:]
        hit = all(_address(rest, address) for address in packet[1:3])
        if hit and (not rest or int(rest[1]) == packet[3]):
            return words[0] == "permit"
    return False


def _address(rest: list[str], address: str) -> bool:
    word = rest.pop(0)
    if word == "any":
        return True
    other = rest.pop(0)
    if word == "host":
        return other == address
    return address.split(".")[:2] == word.split(".")[:2]


def applied(text: str) -> list[str] | None:
    """The entries of the list that is applied to Vlan10 inbound."""
    found = re.search(r"^ ip access-group (\S+) in$", text, re.MULTILINE)
    block = re.search(rf"^ip access-list extended {found[1]}\n((?: .*\n)*)", text, re.MULTILINE) if found else None
    return None if block is None else [re.sub(r"^ (?:\d+ )?", "", line) for line in block[1].splitlines()]


def acl_config(entries: list[str]) -> str:
    lines = "".join(f" {place * 10} {entry}\n" for place, entry in enumerate(entries, 1))
    return (
        f"ip access-list extended X\n{lines}!\ninterface Vlan10\n ip address 10.0.0.2 255.255.255.0\n"
        " ip access-group X in\n!\nend\n"
    )


@SETTINGS
@given(
    st.lists(st.sampled_from(ENTRIES), min_size=1, max_size=7, unique=True),
    st.lists(st.sampled_from(ENTRIES), min_size=1, max_size=7, unique=True),
)
def test_no_step_opens_or_locks_out_what_both_lists_agree_on(old: list[str], new: list[str]) -> None:
    running, intended = acl_config(old), acl_config(new)
    found = remediate(running, intended)
    store = device(running, "vlan 10")

    def watch(command: str, text: str) -> None:
        now = applied(text)
        assert now, f"no applied list after {command!r}"
        for packet in PACKETS:
            if passes(old, packet) == passes(new, packet):
                assert passes(now, packet) == passes(old, packet), f"{packet} after {command!r}"

    assert apply(store, found.commands, watch) == []
    assert same_config(store.text(), found.predicted)
    assert applied(store.text()) == new
    assert apply(store, found.rollback, watch) == []
    assert applied(store.text()) == old


@st.composite
def switch(draw: st.DrawFn) -> str:
    """A switch config as a device writes it, from parts that interact."""
    vlans = draw(st.sets(st.sampled_from(VLANS), min_size=2))
    lines = [f"hostname {draw(st.sampled_from(['sw1', 'sw2']))}"]
    for vlan in sorted(vlans):
        lines += [f"vlan {vlan}", *([f" name AD{vlan % 3}-{vlan}"] if draw(st.booleans()) else []), "!"]
    for port in (1, 2, 3):
        lines += [f"interface GigabitEthernet1/0/{port}", *draw(port_lines(tuple(sorted(vlans)))), "!"]
    lines += ["interface Vlan10", f" ip address 10.0.0.{draw(st.sampled_from([2, 3]))} 255.255.255.0", "!"]
    lines += [f"ntp server 10.0.0.{last}" for last in sorted(draw(st.sets(st.sampled_from([5, 6, 7]), min_size=1)))]
    lines += [f"logging host 10.0.1.{last}" for last in sorted(draw(st.sets(st.sampled_from([5, 6, 7]), min_size=1)))]
    lines += [
        "line vty 0 4",
        " transport input ssh",
        "line vty 5 15",
        f" exec-timeout {draw(st.sampled_from([5, 9]))} 0",
        " transport input ssh",
    ]
    return "\n".join([*lines, "end"]) + "\n"


@st.composite
def port_lines(draw: st.DrawFn, vlans: tuple[int, ...]) -> list[str]:
    lines = [f" description {draw(st.sampled_from(['a', 'b c', 'x ! y']))}"] if draw(st.booleans()) else []
    kind = draw(st.sampled_from(["access", "trunk", "routed"]))
    if kind == "access":
        lines += [f" switchport access vlan {draw(st.sampled_from(vlans))}", " switchport mode access"]
        lines += [" spanning-tree portfast"] if draw(st.booleans()) else []
    elif kind == "trunk":
        allowed = sorted(draw(st.sets(st.sampled_from(vlans), min_size=1)))
        lines += [f" switchport trunk allowed vlan {','.join(map(str, allowed))}", " switchport mode trunk"]
    else:
        lines = [*lines, " no switchport", f" ip address 10.{draw(st.integers(20, 22))}.0.1 255.255.255.252"]
        lines = [*lines[:-1], " no ip address"] if draw(st.booleans()) else lines
    return lines + ([" shutdown"] if draw(st.booleans()) else [])


def subnets_clash(text: str) -> bool:
    found = re.findall(r"ip address (10\.2\d)\.", text)
    return len(found) != len(set(found))


@SETTINGS
@given(switch(), switch())
def test_any_switch_becomes_any_other_and_comes_back(running: str, intended: str) -> None:
    if subnets_clash(running) or subnets_clash(intended):
        return
    found = remediate(running, intended, strict=True)
    store = device(running)
    before = store.text()
    both_ntp = set(re.findall(r"^ntp server .*", running, re.MULTILINE)) | set(
        re.findall(r"^ntp server .*", intended, re.MULTILINE)
    )

    def watch(command: str, text: str) -> None:
        assert any(line in both_ntp for line in text.splitlines()), f"no NTP server after {command!r}"
        for block in re.findall(r"^interface Gig.*\n(?: .*\n)*", text, re.MULTILINE):
            if "mode trunk" in block:
                assert "allowed vlan" in block, f"a trunk of all VLANs after {command!r}"

    assert apply(store, found.commands, watch) == []
    assert same_config(store.text(), found.predicted)
    assert not remediate(store.text(), intended).changed
    assert apply(store, found.rollback, watch) == []
    assert same_config(store.text(), before)


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_blocks_and_spelling_never_matter(seed: int) -> None:
    blocks = [
        "vlan 10\n name A\n", "vlan 20,30\n", "interface GigabitEthernet1/0/1\n description a\n switchport mode access\n",
        "interface Vlan10\n ip address 10.0.0.2 255.255.255.0\n", "ntp server 10.0.0.5\n", "logging host 10.0.0.6\n",
        "line vty 0 4\n transport input ssh\n", "line vty 5 15\n transport input ssh\n",
        "ip access-list standard S\n 10 permit 10.0.0.0 0.0.0.255\n",
    ]  # fmt: skip
    shuffled = random.Random(seed).sample(blocks, len(blocks))
    other = (
        "!\r\n".join(shuffled)
        .replace("\n", "\r\n")
        .replace("GigabitEthernet1/0/1", "gi1/0/1")
        .replace("vlan 20,30", "vlan 20\nvlan 30")
    )
    assert remediate("".join(blocks), other.replace("logging host", "logging"), strict=True).commands == ()


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(st.text(alphabet=' \t!^Cno"vlan1,-interface0/accesslist\r', max_size=30), max_size=8), st.text(max_size=60)
)
def test_no_text_is_too_odd(lines: list[str], other: str) -> None:
    text = "\n".join(lines)
    for running, intended in ((text, other), (other, text), (text, "")):
        found = remediate(running, intended, strict=True)
        assert remediate(running, running, strict=True).commands == ()
        assert found.changed == bool(found.commands)


@pytest.mark.parametrize(
    "line",
    [
        "access-list abc permit any",
        "interface X\n switchport trunk allowed vlan foo",
        "ip access-list extended X\n sequence permit",
        "line vty 9 3",
        "banner motd",
        "vlan a-b",
        "ip address 1.2.3.4/99",
        "ip route x",
    ],
)
def test_a_line_that_a_device_would_refuse_raises_nothing(line: str) -> None:
    assert not remediate(line, line, strict=True).changed
    remediate(line, "hostname a\n", strict=True)
    remediate("hostname a\n", line, strict=True)
