"""What a switch has learnt of its ports: the table of MAC addresses that all platforms show, each in its own form."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from lab.devices.spec import DeviceSpec


class Row(NamedTuple):
    vlan: int
    digits: str  # twelve, in lower case
    port: str  # as the fleet file names it

    def spelled(self, size: int, between: str) -> str:
        """In groups of so many digits."""
        return between.join(self.digits[at : at + size] for at in range(0, 12, size))


def rows(spec: DeviceSpec, untagged: Callable[[str], int | None]) -> list[Row]:
    """By VLAN and address. `untagged`: the VLAN of a port's untagged frames; None where the port hears nothing."""
    found = []
    for one in spec.stations:
        vlan = untagged(one.interface)
        if vlan is not None:
            found.append(Row(one.vlan or vlan, one.mac.replace(":", "").lower(), one.interface))
    return sorted(found)
