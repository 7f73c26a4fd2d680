"""The ruleset of a Linux firewall: one table in one file, which `nft -f` loads whole or not at all (nft(8)).

`table T; delete table T; table T {…}` in one transaction never leaves a moment without rules, but begins with empty sets and
counters: blocked addresses are part of the file, and the counters' last values can be given to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from altyapi.errors import EngineError
from altyapi.firewall import ranges
from altyapi.firewall.model import (
    NUMBERS,
    WITH_PORTS,
    Address,
    Blocked,
    DestinationNat,
    DevicePolicy,
    End,
    Ports,
    Rule,
    SourceNat,
    one_line,
)
from netbox_sync.canonical import sha256

TABLE = "altyapi"
FAMILIES = (4, 6)
LONGEST_INTERFACE = 15
"""IFNAMSIZ less its closing zero."""
LOG_NEW = "altyapi"
DEFAULT = "default"
NEIGHBOURS = "nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit, nd-router-advert"
PER_LINE = 200
"""Elements of a set on one line."""


class InterfaceTooLong(EngineError):
    """Fields: interface, device."""

    code = "FWL-003"
    en = "Linux has no interface with so long a name: {interface} (device: {device})."
    tr = "Linux bu uzunlukta arayüz adı kabul etmez: {interface} (cihaz: {device})."
    en_remedy = "Shorten it to 15 characters in `gateways` of the firewall policy."
    tr_remedy = "Güvenlik duvarı politikasındaki `gateways` altında 15 karaktere kısaltılmalı."


class Counter(NamedTuple):
    packets: int
    octets: int


def render(
    policy: DevicePolicy,
    counters: Mapping[str, Counter] | None = None,
    now: datetime | None = None,
    *,
    stamped: bool = False,
) -> str:
    """The whole file. `counters` by rule id are where the new ones begin. With `now`, blocked addresses carry the time that is
    left of them, so that they go by themselves also where nobody comes to take them out; without, the same policy gives the same
    bytes. `stamped` says of each of them until when, in words that the device keeps: whoever loads the file gives it the time.
    Raises InterfaceTooLong."""
    for one in policy.interfaces:
        if len(one.name) > LONGEST_INTERFACE:
            raise InterfaceTooLong(interface=one.name, device=policy.device)
    return "\n".join(_Writer(policy, counters or {}, now, stamped=stamped).lines()) + "\n"


class _Writer:
    def __init__(
        self, policy: DevicePolicy, counters: Mapping[str, Counter], now: datetime | None, *, stamped: bool
    ) -> None:
        self.policy = policy
        self.stamped = stamped
        self.counters = counters
        self.now = now
        self.every_interface = {one.name for one in policy.interfaces}
        self.unions: dict[tuple[str, ...], Address] = {}

    def lines(self) -> Iterator[str]:
        policy = self.policy
        forward = list(self._chain("forward"))
        inward, outward = list(self._chain("input")), list(self._chain("output"))
        destination = [line for one in policy.destination_nat for line in self._destination_nat(one)]
        source = [line for one in policy.source_nat for line in self._source_nat(one)]
        yield "#!/usr/sbin/nft -f"
        yield _remark(policy.device, policy.gateway)
        yield f"table inet {TABLE}"
        yield f"delete table inet {TABLE}"
        yield f"table inet {TABLE} {{"
        for address in sorted([*policy.addresses, *self.unions.values()], key=lambda one: one.name):
            yield from self._set(address)
        yield from self._blocked_sets()
        yield from self._rate_sets()
        yield from self._counters()
        yield from (
            "\tchain blocked {",
            "\t\ttype filter hook prerouting priority raw; policy accept;",
            *(
                f'\t\tip{"6" if family == 6 else ""} {end} @blocked{family} counter name "blocked" drop'
                for family in FAMILIES
                for end in ("saddr", "daddr")
            ),
            "\t}",
            "\tchain blocked_out {",
            "\t\ttype filter hook output priority raw; policy accept;",
            *(
                f'\t\tip{"6" if family == 6 else ""} daddr @blocked{family} counter name "blocked" drop'
                for family in FAMILIES
            ),
            "\t}",
        )
        yield from self._rates()
        if destination:
            yield from ("\tchain dstnat {", "\t\ttype nat hook prerouting priority dstnat; policy accept;")
            yield from (*destination, "\t}")
        if source:
            yield from ("\tchain srcnat {", "\t\ttype nat hook postrouting priority srcnat; policy accept;")
            yield from (*source, "\t}")
        for name, rules in (("forward", forward), ("input", inward), ("output", outward)):
            yield from (
                f"\tchain {name} {{",
                f"\t\ttype filter hook {name} priority filter; policy drop;",
                *(('\t\tiifname "lo" accept',) if name == "input" else ()),
                *(('\t\toifname "lo" accept',) if name == "output" else ()),
                "\t\tct state established,related accept",
                "\t\tct state invalid drop",
                *((f"\t\ticmpv6 type {{ {NEIGHBOURS} }} accept",) if name != "forward" else ()),
                *rules,
                *((f'\t\tlog prefix "{LOG_NEW} {DEFAULT} deny: "',) if policy.log_denied else ()),
                f'\t\tcounter name "{DEFAULT}" drop',
                "\t}",
            )
        yield "}"

    def _set(self, address: Address) -> Iterator[str]:
        if address.comment:
            yield f"\t{_remark(address.name, address.comment)}"
        for family in FAMILIES:
            networks = _of_family(address.networks, family)
            if networks:
                yield f"\tset {_set_name(address.name, family)} {{"
                yield f"\t\ttype ipv{family}_addr"
                yield "\t\tflags interval"
                yield from _listed(networks)
                yield "\t}"

    def _blocked_sets(self) -> Iterator[str]:
        for family in FAMILIES:
            yield f"\tset blocked{family} {{"
            yield f"\t\ttype ipv{family}_addr"
            yield "\t\tflags interval,timeout"
            elements = _elements(self.policy.blocked, family, self.now, stamped=self.stamped)
            if elements:
                yield from _listed(elements)
            yield "\t}"

    def _rate_sets(self) -> Iterator[str]:
        """Empty at first: an address comes in with its first packet, and goes when it has been silent."""
        for rate in self.policy.rates:
            for way in ("in", "out"):
                yield from (
                    f"\tset rate_{rate.name}_{way} {{",
                    "\t\ttype ipv4_addr",
                    "\t\tsize 65535",
                    "\t\tflags dynamic,timeout",
                    "\t\ttimeout 1m",
                    "\t}",
                )

    def _rates(self) -> Iterator[str]:
        if not self.policy.rates:
            return
        # before the rules: what is established counts too
        yield from ("\tchain rates {", "\t\ttype filter hook forward priority filter - 10; policy accept;")
        for rate in self.policy.rates:
            most = f"{rate.kbytes // 1024} mbytes" if rate.kbytes % 1024 == 0 else f"{rate.kbytes} kbytes"
            for way, interface, word in (("in", "iifname", "saddr"), ("out", "oifname", "daddr")):
                yield (
                    f'\t\t{interface} "{rate.interface}" ip {word} @{_set_name(rate.addresses, 4)} update @rate_{rate.name}_{way} '
                    f"{{ ip {word} limit rate over {most}/second burst {most} }} drop"
                )
        yield "\t}"

    def _counters(self) -> Iterator[str]:
        for name in (DEFAULT, "blocked", *(_counter(rule.id) for rule in self.policy.rules)):
            begun = self.counters.get(name.removeprefix("r_"), Counter(0, 0))
            yield f"\tcounter {name} {{ packets {begun.packets} bytes {begun.octets} }}"

    def _chain(self, chain: str) -> Iterator[str]:
        for rule in self.policy.rules:
            if rule.chain == chain:
                yield f"\t\t{_remark(rule.id, rule.purpose)}"
                for match in self._matches(rule.source, rule.destination, rule.services):
                    yield f"\t\t{match}{_verdict(rule)}"

    def _destination_nat(self, nat: DestinationNat) -> Iterator[str]:
        family = 6 if ":" in nat.address else 4
        word = "ip6" if family == 6 else "ip"
        source = self._end(nat.source, "saddr", "iifname", family)
        if source is None:
            return
        service = f"{_ports((nat.ports,))[0]} " if nat.ports else ""
        to = f"[{nat.to}]" if family == 6 and nat.to_port else nat.to
        to += f":{nat.to_port}" if nat.to_port else ""
        yield f"\t\t{_remark(nat.id, nat.purpose)}"
        yield f"\t\t{source}{word} daddr {nat.address} {service}dnat {word} to {to}"

    def _source_nat(self, nat: SourceNat) -> Iterator[str]:
        yield f"\t\t{_remark(nat.id, nat.purpose)}"
        for family in FAMILIES if not nat.to else ((6,) if ":" in nat.to else (4,)):
            word = "ip6" if family == 6 else "ip"
            verdict = f"snat {word} to {_pool(nat.to)}" if nat.to else "masquerade"
            for match in self._matches(nat.source, nat.destination, nat.services, (family,), incoming=False):
                yield f"\t\t{match}{verdict}"

    def _matches(
        self,
        source: End,
        destination: End,
        services: Sequence[str],
        families: Sequence[int] = FAMILIES,
        *,
        incoming: bool = True,
    ) -> Iterator[str]:
        """What stands before the verdict, a line each. In postrouting (`incoming` false) the way in is not asked for."""
        plain = not source.addresses and not destination.addresses and len(families) > 1
        for family in (None,) if plain else families:
            first = self._end(source, "saddr", "iifname" if incoming else "", family)
            second = self._end(destination, "daddr", "oifname", family)
            if first is None or second is None:
                continue
            both = f"{first}{second}"
            if family is not None and "ip " not in both and "ip6 " not in both:
                both += f"meta nfproto ipv{family} "
            for service in self._services(services, family):
                yield f"{both}{service}"

    def _end(self, end: End, word: str, interface: str, family: int | None) -> str | None:
        """The match of one end; none where nothing of that family can match."""
        text = ""
        if interface and end.interfaces and set(end.interfaces) != self.every_interface:
            text = f"{interface} {_one_of([_quoted(name) for name in end.interfaces])} "
        if not end.addresses or family is None:
            return text
        header = "ip6" if family == 6 else "ip"
        held = [self.policy.address_by_name[name] for name in end.addresses]
        present = [one for one in held if _of_family(one.networks, family)]
        if end.negated:
            return text + "".join(f"{header} {word} != @{_set_name(one.name, family)} " for one in present)
        if not present:
            return None
        one = present[0] if len(present) == 1 else self._union(end.addresses)
        return f"{text}{header} {word} @{_set_name(one.name, family)} "

    def _union(self, names: tuple[str, ...]) -> Address:
        """One set of several: a rule can ask for one only."""
        if names not in self.unions:
            networks = ranges.of_networks(text for name in names for text in self.policy.address_by_name[name].networks)
            content = ranges.to_networks(networks)
            name = f"union-{sha256(' '.join(content))[:12]}"
            self.unions[names] = Address(name=name, networks=content, kind="made", comment=", ".join(names))
        return self.unions[names]

    def _services(self, names: Sequence[str], family: int | None) -> Sequence[str]:
        if not names:
            return ("",)
        ports = tuple(dict.fromkeys(one for name in names for one in self.policy.service_by_name[name].ports))
        return [f"{text} " if text else "" for text in _ports(ports, family)]


def _remark(name: str, text: str) -> str:
    return one_line(f"# {name}: {text}" if text else f"# {name}")


def _ports(ports: Sequence[Ports], family: int | None = None) -> list[str]:
    """Matches of which one must fit; an empty one fits everything."""
    if any(one.protocol == "any" for one in ports):
        return [""]
    found: list[str] = []
    numbered = [one for one in ports if one.protocol in WITH_PORTS and one.first is not None]
    protocols = sorted({one.protocol for one in numbered})
    if len(protocols) == 1:
        found.append(f"{protocols[0]} dport {_one_of([_span(first, last) for first, last in _spans(numbered)])}")
    elif protocols:
        pairs = [
            f"{protocol} . {_span(first, last)}"
            for protocol in protocols
            for first, last in _spans([one for one in numbered if one.protocol == protocol])
        ]
        found.append(f"meta l4proto . th dport {_one_of(pairs)}")
    for protocol, own in (("icmp", 4), ("icmpv6", 6)):
        types = sorted({one.first for one in ports if one.protocol == protocol and one.first is not None})
        if types and family in {None, own}:
            found.append(f"{protocol} type {_one_of(list(map(str, types)))}")
    whole = sorted({NUMBERS[one.protocol] for one in ports if one.first is None})
    if whole:
        found.append(f"meta l4proto {_one_of(list(map(str, whole)))}")
    return found


def _spans(ports: Sequence[Ports]) -> ranges.Ranges:
    return ranges.joined((one.first or 0, one.last if one.last is not None else one.first or 0) for one in ports)


def _quoted(name: str) -> str:
    return f'"{name}"'


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _one_of(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 and " . " not in words[0] else f"{{ {', '.join(words)} }}"


def _verdict(rule: Rule) -> str:
    log = f'log prefix "{LOG_NEW} {rule.id} {rule.action}: " ' if rule.log else ""
    verdict = {"allow": "accept", "deny": "drop", "reject": "reject with icmpx admin-prohibited"}[rule.action]
    return f'{log}counter name "{_counter(rule.id)}" {verdict}'


def _counter(rule: str) -> str:
    return f"r_{rule}"


def _set_name(name: str, family: int) -> str:
    # a name may begin with a figure in the policy, not in nft
    return f"a_{name}_{family}"


def _of_family(networks: Sequence[str], family: int) -> list[str]:
    return [one for one in networks if (":" in one) == (family == 6)]


def _pool(network: str) -> str:
    first, last = ranges.of_network(network)
    return ranges.address(first) if first == last else f"{ranges.address(first)}-{ranges.address(last)}"


def _elements(blocked: Sequence[Blocked], family: int, now: datetime | None, *, stamped: bool = False) -> list[str]:
    found = []
    for one in blocked:
        if (":" in one.network) != (family == 6):
            continue
        network = one.network.removesuffix("/32" if family == 4 else "/128")
        if stamped and one.until is not None:
            found.append(f'{network} comment "until {one.until}"')
            continue
        if now is None or one.until is None:
            found.append(network)
            continue
        left = int((datetime.fromisoformat(one.until) - now).total_seconds())
        if left > 0:
            found.append(f"{network} timeout {left}s")
    return found


def _listed(elements: Sequence[str]) -> Iterator[str]:
    lines = [", ".join(elements[start : start + PER_LINE]) for start in range(0, len(elements), PER_LINE)]
    yield "\t\telements = { " + ",\n\t\t\t".join(lines) + " }"
