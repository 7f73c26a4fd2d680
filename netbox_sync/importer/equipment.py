"""Devices with their racks, interfaces, cables and MAC addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from netbox_sync.desired.wanted import Wanted
from netbox_sync.importer.body import fill
from netbox_sync.importer.kinds import row_faults, sheet_faults
from netbox_sync.importer.names import Entry
from netbox_sync.importer.network import AddressBook, Vlans, assigned, owner_of, vrf_name
from netbox_sync.importer.records import Record
from netbox_sync.importer.town import Key, Town, wanted

UNCABLED: Final = frozenset({"virtual", "lag", "bridge"})
CAMERA_ROLE: Final = "camera"
PRIVACY_ROLES: Final = frozenset({"thermal-camera"})
"""Roles of devices that measure people's bodies: health data, special-category personal data (KVKK art. 6)."""
PRIVACY_FIELD: Final = "kvkk_kaydi"
NOT_IN_SERVICE: Final = frozenset({"planned", "inventory", "decommissioning", "offline"})
CAMERA_PORT: Final = "eth0"
CAMERA_FIELDS: Final = {"recorder": "kayit_cihazi", "channel": "kayit_kanali", "retention": "kayit_suresi_gun"}
"""Columns of the cameras' sheet to custom fields of NetBox."""


