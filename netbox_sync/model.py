"""The types of a snapshot: what NetBox holds, flat, frozen, with relations by name or id so that any stage can read it.

Names are NetBox's own. `None` means NetBox holds nothing there. Addresses and prefixes are CIDR strings as NetBox gives
them; times are ISO 8601 with offset. Objects are sorted by id inside a snapshot, so equal content gives equal bytes.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """Immutable, and unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Region(Frozen):
    id: int
    name: str
    slug: str
    parent: str | None = None  # slug


class Site(Frozen):
    id: int
    name: str
    slug: str
    status: str
    region: str | None = None  # slug
    group: str | None = None  # site group's slug
    tenant: str | None = None  # slug
    time_zone: str | None = None
    facility: str = ""
    tags: tuple[str, ...] = ()
    custom_fields: dict[str, Any] = {}


class SiteGroup(Frozen):
    id: int
    name: str
    slug: str
    parent: str | None = None  # slug


class Location(Frozen):
    """A building's floor or room. Slugs are unique within a site only."""

    id: int
    name: str
    slug: str
    site: str  # slug
    status: str
    parent: str | None = None  # slug, of the same site


class Rack(Frozen):
    """Names are unique within a location only."""

    id: int
    name: str
    site: str  # slug
    status: str
    location: str | None = None  # slug
    role: str | None = None  # slug
    u_height: int = 42


class TenantGroup(Frozen):
    id: int
    name: str
    slug: str
    parent: str | None = None  # slug


class Tenant(Frozen):
    id: int
    name: str
    slug: str
    group: str | None = None  # tenant group's slug


class Manufacturer(Frozen):
    id: int
    name: str
    slug: str


class Role(Frozen):
    """A device role."""

    id: int
    name: str
    slug: str


class Platform(Frozen):
    id: int
    name: str
    slug: str
    manufacturer: str | None = None  # slug


class DeviceType(Frozen):
    id: int
    model: str
    slug: str
    manufacturer: str  # slug
    part_number: str = ""
    custom_fields: dict[str, Any] = {}


class Device(Frozen):
    id: int
    name: str
    status: str
    site: str  # slug
    role: str  # slug
    device_type: str  # slug
    manufacturer: str  # slug
    platform: str | None = None  # slug
    tenant: str | None = None  # slug
    location: str | None = None  # slug
    rack: str | None = None  # name
    serial: str = ""
    asset_tag: str | None = None
    primary_ip4: str | None = None  # CIDR
    primary_ip6: str | None = None
    dns_name: str = ""  # of the primary address
    oob_ip: str | None = None  # CIDR
    description: str = ""
    cluster: str | None = None  # name
    virtual_chassis: str | None = None
    vc_master: str | None = None  # the name of the virtual chassis' master
    vc_position: int | None = None
    tags: tuple[str, ...] = ()  # slugs
    custom_fields: dict[str, Any] = {}
    config_context: dict[str, Any] = {}  # merged by NetBox
    local_context_data: dict[str, Any] | None = None  # the device's own part of it


class Endpoint(Frozen):
    """The far end of a cable."""

    device: str
    interface: str


class Interface(Frozen):
    id: int
    device: str
    name: str
    type: str  # NetBox's value: 1000base-t, lag, virtual, ...
    enabled: bool
    mgmt_only: bool = False
    description: str = ""
    label: str = ""
    mtu: int | None = None
    mac_address: str | None = None
    speed_kbps: int | None = None
    duplex: str | None = None
    lag: str | None = None  # the LAG interface's name on the same device
    parent: str | None = None
    bridge: str | None = None
    mode: str | None = None  # access, tagged, tagged-all, q-in-q
    untagged_vlan: int | None = None  # VLAN object id
    tagged_vlans: tuple[int, ...] = ()  # VLAN object ids
    poe_mode: str | None = None
    poe_type: str | None = None
    vrf: str | None = None
    mark_connected: bool = False
    cabled: bool = False  # a cable is plugged in, whatever is at its far end
    cable: int | None = None  # cable object id
    cable_label: str = ""
    cable_end: str | None = None  # A, B
    connected: Endpoint | None = None
    tags: tuple[str, ...] = ()
    custom_fields: dict[str, Any] = {}


class Vrf(Frozen):
    id: int
    name: str
    rd: str | None = None


class VlanGroup(Frozen):
    id: int
    name: str
    slug: str
    site: str | None = None  # slug, from the group's scope where that is a site


class Vlan(Frozen):
    id: int
    vid: int
    name: str
    status: str
    site: str | None = None  # slug
    group: str | None = None  # slug
    role: str | None = None  # slug
    description: str = ""
    tags: tuple[str, ...] = ()


