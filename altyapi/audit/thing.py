"""What a row or a finding speaks of, and whether a selection holds it."""

from __future__ import annotations

from typing import NamedTuple

from netbox_sync.model import Snapshot


class Thing(NamedTuple):
    kind: (
        str  # NetBox's name of the object's type (dcim.device), or the register it stands in (licence, exception, wave)
    )
    name: str
    id: int | None = None  # in NetBox
    site: str | None = None  # slug
    tenant: str | None = None  # slug


class Scope(NamedTuple):
    """Everything, or the devices of a selection and what stands at their sites.

    What has no site (licences, exceptions, waves) is in no selection.
    """

    devices: frozenset[str] | None = None
    sites: frozenset[str] = frozenset()

    @classmethod
    def of(cls, snapshot: Snapshot, names: tuple[str, ...] | None) -> Scope:
        if names is None:
            return cls()
        return cls(frozenset(names), frozenset(snapshot.device_by_name[name].site for name in names))

    def holds(self, thing: Thing) -> bool:
        if self.devices is None:
            return True
        return thing.name in self.devices if thing.kind == "dcim.device" else thing.site in self.sites
