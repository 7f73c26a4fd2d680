"""Devices that stand apart for restore drills: one of each model whose platform can be had bare, as it comes out of its box.

They are in the lab's NetBox with the role that the drills look for, on no rack and no cable, and hold nothing but the ports that
devices of their model have in the municipality.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address
from typing import NamedTuple

from altyapi.backup.systems import DRILL_ROLE
from lab.orneksehir import LabDevice, Municipality
from lab.orneksehir.generate import lab_connection
from netbox_sync.text import slugify

FIRST_ADDRESS = IPv4Address("127.255.0.1")


class Bare(NamedTuple):
    """What a device of a platform shows as it comes out of its box: `{name}` is its hostname, `{ports}` its ports, one `port` each.
    `finds` are the ports in another device's running config; empty where ports are no part of a config. `switching` is shown by models
    that switch, which is told by its first words in a config of theirs."""

    text: str
    port: str = ""
    finds: re.Pattern[str] | None = None
    switching: str = ""


_PLATFORMS = {
    "arista_eos": Bare("hostname {name}\n!\n{ports}end\n", "interface {port}\n!\n", re.compile(r"^interface (Ethernet\S+)$", re.M)),
    "aruba_aoscx": Bare(
        "hostname {name}\n{ports}", "interface {port}\n    no shutdown\n", re.compile(r"^interface (\d+/\d+/\d+)$", re.M)
    ),
    "cisco_ios": Bare(
        "hostname {name}\n!\n{switching}{ports}end\n",
        "interface {port}\n!\n",
        re.compile(r"^interface ((?:Fast|Gigabit|TwoGigabit|TenGigabit|TwentyFiveGig|FortyGigabit|Hundred)\S+)$", re.M),
        "spanning-tree mode rapid-pvst\n!\n",
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
    "mikrotik_routeros": Bare("/system identity set name={name}\n/ip service set telnet disabled=yes\n/ip service set ftp disabled=yes\n"),
}  # fmt: skip
"""A platform that is not here has no device for drills."""


def platforms() -> frozenset[str]:
    """Those that can be had bare."""
    return frozenset(_PLATFORMS)


def addresses(emulated: Sequence[LabDevice]) -> list[str]:
    """Where they may come to listen."""
    return [str(FIRST_ADDRESS + number) for number in range(len(_models(emulated)))]


def add(town: Municipality, emulated: Sequence[LabDevice]) -> list[LabDevice]:
    """Put them into the municipality's NetBox objects, and give them as emulated devices: for each model of those."""
    found: list[LabDevice] = []
    for number, like in enumerate(_models(emulated)):
        made = LabDevice(
            name=f"obb-{like.site}-deneme{number + 1:02}",
            platform=like.platform,
            model=like.model,
            serial=f"DENEME{number + 1:04}",
            role=DRILL_ROLE,
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
                "role": {"slug": DRILL_ROLE},
                "status": "active",
                "serial": made.serial,
                "asset_tag": f"OBB-DENEME-{number + 1:02}",
                "description": "Geri dönüş denemeleri için ayrılmış, hizmette değil",
                "local_context_data": {"connection": lab_connection(made)},
            }
        )
    if found:
        town.bodies["dcim/device-roles"].append(
            {"name": "Geri dönüş denemesi", "slug": slugify(DRILL_ROLE), "color": "9e9e9e", "vm_role": False}
        )
    return found


def bare(device: LabDevice, configs: Sequence[str]) -> str:
    """What it holds: the ports that these configs, of devices of its model, speak of."""
    kind = _PLATFORMS[device.platform]
    ports = _sorted(port for text in configs if kind.finds is not None for port in kind.finds.findall(text))
    words = " ".join(kind.switching.split()[:2])
    return kind.text.format(
        name=device.name,
        ports="".join(kind.port.format(port=port) for port in ports),
        switching=kind.switching if words and any(words in text for text in configs) else "",
    )


def _models(emulated: Sequence[LabDevice]) -> list[LabDevice]:
    """The first device of each platform and model."""
    first: dict[tuple[str, str], LabDevice] = {}
    for device in sorted(emulated, key=lambda device: device.name):
        if device.platform in _PLATFORMS:
            first.setdefault((device.platform, device.model), device)
    return [first[key] for key in sorted(first)]


def _sorted(ports: Iterable[str]) -> list[str]:
    return sorted(
        set(ports), key=lambda port: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", port)]
    )
