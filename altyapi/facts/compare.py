"""What devices say against what the snapshot holds. No I/O."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from altyapi.device import Inventory, Neighbour
from altyapi.facts.proposal import DeviceFacts, FieldDifference, Kind, ModelDifference, NeighbourFinding
from netbox_sync.model import Device, Endpoint, Interface, Snapshot
from netbox_sync.writeback.fieldchange import mac, native

SERIAL = native("serial")
Written = Mapping[tuple[str, str], Any]
"""(device, field) to the value that this toolkit wrote there last, as the outbox tells it."""


def compare(
    snapshot: Snapshot, told: Mapping[str, Inventory], written: Written, version_field: str
) -> tuple[tuple[DeviceFacts, ...], str | None]:
    """Every device that spoke or was spoken for, by name; and the version's custom field, None where NetBox has none."""
    comparison = Comparison(snapshot, written, version_field)
    found: dict[str, DeviceFacts] = {}
    for name, inventory in told.items():
        for facts in comparison.of(name, inventory):
            if facts.device == name or facts.device not in told:  # what it says of itself counts
                found[facts.device] = facts
    return tuple(found[name] for name in sorted(found)), comparison.version_field


class Comparison:
    """One snapshot, and what this toolkit wrote to it. `version_field`: the custom field of the software's version."""

    def __init__(self, snapshot: Snapshot, written: Written, version_field: str) -> None:
        self.snapshot = snapshot
        self.written = written
        known = any(version_field in device.custom_fields for device in snapshot.tables.devices)
        self.version_field = version_field if known else None

    def of(self, name: str, told: Inventory) -> tuple[DeviceFacts, ...]:
        """The device that was asked and, where it speaks for a virtual chassis, the chassis' other members, by name."""
        asked = self.snapshot.device_by_name[name]
        members = {member.position: member for member in told.members}
        found: list[DeviceFacts] = []
        for device in self._chassis(asked):
            member = members.get(device.vc_position or 0) if device.virtual_chassis else None
            if member is not None:
                found.append(self._one(device, asked, told, member.serial, member.model))
            elif device.name == name:
                found.append(self._one(device, asked, told, told.facts.serial, told.facts.model))
        return tuple(found)

    def _one(self, device: Device, asked: Device, told: Inventory, serial: str, model: str) -> DeviceFacts:
        same: list[str] = []
        fields: list[FieldDifference] = []
        for field, before, after in self._values(device, told, serial):
            if before is not None and _same_code(before, after):
                same.append(field)
                continue
            kind: Kind = "fill" if not before else "differs"
            if before and field == self.version_field and self.written.get((device.name, field)) == before:
                kind = "ours"  # nobody but this toolkit writes that field
            elsewhere = self._holders(after, device) if field == SERIAL else ()
            fields.append(FieldDifference(name=field, kind=kind, before=before, after=after, elsewhere=elsewhere))
        return DeviceFacts(
            device=device.name,
            netbox_id=device.id,
            hostname=told.facts.hostname,
            misnamed=bool(told.facts.hostname) and not _same_host(asked.name, told.facts.hostname),
            fields=tuple(fields),
            same=tuple(same),
            model=self._model(device, model),
            neighbours=tuple(self._neighbours(device, told)),
        )

    def _values(self, device: Device, told: Inventory, serial: str) -> Iterator[tuple[str, str | None, str]]:
        """(field, what NetBox holds, what the device says) of all that the device says."""
        if serial:
            yield SERIAL, device.serial, serial
        if self.version_field and told.facts.version:
            held = device.custom_fields.get(self.version_field)
            yield self.version_field, None if held is None else str(held), told.facts.version
        for interface in self.snapshot.interfaces_by_device.get(device.name, ()):
            address = told.macs.get(interface.name)
            if address and interface.type != "lag":  # that of a LAG is one of its members' and moves with them
                yield mac(interface.name), interface.mac_address, address

    def _holders(self, serial: str, device: Device) -> tuple[str, ...]:
        return tuple(name for name in self._devices_by_serial.get(_plain(serial), ()) if name != device.name)

    @cached_property
    def _devices_by_serial(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for device in self.snapshot.tables.devices:
            if device.serial:
                found[_plain(device.serial)].append(device.name)
        return found

    @cached_property
    def _types(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """(manufacturer, slug) to every name of the device type, the model first."""
        return {
            (each.manufacturer, each.slug): (each.model, each.part_number, each.slug)
            for each in self.snapshot.tables.device_types
        }

    def _model(self, device: Device, model: str) -> ModelDifference | None:
        names = self._types.get((device.manufacturer, device.device_type), (device.device_type,))
        if not model or any(_plain(model) == _plain(name) for name in names):
            return None
        return ModelDifference(netbox=f"{device.manufacturer} {names[0]}", device=model)

    def _chassis(self, device: Device) -> tuple[Device, ...]:
        """The device and the other members of its virtual chassis, by name. Names of chassis are unique at a site at most."""
        if device.virtual_chassis is None:
            return (device,)
        return self._chassis_members[device.site, device.virtual_chassis]

    @cached_property
    def _chassis_members(self) -> dict[tuple[str, str], tuple[Device, ...]]:
        found: dict[tuple[str, str], list[Device]] = defaultdict(list)
        for device in self.snapshot.tables.devices:
            if device.virtual_chassis is not None:
                found[device.site, device.virtual_chassis].append(device)
        return {key: tuple(sorted(devices, key=lambda each: each.name)) for key, devices in found.items()}

    # -- neighbours --

    def _neighbours(self, device: Device, told: Inventory) -> Iterator[NeighbourFinding]:
        """Those at this member's ports. Behind a phone or a small switch a port has several: where one is at the end of the
        cable, the others stand behind it."""
        ports = {each.name: each for each in self.snapshot.interfaces_by_device.get(device.name, ())}
        elsewhere = {
            port.name
            for member in self._chassis(device)
            if member.name != device.name
            for port in self.snapshot.interfaces_by_device.get(member.name, ())
        }
        by_port: dict[str, list[NeighbourFinding]] = defaultdict(list)
        for neighbour in told.neighbours:
            if neighbour.interface in ports or neighbour.interface not in elsewhere:
                by_port[neighbour.interface].append(self._neighbour(ports.get(neighbour.interface), neighbour))
        for _, findings in sorted(by_port.items()):
            matching = [finding for finding in findings if finding.kind == "matches"]
            yield from matching or findings

    def _neighbour(self, port: Interface | None, neighbour: Neighbour) -> NeighbourFinding:
        far = self._device_called(neighbour.name)
        seen = (
            f"{neighbour.name if far is None else far.name} {neighbour.ports[-1] if neighbour.ports else ''}".rstrip()
        )
        if far is None:
            return NeighbourFinding(interface=neighbour.interface, kind="unknown-device", seen=seen)
        if port is None:
            return NeighbourFinding(interface=neighbour.interface, kind="no-interface", seen=seen)
        end = self._far_port(far, neighbour)
        if end is not None:
            seen = f"{end.device} {end.interface}"
        if port.connected is None:
            return NeighbourFinding(interface=port.name, kind="no-cable", seen=seen)
        held = f"{port.connected.device} {port.connected.interface}"
        # where its port is called something that NetBox does not know, the device alone tells
        of_chassis = port.connected.device in {member.name for member in self._chassis(far)}
        matches = of_chassis if end is None else end == port.connected
        return NeighbourFinding(interface=port.name, kind="matches" if matches else "other-end", seen=seen, netbox=held)

    def _far_port(self, far: Device, neighbour: Neighbour) -> Endpoint | None:
        """The far port as NetBox calls it: the first of its told names that is an interface's name or MAC address there."""
        known: dict[str, Endpoint] = {}
        for member in self._chassis(far):
            for port in self.snapshot.interfaces_by_device.get(member.name, ()):
                end = Endpoint(device=member.name, interface=port.name)
                known.setdefault(port.name.casefold(), end)
                if port.mac_address:
                    known.setdefault(_plain(port.mac_address), end)
        for told in neighbour.ports:
            found = known.get(told.casefold()) or known.get(_plain(told))
            if found is not None:
                return found
        return None

    def _device_called(self, name: str) -> Device | None:
        return self._devices_by_host.get(name.casefold()) or self._devices_by_host.get(_host(name))

    @cached_property
    def _devices_by_host(self) -> dict[str, Device]:
        found: dict[str, Device] = {}
        for device in self.snapshot.tables.devices:
            found.setdefault(device.name.casefold(), device)
        return found


def _plain(code: str) -> str:
    """A serial number, model or MAC address without what people write differently."""
    return re.sub(r"[^0-9a-z]", "", code.casefold())


def _same_code(one: str, other: str) -> bool:
    return one == other or (one.strip().casefold() == other.strip().casefold())


def _host(name: str) -> str:
    return name.partition(".")[0].casefold()


def _same_host(name: str, hostname: str) -> bool:
    """Whether a device's own name is the one that NetBox has; either may carry its domain."""
    return _host(name) == _host(hostname)