class Prefix(Frozen):
    id: int
    prefix: str
    status: str
    site: str | None = None  # slug, from the prefix's scope where that is a site
    vlan: int | None = None  # VLAN object id
    vrf: str | None = None  # name
    role: str | None = None  # slug
    is_pool: bool = False
    description: str = ""
    tags: tuple[str, ...] = ()


class IPAddress(Frozen):
    id: int
    address: str  # CIDR
    status: str
    role: str | None = None
    vrf: str | None = None
    tenant: str | None = None  # slug
    device: str | None = None  # where assigned to a device's interface
    virtual_machine: str | None = None  # where assigned to a virtual machine's interface
    interface: str | None = None
    interface_id: int | None = None  # of the device's or the virtual machine's interface
    dns_name: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    custom_fields: dict[str, Any] = {}


class Provider(Frozen):
    """Whose lines the circuits are."""

    id: int
    name: str
    slug: str


class CircuitType(Frozen):
    id: int
    name: str
    slug: str


class Circuit(Frozen):
    id: int
    cid: str  # unique within a provider
    provider: str  # slug
    type: str  # slug
    status: str
    tenant: str | None = None  # slug
    commit_rate_kbps: int | None = None
    installed: str | None = None  # ISO date
    terminated: str | None = None  # ISO date
    description: str = ""
    tags: tuple[str, ...] = ()
    custom_fields: dict[str, Any] = {}


class CircuitTermination(Frozen):
    """One end of a circuit, at a site; ends at a provider's network are left out."""

    id: int
    circuit: int  # circuit object id
    side: str  # A, Z
    site: str  # slug
    port_speed_kbps: int | None = None


class Cluster(Frozen):
    id: int
    name: str
    type: str  # slug
    status: str
    site: str | None = None  # slug, from the cluster's scope where that is a site
    group: str | None = None  # slug
    tenant: str | None = None  # slug


class VirtualMachine(Frozen):
    """Names are unique within a cluster only."""

    id: int
    name: str
    status: str
    cluster: str | None = None  # name
    site: str | None = None  # slug
    device: str | None = None  # the host it is pinned to
    role: str | None = None  # slug
    platform: str | None = None  # slug
    tenant: str | None = None  # slug
    serial: str = ""
    primary_ip4: str | None = None  # CIDR
    primary_ip6: str | None = None
    dns_name: str = ""  # of the primary address
    vcpus: float | None = None
    memory_mb: int | None = None
    disk_mb: int | None = None
    tags: tuple[str, ...] = ()
    custom_fields: dict[str, Any] = {}
    config_context: dict[str, Any] = {}  # merged by NetBox
    local_context_data: dict[str, Any] | None = None  # the machine's own part of it


class VmInterface(Frozen):
    id: int
    virtual_machine: int  # virtual machine object id
    name: str
    enabled: bool
    mac_address: str | None = None
    mtu: int | None = None
    parent: str | None = None
    bridge: str | None = None
    mode: str | None = None  # access, tagged, tagged-all, q-in-q
    untagged_vlan: int | None = None  # VLAN object id
    tagged_vlans: tuple[int, ...] = ()  # VLAN object ids
    vrf: str | None = None  # name
    description: str = ""
    tags: tuple[str, ...] = ()
    custom_fields: dict[str, Any] = {}


class Service(Frozen):
    """An application service that listens on a device or a virtual machine."""

    id: int
    name: str
    protocol: str  # tcp, udp, sctp
    ports: tuple[int, ...]
    device: str | None = None
    virtual_machine: str | None = None
    description: str = ""
    tags: tuple[str, ...] = ()


class Contact(Frozen):
    """A role or person to ask. Telephone numbers and e-mail addresses are personal data and are not read."""

    id: int
    name: str
    title: str = ""
    groups: tuple[str, ...] = ()  # slugs


class ContactAssignment(Frozen):
    id: int
    object_type: str  # NetBox's name: dcim.site, tenancy.tenant, ...
    object_id: int
    contact: int  # contact object id
    role: str | None = None  # slug
    priority: str | None = None


class TunnelGroup(Frozen):
    id: int
    name: str
    slug: str


class Tunnel(Frozen):
    id: int
    name: str
    status: str
    encapsulation: str  # NetBox's value: wireguard, openvpn, ipsec-tunnel, ...
    group: str | None = None  # slug
    tenant: str | None = None  # slug
    tunnel_id: int | None = None
    description: str = ""
    tags: tuple[str, ...] = ()
    custom_fields: dict[str, Any] = {}


class TunnelTermination(Frozen):
    """One end of a tunnel, at an interface; an interface ends one tunnel at most."""

    id: int
    tunnel: int  # tunnel object id
    role: str  # peer, hub, spoke
    device: str | None = None  # where it is an interface of a device
    virtual_machine: str | None = None  # where it is an interface of a virtual machine
    interface: str  # name
    interface_id: int  # of the device's or the virtual machine's interface
    outside_ip: str | None = None  # CIDR
    tags: tuple[str, ...] = ()
    custom_fields: dict[str, Any] = {}


