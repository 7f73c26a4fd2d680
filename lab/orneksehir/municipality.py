"""Örnekşehir as a whole: the objects of its NetBox in the order in which they can be created."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lab.orneksehir.profiles import Profile

Body = dict[str, Any]

ENDPOINTS = (
    "extras/tags",
    "extras/custom-field-choice-sets",
    "extras/custom-fields",
    "dcim/regions",
    "dcim/site-groups",
    "tenancy/tenant-groups",
    "tenancy/tenants",
    "tenancy/contact-groups",
    "tenancy/contact-roles",
    "tenancy/contacts",
    "tenancy/contact-assignments",
    "dcim/sites",
    "dcim/locations",
    "dcim/racks",
    "dcim/manufacturers",
    "dcim/platforms",
    "dcim/device-types",
    "dcim/device-roles",
    "ipam/roles",
    "ipam/vrfs",
    "ipam/vlan-groups",
    "ipam/vlans",
    "ipam/prefixes",
    "circuits/providers",
    "circuits/circuit-types",
    "circuits/circuits",
    "circuits/circuit-terminations",
    "virtualization/cluster-types",
    "virtualization/clusters",
    "virtualization/virtual-machines",
    "extras/config-contexts",
    "dcim/devices",
    "dcim/interfaces",
    "ipam/ip-addresses",
    "dcim/cables",
)
"""Dependency order: an object refers only to objects of earlier endpoints, or to earlier ones of its own."""


@dataclass(frozen=True)
class LabDevice:
    """A device that the lab emulates."""

    name: str
    platform: str  # as altyapi/platforms has it: cisco_ios
    model: str
    serial: str
    role: str  # slug
    site: str  # slug
    management: str  # 10.a.b.c, without a length
    loopback: str  # where the emulator listens
    port: int


@dataclass(frozen=True)
class Update:
    """A change to an object that could not be complete when it was made: a device before its addresses."""

    endpoint: str
    key: Body
    body: Body


@dataclass
class Municipality:
    """Everything of one profile. Bodies are NetBox's POST bodies; a relation is a dictionary of the other object's
    natural key (`{"slug": …}`, `{"device": {"name": …}, "name": …}`), also where NetBox itself takes only an id
    (`scope_id`, `object_id`, `assigned_object_id`, `tagged_vlans`, a context's `sites`): the loader looks it up."""

    profile: Profile
    seed: int
    bodies: dict[str, list[Body]] = field(default_factory=lambda: {endpoint: [] for endpoint in ENDPOINTS})
    late: list[Update] = field(default_factory=list)
    findings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    emulated: list[LabDevice] = field(default_factory=list)

    def objects(self) -> Iterator[tuple[str, Body]]:
        """(endpoint, POST body), in dependency order."""
        for endpoint in ENDPOINTS:
            for body in self.bodies[endpoint]:
                yield endpoint, body

    def updates(self) -> Iterator[Update]:
        """What to PATCH once all objects are there: the devices' primary addresses."""
        yield from self.late

    def fleet(self) -> list[LabDevice]:
        """What the lab emulates, by name."""
        return sorted(self.emulated, key=lambda device: device.name)

    def counts(self) -> dict[str, int]:
        return {endpoint: len(bodies) for endpoint, bodies in self.bodies.items()}

    def devices_by_role(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for body in self.bodies["dcim/devices"]:
            role = body["role"]["slug"]
            found[role] = found.get(role, 0) + 1
        return found
