"""What one firewall is to enforce, and how it is written for its system."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from altyapi.firewall import aerleon, hits, nftables, ranges
from altyapi.firewall.devices import NotAGateway, NotResolved, device_policies, device_policy
from altyapi.firewall.flow import trace
from altyapi.firewall.model import Blocked, DevicePolicy, Interface
from altyapi.firewall.policy import ports_of
from tests.unit.firewall import town


@pytest.fixture(scope="module")
def policy() -> DevicePolicy:
    return device_policy(town.resolved(), "fw-merkez")


def test_a_device_has_its_interfaces_and_only_the_rules_that_can_match_there() -> None:
    found = device_policies(town.resolved())
    assert [one.device for one in found] == ["fw-merkez", "fw-sube"]
    head, branch = found
    assert {one.name for one in branch.interfaces} == {
        "vlan10",
        "vlan20",
        "vlan30",
        "vlan50",
        "vlan51",
        "vlan90",
        "hat",
    }
    assert [one.vid for one in branch.interfaces if one.name == "vlan50"] == [50]
    assert {one.id for one in head.rules} - {one.id for one in branch.rules} == {"WEB-1"}
    assert [one.id for one in branch.destination_nat] == []
    assert branch.own_addresses == ("10.100.10.1/32",)


def test_every_name_in_a_rule_is_an_address_or_a_service_of_the_device(policy: DevicePolicy) -> None:
    for rule in policy.rules:
        for end in (rule.source, rule.destination):
            assert set(end.addresses) <= set(policy.address_by_name)
            assert set(end.interfaces) <= {one.name for one in policy.interfaces}
        assert set(rule.services) <= set(policy.service_by_name)


def test_the_internet_is_everything_but_the_other_zones(policy: DevicePolicy) -> None:
    rule = next(one for one in policy.rules if one.id == "MIS-1")
    assert rule.destination.negated
    held = ranges.of_networks(
        text for name in rule.destination.addresses for text in policy.address_by_name[name].networks
    )
    assert ranges.complement(held) == town.resolved().zones["internet"]
    assert rule.destination.interfaces == ("wan",)


def test_the_internet_with_a_part_of_the_inside_gets_a_set_of_its_own() -> None:
    text = f"rules: [{{id: X, from: [internet], to: [web, internet], services: [any], action: allow, {town.TOLD}}}]"
    policy = device_policy(town.resolved(text), "fw-merkez")
    (name,) = policy.rules[0].destination.addresses
    assert name.startswith("set-")
    assert not ranges.holds(ranges.of_networks(policy.address_by_name[name].networks), ranges.number("10.0.20.10"))


def test_the_same_policy_gives_the_same_bytes_and_any_change_another_digest(policy: DevicePolicy) -> None:
    again = device_policy(town.resolved(), "fw-merkez")
    assert nftables.render(again) == nftables.render(policy)
    assert again.digest == policy.digest
    other = device_policy(town.resolved(town.RULES.replace("tcp/443, dns", "tcp/443")), "fw-merkez")
    assert other.digest != policy.digest


def test_nothing_is_generated_from_names_that_mean_nothing() -> None:
    with pytest.raises(NotResolved, match="kamerra") as refused:
        device_policies(town.resolved(town.RULES.replace("from: [kamera], to: [saat]", "from: [kamerra], to: [saat]")))
    assert "tanımsız ad: kamerra" in refused.value.message("tr")
    assert "names what" not in refused.value.message("tr")
    with pytest.raises(NotAGateway, match="fw-merkez, fw-sube"):
        device_policy(town.resolved(), "sw-1")


@pytest.mark.skipif(not shutil.which("nft"), reason="needs nft (Debian: nftables)")
@pytest.mark.root
def test_nft_accepts_every_kind_of_match(policy: DevicePolicy, tmp_path: Path) -> None:
    probe = subprocess.run(["nft", "list", "tables"], capture_output=True, check=False)
    if probe.returncode:
        pytest.skip("nft may not be used here")
    words = [
        "tcp/1-9",
        "udp",
        "icmp/8",
        "icmp",
        "icmpv6/128",
        "esp",
        "sctp/5",
        "tcp/22,udp/22,icmp/0,gre",
        "any",
        "icmp/0,icmp/8",
    ]
    rules = "rules:\n" + "\n".join(
        f"  - {{id: R{number}, from: [{source}], to: [{target}], services: [{word}], action: {action}, log: true, purpose: 'Şu \"iş\"'}}"
        for number, (word, source, target, action) in enumerate(
            (word, source, target, action)
            for word in words
            for source, target in (
                ("kamera, misafir", "internet"),
                ("any", "kayit-cihazi"),
                ("internet", "any"),
                ("any", "self"),
                ("self", "any"),
            )
            for action in ("allow", "deny", "reject")
        )
    )
    blocked = (Blocked(network="192.0.2.0/24", until="2026-04-21T09:00:00+03:00"), Blocked(network="2001:db8::/32"))
    rich = device_policy(town.resolved(rules), "fw-merkez", blocked)
    file = tmp_path / "x.nft"
    for now in (None, datetime(2026, 4, 20, tzinfo=UTC)):
        file.write_text(nftables.render(rich, now=now))
        done = subprocess.run(["nft", "-c", "-f", str(file)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[:2000]


def test_a_name_that_linux_cannot_have_is_refused(policy: DevicePolicy) -> None:
    long = policy.model_copy(update={"interfaces": (Interface(name="a-very-long-interface", zones=()),)})
    with pytest.raises(nftables.InterfaceTooLong, match="a-very-long-interface"):
        nftables.render(long)


def test_blocked_addresses_carry_the_time_that_is_left(policy: DevicePolicy) -> None:
    blocked = (Blocked(network="192.0.2.7/32", until="2026-04-20T10:00:00+00:00"), Blocked(network="192.0.2.8/32"))
    holding = policy.model_copy(update={"blocked": blocked})
    text = nftables.render(holding, now=datetime(2026, 4, 20, 9, tzinfo=UTC))
    assert "192.0.2.7 timeout 3600s, 192.0.2.8" in text
    later = nftables.render(holding, now=datetime(2026, 4, 20, 11, tzinfo=UTC))
    assert "192.0.2.8" in later
    assert "192.0.2.7" not in later


@pytest.mark.parametrize("target", aerleon.TARGETS)
def test_every_vendor_of_aerleon_gets_its_rules_the_same_each_time(policy: DevicePolicy, target: str) -> None:
    zone = "" if target in aerleon.ZONED else "kamera"
    text = aerleon.render(policy, target, zone)
    assert text == aerleon.render(policy, target, zone)
    assert "10.0.10.5" in text
    assert "KAM-1" in text
    assert not any(line.startswith(("no ip", "no ipv4", "clear")) or "$Id" in line for line in text.splitlines())


def test_a_cisco_list_of_a_zone_says_what_the_policy_says(policy: DevicePolicy) -> None:
    lines = aerleon.render(policy, "cisco", "kamera").splitlines()
    permits = [line.strip() for line in lines if line.strip().startswith(("permit", "deny"))]
    assert permits == [
        "permit tcp any any established",
        "permit udp 10.0.50.0 0.0.0.255 host 10.0.10.5 eq 123",
        "permit udp 10.100.50.0 0.0.0.255 host 10.0.10.5 eq 123",
        "permit tcp 10.0.50.0 0.0.0.255 host 10.0.51.20 eq 554",
        "permit tcp 10.0.50.0 0.0.0.255 host 10.0.51.20 eq 8000",
        "permit tcp 10.100.50.0 0.0.0.255 host 10.0.51.20 eq 554",
        "permit tcp 10.100.50.0 0.0.0.255 host 10.0.51.20 eq 8000",
        "deny ip any any",
    ]


LINE = re.compile(
    r"^ *(permit|deny) (\w+) (any|host \S+|\S+ \S+) (any|host \S+|\S+ \S+)(?: (?:eq (\d+)|range (\d+) (\d+)))?( established)?(?: log)?$"
)


def _of_cisco(text: str) -> ranges.Ranges:
    """An end of a line: address and wildcard mask."""
    if text == "any":
        return ranges.IPV4
    if text.startswith("host "):
        return ranges.of_networks([text.removeprefix("host ")])
    address, wildcard = text.split()
    first = ranges.number(address)
    return ((first, first + ranges.number(wildcard)),)


def _list_lets(lines: list[str], source: str, destination: str, protocol: str, port: int) -> bool:
    for line in lines:
        found = LINE.match(line)
        assert found, line
        action, own, one, other, equal, low, high, established = found.groups()
        ports = (int(low), int(high)) if low else (int(equal), int(equal)) if equal else (0, 65535)
        fits = own in {"ip", protocol} and not established and ports[0] <= port <= ports[1]
        if (
            fits
            and ranges.holds(_of_cisco(one), ranges.number(source))
            and ranges.holds(_of_cisco(other), ranges.number(destination))
        ):
            return action == "permit"
    return False


@pytest.mark.parametrize("seed", range(3))
def test_a_cisco_list_lets_through_what_the_flow_says(seed: int) -> None:
    asked = town.resolved(town.random_rules(Random(seed)))
    text = aerleon.render(device_policy(asked, "fw-merkez"), "cisco", "kamera")
    lines = [line for line in text.splitlines() if line.strip().startswith(("permit", "deny"))]
    for target in ("10.0.10.4", "10.0.10.5", "10.0.20.10", "10.0.30.7", "10.0.51.20", "172.20.0.9", "198.51.100.7"):
        for word in ("tcp/22", "tcp/443", "tcp/554", "udp/53", "udp/123", "udp/9999"):
            ports = ports_of(word)
            assert ports is not None
            services = ranges.of_ports([ports])
            (part,) = trace(asked, ranges.of_networks(["10.0.50.9"]), ranges.of_networks([target]), services)
            protocol, _, port = word.partition("/")
            assert _list_lets(lines, "10.0.50.9", target, protocol, int(port)) == part.passes, (target, word)


def test_a_target_that_is_not_there_names_those_that_are(policy: DevicePolicy) -> None:
    with pytest.raises(aerleon.TargetUnknown, match="unknown"):
        aerleon.render(policy, "unknown")


def test_what_a_vendor_s_language_can_not_say_is_told_with_the_device(policy: DevicePolicy) -> None:
    long = policy.model_copy(update={"rules": tuple(one.model_copy(update={"id": "x" * 200}) for one in policy.rules)})
    with pytest.raises(aerleon.NotGenerated, match="fw-merkez"):
        aerleon.render(long, "cisco", "kamera")


def test_a_counter_that_grew_or_began_anew_is_a_hit(tmp_path: Path) -> None:
    first, second, third = (datetime(2026, 4, day, tzinfo=UTC) for day in (1, 2, 3))
    assert hits.record(tmp_path, "fw-1", {"A": 5, "B": 0}, first) == ("A",)
    assert hits.record(tmp_path, "fw-2", {"A": 5, "B": 0}, first) == ("A",)
    assert hits.record(tmp_path, "fw-1", {"A": 5, "B": 2}, second) == ("B",)
    assert hits.record(tmp_path, "fw-1", {"A": 1, "B": 0}, third) == ("A",)  # after a reload: one packet since
    assert hits.last(tmp_path) == {"A": third.isoformat(), "B": second.isoformat()}
    (tmp_path / hits.FILE).write_text("{")
    with pytest.raises(hits.HitsDamaged):
        hits.last(tmp_path)


def test_no_text_of_a_policy_makes_a_line_of_its_own_in_what_is_generated(policy: DevicePolicy) -> None:
    """Whatever made the policy, and let a line break through."""
    broken = "a\n\t\taccept\r\u2028x"
    told = policy.model_copy(
        update={
            "device": f"{policy.device}{broken}",
            "addresses": tuple(one.model_copy(update={"comment": broken}) for one in policy.addresses),
            **{
                section: tuple(one.model_copy(update={"purpose": broken}) for one in getattr(policy, section))
                for section in ("rules", "source_nat", "destination_nat")
            },
        }
    )

    def active(text: str) -> list[str]:
        return [line for line in text.splitlines() if not line.strip().startswith("#")]

    assert told.destination_nat
    assert told.source_nat
    assert active(nftables.render(told)) == active(nftables.render(policy))
