"""What a flow's answer says, against an evaluator that looks at one packet at a time and knows nothing of sets."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from altyapi.firewall import ranges
from altyapi.firewall.flow import Part, trace
from altyapi.firewall.policy import Rule, ports_of
from tests.unit.firewall import town

ADDRESSES = (
    "10.0.10.1", "10.0.10.4", "10.0.10.5", "10.0.10.11", "10.0.20.10", "10.0.30.7", "10.0.50.9", "10.0.51.20", "10.100.10.1",
    "10.100.10.11", "10.100.30.7", "10.100.50.9", "172.20.0.9", "172.20.100.9", "198.51.100.7", "203.0.113.10", "10.99.0.1",
)  # fmt: skip
SERVICES = ("tcp/22", "tcp/443", "tcp/80", "tcp/554", "tcp/8443", "udp/123", "udp/53", "icmp/8", "esp")
NAMES = (
    "yonetim",
    "sunucu",
    "kullanici",
    "kamera",
    "kayit",
    "misafir",
    "internet",
    "sicrama",
    "saat",
    "web",
    "kayit-cihazi",
    "any",
)
OBJECTS = {"sicrama": ["10.0.10.4"], "saat": ["10.0.10.5"], "web": ["10.0.20.10"], "kayit-cihazi": ["10.0.51.20"]}
OWN = {"10.0.10.1": "merkez", "10.100.10.1": "sube"}


def in_zone(name: str, address: str) -> bool:
    zones = {role: [town.prefix(site, role) for site in town.SITES] for role in town.ROLES}
    if name == "any":
        return True
    if name == "internet":
        return not any(in_zone(role, address) for role in town.ROLES)
    if name in OBJECTS:
        return address in OBJECTS[name]
    return any(ip_address(address) in ip_network(network) for network in zones[name])


def serves(words: tuple[str, ...], asked: str) -> bool:
    want = ports_of(asked)
    assert want is not None
    for word in words:
        one = ports_of(word)
        assert one is not None
        if one.protocol == "any":
            return True
        if one.protocol == want.protocol and (one.first is None or one.first <= (want.first or 0) <= (one.last or 0)):
            return True
    return False


def site_of(address: str) -> str | None:
    """Where it is reached; none for the internet, which only the head office has."""
    for site in town.SITES:
        if any(ip_address(address) in ip_network(town.prefix(site, role)) for role in town.ROLES):
            return site
    return None


def vlan_of(address: str) -> str:
    return address.rsplit(".", 1)[0]


def packet_passes(rules: tuple[Rule, ...], source: str, destination: str, service: str) -> bool:
    """One packet, one gateway after the other, one rule after the other."""
    start, end = site_of(source) or "merkez", site_of(destination) or "merkez"
    both_outside = site_of(source) is None and site_of(destination) is None
    if both_outside or (vlan_of(source) == vlan_of(destination) and source not in OWN and destination not in OWN):
        return True
    for gateway in dict.fromkeys((start, end)):
        chain = "input" if OWN.get(destination) == gateway else "output" if OWN.get(source) == gateway else "forward"
        verdict = False
        for rule in rules:
            to_self, from_self = rule.to == ("self",), rule.from_ == ("self",)
            if (chain == "input") != to_self or (chain == "output") != from_self or not serves(rule.services, service):
                continue
            if not from_self and not any(in_zone(name, source) for name in rule.from_):
                continue
            if not to_self and not any(in_zone(name, destination) for name in rule.to):
                continue
            verdict = rule.action == "allow"
            break
        if not verdict:
            return False
    return True


@st.composite
def rule_texts(draw: st.DrawFn) -> str:
    lines = []
    for number in range(draw(st.integers(1, 8))):
        ends = [draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True)) for _ in range(2)]
        kind = draw(st.sampled_from(("forward", "forward", "forward", "input", "output")))
        source = ["self"] if kind == "output" else ends[0]
        target = ["self"] if kind == "input" else ends[1]
        words = draw(
            st.lists(st.sampled_from((*SERVICES, "tcp/1-1000", "udp", "any")), min_size=1, max_size=3, unique=True)
        )
        action = draw(st.sampled_from(("allow", "deny", "reject")))
        gateways = draw(st.sampled_from(("", "gateways: [merkez, sube], ")))
        lines.append(
            f"  - {{id: R{number}, from: [{', '.join(source)}], to: [{', '.join(target)}], "
            f"services: [{', '.join(words)}], {gateways}action: {action}}}"
        )
    return "rules:\n" + "\n".join(lines)


def of(address: str) -> ranges.Ranges:
    return ranges.of_networks([address])


def service(word: str) -> ranges.Ranges:
    found = ports_of(word)
    assert found is not None
    return ranges.of_ports([found])


@settings(max_examples=60, deadline=None)
@given(rule_texts(), st.data())
def test_every_packet_gets_the_answer_of_the_plain_evaluator(text: str, data: st.DataObject) -> None:
    asked = town.resolved(text)
    rules = asked.policy.rules
    for _ in range(12):
        source, destination = (data.draw(st.sampled_from(ADDRESSES)) for _ in range(2))
        word = data.draw(st.sampled_from(SERVICES[:-1]))
        if source == destination:
            continue
        (part,) = trace(asked, of(source), of(destination), service(word))
        assert part.passes == packet_passes(rules, source, destination, word), (source, destination, word)


@settings(max_examples=25, deadline=None)
@given(rule_texts())
def test_the_parts_of_a_set_are_the_set_and_each_says_what_its_packets_get(text: str) -> None:
    asked = town.resolved(text)
    source = ranges.union(*map(of, ADDRESSES))
    services = ranges.union(*map(service, SERVICES))
    parts = trace(asked, source, source, services)
    points = [(one, other, word) for one in ADDRESSES for other in ADDRESSES for word in SERVICES[:-1] if one != other]
    for one, other, word in points[::7]:
        numbers = (ranges.number(one), ranges.number(other), service(word)[0][0])
        (part,) = [part for part in parts if all(map(ranges.holds, part[:3], numbers))]
        assert part.passes == packet_passes(asked.policy.rules, one, other, word), (one, other, word)


def ask(source: str, destination: str, word: str, blocked: ranges.Ranges = ()) -> Part:
    (part,) = trace(town.resolved(), of(source), of(destination), service(word), blocked)
    return part


@pytest.mark.parametrize(
    ("source", "destination", "word", "passes", "rules"),
    [
        ("10.0.50.9", "10.0.10.5", "udp/123", True, ["KAM-1"]),
        ("10.100.50.9", "10.0.10.5", "udp/123", True, ["KAM-1", "KAM-1"]),  # both firewalls on the way
        ("10.0.50.9", "198.51.100.7", "tcp/443", False, [None]),
        ("172.20.100.9", "198.51.100.7", "tcp/443", True, ["MIS-1", "MIS-1"]),
        ("172.20.0.9", "10.0.20.10", "tcp/443", False, [None]),
        ("10.0.30.7", "10.0.20.10", "tcp/80", False, ["KUL-2"]),
        ("10.0.10.4", "10.100.10.1", "tcp/22", False, [None]),  # forwarded by the first, refused before the second
    ],
)
def test_the_rule_and_the_gateways_are_told(
    source: str, destination: str, word: str, passes: bool, rules: list[str | None]
) -> None:
    part = ask(source, destination, word)
    if destination != "10.100.10.1":
        assert [step.rule.rule.id if step.rule else None for step in part.steps] == rules
        assert part.passes == passes
    else:  # YON-1 lets it through the head office, YON-2 into the branch's own firewall
        assert [step.chain for step in part.steps] == ["forward", "input"]
        assert part.passes


def test_a_published_address_goes_to_the_server_behind_it() -> None:
    part = ask("198.51.100.7", "203.0.113.10", "tcp/443")
    assert part.passes
    assert [(step.rule.rule.id, step.translated) for step in part.steps if step.rule] == [("WEB-1", ("NAT-2",))]
    assert ask("198.51.100.7", "203.0.113.10", "tcp/80").why == "default"  # nothing is published there


def test_what_leaves_by_translation_says_so() -> None:
    part = ask("172.20.100.9", "198.51.100.7", "tcp/443")
    assert [step.translated for step in part.steps] == [(), ("NAT-1",)]


def test_behind_one_interface_nothing_filters_and_nowhere_is_no_way() -> None:
    assert ask("10.0.30.7", "10.0.30.8", "tcp/22").why == "unfiltered"
    asked = town.resolved(
        places=town.PLACES.replace("zones: [internet], uplink", "zones: [misafir], at: [{sites: [sube]}], uplink")
    )
    (part,) = trace(asked, of("10.0.30.7"), of("198.51.100.7"), service("tcp/443"))
    assert (part.passes, part.why) == (False, "no-way")


def test_a_blocked_address_gets_nothing_through_in_either_direction() -> None:
    blocked = of("198.51.100.0/24")
    assert ask("10.0.30.7", "198.51.100.7", "tcp/443", blocked).why == "blocked"
    assert ask("198.51.100.7", "203.0.113.10", "tcp/443", blocked).why == "blocked"
    assert ask("10.0.30.7", "192.0.2.7", "tcp/443", blocked).passes
