"""Interfaces of a host as NetBox's API tells them, with their addresses, cables and far ends.

What the snapshot does not hold is left out of each interface, never given as empty: docs/inventory.md lists it.
"""

from __future__ import annotations

from functools import cached_property
from ipaddress import ip_interface
from typing import Any

from netbox_sync.inventory.labels import choice
from netbox_sync.inventory.nested import Nested, interface_display
from netbox_sync.model import Device, Interface, IPAddress, Snapshot, VirtualMachine, VmInterface

Shape = dict[str, Any]


class Interfaces:
    """All interfaces of one snapshot, by host."""

    def __init__(self, snapshot: Snapshot, nested: Nested) -> None:
        self._snapshot = snapshot
        self._nested = nested
        self._addresses: dict[tuple[bool, int], list[IPAddress]] = {}
        for address in snapshot.tables.ip_addresses:
            if address.interface_id is not None:
                key = (address.virtual_machine is not None, address.interface_id)
                self._addresses.setdefault(key, []).append(address)
        self._by_cable: dict[int, list[Interface]] = {}
        for interface in snapshot.tables.interfaces:
            if interface.cable is not None:
                self._by_cable.setdefault(interface.cable, []).append(interface)
        self._of_machine: dict[int, list[VmInterface]] = {}
        for one in snapshot.tables.vm_interfaces:
            self._of_machine.setdefault(one.virtual_machine, []).append(one)

    def of_device(self, device: Device) -> list[Shape]:
        """In the order of their ids."""
        rows = self._snapshot.interfaces_by_device.get(device.name, ())
        by_name = {row.name: row for row in rows}
        bridged: dict[str, list[Shape]] = {}
        for row in rows:
            if row.bridge is not None:
                bridged.setdefault(row.bridge, []).append(self._relative(device, row))
        return [self._interface(device, row, by_name, bridged) for row in rows]

    def of_machine(self, machine: VirtualMachine) -> list[Shape]:
        rows = self._of_machine.get(machine.id, [])
        by_name = {row.name: row for row in rows}
        return [self._machine_interface(machine, row, by_name) for row in rows]

    def _interface(
        self, device: Device, row: Interface, by_name: dict[str, Interface], bridged: dict[str, list[Shape]]
    ) -> Shape:
        nested = self._nested
        addresses = [self._address(one) for one in self._addresses.get((False, row.id), ())]
        return {
            "id": row.id,
            "url": nested.url("dcim/interfaces", row.id),
            "display_url": nested.page("dcim/interfaces", row.id),
            "display": interface_display(row),
            "device": nested.device(device),
            "name": row.name,
            "label": row.label,
            "type": choice("interface_type", row.type),
            "enabled": row.enabled,
            "parent": self._named(device, by_name, row.parent),
            "bridge": self._named(device, by_name, row.bridge),
            "bridge_interfaces": bridged.get(row.name, []),
            "lag": self._named(device, by_name, row.lag),
            "mtu": row.mtu,
            "mac_address": row.mac_address,
            "speed": row.speed_kbps,
            "duplex": choice("interface_duplex", row.duplex),
            "mgmt_only": row.mgmt_only,
            "description": row.description,
            "mode": choice("interface_mode", row.mode),
            "poe_mode": choice("interface_poe_mode", row.poe_mode),
            "poe_type": choice("interface_poe_type", row.poe_type),
            "untagged_vlan": nested.vlan_by_id(row.untagged_vlan),
            "tagged_vlans": [nested.vlan_by_id(vlan) for vlan in row.tagged_vlans],
            "mark_connected": row.mark_connected,
            "cable": nested.cable(row),
            "cable_end": row.cable_end,
            **self._far_ends(row),
            "vrf": nested.vrf(row.vrf),
            "tags": list(row.tags),
            "custom_fields": row.custom_fields,
            "count_ipaddresses": len(addresses),
            "_occupied": row.cabled or row.mark_connected,
            "ip_addresses": addresses,
        }

    def _machine_interface(self, machine: VirtualMachine, row: VmInterface, by_name: dict[str, VmInterface]) -> Shape:
        nested = self._nested
        addresses = [self._address(one) for one in self._addresses.get((True, row.id), ())]
        return {
            "id": row.id,
            "url": nested.url("virtualization/interfaces", row.id),
            "display_url": nested.page("virtualization/interfaces", row.id),
            "display": row.name,
            "virtual_machine": nested.machine(machine),
            "name": row.name,
            "enabled": row.enabled,
            "parent": self._machine_named(machine, by_name, row.parent),
            "bridge": self._machine_named(machine, by_name, row.bridge),
            "mtu": row.mtu,
            "mac_address": row.mac_address,
            "description": row.description,
            "mode": choice("interface_mode", row.mode),
            "untagged_vlan": nested.vlan_by_id(row.untagged_vlan),
            "tagged_vlans": [nested.vlan_by_id(vlan) for vlan in row.tagged_vlans],
            "vrf": nested.vrf(row.vrf),
            "tags": list(row.tags),
            "custom_fields": row.custom_fields,
            "count_ipaddresses": len(addresses),
            "ip_addresses": addresses,
        }

    def _named(self, device: Device, by_name: dict[str, Interface], name: str | None) -> Shape | None:
        """A LAG, parent or bridge; of a stack's other member (not among this device's), by its name alone."""
        if name is None:
            return None
        row = by_name.get(name)
        return {"name": name} if row is None else self._relative(device, row)

    def _relative(self, device: Device, row: Interface) -> Shape:
        return {
            "id": row.id,
            "url": self._nested.url("dcim/interfaces", row.id),
            "display_url": self._nested.page("dcim/interfaces", row.id),
            "display": interface_display(row),
            "device": self._nested.device_with_page(device),
            "name": row.name,
            "cable": row.cable,
            "_occupied": row.cabled or row.mark_connected,
        }

    def _machine_named(
        self, machine: VirtualMachine, by_name: dict[str, VmInterface], name: str | None
    ) -> Shape | None:
        if name is None:
            return None
        row = by_name[name]
        return {
            "id": row.id,
            "url": self._nested.url("virtualization/interfaces", row.id),
            "display_url": self._nested.page("virtualization/interfaces", row.id),
            "display": row.name,
            "virtual_machine": self._nested.machine(machine),
            "name": row.name,
        }

    def _far_ends(self, row: Interface) -> Shape:
        """Link peers and connected endpoints, where they are interfaces; nothing where they are not known to be."""
        if not row.cabled:
            return {
                "link_peers": [],
                "link_peers_type": None,
                "connected_endpoints": None,
                "connected_endpoints_type": None,
            }
        known: Shape = {}
        peers = [
            self._nested.interface(peer)
            for peer in self._by_cable.get(row.cable or 0, ())
            if peer.cable_end != row.cable_end
        ]
        if peers:
            known |= {"link_peers": peers, "link_peers_type": "dcim.interface"}
        if row.connected is not None:
            far = self._interface_by_name.get((row.connected.device, row.connected.interface))
            if far is not None:
                shape = self._nested.interface(far)
                known["connected_endpoints"] = peers if shape in peers else [shape]
                known["connected_endpoints_type"] = "dcim.interface"
        return known

    @cached_property
    def _interface_by_name(self) -> dict[tuple[str, str], Interface]:
        return {(row.device, row.name): row for row in self._snapshot.tables.interfaces}

    def _address(self, row: IPAddress) -> Shape:
        family = ip_interface(row.address).version
        return {
            "id": row.id,
            "url": self._nested.url("ipam/ip-addresses", row.id),
            "display_url": self._nested.page("ipam/ip-addresses", row.id),
            "display": row.address,
            "family": {"value": family, "label": f"IPv{family}"},
            "address": row.address,
            "vrf": self._nested.vrf(row.vrf),
            "status": choice("address_status", row.status),
            "role": choice("address_role", row.role),
            "dns_name": row.dns_name,
            "description": row.description,
            "custom_fields": row.custom_fields,
        }
