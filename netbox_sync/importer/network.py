"""VLANs, prefixes and addresses: what a cell means at its site, and what can't be true of an address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_interface, ip_network
from typing import Any, Final

from netbox_sync.importer.kinds import cell_faults, reference_faults, row_faults
from netbox_sync.importer.names import Entry
from netbox_sync.importer.records import Record
from netbox_sync.importer.town import MOST_LISTED, Key, Town

Network = IPv4Network | IPv6Network
_MOST_VLANS: Final = 4094


@dataclass(slots=True)
class PrefixAt:
    network: Network
    status: str
    is_pool: bool
    site: str
    record: Record | None = None


class Prefixes:
    """Prefixes by VRF; the narrowest one around an address in at most 33 (129) look-ups, however many there are."""

    def __init__(self) -> None:
        self._held: dict[tuple[str | None, int], dict[int, dict[int, PrefixAt]]] = {}

    def add(self, vrf: str | None, one: PrefixAt) -> None:
        lengths = self._held.setdefault((vrf, one.network.version), {})
        lengths.setdefault(one.network.prefixlen, {}).setdefault(int(one.network.network_address), one)

    def around(self, vrf: str | None, text: str, shorter_than: int = 129) -> PrefixAt | None:
        address = ip_address(text)
        bits, number = address.max_prefixlen, int(address)
        lengths = self._held.get((vrf, address.version), {})
        for length in sorted(lengths, reverse=True):
            if length < shorter_than:
                found = lengths[length].get(number >> (bits - length) << (bits - length))
                if found is not None:
                    return found
        return None

    def any(self, vrf: str | None, version: int) -> bool:
        return bool(self._held.get((vrf, version)))

    def near(self, vrf: str | None, text: str) -> str:
        """Up to three prefixes whose numbers are nearest."""
        address = ip_address(text)
        held = [one for lengths in self._held.get((vrf, address.version), {}).values() for one in lengths.values()]
        held = [one for one in held if one.status != "container"] or held
        held.sort(key=lambda one: abs(int(one.network.network_address) - int(address)))
        return ", ".join(str(one.network) for one in held[:3])


@dataclass
class AddressBook:
    """Addresses of the files and of NetBox by their number, to find the one that a device calls its primary."""

    town: Town
    prefixes: Prefixes = field(default_factory=Prefixes)
    held: dict[str, list[tuple[str, str | None, tuple[str, str | None]]]] = field(default_factory=dict)
    """IP -> (address with length, VRF, owner)."""

    def load(self, records: list[Record]) -> None:
        """The prefixes of NetBox and of the files."""
        for entry in self.town.names.in_netbox("prefixes").entries:
            more = entry.more
            one = PrefixAt(ip_network(entry.names[0]), more["status"], bool(more["is_pool"]), more["site"])
            self.prefixes.add(more["vrf"], one)
        for record in records:
            if record.get("prefix") is None:
                continue
            site = self.town.resolve(record, "site")
            at = "" if site is None else str(site.key["slug"])
            one = PrefixAt(
                ip_network(record.get("prefix")),
                record.get("status") or "active",
                bool(record.get("is_pool")),
                at,
                record,
            )
            self.prefixes.add(vrf_name(self.town, record), one)

    def add(self, address: str, vrf: str | None, owner: tuple[str, str | None]) -> None:
        self.held.setdefault(address.partition("/")[0], []).append((address, vrf, owner))

    @cached_property
    def _of_netbox(self) -> dict[str, list[tuple[str, str | None, tuple[str, str | None]]]]:
        found: dict[str, list[tuple[str, str | None, tuple[str, str | None]]]] = {}
        for entry in self.town.names.in_netbox("addresses").entries:
            address = entry.names[0]
            found.setdefault(address.partition("/")[0], []).append((address, entry.more["vrf"], entry.more["owner"]))
        return found

    def of_owner(self, text: str, owner: tuple[str, str]) -> Key | None:
        """The natural key of the owner's address with that number."""
        number = text.partition("/")[0]
        for table in (self.held.get(number, ()), () if number in self.held else self._of_netbox.get(number, ())):
            for address, vrf, held_by in table:
                if held_by == owner and ("/" not in text or address == text):
                    return {"address": address, "vrf": None if vrf is None else {"name": vrf}}
        return None

    def primaries(self, record: Record, kind: str) -> dict[str, Key]:
        """The primary addresses of a record's device or virtual machine, by field; a fault where one is not its own."""
        found: dict[str, Key] = {}
        for name in ("primary_ip4", "primary_ip6"):
            text = record.get(name)
            if text is None or record.key is None:
                continue
            address = self.of_owner(text, (kind, str(record.key["name"])))
            if address is None:
                self.town.tell(reference_faults.PRIMARY_ELSEWHERE, record, name, text, device=record.key["name"])
            else:
                found[name] = address
        return found

    def whole(self, record: Record, name: str, vrf: str | None, site: str = "") -> str | None:
        """The cell's address with its length, checked against its prefix; None where a fault was told."""
        text = str(record.get(name))
        number, _, length = text.partition("/")
        around = self.prefixes.around(vrf, number)
        words = {"en_vrf": "" if vrf is None else f" of VRF {vrf}", "tr_vrf": "" if vrf is None else f", VRF {vrf}"}
        if around is None:
            if self.prefixes.any(vrf, ip_address(number).version):
                self.town.tell(
                    row_faults.OUTSIDE_PREFIX, record, name, text, nearest=self.prefixes.near(vrf, number), **words
                )
                return None
            if not length:
                self.town.tell(row_faults.LENGTH_UNKNOWN, record, name, text)
                return None
            return text
        if not length:
            if around.status == "container":
                self.town.tell(row_faults.LENGTH_UNKNOWN, record, name, text)
                return None
            text = f"{number}/{around.network.prefixlen}"
        return text if self._fits(record, name, text, around, site) else None

    def _fits(self, record: Record, name: str, text: str, around: PrefixAt, site: str) -> bool:
        interface = ip_interface(text)
        bits = interface.max_prefixlen
        own = interface.network
        if around.status != "container" and own.prefixlen not in {around.network.prefixlen, bits}:
            mended = f"{interface.ip}/{around.network.prefixlen}"
            self.town.tell(row_faults.OTHER_LENGTH, record, name, text, prefix=around.network, mended=mended)
            return False
        held_in = around.network if own.prefixlen == bits else own
        ends = {held_in.network_address} | ({held_in.broadcast_address} if interface.version == 4 else set())
        if held_in.prefixlen < bits - 1 and interface.ip in ends and not around.is_pool and own.prefixlen != bits:
            self.town.tell(row_faults.NOT_A_HOST, record, name, text, prefix=held_in)
            return False
        if site and around.site and around.site != site:
            self.town.tell(
                row_faults.OTHER_SITE, record, name, text, prefix=around.network, other=around.site, site=site
            )
        return True


