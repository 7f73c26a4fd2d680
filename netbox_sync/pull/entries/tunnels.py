"""Tunnels between sites."""

from __future__ import annotations

from netbox_sync import model
from netbox_sync.pull.columns import Row
from netbox_sync.pull.entries.joined import Joined, slug, tags_of


def group(row: Row, _: Joined) -> model.TunnelGroup:
    return model.TunnelGroup(id=row["id"], name=row["name"], slug=row["slug"])


def tunnel(row: Row, joined: Joined) -> model.Tunnel:
    return model.Tunnel(
        id=row["id"],
        name=row["name"],
        status=row["status"] or "",
        encapsulation=row["encapsulation"] or "",
        group=slug(joined, "tunnel_groups", row["group"]),
        tenant=slug(joined, "tenants", row["tenant"]),
        tunnel_id=row["tunnel_id"],
        description=row["description"],
        tags=tags_of(row, joined),
        custom_fields=row["custom_fields"],
    )


def termination(row: Row, joined: Joined) -> model.TunnelTermination | None:
    """None for one that names no interface, or that of a device without a name."""
    device = virtual_machine = None
    at = row["termination_id"]
    if at is None:
        return None
    if row["termination_type"] == "dcim.interface":
        interface = joined.row("interfaces", at)
        if joined.hides(interface["device"]):
            return None
        device = joined.row("devices", interface["device"])["name"]
    else:
        interface = joined.row("vm_interfaces", at)
        virtual_machine = joined.row("virtual_machines", interface["virtual_machine"])["name"]
    outside = row["outside_ip"]
    return model.TunnelTermination(
        id=row["id"],
        tunnel=joined.row("tunnels", row["tunnel"])["id"],
        role=row["role"] or "",
        device=device,
        virtual_machine=virtual_machine,
        interface=interface["name"],
        interface_id=interface["id"],
        outside_ip=None if outside is None else joined.row("ip_addresses", outside)["address"],
        tags=tags_of(row, joined),
        custom_fields=row["custom_fields"],
    )
