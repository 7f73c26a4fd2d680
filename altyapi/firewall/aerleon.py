"""The one door to aerleon: filters for the systems that it serves better than a template of ours would.

What it is used for and what not: docs/decisions/0006-firewall-generation.md. It gets plain sets (the part of the internet is
written out as networks) and gives text; its own lines of version control and its `no access-list` before the list are taken
out, since a list that is in force must never be empty (altyapi/remediation changes lists line by line).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from altyapi.errors import EngineError
from altyapi.firewall import ranges
from altyapi.firewall.model import WITH_PORTS, DevicePolicy, End, Ports, Rule, one_line
from altyapi.firewall.ranges import Ranges

TARGETS: dict[str, str] = {
    "arista": "extended", "cisco": "extended", "ciscoasa": "", "cisconx": "extended", "ciscoxr": "extended", "juniper": "inet",
    "paloalto": "", "srx": "",
}  # fmt: skip
"""Generators that are used, with what they want behind the filter's name."""
ZONED = ("paloalto", "srx")
NOISE = ("$Id:", "$Date:", "$Revision:")
ICMP = {
    0: "echo-reply",
    3: "unreachable",
    5: "redirect",
    8: "echo-request",
    11: "time-exceeded",
    12: "parameter-problem",
}


class TargetUnknown(EngineError):
    """Fields: target, known."""

    code = "FWL-004"
    en = "No generator of that name: {target}"
    tr = "Bu adda üreteç yok: {target}"
    en_remedy = "Generators: {known}"
    tr_remedy = "Üreteçler: {known}"


class NotGenerated(EngineError):
    """Fields: device, target, problem."""

    code = "FWL-005"
    en = "The policy can't be said in {target}: {problem} (device: {device})."
    tr = "Politika bu dilde yazılamıyor: {target}: {problem} (cihaz: {device})."
    en_remedy = "Take what it lacks out of the rules of that device, or render it for another platform."
    tr_remedy = "Eksik özellik o cihazın kurallarından çıkarılmalı ya da başka bir platform için üretilmeli."


def render(policy: DevicePolicy, target: str, zone: str = "", name: str = "altyapi") -> str:
    """The forwarding rules as that vendor writes them; IPv4. With `zone`, only those for packets that come from it: what stands at
    the interface of that zone. Raises TargetUnknown, NotGenerated."""
    if target not in TARGETS:
        raise TargetUnknown(target=target, known=", ".join(TARGETS))
    from aerleon import api  # noqa: PLC0415  a quarter of a second
    from aerleon.lib import naming  # noqa: PLC0415

    writer = _Writer(policy, target, zone)
    filters = list(writer.filters(name))
    definitions = naming.Naming()
    definitions.ParseDefinitionsObject({"networks": writer.networks, "services": writer.services}, "policy")
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)  # it tells of shadowed terms there, which check() finds exactly
    wanted: Any = {"filename": name, "filters": filters}
    try:
        made = api.Generate([wanted], definitions) or {}
    except Exception as error:  # its errors share no class of their own
        raise NotGenerated(device=policy.device, target=target, problem=" ".join(str(error).split())) from error
    finally:
        logging.disable(before)
    return _clean("\n".join(made.values()), target)


