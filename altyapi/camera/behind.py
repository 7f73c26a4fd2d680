"""Behind which switch port a camera stands, by the tables of MAC addresses of its switches, beside the cable that NetBox has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from altyapi.audit.policy import AuditPolicy
from altyapi.camera.identify import Finding
from altyapi.camera.model import Camera
from altyapi.camera.policy import CameraPolicy
from altyapi.device import Inventory, Learnt, Neighbour, Target, connect
from netbox_sync.model import Interface, Snapshot


class Told(NamedTuple):
    """What one switch says of what stands behind its ports."""

    learnt: tuple[Learnt, ...]
    neighbours: tuple[Neighbour, ...]


class Place(NamedTuple):
    """`switch` and `port` by NetBox's names, where it has them."""

    switch: str
    port: str
    vlan: int | None

    def __str__(self) -> str:
        return f"{self.switch} {self.port}"


def ask(target: Target) -> Told:
    """Log in, ask, log out. Raises ToolkitError."""
    with connect(target) as session:
        return Told(session.learnt(), session.inventory().neighbours)


def switches(snapshot: Snapshot, audit: AuditPolicy, cameras: Iterable[Camera]) -> tuple[str, ...]:
    """The switches in service of the sites of these cameras, by name."""
    sites = {one.site for one in cameras}
    return tuple(
        sorted(
            one.name
            for one in snapshot.tables.devices
            if one.site in sites and one.role in audit.roles.switches and one.status == "active"
        )
    )


def places(told: Mapping[str, Told], snapshot: Snapshot, policy: CameraPolicy, audit: AuditPolicy) -> dict[str, Place]:
    """Each MAC address by the port that it stands behind, as the switches have learnt it.

    A port to another switch or to a router, by NetBox's cables or by LLDP, leads further on and counts for nothing. Where more
    than one port is left (a switch that nobody knows is between), it is the one behind which the fewest addresses are; one that
    can't be told apart so is left out.
    """
    ports = _Ports(snapshot, frozenset({*audit.roles.switches, *policy.gateways}))
    seen: dict[str, list[tuple[int, Place]]] = {}
    for name, one in told.items():
        own = ports.of(name)
        leading_on = ports.leading_on(own, one.neighbours)
        behind = Counter(row.port for row in one.learnt)
        for row in one.learnt:
            if row.port not in leading_on:
                switch = own[row.port].device if row.port in own else name
                seen.setdefault(row.mac, []).append((behind[row.port], Place(switch, row.port, row.vlan)))
    found: dict[str, Place] = {}
    for mac, rows in seen.items():
        fewest = min(count for count, _ in rows)
        nearest = {place for count, place in rows if count == fewest}
        if len(nearest) == 1:
            found[mac] = nearest.pop()
    return found


class _Ports:
    """NetBox's ports of switches."""

    def __init__(self, snapshot: Snapshot, kit: frozenset[str]) -> None:
        self._snapshot = snapshot
        self._kit = {one.name.casefold() for one in snapshot.tables.devices if one.role in kit}

    def of(self, switch: str) -> dict[str, Interface]:
        """By name; of a stack, which one member speaks for, those of all members."""
        found: dict[str, Interface] = {}
        for member in self._members(switch):
            for one in self._snapshot.interfaces_by_device.get(member, ()):
                found.setdefault(one.name, one)
        return found

    def leading_on(self, own: Mapping[str, Interface], neighbours: Sequence[Neighbour]) -> frozenset[str]:
        """Those behind which another switch or a router is, and the bundles that they are in."""
        found = {one.interface for one in neighbours if self._is_kit(one.name)}
        found |= {one.name for one in own.values() if one.connected is not None and self._is_kit(one.connected.device)}
        return frozenset({*found, *(one.lag for one in own.values() if one.name in found and one.lag)})

    def _is_kit(self, name: str) -> bool:
        return name.casefold() in self._kit or name.partition(".")[0].casefold() in self._kit

    def _members(self, switch: str) -> list[str]:
        """The switch itself first."""
        own = self._snapshot.device_by_name.get(switch)
        if own is None or own.virtual_chassis is None:
            return [switch]
        devices = self._snapshot.tables.devices
        stack = [one.name for one in devices if (one.site, one.virtual_chassis) == (own.site, own.virtual_chassis)]
        return sorted(stack, key=lambda name: name != switch)


def findings(
    cameras: Iterable[Camera], told: Mapping[str, Inventory], found: Mapping[str, Place]
) -> tuple[Finding, ...]:
    """The cameras that stand behind another port than their cable says, or behind it in another VLAN; by name. One that no switch
    has heard lately is not spoken of."""
    return tuple(
        finding
        for camera in sorted(cameras, key=lambda one: one.name)
        if (place := _place(camera, told, found)) is not None and (finding := _finding(camera, place)) is not None
    )


def _place(camera: Camera, told: Mapping[str, Inventory], found: Mapping[str, Place]) -> Place | None:
    own = told.get(camera.name)
    mac = camera.mac or (next(iter(own.macs.values()), "") if own else "")
    return found.get(mac.upper())


def _finding(camera: Camera, place: Place) -> Finding | None:
    base = Finding(
        kind="moved", address=camera.address or "", camera=camera.name, netbox=_cabled(camera), seen=str(place), by="port",
        mac=camera.mac, site=camera.site, switch=place.switch, port=place.port,
    )  # fmt: skip
    if base.netbox != base.seen:
        return base
    if camera.vlan is not None and place.vlan is not None and camera.vlan != place.vlan:
        return base.model_copy(update={"kind": "other-vlan", "netbox": str(camera.vlan), "seen": str(place.vlan)})
    return None


def _cabled(camera: Camera) -> str:
    return f"{camera.switch} {camera.port}" if camera.switch else ""
