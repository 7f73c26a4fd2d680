"""A snapshot as an Ansible inventory: hosts with variables, groups, and which group lies in which. Pure.

Names and shapes are those that `netbox.netbox.nb_inventory` gives for the same options, so that a playbook works with
either. What the snapshot does not hold (services, clusters, virtual machines, UTC offsets, a rack's role, the parents
of site groups and locations) is left out, except that `is_virtual` is always false and `services` always an empty list.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from netbox_sync import faults
from netbox_sync.model import Device, Frozen, Snapshot

_SINGULAR_TO_PLURAL: Final = {
    "site": "sites",
    "tenant": "tenants",
    "rack": "racks",
    "tag": "tags",
    "role": "device_roles",
    "platform": "platforms",
    "device_type": "device_types",
    "manufacturer": "manufacturers",
}
# Groups that hold groups: sites are made for every site, and these stand above or below them.
_NESTED: Final = ("region", "site_group", "location")
_PLAIN: Final = ("status", "is_virtual", "serial", "asset_tag", "time_zone")


class Options(Frozen):
    """As the options of the same names in nb_inventory, with its defaults."""

    group_by: tuple[str, ...] = ()
    group_names_raw: bool = False
    plurals: bool = True
    config_context: bool = False
    flatten_config_context: bool = False
    flatten_custom_fields: bool = False
    dns_name: bool = False
    ansible_host_dns_name: bool = False

    def groupings(self) -> tuple[str, ...]:
        """What `group_by` may hold under this `plurals`."""
        named = _SINGULAR_TO_PLURAL.values() if self.plurals else _SINGULAR_TO_PLURAL.keys()
        return (*named, *_NESTED, *_PLAIN)


@dataclass
class Inventory:
    """Group names are raw: Ansible may transform them. Hosts, groups and members are in the snapshot's order."""

    hosts: dict[str, dict[str, Any]] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)  # group -> hosts directly in it
    children: dict[str, list[str]] = field(default_factory=dict)  # group -> groups directly in it

    def group(self, name: str) -> list[str]:
        self.children.setdefault(name, [])
        return self.members.setdefault(name, [])

    def nest(self, parent: str, child: str) -> None:
        self.group(parent)
        self.group(child)
        if child not in self.children[parent]:
            self.children[parent].append(child)


def build(snapshot: Snapshot, names: Sequence[str], options: Options) -> Inventory:
    """The inventory of these devices. Raises InventoryMisconfigured for a `group_by` that is none."""
    unknown = [each for each in options.group_by if each not in options.groupings()]
    if unknown:
        told = f"{', '.join(unknown)} (group_by: {', '.join(options.groupings())})"
        raise faults.InventoryMisconfigured(option="group_by", en_detail=told, tr_detail=told)
    return _Builder(snapshot, options).build(names)