def vrf_name(town: Town, record: Record) -> str | None:
    entry = town.resolve(record, "vrf") if "vrf" in record.header.by_field else None
    return None if entry is None else str(entry.key["name"])


class Vlans:
    """VLANs by site: the files' first, NetBox's where those don't tell."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self._tables: dict[bool, dict[str, list[Entry]]] = {}

    def _at(self, site: str, of_files: bool) -> list[Entry]:
        if of_files not in self._tables:
            groups = {entry.key["slug"]: entry.more.get("site") or "" for entry in self._groups()}
            found: dict[str, list[Entry]] = {}
            source = self.town.names.of_files("vlans") if of_files else self.town.names.in_netbox("vlans").entries
            for entry in source:
                found.setdefault(entry.scope or groups.get(entry.more.get("group") or "", ""), []).append(entry)
            self._tables[of_files] = found
        return self._tables[of_files].get(site, [])

    def _groups(self) -> Iterator[Entry]:
        yield from self.town.names.in_netbox("vlan_groups").entries
        yield from self.town.names.of_files("vlan_groups")

    def find(self, record: Record, name: str, text: str, site: str) -> Key | None:
        """The natural key of a VLAN of the site, or of no site; None where a fault was told."""
        group, _, bare = text.rpartition("/")
        for of_files in (True, False):
            for place in dict.fromkeys((site, "")):
                fitting = [one for one in self._at(place, of_files) if _fits(one, bare, group)]
                if len(fitting) == 1:
                    return fitting[0].key
                if fitting:
                    listed = ", ".join(f"{one.more['group'] or '-'}/{one.more['vid']}" for one in fitting[:MOST_LISTED])
                    self.town.tell(reference_faults.VLAN_AMBIGUOUS, record, name, text, candidates=listed)
                    return None
        there = [*self._at(site, True), *self._at(site, False)]
        near = dict.fromkeys(f"{one.more['vid']} {one.names[0]}" for one in there)
        listed = ", ".join(list(near)[:MOST_LISTED]) + (", …" if len(near) > MOST_LISTED else "")
        self.town.tell(reference_faults.VLAN_NOT_THERE, record, name, text, site=site or "-", nearest=listed)
        return None

    def find_all(self, record: Record, name: str, site: str) -> list[Key] | None:
        """Of a list with ranges: `10,30,40-43`."""
        keys: list[Key] = []
        whole = True
        for word in record.get(name):
            span = re.fullmatch(r"(\d{1,4})\s*[-–]\s*(\d{1,4})", word)
            numbers = [word]
            if span:
                first, last = int(span[1]), int(span[2])
                if not 1 <= first <= last <= _MOST_VLANS:
                    self.town.tell(cell_faults.OUT_OF_RANGE, record, name, word, least=1, most=_MOST_VLANS)
                    whole = False
                    continue
                numbers = [str(number) for number in range(first, last + 1)]
            for number in numbers:
                key = self.find(record, name, number, site)
                if key is None:
                    whole = False
                elif key not in keys:
                    keys.append(key)
        return keys if whole else None


def _fits(entry: Entry, text: str, group: str) -> bool:
    if group and entry.more.get("group") != group:
        return False
    if text.isdigit():
        return bool(entry.more["vid"] == int(text))
    shown = f"{entry.more['vid']} {entry.names[0]}"  # as a fault offers it
    return text.casefold() in {entry.names[0].casefold(), shown.casefold()}


def overlaps(town: Town, prefixes: Prefixes, record: Record, vrf: str | None) -> None:
    """Told where a prefix lies in another that is no container: legal in NetBox, seldom meant."""
    network = ip_network(record.get("prefix"))
    outer = prefixes.around(vrf, str(network.network_address), shorter_than=network.prefixlen)
    if outer is not None and outer.status != "container":
        town.tell(row_faults.OVERLAP, record, "prefix", str(network), outer=outer.network)


def owner_of(town: Town, record: Record) -> tuple[str, Entry] | None:
    """The device or the virtual machine that a row names, and which of them."""
    device, machine = record.get("device"), record.get("virtual_machine")
    if device is not None and machine is not None:
        town.tell(row_faults.BOTH_GIVEN, record, "virtual_machine", machine, first=device)
        return None
    name = "device" if device is not None else "virtual_machine"
    entry = town.resolve(record, name)
    return None if entry is None else (name, entry)


def assigned(kind: str, interface: Key) -> dict[str, Any]:
    """What an address or a MAC address says of its interface."""
    types = {"device": "dcim.interface", "virtual_machine": "virtualization.vminterface"}
    return {"assigned_object_type": types[kind], "assigned_object_id": interface}
