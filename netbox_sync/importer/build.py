"""Records to `Wanted` objects: every name resolved, every rule across rows and sheets held, in one pass per kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from netbox_sync.desired.wanted import Wanted
from netbox_sync.importer.body import fill
from netbox_sync.importer.equipment import Equipment
from netbox_sync.importer.identity import PARENTS, identify, parent_of
from netbox_sync.importer.kinds import row_faults
from netbox_sync.importer.layout import OBJECT_TYPES, layouts
from netbox_sync.importer.network import AddressBook, Vlans, overlaps, vrf_name
from netbox_sync.importer.records import Record
from netbox_sync.importer.town import Town, wanted
from netbox_sync.licences import Licence

_Maker = Callable[[Record], Iterator[Wanted]]


class Build:
    """Of all files' records by sheet. Raises what asking NetBox raises."""

    def __init__(self, town: Town, records: Mapping[str, list[Record]]) -> None:
        self.town, self.records = town, records
        self.vlans = Vlans(town)
        self.addresses = AddressBook(town)
        self.equipment = Equipment(town, self.addresses, self.vlans)
        self.makers: dict[str, _Maker] = {
            "devices": self.equipment.device,
            "cameras": self.equipment.camera,
            "interfaces": self.equipment.interface,
            "vm_interfaces": self.equipment.vm_interface,
            "mac_addresses": self.equipment.mac_address,
            "cables": self.equipment.cable,
            "addresses": self.equipment.address,
            "racks": self._rack,
            "device_types": self._device_type,
            "vlan_groups": self._scoped,
            "clusters": self._scoped,
            "vlans": self._plain,
            "prefixes": self._prefix,
            "circuits": self._circuit,
            "virtual_machines": self._virtual_machine,
            "contact_assignments": self._assignment,
        }

    def run(self) -> tuple[tuple[Wanted, ...], tuple[Licence, ...]]:
        for sheet in layouts():
            for record in self.records.get(sheet, ()):
                identify(self.town, record)
        if any(self.records.get(sheet) for sheet in ("prefixes", "addresses", "cameras")):
            self.addresses.load(self.records.get("prefixes", []))
        # addresses before the devices that call one of them their own
        order = ["addresses", *(sheet for sheet in layouts() if sheet not in {"addresses", "licences"})]
        made: dict[str, list[Wanted]] = {}
        for sheet in order:
            maker = self.makers.get(sheet, self._plain)
            made[sheet] = [one for record in self.records.get(sheet, ()) for one in maker(record)]
        found = tuple(one for sheet in layouts() if sheet != "licences" for one in made[sheet])
        licences = [self._licence(record) for record in self.records.get("licences", ())]
        return found, tuple(one for one in licences if one is not None)

    def _plain(self, record: Record) -> Iterator[Wanted]:
        special = {"parent"} if record.layout.sheet in PARENTS else set()
        body = fill(self.town, record, special)
        if special and "parent" in record.values:
            parent = parent_of(self.town, record)
            if parent is not None or record.get("parent") is None:
                body["parent"] = parent
        if record.key is not None:
            yield wanted(record, record.key, body)

    def _rack(self, record: Record) -> Iterator[Wanted]:
        body = fill(self.town, record, {"location"})
        if location := self.town.resolve(record, "location", record.scope or None):
            body["location"] = location.key
        if (tag := record.get("asset_tag")) is not None:
            self.town.take(row_faults.DUPLICATE_VALUE, record, "asset_tag", tag, "racks", "asset_tag", tag)
        if record.key is not None:
            yield wanted(record, record.key, body)

    def _device_type(self, record: Record) -> Iterator[Wanted]:
        body = fill(self.town, record)
        maker, model = record.scope, record.get("model")
        self.town.take(row_faults.DUPLICATE, record, "model", model, "device_types", "model", maker, model)
        if record.key is not None:
            yield wanted(record, record.key, body)

    def _scoped(self, record: Record) -> Iterator[Wanted]:
        body = fill(self.town, record, {"site"})
        body |= self._scope(record)
        if record.key is not None:
            yield wanted(record, record.key, body)

    def _scope(self, record: Record) -> dict[str, Any]:
        site = self.town.resolve(record, "site")
        if site is not None:
            return {"scope_type": "dcim.site", "scope_id": site.key}
        emptied = "site" in record.values and record.get("site") is None
        return {"scope_type": None, "scope_id": None} if emptied else {}

    def _prefix(self, record: Record) -> Iterator[Wanted]:
        network = record.get("prefix")
        if network is None:
            return
        vrf = vrf_name(self.town, record)
        if not self.town.take(row_faults.DUPLICATE, record, "prefix", network, "prefixes", vrf, network):
            return
        overlaps(self.town, self.addresses.prefixes, record, vrf)
        body = fill(self.town, record, {"prefix", "vrf", "site", "vlan"}) | self._scope(record)
        if (text := record.get("vlan")) is not None:
            site = self.town.resolve(record, "site")
            vlan = self.vlans.find(record, "vlan", str(text), "" if site is None else str(site.key["slug"]))
            if vlan is not None:
                body["vlan"] = vlan
        elif "vlan" in record.values:
            body["vlan"] = None
        yield wanted(record, {"prefix": network, "vrf": None if vrf is None else {"name": vrf}}, body)

    def _circuit(self, record: Record) -> Iterator[Wanted]:
        ends = {"a_site", "z_site", "a_port_speed", "z_port_speed"}
        body = fill(self.town, record, ends)
        self._order(record, "install_date", "termination_date")
        if record.key is None:
            return
        yield wanted(record, record.key, body)
        for side in ("A", "Z"):
            letter = side.lower()
            site, speed = self.town.resolve(record, f"{letter}_site"), record.get(f"{letter}_port_speed")
            if site is None:
                if speed is not None and record.get(f"{letter}_site") is None:
                    self.town.tell(
                        row_faults.NEEDS_OTHER, record, f"{letter}_port_speed", speed,
                        en_other=f"{side} site", tr_other=f"{side} ucu",
                    )  # fmt: skip
                continue
            end: dict[str, Any] = {"termination_type": "dcim.site", "termination_id": site.key}
            if f"{letter}_port_speed" in record.values:
                end["port_speed"] = speed
            key = {"circuit": record.key, "term_side": side}
            yield wanted(record, key, end, "circuits/circuit-terminations")

    def _virtual_machine(self, record: Record) -> Iterator[Wanted]:
        body = fill(self.town, record, {"primary_ip4", "primary_ip6"}) | self.addresses.primaries(
            record, "virtual_machine"
        )
        if record.key is not None:
            yield wanted(record, record.key, body)

    def _assignment(self, record: Record) -> Iterator[Wanted]:
        contact, role = self.town.resolve(record, "contact"), self.town.resolve(record, "role")
        sheet, name = record.get("kind"), record.get("object")
        if contact is None or role is None or sheet is None or name is None:
            return
        target = self.town.lookup(record, "object", str(name), str(sheet))
        if target is None:
            return
        identity = ("contact_assignments", sheet, str(target.key), str(contact.key), str(role.key))
        if not self.town.take(row_faults.DUPLICATE, record, "contact", contact.names[0], *identity):
            return
        key = {"object_type": OBJECT_TYPES[sheet], "object_id": target.key, "contact": contact.key, "role": role.key}
        yield wanted(record, key, fill(self.town, record, {"contact", "role", "kind", "object"}))

    def _licence(self, record: Record) -> Licence | None:
        number = record.get("id")
        in_order = self._order(record, "start", "end")
        if number is not None and not self.town.take(row_faults.DUPLICATE, record, "id", number, "licences", number):
            return None
        values = {name: value for name, value in record.values.items() if value is not None and name != "departments"}
        if record.get("departments") is not None:
            keys = self.town.resolve_all(record, "departments")
            values["departments"] = tuple(str(key["slug"]) for key in keys or ())
        if (
            record.broken
            or not in_order
            or any(one.required and one.field not in values for one in record.layout.columns)
        ):
            return None
        return Licence.model_validate(values)

    def _order(self, record: Record, first: str, last: str) -> bool:
        begin, end = record.get(first), record.get(last)
        if begin is not None and end is not None and end < begin:
            self.town.tell(row_faults.DATE_ORDER, record, last, end, begin=begin)
            return False
        return True
