"""A firewall's policy (altyapi/firewall/model.py) as the objects that FortiOS has for it; the templates only write them.

Each network is an address; a set of several is a group. Policies are numbered by their rule's own name, so that a rule that is put
in between renumbers nothing. Address translation is central (`central-nat`): it has tables of its own, as in the model, and
policies see the address after it. What the device itself sends is not filtered: FortiOS has nothing for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from ipaddress import ip_interface, ip_network

from altyapi.errors import EngineError
from altyapi.firewall.model import NUMBERS, Address, DestinationNat, DevicePolicy, End, Ports, Rule, Service, SourceNat
from netbox_sync.model import Frozen

NAME_LENGTH, COMMENT_LENGTH = 35, 255
ALL, ANY, ALWAYS = "all", "any", "always"
EVERY_SERVICE = "ALL"
FIRST_NUMBER, NUMBER_SPAN = 1000, 900_000
BLOCKED = "altyapi-yasakli"
BLOCKED_MOST = 5000
"""Blocked addresses that a device is given: the smallest hold 5,000 addresses in all, and each is an object of its own."""
GROUP_MEMBERS = 250
"""A set of more is a group of groups: how many members a group holds depends on the model, 300 at least."""


class TooManyBlocked(EngineError):
    code = "FWL-017"
    en = "More blocked addresses than a FortiGate is given: {device}: {count}, at most {most}."
    tr = "Bir FortiGate cihazına verilenden fazla engelli adres var: {device}: {count}, en çok {most}."
    en_remedy = "Join addresses into networks, or block them on a Linux gateway, which holds such a list in one set."
    tr_remedy = "Adresler ağlarda toplanmalı ya da böyle bir listeyi tek kümede tutan Linux geçidinde engellenmeli."


class AddressObject(Frozen):
    name: str
    value: str  # IPv4: network and mask; IPv6: prefix
    six: bool = False
    comment: str = ""


class GroupObject(Frozen):
    name: str
    members: tuple[str, ...]
    six: bool = False
    comment: str = ""


class ServiceObject(Frozen):
    """`kind`: TCP/UDP/SCTP, ICMP, ICMP6 or IP."""

    name: str
    kind: str
    tcp: tuple[str, ...] = ()
    udp: tuple[str, ...] = ()
    sctp: tuple[str, ...] = ()
    number: int | None = None  # ICMP type, or protocol number
    comment: str = ""


class PolicyObject(Frozen):
    number: int
    name: str = ""
    sources: tuple[str, ...] = ()  # interfaces
    destinations: tuple[str, ...] = ()
    source: tuple[str, ...] = ()  # addresses; empty: not of this family
    destination: tuple[str, ...] = ()
    source6: tuple[str, ...] = ()
    destination6: tuple[str, ...] = ()
    source_negated: bool = False
    destination_negated: bool = False
    services: tuple[str, ...]
    accept: bool
    reject: bool = False
    log: bool = False
    comment: str = ""


class SourceNatObject(Frozen):
    number: int
    sources: tuple[str, ...]
    destinations: tuple[str, ...]
    source: tuple[str, ...]
    destination: tuple[str, ...]
    pool: str = ""  # none: the address of the interface that the packet leaves by
    comment: str = ""


class PoolObject(Frozen):
    name: str
    first: str
    last: str


class VipObject(Frozen):
    name: str
    interface: str
    external: str
    mapped: str
    protocol: str = ""
    port: str = ""
    mapped_port: str = ""
    comment: str = ""


class PolicyObjects(Frozen):
    """All that FortiOS is told of a policy, in the order in which it has to be there."""

    addresses: tuple[AddressObject, ...]
    groups: tuple[GroupObject, ...]
    services: tuple[ServiceObject, ...]
    service_groups: tuple[GroupObject, ...]
    pools: tuple[PoolObject, ...]
    vips: tuple[VipObject, ...]
    policies: tuple[PolicyObject, ...]
    local: tuple[PolicyObject, ...]
    source_nat: tuple[SourceNatObject, ...]

    @property
    def translates(self) -> bool:
        return bool(self.source_nat or self.vips)


def objects(policy: DevicePolicy) -> PolicyObjects:
    """The objects of a device's policy."""
    return _Builder(policy).build()


