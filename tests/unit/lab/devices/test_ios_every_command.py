"""Every command of the tables, entered, shown, read back and negated."""

from __future__ import annotations

import random
from importlib import resources

import pytest

from lab.devices.commandline.syntax import Edge, Spec
from lab.devices.ios import grammar
from tests.unit.lab.devices.ios_console import Console

OPENERS = {
    "if": "interface Vlan10", "vlan": "vlan 30", "line": "line vty 0 4", "std_acl": "ip access-list standard A",
    "ext_acl": "ip access-list extended A", "sg": "aaa group server tacacs+ G", "tacacs": "tacacs server T",
    "radius": "radius server R", "archive": "archive", "keychain": "key chain K", "pki": "crypto pki trustpoint P",
    "cmap": "class-map match-any C", "pmap": "policy-map P", "mst": "spanning-tree mst configuration",
    "dhcp": "ip dhcp pool P", "vrf": "vrf definition V", "router": "router ospf 1", "routemap": "route-map R permit 10",
    "dynauthor": "aaa server radius dynamic-author", "vlanconf": "vlan configuration 10",
}  # fmt: skip
SAMPLES = {
    "WORD": "ornek", "LINE": "ornek satir", "A.B.C.D": "10.0.0.0", "MASK": "255.255.255.0", "WILD": "0.0.0.255",
    "X:X:X:X::X": "2001:db8::1", "X:X:X:X::X/<0-128>": "2001:db8::/64", "HOST": "10.0.0.9", "H.H.H": "0011.2233.4455",
    "HEX": "AB", "VLANS": "10,30", "INSTANCES": "0-3", "DECIMAL": "1.5", "IFACE": "Vlan10",
}  # fmt: skip
# These end the mode or gather text, or their text is not what is shown.
APART = {
    "end",
    "quit",
    "hex",
    "pubkey_end",
    "certificate",
    "banner",
    "interface",
    "interface_range",
    "default_interface",
}


def sample(edge: Edge) -> str:
    if edge.accept is None:
        return edge.word
    if edge.word in SAMPLES:
        return SAMPLES[edge.word]
    low, high = edge.word.strip("<>").split("-")
    return str(min(int(high), int(low) + 7))


def spelled(spec: Spec, choose: random.Random) -> list[str]:
    """The words of one way to write the command."""
    words: list[str] = []
    state = 0
    while True:
        edges = spec.closures[state]
        if not edges or (state in spec.accepting and choose.random() < 0.3):
            return words
        edge = choose.choice(edges)
        words.append(sample(edge))
        state = edge.target


def tables() -> list[str]:
    folder = resources.files("lab.devices.ios.grammar")
    return sorted(path.name.removesuffix(".txt") for path in folder.iterdir() if path.name.endswith(".txt"))


@pytest.mark.parametrize("mode", ["global", *OPENERS])
def test_every_command_is_answered_and_what_is_shown_reads_back(mode: str) -> None:
    choose = random.Random(mode)
    accepted = 0
    read_back: set[str] = set()
    for spec in grammar.mode(mode).specs:
        if spec.do in APART:
            continue
        for _ in range(4):
            console = Console()("aaa new-model", *([OPENERS[mode]] if mode in OPENERS else []))
            words = spelled(spec, choose)
            for line in (" ".join(words), "no " + " ".join(words), "default " + " ".join(words), " ".join(words)):
                console.config.end()
                if mode in OPENERS:
                    console.config.enter(OPENERS[mode])
                reply = console.config.enter(line)
                if reply.question:
                    reply = console.config.answer(agreed=True)
                accepted += reply.ok
                shown = console.config.text()
                if shown not in read_back:
                    assert Console(shown).config.text() == shown, line
                    read_back.add(shown)
            for size in range(1, len(words)):
                console.config.end()
                if mode in OPENERS:
                    console.config.enter(OPENERS[mode])
                console.config.enter("no " + " ".join(words[:size]))
    assert accepted > len(grammar.mode(mode).specs)


@pytest.mark.parametrize("mode", tables())
def test_every_table_line_compiles_and_names_a_command_that_exists(mode: str) -> None:
    from lab.devices.ios.commands import HANDLERS as CONFIGURING  # noqa: PLC0415
    from lab.devices.ios.exec import HANDLERS as EXEC  # noqa: PLC0415

    known = EXEC if mode == "exec" else CONFIGURING
    for spec in grammar.mode(mode).specs:
        assert not spec.do or spec.do in known, spec.syntax
        assert not spec.mode or spec.mode in tables(), spec.syntax
