"""What an inventory tells of one host, by nb_inventory's names for it."""

from __future__ import annotations

import re
from datetime import datetime
from ipaddress import ip_interface
from typing import Any, Final

from netbox_sync.inventory.interfaces import Interfaces
from netbox_sync.inventory.labels import choice
from netbox_sync.inventory.nested import Nested, status
from netbox_sync.inventory.options import LEAN, Options
from netbox_sync.inventory.places import Places
from netbox_sync.model import Device, Service, Site, Snapshot, VirtualMachine

Host = Device | VirtualMachine
# the variable's name where it is not the grouping's
_RENAMED: Final = {"tag": "tags", "region": "regions", "site_group": "site_groups", "location": "locations"}
_ONLY_GROUPED: Final = ("time_zone", "utc_offset", "facility")


class Values:
    """The variables of a snapshot's hosts under some options."""

    def __init__(self, snapshot: Snapshot, options: Options, now: datetime | None = None) -> None:
        self.options = options
        self.nested = Nested(snapshot)
        self.places = Places(snapshot, self.nested, now)
        self._snapshot = snapshot
        self.clusters = {row.name: row for row in snapshot.tables.clusters}
        self._members: dict[str, list[Device]] = {}
        for device in snapshot.tables.devices:
            if device.vc_master is not None:
                self._members.setdefault(device.vc_master, []).append(device)
        self._services: dict[tuple[bool, str], list[Service]] = {}
        for row in snapshot.tables.services:
            virtual = row.virtual_machine is not None
            self._services.setdefault((virtual, row.virtual_machine or row.device or ""), []).append(row)
        self._interfaces = Interfaces(snapshot, self.nested) if options.interfaces else None
        self._sites: dict[str, Any] = {}
        self._renames = [(re.compile(each.pattern), each.repl) for each in options.rename_variables]

    def site_of(self, host: Host) -> Site | None:
        return None if host.site is None else self._snapshot.site_by_slug[host.site]

    def device(self, name: str | None) -> Device | None:
        return None if name is None else self._snapshot.device_by_name.get(name)

    def primary(self, host: Host) -> str | None:
        """The primary address, CIDR: IPv6 before IPv4 as NetBox does by default."""
        first, second = (host.primary_ip6, host.primary_ip4)
        if self.options.prefer_ipv4:
            first, second = second, first
        return first or second

    def groupings(self, host: Host) -> dict[str, Any]:
        """Values by grouping, in their singular names; None where NetBox holds nothing."""
        virtual = isinstance(host, VirtualMachine)
        site = self.site_of(host)
        cluster = self.clusters.get(host.cluster) if host.cluster is not None else None
        values: dict[str, Any] = {
            "status": status(host),
            "is_virtual": virtual,
            "site": self._site(site),
            "tenant": host.tenant,
            "role": host.role,
            "platform": host.platform,
            "tag": list(host.tags),
            "serial": host.serial,
            "region": self.places.regions(site),
            "site_group": self.places.site_groups(site),
            "cluster": host.cluster,
            "cluster_type": None if cluster is None else cluster.type,
            "cluster_group": None if cluster is None else cluster.group,
            "time_zone": self.places.time_zone(site),
            "utc_offset": self.places.utc_offset(site) if "utc_offset" in self.options.group_by else None,
            "facility": None if site is None else site.facility,
            "location": [],
        }
        if isinstance(host, Device):
            rack = self.places.rack(host)
            values |= {
                "device_type": host.device_type,
                "manufacturer": host.manufacturer,
                "asset_tag": host.asset_tag,
                "rack": host.rack,
                "rack_role": None if rack is None else rack.role,
                "location": self.places.locations_of(host),
            }
        if self.options.services:
            values["services"] = self.services(host)
        return values

    def variables(self, host: Host, values: dict[str, Any]) -> dict[str, Any]:
        """The host's variables, given its groupings' values."""
        options = self.options
        variables = self._addresses(host)
        lean = options.profile == "lean"
        for name, value in values.items():
            if value is None or (lean and name not in LEAN):
                continue
            if name in _ONLY_GROUPED and name not in options.group_by:
                continue
            if not options.racks and name in {"rack", "rack_role", "location"}:
                continue
            if options.plurals and name in {
                "site",
                "tenant",
                "rack",
                "role",
                "platform",
                "device_type",
                "manufacturer",
            }:
                value = [value]  # noqa: PLW2901  nb_inventory's lists of one
            variables[_RENAMED.get(name) or options.name(name)] = value
        if host.platform is not None and host.platform in options.network_os:
            variables["ansible_network_os"] = options.network_os[host.platform]
        if not lean:
            self._add_rest(host, variables)
        return self._renamed(variables) if self._renames else variables

    def _add_rest(self, host: Host, variables: dict[str, Any]) -> None:
        options = self.options
        if isinstance(host, VirtualMachine):
            sizes = {"disk": host.disk_mb, "memory": host.memory_mb, "vcpus": host.vcpus}
            variables.update((name, size) for name, size in sizes.items() if size is not None)
            device = self.device(host.device)
            if device is not None:
                variables["cluster_device"] = self.nested.device(device)
        custom_fields = {name: value for name, value in host.custom_fields.items() if value is not None}
        self._add(variables, "custom_fields", custom_fields, flat=options.flatten_custom_fields, listed=False)
        if options.config_context:
            self._add(variables, "config_context", host.config_context, flat=options.flatten_config_context)
        self._add(variables, "local_context_data", host.local_context_data, flat=options.flatten_local_context_data)
        if self._interfaces is not None:
            variables["interfaces"] = self.interfaces(host)
        if options.interfaces or options.dns_name or options.ansible_host_dns_name:
            name = self._dns_name(host)
            if name:
                variables["dns_name"] = name

    def _add(
        self, variables: dict[str, Any], name: str, value: dict[str, Any] | None, *, flat: bool, listed: bool = True
    ) -> None:
        if flat and value is not None:
            variables.update(value)
        elif listed and self.options.plurals and not flat:
            variables[name] = [value]  # as nb_inventory: also where NetBox holds nothing
        elif value is not None:
            variables[name] = value

    def _addresses(self, host: Host) -> dict[str, Any]:
        options = self.options
        named = {"primary_ip4": host.primary_ip4, "primary_ip6": host.primary_ip6}
        if isinstance(host, Device):
            named["oob_ip"] = host.oob_ip
        found = {name: str(ip_interface(address).ip) for name, address in named.items() if address is not None}
        primary = self.primary(host)
        variables: dict[str, Any] = {}
        if primary is not None:
            variables["ansible_host"] = str(ip_interface(primary).ip)
        if options.ansible_host_dns_name:
            variables["ansible_host"] = self._dns_name(host) or variables.get("ansible_host")
        if options.oob_ip_as_primary_ip and "oob_ip" in found:
            variables["ansible_host"] = found["oob_ip"]
        if variables.get("ansible_host") is None:
            variables.pop("ansible_host", None)
        return variables if options.profile == "lean" else {**variables, **found}

    def _dns_name(self, host: Host) -> str:
        row = self.nested.address_rows.get((host.name, self.primary(host) or ""))
        return host.dns_name if row is None else str(row.dns_name)

    def _site(self, site: Site | None) -> Any:
        if site is None or not (self.options.site_data or self.options.prefixes):
            return None if site is None else site.slug
        found = self._sites.get(site.slug)
        if found is None:
            found = self._sites[site.slug] = self.places.site(site, prefixes=self.options.prefixes)
        return found

    def interfaces(self, host: Host) -> list[dict[str, Any]]:
        """A virtual chassis' interfaces are its master's."""
        interfaces = self._interfaces or Interfaces(self._snapshot, self.nested)
        if isinstance(host, VirtualMachine):
            return interfaces.of_machine(host)
        members = [host, *(each for each in self._members.get(host.name, ()) if each.name != host.name)]
        return [interface for member in members for interface in interfaces.of_device(member)]

    def services(self, host: Host) -> list[dict[str, Any]]:
        virtual = isinstance(host, VirtualMachine)
        parent = self.nested.machine(host) if isinstance(host, VirtualMachine) else self.nested.device(host)
        return [self._service(row, host, parent) for row in self._services.get((virtual, host.name), ())]

    def _service(self, row: Service, host: Host, parent: dict[str, Any]) -> dict[str, Any]:
        protocol = choice("service_protocol", row.protocol)
        shown = "" if protocol is None else protocol["label"]
        virtual = isinstance(host, VirtualMachine)
        return {
            "id": row.id,
            "url": self.nested.url("ipam/services", row.id),
            "display_url": self.nested.page("ipam/services", row.id),
            "display": f"{row.name} ({shown}/{_ranges(row.ports)})",
            "parent_object_type": "virtualization.virtualmachine" if virtual else "dcim.device",
            "parent_object_id": host.id,
            "parent": parent,
            "name": row.name,
            "protocol": protocol,
            "ports": list(row.ports),
            "description": row.description,
        }

    def _renamed(self, variables: dict[str, Any]) -> dict[str, Any]:
        renamed: dict[str, Any] = {}
        for name, value in variables.items():
            for pattern, repl in self._renames:
                if pattern.match(name):
                    renamed[pattern.sub(repl, name)] = value
                    break
            else:
                renamed[name] = value
        return renamed


def _ranges(ports: tuple[int, ...]) -> str:
    """`80, 8000-8002`"""
    runs: list[list[int]] = []
    for port in sorted(ports):
        if runs and port == runs[-1][1] + 1:
            runs[-1][1] = port
        else:
            runs.append([port, port])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
