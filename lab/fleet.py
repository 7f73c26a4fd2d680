"""The fleet file: from the municipality and its devices' running configs to what the emulators are started with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lab.orneksehir import LabDevice, Municipality
from lab.orneksehir.contexts import CREDENTIALS
from netbox_sync.files import write_atomically

SOFTWARE = {"C2960X-48TS": "15.2(7)E10", "CX 8325-48Y8C": "GL.10.10.1070"}
SOFTWARE_OF_PLATFORM = {"cisco_ios": "17.9.5"}
"""Of models that have no release of their own; what is in neither runs what its emulated device says by itself."""
CABLED_TYPES = frozenset(
    {"core-switch", "dc-switch", "distribution-switch", "access-switch", "poe-switch", "access-point", "phone"}
)
"""Roles that speak CDP or LLDP and so are neighbours."""


def specs(
    town: Municipality,
    running: Mapping[str, str],
    keys: Path,
    beside: Sequence[LabDevice] = (),
    stations: Mapping[str, Sequence[dict[str, Any]]] = MappingProxyType({}),
) -> list[dict[str, Any]]:
    """One entry per device that has a running config (by name), of those that the toolkit manages or `beside` them. Host keys are kept
    in the folder `keys`; the configs must already hold their secrets. `stations`: by switch, whom it hears."""
    cables = _cables(town)
    login = CREDENTIALS["network"]
    return [
        {
            "name": device.name,
            "platform": device.platform,
            "host": device.loopback,
            "port": device.port,
            "hostname": device.name,
            "model": device.model,
            "serial": device.serial,
            "version": SOFTWARE.get(device.model) or SOFTWARE_OF_PLATFORM.get(device.platform, ""),
            "username": login["username"],
            "password": login["password"],
            "enable_secret": login["enable"],
            "running_config": running[device.name],
            "host_key_file": str(keys / f"{device.name}.key"),
            "up_interfaces": sorted(cables.up.get(device.name, ())),
            "neighbours": cables.neighbours.get(device.name, []),
            "stations": list(stations.get(device.name, ())),
        }
        for device in (*town.fleet(), *beside)
        if device.name in running
    ]


def write(file: Path, entries: list[dict[str, Any]]) -> None:
    """Readable by the owner only: it holds passwords."""
    write_atomically(file, json.dumps(entries, ensure_ascii=False, indent=1).encode(), mode=0o600)


class _Cables:
    """What is plugged in where, by device."""

    def __init__(self) -> None:
        self.up: dict[str, set[str]] = {}
        self.neighbours: dict[str, list[dict[str, Any]]] = {}


def _cables(town: Municipality) -> _Cables:
    found = _Cables()
    devices = {body["name"]: body for body in town.bodies["dcim/devices"]}
    addresses = {update.key["name"]: update.body["primary_ip4"]["address"] for update in town.updates()}
    for cable in town.bodies["dcim/cables"]:
        ends = [cable[side][0]["object_id"] for side in ("a_terminations", "b_terminations")]
        for near, far in (ends, ends[::-1]):
            name, other = near["device"]["name"], far["device"]["name"]
            found.up.setdefault(name, set()).add(near["name"])
            if devices[other]["role"]["slug"] in CABLED_TYPES:
                found.neighbours.setdefault(name, []).append(
                    {
                        "interface": near["name"],
                        "name": other,
                        "remote_interface": far["name"],
                        "platform": devices[other]["device_type"]["slug"],
                        "address": addresses.get(other, "").split("/")[0] or None,
                    }
                )
    return found
