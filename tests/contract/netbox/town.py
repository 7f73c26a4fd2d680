"""A small town that has one of everything an inventory tells."""

from __future__ import annotations

from typing import Any

from .client import Yard
from .plant import prefix, vrf

Row = dict[str, Any]


class Town:
    """Two sites: `first` with a stack and a switch in every group there is, `second` with little and a machine."""

    def __init__(self, yard: Yard) -> None:
        self._yard = yard
        self.name = yard.name
        self._ground()
        self._devices()
        self._ports()
        self._machine()

    @property
    def sites(self) -> tuple[str, str]:
        return self.first["slug"], self.second["slug"]

    def _ground(self) -> None:
        yard = self._yard
        self.tags = [yard.named("extras/tags", suffix) for suffix in ("gamma", "alfa")]
        region = yard.named("dcim/regions", "region")
        district = yard.named("dcim/regions", "district", parent=region["id"])
        group = yard.named("dcim/site-groups", "group")
        kind = yard.named("dcim/site-groups", "kind", parent=group["id"])
        self.tenant = yard.named("tenancy/tenants", "tenant")
        self.first = yard.named(
            "dcim/sites",
            "first",
            status="active",
            region=district["id"],
            group=kind["id"],
            tenant=self.tenant["id"],
            time_zone="Europe/Istanbul",
            facility="bina-4",
        )
        self.second = yard.named("dcim/sites", "second", status="planned", region=region["id"])
        floor = yard.named("dcim/locations", "floor", site=self.first["id"], status="active")
        self.room = yard.named("dcim/locations", "room", site=self.first["id"], parent=floor["id"], status="active")
        purpose = yard.named("dcim/rack-roles", "purpose", color="00ff00")
        self.rack = yard.make(
            "dcim/racks",
            name=yard.name("rack"),
            site=self.first["id"],
            location=self.room["id"],
            role=purpose["id"],
            status="active",
        )
        self.manufacturer = yard.named("dcim/manufacturers", "maker")
        self.kind = yard.make(
            "dcim/device-types", manufacturer=self.manufacturer["id"], model=yard.name("C9"), slug=yard.name("c9")
        )
        self.role = yard.named("dcim/device-roles", "role")
        self.platform = yard.named("dcim/platforms", "platform")
        self.vrf = vrf(yard)
        self.vlans = [
            yard.make("ipam/vlans", vid=vid, name=yard.name(name), site=self.first["id"], description=name)
            for vid, name in ((10, "yonetim"), (30, "kullanici"), (50, "kamera"))
        ]
        prefix(yard, "192.0.2.0/24", self.vrf, scope_type="dcim.site", scope_id=self.first["id"], is_pool=True)

    def _device(self, suffix: str, site: Row, **fields: Any) -> Row:
        kind = {"device_type": self.kind["id"], "role": self.role["id"], "site": site["id"]}
        return self._yard.make("dcim/devices", name=self.name(suffix), **kind, **fields)

    def _devices(self) -> None:
        yard = self._yard
        kind = yard.named("virtualization/cluster-types", "hypervisor")
        group = yard.named("virtualization/cluster-groups", "farm")
        self.cluster = yard.make(
            "virtualization/clusters", name=yard.name("cluster"), type=kind["id"], group=group["id"], status="active"
        )
        self.switch = self._device(
            "sw01",
            self.first,
            tenant=self.tenant["id"],
            platform=self.platform["id"],
            location=self.room["id"],
            rack=self.rack["id"],
            serial="SN01",
            asset_tag=yard.name("a1"),
            description="Kenar anahtarı",
            tags=[tag["id"] for tag in self.tags],
            local_context_data={"ntp": {"servers": ["192.0.2.9"]}, "banner": "{{ not a template }}"},
        )
        self.bare = self._device("sw02", self.second, status="planned", cluster=self.cluster["id"])
        self.stack = [self._device(f"stack{number}", self.first) for number in (1, 2)]
        chassis = yard.make("dcim/virtual-chassis", name=yard.name("chassis"))
        for position, member in enumerate(self.stack, 1):
            yard.api.patch(f"dcim/devices/{member['id']}", {"virtual_chassis": chassis["id"], "vc_position": position})
        yard.api.patch(f"dcim/virtual-chassis/{chassis['id']}", {"master": self.stack[0]["id"]})
        self.chassis = chassis

    def _port(self, device: Row, name: str, kind: str = "1000base-t", **fields: Any) -> Row:
        return self._yard.make("dcim/interfaces", device=device["id"], name=name, type=kind, **fields)

    def _address(self, cidr: str, port: Row, kind: str = "dcim.interface", **fields: Any) -> Row:
        here = {"assigned_object_type": kind, "assigned_object_id": port["id"]}
        return self._yard.make("ipam/ip-addresses", address=cidr, vrf=self.vrf["id"], **here, **fields)

    def _ports(self) -> None:
        yard = self._yard
        users, cameras = self.vlans[1]["id"], self.vlans[2]["id"]
        lag = self._port(self.switch, "Po1", "lag")
        uplink = self._port(
            self.switch,
            "Gi1/0/1",
            label="B-12",
            mtu=9000,
            speed=1_000_000,
            duplex="full",
            lag=lag["id"],
            mode="tagged",
            untagged_vlan=users,
            tagged_vlans=[cameras],
            description="Üst bağlantı",
            tags=[self.tags[0]["id"]],
        )
        self._port(self.switch, "Gi1/0/2", mark_connected=True, enabled=False, poe_mode="pse", mode="access")
        routed = self._port(self.switch, "Gi1/0/3", vrf=self.vrf["id"])
        self._port(self.switch, "Gi1/0/3.10", "virtual", parent=routed["id"])
        bridge = self._port(self.switch, "br0", "bridge")
        self._port(self.switch, "Gi1/0/4", bridge=bridge["id"])
        management = self._port(self.switch, "Vlan10", "virtual", mgmt_only=True)
        far = self._port(self.bare, "Gi1/0/1")
        for member in self.stack:
            self._port(member, f"Gi{member['name'][-1]}/0/1")
        ends = [[{"object_type": "dcim.interface", "object_id": port["id"]}] for port in (uplink, far)]
        yard.make("dcim/cables", a_terminations=ends[0], b_terminations=ends[1], label="K-7")
        four = self._address("192.0.2.1/24", management, dns_name="sw01.example", description="Yönetim")
        six = self._address("2001:db8::1/64", management, role="anycast", dns_name="sw01-6.example")
        spare = self._address("192.0.2.2/24", routed, status="reserved")
        yard.api.patch(
            f"dcim/devices/{self.switch['id']}",
            {"primary_ip4": four["id"], "primary_ip6": six["id"], "oob_ip": spare["id"]},
        )
        yard.make(
            "ipam/services",
            name=self.name("ssh"),
            parent_object_type="dcim.device",
            parent_object_id=self.switch["id"],
            protocol="tcp",
            ports=[22, 2222, 2223],
        )

    def _machine(self) -> None:
        yard = self._yard
        self.machine = yard.make(
            "virtualization/virtual-machines",
            name=self.name("vm01"),
            status="active",
            cluster=self.cluster["id"],
            site=self.second["id"],
            device=self.bare["id"],
            role=self.role["id"],
            platform=self.platform["id"],
            tenant=self.tenant["id"],
            vcpus=2.5,
            memory=4096,
            disk=20000,
            serial="VM-1",
            tags=[self.tags[1]["id"]],
            local_context_data={"backup": "B"},
        )
        port = yard.make(
            "virtualization/interfaces", virtual_machine=self.machine["id"], name="eth0", mtu=1500, enabled=True
        )
        yard.make("virtualization/interfaces", virtual_machine=self.machine["id"], name="eth0.5", parent=port["id"])
        four = self._address("192.0.2.77/24", port, "virtualization.vminterface", dns_name="vm01.example")
        yard.api.patch(f"virtualization/virtual-machines/{self.machine['id']}", {"primary_ip4": four["id"]})
        yard.make(
            "ipam/services",
            name=self.name("web"),
            parent_object_type="virtualization.virtualmachine",
            parent_object_id=self.machine["id"],
            protocol="tcp",
            ports=[443],
            description="Portal",
        )
