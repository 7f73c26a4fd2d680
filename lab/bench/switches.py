"""Synthetic switches of every kind that the templates know, for benchmarks and golden cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lab.orneksehir.contexts import GLOBAL
from netbox_sync.model import (
    Device,
    Endpoint,
    Interface,
    IPAddress,
    Prefix,
    Site,
    Snapshot,
    Source,
    Tables,
    Vlan,
)  # fmt: skip

VLANS = {10: "YONETIM", 30: "KULLANICI", 40: "SES", 50: "KAMERA", 70: "YAZICI", 80: "KABLOSUZ", 99: "KARANTINA"}

CONTEXT: dict[str, Any] = GLOBAL | {
    "banner": {
        "login": "ÖRNEKŞEHİR BÜYÜKŞEHİR BELEDİYESİ\nYetkisiz erişim yasaktır.\nTüm işlemler kayıt altına alınır."
    }
}
"""The municipality's own global context, under a shorter banner."""


@dataclass(frozen=True)
class Kind:
    """A kind of switch: what NetBox calls it and how it names interfaces, `{}` for the number."""

    manufacturer: str
    device_type: str
    platform: str
    svi: str
    lag: str
    port: str
    uplink: str


CATALYST = Kind(
    manufacturer="cisco", device_type="c9200l-24p-4x", platform="cisco-ios", svi="Vlan{}", lag="Port-channel{}",
    port="GigabitEthernet1/0/{}", uplink="TenGigabitEthernet1/1/{}",
)  # fmt: skip


class Maker:
    """Collects rows of a snapshot; ids are handed out in order."""

    def __init__(self, site: str = "mrk-hb01", network: str = "10.68.16", start: int = 0) -> None:
        """`network` is the first three octets of the management network; ids follow `start`."""
        self.site = site
        self.network = network
        self._rows: dict[str, list[Any]] = {name: [] for name in Tables.model_fields}
        self.last_id = start
        self.vlan_ids: dict[int, int] = {}
        self._kinds: dict[str, Kind] = {}
        self.add("sites", Site, name="Merkezkent Hizmet Binası", slug=site, status="active")
        for vid, name in VLANS.items():
            self.vlan(vid, name)
        self.prefix(f"{network}.0/24", 10)

    def add(self, table: str, kind: type[Any], **fields: Any) -> int:
        self.last_id += 1
        self._rows[table].append(kind(id=self.last_id, **fields))
        return self.last_id

    def vlan(self, vid: int, name: str, **fields: Any) -> int:
        self.vlan_ids[vid] = self.add(
            "vlans", Vlan, **{"vid": vid, "name": name, "status": "active", "site": self.site} | fields
        )
        return self.vlan_ids[vid]

    def prefix(self, prefix: str, vid: int | None = None, **fields: Any) -> int:
        vlan = None if vid is None else self.vlan_ids[vid]
        return self.add(
            "prefixes", Prefix, **{"prefix": prefix, "status": "active", "site": self.site, "vlan": vlan} | fields
        )

    def switch(
        self,
        name: str,
        role: str,
        host: int,
        context: dict[str, Any] | None = None,
        kind: Kind = CATALYST,
        **fields: Any,
    ) -> str:
        """A device with its management interface and address; further rows are added by the other methods."""
        address = f"{self.network}.{host}/24"
        self._kinds[name] = kind
        values = {
            "name": name,
            "status": "active",
            "site": self.site,
            "role": role,
            "device_type": kind.device_type,
            "manufacturer": kind.manufacturer,
            "platform": kind.platform,
            "primary_ip4": address,
            "config_context": CONTEXT | (context or {}),
        }
        self.add("devices", Device, **values | fields)
        self.svi(name, 10, address)
        return name

    def svi(self, device: str, vid: int, *addresses: str, **fields: Any) -> None:
        name = self._kinds[device].svi.format(vid)
        self.add(
            "interfaces", Interface, **{"device": device, "name": name, "type": "virtual", "enabled": True} | fields
        )
        for address in addresses:
            self.address(device, name, address)

    def address(self, device: str, interface: str, address: str, **fields: Any) -> None:
        self.add(
            "ip_addresses", IPAddress, address=address, status="active", device=device, interface=interface, **fields
        )

    def port(self, device: str, name: str, **fields: Any) -> None:
        """A physical port; `untagged` and `tagged` are VLAN ids, `to` the name of the device at the far end."""
        values: dict[str, Any] = {"device": device, "name": name, "type": "1000base-t", "enabled": True}
        if (untagged := fields.pop("untagged", None)) is not None:
            values["untagged_vlan"] = self.vlan_ids[untagged]
        if (tagged := fields.pop("tagged", None)) is not None:
            values["tagged_vlans"] = tuple(self.vlan_ids[vid] for vid in tagged)
        if (far := fields.pop("to", None)) is not None:
            values["connected"] = Endpoint(device=far, interface="eth0")
        self.add("interfaces", Interface, **values | fields)

    def access(self, device: str, name: str, vid: int, **fields: Any) -> None:
        self.port(device, name, **{"mode": "access", "untagged": vid, "mark_connected": True} | fields)

    def trunk(self, device: str, name: str, *vids: int, **fields: Any) -> None:
        self.port(device, name, **{"mode": "tagged", "tagged": vids, "mark_connected": True} | fields)

    def lag(self, device: str, name: str, *vids: int, **fields: Any) -> None:
        self.port(device, name, **{"type": "lag", "mode": "tagged", "tagged": vids} | fields)

    def snapshot(self) -> Snapshot:
        return self.joined([self])

    @staticmethod
    def joined(makers: list[Maker]) -> Snapshot:
        """One snapshot of what several makers hold."""
        rows = {name: [row for maker in makers for row in maker._rows[name]] for name in Tables.model_fields}
        source = Source(
            url="https://netbox.example", version="4.4.10", taken="2026-01-05T09:00:00+03:00", duration_ms=1
        )
        return Snapshot(source=source, digest="0" * 64, tables=Tables.model_validate(rows))


def access_switch(
    maker: Maker, name: str = "obb-mrk-hb01-ers01", host: int = 11, ports: int = 24, **fields: Any
) -> str:
    """User, camera, printer and access-point ports, a LAG of two upwards, a few unused ports."""
    maker.switch(name, "access-switch", host, **fields)
    for port in range(1, ports + 1):
        interface = CATALYST.port.format(port)
        if port % 8 == 7:
            maker.port(name, interface, poe_mode="pse")
        elif port % 8 == 6:
            maker.access(name, interface, 50, poe_mode="pse", description=f"Kamera {port} (otopark girişi)")
        elif port % 8 == 5:
            maker.access(name, interface, 70, description="Yazıcı")
        elif port % 8 == 4:
            maker.trunk(name, interface, 30, 80, untagged=10, poe_mode="pse", description="Kablosuz erişim noktası")
        else:
            maker.access(name, interface, 30, poe_mode="pse", tags=("voice",), description=f"Oda {100 + port}")
    lag = CATALYST.lag.format(1)
    maker.lag(name, lag, 10, 30, 40, 50, 70, 80, description="obb-mrk-hb01-dgt01")
    for port in (1, 2):
        maker.port(name, CATALYST.uplink.format(port), type="10gbase-x-sfpp", lag=lag, to="obb-mrk-hb01-dgt01")
    return name