class _Builder:
    def __init__(self, policy: DevicePolicy) -> None:
        self.policy = policy
        self.addresses: dict[str, AddressObject] = {}
        self.groups: dict[str, GroupObject] = {}
        self.services: dict[str, ServiceObject] = {}
        self.service_groups: dict[str, GroupObject] = {}
        self.pools: dict[str, PoolObject] = {}
        self.numbers: dict[str, set[int]] = {}

    def build(self) -> PolicyObjects:
        policy = self.policy
        blocked = self._blocked()
        forward = [self._rule(rule, "forward") for rule in policy.rules if rule.chain == "forward"]
        entering = [self._rule(rule, "input") for rule in policy.rules if rule.chain == "input"]
        if entering:  # without any, what administrators may do is decided by allowaccess and trusted hosts alone
            entering.append(self._last(log=policy.log_denied))
        source_nat = tuple(self._source_nat(one) for one in policy.source_nat)
        vips = tuple(self._vip(one) for one in policy.destination_nat)
        return PolicyObjects(
            addresses=tuple(self.addresses.values()),
            groups=tuple(self.groups.values()),
            services=tuple(self.services.values()),
            service_groups=tuple(self.service_groups.values()),
            pools=tuple(self.pools.values()),
            vips=vips,
            policies=(*blocked, *forward),
            local=tuple(entering),
            source_nat=source_nat,
        )

    def _number(self, table: str, name: str) -> int:
        """A number of the rule's own; the next free one where two rules have the same."""
        taken = self.numbers.setdefault(table, set())
        digest = int.from_bytes(hashlib.sha256(name.encode()).digest()[:6])
        number = FIRST_NUMBER + digest % NUMBER_SPAN
        while number in taken:
            number += 1
        taken.add(number)
        return number

    # -- addresses

    def _named(self, name: str) -> tuple[list[str], list[str]]:
        """The objects of a named set: of IPv4 and of IPv6."""
        found = self.policy.address_by_name[name]
        return self._set(found, six=False), self._set(found, six=True)

    def _set(self, found: Address, *, six: bool) -> list[str]:
        networks = [one for one in found.networks if (":" in one) == six]
        if not networks:
            return []
        name = f"{found.name}-v6" if six else found.name
        comment = found.comment[:COMMENT_LENGTH]
        if len(networks) == 1:
            self.addresses[name] = _address(name, networks[0], comment)
        elif name not in self.groups:
            members = [f"{name}_{network.replace('/', '-')}" for network in networks]
            self.addresses |= {
                member: _address(member, network, "") for member, network in zip(members, networks, strict=True)
            }
            if len(members) > GROUP_MEMBERS:
                parts = _parted(name, members)
                self.groups |= {part: GroupObject(name=part, members=held, six=six) for part, held in parts.items()}
                members = list(parts)
            self.groups[name] = GroupObject(name=name, members=tuple(members), six=six, comment=comment)
        return [name]

    def _end(self, end: End) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The addresses of an end, of IPv4 and of IPv6; both `all` where it is any."""
        if not end.addresses:
            return (ALL,), (ALL,)
        four: list[str] = []
        six: list[str] = []
        for name in end.addresses:
            own, own6 = self._named(name)
            four += own
            six += own6
        if end.negated:  # everything but a set without addresses of a family is all of that family
            return tuple(four) or (ALL,), tuple(six) or (ALL,)
        return tuple(four), tuple(six)

    def _blocked(self) -> list[PolicyObject]:
        """What is blocked passes in neither direction, before any rule."""
        if not self.policy.blocked:
            return []
        networks = tuple(one.network for one in self.policy.blocked)
        if len(networks) > BLOCKED_MOST:
            raise TooManyBlocked(device=self.policy.device, count=len(networks), most=BLOCKED_MOST)
        found = Address(name=BLOCKED, networks=networks, kind="made")
        four, six = tuple(self._set(found, six=False)), tuple(self._set(found, six=True))
        every4, every6 = (ALL,) if four else (), (ALL,) if six else ()
        shared = {"sources": (ANY,), "destinations": (ANY,), "services": (EVERY_SERVICE,), "accept": False, "log": True}
        return [
            PolicyObject(number=1, name=f"{BLOCKED}-giden", source=every4, source6=every6, destination=four,
                         destination6=six, **shared),
            PolicyObject(number=2, name=f"{BLOCKED}-gelen", source=four, source6=six, destination=every4,
                         destination6=every6, **shared),
        ]  # fmt: skip

    # -- services

    def _services(self, names: Sequence[str]) -> tuple[str, ...]:
        return tuple(self._service(self.policy.service_by_name[name]) for name in names) or (EVERY_SERVICE,)

    def _service(self, service: Service) -> str:
        if any(one.protocol == "any" for one in service.ports):
            return EVERY_SERVICE
        if service.name in self.services or service.name in self.service_groups:
            return service.name
        parts = list(_parts(service))
        if len(parts) == 1:
            self.services[service.name] = parts[0].model_copy(
                update={"name": service.name, "comment": service.comment[:COMMENT_LENGTH]}
            )
        else:
            self.services |= {part.name: part for part in parts}
            members = tuple(part.name for part in parts)
            comment = service.comment[:COMMENT_LENGTH]
            self.service_groups[service.name] = GroupObject(name=service.name, members=members, comment=comment)
        return service.name

    # -- rules

    def _rule(self, rule: Rule, table: str) -> PolicyObject:
        source, source6 = self._end(rule.source)
        destination, destination6 = self._end(rule.destination)
        if not (source and destination):
            source = destination = ()
        if not (source6 and destination6):
            source6 = destination6 = ()
        if (rule.source.negated or rule.destination.negated) and source and source6:
            source6 = destination6 = ()  # the negation is one for both families: the sets of the model are of IPv4 then
        return PolicyObject(
            number=self._number(table, rule.id),
            name=rule.id[:NAME_LENGTH],
            sources=_sides(rule.source),
            destinations=_sides(rule.destination),
            source=source,
            destination=destination,
            source6=source6,
            destination6=destination6,
            source_negated=rule.source.negated,
            destination_negated=rule.destination.negated,
            services=self._services(rule.services),
            accept=rule.action == "allow",
            reject=rule.action == "reject",
            log=rule.log,
            comment=_comment(rule.purpose or rule.comment, rule.evrak),
        )

    def _last(self, *, log: bool) -> PolicyObject:
        number = self._number("input", "")
        return PolicyObject(number=number, sources=(ANY,), source=(ALL,), destination=(ALL,), services=(EVERY_SERVICE,),
                            accept=False, log=log, comment="Kalan her şey")  # fmt: skip

    def _source_nat(self, rule: SourceNat) -> SourceNatObject:
        pool = ""
        if rule.to:
            network = ip_network(rule.to if "/" in rule.to else f"{rule.to}/{ip_interface(rule.to).max_prefixlen}")
            pool = f"snat-{network.network_address}"[:NAME_LENGTH]
            self.pools[pool] = PoolObject(
                name=pool, first=str(network.network_address), last=str(network.broadcast_address)
            )
        return SourceNatObject(
            number=self._number("snat", rule.id),
            sources=_sides(rule.source),
            destinations=_sides(rule.destination),
            source=self._end(rule.source)[0] or (ALL,),
            destination=self._end(rule.destination)[0] or (ALL,),
            pool=pool,
            comment=_comment(rule.purpose, rule.evrak),
        )

    def _vip(self, rule: DestinationNat) -> VipObject:
        sides = _sides(rule.source)
        ports = rule.ports
        ported = ports is not None and ports.first is not None
        return VipObject(
            name=rule.id[:NAME_LENGTH],
            interface=sides[0] if len(sides) == 1 else ANY,
            external=rule.address.partition("/")[0],
            mapped=rule.to.partition("/")[0],
            protocol=ports.protocol if ported and ports is not None else "",
            port=_span(ports) if ported and ports is not None else "",
            mapped_port=str(rule.to_port) if ported and rule.to_port else _span(ports) if ported and ports else "",
            comment=_comment(rule.purpose, rule.evrak),
        )


def _parted(name: str, members: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Groups by name. A member's group is its own name's, so that one that comes or goes moves no other."""
    count = 2
    while len(members) > count * GROUP_MEMBERS // 2:
        count *= 2
    parts: dict[str, list[str]] = {}
    for member in members:
        place = int.from_bytes(hashlib.sha256(member.encode()).digest()[:4]) % count
        parts.setdefault(f"{name}-{place}", []).append(member)
    return {part: tuple(parts[part]) for part in sorted(parts)}


