"""What one firewall has to enforce, without any vendor's words: the input of every generator.

Everything is resolved: names refer to `addresses` and `services` of the same `DevicePolicy`, rules stand in the order in which
they are tried (first match decides), only those in force on the policy's day and able to match on this device are there. What no
rule matches is denied; return traffic of what was allowed passes.

Addresses are CIDR strings, IPv4 before IPv6, sorted, minimal (no network inside or beside another that would join with it).
Names match `[A-Za-z0-9][A-Za-z0-9_.-]{0,30}`, so they fit any vendor's objects.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import cached_property
from typing import Literal

from netbox_sync.canonical import canonical_line, sha256
from netbox_sync.model import Frozen

Action = Literal["allow", "deny", "reject"]
Protocol = Literal["any", "tcp", "udp", "sctp", "icmp", "icmpv6", "gre", "esp", "ah", "igmp", "ospf", "pim", "vrrp"]
NUMBERS: dict[Protocol, int] = {
    "icmp": 1, "igmp": 2, "tcp": 6, "udp": 17, "gre": 47, "esp": 50, "ah": 51, "icmpv6": 58, "ospf": 89, "pim": 103,
    "vrrp": 112, "sctp": 132,
}  # fmt: skip
"""IANA's protocol numbers."""
WITH_PORTS: tuple[Protocol, ...] = ("tcp", "udp", "sctp")
SELF = "self"
"""The zone of the firewall's own addresses."""


def one_line(text: str) -> str:
    """For a comment: line breaks and control characters as spaces, as behind one a vendor's tool would read a line of its own."""
    return "".join(" " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter for letter in text)


class Ports(Frozen):
    """Destination ports of one protocol, both ends included; for ICMP its types. None of them: all."""

    protocol: Protocol
    first: int | None = None
    last: int | None = None

    def __str__(self) -> str:
        if self.first is None:
            return self.protocol
        return f"{self.protocol}/{self.first}" + (f"-{self.last}" if self.last != self.first else "")


class Service(Frozen):
    """Named here, or in NetBox, or written in a rule itself (then the name is like `tcp-8443`)."""

    name: str
    ports: tuple[Ports, ...]
    comment: str = ""


class Address(Frozen):
    """A named set of networks: an object, a zone's addresses, or what a rule makes of both. May be empty."""

    name: str
    networks: tuple[str, ...]
    kind: Literal["object", "zone", "made"] = "object"
    comment: str = ""


class Interface(Frozen):
    """One side of the device. `vid` and `parent` where it is a VLAN on a trunk."""

    name: str
    zones: tuple[str, ...]
    parent: str = ""
    vid: int | None = None
    uplink: bool = False  # leads to everything that lies behind no other interface


class Zone(Frozen):
    """`interfaces` are those of this device behind which addresses of the zone lie. A zone with `rest` holds every address
    that is in no other zone; its `Address` is not listed, see `End.negated`."""

    name: str
    interfaces: tuple[str, ...]
    rest: bool = False
    comment: str = ""


class End(Frozen):
    """Where a rule's packets come from or go to: addresses *and* interfaces must both fit.

    `addresses` are names of `DevicePolicy.addresses`, together the exact set; with `negated` it is everything but that set. No
    names: any address. `interfaces`: all of the device behind which such addresses lie; empty for the device itself.
    """

    zones: tuple[str, ...]
    addresses: tuple[str, ...] = ()
    negated: bool = False
    interfaces: tuple[str, ...] = ()


class Rule(Frozen):
    """`chain`: `forward` through the device, `input` to it, `output` from it. No services: any."""

    id: str
    chain: Literal["forward", "input", "output"]
    source: End
    destination: End
    services: tuple[str, ...] = ()
    action: Action
    log: bool = False
    purpose: str = ""
    owner: str = ""
    evrak: str = ""
    expires: date | None = None  # its last day
    comment: str = ""


class SourceNat(Frozen):
    """`to` is the address of the interface that the packet leaves by where there is none, else a network or address."""

    id: str
    source: End
    destination: End
    services: tuple[str, ...] = ()
    to: str = ""
    purpose: str = ""
    evrak: str = ""


class DestinationNat(Frozen):
    """Packets from `source` to `address` (and port) go to `to` (and `to_port`). Rules see the address after it."""

    id: str
    source: End
    address: str
    ports: Ports | None = None
    to: str
    to_port: int | None = None
    purpose: str = ""
    evrak: str = ""


class Blocked(Frozen):
    """Addresses from and to which nothing passes, before any rule. `until`: ISO 8601 with offset, or for good."""

    network: str
    until: str | None = None


class Rate(Frozen):
    """How much each address of a set may send and receive through one interface; what is more is dropped."""

    name: str
    addresses: str  # name of an Address
    interface: str
    kbytes: int  # a second, of 1024 octets


class DevicePolicy(Frozen):
    """All of one device. `digest` covers what is enforced and what is told of it, not the day."""

    device: str
    platform: str  # NetBox's slug; empty where NetBox has none
    gateway: str  # the policy's name for this place; the devices of a cluster share it
    own_addresses: tuple[str, ...] = ()  # the device's, as networks of one address
    interfaces: tuple[Interface, ...]
    zones: tuple[Zone, ...]
    addresses: tuple[Address, ...]
    services: tuple[Service, ...]
    rules: tuple[Rule, ...]
    source_nat: tuple[SourceNat, ...] = ()
    destination_nat: tuple[DestinationNat, ...] = ()
    blocked: tuple[Blocked, ...] = ()
    rates: tuple[Rate, ...] = ()
    log_denied: bool = True

    @cached_property
    def address_by_name(self) -> dict[str, Address]:
        return {one.name: one for one in self.addresses}

    @cached_property
    def service_by_name(self) -> dict[str, Service]:
        return {one.name: one for one in self.services}

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON."""
        return sha256(canonical_line(self.model_dump(mode="json")))
