"""Objects of a snapshot in the shape that NetBox's API gives them inside others: `{id, url, display, name, ...}`.

Made once each and shared: whoever changes one changes it for all. Descriptions that the snapshot does not hold (of a
VRF, a cable, a cluster, a virtual machine) and counters (`device_count`, `_depth`) are left out rather than guessed.
"""

from __future__ import annotations

from functools import cached_property
from ipaddress import ip_interface
from typing import Any

from netbox_sync.inventory.labels import choice
from netbox_sync.model import Cluster, Device, Interface, Location, Rack, Snapshot, VirtualMachine, Vlan

Shape = dict[str, Any]


class Nested:
    """The nested shapes of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._base = snapshot.source.url.rstrip("/")
        self._made: dict[tuple[str, int], Shape] = {}

    def url(self, path: str, object_id: int) -> str:
        return f"{self._base}/api/{path}/{object_id}/"

    def page(self, path: str, object_id: int) -> str:
        """The address of the object's page in NetBox's web interface."""
        return f"{self._base}/{path}/{object_id}/"

    def _brief(self, path: str, object_id: int, display: str, **more: object) -> Shape:
        found = self._made.get((path, object_id))
        if found is None:
            found = {"id": object_id, "url": self.url(path, object_id), "display": display, **more}
            self._made[path, object_id] = found
        return found

    def device(self, device: Device) -> Shape:
        return self._brief(
            "dcim/devices", device.id, display_of(device), name=device.name, description=device.description
        )

    def device_with_page(self, device: Device) -> Shape:
        """As NetBox nests a device in a LAG or a parent: with its page, without its description."""
        return {
            "id": device.id,
            "url": self.url("dcim/devices", device.id),
            "display_url": self.page("dcim/devices", device.id),
            "display": display_of(device),
            "name": device.name,
        }

    def machine(self, machine: VirtualMachine) -> Shape:
        return self._brief("virtualization/virtual-machines", machine.id, machine.name, name=machine.name)

    def vlan(self, vlan: Vlan) -> Shape:
        display = f"{vlan.name} ({vlan.vid})"
        return self._brief("ipam/vlans", vlan.id, display, vid=vlan.vid, name=vlan.name, description=vlan.description)

    def vlan_by_id(self, vlan: int | None) -> Shape | None:
        return None if vlan is None else self.vlan(self._snapshot.vlan_by_id[vlan])

    def vrf(self, name: str | None) -> Shape | None:
        """By name; where several VRFs have it, nothing but the name is sure."""
        if name is None:
            return None
        found = self._vrfs.get(name, [])
        if len(found) != 1:
            return {"name": name}
        (one,) = found
        return self._brief("ipam/vrfs", one.id, f"{name} ({one.rd})" if one.rd else name, name=name, rd=one.rd)

    def cable(self, interface: Interface) -> Shape | None:
        if interface.cable is None:
            return None
        label = interface.cable_label
        return self._brief("dcim/cables", interface.cable, label or f"#{interface.cable}", label=label)

    def interface(self, interface: Interface) -> Shape:
        """An interface as the far end of another's cable."""
        return self._brief(
            "dcim/interfaces",
            interface.id,
            interface_display(interface),
            device=self.device(self._snapshot.device_by_name[interface.device]),
            name=interface.name,
            description=interface.description,
            cable=self.cable(interface),
            _occupied=interface.cabled or interface.mark_connected,
        )

    def slug(self, table: str, slug: str | None) -> Shape | None:
        """A region, site, tenant, role, platform, ... by its slug; `table` is the snapshot's name of its table."""
        if slug is None:
            return None
        row = self._by_slug(table).get(slug)
        if row is None:  # tables that a narrower snapshot does not hold
            return {"slug": slug}
        return self._brief(_PATHS[table], row.id, row.name, name=row.name, slug=slug)

    def device_type(self, manufacturer: str, slug: str) -> Shape:
        row = self._device_types[manufacturer, slug]
        return self._brief(
            "dcim/device-types",
            row.id,
            row.model,
            manufacturer=self.slug("manufacturers", row.manufacturer),
            model=row.model,
            slug=slug,
        )

    def address(self, cidr: str | None, device: str | None) -> Shape | None:
        if cidr is None:
            return None
        family = ip_interface(cidr).version
        row = self.address_rows.get((device, cidr))
        known = {} if row is None else {"id": row.id, "url": self.url("ipam/ip-addresses", row.id)}
        return {**known, "display": cidr, "family": {"value": family, "label": f"IPv{family}"}, "address": cidr}

    def cluster(self, cluster: Cluster) -> Shape:
        return self._brief("virtualization/clusters", cluster.id, cluster.name, name=cluster.name)

    def rack(self, rack: Rack) -> Shape:
        return self._brief("dcim/racks", rack.id, rack.name, name=rack.name)

    def location(self, location: Location) -> Shape:
        return self._brief("dcim/locations", location.id, location.name, name=location.name, slug=location.slug)

    @cached_property
    def address_rows(self) -> dict[tuple[str | None, str], Any]:
        """(device or virtual machine, CIDR) to the address."""
        rows = self._snapshot.tables.ip_addresses
        return {(row.device or row.virtual_machine, row.address): row for row in rows}

    @cached_property
    def _vrfs(self) -> dict[str, list[Any]]:
        named: dict[str, list[Any]] = {}
        for vrf in self._snapshot.tables.vrfs:
            named.setdefault(vrf.name, []).append(vrf)
        return named

    @cached_property
    def _device_types(self) -> dict[tuple[str, str], Any]:
        return {(row.manufacturer, row.slug): row for row in self._snapshot.tables.device_types}

    def _by_slug(self, table: str) -> dict[str, Any]:
        found = self._slugs.get(table)
        if found is None:
            found = self._slugs[table] = {row.slug: row for row in getattr(self._snapshot.tables, table)}
        return found

    @cached_property
    def _slugs(self) -> dict[str, dict[str, Any]]:
        return {}


_PATHS = {
    "regions": "dcim/regions",
    "sites": "dcim/sites",
    "site_groups": "dcim/site-groups",
    "tenants": "tenancy/tenants",
    "roles": "dcim/device-roles",
    "platforms": "dcim/platforms",
    "manufacturers": "dcim/manufacturers",
}


def display_of(device: Device) -> str:
    return f"{device.name} ({device.asset_tag})" if device.asset_tag else device.name


def interface_display(interface: Interface) -> str:
    return f"{interface.name} ({interface.label})" if interface.label else interface.name


def status(device: Device | VirtualMachine) -> Shape:
    kind = "device_status" if isinstance(device, Device) else "machine_status"
    return choice(kind, device.status) or {"value": "", "label": ""}