def _address(name: str, network: str, comment: str) -> AddressObject:
    parsed = ip_network(network)
    value = str(parsed) if parsed.version == 6 else f"{parsed.network_address} {parsed.netmask}"
    return AddressObject(name=name, value=value, six=parsed.version == 6, comment=comment)


def _sides(end: End) -> tuple[str, ...]:
    """The interfaces of an end; `any` where all that is known of it is its addresses."""
    return end.interfaces or (ANY,)


def _parts(service: Service) -> Iterable[ServiceObject]:
    """A service as one object for what has ports, and one for each other protocol."""
    ported = [one for one in service.ports if one.protocol in {"tcp", "udp", "sctp"}]
    if ported:
        spans = {name: tuple(_span(one) for one in ported if one.protocol == name) for name in ("tcp", "udp", "sctp")}
        yield ServiceObject(name=f"{service.name}-port", kind="TCP/UDP/SCTP", **spans)
    for one in service.ports:
        if one.protocol in {"icmp", "icmpv6"}:
            kind = "ICMP" if one.protocol == "icmp" else "ICMP6"
            suffix = "" if one.first is None else f"-{one.first}"
            yield ServiceObject(name=f"{service.name}-{one.protocol}{suffix}", kind=kind, number=one.first)
        elif one not in ported:
            yield ServiceObject(name=f"{service.name}-{one.protocol}", kind="IP", number=NUMBERS[one.protocol])


def _span(ports: Ports) -> str:
    if ports.first is None:
        return "1-65535"
    return str(ports.first) if ports.last in {None, ports.first} else f"{ports.first}-{ports.last}"


def _comment(purpose: str, evrak: str) -> str:
    return " / ".join(part for part in (purpose, evrak) if part)[:COMMENT_LENGTH]