class _Writer:
    def __init__(self, policy: DevicePolicy, target: str, zone: str) -> None:
        self.policy = policy
        self.target = target
        self.zone = zone
        found = policy.address_by_name.get(zone)
        self.within = ranges.of_networks(found.networks) if found else ranges.IPV4
        self.networks: dict[str, Any] = {}
        self.services: dict[str, Any] = {}

    def filters(self, name: str) -> Iterator[dict[str, Any]]:
        rules = [
            rule
            for rule in self.policy.rules
            if rule.chain == "forward" and (not self.zone or self.zone in rule.source.zones)
        ]
        if self.target not in ZONED:
            terms = [term for rule in rules for term in self._terms(rule)]
            # without state, what comes back is known by TCP's flags alone
            back = {"name": "established", "protocol": "tcp", "option": "tcp-established", "action": "accept"}
            head = {"targets": {self.target: f"{name} {TARGETS[self.target]}".strip()}}
            last = {"name": "default-deny", "action": "deny"}
            yield {"header": head, "terms": [*([] if self.target == "ciscoasa" else [back]), *terms, last]}
            return
        zones = [zone.name for zone in self.policy.zones if zone.interfaces]
        for source in zones:
            for destination in zones:
                meant = [
                    rule for rule in rules if source in rule.source.zones and destination in rule.destination.zones
                ]
                terms = [term for rule in meant for term in self._terms(rule)]
                if terms:
                    pair = f"from-zone {source} to-zone {destination}"
                    yield {"header": {"targets": {self.target: pair}}, "terms": terms}

    def _terms(self, rule: Rule) -> Iterator[dict[str, Any]]:
        """One per protocol: a term's ports belong to all its protocols."""
        term: dict[str, Any] = {"action": {"allow": "accept", "deny": "deny", "reject": "reject"}[rule.action]}
        for end, key in ((rule.source, "source-address"), (rule.destination, "destination-address")):
            if end.addresses:
                named = self._network(end, self.within if end is rule.source else ranges.IPV4)
                if named is None:
                    return
                term[key] = named
        if rule.log:
            term["logging"] = "true"
        if rule.purpose:
            term["comment"] = one_line(rule.purpose)
        ports = [one for name in rule.services for one in self.policy.service_by_name[name].ports]
        if not rule.services or any(one.protocol == "any" for one in ports):
            yield {**term, "name": rule.id}
            return
        for number, (protocol, own) in enumerate(_by_protocol(ports).items()):
            one_term: dict[str, Any] = {
                "name": rule.id if not number else f"{rule.id}-{protocol}",
                "protocol": protocol,
            }
            if protocol in WITH_PORTS and all(one.first is not None for one in own):
                service = "_".join([protocol, *(f"{one.first}-{one.last}" for one in own)])
                self.services[service] = [
                    {
                        "protocol": protocol,
                        "port": f"{one.first}-{one.last}" if one.first != one.last else str(one.first),
                    }
                    for one in own
                ]
                one_term["destination-port"] = service
            elif protocol == "icmp" and all(one.first in ICMP for one in own):
                one_term["icmp-type"] = " ".join(ICMP[one.first] for one in own if one.first is not None)
            yield {**term, **one_term}

    def _network(self, end: End, within: Ranges) -> str | None:
        """The name of an end's addresses; none where there are no IPv4 ones, so that the rule matches nothing."""
        held = ranges.of_networks(text for name in end.addresses for text in self.policy.address_by_name[name].networks)
        held = ranges.intersection(ranges.complement(held) if end.negated else held, within)
        if not held:
            return None
        name = (
            "_".join((*(("not",) if end.negated else ()), *end.addresses)).upper().replace("-", "_").replace(".", "_")
        )
        self.networks[name] = {"values": [{"address": network} for network in ranges.to_networks(held)]}
        return name


def _by_protocol(ports: list[Ports]) -> dict[str, list[Ports]]:
    found: dict[str, list[Ports]] = {}
    for one in dict.fromkeys(ports):
        found.setdefault(one.protocol, []).append(one)
    return found


def _clean(text: str, target: str) -> str:
    """Without what would change at each run, and without what would empty a list that is in force."""
    lines = [line.rstrip() for line in text.splitlines() if not any(word in line for word in NOISE)]
    if target not in ZONED and target != "juniper":
        lines = [
            line
            for line in lines
            if not line.startswith(("no ip access-list", "no ipv4 access-list", "clear configure"))
        ]
        lines = [line for line in lines if line.strip() and line.strip() != "remark"]
    return "\n".join(lines).strip() + "\n"
