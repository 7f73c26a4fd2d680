"""Why cameras are down: the switch or the line on the way to them, by NetBox's cables. What is named was tried and did not answer."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from altyapi import connection
from altyapi.audit.policy import AuditPolicy
from altyapi.camera.model import Camera
from altyapi.camera.policy import CameraPolicy
from altyapi.camera.standing import CauseKind
from netbox_sync.model import Snapshot

AT_ONCE: Final = 200


class Cause(NamedTuple):
    device: str
    kind: CauseKind  # `line`: the site's own way out is not reachable
    circuits: tuple[str, ...] = ()  # of its site, by their numbers


class Ways:
    """The way to each camera: from its switch to where its site is reached."""

    def __init__(self, snapshot: Snapshot, policy: CameraPolicy, audit: AuditPolicy) -> None:
        self._snapshot = snapshot
        self._gateways = frozenset(policy.gateways)
        roles = {*audit.roles.switches, *policy.gateways}
        self._kit = {one.name: one for one in snapshot.tables.devices if one.role in roles}
        self._next = self._towards_gateways()

    def way(self, camera: Camera) -> tuple[str, ...]:
        """The names of the devices, the camera's own switch first. Empty where NetBox has no cable."""
        found: list[str] = []
        at = camera.switch if camera.switch in self._kit else None
        while at is not None and at not in found:
            found.append(at)
            at = self._next.get(at)
        return tuple(found)

    def places(self, names: Iterable[str]) -> dict[str, tuple[str, int]]:
        """Where each of these devices listens; those without an address are left out."""
        found: dict[str, tuple[str, int]] = {}
        for name in names:
            try:
                where = connection.of(self._kit[name])
            except connection.NoConnection:
                continue
            found[name] = (where.host, where.port)
        return found

    def cause(self, way: Sequence[str], reachable: Mapping[str, bool]) -> Cause | None:
        """The device nearest to the gateway that does not answer, everything behind it being cut off by it. None where the
        camera's own switch answers: then it is the camera, its cable or its port."""
        if not way or reachable.get(way[0], True):
            return None
        cut = way[0]
        for name in way:
            if reachable.get(name, True):
                break
            cut = name
        device = self._kit[cut]
        if device.role in self._gateways:
            return Cause(cut, "line", self._circuits(device.site))
        return Cause(cut, "device")

    def _circuits(self, site: str) -> tuple[str, ...]:
        tables = self._snapshot.tables
        ends = {one.circuit for one in tables.circuit_terminations if one.site == site}
        return tuple(sorted(one.cid for one in tables.circuits if one.id in ends and one.status == "active"))

    def _towards_gateways(self) -> dict[str, str]:
        """Each device's next one on the shortest way to a gateway of its site; where a site has none, to what has most cables."""
        near: dict[str, set[str]] = {name: set() for name in self._kit}
        for port in self._snapshot.tables.interfaces:
            far = port.connected
            ends = (port.device, far.device) if far is not None else ()
            if ends and all(name in near for name in ends) and len({self._kit[name].site for name in ends}) == 1:
                near[ends[0]].add(ends[1])
        sites: dict[str, list[str]] = {}
        for name, device in self._kit.items():
            sites.setdefault(device.site, []).append(name)
        found: dict[str, str] = {}
        for names in sites.values():
            gateways = [name for name in names if self._kit[name].role in self._gateways and near[name]]
            waiting = deque(sorted(gateways) or [max(sorted(names), key=lambda name: len(near[name]))])
            reached = set(waiting)
            while waiting:
                at = waiting.popleft()
                for name in sorted(near[at] - reached):
                    reached.add(name)
                    found[name] = at
                    waiting.append(name)
        return found


def reachable(places: Mapping[str, tuple[str, int]], timeout_s: float) -> dict[str, bool]:
    """Whether anybody answers at each place: a refused connection is an answer too. Tried twice."""

    async def one(host: str, port: int, bound: asyncio.Semaphore) -> bool:
        for _ in range(2):
            async with bound:
                try:
                    async with asyncio.timeout(timeout_s):
                        _, writer = await asyncio.open_connection(host, port)
                    writer.close()
                    return True
                except ConnectionRefusedError:
                    return True
                except (OSError, TimeoutError):
                    continue
        return False

    async def every() -> list[bool]:
        bound = asyncio.Semaphore(AT_ONCE)
        return await asyncio.gather(*(one(host, port, bound) for host, port in places.values()))

    return dict(zip(places, asyncio.run(every()), strict=True))