class _Builder:
    def __init__(self, snapshot: Snapshot, options: Options) -> None:
        self._snapshot = snapshot
        self._options = options
        self._site = "sites" if options.plurals else "site"
        self._made = Inventory()
        self._values: dict[str, Callable[[Device], Any]] = {
            self._plural("site"): lambda device: self._listed(device.site),
            self._plural("tenant"): lambda device: self._listed(device.tenant),
            self._plural("rack"): lambda device: self._listed(device.rack),
            self._plural("role"): lambda device: self._listed(device.role),
            self._plural("platform"): lambda device: self._listed(device.platform),
            self._plural("device_type"): lambda device: self._listed(device.device_type),
            self._plural("manufacturer"): lambda device: self._listed(device.manufacturer),
            self._plural("tag"): lambda device: list(device.tags),
            "status": lambda device: {"value": device.status, "label": device.status.capitalize()},
            "is_virtual": lambda _: False,
            "serial": lambda device: device.serial,
            "asset_tag": lambda device: device.asset_tag,
            "region": self._regions,
            "site_group": self._site_groups,
            "location": lambda device: [] if device.location is None else [device.location],
        }
        if "time_zone" in options.group_by:
            self._values["time_zone"] = self._time_zone

    def build(self, names: Sequence[str]) -> Inventory:
        made = self._made
        self._make_nested_groups()
        for name in names:
            device = self._snapshot.device_by_name[name]
            made.hosts[name] = self._variables(device)
            self._join(device)
        return made

    def _plural(self, name: str) -> str:
        return _SINGULAR_TO_PLURAL[name] if self._options.plurals else name

    def _listed(self, value: str | None) -> list[str] | str | None:
        return value if value is None or not self._options.plurals else [value]

    def _regions(self, device: Device) -> list[str]:
        """The site's region, then the one above it, and so on."""
        found: list[str] = []
        region = self._snapshot.site_by_slug[device.site].region
        while region is not None:
            found.append(region)
            region = self._snapshot.region_by_slug[region].parent
        return found

    def _site_groups(self, device: Device) -> list[str]:
        group = self._snapshot.site_by_slug[device.site].group
        return [] if group is None else [group]

    def _time_zone(self, device: Device) -> str | None:
        zone = self._snapshot.site_by_slug[device.site].time_zone
        return None if zone is None else zone.replace("/", "_", 2)

    def _variables(self, device: Device) -> dict[str, Any]:
        options = self._options
        variables: dict[str, Any] = {}
        addresses = {
            name: str(ipaddress.ip_interface(address).ip)
            for name, address in (("primary_ip4", device.primary_ip4), ("primary_ip6", device.primary_ip6))
            if address is not None
        }
        # as NetBox by default: IPv6 before IPv4
        primary = addresses.get("primary_ip6") or addresses.get("primary_ip4")
        if options.ansible_host_dns_name and device.dns_name:
            primary = device.dns_name
        if primary is not None:
            variables["ansible_host"] = primary
        variables.update(addresses)
        renamed = {"tag": "tags", "region": "regions", "site_group": "site_groups", "location": "locations"}
        for name, value_of in self._values.items():
            value = value_of(device)
            if value is not None:
                variables[renamed.get(name, name)] = value
        custom_fields = {name: value for name, value in device.custom_fields.items() if value is not None}
        if options.flatten_custom_fields:
            variables.update(custom_fields)
        else:
            variables["custom_fields"] = custom_fields
        if options.flatten_config_context and options.config_context:
            variables.update(device.config_context)
        elif options.config_context:
            variables["config_context"] = [device.config_context] if options.plurals else device.config_context
        if options.dns_name and device.dns_name:
            variables["dns_name"] = device.dns_name
        variables["services"] = []
        return variables

    def _group_name(self, grouping: str, value: str) -> str:
        return value if self._options.group_names_raw else f"{grouping}_{value}"

    def _make_nested_groups(self) -> None:
        made, tables, group_by = self._made, self._snapshot.tables, self._options.group_by
        if not {self._site, *_NESTED}.intersection(group_by):
            return
        for site in tables.sites:
            made.group(self._group_name(self._site, site.slug))
        if "region" in group_by:
            for region in tables.regions:
                made.group(self._group_name("region", region.slug))
                if region.parent is not None:
                    made.nest(self._group_name("region", region.parent), self._group_name("region", region.slug))
        for site in tables.sites:
            own = self._group_name(self._site, site.slug)
            if "region" in group_by and site.region is not None:
                made.nest(self._group_name("region", site.region), own)
            if "site_group" in group_by and site.group is not None:
                made.nest(self._group_name("site_group", site.group), own)

    def _join(self, device: Device) -> None:
        made, options = self._made, self._options
        for grouping in options.group_by:
            if grouping in _NESTED or grouping == self._site:
                continue
            value = self._values[grouping](device)
            if grouping == "status":
                value = value["value"]
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, str) and each:
                    made.group(self._group_name(grouping, each)).append(device.name)
        if {self._site, *_NESTED}.intersection(options.group_by):
            own = self._group_name(self._site, device.site)
            if "location" in options.group_by and device.location is not None:
                location = self._group_name("location", device.location)
                made.nest(own, location)
                own = location
            made.group(own).append(device.name)
