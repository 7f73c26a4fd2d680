"""Which ports are locked to the one device that NetBox has at the other end of their cable."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from netbox_sync.model import Interface, Snapshot

_MAC = re.compile(r"(?!00(?::00){5})[0-9A-F][02468ACE](?::[0-9A-F]{2}){5}")
"""A device's own: neither nobody's nor a group's."""


def locks(snapshot: Snapshot, ports: Iterable[Interface], roles: frozenset[str]) -> dict[str, str]:
    """By port, the MAC address of the interface at the other end, where its device is of one of the roles. One whose address
    NetBox does not have, or has as one that no device sends from, locks nothing: it would lock the port to nobody. Nor does
    one that NetBox has at two ports: a switch takes it at one alone, and refuses the rest of the change with it."""
    if not roles:
        return {}
    found: dict[str, str] = {}
    for port in ports:
        far = port.connected
        device = snapshot.device_by_name.get(far.device) if far is not None else None
        if far is None or device is None or device.role not in roles:
            continue
        rows = snapshot.interfaces_by_device.get(far.device, ())
        address = next((row.mac_address for row in rows if row.name == far.interface), None)
        if address is not None and _MAC.fullmatch(address.upper()):
            found[port.name] = address.upper()
    times = Counter(found.values())
    return {port: address for port, address in found.items() if times[address] == 1}
