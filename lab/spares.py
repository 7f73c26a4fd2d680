"""Devices that stand apart for restore drills: one of each platform that can be had bare, as it comes out of its box.

They are in the lab's NetBox with the role that the drills look for, on no rack and no cable, and hold nothing but the ports that a
device of their platform has anywhere in the municipality.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address
from typing import NamedTuple

from altyapi.backup.drill.holding import ROLE
from lab.orneksehir import LabDevice, Municipality
from lab.orneksehir.generate import lab_connection
from netbox_sync.text import slugify

FIRST_ADDRESS = IPv4Address("127.255.0.1")


class Bare(NamedTuple):
    """What a device of a platform shows as it comes out of its box: `{name}` is its hostname, `{ports}` its ports, one `port` each.
    `finds` are the ports in another device's running config; empty where ports are no part of a config."""

    text: str
    port: str = ""
    finds: re.Pattern[str] | None = None


_PLATFORMS = {
    "arista_eos": Bare("hostname {name}\n!\n{ports}end\n", "interface {port}\n!\n", re.compile(r"^interface (Ethernet\S+)$", re.M)),
    "aruba_aoscx": Bare(
        "hostname {name}\n{ports}", "interface {port}\n    no shutdown\n", re.compile(r"^interface (\d+/\d+/\d+)$", re.M)
    ),
    "cisco_ios": Bare(
        "hostname {name}\n!\nspanning-tree mode rapid-pvst\n!\n{ports}end\n",
        "interface {port}\n!\n",
        re.compile(r"^interface ((?:Fast|Gigabit|TwoGigabit|TenGigabit|TwentyFiveGig|FortyGigabit|Hundred)\S+)$", re.M),
    ),
    "fortinet_fortios": Bare(
        "config system global\n    set hostname \"{name}\"\nend\nconfig system interface\n{ports}end\n",
        "    edit \"{port}\"\n        set vdom \"root\"\n        set type physical\n    next\n",
        re.compile(r"^    edit \"([^\"]+)\"\n(?:        set .*\n)*?        set type physical$", re.M),
    ),
    "hpe_comware": Bare(
        "#\n sysname {name}\n#\n{ports}line vty 0 63\n user-role network-operator\n#\nreturn\n",
        "interface {port}\n port link-mode bridge\n#\n",
        re.compile(r"^interface ((?:Ten-|M-)?GigabitEthernet\S+|(?:Forty|Hundred|Twenty-Five)GigE\S+)$", re.M),
    ),
    "hpe_procurve": Bare('hostname "{name}"\n'),
    "huawei_vrp": Bare(
        "#\nsysname {name}\n#\n{ports}return\n",
        "interface {port}\n#\n",
        re.compile(r"^interface ((?:X|M)?(?:Gigabit|10|25|40|100)\S*(?:Ethernet|GE)\S+|XGigabitEthernet\S+)$", re.M),
    ),
    "juniper_junos": Bare("set system host-name {name}\n"),
}  # fmt: skip
"""A platform that is not here has no device for drills."""


def platforms() -> frozenset[str]:
    """Those that can be had bare."""
    return frozenset(_PLATFORMS)


def addresses() -> list[str]:
    """Where they may come to listen."""
    return [str(FIRST_ADDRESS + number) for number in range(len(_PLATFORMS))]


def add(town: Municipality) -> list[LabDevice]:
    """Put them into the municipality's NetBox objects, and give them as emulated devices."""
    found: list[LabDevice] = []
    first = {device.platform: device for device in reversed(town.fleet())}
    for platform in sorted(set(first) & set(_PLATFORMS)):
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


def bare(device: LabDevice, configs: Mapping[str, str], platform_of: Mapping[str, str]) -> str:
    """What it holds: the ports of all devices of its platform. `configs` and `platform_of` are the municipality's, by name."""
    kind = _PLATFORMS[device.platform]
    ports = _sorted(
        port
        for name, text in configs.items()
        if kind.finds is not None and platform_of[name] == device.platform
        for port in kind.finds.findall(text)
    )
    return kind.text.format(name=device.name, ports="".join(kind.port.format(port=port) for port in ports))


def _sorted(ports: Iterable[str]) -> list[str]:
    return sorted(
        set(ports), key=lambda port: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", port)]
    )
