"""How a lean row becomes the snapshot's type: relations are joined by NetBox's ids among the rows that were read.

Never by the names nested in them: so a site that is renamed while we read can't leave a device pointing to a name that
the snapshot does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from netbox_sync import model
from netbox_sync.model import Frozen
from netbox_sync.pull.columns import Row


class Joined(Protocol):
    """The rows of all tables by id."""

    def row(self, table: str, object_id: int) -> Row:
        """Raises PartialView for one that was not read: it may not be seen."""

    def hides(self, device_id: int) -> bool:
        """Whether this device has no name and is left out, with all that is on it."""


def _slug(joined: Joined, table: str, object_id: int | None) -> str | None:
    return None if object_id is None else _slug_of(joined, table, object_id)


def _slug_of(joined: Joined, table: str, object_id: int) -> str:
    return str(joined.row(table, object_id)["slug"])


def _name(joined: Joined, table: str, object_id: int | None) -> str | None:
    return None if object_id is None else str(joined.row(table, object_id)["name"])


def _id(joined: Joined, table: str, object_id: int | None) -> int | None:
    """The id itself, once it is sure that the snapshot holds the object."""
    return None if object_id is None else int(joined.row(table, object_id)["id"])


def _tags(row: Row, joined: Joined) -> tuple[str, ...]:
    return tuple(sorted(_slug_of(joined, "tags", tag) for tag in row["tags"]))


def _scope_site(row: Row, joined: Joined) -> str | None:
    return _slug_of(joined, "sites", row["scope_id"]) if row["scope_type"] == "dcim.site" else None


def _region(row: Row, joined: Joined) -> model.Region:
    return model.Region(
        id=row["id"], name=row["name"], slug=row["slug"], parent=_slug(joined, "regions", row["parent"])
    )


def _site_group(row: Row, joined: Joined) -> model.SiteGroup:
    return model.SiteGroup(
        id=row["id"], name=row["name"], slug=row["slug"], parent=_slug(joined, "site_groups", row["parent"])
    )


def _site(row: Row, joined: Joined) -> model.Site:
    return model.Site(
        id=row["id"],
        name=row["name"],
        slug=row["slug"],
        status=row["status"] or "",
        region=_slug(joined, "regions", row["region"]),
        group=_slug(joined, "site_groups", row["group"]),
        tenant=_slug(joined, "tenants", row["tenant"]),
        time_zone=row["time_zone"],
        facility=row["facility"],
        tags=_tags(row, joined),
        custom_fields=row["custom_fields"],
    )


def _location(row: Row, joined: Joined) -> model.Location:
    return model.Location(
        id=row["id"],
        name=row["name"],
        slug=row["slug"],
        site=_slug_of(joined, "sites", row["site"]),
        status=row["status"] or "",
        parent=_slug(joined, "locations", row["parent"]),
    )


def _rack(row: Row, joined: Joined) -> model.Rack:
    return model.Rack(
        id=row["id"],
        name=row["name"],
        site=_slug_of(joined, "sites", row["site"]),
        status=row["status"] or "",
        location=_slug(joined, "locations", row["location"]),
        role=_slug(joined, "rack_roles", row["role"]),
        u_height=row["u_height"],
    )


def _tenant_group(row: Row, joined: Joined) -> model.TenantGroup:
    return model.TenantGroup(
        id=row["id"], name=row["name"], slug=row["slug"], parent=_slug(joined, "tenant_groups", row["parent"])
    )


def _tenant(row: Row, joined: Joined) -> model.Tenant:
    return model.Tenant(
        id=row["id"], name=row["name"], slug=row["slug"], group=_slug(joined, "tenant_groups", row["group"])
    )


def _manufacturer(row: Row, _: Joined) -> model.Manufacturer:
    return model.Manufacturer(id=row["id"], name=row["name"], slug=row["slug"])


def _role(row: Row, _: Joined) -> model.Role:
    return model.Role(id=row["id"], name=row["name"], slug=row["slug"])


def _platform(row: Row, joined: Joined) -> model.Platform:
    return model.Platform(
        id=row["id"],
        name=row["name"],
        slug=row["slug"],
        manufacturer=_slug(joined, "manufacturers", row["manufacturer"]),
    )


def _device_type(row: Row, joined: Joined) -> model.DeviceType:
    return model.DeviceType(
        id=row["id"],
        model=row["model"],
        slug=row["slug"],
        manufacturer=_slug_of(joined, "manufacturers", row["manufacturer"]),
        part_number=row["part_number"],
        custom_fields=row["custom_fields"],
    )


def _device(row: Row, joined: Joined) -> model.Device | None:
    if joined.hides(row["id"]):
        return None
    device_type = joined.row("device_types", row["device_type"])
    primary4, primary6 = _primaries(row, joined)
    chassis = None if row["virtual_chassis"] is None else joined.row("virtual_chassis", row["virtual_chassis"])
    return model.Device(
        id=row["id"],
        name=row["name"],
        status=row["status"] or "",
        site=_slug_of(joined, "sites", row["site"]),
        role=_slug_of(joined, "roles", row["role"]),
        device_type=device_type["slug"],
        manufacturer=_slug_of(joined, "manufacturers", device_type["manufacturer"]),
        platform=_slug(joined, "platforms", row["platform"]),
        tenant=_slug(joined, "tenants", row["tenant"]),
        location=_slug(joined, "locations", row["location"]),
        rack=_name(joined, "racks", row["rack"]),
        serial=row["serial"],
        asset_tag=row["asset_tag"],
        primary_ip4=None if primary4 is None else primary4["address"],
        primary_ip6=None if primary6 is None else primary6["address"],
        dns_name=_dns_name(primary4, primary6),
        oob_ip=None if row["oob_ip"] is None else joined.row("ip_addresses", row["oob_ip"])["address"],
        description=row["description"],
        cluster=_name(joined, "clusters", row["cluster"]),
        virtual_chassis=None if chassis is None else chassis["name"],
        vc_master=None if chassis is None else _name(joined, "devices", chassis["master"]),
        vc_position=row["vc_position"],
        tags=_tags(row, joined),
        custom_fields=row["custom_fields"],
        config_context=row["config_context"],
        local_context_data=row["local_context_data"],
    )


def _primaries(row: Row, joined: Joined) -> tuple[Row | None, Row | None]:
    four, six = row["primary_ip4"], row["primary_ip6"]
    return (
        None if four is None else joined.row("ip_addresses", four),
        None if six is None else joined.row("ip_addresses", six),
    )


def _dns_name(primary4: Row | None, primary6: Row | None) -> str:
    return str((primary4 or {}).get("dns_name") or (primary6 or {}).get("dns_name") or "")


def _interface(row: Row, joined: Joined) -> model.Interface | None:
    if joined.hides(row["device"]):
        return None
    return model.Interface(
        id=row["id"],
        device=joined.row("devices", row["device"])["name"],
        name=row["name"],
        type=row["type"] or "",
        enabled=row["enabled"],
        mgmt_only=row["mgmt_only"],
        description=row["description"],
        label=row["label"],
        mtu=row["mtu"],
        mac_address=row["mac_address"],
        speed_kbps=row["speed"],
        duplex=row["duplex"],
        lag=_name(joined, "interfaces", row["lag"]),
        parent=_name(joined, "interfaces", row["parent"]),
        bridge=_name(joined, "interfaces", row["bridge"]),
        mode=row["mode"],
        untagged_vlan=_id(joined, "vlans", row["untagged_vlan"]),
        tagged_vlans=tuple(joined.row("vlans", vlan)["id"] for vlan in row["tagged_vlans"]),
        poe_mode=row["poe_mode"],
        poe_type=row["poe_type"],
        vrf=_name(joined, "vrfs", row["vrf"]),
        mark_connected=row["mark_connected"],
        cabled=row["cable"] is not None,
        cable=row["cable"],
        cable_label=row["cable_label"],
        cable_end=row["cable_end"],
        connected=_far_end(row, joined),
        tags=_tags(row, joined),
        custom_fields=row["custom_fields"],
    )


def _far_end(row: Row, joined: Joined) -> model.Endpoint | None:
    if row["far"] is None:
        return None
    far = joined.row("interfaces", row["far"])
    if joined.hides(far["device"]):
        return None
    return model.Endpoint(device=joined.row("devices", far["device"])["name"], interface=far["name"])


def _vrf(row: Row, _: Joined) -> model.Vrf:
    return model.Vrf(id=row["id"], name=row["name"], rd=row["rd"])


def _vlan_group(row: Row, joined: Joined) -> model.VlanGroup:
    return model.VlanGroup(id=row["id"], name=row["name"], slug=row["slug"], site=_scope_site(row, joined))


def _vlan(row: Row, joined: Joined) -> model.Vlan:
    return model.Vlan(
        id=row["id"],
        vid=row["vid"],
        name=row["name"],
        status=row["status"] or "",
        site=_slug(joined, "sites", row["site"]),
        group=_slug(joined, "vlan_groups", row["group"]),
        role=_slug(joined, "ipam_roles", row["role"]),
        description=row["description"],
        tags=_tags(row, joined),
    )


def _prefix(row: Row, joined: Joined) -> model.Prefix:
    return model.Prefix(
        id=row["id"],
        prefix=row["prefix"],
        status=row["status"] or "",
        site=_scope_site(row, joined),
        vlan=_id(joined, "vlans", row["vlan"]),
        vrf=_name(joined, "vrfs", row["vrf"]),
        role=_slug(joined, "ipam_roles", row["role"]),
        is_pool=row["is_pool"],
        description=row["description"],
        tags=_tags(row, joined),
    )


def _address(row: Row, joined: Joined) -> model.IPAddress:
    device = virtual_machine = None
    interface: Row | None = None
    kind, at = row["assigned_object_type"], row["assigned_object_id"]
    if kind == "dcim.interface" and at is not None:
        found = joined.row("interfaces", at)
        if not joined.hides(found["device"]):
            device, interface = joined.row("devices", found["device"])["name"], found
    elif kind == "virtualization.vminterface" and at is not None:
        interface = joined.row("vm_interfaces", at)
        virtual_machine = joined.row("virtual_machines", interface["virtual_machine"])["name"]
    return model.IPAddress(
        id=row["id"],
        address=row["address"],
        status=row["status"] or "",
        role=row["role"],
        vrf=_name(joined, "vrfs", row["vrf"]),
        device=device,
        virtual_machine=virtual_machine,
        interface=None if interface is None else interface["name"],
        interface_id=None if interface is None else interface["id"],
        dns_name=row["dns_name"],
        description=row["description"],
        tags=_tags(row, joined),
        custom_fields=row["custom_fields"],
    )


def _provider(row: Row, _: Joined) -> model.Provider:
    return model.Provider(id=row["id"], name=row["name"], slug=row["slug"])


def _circuit_type(row: Row, _: Joined) -> model.CircuitType:
    return model.CircuitType(id=row["id"], name=row["name"], slug=row["slug"])


def _circuit(row: Row, joined: Joined) -> model.Circuit:
    return model.Circuit(
        id=row["id"],
        cid=row["cid"],
        provider=_slug_of(joined, "providers", row["provider"]),
        type=_slug_of(joined, "circuit_types", row["type"]),
        status=row["status"] or "",
        tenant=_slug(joined, "tenants", row["tenant"]),
        commit_rate_kbps=row["commit_rate"],
        installed=row["install_date"],
        terminated=row["termination_date"],
        description=row["description"],
        tags=_tags(row, joined),
        custom_fields=row["custom_fields"],
    )


def _circuit_termination(row: Row, joined: Joined) -> model.CircuitTermination | None:
    kind, at = row["termination_type"], row["termination_id"]
    if kind == "dcim.location":
        at = joined.row("locations", at)["site"]
    elif kind != "dcim.site":
        return None
    return model.CircuitTermination(
        id=row["id"],
        circuit=joined.row("circuits", row["circuit"])["id"],
        side=row["term_side"] or "",
        site=_slug_of(joined, "sites", at),
        port_speed_kbps=row["port_speed"],
    )


def _cluster(row: Row, joined: Joined) -> model.Cluster:
    return model.Cluster(
        id=row["id"],
        name=row["name"],
        type=_slug_of(joined, "cluster_types", row["type"]),
        status=row["status"] or "",
        site=_scope_site(row, joined),
        group=_slug(joined, "cluster_groups", row["group"]),
        tenant=_slug(joined, "tenants", row["tenant"]),
    )


def _virtual_machine(row: Row, joined: Joined) -> model.VirtualMachine:
    primary4, primary6 = _primaries(row, joined)
    host = row["device"]
    return model.VirtualMachine(
        id=row["id"],
        name=row["name"],
        status=row["status"] or "",
        cluster=_name(joined, "clusters", row["cluster"]),
        site=_slug(joined, "sites", row["site"]),
        device=None if host is None or joined.hides(host) else joined.row("devices", host)["name"],
        role=_slug(joined, "roles", row["role"]),
        platform=_slug(joined, "platforms", row["platform"]),
        tenant=_slug(joined, "tenants", row["tenant"]),
        serial=row["serial"],
        primary_ip4=None if primary4 is None else primary4["address"],
        primary_ip6=None if primary6 is None else primary6["address"],
        dns_name=_dns_name(primary4, primary6),
        vcpus=row["vcpus"],
        memory_mb=row["memory"],
        disk_mb=row["disk"],
        tags=_tags(row, joined),
        custom_fields=row["custom_fields"],
        config_context=row["config_context"],
        local_context_data=row["local_context_data"],
    )


def _vm_interface(row: Row, joined: Joined) -> model.VmInterface:
    return model.VmInterface(
        id=row["id"],
        virtual_machine=joined.row("virtual_machines", row["virtual_machine"])["id"],
        name=row["name"],
        enabled=row["enabled"],
        mac_address=row["mac_address"],
        mtu=row["mtu"],
        parent=_name(joined, "vm_interfaces", row["parent"]),
        bridge=_name(joined, "vm_interfaces", row["bridge"]),
        mode=row["mode"],
        untagged_vlan=_id(joined, "vlans", row["untagged_vlan"]),
        tagged_vlans=tuple(joined.row("vlans", vlan)["id"] for vlan in row["tagged_vlans"]),
        vrf=_name(joined, "vrfs", row["vrf"]),
        description=row["description"],
        tags=_tags(row, joined),
        custom_fields=row["custom_fields"],
    )


def _service(row: Row, joined: Joined) -> model.Service | None:
    kind, at = row["parent_object_type"], row["parent_object_id"]
    if kind == "dcim.device" and joined.hides(at):
        return None
    return model.Service(
        id=row["id"],
        name=row["name"],
        protocol=row["protocol"] or "",
        ports=tuple(sorted(row["ports"])),
        device=_name(joined, "devices", at) if kind == "dcim.device" else None,
        virtual_machine=_name(joined, "virtual_machines", at) if kind == "virtualization.virtualmachine" else None,
        description=row["description"],
        tags=_tags(row, joined),
    )


def _contact(row: Row, joined: Joined) -> model.Contact:
    groups = tuple(sorted(_slug_of(joined, "contact_groups", group) for group in row["groups"]))
    return model.Contact(id=row["id"], name=row["name"], title=row["title"], groups=groups)


def _contact_assignment(row: Row, joined: Joined) -> model.ContactAssignment:
    return model.ContactAssignment(
        id=row["id"],
        object_type=row["object_type"] or "",
        object_id=row["object_id"],
        contact=joined.row("contacts", row["contact"])["id"],
        role=_slug(joined, "contact_roles", row["role"]),
        priority=row["priority"],
    )


ENTRIES: Final[Mapping[str, Callable[[Row, Joined], Frozen | None]]] = {
    "regions": _region,
    "sites": _site,
    "tenants": _tenant,
    "roles": _role,
    "platforms": _platform,
    "device_types": _device_type,
    "devices": _device,
    "interfaces": _interface,
    "vlans": _vlan,
    "prefixes": _prefix,
    "ip_addresses": _address,
    "site_groups": _site_group,
    "locations": _location,
    "racks": _rack,
    "tenant_groups": _tenant_group,
    "manufacturers": _manufacturer,
    "vrfs": _vrf,
    "vlan_groups": _vlan_group,
    "circuits": _circuit,
    "circuit_terminations": _circuit_termination,
    "clusters": _cluster,
    "virtual_machines": _virtual_machine,
    "vm_interfaces": _vm_interface,
    "services": _service,
    "contacts": _contact,
    "contact_assignments": _contact_assignment,
    "providers": _provider,
    "circuit_types": _circuit_type,
}
"""How each of the snapshot's tables is made of its rows; None for an object that is left out."""
