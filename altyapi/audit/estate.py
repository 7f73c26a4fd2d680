"""The estate on one day: the snapshot, the registers and the audit policy, with the look-ups that rules and views share."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as field_
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_interface, ip_network
from typing import Any, Protocol

from altyapi.audit.policy import AuditPolicy
from altyapi.audit.registers import Registers, Wave
from altyapi.audit.text import Text
from altyapi.audit.thing import Thing
from altyapi.backup.policy import BackupPolicy
from altyapi.vpn.peer import Peer, peers
from altyapi.vpn.policy import VpnPolicy
from netbox_sync.model import (
    Circuit,
    Device,
    DeviceType,
    Interface,
    IPAddress,
    Prefix,
    Site,
    Snapshot,
    Tenant,
    VirtualMachine,
    Vlan,
)

Network = IPv4Network | IPv6Network


class HasFields(Protocol):
    @property
    def custom_fields(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Standing:
    """A change for a time that a device still holds."""

    device: str
    until: str  # ISO 8601 with offset
    last_day: date
    reason: str
    evrak: str
    run: str


@dataclass(frozen=True)
class Estate:
    snapshot: Snapshot
    registers: Registers
    policy: AuditPolicy
    day: date
    software_field: str = "isletim_sistemi_surumu"  # the setting os_version_field
    compared: Mapping[str, tuple[date, str] | None] = field_(
        default_factory=dict
    )  # device to its drift: since when, what
    standing: tuple[Standing, ...] = ()
    backup: BackupPolicy = field_(default_factory=BackupPolicy)
    vpn: VpnPolicy = field_(default_factory=VpnPolicy)
    zone: tzinfo | None = None  # of `day`; none: each moment's own

    def day_at(self, moment: datetime) -> date:
        """The day of a moment where `day` is one, whatever zone a host's clock keeps."""
        return self.at(moment).date()

    def at(self, moment: datetime) -> datetime:
        """The same moment by the clock there."""
        return moment if self.zone is None else moment.astimezone(self.zone)

    def drift_of(self, one: Device) -> tuple[date, str] | None:
        """Since when the device has drifted, and what; none where it has not. NetBox's fields come from the same comparison,
        made here or on another machine."""
        if one.name in self.compared:
            return self.compared[one.name]
        since = day_of(one, "sapma_baslangici")
        return None if since is None else (since, str(field(one, "sapma_ozeti") or ""))

    @cached_property
    def permitted(self) -> tuple[tuple[Thing, date, str | None], ...]:
        """What was let in until a day, in service: addresses, devices and virtual machines, with that day and the document."""
        tables = self.snapshot.tables
        places: list[tuple[HasFields, Thing]] = [(one, device(one)) for one in self.judged]
        places += [(one, machine(one)) for one in tables.virtual_machines if one.status in self.policy.judged_statuses]
        places += [(one, self.address(one)) for one in tables.ip_addresses if one.status != "deprecated"]
        found = ((thing, day_of(one, "gecerlilik_sonu"), field(one, "evrak_no")) for one, thing in places)
        return tuple((thing, end, evrak) for thing, end, evrak in found if end is not None)

    @cached_property
    def grants(self) -> tuple[Peer, ...]:
        """Remote access that stands."""
        return peers(self.snapshot)

    def grant(self, one: Peer) -> Thing:
        """Named as the address is anywhere else."""
        place = self.address(self._address_by_id[one.netbox_id])
        return Thing(place.kind, place.name, place.id, place.site, one.department or None)

    @cached_property
    def _address_by_id(self) -> Mapping[int, IPAddress]:
        return {one.id: one for one in self.snapshot.tables.ip_addresses}

    @cached_property
    def _departments(self) -> Mapping[int, int]:
        """A contact's id to how many departments it is assigned to."""
        found: dict[int, int] = {}
        for one in self.snapshot.tables.contact_assignments:
            if one.object_type == "tenancy.tenant":
                found[one.contact] = found.get(one.contact, 0) + 1
        return found

    @cached_property
    def _left(self) -> frozenset[int]:
        group = self.vpn.left_group
        return frozenset(one.id for one in self.snapshot.tables.contacts if group and group in one.groups)

    def left(self, one: Peer) -> Text | None:
        """Why the person of a grant counts as gone; none where nothing says so."""
        if one.person is None or not one.person_id:
            return None
        if one.person in self._left:
            return Text("entered as having left", "ayrılmış olarak kayıtlı")
        return (
            None
            if self._departments.get(one.person)
            else Text("in no department any more", "artık hiçbir birimde değil")
        )

    def address(self, one: IPAddress) -> Thing:
        """At its device's site, else at its prefix's."""
        if one.device is not None:
            return Thing("ipam.ipaddress", one.address, one.id, self.snapshot.device_by_name[one.device].site)
        prefix = self.prefix_of(one)
        return Thing("ipam.ipaddress", one.address, one.id, prefix.site if prefix else None)

    @cached_property
    def judged(self) -> tuple[Device, ...]:
        """The devices in service, as the policy has it; rules judge no other."""
        return tuple(one for one in self.snapshot.tables.devices if one.status in self.policy.judged_statuses)

    def in_roles(self, roles: Iterable[str], devices: Iterable[Device] | None = None) -> Iterator[Device]:
        wanted = frozenset(roles)
        return (one for one in (self.judged if devices is None else devices) if one.role in wanted)

    @cached_property
    def site(self) -> Mapping[str, Site]:
        return {one.slug: one for one in self.snapshot.tables.sites}

    @cached_property
    def tenant(self) -> Mapping[str, Tenant]:
        return {one.slug: one for one in self.snapshot.tables.tenants}

    @cached_property
    def _device_types(self) -> Mapping[tuple[str, str], DeviceType]:
        return {(one.manufacturer, one.slug): one for one in self.snapshot.tables.device_types}

    def device_type(self, one: Device) -> DeviceType | None:
        """Two manufacturers may have types of one slug."""
        return self._device_types.get((one.manufacturer, one.device_type))

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, str]]:
        """Table to slug to name, for what tables show in words."""
        tables = self.snapshot.tables
        of: dict[str, Iterable[Any]] = {
            "roles": tables.roles, "manufacturers": tables.manufacturers, "platforms": tables.platforms,
            "tenants": tables.tenants, "sites": tables.sites, "regions": tables.regions,
            "providers": tables.providers, "circuit_types": tables.circuit_types,
        }  # fmt: skip
        return {table: {one.slug: one.name for one in rows} for table, rows in of.items()}

    @cached_property
    def location(self) -> Mapping[tuple[str, str], str]:
        """Site and slug to name."""
        return {(one.site, one.slug): one.name for one in self.snapshot.tables.locations}

    def software(self, one: Device) -> str:
        """The version of a device's software, where it is recorded."""
        return str(field(one, self.software_field) or "")

    def name(self, table: str, slug: str | None) -> str:
        """The name behind a slug; the slug itself where the snapshot holds no such object."""
        return "" if slug is None else self.names.get(table, {}).get(slug, slug)

    @cached_property
    def interface(self) -> Mapping[tuple[str, str], Interface]:
        return {(one.device, one.name): one for one in self.snapshot.tables.interfaces}

    def switch_port(self, device: Device) -> Interface | None:
        """The port of a switch at the far end of the device's cable; none where it hangs on nothing or on no switch."""
        for own in self.snapshot.interfaces_by_device.get(device.name, ()):
            far = own.connected
            if far is not None and self.snapshot.device_by_name[far.device].role in self.policy.roles.switches:
                return self.interface.get((far.device, far.interface))
        return None

    def access_vlan(self, device: Device) -> Vlan | None:
        """The VLAN in which the device's switch port is untagged."""
        port = self.switch_port(device)
        return None if port is None or port.untagged_vlan is None else self.snapshot.vlan_by_id[port.untagged_vlan]

    def mac(self, device: Device) -> str:
        """Of the interface that holds the primary address, else of the first one that has any."""
        own = self.snapshot.interfaces_by_device.get(device.name, ())
        primary = device.primary_ip4 or device.primary_ip6
        holders = {
            one.interface for one in self.snapshot.addresses_by_device.get(device.name, ()) if one.address == primary
        }
        found = sorted((one.name not in holders, one.id, one.mac_address) for one in own if one.mac_address)
        return str(found[0][2]) if found else ""

    @cached_property
    def recorders_at(self) -> Mapping[str, tuple[Device, ...]]:
        found: dict[str, list[Device]] = {}
        for one in self.in_roles(self.policy.roles.recorders):
            found.setdefault(one.site, []).append(one)
        return {site: tuple(rows) for site, rows in found.items()}

    @cached_property
    def _device_by_id(self) -> Mapping[int, Device]:
        return {one.id: one for one in self.snapshot.tables.devices}

    def recorder(self, camera: Device) -> Device | None:
        """The one that NetBox names as keeping the camera's pictures. Gone by its id: the name beside it may be an older one."""
        named = field(camera, "kayit_cihazi")
        return self._device_by_id.get(named["id"]) if isinstance(named, dict) and "id" in named else None

    @cached_property
    def circuit(self) -> Mapping[int, Circuit]:
        return {one.id: one for one in self.snapshot.tables.circuits}

    @cached_property
    def sites_of_circuit(self) -> Mapping[int, tuple[str, ...]]:
        found: dict[int, dict[str, None]] = {}
        for end in sorted(self.snapshot.tables.circuit_terminations, key=lambda one: one.side):
            found.setdefault(end.circuit, {})[end.site] = None
        return {circuit: tuple(sites) for circuit, sites in found.items()}

    @cached_property
    def lines_at(self) -> Mapping[str, tuple[Circuit, ...]]:
        """Active circuits by the slug of a site where they end."""
        found: dict[str, list[Circuit]] = {}
        for number, sites in self.sites_of_circuit.items():
            if self.circuit[number].status == "active":
                for site in sites:
                    found.setdefault(site, []).append(self.circuit[number])
        return {site: tuple(rows) for site, rows in found.items()}

    @cached_property
    def responsible(self) -> Mapping[tuple[str, int], str]:
        """Object type and id to the roles that answer for it: the contact's title, else its role. Never a person's name."""
        contacts = {one.id: one for one in self.snapshot.tables.contacts}
        found: dict[tuple[str, int], dict[str, None]] = {}
        for one in self.snapshot.tables.contact_assignments:
            contact = contacts.get(one.contact)
            said = (contact.title if contact else "") or one.role or ""
            if said:
                found.setdefault((one.object_type, one.object_id), {})[said] = None
        return {key: ", ".join(said) for key, said in found.items()}

    def answers_for(self, device: Device) -> str:
        """Who answers for a device: its own contacts, else its department's, else its site's."""
        tenant = self.tenant.get(device.tenant or "")
        places = [("dcim.device", device.id)]
        places += [("tenancy.tenant", tenant.id)] if tenant else []
        places += [("dcim.site", self.site[device.site].id)] if device.site in self.site else []
        return next((self.responsible[place] for place in places if place in self.responsible), "")

    @cached_property
    def wave(self) -> Mapping[str, Wave]:
        return {one.id: one for one in self.registers.waves}

    @cached_property
    def _prefixes(self) -> Mapping[str | None, tuple[tuple[Network, Prefix], ...]]:
        found: dict[str | None, list[tuple[Network, Prefix]]] = {}
        for one in self.snapshot.tables.prefixes:
            found.setdefault(one.vrf, []).append((ip_network(one.prefix, strict=False), one))
        return {vrf: tuple(rows) for vrf, rows in found.items()}

    @cached_property
    def _holding(self) -> Mapping[tuple[str | None, int, int], Mapping[int, Prefix]]:
        """VRF, IP version and prefix length to network number to prefix; containers hold no addresses of their own."""
        found: dict[tuple[str | None, int, int], dict[int, Prefix]] = {}
        for vrf, rows in self._prefixes.items():
            for network, one in rows:
                if one.status != "container":
                    key = (vrf, network.version, network.prefixlen)
                    found.setdefault(key, {})[int(network.network_address)] = one
        return found

    def prefix_of(self, address: IPAddress) -> Prefix | None:
        """The narrowest prefix of the address's VRF around it, containers aside."""
        number, bits = _number(address.address)
        for length in range(bits, -1, -1):
            held = self._holding.get((address.vrf, 6 if bits == 128 else 4, length))
            found = held.get(number >> (bits - length) << (bits - length)) if held else None
            if found is not None:
                return found
        return None

    @cached_property
    def _numbers(self) -> Mapping[tuple[str | None, int], tuple[int, ...]]:
        """VRF and bits (32, 128) to the addresses there, sorted, each once."""
        found: dict[tuple[str | None, int], set[int]] = {}
        for one in self.snapshot.tables.ip_addresses:
            number, bits = _number(one.address)
            found.setdefault((one.vrf, bits), set()).add(number)
        return {key: tuple(sorted(numbers)) for key, numbers in found.items()}

    def utilisation(self, prefix: Prefix) -> tuple[int, Decimal]:
        """Addresses in use (of a container: addresses in its child prefixes) and the percentage, one decimal.

        As NetBox counts: network and broadcast address of an IPv4 prefix are no room, unless it is a pool or a /31.
        """
        network = ip_network(prefix.prefix, strict=False)
        low, high = int(network.network_address), int(network.broadcast_address)
        size = network.num_addresses
        if prefix.status == "container":
            used = self._covered(prefix, low, high)
        else:
            numbers = self._numbers.get((prefix.vrf, network.max_prefixlen), ())
            used = bisect_right(numbers, high) - bisect_left(numbers, low)
            if network.version == 4 and network.prefixlen < 31 and not prefix.is_pool:
                size -= 2
        return used, min(Decimal(100), (Decimal(used) * 100 / Decimal(size))).quantize(Decimal("0.1"))

    def _covered(self, prefix: Prefix, low: int, high: int) -> int:
        """How many addresses of a container its child prefixes cover, those that overlap counted once."""
        ranges = sorted(
            (int(network.network_address), int(network.broadcast_address))
            for network, one in self._prefixes.get(prefix.vrf, ())
            if one.id != prefix.id and int(network.network_address) >= low and int(network.broadcast_address) <= high
        )
        covered, end = 0, low - 1
        for first, last in ranges:
            covered += max(0, last - max(first, end + 1) + 1)
            end = max(end, last)
        return covered


def field(thing: HasFields, name: str) -> Any:
    """A custom field's value; none for an empty text."""
    value = thing.custom_fields.get(name)
    return None if value == "" else value


def contract_end(one: Circuit) -> date | None:
    """The last day of a line's contract; the day on which NetBox says that the line terminates, where nobody gave the other."""
    end = day_of(one, "sozlesme_sonu")
    if end is not None or not one.terminated:
        return end
    return date.fromisoformat(one.terminated[:10])


def day_of(thing: HasFields, name: str) -> date | None:
    """A custom field that holds a day, or a moment of it; none where it holds something else."""
    value = field(thing, name)
    try:
        return None if value is None else date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def number_of(thing: HasFields, name: str) -> int | None:
    """A custom field that holds a whole number."""
    value = field(thing, name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def device(one: Device) -> Thing:
    return Thing("dcim.device", one.name, one.id, one.site, one.tenant)


def machine(one: VirtualMachine) -> Thing:
    return Thing("virtualization.virtualmachine", one.name, one.id, one.site, one.tenant)


def _number(address: str) -> tuple[int, int]:
    """The address as a number, and its bits."""
    parsed = ip_interface(address)
    return int(parsed.ip), parsed.max_prefixlen
