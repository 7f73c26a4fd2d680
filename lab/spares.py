"""Devices that stand apart for restore drills: one of each platform that can be had bare, as it comes out of its box.

They are in the lab's NetBox with the role that the drills look for, on no rack and no cable, and hold nothing but the ports that a
device of their platform has anywhere in the municipality.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address

from altyapi.backup.drill.holding import ROLE
from lab.orneksehir import LabDevice, Municipality
from lab.orneksehir.generate import lab_connection
from netbox_sync.text import slugify

FIRST_ADDRESS = IPv4Address("127.255.0.1")
_PORTS = {
    "cisco_ios": re.compile(r"^interface ((?:Fast|Gigabit|TwoGigabit|TenGigabit|TwentyFiveGig|FortyGigabit|Hundred)\S+)$", re.M),
    "arista_eos": re.compile(r"^interface (Ethernet\S+)$", re.M),
}  # fmt: skip
"""The physical ports in a running config, by platform; a platform that is not here has no device for drills."""


def addresses() -> list[str]:
    """Where they may come to listen."""
    return [str(FIRST_ADDRESS + number) for number in range(len(_PORTS))]


def add(town: Municipality) -> list[LabDevice]:
    """Put them into the municipality's NetBox objects, and give them as emulated devices."""
    found: list[LabDevice] = []
    first = {device.platform: device for device in reversed(town.fleet())}
    for platform in sorted(set(first) & set(_PORTS)):
        like, number = first[platform], len(found)
        made = LabDevice(
            name=f"obb-{like.site}-deneme{number + 1:02}",
            platform=platform,
            model=like.model,
            serial=f"DENEME{number + 1:04}",
            role=ROLE,
            site=like.site,
            management=str(FIRST_ADDRESS + number),
            loopback=str(FIRST_ADDRESS + number),
            port=like.port,
        )
        found.append(made)
        body = next(body for body in town.bodies["dcim/devices"] if body["name"] == like.name)
        town.bodies["dcim/devices"].append(
            {
                **{key: body[key] for key in ("site", "device_type", "tenant", "platform")},
                "name": made.name,
                "role": {"slug": ROLE},
                "status": "active",
                "serial": made.serial,
                "asset_tag": f"OBB-DENEME-{number + 1:02}",
                "description": "Geri dönüş denemeleri için ayrılmış, hizmette değil",
                "local_context_data": {"connection": lab_connection(made)},
            }
        )
    if found:
        town.bodies["dcim/device-roles"].append(
            {"name": "Geri dönüş denemesi", "slug": slugify(ROLE), "color": "9e9e9e", "vm_role": False}
        )
    return found


def bare(device: LabDevice, configs: Mapping[str, str], platforms: Mapping[str, str]) -> str:
    """What it holds: the ports of all devices of its platform. `configs` and `platforms` are the municipality's, by name."""
    ports = _sorted(
        port
        for name, text in configs.items()
        if platforms[name] == device.platform
        for port in _PORTS[device.platform].findall(text)
    )
    blocks = [f"hostname {device.name}", *(f"interface {port}" for port in ports), "end"]
    return "\n!\n".join(blocks) + "\n"


def _sorted(ports: Iterable[str]) -> list[str]:
    return sorted(
        set(ports), key=lambda port: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", port)]
    )
