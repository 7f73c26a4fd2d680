"""Where the switches of a municipality hear its cameras: behind the port of the camera's cable, and on the way there."""

from __future__ import annotations

from collections import deque
from typing import Any

from altyapi.audit.policy import AuditPolicy
from altyapi.camera.model import cameras
from lab.cameras.place import units
from netbox_sync.model import Snapshot


def stations(taken: Snapshot) -> dict[str, list[dict[str, Any]]]:
    """By switch, as a fleet file has them: its own cameras untagged, those further on with their VLAN's tag."""
    macs = {one.name: one.mac for one in units(taken)[0]}
    links = _links(taken)
    found: dict[str, list[dict[str, Any]]] = {}
    for camera in cameras(taken):
        if camera.name not in macs or camera.switch is None:
            continue
        mac = macs[camera.name]
        found.setdefault(camera.switch, []).append({"interface": camera.port, "mac": mac})
        waiting, reached = deque([camera.switch]), {camera.switch}
        while waiting:
            for far, port in links.get(waiting.popleft(), ()):
                if far not in reached:
                    reached.add(far)
                    waiting.append(far)
                    found.setdefault(far, []).append({"interface": port, "mac": mac, "vlan": camera.vlan})
    return found


def _links(taken: Snapshot) -> dict[str, list[tuple[str, str]]]:
    """Each switch's neighbours of its own site, with the port, or bundle, by which they reach it."""
    roles = frozenset(AuditPolicy().roles.switches)
    switches = {one.name: one.site for one in taken.tables.devices if one.role in roles}
    found: dict[str, list[tuple[str, str]]] = {}
    for port in taken.tables.interfaces:
        far = port.connected
        if far is not None and port.device in switches and switches.get(far.device) == switches[port.device]:
            found.setdefault(far.device, []).append((port.device, port.lag or port.name))
    return found