class Equipment:
    def __init__(self, town: Town, addresses: AddressBook, vlans: Vlans) -> None:
        self.town, self.addresses, self.vlans = town, addresses, vlans
        self.ends: dict[tuple[str, str], tuple[Record, tuple[str, str]]] = {}
        self.macs: dict[str, tuple[Record, tuple[str, str, str]]] = {}
        self.held: dict[str, dict[str, list[str]]] = {}

    def device(self, record: Record) -> Iterator[Wanted]:
        body = self._device_body(record) | self.addresses.primaries(record, "device")
        self._private(record, body)
        if record.key is not None:
            yield wanted(record, record.key, body)

    def camera(self, record: Record) -> Iterator[Wanted]:
        """A device, its interface, MAC address, address and cable."""
        body = self._device_body(record)
        if record.get("role") is None:
            found = self.town.lookup(record, "role", CAMERA_ROLE, "device_roles")
            if found is not None:
                body["role"] = found.key
        self._private(record, body)
        for column, custom in CAMERA_FIELDS.items():
            if (value := record.get(column)) is not None:
                if column == "recorder":
                    entry = self.town.resolve(record, "recorder")
                    value = None if entry is None else entry.key
                if value is not None and self._has_field(record, column, custom):
                    body.setdefault("custom_fields", {})[custom] = value
        if record.key is None:
            return
        port = str(record.get("interface") or CAMERA_PORT)
        interface = {"device": record.key, "name": port}
        entry = Entry(interface, (port,), str(record.key["name"]), record, {"type": "1000base-t"})
        later = [*self._mac(record, "device", entry), *self._camera_address(record, interface, body)]
        yield wanted(record, record.key, body)
        hardware = {"primary_mac_address": later[0].key} if later and later[0].endpoint == "dcim/mac-addresses" else {}
        yield wanted(record, interface, {"type": "1000base-t", **hardware}, "dcim/interfaces")
        yield from later
        if record.get("switch") is not None or record.get("switch_port") is not None:
            yield from self._camera_cable(record, entry)

    def _private(self, record: Record, body: dict[str, Any]) -> None:
        """A thermal camera stays planned until its data-protection record is named. One that is not in NetBox yet and has no
        status becomes active by NetBox's own default."""
        role = str((body.get("role") or {}).get("slug", ""))
        if role not in PRIVACY_ROLES or (record.get("custom_fields") or {}).get(PRIVACY_FIELD):
            return
        status = record.get("status")
        if status is None:
            names = self.town.names
            known = str(record.get("name")) in names.in_netbox("devices").exact or "devices" in names.unknowable
            status = None if known else "active"
        if status is not None and status not in NOT_IN_SERVICE:
            field = "status" if record.get("status") is not None else "role"
            self.town.tell(row_faults.NO_PRIVACY_RECORD, record, field, str(record.get("name") or status), role=role)

    def _has_field(self, record: Record, column: str, custom: str) -> bool:
        fields = self.town.names.known.custom_fields()
        if fields is None or any(one.name == custom for one in fields):
            return True
        self.town.tell(sheet_faults.FIELD_UNKNOWN, record, column, custom)
        return False

    def _camera_address(self, record: Record, interface: Key, body: dict[str, Any]) -> Iterator[Wanted]:
        if record.get("primary_ip4") is None:
            return
        address = self.addresses.whole(record, "primary_ip4", None, record.scope)
        if address is None or not self.town.take(
            row_faults.DUPLICATE_VALUE, record, "primary_ip4", address, "address", None, address.partition("/")[0]
        ):
            return
        key = {"address": address, "vrf": None}
        body["primary_ip4"] = key
        yield wanted(record, key, {"status": "active", **assigned("device", interface)}, "ipam/ip-addresses")

    def _camera_cable(self, record: Record, camera: Entry) -> Iterator[Wanted]:
        if record.get("switch") is None or record.get("switch_port") is None:
            given = "switch" if record.get("switch_port") is None else "switch_port"
            self.town.tell(
                row_faults.NEEDS_OTHER, record, given, record.get(given),
                en_other="switch and switch port", tr_other="anahtar ve anahtar portu",
            )  # fmt: skip
            return
        switch = self.town.resolve(record, "switch")
        if switch is None:
            return
        port = self.town.interface(record, "switch_port", switch, str(record.get("switch_port")))
        if port is not None and self._plug(record, "switch_port", "switch_port", camera, port):
            yield wanted(record, _cable(camera, port), {"status": "connected"}, "dcim/cables")

    def _device_body(self, record: Record) -> dict[str, Any]:
        town = self.town
        special = ("location", "rack", "manufacturer", "device_type", "primary_ip4", "primary_ip6", "interface")
        skipped = {*special, "mac_address", "switch", "switch_port", *CAMERA_FIELDS}
        body = fill(town, record, skipped)
        if location := town.resolve(record, "location", record.scope or None):
            body["location"] = location.key
        rack = town.resolve(record, "rack", record.scope or None)
        if rack is not None:
            body["rack"] = rack.key
        maker = town.resolve(record, "manufacturer")
        kind = town.resolve(record, "device_type", None if maker is None else str(maker.key["slug"]))
        if kind is not None:
            body["device_type"] = kind.key
        for name in ("serial", "asset_tag"):
            self._once(record, name)
        self._unit(record, rack, kind)
        return body

    def _once(self, record: Record, name: str) -> None:
        """A serial number or an asset tag stands for one thing in the world."""
        value = record.get(name)
        if not value or not self.town.take(row_faults.DUPLICATE_VALUE, record, name, value, name, str(value)):
            return
        for holder in self._holders(name).get(str(value), ()):
            own = record.key or {}
            if holder != own.get("name") and not self._corrected(holder, name):
                self.town.tell(row_faults.TAKEN_IN_NETBOX, record, name, value, holder=holder)

    def _holders(self, name: str) -> dict[str, list[str]]:
        if name not in self.held:
            table: dict[str, list[str]] = {}
            for entry in self.town.names.in_netbox("devices").entries:
                if (value := entry.more.get(name)) and entry.names:
                    table.setdefault(str(value), []).append(entry.names[0])
            self.held[name] = table
        return self.held[name]

    def _corrected(self, device: str, name: str) -> bool:
        """Whether the files give that device another value."""
        rows = self.town.names.find("devices", device)
        return any(row.record is not None and name in row.record.values for row in rows)

    def _unit(self, record: Record, rack: Entry | None, kind: Entry | None) -> None:
        position, face = record.get("position"), record.get("face")
        if position is None:
            return
        if {"position", "rack", "face"} & record.broken:
            return
        if record.get("rack") is None or face is None:
            self.town.tell(
                row_faults.NEEDS_OTHER, record, "position", position, en_other="rack and face", tr_other="kabin ve yüz"
            )
            return
        if rack is None or kind is None:
            return
        height = kind.more.get("u_height")
        height = 1 if height is None else float(height)
        units, begin = rack.more.get("u_height"), rack.more.get("starting_unit")
        if units is not None and begin is not None and not begin <= position <= begin + units - height:
            last = begin + units - 1
            self.town.tell(
                row_faults.BEYOND_RACK, record, "position", position, height=f"{height:g}", first=begin, last=last
            )
            return
        faces = ("front", "rear") if kind.more.get("is_full_depth") in {None, True} else (str(face),)
        for half in range(int(position * 2), int((position + height) * 2)):
            for one in faces:
                first = self.town.taken.setdefault(("unit", rack.scope, rack.names[0], half, one), record)
                if first is not record:
                    other = first.get("name")
                    self.town.tell(row_faults.UNIT_TWICE, record, "position", position, other=other, first=first.at)
                    return

    def interface(self, record: Record) -> Iterator[Wanted]:
        town = self.town
        if record.key is None:
            return
        device = town.resolve(record, "device")
        if device is None:
            return
        body = fill(town, record, {"device", "name", "mac_address", "lag", "parent", "untagged_vlan", "tagged_vlans"})
        for name in ("lag", "parent"):
            if (text := record.get(name)) is not None:
                found = town.interface(record, name, device, str(text))
                if found is None:
                    continue
                if name == "lag" and found.more.get("type") not in {"lag", None}:
                    town.tell(row_faults.BAD_LAG, record, name, text)
                    continue
                body[name] = found.key
            elif name in record.values:
                body[name] = None
        self._vlans(record, device.scope, body)
        later = list(
            self._mac(record, "device", Entry(record.key, (str(record.get("name")),), device.names[0], record))
        )
        if later:
            body["primary_mac_address"] = later[0].key
        yield wanted(record, record.key, body)
        yield from later

    def _vlans(self, record: Record, site: str, body: dict[str, Any]) -> None:
        """`site` is empty where the device's own row has a fault: told there."""
        untagged, tagged, mode = record.get("untagged_vlan"), record.get("tagged_vlans"), record.get("mode")
        if untagged is None and "untagged_vlan" in record.values:
            body["untagged_vlan"] = None
        if tagged is None and "tagged_vlans" in record.values:
            body["tagged_vlans"] = []
        if untagged is not None:
            if mode is None and "mode" not in record.broken:
                self.town.tell(row_faults.NO_MODE, record, "untagged_vlan", untagged)
            elif site and (vlan := self.vlans.find(record, "untagged_vlan", str(untagged), site)) is not None:
                body["untagged_vlan"] = vlan
        if tagged is not None:
            if mode != "tagged" and "mode" not in record.broken:
                self.town.tell(row_faults.NO_MODE, record, "tagged_vlans", ", ".join(tagged))
            elif site and (vlans := self.vlans.find_all(record, "tagged_vlans", site)) is not None:
                body["tagged_vlans"] = vlans

    def vm_interface(self, record: Record) -> Iterator[Wanted]:
        if record.key is None:
            return
        body = fill(self.town, record, {"virtual_machine", "name", "mac_address"})
        owner = Entry(record.key, (str(record.get("name")),), str(record.get("virtual_machine")), record)
        later = list(self._mac(record, "virtual_machine", owner))
        if later:
            body["primary_mac_address"] = later[0].key
        yield wanted(record, record.key, body)
        yield from later

    def _mac(self, record: Record, kind: str, interface: Entry) -> Iterator[Wanted]:
        value = record.get("mac_address")
        if value is None:
            return
        owner = (kind, interface.scope, interface.names[0])
        if not self._own_mac(record, str(value), owner):
            return
        key = {"mac_address": value, **assigned(kind, interface.key)}
        yield wanted(record, key, {}, "dcim/mac-addresses")

    def _own_mac(self, record: Record, value: str, owner: tuple[str, str, str]) -> bool:
        """One interface has a MAC address; said twice of the same one it is no fault."""
        first, first_owner = self.macs.setdefault(value, (record, owner))
        if first_owner != owner:
            self.town.tell(row_faults.DUPLICATE_VALUE, record, "mac_address", value, first=first.at)
        return first is record

    def mac_address(self, record: Record) -> Iterator[Wanted]:
        value, port = record.get("mac_address"), record.get("interface")
        owner = owner_of(self.town, record)
        if value is None:
            return
        if owner is None or port is None:
            if port is not None and record.get("device") is None and record.get("virtual_machine") is None:
                self.town.tell(row_faults.NEEDS_OTHER, record, "interface", port, en_other="device", tr_other="cihaz")
            elif owner is None and port is None and not record.broken:
                yield wanted(record, {"mac_address": value}, fill(self.town, record, _MAC_SPECIAL))
            return
        kind, entry = owner
        sheet = "interfaces" if kind == "device" else "vm_interfaces"
        interface = self.town.interface(record, "interface", entry, str(port), sheet=sheet)
        if interface is None or not self._own_mac(record, str(value), (kind, entry.names[0], interface.names[0])):
            return
        key = {"mac_address": value, **assigned(kind, interface.key)}
        yield wanted(record, key, fill(self.town, record, _MAC_SPECIAL))
        if record.get("primary") is not False:
            path = "dcim/interfaces" if kind == "device" else "virtualization/interfaces"
            yield wanted(record, interface.key, {"primary_mac_address": key}, path)

    def cable(self, record: Record) -> Iterator[Wanted]:
        ends: list[Entry] = []
        for side in ("a", "b"):
            device = self.town.resolve(record, f"{side}_device")
            name = record.get(f"{side}_interface")
            if device is None or name is None:
                continue
            found = self.town.interface(record, f"{side}_interface", device, str(name))
            if found is not None:
                ends.append(found)
        if len(ends) != 2:
            return
        if self._plug(record, "a_interface", "b_interface", *ends):
            skipped = {"a_device", "a_interface", "b_device", "b_interface"}
            yield wanted(record, _cable(*ends), fill(self.town, record, skipped))

    def _plug(self, record: Record, a_field: str, b_field: str, a: Entry, b: Entry) -> bool:
        """Whether the cable can be there; the same cable told again (by a camera's row) is left out quietly."""
        places = [(a_field, a, (a.scope, a.names[0])), (b_field, b, (b.scope, b.names[0]))]
        if places[0][2] == places[1][2]:
            self.town.tell(row_faults.SAME_ENDS, record, b_field, f"{b.scope} {b.names[0]}")
            return False
        good = True
        for (name, entry, place), other in zip(places, (places[1][2], places[0][2]), strict=True):
            kind = entry.more.get("type")
            if kind in UNCABLED:
                self.town.tell(row_faults.NOT_CABLED, record, name, f"{place[0]} {place[1]}", type=kind)
                good = False
            first, far = self.ends.setdefault(place, (record, other))
            if first is not record:
                good = False
                if far != other:
                    self.town.tell(row_faults.END_TWICE, record, name, f"{place[0]} {place[1]}", first=first.at)
        return good

    def address(self, record: Record) -> Iterator[Wanted]:
        """Told by `build`, which has looked through all addresses before any device."""
        town = self.town
        if record.get("address") is None:
            return
        vrf = vrf_name(town, record)
        owner, port = owner_of(town, record), record.get("interface")
        site = owner[1].scope if owner and owner[0] == "device" else ""
        address = self.addresses.whole(record, "address", vrf, site)
        if address is None:
            return
        if not town.take(
            row_faults.DUPLICATE_VALUE, record, "address", address, "address", vrf, address.partition("/")[0]
        ):
            return
        body = fill(town, record, {"address", "vrf", "device", "virtual_machine", "interface"})
        if (owner is None) != (port is None) and not {"device", "virtual_machine", "interface"} & record.broken:
            told = record.get("device") or record.get("virtual_machine")
            if port is None or told is None:
                field = "interface" if port is not None else "device" if record.get("device") else "virtual_machine"
                town.tell(
                    row_faults.NEEDS_OTHER,
                    record,
                    field,
                    port or told,
                    en_other="device and interface",
                    tr_other="cihaz ve arayüz",
                )
                return
        if owner is not None and port is not None:
            kind, entry = owner
            sheet = "interfaces" if kind == "device" else "vm_interfaces"
            interface = town.interface(record, "interface", entry, str(port), sheet=sheet)
            if interface is not None:
                body |= assigned(kind, interface.key)
                self.addresses.add(address, vrf, (kind, entry.names[0]))
        yield wanted(record, {"address": address, "vrf": None if vrf is None else {"name": vrf}}, body)


_MAC_SPECIAL: Final = {"mac_address", "device", "virtual_machine", "interface", "primary"}


def _cable(a: Entry, b: Entry) -> Key:
    return {
        "a_terminations": [{"object_type": "dcim.interface", "object_id": a.key}],
        "b_terminations": [{"object_type": "dcim.interface", "object_id": b.key}],
    }
