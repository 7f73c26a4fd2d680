"""What no string of NetBox may hold on its way to a device: the marks of secrets, and characters that a reader can't see.

`<<secret:…>>` and `<<shown:…>>` become secrets when a line is sent, so only the templates may write them: somebody who may
edit a description would otherwise read any secret of the store on the device. A line break is a further command, and a
character that turns the direction of writing makes a reviewer approve something else than what is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from altyapi.intent import kinds
from altyapi.intent.faults import Faults
from altyapi.visible import UNSEEN
from netbox_sync.model import Device, Interface, IPAddress, Site, Snapshot
from netbox_sync.text import to_ascii

FIELDS: dict[type[BaseModel], tuple[str, ...]] = {
    Device: ("name", "site", "role", "platform", "primary_ip4", "primary_ip6", "dns_name"),
    Site: ("name", "slug"),
    Interface: ("name", "type", "description", "mode", "lag", "vrf", "poe_mode"),
    IPAddress: ("address", "role", "vrf", "interface"),
}
"""The strings of a row that intent reads. VLAN names are seen to where the first interface uses the VLAN."""
SEVERAL_LINES = {"config_context.banner.login"}

_MARKS = re.compile(r"<<|>>")


def check(text: str, faults: Faults, place: str, field: str, *, lines: bool = False) -> None:
    """Adds a fault for marks of secrets and one for unseen characters; `lines` allows line feed and tabulator."""
    marks, unseen = _found(text)
    if marks:
        faults.add(kinds.TEXT_MARKS, place, field, marks=" ".join(marks))
    if lines:
        unseen = tuple(letter for letter in unseen if letter not in "\n\t")
    if unseen:
        names = " ".join(f"U+{ord(letter):04X}" for letter in unseen)
        faults.add(kinds.TEXT_UNSEEN, place, field, characters=names)


def examine(snapshot: Snapshot, device: Device, faults: Faults) -> None:
    """Checks every string of NetBox that the intent of this device is made of."""
    place = f"dcim.device {device.name}"
    _row(device, faults, place)
    site = snapshot.site_by_slug.get(device.site)
    if site is not None:
        _row(site, faults, f"dcim.site {site.slug}")
    for interface in snapshot.interfaces_by_device.get(device.name, ()):
        _row(interface, faults, f"dcim.interface {device.name}/{interface.name}")
    for address in snapshot.addresses_by_device.get(device.name, ()):
        _row(address, faults, f"ipam.ipaddress {address.address} ({device.name}/{address.interface})")
    for field, text in _strings("config_context", device.config_context):
        check(text, faults, place, field, lines=field in SEVERAL_LINES)


def _row(row: BaseModel, faults: Faults, place: str) -> None:
    for field in FIELDS[type(row)]:
        text = getattr(row, field)
        if text:
            check(text, faults, place, field)


def _strings(field: str, content: Any) -> Iterator[tuple[str, str]]:
    """Every string in there, keys too, with its path."""
    if isinstance(content, str):
        yield field, content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield field, str(key)
            yield from _strings(f"{field}.{key}", value)
    elif isinstance(content, list | tuple):
        for index, value in enumerate(content):
            yield from _strings(f"{field}.{index}", value)


@lru_cache(maxsize=16384)  # the same words stand on thousands of ports
def _found(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The marks and the unseen characters in a text, each once; letters whose plain form would make a mark count too."""
    plain = text if text.isascii() else to_ascii(text)
    marks = {*_MARKS.findall(text), *_MARKS.findall(plain)}
    return tuple(sorted(marks)), tuple(sorted(set(UNSEEN.findall(text))))
