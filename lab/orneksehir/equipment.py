"""Devices while they are being made: their ports, which of those are free, and who is plugged into whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Interface
from typing import Any

from lab.orneksehir import addressing as plan
from lab.orneksehir.catalogue import LAG_NAME, POE, SVI_NAME, Model, Role
from lab.orneksehir.geography import Site

Body = dict[str, Any]


@dataclass
class Box:
    """One device. `interfaces` holds POST bodies by name, `free` the unused copper ports, `fast` the unused uplinks."""

    name: str
    site: Site
    role: Role
    model: Model
    body: Body = field(default_factory=dict)
    interfaces: dict[str, Body] = field(default_factory=dict)
    free: list[str] = field(default_factory=list)
    fast: list[str] = field(default_factory=list)
    primary: IPv4Interface | None = None
    lags: int = 0

    def __post_init__(self) -> None:
        for ports in self.model.ports:
            for name in ports.names():
                self._add(name, ports.type, ports.poe)
                (self.free if ports.type == "1000base-t" else self.fast).append(name)

    @property
    def reference(self) -> Body:
        return {"name": self.name}

    @property
    def supplies_power(self) -> bool:
        return any(ports.poe for ports in self.model.ports)

    def port(self, name: str) -> Body:
        """How other objects refer to one of this device's interfaces."""
        return {"device": self.reference, "name": name}

    def _add(self, name: str, type_: str, poe: str | None = None, **more: object) -> Body:
        body: Body = {"device": self.reference, "name": name, "type": type_, "enabled": True, **more}
        if poe:
            body |= {"poe_mode": "pse", "poe_type": POE}
        self.interfaces[name] = body
        return body

    def add_svi(self, vid: int, description: str) -> str:
        name = SVI_NAME[self.model.platform or "cisco-ios"].format(vid)
        self._add(name, "virtual", description=description)
        return name

    def add_loopback(self) -> str:
        self._add("Loopback0", "virtual", description="Yönetim")
        return "Loopback0"

    def add_lag(self, number: int, vids: Iterable[int], description: str) -> str:
        name = LAG_NAME[self.model.platform or "cisco-ios"].format(number)
        tagged = [self.vlan(vid) for vid in vids]
        self._add(name, "lag", description=description, mode="tagged", tagged_vlans=tagged)
        return name

    def vlan(self, vid: int) -> Body:
        return {"group": {"slug": self.site.slug}, "vid": vid}


def trunk_vlans(site: Site) -> list[int]:
    """What an access switch may need: not the server VLANs, not the quarantine, not WAN and VPN."""
    return [vid for vid in plan.site_vlans(site) if vid not in {20, 21, 22, 23, 99, 200, 210}]


@dataclass
class Cabling:
    """Joins boxes and remembers the cables."""

    cables: list[Body] = field(default_factory=list)

    def join(self, a: Box, a_port: str, b: Box, b_port: str, kind: str = "cat6") -> None:
        number = len(self.cables) + 1
        self.cables.append(
            {
                "type": kind,
                "status": "connected",
                "label": f"K{number:05}",
                "a_terminations": [{"object_type": "dcim.interface", "object_id": a.port(a_port)}],
                "b_terminations": [{"object_type": "dcim.interface", "object_id": b.port(b_port)}],
            }
        )

    def bundle(self, child: Box, parent: Box, vids: list[int]) -> None:
        """A two-port LAG from a switch up to the next one: fibre where both have two ports left, else copper."""
        child.lags += 1
        parent.lags += 1
        child_lag = child.add_lag(child.lags, vids, f"Üst bağlantı: {parent.name}")
        parent_lag = parent.add_lag(10 + parent.lags, vids, f"Alt bağlantı: {child.name}")
        fibre = len(child.fast) >= 2 and len(parent.fast) >= 2
        for _ in range(2):
            child_port, parent_port = (
                (child.fast.pop(0), parent.fast.pop(0)) if fibre else (child.free.pop(), parent.free.pop())
            )
            child.interfaces[child_port] |= {
                "lag": child.port(child_lag),
                "description": f"{parent.name} {parent_port}",
            }
            parent.interfaces[parent_port] |= {
                "lag": parent.port(parent_lag),
                "description": f"{child.name} {child_port}",
            }
            self.join(child, child_port, parent, parent_port, "smf-os2" if fibre else "cat6")

    def trunk(self, switch: Box, other: Box, other_port: str, vids: list[int], words: str) -> bool:
        """One tagged port from a switch to a router or a firewall; False where the switch is full."""
        if not switch.free and not switch.fast:
            return False
        port = switch.free.pop() if switch.free else switch.fast.pop()
        switch.interfaces[port] |= {
            "mode": "tagged",
            "tagged_vlans": [switch.vlan(vid) for vid in vids],
            "description": f"{words}: {other.name} {other_port}",
        }
        self.join(switch, port, other, other_port)
        return True

    def access(self, switch: Box, endpoint: Box, vid: int, *, words: str, tags: tuple[str, ...] = ()) -> str:
        """An endpoint on the switch's next free port, untagged in one VLAN; gives the port's name."""
        port = switch.free.pop(0)
        switch.interfaces[port] |= {
            "mode": "access",
            "untagged_vlan": switch.vlan(vid),
            "description": words,
            "tags": [{"slug": tag} for tag in tags],
        }
        self.join(endpoint, next(iter(endpoint.interfaces)), switch, port)
        return port

    def wireless(self, switch: Box, endpoint: Box, words: str) -> str:
        """An access point: managed untagged, its networks tagged."""
        port = switch.free.pop(0)
        switch.interfaces[port] |= {
            "mode": "tagged",
            "untagged_vlan": switch.vlan(plan.MANAGEMENT),
            "tagged_vlans": [switch.vlan(plan.WIRELESS), switch.vlan(plan.GUEST)],
            "description": words,
        }
        self.join(endpoint, next(iter(endpoint.interfaces)), switch, port)
        return port
