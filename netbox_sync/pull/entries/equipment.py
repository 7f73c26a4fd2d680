"""Devices and virtual machines: their kinds, their interfaces, what they serve."""

from __future__ import annotations

from netbox_sync import model
from netbox_sync.pull.columns import Row
from netbox_sync.pull.entries.joined import Joined, id_of, name_of, scope_site, slug, slug_of, tags_of


def _far_end(row: Row, joined: Joined) -> model.Endpoint | None:
    if row["far"] is None:
        return None
    far = joined.row("interfaces", row["far"])
    if joined.hides(far["device"]):
        return None
    return model.Endpoint(device=joined.row("devices", far["device"])["name"], interface=far["name"])


def manufacturer(row: Row, _: Joined) -> model.Manufacturer:
    return model.Manufacturer(id=row["id"], name=row["name"], slug=row["slug"])


def role(row: Row, _: Joined) -> model.Role:
    return model.Role(id=row["id"], name=row["name"], slug=row["slug"])


def platform(row: Row, joined: Joined) -> model.Platform:
    return model.Platform(
        id=row["id"],
        name=row["name"],
        slug=row["slug"],
        manufacturer=slug(joined, "manufacturers", row["manufacturer"]),
    )


def device_type(row: Row, joined: Joined) -> model.DeviceType:
    return model.DeviceType(
        id=row["id"],
        model=row["model"],
        slug=row["slug"],
        manufacturer=slug_of(joined, "manufacturers", row["manufacturer"]),
        part_number=row["part_number"],
        custom_fields=row["custom_fields"],
    )


def device(row: Row, joined: Joined) -> model.Device | None:
    if joined.hides(row["id"]):
        return None
    device_type = joined.row("device_types", row["device_type"])
    primary4, primary6 = _primaries(row, joined)
    chassis = None if row["virtual_chassis"] is None else joined.row("virtual_chassis", row["virtual_chassis"])
    return model.Device(
        id=row["id"],
        name=row["name"],
        status=row["status"] or "",
        site=slug_of(joined, "sites", row["site"]),
        role=slug_of(joined, "roles", row["role"]),
        device_type=device_type["slug"],
        manufacturer=slug_of(joined, "manufacturers", device_type["manufacturer"]),
        platform=slug(joined, "platforms", row["platform"]),
        tenant=slug(joined, "tenants", row["tenant"]),
        location=slug(joined, "locations", row["location"]),
        rack=name_of(joined, "racks", row["rack"]),
        serial=row["serial"],
        asset_tag=row["asset_tag"],
        primary_ip4=None if primary4 is None else primary4["address"],
        primary_ip6=None if primary6 is None else primary6["address"],
        dns_name=_dns_name(primary4, primary6),
        oob_ip=None if row["oob_ip"] is None else joined.row("ip_addresses", row["oob_ip"])["address"],
        description=row["description"],
        cluster=name_of(joined, "clusters", row["cluster"]),
        virtual_chassis=None if chassis is None else chassis["name"],
        vc_master=None if chassis is None else name_of(joined, "devices", chassis["master"]),
        vc_position=row["vc_position"],
        tags=tags_of(row, joined),
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


def interface(row: Row, joined: Joined) -> model.Interface | None:
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
        lag=name_of(joined, "interfaces", row["lag"]),
        parent=name_of(joined, "interfaces", row["parent"]),
        bridge=name_of(joined, "interfaces", row["bridge"]),
        mode=row["mode"],
        untagged_vlan=id_of(joined, "vlans", row["untagged_vlan"]),
        tagged_vlans=tuple(joined.row("vlans", vlan)["id"] for vlan in row["tagged_vlans"]),
        poe_mode=row["poe_mode"],
        poe_type=row["poe_type"],
        vrf=name_of(joined, "vrfs", row["vrf"]),
        mark_connected=row["mark_connected"],
        cabled=row["cable"] is not None,
        cable=row["cable"],
        cable_label=row["cable_label"],
        cable_end=row["cable_end"],
        connected=_far_end(row, joined),
        tags=tags_of(row, joined),
        custom_fields=row["custom_fields"],
    )


def cluster(row: Row, joined: Joined) -> model.Cluster:
    return model.Cluster(
        id=row["id"],
        name=row["name"],
        type=slug_of(joined, "cluster_types", row["type"]),
        status=row["status"] or "",
        site=scope_site(row, joined),
        group=slug(joined, "cluster_groups", row["group"]),
        tenant=slug(joined, "tenants", row["tenant"]),
    )


def virtual_machine(row: Row, joined: Joined) -> model.VirtualMachine:
    primary4, primary6 = _primaries(row, joined)
    host = row["device"]
    return model.VirtualMachine(
        id=row["id"],
        name=row["name"],
        status=row["status"] or "",
        cluster=name_of(joined, "clusters", row["cluster"]),
        site=slug(joined, "sites", row["site"]),
        device=None if host is None or joined.hides(host) else joined.row("devices", host)["name"],
        role=slug(joined, "roles", row["role"]),
        platform=slug(joined, "platforms", row["platform"]),
        tenant=slug(joined, "tenants", row["tenant"]),
        serial=row["serial"],
        primary_ip4=None if primary4 is None else primary4["address"],
        primary_ip6=None if primary6 is None else primary6["address"],
        dns_name=_dns_name(primary4, primary6),
        vcpus=row["vcpus"],
        memory_mb=row["memory"],
        disk_mb=row["disk"],
        tags=tags_of(row, joined),
        custom_fields=row["custom_fields"],
        config_context=row["config_context"],
        local_context_data=row["local_context_data"],
    )


def vm_interface(row: Row, joined: Joined) -> model.VmInterface:
    return model.VmInterface(
        id=row["id"],
        virtual_machine=joined.row("virtual_machines", row["virtual_machine"])["id"],
        name=row["name"],
        enabled=row["enabled"],
        mac_address=row["mac_address"],
        mtu=row["mtu"],
        parent=name_of(joined, "vm_interfaces", row["parent"]),
        bridge=name_of(joined, "vm_interfaces", row["bridge"]),
        mode=row["mode"],
        untagged_vlan=id_of(joined, "vlans", row["untagged_vlan"]),
        tagged_vlans=tuple(joined.row("vlans", vlan)["id"] for vlan in row["tagged_vlans"]),
        vrf=name_of(joined, "vrfs", row["vrf"]),
        description=row["description"],
        tags=tags_of(row, joined),
        custom_fields=row["custom_fields"],
    )


def service(row: Row, joined: Joined) -> model.Service | None:
    kind, at = row["parent_object_type"], row["parent_object_id"]
    if kind == "dcim.device" and joined.hides(at):
        return None
    return model.Service(
        id=row["id"],
        name=row["name"],
        protocol=row["protocol"] or "",
        ports=tuple(sorted(row["ports"])),
        device=name_of(joined, "devices", at) if kind == "dcim.device" else None,
        virtual_machine=name_of(joined, "virtual_machines", at) if kind == "virtualization.virtualmachine" else None,
        description=row["description"],
        tags=tags_of(row, joined),
    )
