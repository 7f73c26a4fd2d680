"""Addresses, VLANs and circuits."""

from __future__ import annotations

from netbox_sync import model
from netbox_sync.pull.columns import Row
from netbox_sync.pull.entries.joined import Joined, id_of, name_of, scope_site, slug, slug_of, tags_of


def vrf(row: Row, _: Joined) -> model.Vrf:
    return model.Vrf(id=row["id"], name=row["name"], rd=row["rd"])


def vlan_group(row: Row, joined: Joined) -> model.VlanGroup:
    return model.VlanGroup(id=row["id"], name=row["name"], slug=row["slug"], site=scope_site(row, joined))


def vlan(row: Row, joined: Joined) -> model.Vlan:
    return model.Vlan(
        id=row["id"],
        vid=row["vid"],
        name=row["name"],
        status=row["status"] or "",
        site=slug(joined, "sites", row["site"]),
        group=slug(joined, "vlan_groups", row["group"]),
        role=slug(joined, "ipam_roles", row["role"]),
        description=row["description"],
        tags=tags_of(row, joined),
    )


def prefix(row: Row, joined: Joined) -> model.Prefix:
    return model.Prefix(
        id=row["id"],
        prefix=row["prefix"],
        status=row["status"] or "",
        site=scope_site(row, joined),
        vlan=id_of(joined, "vlans", row["vlan"]),
        vrf=name_of(joined, "vrfs", row["vrf"]),
        role=slug(joined, "ipam_roles", row["role"]),
        is_pool=row["is_pool"],
        description=row["description"],
        tags=tags_of(row, joined),
    )


def address(row: Row, joined: Joined) -> model.IPAddress:
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
        vrf=name_of(joined, "vrfs", row["vrf"]),
        tenant=slug(joined, "tenants", row["tenant"]),
        device=device,
        virtual_machine=virtual_machine,
        interface=None if interface is None else interface["name"],
        interface_id=None if interface is None else interface["id"],
        dns_name=row["dns_name"],
        description=row["description"],
        tags=tags_of(row, joined),
        custom_fields=row["custom_fields"],
    )


def provider(row: Row, _: Joined) -> model.Provider:
    return model.Provider(id=row["id"], name=row["name"], slug=row["slug"])


def circuit_type(row: Row, _: Joined) -> model.CircuitType:
    return model.CircuitType(id=row["id"], name=row["name"], slug=row["slug"])


def circuit(row: Row, joined: Joined) -> model.Circuit:
    return model.Circuit(
        id=row["id"],
        cid=row["cid"],
        provider=slug_of(joined, "providers", row["provider"]),
        type=slug_of(joined, "circuit_types", row["type"]),
        status=row["status"] or "",
        tenant=slug(joined, "tenants", row["tenant"]),
        commit_rate_kbps=row["commit_rate"],
        installed=row["install_date"],
        terminated=row["termination_date"],
        description=row["description"],
        tags=tags_of(row, joined),
        custom_fields=row["custom_fields"],
    )


def circuit_termination(row: Row, joined: Joined) -> model.CircuitTermination | None:
    kind, at = row["termination_type"], row["termination_id"]
    if kind == "dcim.location":
        at = joined.row("locations", at)["site"]
    elif kind != "dcim.site":
        return None
    return model.CircuitTermination(
        id=row["id"],
        circuit=joined.row("circuits", row["circuit"])["id"],
        side=row["term_side"] or "",
        site=slug_of(joined, "sites", at),
        port_speed_kbps=row["port_speed"],
    )