class Source(Frozen):
    """Where and when a snapshot was taken."""

    url: str
    version: str  # NetBox's
    taken: str  # ISO 8601 with offset
    duration_ms: int
    unnamed_devices: tuple[int, ...] = ()  # ids of devices without a name: they and their interfaces are left out
    tier: str = "pages"  # how it was read: feed, pages, plain


class Tables(Frozen):
    """The content that a snapshot's digest covers."""

    regions: tuple[Region, ...] = ()
    sites: tuple[Site, ...] = ()
    tenants: tuple[Tenant, ...] = ()
    roles: tuple[Role, ...] = ()
    platforms: tuple[Platform, ...] = ()
    device_types: tuple[DeviceType, ...] = ()
    devices: tuple[Device, ...] = ()
    interfaces: tuple[Interface, ...] = ()
    vlans: tuple[Vlan, ...] = ()
    prefixes: tuple[Prefix, ...] = ()
    ip_addresses: tuple[IPAddress, ...] = ()
    site_groups: tuple[SiteGroup, ...] = ()
    locations: tuple[Location, ...] = ()
    racks: tuple[Rack, ...] = ()
    tenant_groups: tuple[TenantGroup, ...] = ()
    manufacturers: tuple[Manufacturer, ...] = ()
    vrfs: tuple[Vrf, ...] = ()
    vlan_groups: tuple[VlanGroup, ...] = ()
    circuits: tuple[Circuit, ...] = ()
    circuit_terminations: tuple[CircuitTermination, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    virtual_machines: tuple[VirtualMachine, ...] = ()
    vm_interfaces: tuple[VmInterface, ...] = ()
    services: tuple[Service, ...] = ()
    contacts: tuple[Contact, ...] = ()
    contact_assignments: tuple[ContactAssignment, ...] = ()
    providers: tuple[Provider, ...] = ()
    circuit_types: tuple[CircuitType, ...] = ()
    tunnel_groups: tuple[TunnelGroup, ...] = ()
    tunnels: tuple[Tunnel, ...] = ()
    tunnel_terminations: tuple[TunnelTermination, ...] = ()


class Snapshot(Frozen):
    """NetBox at one moment. `digest` is the SHA-256 of the canonical JSON of `tables`: same content, same digest."""

    schema_version: int = 1
    source: Source
    digest: str
    tables: Tables

    def holding(self, **rows: tuple[Any, ...]) -> Snapshot:
        """The same with other rows in these tables. Not `model_copy`: that takes over what was looked up among the old ones."""
        tables = {name: getattr(self.tables, name) for name in Tables.model_fields} | rows
        held = {name: getattr(self, name) for name in Snapshot.model_fields}
        return Snapshot.model_construct(**{**held, "tables": Tables.model_construct(**tables)})

    @cached_property
    def device_by_name(self) -> dict[str, Device]:
        return {device.name: device for device in self.tables.devices}

    @cached_property
    def interfaces_by_device(self) -> dict[str, tuple[Interface, ...]]:
        grouped: dict[str, list[Interface]] = {}
        for interface in self.tables.interfaces:
            grouped.setdefault(interface.device, []).append(interface)
        return {name: tuple(rows) for name, rows in grouped.items()}

    @cached_property
    def addresses_by_device(self) -> dict[str, tuple[IPAddress, ...]]:
        grouped: dict[str, list[IPAddress]] = {}
        for address in self.tables.ip_addresses:
            if address.device is not None:
                grouped.setdefault(address.device, []).append(address)
        return {name: tuple(rows) for name, rows in grouped.items()}

    @cached_property
    def vlan_by_id(self) -> dict[int, Vlan]:
        return {vlan.id: vlan for vlan in self.tables.vlans}

    @cached_property
    def vlans_by_site(self) -> dict[str | None, dict[int, tuple[Vlan, ...]]]:
        """Site slug (none: VLANs of no site) to VLAN id to the VLANs there; more than one is ambiguous."""
        grouped: dict[str | None, dict[int, tuple[Vlan, ...]]] = {}
        for vlan in self.tables.vlans:
            of_site = grouped.setdefault(vlan.site, {})
            of_site[vlan.vid] = (*of_site.get(vlan.vid, ()), vlan)
        return grouped

    @cached_property
    def prefix_by_network(self) -> dict[tuple[str | None, str], Prefix]:
        """(VRF name, CIDR) to the prefix."""
        return {(prefix.vrf, prefix.prefix): prefix for prefix in self.tables.prefixes}

    @cached_property
    def site_by_slug(self) -> dict[str, Site]:
        return {site.slug: site for site in self.tables.sites}
