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
    return Ground(yard, outer, inner, site, role, device_type, tuple(devices))
