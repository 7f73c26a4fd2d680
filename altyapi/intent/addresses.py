"""Addresses of a switch's interfaces, the prefixes that they lie in, and the way out of the management network."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, ip_interface

from altyapi.intent import kinds
from altyapi.intent.faults import Faults
from altyapi.intent.model import Address, Management
from altyapi.platforms.platform import SwitchTraits
from netbox_sync.model import Device, Interface, IPAddress, Prefix, Snapshot

SHARED_ROLES = {"vip", "vrrp", "hsrp", "glbp", "carp", "anycast"}
"""Roles of addresses that float between devices; a device doesn't hold them as its own."""


def smallest_prefix(snapshot: Snapshot, address: IPv4Interface, vrf: str | None) -> Prefix | None:
    """The most specific prefix of the VRF that holds the address; containers do not count."""
    by_network = snapshot.prefix_by_network
    value = int(address.ip)
    for length in range(32, -1, -1):
        value &= 0xFFFFFFFF << 32 - length
        # as text at once: ten times as fast as by way of IPv4Network
        cidr = f"{value >> 24}.{value >> 16 & 255}.{value >> 8 & 255}.{value & 255}/{length}"
        found = by_network.get((vrf, cidr))
        if found is not None and found.status != "container":
            return found
    return None


class DeviceAddresses:
    """The IPv4 addresses of one device, checked against the IPAM."""

    def __init__(self, snapshot: Snapshot, device: Device, faults: Faults) -> None:
        self._snapshot = snapshot
        self._device = device
        self._faults = faults
        self._by_interface: dict[str, list[tuple[IPAddress, IPv4Interface]]] = {}
        for row in snapshot.addresses_by_device.get(device.name, ()):
            if row.interface is None or row.role in SHARED_ROLES:
                continue
            try:
                parsed = ip_interface(row.address)
            except ValueError:
                faults.add(kinds.ADDRESS_INVALID, self._place(row), "address", address=row.address)
                continue
            if isinstance(parsed, IPv4Interface):
                self._by_interface.setdefault(row.interface, []).append((row, parsed))
            else:
                faults.add(kinds.ADDRESS_FAMILY, self._place(row), "address", address=row.address)
        self._overlaps()

    def _place(self, row: IPAddress) -> str:
        return f"ipam.ipaddress {row.address} ({self._device.name}/{row.interface})"

    def _overlaps(self) -> None:
        seen: list[tuple[IPAddress, IPv4Interface]] = []
        for rows in self._by_interface.values():
            for row, parsed in rows:
                for other, network in seen:
                    same = other.interface == row.interface and parsed.network == network.network
                    if row.vrf == other.vrf and parsed.network.overlaps(network.network) and not same:
                        self._faults.add(
                            kinds.ADDRESS_OVERLAP, self._place(row), "address",
                            address=row.address, other=other.address, interface=other.interface,
                        )  # fmt: skip
                seen.append((row, parsed))

    def has(self, interface: str) -> bool:
        return interface in self._by_interface

    def first(self, interface: str) -> str:
        return self._by_interface[interface][0][0].address

    def of(self, interface: str) -> tuple[Address, ...]:
        """The interface's addresses: the device's primary one first, further ones as secondary. Each must lie in a
        prefix and have its mask."""
        primary = self._device.primary_ip4
        rows = sorted(self._by_interface.get(interface, ()), key=lambda pair: (pair[0].address != primary, pair[0].id))
        for row, parsed in rows:
            self.prefix(row.address, parsed, row.vrf, self._place(row), "address")
        return tuple(
            Address(address=str(parsed.ip), netmask=str(parsed.netmask), secondary=index > 0)
            for index, (_, parsed) in enumerate(rows)
        )

    def prefix(self, address: str, parsed: IPv4Interface, vrf: str | None, place: str, field: str) -> Prefix | None:
        if parsed.network.prefixlen == 32:
            return None  # a loopback needs no prefix of its own
        found = smallest_prefix(self._snapshot, parsed, vrf)
        if found is None:
            self._faults.add(kinds.NO_PREFIX, place, field, address=address)
        elif found.prefix != str(parsed.network):
            self._faults.add(kinds.MASK, place, field, address=address, prefix=found.prefix)
        return found

    def management(
        self, vlan: int, gateway: IPv4Address | None, traits: SwitchTraits, interfaces: dict[str, Interface]
    ) -> Management | None:
        """The management interface, its address and the gateway; none where the data can't say."""
        expected = traits.svi_name.format(vid=vlan)
        interface = interfaces.get(expected)
        if interface is None:
            self._faults.of_device(kinds.NO_MANAGEMENT_INTERFACE, "interfaces", interface=expected)
        elif not interface.enabled:
            self._faults.interface(kinds.MANAGEMENT_DISABLED, expected, "enabled")
        primary = self._device.primary_ip4
        if primary is None:
            self._faults.of_device(kinds.NO_PRIMARY, "primary_ip4")
            return None
        try:
            parsed = IPv4Interface(primary)
        except ValueError:
            self._faults.of_device(kinds.ADDRESS_INVALID, "primary_ip4", address=primary)
            return None
        row = self._assigned(primary, expected)
        if row is None:
            return None
        prefix = smallest_prefix(self._snapshot, parsed, row.vrf)
        if prefix is None:
            self._faults.of_device(kinds.NO_PREFIX, "primary_ip4", address=primary)
            return None
        self._check_vlan(prefix, vlan)
        way_out = self._gateway(IPv4Network(prefix.prefix), gateway)
        is_gateway = way_out in {parsed.ip for rows in self._by_interface.values() for _, parsed in rows}
        return Management(
            vlan=vlan,
            interface=expected,
            address=str(parsed.ip),
            netmask=str(parsed.netmask),
            gateway=None if way_out is None or is_gateway else str(way_out),
            routing=is_gateway or self._routes(traits),
        )

    def _assigned(self, primary: str, expected: str) -> IPAddress | None:
        for interface, rows in self._by_interface.items():
            for row, _ in rows:
                if row.address == primary:
                    if interface != expected:
                        self._faults.of_device(
                            kinds.PRIMARY_ELSEWHERE, "primary_ip4", found=interface, expected=expected
                        )
                        return None
                    return row
        self._faults.of_device(kinds.PRIMARY_UNASSIGNED, "primary_ip4", address=primary, interface=expected)
        return None

    def _check_vlan(self, prefix: Prefix, vlan: int) -> None:
        found = self._snapshot.vlan_by_id.get(prefix.vlan) if prefix.vlan is not None else None
        if found is not None and found.vid != vlan:
            self._faults.of_device(
                kinds.PREFIX_VLAN, "primary_ip4", prefix=prefix.prefix, found=found.vid, expected=vlan
            )

    def _gateway(self, network: IPv4Network, wanted: IPv4Address | None) -> IPv4Address | None:
        if wanted is None:
            if network.prefixlen > 30:
                self._faults.of_device(kinds.NO_GATEWAY, "config_context.management.gateway", prefix=network)
                return None
            return network[1]
        if wanted not in network:
            self._faults.of_device(
                kinds.GATEWAY_OUTSIDE, "config_context.management.gateway", gateway=wanted, prefix=network
            )
        return wanted

    def _routes(self, traits: SwitchTraits) -> bool:
        """Whether more than one interface takes part in the global routing table."""
        apart = {name for name in self._by_interface if name in traits.management_ports}
        return len(self._by_interface.keys() - apart - self._loopbacks(traits) - self._in_vrf()) > 1

    def _loopbacks(self, traits: SwitchTraits) -> set[str]:
        return {name for name in self._by_interface if re.fullmatch(traits.loopback, name)}

    def _in_vrf(self) -> set[str]:
        return {name for name, rows in self._by_interface.items() if all(row.vrf is not None for row, _ in rows)}
