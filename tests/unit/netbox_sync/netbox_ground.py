"""What the tests of this folder find in the NetBox they read: a small ground, made over the API."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from netbox_sync.client import NetBox, Row


@dataclass(frozen=True)
class Server:
    url: str
    token: str


class Yard:
    """Makes objects with names of its own and takes them away again, last first."""

    def __init__(self, netbox: NetBox) -> None:
        self.netbox = netbox
        self.prefix = f"nbx{secrets.token_hex(3)}"
        self._made: list[tuple[str, int]] = []

    def make(self, path: str, **fields: Any) -> Row:
        row = self.netbox.create(path, fields)
        self._made.append((path, row["id"]))
        return row

    def named(self, path: str, suffix: str = "", **fields: Any) -> Row:
        name = f"{self.prefix}{suffix}"
        return self.make(path, name=name, slug=name, **fields)

    def drop(self, path: str, object_id: int) -> None:
        """Takes one away before the end."""
        self.netbox.delete(path, object_id)
        self._made.remove((path, object_id))

    def clear(self) -> None:
        for path, object_id in reversed(self._made):
            self.netbox.delete(path, object_id)


@dataclass(frozen=True)
class Ground:
    """What every test finds: two regions, a site in the inner one, four switches with ports, addresses and one cable."""

    yard: Yard
    outer: Row
    inner: Row
    site: Row
    role: Row
    device_type: Row
    devices: tuple[Row, ...]

    @property
    def kind(self) -> dict[str, int]:
        return {"site": self.site["id"], "role": self.role["id"], "device_type": self.device_type["id"]}

    def names(self) -> tuple[str, ...]:
        return tuple(row["name"] for row in self.devices)


def plant(yard: Yard) -> Ground:
    outer = yard.named("dcim/regions", "-outer")
    inner = yard.named("dcim/regions", "-inner", parent=outer["id"])
    site = yard.named("dcim/sites", "-site", region=inner["id"], time_zone="Europe/Istanbul")
    maker = yard.named("dcim/manufacturers", "-maker")
    platform = yard.named("dcim/platforms", "-ios")
    tenant = yard.named("tenancy/tenants", "-unit")
    tag = yard.named("extras/tags", "-tag")
    role = yard.named("dcim/device-roles", "-access", color="aa1409")
    device_type = yard.make("dcim/device-types", manufacturer=maker["id"], model=yard.prefix, slug=f"{yard.prefix}-24")
    context = {"ntp": {"servers": ["192.0.2.1"]}, "share": 0.5, "ad": "Çınarlı"}
    yard.make("extras/config-contexts", name=yard.prefix, weight=1000, sites=[site["id"]], data=context)
    vlans = [yard.make("ipam/vlans", vid=vid, name=f"{yard.prefix}{vid}", site=site["id"]) for vid in (10, 30)]
    kind = {"site": site["id"], "role": role["id"], "device_type": device_type["id"]}
    more = {"platform": platform["id"], "tenant": tenant["id"], "tags": [tag["id"]], "status": "active"}
    devices, uplinks = [], []
    for number in range(1, 5):
        device = yard.make("dcim/devices", name=f"{yard.prefix}-sw{number}", serial=f"S{number}", **kind, **more)
        lag = yard.make("dcim/interfaces", device=device["id"], name="Po1", type="lag")
        uplinks.append(
            yard.make(
                "dcim/interfaces", device=device["id"], name="Gi0/1", type="1000base-t", lag=lag["id"], speed=1000000
            )
        )
        svi = yard.make("dcim/interfaces", device=device["id"], name="Vlan10", type="virtual")
        port = {"mode": "tagged", "untagged_vlan": vlans[1]["id"], "tagged_vlans": [vlan["id"] for vlan in vlans]}
        yard.make("dcim/interfaces", device=device["id"], name="Gi0/2", type="1000base-t", enabled=False, **port)
        assigned = {"assigned_object_type": "dcim.interface", "assigned_object_id": svi["id"]}
        name = f"sw{number}.example"
        address = yard.make("ipam/ip-addresses", address=f"192.0.2.{number}/24", dns_name=name, **assigned)
        yard.netbox.update("dcim/devices", device["id"], {"primary_ip4": address["id"]})
        devices.append(device)
    ends = [[{"object_type": "dcim.interface", "object_id": each["id"]}] for each in uplinks[:2]]
    yard.make("dcim/cables", a_terminations=ends[0], b_terminations=ends[1])
    scope = {"scope_type": "dcim.site", "scope_id": site["id"]}
    yard.make("ipam/prefixes", prefix="192.0.2.0/24", vlan=vlans[0]["id"], **scope)
    _widen(yard, site, devices[0])
    return Ground(yard, outer, inner, site, role, device_type, tuple(devices))


def _widen(yard: Yard, site: Row, device: Row) -> None:
    """One of each kind that the switches above need not have."""
    yard.named("dcim/site-groups", "-schools")
    building = yard.named("dcim/locations", "-building", site=site["id"])
    room = yard.named("dcim/locations", "-room", site=site["id"], parent=building["id"])
    kind = yard.named("dcim/rack-roles", "-wall", color="aa1409")
    yard.make(
        "dcim/racks", name=f"{yard.prefix}-rack", site=site["id"], location=room["id"], role=kind["id"], u_height=12
    )
    group = yard.named("tenancy/tenant-groups", "-units")
    tenant = yard.named("tenancy/tenants", "-water", group=group["id"])
    yard.make("ipam/vrfs", name=f"{yard.prefix}-guest", rd="64512:1")
    yard.named("ipam/vlan-groups", "-vlans", scope_type="dcim.site", scope_id=site["id"])
    provider = yard.named("circuits/providers", "-carrier")
    metro = yard.named("circuits/circuit-types", "-metro")
    more = {"tenant": tenant["id"], "commit_rate": 100000, "install_date": "2026-01-05"}
    circuit = yard.make(
        "circuits/circuits", cid=yard.prefix, provider=provider["id"], type=metro["id"], status="active", **more
    )
    yard.make(
        "circuits/circuit-terminations",
        circuit=circuit["id"],
        term_side="A",
        termination_type="dcim.location",
        termination_id=room["id"],
        port_speed=1000000,
    )
    cluster_type = yard.named("virtualization/cluster-types", "-kvm")
    scope = {"scope_type": "dcim.site", "scope_id": site["id"]}
    cluster = yard.make("virtualization/clusters", name=f"{yard.prefix}-cluster", type=cluster_type["id"], **scope)
    machine = yard.make(
        "virtualization/virtual-machines",
        name=f"{yard.prefix}-vm",
        cluster=cluster["id"],
        site=site["id"],
        vcpus=1.5,
        memory=2048,
    )
    port = yard.make("virtualization/interfaces", virtual_machine=machine["id"], name="eth0")
    assigned = {"assigned_object_type": "virtualization.vminterface", "assigned_object_id": port["id"]}
    yard.make("ipam/ip-addresses", address="192.0.2.99/24", **assigned)
    group = yard.named("vpn/tunnel-groups", "-backup")
    link = yard.make(
        "vpn/tunnels",
        name=f"{yard.prefix}-link",
        status="active",
        encapsulation="wireguard",
        group=group["id"],
        tunnel_id=7,
    )
    near = yard.netbox.page("dcim/interfaces", {"device_id": device["id"], "name": "Vlan10"})[1][0]
    outside = yard.netbox.page("ipam/ip-addresses", {"vminterface_id": port["id"]})[1][0]
    ends = {
        "dcim.interface": (near["id"], "hub", outside["id"]),
        "virtualization.vminterface": (port["id"], "spoke", None),
    }
    for where, (number, role, outer) in ends.items():
        end = {"termination_type": where, "termination_id": number, "role": role, "outside_ip": outer}
        yard.make("vpn/tunnel-terminations", tunnel=link["id"], **end)
    at_device = {"parent_object_type": "dcim.device", "parent_object_id": device["id"]}
    yard.make("ipam/services", name="syslog", protocol="udp", ports=[1514, 514], **at_device)
    people = yard.named("tenancy/contact-groups", "-people")
    asked = yard.named("tenancy/contact-roles", "-noc")
    contact = yard.make("tenancy/contacts", name=f"{yard.prefix}-desk", title="Nöbetçi", groups=[people["id"]])
    yard.make(
        "tenancy/contact-assignments",
        object_type="dcim.site",
        object_id=site["id"],
        contact=contact["id"],
        role=asked["id"],
        priority="primary",
    )
