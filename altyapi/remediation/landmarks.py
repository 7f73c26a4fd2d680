"""What the engine must recognise in a config beyond single lines: interfaces, their addresses, and the way to the device."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from ipaddress import AddressValueError, IPv4Interface, NetmaskValueError

from pydantic import field_validator

from netbox_sync.model import Frozen


class Landmarks(Frozen):
    """Regexes over canonical lines; their first group is what is meant. The defaults are Cisco's."""

    interfaces: str = ""  # the block below which the interfaces stand; empty: they stand at the top
    interface: str = r"^interface (.+)$"
    address: str = r"^ip address ([\d.]+)[ /](\S+)"  # address, and mask or prefix length
    unit: bool = (
        False  # ports have logical interfaces as blocks of their own: a second group of `interface` is their number
    )
    addressing: str = r"\bip address\b"  # every line that gives or takes an address
    instance: str = r"^vrf forwarding\b"  # another routing table, whose addresses clash with no others
    svi: str = r"^Vlan(\d+)$"
    gateways: tuple[str, ...] = (r"^ip default-gateway (\S+)$", r"^ip route 0\.0\.0\.0 0\.0\.0\.0 (\S+)")
    sources: tuple[str, ...] = (r"^ip (?:ssh|tacacs|radius) source-interface (?:\S+ )*?(\S+)$",)
    trunk: str = r"^switchport mode trunk$"
    access: str = r"^switchport access vlan (\d+)$"
    member: str = r"^channel-group (\d+)"
    bundle: str = "Port-channel{}"
    guarded: str = r"^line vty\b"  # blocks that say who may log in
    guard: str = r"^access-class (\S+)"  # in them: the access list
    lists: str = r"\baccess-list\b"  # commands that change an access list
    cuts: str = r"^(?:no )?(?:shutdown|switchport|channel-group|interface|default)\b"  # what takes a VLAN off a port

    @field_validator("*")
    @classmethod
    def _compiles(cls, value: str | tuple[str, ...] | bool) -> str | tuple[str, ...] | bool:
        for pattern in () if isinstance(value, bool) else (value,) if isinstance(value, str) else value:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
        return value

    @cached_property
    def depth(self) -> int:
        """How many modes stand above an interface's own."""
        return 1 if self.interfaces else 0

    def name(self, line: str) -> str:
        """The interface that a block is, empty where it is none. Unit 0 has the port's own name."""
        if not self.unit:
            return first(self.interface, line) or ""
        found = re.search(self.interface, line)
        if found is None:
            return ""
        return found[1] if found[2] in (None, "0") else f"{found[1]}.{found[2]}"

    def addressed(self, line: str) -> IPv4Interface | None:
        """The address that a line gives, with its network."""
        return _addressed(self.address, line)


@lru_cache(maxsize=65536)
def first(pattern: str, line: str) -> str | None:
    """What the pattern's group finds in the line, or the pattern where it has none. Lines repeat among ports and devices."""
    found = re.search(pattern, line)
    return found[found.lastindex or 0].strip('"') if found else None


@lru_cache(maxsize=65536)
def _addressed(pattern: str, line: str) -> IPv4Interface | None:
    found = re.search(pattern, line)
    try:
        return IPv4Interface(f"{found[1]}/{found[2]}") if found else None
    except (AddressValueError, NetmaskValueError):
        return None
